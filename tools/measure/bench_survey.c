/* survey: what the other measurements need to know of a store: who is in it, whose orgs are the
 * middle and the biggest, how much of what there is and how long a value of evidence is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/db.h"
#include "data/store.h"
#include "tools/app.h"
#include "tools/measure/bench.h"
#include "tools/view.h"

#define PAGE 1000
#define MAP_BYTES ((size_t)16 << 30)

/* An org and how many employees it has. */
struct crew {
    char org[BW_VIEW_LEN];
    uint64_t n;
};

struct survey {
    const struct bw_bench *bench;
    struct bw_reader *reader;
    FILE *file; /* that ids of the kind at hand go to, or NULL */
    struct crew *crews;
    size_t n_crews, room;
    uint64_t n_listed;
    char course[BW_VIEW_LEN]; /* the first that there is */
};

static int by_org(const void *a, const void *b)
{
    const struct crew *x = a, *y = b;
    return strcmp(x->org, y->org);
}

static int by_size(const void *a, const void *b)
{
    const struct crew *x = a, *y = b;
    return x->n != y->n ? (x->n > y->n) - (x->n < y->n) : strcmp(x->org, y->org);
}

/* A record of an employee: their org has one more. */
static void count_employee(struct survey *survey, const msgpack_object *map)
{
    struct crew key = {.n = 0};
    bw_view_text(key.org, map, "org");
    struct crew *crew = bsearch(&key, survey->crews, survey->n_crews, sizeof key, by_org);
    if (crew)
        crew->n++;
}

static enum bw_err note_org(struct survey *survey, const struct bw_record *record,
                            struct bw_fail *fail)
{
    if (survey->n_crews == survey->room) {
        size_t room = 2 * survey->room + 64;
        struct crew *grown = realloc(survey->crews, room * sizeof *grown);
        if (!grown)
            return bw_fail_set(fail, BW_INTERNAL, "out of memory");
        survey->crews = grown;
        survey->room = room;
    }
    struct crew *crew = &survey->crews[survey->n_crews++];
    *crew = (struct crew){.n = 0};
    snprintf(crew->org, sizeof crew->org, "%.*s", (int)record->id.len, record->id.at);
    return BW_OK;
}

/* One record of the kind at hand. Competencies of one org are left out: not everyone sees them. */
static enum bw_err look_at(struct survey *survey, enum bw_kind kind, const struct bw_record *record,
                           struct bw_fail *fail)
{
    msgpack_unpacked map;
    if (kind == BW_KIND_ORG)
        return note_org(survey, record, fail);
    msgpack_unpacked_init(&map);
    if (msgpack_unpack_next(&map, record->bytes, record->len, NULL) != MSGPACK_UNPACK_SUCCESS) {
        msgpack_unpacked_destroy(&map);
        return bw_fail_set(fail, BW_INTERNAL, "a record cannot be unpacked; see bekwaam verify");
    }
    bool wanted = kind != BW_KIND_COMPETENCY || !bw_view(&map.data, "org");
    if (kind == BW_KIND_EMPLOYEE)
        count_employee(survey, &map.data);
    if (wanted && survey->file)
        fprintf(survey->file, "%.*s\n", (int)record->id.len, record->id.at);
    if (kind == BW_KIND_COURSE && !survey->course[0])
        snprintf(survey->course, sizeof survey->course, "%.*s", (int)record->id.len, record->id.at);
    survey->n_listed += wanted;
    msgpack_unpacked_destroy(&map);
    return BW_OK;
}

/* All records of a kind, at most `most` of them. */
static enum bw_err walk(struct survey *survey, enum bw_kind kind, size_t most, struct bw_fail *fail)
{
    static struct bw_record records[PAGE];
    struct bw_record_query query = {.kind = kind, .limit = most < PAGE ? most : PAGE};
    struct bw_record_page page = {.records = records, .more = true};
    size_t seen = 0;
    enum bw_err err = BW_OK;
    survey->n_listed = 0;
    while (!err && page.more && seen < most) {
        err = bw_record_list(survey->reader, &query, &page, fail);
        for (size_t i = 0; !err && i < page.n; i++)
            err = look_at(survey, kind, &records[i], fail);
        seen += page.n;
        if (page.n)
            query.after = records[page.n - 1].id; /* borrowed until the reader ends */
    }
    return err;
}

