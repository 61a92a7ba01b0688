/* server.stats: what was done and refused, what waits, how long it took. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/encode.h"
#include "daemon/errand.h"
#include "daemon/handle.h"
#include "daemon/worker.h"

typedef atomic_uint_fast64_t counter;

/* A counter of all workers, by where it lies in struct bw_stats. */
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

#define SUM(field) sum(server, offsetof(struct bw_stats, field))

static size_t method_offset(size_t method, size_t inside)
{
    return offsetof(struct bw_stats, methods) + method * sizeof(struct bw_method_stats) + inside;
}

#define SUM_OF(m, field) sum(server, method_offset(m, offsetof(struct bw_method_stats, field)))

/* A map of the codes that came up. */
static void pack_errors(struct bw_pack *out, const char *key, const uint64_t by_code[BW_ERR_COUNT])
{
    size_t n = 0;
    for (int code = BW_OK + 1; code < BW_ERR_COUNT; code++)
        n += by_code[code] > 0;
    bw_put_key(out, key);
    bw_pack_map(out, n);
    for (int code = BW_OK + 1; code < BW_ERR_COUNT; code++)
        if (by_code[code])
            bw_put_count(out, bw_err_name((enum bw_err)code), by_code[code]);
}

/* Adds one method's errors, or those of messages that called none (m: the number of methods). */
static void add_errors(const struct bw_server *server, size_t m, uint64_t by_code[BW_ERR_COUNT])
{
    size_t first = m < bw_method_count()
                       ? method_offset(m, offsetof(struct bw_method_stats, errors))
                       : offsetof(struct bw_stats, errors);
    for (size_t code = 0; code < BW_ERR_COUNT; code++)
        by_code[code] += sum(server, first + code * sizeof(counter));
}

static void pack_all_errors(struct bw_pack *out, const struct bw_server *server)
{
    uint64_t by_code[BW_ERR_COUNT] = {0};
    for (size_t m = 0; m <= bw_method_count(); m++)
        add_errors(server, m, by_code);
    pack_errors(out, "errors", by_code);
}

static void pack_connections(struct bw_pack *out, struct bw_server *server)
{
    bw_put_count(out, "connections", atomic_load(&server->n_conns));
    bw_put_count(out, "connections_ever", SUM(connections));
    bw_put_count(out, "turned_away", atomic_load(&server->turned_away));
    bw_put_count(out, "closed_broken", SUM(broken));
    bw_put_count(out, "cut_idle", SUM(cut_idle));
    bw_put_count(out, "cut_incomplete", SUM(cut_incomplete));
    bw_put_count(out, "cut_slow", SUM(cut_slow));
}

static void pack_store(struct bw_pack *out, const struct bw_server *server,
                       const struct bw_store_counts *counts)
{
    char path[sizeof server->config.data + 16];
    struct stat file;
    snprintf(path, sizeof path, "%s/data.mdb", server->config.data);
    bw_put_count(out, "store_map_bytes", counts->map_bytes);
    bw_put_count(out, "store_used_bytes", counts->used_bytes);
    bw_put_count(out, "store_file_bytes",
                 stat(path, &file) == 0 ? (uint64_t)file.st_blocks * 512 : 0);
}

/* A queue that is bounded by its bytes. */
static void pack_held(struct bw_pack *out, const char *key, size_t bytes, size_t most)
{
    bw_put_key(out, key);
    bw_pack_map(out, 2);
    bw_put_count(out, "bytes", bytes);
    bw_put_count(out, "most_bytes", most);
}

/* One that is bounded by how many wait. */
static void pack_line(struct bw_pack *out, const char *key, size_t waiting, size_t most,
                      size_t running)
{
    bw_put_key(out, key);
    bw_pack_map(out, 3);
    bw_put_count(out, "waiting", waiting);
    bw_put_count(out, "most", most);
    bw_put_count(out, "running", running);
}

