#include "model/near/near_text.h"

#include <math.h>
#include <string.h>

#include "model/base/log.h"
#include "model/base/sort.h"
#include "model/text/text_gram.h"
#include "model/text/text_index.h"

#define COMMON_SHARE 16

struct word {
    struct bw_str at; /* folded */
    uint32_t count;
};

/* The words of one competency's names. */
struct words {
    struct word *at;
    size_t n;
};

struct making {
    const struct bw_catalogue *cat;
    struct bw_arena *arena; /* of the vectors; what is taken for one competency is given back */
    double *sum;            /* by bucket, of the competency at hand */
    uint32_t *met;          /* its buckets, n_met of them */
    uint32_t n_met;
    struct bw_name_piece *pieces;
    uint32_t n, *first;
};

/* Name i of a competency, labels first; false behind the last. */
static bool name_of(const struct bw_catalogue *cat, uint32_t competency, size_t i,
                    struct bw_str *out)
{
    const struct bw_prose *prose = &cat->competency_prose[competency];
    if (i >= 2 + prose->n_alt)
        return false;
    *out = i < 2 ? cat->competencies[competency].label.in[i] : prose->alt[i - 2];
    return true;
}

/* Calls `take` with each word of the names. */
static void each_word(const struct bw_catalogue *cat, uint32_t competency,
                      void (*take)(void *context, const struct bw_folded *word), void *context)
{
    struct bw_str name;
    for (size_t i = 0; name_of(cat, competency, i, &name); i++) {
        struct bw_text_fold fold;
        struct bw_folded word;
        bw_text_fold_start(&fold, name);
        while (name.at && bw_text_fold_next(&fold, &word))
            take(context, &word);
    }
}

static void count_pieces(void *context, const struct bw_folded *word)
{
    *(size_t *)context += 3 * ((size_t)word->n + 2);
}

static void count_word(void *context, const struct bw_folded *word)
{
    (void)word;
    ++*(size_t *)context;
}

struct collecting {
    struct words *words;
    struct bw_arena *arena;
};

static void keep_word(void *context, const struct bw_folded *word)
{
    struct collecting *collecting = context;
    char *at = bw_arena_take(collecting->arena, word->len);
    memcpy(at, word->at, word->len);
    collecting->words->at[collecting->words->n++] = (struct word){{at, word->len}, 1};
}

static int by_bytes(const void *a, const void *b)
{
    const struct word *x = a, *y = b;
    return bw_str_compare(x->at, y->at);
}

/* The words of a competency's names, each once, by their bytes. */
static struct words words_of(const struct bw_catalogue *cat, uint32_t competency,
                             struct bw_arena *arena)
{
    struct words words = {NULL, 0};
    size_t n = 0, kept = 0;
    each_word(cat, competency, count_word, &n);
    words.at = BW_ARENA_NEW(arena, struct word, n);
    each_word(cat, competency, keep_word, &(struct collecting){&words, arena});
    bw_sort(words.at, n, sizeof *words.at, by_bytes);
    for (size_t i = 0; i < n; i++) {
        if (kept && by_bytes(&words.at[kept - 1], &words.at[i]) == 0)
            words.at[kept - 1].count++;
        else
            words.at[kept++] = words.at[i];
    }
    words.n = kept;
    return words;
}

static void add_word(struct making *making, const struct word *word)
{
    struct bw_gram grams[BW_WORD_GRAMS_MOST];
    uint32_t codes[BW_WORD_CHARACTERS];
    uint32_t n = bw_text_grams(codes, bw_text_fold_codes(word->at.at, word->at.len, codes), grams);
    double weight = (double)bw_text_weight(word->count);
    for (uint32_t i = 0; i < n; i++) {
        double *sum = &making->sum[grams[i].bucket];
        if (!(*sum > 0 || *sum < 0))
            making->met[making->n_met++] = grams[i].bucket;
        *sum += weight * grams[i].sign;
    }
}

