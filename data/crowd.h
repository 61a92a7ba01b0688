#pragma once
/* Looking at very many people with several threads: each has a reader and memory of its own and
 * reads who comes next; what is said of each comes back one by one, in one order, so that sums do
 * not depend on the number of threads. Owns the threads, which are there while it looks. The thread
 * that asks. */
#include "data/snapshot.h"

/* More threads than this are not begun. */
#define BW_CROWD_THREADS_MOST 64

/* Who looks, and who listens. */
struct bw_crowd_look {
    /* By the record alone, evidence and courses unread: is this one to be judged? Any thread. */
    bool (*wants)(void *context, const struct bw_person *person);
    /* What is to be said of one; `said` is for that, `scratch` for all else. Any thread. */
    const void *(*judge)(void *context, const struct bw_person *person, struct bw_arena *said,
                         struct bw_arena *scratch);
    /* Hears it: by org, then by id, in byte order. Of the person only the record is there, without
     * lists, until this returns. The asking thread; an error ends it all and comes back. */
    enum bw_err (*take)(void *context, const struct bw_person *person, const void *said,
                        struct bw_fail *fail);
    /* Between two lots of people: go on? */
    enum bw_err (*go_on)(void *context, struct bw_fail *fail);
    void *context;
};

struct bw_crowd {
    const struct bw_snapshot *snapshot;
    const bool *orgs;       /* per org: whether its people are looked at */
    unsigned threads;       /* the asking one among them */
    size_t arena_bytes;     /* of each thread */
    struct bw_arena *arena; /* for the list of people */
};

/* Looks at the people of the orgs as `reader` (begun) sees them. Who cannot be read is left out.
 * too_large when memory does not do. */
enum bw_err bw_crowd_look(struct bw_reader *reader, const struct bw_crowd *crowd,
                          const struct bw_crowd_look *look, struct bw_fail *fail);
