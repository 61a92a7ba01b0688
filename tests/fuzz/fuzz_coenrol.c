/* Sections of co-enrolment that are damaged: the bytes as they are, and once more with the counts
 * of their head made to fit their length where that can be. Nothing may crash, what is refused says
 * why and changes nothing, what is taken finds each of its courses and scores every one from 0 to
 * 1, to the same bits again. */
#include <stdlib.h>
#include <string.h>

#include "model/learned/coenrol.h"

#define COURSES_MOST 4096u

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static bool same_bits(const void *a, const void *b, size_t n)
{
    return memcmp(a, b, n) == 0;
}

static void score(const struct bw_coenrol *coenrol)
{
    static double once[COURSES_MOST], again[COURSES_MOST];
    static uint32_t history[COURSES_MOST];
    uint32_t n = coenrol->n_courses;
    for (uint32_t i = 0; i < n; i++)
        history[i] = n - 1 - i;
    bw_coenrol_score(coenrol, history, n, once);
    bw_coenrol_score(coenrol, history, n, again);
    must(same_bits(once, again, n * sizeof *once));
    for (uint32_t i = 0; i < n; i++)
        must(once[i] >= 0 && once[i] <= 1);
    bw_coenrol_score(coenrol, history, 0, once);
    for (uint32_t i = 0; i < n; i++)
        must(once[i] >= 0 && once[i] <= 0);
}

static void open_and_score(const void *section, size_t n)
{
    struct bw_coenrol coenrol, untouched;
    struct bw_fail fail = {BW_OK, {0}};
    memset(&coenrol, 0x55, sizeof coenrol);
    untouched = coenrol;
    enum bw_err err = bw_coenrol_open(section, n, &coenrol, &fail);
    if (err) {
        must((err == BW_BAD_REQUEST || err == BW_NOT_SUPPORTED) && fail.text[0]);
        must(same_bits(&coenrol, &untouched, sizeof coenrol));
        return;
    }
    must(bw_coenrol_bytes(&coenrol) == n);
    for (uint32_t i = 0; i < coenrol.n_courses; i++)
        must(bw_coenrol_find(&coenrol, bw_coenrol_id(&coenrol, i)) == i);
    if (coenrol.n_courses <= COURSES_MOST)
        score(&coenrol);
}

/* What the counts do not take is ids: so a changed count comes to the checks behind it. */
static void make_fit(unsigned char *section, size_t n)
{
    uint32_t counts[5]; /* courses, together, follow, ids, unused: from byte 12 */
    memcpy(counts, section + 12, sizeof counts);
    uint64_t taken = 64 + 12 * ((uint64_t)counts[0] + 1) + 8 * ((uint64_t)counts[1] + counts[2]);
    if (taken > n)
        return;
    counts[3] = (uint32_t)(n - taken);
    memcpy(section + 12, counts, sizeof counts);
    memcpy(section + 64 + 4 * (size_t)counts[0], &counts[3], sizeof counts[3]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    unsigned char *section = malloc(size ? size : 1);
    must(section != NULL);
    memcpy(section, bytes, size);
    open_and_score(section, size);
    if (size >= 64 + 24) {
        make_fit(section, size);
        open_and_score(section, size);
    }
    free(section);
    return 0;
}