static int by_bucket(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* What the competency's names are made of, by bucket. A bucket whose signs cancelled out on the way
 * is met again, and stands there once. */
static void add_competency(struct making *making, uint32_t competency)
{
    size_t mark = bw_arena_mark(making->arena);
    struct words words = words_of(making->cat, competency, making->arena);
    making->n_met = 0;
    for (size_t w = 0; w < words.n; w++)
        add_word(making, &words.at[w]);
    bw_sort(making->met, making->n_met, sizeof *making->met, by_bucket);
    for (uint32_t i = 0; i < making->n_met; i++) {
        double *sum = &making->sum[making->met[i]];
        if (*sum > 0 || *sum < 0)
            making->pieces[making->n++] = (struct bw_name_piece){making->met[i], (float)*sum};
        *sum = 0;
    }
    making->first[competency + 1] = making->n;
    bw_arena_rewind(making->arena, mark);
}

/* What a piece weighs, by bucket; 0 when too many have it. */
static double *rarity_of(const struct making *making, const uint32_t *holders)
{
    uint32_t n = making->cat->n_competencies;
    uint32_t most = n / COMMON_SHARE > BW_COMMON_LEAST ? n / COMMON_SHARE : BW_COMMON_LEAST;
    double *rarity = BW_ARENA_NEW(making->arena, double, BW_GRAM_BUCKETS);
    for (uint32_t b = 0; b < BW_GRAM_BUCKETS; b++)
        if (holders[b] && holders[b] <= most)
            rarity[b] = bw_log(1 + n / (holders[b] + .5));
    return rarity;
}

/* To length 1, without what is common. */
static void weigh(struct making *making, const double *rarity)
{
    uint32_t kept = 0;
    for (uint32_t c = 0; c < making->cat->n_competencies; c++) {
        uint32_t first = making->first[c], begin = kept;
        double square = 0;
        making->first[c] = begin;
        for (uint32_t i = first; i < making->first[c + 1]; i++) {
            double value = (double)making->pieces[i].value * rarity[making->pieces[i].at];
            if (!(value > 0 || value < 0))
                continue;
            making->pieces[kept++] = (struct bw_name_piece){making->pieces[i].at, (float)value};
            square += value * value;
        }
        for (uint32_t i = begin; i < kept; i++)
            making->pieces[i].value = (float)((double)making->pieces[i].value / sqrt(square));
    }
    making->first[making->cat->n_competencies] = kept;
    making->n = kept;
}

static uint32_t *count_holders(const struct making *making, uint32_t shift)
{
    uint32_t *at = BW_ARENA_NEW(making->arena, uint32_t, BW_GRAM_BUCKETS + 2);
    for (uint32_t i = 0; i < making->n; i++)
        at[making->pieces[i].at + shift]++;
    return at;
}

static void turn_round(const struct making *making, struct bw_name_vectors *out)
{
    uint32_t *at = count_holders(making, 2);
    struct bw_name_piece *holders = BW_ARENA_NEW(making->arena, struct bw_name_piece, making->n);
    for (uint32_t b = 0; b < BW_GRAM_BUCKETS; b++)
        at[b + 2] += at[b + 1];
    for (uint32_t c = 0; c < out->n; c++)
        for (uint32_t i = making->first[c]; i < making->first[c + 1]; i++)
            holders[at[making->pieces[i].at + 1]++] =
                (struct bw_name_piece){c, making->pieces[i].value};
    out->holders = holders;
    out->holders_at = at;
}

struct bw_name_vectors bw_name_vectors_make(const struct bw_catalogue *cat, struct bw_arena *arena)
{
    struct bw_name_vectors out = {.n = cat->n_competencies};
    struct making making = {.cat = cat, .arena = arena};
    size_t most = 0;
    for (uint32_t c = 0; c < cat->n_competencies; c++)
        each_word(cat, c, count_pieces, &most);
    making.sum = BW_ARENA_NEW(arena, double, BW_GRAM_BUCKETS);
    making.met = BW_ARENA_NEW(arena, uint32_t, most);
    making.pieces = BW_ARENA_NEW(arena, struct bw_name_piece, most);
    making.first = BW_ARENA_NEW(arena, uint32_t, cat->n_competencies + 1);
    for (uint32_t c = 0; c < cat->n_competencies; c++)
        add_competency(&making, c);
    weigh(&making, rarity_of(&making, count_holders(&making, 0)));
    turn_round(&making, &out);
    out.pieces = making.pieces;
    out.first = making.first;
    return out;
}
