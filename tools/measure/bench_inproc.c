/* inproc: one recommend without sockets: reading the person from the store, then the engine, as
 * the daemon does it between decoding a request and packing its answer, which are left out. */
#include <stdlib.h>

#include "data/snapshot.h"
#include "model/recommend.h"
#include "tools/app.h"
#include "tools/measure/bench.h"
#include "tools/measure/bench_machine.h"
#include "tools/measure/bench_names.h"
#include "tools/measure/bench_usage.h"

#define ARENA_BYTES ((size_t)1 << 30)
#define WARM_MOST 2000

struct inside {
    const struct bw_bench *bench;
    struct bw_store *store;
    struct bw_reader *reader;
    struct bw_snapshot *snapshot;
    struct bw_arena *arena;
    struct bw_names employees;
    struct bw_machine machine;
    struct bw_catalogue learned; /* the snapshot's, with the machine in service */
    struct bw_recorder reading, engine, both, with_machine;
    size_t n_items; /* suggested, so that nothing is measured of empty answers unseen */
};

static enum bw_err set_up(struct inside *inside, struct bw_fail *fail)
{
    struct bw_store_options options = {.dir = inside->bench->data};
    enum bw_err err = bw_names_read(inside->bench->employees, &inside->employees, fail);
    if (!err)
        err = bw_store_open(&options, &inside->store, fail);
    if (!err)
        err = bw_reader_open(inside->store, &inside->reader, fail);
    if (!err)
        err = bw_reader_begin(inside->reader, fail);
    if (err)
        return err;
    err = bw_snapshot_build(inside->reader, inside->bench->today, NULL, &inside->snapshot, fail);
    bw_reader_end(inside->reader);
    inside->arena = bw_arena_create(ARENA_BYTES);
    if (!err && !inside->arena)
        err = bw_fail_set(fail, BW_INTERNAL, "out of memory");
    if (!err)
        err = bw_recorder_init(&inside->reading, inside->employees.n, fail);
    if (!err)
        err = bw_recorder_init(&inside->engine, inside->employees.n, fail);
    if (!err)
        err = bw_recorder_init(&inside->both, inside->employees.n, fail);
    return err ? err : bw_recorder_init(&inside->with_machine, inside->employees.n, fail);
}

/* The same catalogue, but a learned chance serves it. */
static enum bw_err put_machine_in(struct inside *inside, struct bw_fail *fail)
{
    enum bw_err err = bw_reader_begin(inside->reader, fail);
    if (err)
        return err;
    err = bw_machine_make(inside->reader, inside->snapshot, &inside->employees, inside->arena,
                          &inside->machine, fail);
    bw_reader_end(inside->reader);
    inside->learned = inside->snapshot->cat;
    inside->learned.learning = &inside->machine.learning;
    return err;
}

static void tear_down(struct inside *inside)
{
    bw_recorder_release(&inside->reading);
    bw_recorder_release(&inside->engine);
    bw_recorder_release(&inside->both);
    bw_recorder_release(&inside->with_machine);
    bw_machine_release(&inside->machine);
    bw_names_release(&inside->employees);
    bw_arena_free(inside->arena);
    if (inside->snapshot)
        bw_snapshot_drop(inside->snapshot);
    if (inside->reader)
        bw_reader_close(inside->reader);
    if (inside->store)
        bw_store_close(inside->store);
}

/* The same question while the machine serves. */
static void ask_machine(struct inside *inside, const struct bw_person *person, uint64_t reading_ns)
{
    struct bw_question question = bw_question_on(inside->bench->today);
    uint64_t from_ns = bw_usage_now_ns();
    bw_recommend(&inside->learned, inside->snapshot->peers, person, &question, inside->arena);
    bw_recorder_add(&inside->with_machine, bw_usage_now_ns() - from_ns + reading_ns);
}

static enum bw_err ask(struct inside *inside, struct bw_str id, bool counted, struct bw_fail *fail)
{
    struct bw_question question = bw_question_on(inside->bench->today);
    struct bw_person person;
    uint64_t revision, from_ns = bw_usage_now_ns();
    enum bw_err err = bw_reader_begin(inside->reader, fail);
    if (err)
        return err;
    err = bw_person_load(inside->reader, inside->snapshot, id, inside->arena, &person, &revision,
                         fail);
    uint64_t read_ns = bw_usage_now_ns();
    if (!err) {
        struct bw_advice advice = bw_recommend(&inside->snapshot->cat, inside->snapshot->peers,
                                               &person, &question, inside->arena);
        uint64_t done_ns = bw_usage_now_ns();
        if (counted) {
            inside->n_items += advice.n_items;
            bw_recorder_add(&inside->reading, read_ns - from_ns);
            bw_recorder_add(&inside->engine, done_ns - read_ns);
            bw_recorder_add(&inside->both, done_ns - from_ns);
        }
    }
    if (!err && counted)
        ask_machine(inside, &person, read_ns - from_ns);
    bw_arena_reset(inside->arena);
    bw_reader_end(inside->reader);
    return err;
}

static void report(struct inside *inside)
{
    const struct bw_bench *bench = inside->bench;
    struct {
        const char *p50, *p99;
        struct bw_recorder *recorder;
    } parts[] = {{"p50", "p99", &inside->both},
                 {"reading.p50", "reading.p99", &inside->reading},
                 {"engine.p50", "engine.p99", &inside->engine},
                 {"learned.p50", "learned.p99", &inside->with_machine}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        bw_bench_figure(bench, parts[i].p50,
                        1e-3 * (double)bw_recorder_percentile(parts[i].recorder, .5));
        bw_bench_figure(bench, parts[i].p99,
                        1e-3 * (double)bw_recorder_percentile(parts[i].recorder, .99));
    }
    bw_bench_figure(bench, "people", (double)inside->both.n);
    bw_bench_figure(bench, "items", (double)inside->n_items / (double)inside->both.n);
}

int bw_bench_inproc(const struct bw_bench *bench)
{
    struct inside inside = {.bench = bench};
    struct bw_fail fail;
    enum bw_err err = set_up(&inside, &fail);
    size_t n = inside.employees.n;
    if (bench->n && bench->n < n)
        n = bench->n;
    if (!err)
        bw_names_shuffle(&inside.employees, bench->seed);
    if (!err)
        err = put_machine_in(&inside, &fail);
    for (size_t i = 0; !err && i < n && i < WARM_MOST; i++)
        err = ask(&inside, inside.employees.at[inside.employees.n - 1 - i], false, &fail);
    for (size_t i = 0; !err && i < n; i++)
        err = ask(&inside, inside.employees.at[i], true, &fail);
    if (!err)
        report(&inside);
    tear_down(&inside);
    return err ? bw_bench_failed(bench, &fail) : BW_EXIT_WELL;
}
