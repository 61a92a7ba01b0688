/* server.ping, server.info and server.stats. */
#include <unistd.h>

#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/worker.h"
#include "data/meta.h"
#include "model/text/text_index.h"
#include "model/space/vectors.h"

enum bw_err bw_handle_ping(struct bw_request *request, msgpack_packer *out, struct bw_fail *fail)
{
    (void)request;
    (void)fail;
    msgpack_pack_map(out, 1);
    bw_put_bool(out, "alive", true);
    return BW_OK;
}

static void pack_limits(msgpack_packer *out, const struct bw_limits *limits)
{
    bw_put_key(out, "limits");
    msgpack_pack_map(out, 15);
    bw_put_count(out, "message_bytes", limits->message_bytes);
    bw_put_count(out, "bulk_bytes", limits->bulk_bytes);
    bw_put_count(out, "nesting", limits->nesting);
    bw_put_count(out, "objects", limits->objects);
    bw_put_count(out, "bulk_objects", limits->bulk_objects);
    bw_put_count(out, "in_flight", limits->in_flight);
    bw_put_count(out, "connections", limits->connections);
    bw_put_count(out, "waiting_bytes", limits->waiting_bytes);
    bw_put_count(out, "arena_bytes", limits->arena_bytes);
    bw_put_count(out, "import_bytes", limits->import_bytes);
    bw_put_count(out, "queued_bytes", limits->queued_bytes);
    bw_put_int(out, "idle_seconds", limits->idle_seconds);
    bw_put_int(out, "message_seconds", limits->message_seconds);
    bw_put_int(out, "slow_seconds", limits->slow_seconds);
    bw_put_int(out, "drain_seconds", limits->drain_seconds);
}

static void pack_embedding(msgpack_packer *out, const struct bw_snapshot *snapshot)
{
    const struct bw_vectors *vectors = snapshot->vectors;
    bw_put_key(out, "embedding");
    msgpack_pack_map(out, 7);
    bw_put_str(out, "model", vectors->model);
    bw_put_int(out, "dimension", vectors->dim);
    bw_put_text(out, "kind", vectors->trained ? "trained" : "external");
    bw_put_count(out, "rows", vectors->n_rows);
    bw_put_count(out, "folded", vectors->n_folded);
    bw_put_count(out, "bytes", vectors->bytes);
    bw_put_text(out, "near", snapshot->near_by_all ? "all" : "taxonomy");
}

/* Of the learned model that was promoted: does it answer, and why not? */
static void pack_learned(msgpack_packer *out, const struct bw_snapshot *snapshot)
{
    bool troubled = snapshot->learned_trouble[0] != '\0';
    bw_put_key(out, "learned");
    msgpack_pack_map(out, 3 + (size_t)troubled);
    bw_put_text(out, "promoted", snapshot->promoted);
    bw_put_text(out, "switched", snapshot->learned_off ? "off" : "on");
    bw_put_bool(out, "answers", snapshot->learned != NULL);
    if (troubled)
        bw_put_text(out, "trouble", snapshot->learned_trouble);
}

static bool has_solver(const struct bw_config *config)
{
    struct bw_solver solver;
    bw_solver_find(config->solver, &solver);
    return solver.program[0] && access(solver.program, X_OK) == 0;
}

enum bw_err bw_handle_info(struct bw_request *request, msgpack_packer *out, struct bw_fail *fail)
{
    struct bw_store_counts counts;
    enum bw_err err = bw_store_count(request->reader, &counts, fail);
    if (err)
        return err;
    const struct bw_vectors *vectors = request->snapshot->vectors;
    bool learned = request->snapshot->learned_off ||
                   strcmp(request->snapshot->promoted, BW_CLOSED_FORM) != 0 ||
                   request->snapshot->learned_trouble[0];
    msgpack_pack_map(out, 12 + (size_t)(vectors != NULL) + (size_t)learned);
    bw_put_text(out, "version", BW_VERSION);
    bw_put_int(out, "schema", BW_SCHEMA_VERSION);
    bw_put_text(out, "model", request->snapshot->model);
    bw_put_day(out, "today", request->today);
    bw_put_count(out, "revision", bw_revision_latest(request->reader));
    bw_put_text(out, "snapshot", request->snapshot->name);
    bw_put_count(out, "workers", request->config->workers);
    bw_put_count(out, "errands", request->config->errands);
    bw_put_text(out, "solver", has_solver(request->config) ? "cbc" : "none");
    pack_limits(out, &request->config->limits);
    bw_put_key(out, "records");
    msgpack_pack_map(out, BW_KIND_END - BW_KIND_ORG);
    for (int kind = BW_KIND_ORG; kind < BW_KIND_END; kind++)
        bw_put_count(out, bw_kind_name((enum bw_kind)kind), counts.records[kind]);
    bw_put_count(out, "search_bytes", bw_text_index_bytes(request->snapshot->texts));
    if (vectors)
        pack_embedding(out, request->snapshot);
    if (learned)
        pack_learned(out, request->snapshot);
    return BW_OK;
}

