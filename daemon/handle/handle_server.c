/* server.ping and server.info. */
#include <unistd.h>

#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/server.h"
#include "data/meta.h"
#include "model/text/text_index.h"
#include "model/space/vectors.h"

enum bw_err bw_handle_ping(struct bw_request *request, struct bw_pack *out, struct bw_fail *fail)
{
    (void)request;
    (void)fail;
    bw_pack_map(out, 1);
    bw_put_bool(out, "alive", true);
    return BW_OK;
}

static void pack_limits(struct bw_pack *out, const struct bw_limits *limits)
{
    bw_put_key(out, "limits");
    bw_pack_map(out, 16);
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
    bw_put_count(out, "unread_bytes", limits->unread_bytes);
    bw_put_int(out, "idle_seconds", limits->idle_seconds);
    bw_put_int(out, "message_seconds", limits->message_seconds);
    bw_put_int(out, "slow_seconds", limits->slow_seconds);
    bw_put_int(out, "drain_seconds", limits->drain_seconds);
}

static void pack_embedding(struct bw_pack *out, const struct bw_snapshot *snapshot)
{
    const struct bw_vectors *vectors = snapshot->vectors;
    bw_put_key(out, "embedding");
    bw_pack_map(out, 7);
    bw_put_str(out, "model", vectors->model);
    bw_put_int(out, "dimension", vectors->dim);
    bw_put_text(out, "kind", vectors->trained ? "trained" : "external");
    bw_put_count(out, "rows", vectors->n_rows);
    bw_put_count(out, "folded", vectors->n_folded);
    bw_put_count(out, "bytes", vectors->bytes);
    bw_put_text(out, "near", snapshot->near_by_all ? "all" : "taxonomy");
}

/* Of the learned model that was promoted: does it answer, and why not? */
static void pack_learned(struct bw_pack *out, const struct bw_snapshot *snapshot)
{
    bool troubled = snapshot->learned_trouble[0] != '\0';
    bw_put_key(out, "learned");
    bw_pack_map(out, 3 + (size_t)troubled);
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

enum bw_err bw_handle_info(struct bw_request *request, struct bw_pack *out, struct bw_fail *fail)
{
    struct bw_store_counts counts;
    enum bw_err err = bw_store_count(request->reader, &counts, fail);
    if (err)
        return err;
    const struct bw_vectors *vectors = request->snapshot->vectors;
    bool learned = request->snapshot->learned_off ||
                   strcmp(request->snapshot->promoted, BW_CLOSED_FORM) != 0 ||
                   request->snapshot->learned_trouble[0];
    size_t n_damaged = request->snapshot->n_damaged;
    bw_pack_map(out, 12 + (size_t)(vectors != NULL) + (size_t)learned + (size_t)(n_damaged > 0));
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
    bw_pack_map(out, BW_KIND_END - BW_KIND_ORG);
    for (int kind = BW_KIND_ORG; kind < BW_KIND_END; kind++)
        bw_put_count(out, bw_kind_name((enum bw_kind)kind), counts.records[kind]);
    bw_put_count(out, "search_bytes", bw_text_index_bytes(request->snapshot->texts));
    if (vectors)
        pack_embedding(out, request->snapshot);
    if (learned)
        pack_learned(out, request->snapshot);
    if (n_damaged >
        0) /* employees who cannot be read: of what is counted over many, without them */
        bw_put_count(out, "damaged", n_damaged);
    return BW_OK;
}
