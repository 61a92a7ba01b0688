#include "data/bound.h"

#include <inttypes.h>

#include "data/clock.h"

void bw_bound_begin(struct bw_bound *bound, struct bw_db *db, const struct bw_asker *asker,
                    const char *path)
{
    uint64_t map;
    *bound = (struct bw_bound){.db = db, .asker = asker, .path = path, .began_s = bw_clock_s()};
    bw_db_size(db, &map, &bound->used);
}

enum bw_err bw_bound_check(const struct bw_bound *bound, struct bw_fail *fail)
{
    uint64_t map, used;
    const struct bw_asker *asker = bound->asker;
    enum bw_err err = asker->wanted ? asker->wanted(asker->context, fail) : BW_OK;
    if (err)
        return err;
    bw_db_size(bound->db, &map, &used);
    if (used > bound->used && used - bound->used > (map - bound->used) / BW_BOUND_SHARE)
        return bw_fail_set(fail, BW_STORAGE_FULL,
                           "%s: given up: what was written meanwhile took %" PRIu64
                           " bytes, more than a quarter of the free room; try at a quieter time",
                           bound->path, used - bound->used);
    if (bw_clock_s() - bound->began_s > BW_BOUND_SECONDS)
        return bw_fail_set(fail, BW_BUSY, "%s: given up after %d s; write to a faster disk",
                           bound->path, BW_BOUND_SECONDS);
    return BW_OK;
}
