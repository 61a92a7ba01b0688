#include "model/text/text_likeness.h"

#include <string.h>

#define ERRORS_MOST 3

struct bw_letters bw_letters_of(const uint32_t *codes, uint32_t n)
{
    struct bw_letters out = {.n = n};
    memcpy(out.code, codes, n * sizeof *codes);
    for (uint32_t i = 0; i < n; i++)
        out.seen |= 1u << (codes[i] & 31u);
    return out;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t errors_allowed(uint32_t shorter)
{
    return shorter < 4 ? 0 : shorter < 8 ? 1 : 2;
}

uint32_t bw_text_errors(const struct bw_letters *a, const struct bw_letters *b, uint32_t most)
{
    /* Rows of the table of distances, the last three of them. */
    uint32_t rows[3][BW_WORD_CHARACTERS + 1];
    for (uint32_t j = 0; j <= b->n; j++)
        rows[0][j] = j;
    for (uint32_t i = 1; i <= a->n; i++) {
        uint32_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        uint32_t best = row[0] = i;
        for (uint32_t j = 1; j <= b->n; j++) {
            uint32_t change = above[j - 1] + (a->code[i - 1] != b->code[j - 1]);
            row[j] = least(change, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a->code[i - 1] == b->code[j - 2] &&
                a->code[i - 2] == b->code[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
            best = least(best, row[j]);
        }
        if (best > most + 1) /* a swap reaches back over one row, and costs one */
            return most + 1;
    }
    return least(rows[a->n % 3][b->n], most + 1);
}

static uint32_t front(const struct bw_letters *a, const struct bw_letters *b)
{
    uint32_t n = 0;
    while (n < a->n && n < b->n && a->code[n] == b->code[n])
        n++;
    return n;
}

/* Where `part` is found in `whole`; false when it is not, or too short to mean anything. */
static bool find_part(const struct bw_letters *part, const struct bw_letters *whole,
                      uint32_t *first)
{
    if (part->n < 4 || part->n >= whole->n || (part->seen & ~whole->seen))
        return false;
    uint32_t last = whole->n - part->n;
    for (uint32_t at = 0; at <= last; at++) {
        bool may = part->n >= 5 || at == 0 || at == last;
        if (may && memcmp(part->code, whole->code + at, part->n * sizeof *part->code) == 0) {
            *first = at;
            return true;
        }
    }
    return false;
}

static void better(struct bw_likeness *best, double share, enum bw_likeness_kind kind,
                   uint32_t first, uint32_t n)
{
    if (share > best->share)
        *best = (struct bw_likeness){share, kind, first, n};
}

struct bw_likeness bw_text_likeness(const struct bw_letters *asked, const struct bw_letters *found)
{
    struct bw_likeness best = {0, BW_UNLIKE, 0, 0};
    uint32_t longer = asked->n > found->n ? asked->n : found->n, first;
    uint32_t shorter = least(asked->n, found->n), same = front(asked, found);
    uint32_t allowed = asked->known ? 0 : errors_allowed(shorter);
    if (same == longer)
        return (struct bw_likeness){1, BW_SAME, 0, found->n};
    if (allowed && longer - shorter <= allowed) {
        uint32_t errors = bw_text_errors(asked, found, allowed);
        if (errors <= allowed)
            better(&best, 1 - (double)errors / longer, BW_TYPED, 0, found->n);
    }
    if (find_part(asked, found, &first))
        better(&best, .6 + .3 * asked->n / found->n, BW_PART, first, asked->n);
    if (find_part(found, asked, &first))
        better(&best, .6 * found->n / asked->n, BW_WHOLE, 0, found->n);
    if (same >= 5 && 2 * same > longer)
        better(&best, .6 * same / longer, BW_FORM, 0, found->n);
    return best;
}

bool bw_text_may_be_like(const struct bw_letters *asked, uint32_t found_n, uint32_t found_seen)
{
    uint32_t longer = asked->n > found_n ? asked->n : found_n, shorter = least(asked->n, found_n);
    uint32_t allowed = asked->known ? 0 : errors_allowed(shorter);
    uint32_t differ = (uint32_t)__builtin_popcount(asked->seen ^ found_seen);
    if (longer - shorter <= allowed && differ <= 2 * allowed)
        return true; /* the same, or nearly */
    if (shorter >= 4 && (!(asked->seen & ~found_seen) || !(found_seen & ~asked->seen)))
        return true;                             /* a part */
    return shorter >= 5 && 2 * shorter > longer; /* a form */
}
