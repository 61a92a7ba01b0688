#pragma once
/* Figures as they were gathered: a file of lines "figure NAME VALUE" (a repeat a line), "fact NAME
 * TEXT", "missing NAME WHY" and "load PART PERCENT", fields parted by a tab. Owns what was read.
 * One thread. */
#include <stdbool.h>

#include "tools/measure/bench_recorder.h"

enum bw_gathered_kind {
    BW_GATHERED_FIGURE,
    BW_GATHERED_FACT,
    BW_GATHERED_MISSING,
    BW_GATHERED_LOAD
};

struct bw_gathered_entry {
    enum bw_gathered_kind kind;
    const char *name;
    const char *text; /* of facts and missing */
    double value;     /* of figures and loads */
};

struct bw_gathered {
    char *bytes;
    struct bw_gathered_entry *entries; /* n of them, in the order of the file */
    size_t n;
};

/* bad_request names the line that is none of these. */
enum bw_err bw_gathered_read(const char *path, struct bw_gathered *out, struct bw_fail *fail);
void bw_gathered_release(struct bw_gathered *gathered);

/* Up to `most` repeats of a figure, in their order; how many. name NULL: none. */
size_t bw_gathered_values(const struct bw_gathered *gathered, const char *name, double *out,
                          size_t most);
/* The last text of a fact, or of why something is missing; NULL when there is none. */
const char *bw_gathered_text(const struct bw_gathered *gathered, enum bw_gathered_kind kind,
                             const char *name);

/* Middle and ends of figure / peer: of the pairs that were measured after one another when there
 * are as many of both, so that what slowed both is in neither; else of the two middles. false when
 * either is missing. */
bool bw_gathered_ratio(const struct bw_gathered *gathered, const char *name, const char *peer,
                       struct bw_spread *out);

#define BW_GATHERED_REPEATS 256
