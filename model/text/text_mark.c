#include "model/text/text_mark.h"

#include <string.h>

/* Bytes of the text from start to end. */
struct stretch {
    uint32_t start, end;
};

/* Of a found word the part that is meant: a compound's part without the rest. */
static struct stretch part_of(const struct bw_folded *word, const struct bw_likeness *likeness)
{
    struct stretch part = {word->start, word->end};
    uint32_t end = likeness->first + likeness->n;
    if (likeness->kind != BW_PART)
        return part;
    part.start = word->from[likeness->first];
    while (end < word->n && word->from[end] == word->from[end - 1])
        end++; /* one letter of the text may stand for several */
    if (end < word->n)
        part.end = word->from[end];
    return part;
}

static bool is_hit(const struct bw_text_query *query, const struct bw_folded *word,
                   struct stretch *part)
{
    struct bw_letters found = bw_letters_of(word->code, word->n);
    struct bw_likeness best = {0, BW_UNLIKE, 0, 0};
    for (uint32_t i = 0; i < query->n_searched; i++) {
        if (!bw_text_may_be_like(&query->searched[i], found.n, found.seen))
            continue;
        struct bw_likeness likeness = bw_text_likeness(&query->searched[i], &found);
        if (likeness.share > best.share)
            best = likeness;
    }
    if (best.kind == BW_UNLIKE)
        return false;
    *part = part_of(word, &best);
    return true;
}

/* The hits of a text, ascending and apart. */
static struct stretch *find_hits(const struct bw_text_query *query, struct bw_str text,
                                 struct bw_arena *arena, size_t *n)
{
    struct bw_text_fold fold;
    struct bw_folded word;
    struct stretch part, *hits;
    size_t n_words = 0;
    uint32_t done = 0;
    bw_text_fold_start(&fold, text);
    while (bw_text_fold_next(&fold, &word))
        n_words++;
    hits = BW_ARENA_NEW(arena, struct stretch, n_words);
    *n = 0;
    bw_text_fold_start(&fold, text);
    while (bw_text_fold_next(&fold, &word)) {
        if (!is_hit(query, &word, &part))
            continue;
        part.start = part.start < done ? done : part.start; /* two words of one character */
        if (part.start < part.end)
            hits[(*n)++] = part;
        done = part.end > done ? part.end : done;
    }
    return hits;
}

/* The stretch of BW_MARK_BYTES with the most hits in it, the first of several, with as much before
 * the hits as behind. */
static struct stretch choose_window(const struct stretch *hits, size_t n, uint32_t len)
{
    size_t best = 0, best_n = 0, last = 0;
    if (len <= BW_MARK_BYTES)
        return (struct stretch){0, len};
    for (size_t first = 0; first < n; first++) {
        last = last < first ? first : last;
        while (last + 1 < n && hits[last + 1].end - hits[first].start <= BW_MARK_BYTES)
            last++;
        if (last - first + 1 > best_n) {
            best = first;
            best_n = last - first + 1;
        }
    }
    uint32_t used = hits[best + best_n - 1].end - hits[best].start;
    uint32_t spare = used < BW_MARK_BYTES ? BW_MARK_BYTES - used : 0;
    uint32_t start = hits[best].start > spare / 2 ? hits[best].start - spare / 2 : 0;
    if (len - start < BW_MARK_BYTES)
        start = len - BW_MARK_BYTES;
    start = start < hits[best].start ? start : hits[best].start;
    uint32_t end = start + (used > BW_MARK_BYTES ? used : BW_MARK_BYTES);
    return (struct stretch){start, end < len ? end : len};
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool is_inside(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80; /* of a character of several bytes */
}

/* Moves the ends to spaces, or at least to whole characters; never into a hit. */
static struct stretch settle(struct stretch window, struct bw_str text, struct stretch hits)
{
    struct stretch out = window;
    while (out.start > 0 && out.start < hits.start && !is_space(text.at[out.start - 1]))
        out.start++;
    while (out.end < text.len && out.end > hits.end && !is_space(text.at[out.end]))
        out.end--;
    while (out.start < hits.start && is_space(text.at[out.start]))
        out.start++;
    while (out.start > 0 && is_inside(text.at[out.start]))
        out.start--;
    while (out.end < text.len && is_inside(text.at[out.end]))
        out.end++;
    return out;
}

static void add(struct bw_text_piece *pieces, size_t *n, struct bw_str text, struct stretch part,
                bool hit)
{
    if (part.start < part.end)
        pieces[(*n)++] = (struct bw_text_piece){{text.at + part.start, part.end - part.start}, hit};
}

struct bw_text_pieces bw_text_mark(const struct bw_text_query *query, struct bw_str text,
                                   struct bw_arena *arena)
{
    struct bw_text_pieces out = {NULL, 0, 0, false, false};
    size_t n, first = 0;
    struct stretch *hits = find_hits(query, text, arena, &n);
    if (n == 0)
        return out;
    struct stretch window = choose_window(hits, n, text.len);
    while (hits[first].start < window.start)
        first++;
    while (n > first + 1 && hits[n - 1].end > window.end)
        n--;
    window = settle(window, text, (struct stretch){hits[first].start, hits[n - 1].end});
    struct bw_text_piece *pieces = BW_ARENA_NEW(arena, struct bw_text_piece, 2 * (n - first) + 1);
    uint32_t done = window.start;
    for (size_t i = first; i < n; i++) {
        add(pieces, &out.n, text, (struct stretch){done, hits[i].start}, false);
        add(pieces, &out.n, text, hits[i], true);
        done = hits[i].end;
    }
    add(pieces, &out.n, text, (struct stretch){done, window.end}, false);
    out.at = pieces;
    out.n_hits = n - first;
    out.cut_before = window.start > 0;
    out.cut_after = window.end < text.len;
    return out;
}
