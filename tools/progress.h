#pragma once
/* How far long work is, on one line of a terminal: a bar, how many of how many, how fast, how long
 * still. Owns its look and how often it is drawn. One thread. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/catalogue.h"

struct bw_progress {
    enum bw_lang lang;
    bool show; /* stderr is a terminal */
    size_t done, total;
    size_t before; /* of `done`, from an earlier run: not part of the speed */
    int64_t began_ms, drawn_ms;
};

void bw_progress_begin(struct bw_progress *progress, enum bw_lang lang, size_t done, size_t total);
/* Draws again when it is time to. */
void bw_progress_step(struct bw_progress *progress, size_t done);
/* Takes the line away. */
void bw_progress_end(struct bw_progress *progress);
double bw_progress_seconds(const struct bw_progress *progress);

/* The line as it is drawn, for `columns`; seconds since it began. Pure. */
#define BW_PROGRESS_LEN 2048
char *bw_progress_line(char *buf, const struct bw_progress *progress, double seconds,
                       size_t columns);
