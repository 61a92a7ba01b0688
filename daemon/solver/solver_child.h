#pragma once
/* One run of another program: bytes in, bytes out, ended on time. Owns the process and the ways to
 * it while it runs and leaves neither behind, whatever the program does: it is in a process group
 * of its own, which is killed at the end of every run. Takes no memory of the caller. Any thread,
 * several at once. */
#include <stdbool.h>
#include <stddef.h>

struct bw_child_run {
    const char *program; /* a path */
    const void *in;
    size_t in_bytes;
    void *out;
    size_t out_most;
    double seconds;                /* after which it is killed */
    bool (*wanted)(void *context); /* asked now and then; false kills it. NULL: always */
    void *context;
};

enum bw_child_end {
    BW_CHILD_DONE,     /* it closed its output; what came may be anything */
    BW_CHILD_LATE,     /* it was killed when its time was up */
    BW_CHILD_UNWANTED, /* it was killed because nobody waits */
    BW_CHILD_BROKEN    /* it could not start, was killed by others, crashed or said too much */
};

#define BW_CHILD_TROUBLE_SIZE 160

/* *len: bytes in `out`; `trouble` says why when BROKEN. */
enum bw_child_end bw_child_run(const struct bw_child_run *run, size_t *len,
                               char trouble[BW_CHILD_TROUBLE_SIZE]);