typedef atomic_uint_fast64_t counter;

static uint64_t sum(const struct bw_server *server, size_t offset)
{
    uint64_t total = 0;
    for (unsigned w = 0; w < server->config.workers; w++) {
        const char *stats = (const char *)&server->workers[w]->stats;
        total += atomic_load_explicit((const counter *)(const void *)(stats + offset),
                                      memory_order_relaxed);
    }
    return total;
}

static size_t method_offset(size_t method, size_t inside)
{
    return offsetof(struct bw_stats, methods) + method * sizeof(struct bw_method_stats) + inside;
}

static void pack_method(msgpack_packer *out, const struct bw_server *server, size_t m)
{
    uint64_t calls = sum(server, method_offset(m, offsetof(struct bw_method_stats, calls)));
    msgpack_pack_map(out, 4);
    bw_put_count(out, "calls", calls);
    bw_put_count(out, "errors",
                 sum(server, method_offset(m, offsetof(struct bw_method_stats, failed))));
    bw_put_count(out, "microseconds",
                 sum(server, method_offset(m, offsetof(struct bw_method_stats, microseconds))));
    bw_put_list(out, "under_2_to_the_n_microseconds", BW_STATS_BUCKETS);
    for (size_t b = 0; b < BW_STATS_BUCKETS; b++)
        msgpack_pack_uint64(out,
                            sum(server, method_offset(m, offsetof(struct bw_method_stats, buckets) +
                                                             b * sizeof(counter))));
}

static bool was_called(const struct bw_server *server, size_t m)
{
    return sum(server, method_offset(m, offsetof(struct bw_method_stats, calls))) > 0;
}

enum bw_err bw_handle_stats(struct bw_request *request, msgpack_packer *out, struct bw_fail *fail)
{
    const struct bw_server *server = request->server;
    struct bw_store_counts counts;
    enum bw_err err = bw_store_count(request->reader, &counts, fail);
    if (err)
        return err;
    size_t n = 0;
    for (size_t m = 0; m < bw_method_count(); m++)
        n += was_called(server, m);
    msgpack_pack_map(out, 13);
    bw_put_int(out, "uptime_seconds", time(NULL) - server->started);
    bw_put_count(out, "connections", atomic_load(&server->n_conns));
    bw_put_count(out, "connections_ever", sum(server, offsetof(struct bw_stats, connections)));
    bw_put_count(out, "closed_broken", sum(server, offsetof(struct bw_stats, broken)));
    bw_put_count(out, "cut_idle", sum(server, offsetof(struct bw_stats, cut_idle)));
    bw_put_count(out, "cut_incomplete", sum(server, offsetof(struct bw_stats, cut_incomplete)));
    bw_put_count(out, "cut_slow", sum(server, offsetof(struct bw_stats, cut_slow)));
    bw_put_count(out, "turned_away", atomic_load(&server->turned_away));
    bw_put_count(out, "refused", sum(server, offsetof(struct bw_stats, refused)));
    bw_put_count(out, "notifications_failed",
                 sum(server, offsetof(struct bw_stats, notifications_failed)));
    bw_put_count(out, "store_map_bytes", counts.map_bytes);
    bw_put_count(out, "store_used_bytes", counts.used_bytes);
    bw_put_key(out, "methods");
    msgpack_pack_map(out, n);
    for (size_t m = 0; m < bw_method_count(); m++) {
        if (!was_called(server, m))
            continue;
        bw_put_key(out, bw_method_at(m)->name);
        pack_method(out, server, m);
    }
    return BW_OK;
}
