/* Makes a world up, part by part. */
#include <inttypes.h>
#include <string.h>

#include "data/store.h"
#include "tools/simulate/simulate_truth.h"

#define WORLD_BYTES_MOST ((size_t)4 << 30)

/* Nobody may be there yet. */
static enum bw_err look_whether_free(struct bw_store *store, struct bw_fail *fail)
{
    static const enum bw_kind kinds[] = {BW_KIND_ORG, BW_KIND_TEAM, BW_KIND_EMPLOYEE,
                                         BW_KIND_EVIDENCE, BW_KIND_EVENT};
    struct bw_reader *reader;
    struct bw_store_counts counts;
    enum bw_err err = bw_reader_open(store, &reader, fail);
    if (err)
        return err;
    err = bw_reader_begin(reader, fail);
    if (!err) {
        err = bw_store_count(reader, &counts, fail);
        bw_reader_end(reader);
    }
    bw_reader_close(reader);
    for (size_t i = 0; !err && i < sizeof kinds / sizeof *kinds; i++)
        if (counts.records[kinds[i]] > 0)
            err = bw_fail_set(fail, BW_CONFLICT,
                              "the store is not empty: it holds %" PRIu64 " of kind %s; simulate "
                              "into a new one (bekwaam --data DIR init), with competencies, tasks, "
                              "roles and courses imported if you like",
                              counts.records[kinds[i]], bw_kind_name(kinds[i]));
    return err;
}

static enum bw_err run(struct bw_sim *sim, bool quiet, struct bw_fail *fail)
{
    enum bw_err err = bw_sim_look(sim, fail);
    if (!err)
        err = bw_sim_competencies(sim, fail);
    if (!err)
        err = bw_sim_orgs(sim, fail);
    if (!err)
        err = bw_sim_roles(sim, fail);
    if (!err)
        err = bw_sim_changes(sim, fail);
    if (!err)
        err = bw_sim_courses(sim, fail);
    if (err)
        return err;
    bw_sim_settle_kin(sim);
    if (sim->truth)
        bw_sim_truth_head(sim->truth, sim);
    bw_progress_begin(&sim->out.progress, sim->lang, 0, sim->size->n_people);
    sim->out.progress.show &= !quiet;
    err = bw_sim_people(sim, fail);
    bw_progress_end(&sim->out.progress);
    if (!err && sim->truth)
        bw_sim_truth_courses(sim->truth, sim);
    return err;
}

static enum bw_err make(struct bw_sim *sim, struct bw_store *store,
                        const struct bw_sim_order *order, struct bw_fail *fail)
{
    struct bw_fail closing;
    enum bw_err err = look_whether_free(store, fail);
    if (!err && order->truth)
        err = bw_sim_truth_open(order->truth, &sim->truth, fail);
    if (!err)
        err = bw_sim_out_open(store, &sim->out, fail);
    if (!err && !(sim->arena = bw_arena_create(WORLD_BYTES_MOST)))
        err = bw_fail_set(fail, BW_INTERNAL, "simulating: out of memory");
    if (!err)
        err = run(sim, order->quiet, fail);
    enum bw_err closed = bw_sim_truth_close(sim->truth, !err, &closing);
    if (!err && closed) {
        *fail = closing;
        err = closed;
    }
    return err;
}

enum bw_err bw_sim_make(struct bw_store *store, const struct bw_sim_order *order,
                        uint64_t written[BW_KIND_END], struct bw_fail *fail)
{
    struct bw_sim sim = {.size = NULL};
    bw_sim_settle(&sim, order);
    enum bw_err err = make(&sim, store, order, fail);
    memcpy(written, sim.out.written, sizeof sim.out.written);
    bw_snapshot_drop(sim.snapshot);
    bw_sim_out_close(&sim.out);
    if (sim.arena)
        bw_arena_free(sim.arena);
    return err;
}
