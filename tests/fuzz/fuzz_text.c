/* Any bytes as a text: folded into words, cut into pieces, asked of an index that holds it, marked;
 * its lines as the names of competencies; and all of that with the text made long. Nothing may
 * crash, words and pieces keep to the text, a folded word folds to itself, a text is found by
 * itself, a level guessed from it is one, and vectors of names are of unit length and the same both
 * ways round. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/near/near_text.h"
#include "model/tag/tag_level.h"
#include "model/text/text_gram.h"
#include "model/text/text_mark.h"

#define LONG_BYTES 65536 /* of a long text: the most that is searched for */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* The pieces of a word, and those of the word without its first letter: behind the pieces that
 * begin with a letter that is not there, or with a space in its place, they are the same. */
static void check_pieces(const uint32_t *codes, uint32_t n)
{
    struct bw_gram grams[BW_WORD_GRAMS_MOST], later[BW_WORD_GRAMS_MOST];
    uint32_t n_grams = bw_text_grams(codes, n, grams);
    must(n_grams == (n == 1 ? 1 : 3 * n - 3));
    for (uint32_t i = 0; i < n_grams; i++)
        must(grams[i].bucket < BW_GRAM_BUCKETS && (grams[i].sign == 1 || grams[i].sign == -1));
    if (n < 5)
        return;
    must(bw_text_grams(codes + 1, n - 1, later) == n_grams - 3);
    must(memcmp(grams + 6, later + 3, (n_grams - 6) * sizeof *grams) == 0);
}

static void check_word(const struct bw_folded *word, uint32_t len)
{
    struct bw_text_fold again;
    struct bw_folded same;
    uint32_t codes[BW_WORD_CHARACTERS];
    must(word->start < word->end && word->end <= len);
    must(word->n >= 1 && word->n <= BW_WORD_CHARACTERS && word->len <= BW_WORD_BYTES);
    must(bw_text_fold_codes(word->at, word->len, codes) == word->n);
    must(memcmp(codes, word->code, word->n * sizeof *codes) == 0);
    check_pieces(word->code, word->n);
    bw_text_fold_start(&again, (struct bw_str){word->at, word->len});
    must(bw_text_fold_next(&again, &same));
    must(same.len == word->len && memcmp(same.at, word->at, word->len) == 0);
    must(!bw_text_fold_next(&again, &same));
}

static uint32_t check_words(struct bw_str text)
{
    struct bw_text_fold fold;
    struct bw_folded word;
    uint32_t n = 0, before = 0;
    bw_text_fold_start(&fold, text);
    for (; bw_text_fold_next(&fold, &word); n++) {
        must(word.start >= before);
        before = word.start;
        check_word(&word, text.len);
    }
    (void)bw_text_is_blank(text);
    struct bw_tag_level level = bw_tag_level_of(text);
    must(level.from >= 0 && level.to <= 5 && (level.to <= 0 || level.from < level.to));
    return n;
}

static void check_search(struct bw_str text, struct bw_arena *arena, uint32_t n_words)
{
    struct bw_text_builder *builder = bw_text_builder_create();
    struct bw_passage name = {0, BW_PASSAGE_NAME, 0, text}, prose = {0, BW_PASSAGE_PROSE, 1, text};
    struct bw_text_query query;
    must(builder != NULL);
    bw_text_builder_add(builder, &name);
    bw_text_builder_add(builder, &prose);
    struct bw_text_index *index = bw_text_builder_finish(builder);
    must(index && index->n_passages == (n_words ? 2u : 0u));
    bw_text_query_make(index, text, arena, &query);
    must((query.n_words > 0) == (n_words > 0));
    if (n_words) {
        const double *score = bw_text_query_prose(&query, bw_text_index_parts(index, 0, 1), arena);
        must(score[0] > 0 && score[0] <= 1);
        must(query.norm <= 0 || bw_text_query_name(&query, 0) >= 1);
        struct bw_text_pieces pieces = bw_text_mark(&query, text, arena);
        must(pieces.n_hits > 0);
        const char *next = pieces.at[0].text.at;
        for (size_t i = 0; i < pieces.n; i++) {
            must(pieces.at[i].text.at == next && pieces.at[i].text.len > 0);
            next += pieces.at[i].text.len;
        }
        must(next <= text.at + text.len);
    }
    bw_text_index_free(index);
}

#define SLOTS 3 /* a line is a label in one language, in the other, or an alternative one */

/* The lines of a text, as the names of competencies: an empty one is absent. The last competency
 * has the names of the first. */
