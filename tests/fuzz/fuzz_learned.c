/* Sections of a learned model that are damaged. The bytes say what a section is made of: its kind,
 * two counts, a seed; then changes to it, each two bytes of where (counted round), one of how many,
 * and those. Bytes that begin with another kind are a section as they are, behind that byte. It is
 * opened and asked. Nothing may crash, what is refused says why, what is taken answers with chances
 * and the same ones again. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/learned/chance.h"
#include "model/learned/rates.h"

#define FEATURES_MOST 8
#define VECTORS_MOST 20
#define IDS_MOST 12
#define ROWS 5
#define HEAD 4

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum section { PRIOR, LOGISTIC, RBF, RATES, CHANCE_AS_IT_IS, RATES_AS_THEY_ARE, SECTIONS };

struct made {
    void *bytes;
    size_t n;
};

static void must(bool holds)
{
    if (!holds)
        abort();
}

static double draw(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0 - .5;
}

static struct made make_chance(enum bw_chance_kind kind, const uint8_t *head)
{
    double mean[FEATURES_MOST], scale[FEATURES_MOST], weight[VECTORS_MOST];
    double vectors[VECTORS_MOST * FEATURES_MOST];
    struct bw_chance_parts parts = {kind,
                                    head[1] % (FEATURES_MOST + 1),
                                    1 + head[2] % VECTORS_MOST,
                                    mean,
                                    scale,
                                    .75,
                                    weight,
                                    vectors,
                                    .2,
                                    .3,
                                    1.5,
                                    .4};
    struct made made = {NULL, 0};
    struct bw_fail fail;
    uint64_t state = head[3];
    for (size_t f = 0; f < FEATURES_MOST; f++) {
        mean[f] = draw(&state);
        scale[f] = draw(&state) + .5;
    }
    for (size_t v = 0; v < VECTORS_MOST; v++)
        weight[v] = draw(&state);
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        vectors[i] = 4 * draw(&state);
    must(bw_chance_pack(&parts, &made.bytes, &made.n, &fail) == BW_OK);
    return made;
}

static struct made make_rates(const uint8_t *head)
{
    static const char letters[] = "aabbccddeeffgghhiijjkkllmm";
    struct bw_rate list[2 * IDS_MOST];
    struct bw_rates_parts parts = {
        list, list + IDS_MOST, head[1] % (IDS_MOST + 1), head[2] % (IDS_MOST + 1), .8, head[3]};
    struct made made = {NULL, 0};
    struct bw_fail fail;
    uint64_t state = head[3];
    for (size_t i = 0; i < (size_t)2 * IDS_MOST; i++)
        list[i] = (struct bw_rate){{letters + 2 * (i % IDS_MOST), 1 + i % 2}, draw(&state) + .5, 7};
    must(bw_rates_pack(&parts, &made.bytes, &made.n, &fail) == BW_OK);
    return made;
}

static void change(const struct made *made, const uint8_t *bytes, size_t size)
{
    while (size > 3) {
        size_t at = (size_t)(bytes[0] << 8 | bytes[1]) % made->n, count = bytes[2];
        bytes += 3;
        size -= 3;
        for (; count > 0 && size > 0; count--, size--)
            ((uint8_t *)made->bytes)[at++ % made->n] = *bytes++;
    }
}

static bool same_bits(const void *a, const void *b, size_t n)
{
    return memcmp(a, b, n) == 0;
}

static void ask_chance(const struct bw_chance *chance)
{
    static const double odd[] = {0, 1e300, -1e300, NAN, INFINITY, -INFINITY, .3, -4, 17, 1e-310};
    double rows[ROWS * BW_CHANCE_FEATURES_MOST], once[ROWS], again[ROWS];
    size_t n = chance->head->n_features;
    for (size_t i = 0; i < ROWS * n; i++)
        rows[i] = odd[i % (sizeof odd / sizeof *odd)];
    bw_chance_of(chance, rows, ROWS, once);
    for (size_t i = 0; i < ROWS; i++) {
        bw_chance_of(chance, rows + i * n, 1, again + i);
        must(same_bits(once + i, again + i, sizeof *once));
        must(once[i] >= 0 && once[i] <= bw_chance_most(chance) && bw_chance_most(chance) <= 1);
    }
}

static void ask_rates(const struct bw_rates *rates)
{
    static const char *const ids[] = {"", "a", "aa", "b", "bb", "l", "ll", "zz"};
    for (size_t c = 0; c < sizeof ids / sizeof *ids; c++) {
        for (size_t p = 0; p < sizeof ids / sizeof *ids; p++) {
            struct bw_str course = {ids[c], (uint32_t)strlen(ids[c])};
            struct bw_str provider = {p ? ids[p] : NULL, (uint32_t)strlen(ids[p])};
            double rate = bw_rates_course(rates, course, provider);
            must(rate >= 0 && rate <= 1);
        }
    }
}

static void open_and_ask(bool is_rates, const struct made *made, size_t n_features)
{
    struct bw_fail fail = {BW_OK, {0}};
    struct bw_chance chance;
    struct bw_rates rates;
    enum bw_err err = is_rates ? bw_rates_open(made->bytes, made->n, &rates, &fail)
                               : bw_chance_open(made->bytes, made->n, n_features, &chance, &fail);
    if (err)
        must((err == BW_BAD_REQUEST || err == BW_NOT_SUPPORTED) && fail.text[0]);
    else if (is_rates)
        ask_rates(&rates);
    else
        ask_chance(&chance);
}

/* On its own block, so that a sanitizer sees a byte too far. */
static struct made copy_of(const uint8_t *bytes, size_t size)
{
    struct made made = {NULL, size};
    must(posix_memalign(&made.bytes, BW_CHANCE_ALIGN, size ? size : 1) == 0);
    memcpy(made.bytes, bytes, size);
    return made;
}

/* As many features as the bytes claim to be of, so that they are not refused for that alone. */
static size_t features_of(const struct made *made)
{
    const struct bw_chance_head *head = made->bytes;
    return made->n < sizeof *head ? 0 : head->n_features;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < HEAD)
        return 0;
    enum section section = bytes[0] % SECTIONS;
    bool is_rates = section == RATES || section == RATES_AS_THEY_ARE;
    struct made made;
    if (section == CHANCE_AS_IT_IS || section == RATES_AS_THEY_ARE) {
        made = copy_of(bytes + 1, size - 1);
    } else {
        made = is_rates
                   ? make_rates(bytes)
                   : make_chance((enum bw_chance_kind)(section - PRIOR + BW_CHANCE_PRIOR), bytes);
        open_and_ask(is_rates, &made, features_of(&made));
        change(&made, bytes + HEAD, size - HEAD);
    }
    open_and_ask(is_rates, &made, features_of(&made));
    free(made.bytes);
    return 0;
}