/* Writes the ids of a kind into a file of that name. */
static enum bw_err write_ids(struct survey *survey, enum bw_kind kind, struct bw_fail *fail)
{
    char path[1200];
    snprintf(path, sizeof path, "%s/%s.ids", survey->bench->dir, bw_kind_name(kind));
    survey->file = fopen(path, "we");
    if (!survey->file)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s cannot be written", path);
    enum bw_err err = walk(survey, kind, SIZE_MAX, fail);
    bool written = fclose(survey->file) == 0;
    survey->file = NULL;
    if (!err && !written)
        return bw_fail_set(fail, BW_STORAGE_FULL, "%s cannot be written", path);
    if (!err && survey->n_listed == 0)
        return bw_fail_set(fail, BW_NOT_FOUND, "the store has no %s that everyone sees",
                           bw_kind_name(kind));
    return err;
}

static void say_orgs(struct survey *survey)
{
    qsort(survey->crews, survey->n_crews, sizeof *survey->crews, by_size);
    size_t first = 0;
    while (first < survey->n_crews && survey->crews[first].n == 0)
        first++;
    const struct crew *middle = &survey->crews[first + (survey->n_crews - first) / 2];
    const struct crew *biggest = &survey->crews[survey->n_crews - 1];
    bw_bench_fact("org.median", "%s", middle->org);
    bw_bench_fact("org.median.people", "%llu", (unsigned long long)middle->n);
    bw_bench_fact("org.biggest", "%s", biggest->org);
    bw_bench_fact("org.biggest.people", "%llu", (unsigned long long)biggest->n);
}

static enum bw_err say_counts(struct survey *survey, struct bw_fail *fail)
{
    struct bw_store_counts counts;
    enum bw_err err = bw_store_count(survey->reader, &counts, fail);
    for (int kind = BW_KIND_ORG; !err && kind < BW_KIND_END; kind++) {
        char name[64];
        snprintf(name, sizeof name, "count.%s", bw_kind_name((enum bw_kind)kind));
        bw_bench_fact(name, "%llu", (unsigned long long)counts.records[kind]);
    }
    return err;
}

/* How long the values of the table of evidence are, in the mean. */
static enum bw_err say_value_bytes(const struct bw_bench *bench, struct bw_fail *fail)
{
    struct bw_db *db;
    struct bw_txn *txn;
    struct bw_slice key, value;
    uint64_t n = 0, bytes = 0;
    enum bw_err err = bw_db_open(
        &(struct bw_db_options){.dir = bench->data, .map_bytes = MAP_BYTES, .readers = 126}, &db,
        fail);
    if (err)
        return err;
    err = bw_txn_begin(db, NULL, false, &txn, fail);
    struct bw_walk *walk = err ? NULL : bw_walk_open(txn, BW_DB_EVIDENCE);
    bool there = walk && bw_walk_seek(walk, (struct bw_slice){NULL, 0}, &key, &value);
    for (; there; there = bw_walk_next(walk, &key, &value)) {
        n++;
        bytes += value.len;
    }
    if (walk)
        bw_walk_close(walk);
    if (!err) {
        err = bw_txn_trouble(txn, fail);
        bw_txn_abort(txn);
    }
    bw_db_close(db);
    if (!err && n == 0)
        return bw_fail_set(fail, BW_NOT_FOUND, "the store has no evidence");
    if (!err)
        bw_bench_fact("evidence.bytes", "%llu", (unsigned long long)(bytes / n));
    return err;
}

static enum bw_err look_around(struct survey *survey, struct bw_fail *fail)
{
    enum bw_err err = say_counts(survey, fail);
    if (!err)
        err = walk(survey, BW_KIND_ORG, SIZE_MAX, fail); /* in the order of their ids */
    if (!err)
        err = write_ids(survey, BW_KIND_EMPLOYEE, fail);
    if (!err)
        err = write_ids(survey, BW_KIND_COMPETENCY, fail);
    if (!err)
        err = walk(survey, BW_KIND_COURSE, 1, fail);
    if (err)
        return err;
    say_orgs(survey);
    bw_bench_fact("course", "%s", survey->course);
    return BW_OK;
}

int bw_bench_survey(const struct bw_bench *bench)
{
    struct survey survey = {.bench = bench};
    struct bw_store_options options = {.dir = bench->data};
    struct bw_store *store;
    struct bw_fail fail;
    bw_bench_fact("build", "%s, version %s", *BW_BUILD_TYPE ? BW_BUILD_TYPE : "no type",
                  BW_VERSION);
    enum bw_err err = bw_store_open(&options, &store, &fail);
    if (err)
        return bw_bench_failed(bench, &fail);
    err = bw_reader_open(store, &survey.reader, &fail);
    if (!err)
        err = bw_reader_begin(survey.reader, &fail);
    if (!err) {
        err = look_around(&survey, &fail);
        bw_reader_end(survey.reader);
    }
    if (survey.reader)
        bw_reader_close(survey.reader);
    bw_store_close(store);
    free(survey.crews);
    if (!err)
        err = say_value_bytes(bench, &fail);
    return err ? bw_bench_failed(bench, &fail) : BW_EXIT_WELL;
}
