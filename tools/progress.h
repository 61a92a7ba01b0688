#pragma once
/* A bar with the time left on stderr, for long work; nothing at all when stderr is no terminal.
 * Owns one line of the terminal. One thread. */
#include <stdbool.h>
#include <stdint.h>

struct bw_progress {
    const char *doing;
    uint64_t total;
    bool shown;
    int64_t started_ms, drawn_ms;
};

/* Starts a line: what is being done, of how much in all. */
void bw_progress_start(struct bw_progress *progress, const char *doing, uint64_t total);
/* `done` of the total are done; drawn at most some times a second. */
void bw_progress_step(struct bw_progress *progress, uint64_t done);
/* Takes the line away. */
void bw_progress_end(struct bw_progress *progress);