static void pack_queues(struct bw_pack *out, struct bw_server *server,
                        const struct bw_writer_counts *writer, size_t publications)
{
    const struct bw_limits *limits = &bw_server_config(server)->limits;
    size_t waiting, running;
    bw_errands_count(server->errands, &waiting, &running);
    bw_put_key(out, "queues");
    bw_pack_map(out, 6);
    pack_held(out, "messages", atomic_load(&server->queued_bytes), limits->queued_bytes);
    pack_held(out, "answers", atomic_load(&server->unread_bytes), limits->unread_bytes);
    pack_held(out, "imports", atomic_load(&server->import_bytes), 2 * limits->import_bytes);
    pack_line(out, "long_questions", waiting, BW_ERRANDS_MOST, running);
    pack_line(out, "writes", writer->waiting, writer->waiting_most, writer->running);
    bw_put_key(out, "publications");
    bw_pack_map(out, 1);
    bw_put_count(out, "waiting", publications);
}

static void pack_writer(struct bw_pack *out, const struct bw_writer_counts *counts)
{
    bw_put_key(out, "writer");
    bw_pack_map(out, 3);
    bw_put_count(out, "groups", counts->groups);
    bw_put_count(out, "writes", counts->writes);
    bw_put_list(out, "groups_from_2_to_the_n_writes", BW_WRITER_SIZES);
    for (size_t s = 0; s < BW_WRITER_SIZES; s++)
        bw_pack_count(out, counts->sizes[s]);
}

static void pack_snapshot(struct bw_pack *out, const struct bw_request *request, int64_t age_ms)
{
    bw_put_key(out, "snapshot");
    bw_pack_map(out, 2);
    bw_put_text(out, "name", request->snapshot->name);
    bw_put_float(out, "age_seconds", (double)age_ms / 1000);
}

static void pack_method(struct bw_pack *out, const struct bw_server *server, size_t m)
{
    uint64_t by_code[BW_ERR_COUNT] = {0};
    add_errors(server, m, by_code);
    bw_pack_map(out, 5);
    bw_put_count(out, "calls", SUM_OF(m, calls));
    bw_put_count(out, "errors", SUM_OF(m, failed));
    bw_put_count(out, "microseconds", SUM_OF(m, microseconds));
    bw_put_list(out, "under_2_to_the_n_microseconds", BW_STATS_BUCKETS);
    for (size_t b = 0; b < BW_STATS_BUCKETS; b++)
        bw_pack_count(out, sum(server, method_offset(m, offsetof(struct bw_method_stats, buckets) +
                                                            b * sizeof(counter))));
    pack_errors(out, "errors_by_code", by_code);
}

static void pack_methods(struct bw_pack *out, const struct bw_server *server)
{
    size_t n = 0;
    for (size_t m = 0; m < bw_method_count(); m++)
        n += SUM_OF(m, calls) > 0;
    bw_put_key(out, "methods");
    bw_pack_map(out, n);
    /* a method is called for the first time while this is packed: n of them, then no more */
    for (size_t m = 0; n > 0 && m < bw_method_count(); m++) {
        if (SUM_OF(m, calls) == 0)
            continue;
        bw_put_key(out, bw_method_at(m)->name);
        pack_method(out, server, m);
        n--;
    }
}

/* What the process holds in memory, of its own and of the store's pages; 0 when it is not told. */
static uint64_t resident_bytes(void)
{
    char text[128], *at = text; /* "size resident …", in pages */
    FILE *file = fopen("/proc/self/statm", "r");
    uint64_t pages = 0;
    if (file && fgets(text, sizeof text, file)) {
        strtoull(text, &at, 10);
        pages = strtoull(at, NULL, 10);
    }
    if (file)
        fclose(file);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

enum bw_err bw_handle_stats(struct bw_request *request, struct bw_pack *out, struct bw_fail *fail)
{
    struct bw_server *server = request->server;
    struct bw_writer_counts writer;
    struct bw_store_counts counts;
    size_t publications;
    int64_t age_ms;
    enum bw_err err = bw_store_count(request->reader, &counts, fail);
    if (err)
        return err;
    bw_writer_count(server->writer, &writer);
    bw_publisher_count(server->publisher, &publications, &age_ms);
    bw_pack_map(out, 19);
    bw_put_int(out, "uptime_seconds", bw_server_uptime_s(server));
    pack_connections(out, server);
    bw_put_count(out, "refused", SUM(refused));
    bw_put_count(out, "notifications_failed", SUM(notifications_failed));
    pack_all_errors(out, server);
    pack_store(out, server, &counts);
    bw_put_count(out, "resident_bytes", resident_bytes());
    pack_snapshot(out, request, age_ms);
    pack_queues(out, server, &writer, publications);
    pack_writer(out, &writer);
    pack_methods(out, server);
    return BW_OK;
}