static void name_by_lines(struct bw_str text, struct bw_arena *arena, struct bw_catalogue *out)
{
    uint32_t n_lines = 1, line = 0, from = 0;
    for (uint32_t i = 0; i < text.len; i++)
        n_lines += text.at[i] == '\n';
    uint32_t n = (n_lines + SLOTS - 1) / SLOTS + 1;
    struct bw_competency *competencies = BW_ARENA_NEW(arena, struct bw_competency, n);
    struct bw_prose *prose = BW_ARENA_NEW(arena, struct bw_prose, n);
    struct bw_str *alt = BW_ARENA_NEW(arena, struct bw_str, n);
    for (uint32_t i = 0; i <= text.len; i++) {
        if (i < text.len && text.at[i] != '\n')
            continue;
        struct bw_str name = {i > from ? text.at + from : NULL, i - from};
        uint32_t c = line / SLOTS, slot = line % SLOTS;
        *(slot < 2 ? &competencies[c].label.in[slot] : &alt[c]) = name;
        if (slot == 2 && name.at)
            prose[c] = (struct bw_prose){.alt = &alt[c], .n_alt = 1};
        line++;
        from = i + 1;
    }
    competencies[n - 1] = competencies[0];
    prose[n - 1] = prose[0];
    *out = (struct bw_catalogue){
        .competencies = competencies, .competency_prose = prose, .n_competencies = n};
}

/* Of unit length, or empty; by bucket. */
static void check_vector(const struct bw_name_piece *pieces, uint32_t n)
{
    double square = 0;
    for (uint32_t i = 0; i < n; i++) {
        must(pieces[i].at < BW_GRAM_BUCKETS && (i == 0 || pieces[i - 1].at < pieces[i].at));
        square += (double)pieces[i].value * (double)pieces[i].value;
    }
    must(n == 0 || fabs(square - 1) < 1e-5);
}

/* Turned round it is the same: who holds a bucket stands there once, with the value of its vector,
 * and every piece is there. */
static void check_holders(const struct bw_name_vectors *names, struct bw_arena *arena)
{
    uint32_t *next = BW_ARENA_NEW(arena, uint32_t, names->n);
    uint32_t most = names->n / 16 > BW_COMMON_LEAST ? names->n / 16 : BW_COMMON_LEAST;
    memcpy(next, names->first, names->n * sizeof *next);
    must(names->holders_at[0] == 0);
    must(names->holders_at[BW_GRAM_BUCKETS] == names->first[names->n]);
    for (uint32_t b = 0; b < BW_GRAM_BUCKETS; b++) {
        uint32_t first = names->holders_at[b], end = names->holders_at[b + 1];
        must(first <= end && end - first <= most);
        for (uint32_t i = first; i < end; i++) {
            const struct bw_name_piece *holder = &names->holders[i];
            must(holder->at < names->n && (i == first || holder[-1].at < holder->at));
            must(next[holder->at] < names->first[holder->at + 1]);
            struct bw_name_piece piece = names->pieces[next[holder->at]++];
            must(piece.at == b);
            must(!(piece.value < holder->value) && !(piece.value > holder->value));
        }
    }
}

static void check_names(struct bw_str text, struct bw_arena *arena)
{
    struct bw_catalogue cat;
    name_by_lines(text, arena, &cat);
    struct bw_name_vectors names = bw_name_vectors_make(&cat, arena);
    must(names.n == cat.n_competencies && names.first[0] == 0);
    for (uint32_t c = 0; c < names.n; c++) {
        must(names.first[c] <= names.first[c + 1]);
        check_vector(names.pieces + names.first[c], names.first[c + 1] - names.first[c]);
    }
    check_holders(&names, arena);
    uint32_t n = names.first[1], last = names.first[names.n - 1];
    must(names.first[names.n] - last == n);
    must(n == 0 || memcmp(names.pieces, names.pieces + last, n * sizeof *names.pieces) == 0);
}

/* The text again and again, two letters of it other ones each time, so that it has many words (or
 * one that never ends) of which some come back. */
static struct bw_str make_long(struct bw_str text, struct bw_arena *arena)
{
    char *at = bw_arena_take(arena, LONG_BYTES);
    for (uint32_t i = 0, copy = 0; i < LONG_BYTES; i += text.len, copy++) {
        uint32_t n = LONG_BYTES - i < text.len ? LONG_BYTES - i : text.len;
        memcpy(at + i, text.at, n);
        at[i + copy * 7 % n] = (char)('a' + copy % 26);
        at[i + (copy * 11 + 1) % n] = (char)('a' + copy / 26 % 26);
    }
    return (struct bw_str){at, LONG_BYTES};
}

/* An index and vectors take a thousand times as long as folding: one text in `n`, by its bytes,
 * gets them. */
static bool is_chosen(const uint8_t *bytes, size_t size, uint32_t n)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum = sum * 31 + bytes[i];
    return (sum ^ sum >> 16) % n == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct bw_arena *arena;
    struct bw_str text = {(const char *)bytes, (uint32_t)size};
    if (!arena && !(arena = bw_arena_create((size_t)1 << 30)))
        abort();
    uint32_t n_words = check_words(text);
    if (is_chosen(bytes, size, 32))
        check_search(text, arena, n_words);
    if (is_chosen(bytes, size, 128))
        check_names(text, arena);
    if (size > 0 && is_chosen(bytes, size, 2048)) {
        struct bw_str longer = make_long(text, arena);
        check_search(longer, arena, check_words(longer));
        check_names(longer, arena);
    }
    bw_arena_reset(arena);
    return 0;
}
