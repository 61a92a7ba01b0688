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
    struct bw_catalogue closed, learned; /* the snapshot's, without a model and with the machine */
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

/* The same catalogue twice: once a learned chance serves it. */
static enum bw_err put_machine_in(struct inside *inside, struct bw_fail *fail)
{
    enum bw_err err = bw_reader_begin(inside->reader, fail);
    if (err)
        return err;
    err = bw_machine_make(inside->reader, inside->snapshot, &inside->employees, inside->arena,
                          &inside->machine, fail);
    bw_reader_end(inside->reader);
    inside->closed = inside->learned = inside->snapshot->cat;
    inside->closed.learning = NULL;
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

/* One recommend by `cat`; the time of its parts, of reading and in all goes into the recorders that
 * are not NULL. */
static enum bw_err ask(struct inside *inside, struct bw_str id, const struct bw_catalogue *cat,
                       struct bw_recorder *const recorders[3], struct bw_fail *fail)
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
        struct bw_advice advice =
            bw_recommend(cat, inside->snapshot->peers, &person, &question, inside->arena);
        uint64_t done_ns = bw_usage_now_ns();
        const uint64_t took_ns[3] = {read_ns - from_ns, done_ns - read_ns, done_ns - from_ns};
        for (int r = 0; r < 3; r++)
            if (recorders[r])
                bw_recorder_add(recorders[r], took_ns[r]);
        inside->n_items += recorders[0] ? advice.n_items : 0;
    }
    bw_arena_reset(inside->arena);
    bw_reader_end(inside->reader);
    return err;
}

/* n people by `cat`, after some others, so that what is asked again and again is warm. */
static enum bw_err ask_all(struct inside *inside, size_t n, const struct bw_catalogue *cat,
                           struct bw_recorder *const recorders[3], struct bw_fail *fail)
{
    static struct bw_recorder *const nothing[3];
    enum bw_err err = BW_OK;
    for (size_t i = 0; !err && i < n && i < WARM_MOST; i++)
        err = ask(inside, inside->employees.at[inside->employees.n - 1 - i], cat, nothing, fail);
    for (size_t i = 0; !err && i < n; i++)
        err = ask(inside, inside->employees.at[i], cat, recorders, fail);
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
    struct bw_recorder *const closed[3] = {&inside.reading, &inside.engine, &inside.both};
    struct bw_recorder *const learned[3] = {NULL, NULL, &inside.with_machine};
    struct bw_fail fail;
    enum bw_err err = set_up(&inside, &fail);
    size_t n = inside.employees.n;
    if (bench->n && bench->n < n)
        n = bench->n;
    if (!err)
        bw_names_shuffle(&inside.employees, bench->seed);
    if (!err)
        err = put_machine_in(&inside, &fail);
    if (!err)
        err = ask_all(&inside, n, &inside.closed, closed, &fail);
    if (!err)
        err = ask_all(&inside, n, &inside.learned, learned, &fail);
    if (!err)
        report(&inside);
    tear_down(&inside);
    return err ? bw_bench_failed(bench, &fail) : BW_EXIT_WELL;
}
