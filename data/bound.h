#pragma once
/* How long a reader may hold one moment of the store. While it does, pages that writers free cannot
 * be used again, and the store grows: it gives up when that took a quarter of the free room of the
 * map, or an hour. Owns these bounds. One thread. */
#include <stdint.h>
#include <time.h>

#include "data/db.h"

#define BW_BOUND_SHARE 4
#define BW_BOUND_SECONDS 3600

/* Who asked, and whether they still wait. */
struct bw_asker {
    enum bw_err (*wanted)(void *context, struct bw_fail *fail); /* may be NULL */
    void *context;
};

struct bw_bound {
    struct bw_db *db;
    const struct bw_asker *asker;
    const char *path; /* what is being written, for the words */
    uint64_t used;
    int64_t began_s; /* by the clock that nobody sets */
};

void bw_bound_begin(struct bw_bound *bound, struct bw_db *db, const struct bw_asker *asker,
                    const char *path);
/* Now and then: storage_full or busy when it is over. */
enum bw_err bw_bound_check(const struct bw_bound *bound, struct bw_fail *fail);
