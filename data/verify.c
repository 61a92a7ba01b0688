#include "data/verify.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/embedding.h"
#include "data/log.h"
#include "data/pages.h"
#include "data/refs.h"
#include "data/registry.h"
#include "data/rows.h"
#include "model/space/space.h"

struct verify {
    struct bw_txn *txn;
    void (*report)(void *context, const char *text);
    void *context;
    uint64_t checked, wrong;
    struct bw_counters counters;
    uint64_t count[BW_KIND_END]; /* found */
    uint64_t refs;               /* that records and rows have */
    uint64_t xids;
    uint64_t log_revision;
    struct bw_embedding model;                   /* that serves; generation 0: none */
    uint32_t generation;                         /* the last that was given */
    uint64_t vectors;                            /* of it */
    struct bw_blocks blocks[BW_MODELS_MOST + 2]; /* of every model */
    size_t n_blocks;
    struct bw_fail fail;
};

static void __attribute__((format(printf, 2, 3)))
tell(struct verify *verify, const char *format, ...)
{
    char text[1200];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    verify->wrong++;
    verify->report(verify->context, text);
}

typedef void (*check_one)(struct verify *verify, struct bw_slice key, struct bw_slice payload);

/* Every value of a table: its checksum, then what `check` says. */
static enum bw_err walk(struct verify *verify, enum bw_table table, check_one check)
{
    struct bw_slice key, value, payload;
    struct bw_walk *at = bw_walk_open(verify->txn, table);
    if (!at)
        return bw_txn_trouble(verify->txn, &verify->fail);
    for (bool more = bw_walk_seek(at, (struct bw_slice){NULL, 0}, &key, &value); more;
         more = bw_walk_next(at, &key, &value)) {
        verify->checked++;
        if (table == BW_DB_REF)
            check(verify, key, value);
        else if (bw_value_open(table, key, value, &payload, &verify->fail))
            tell(verify, "%s, key of %zu bytes", verify->fail.text, key.len);
        else
            check(verify, key, payload);
    }
    bw_walk_close(at);
    return bw_txn_trouble(verify->txn, &verify->fail);
}

static void check_meta(struct verify *verify, struct bw_slice key, struct bw_slice payload)
{
    if (payload.len == 0)
        tell(verify, "table meta: %.*s is empty", (int)key.len, (const char *)key.at);
}

static struct bw_str id_field(const msgpack_object *map)
{
    const msgpack_object *id = bw_field_get(map, "id");
    bool is_text = id && (id->type == MSGPACK_OBJECT_STR || id->type == MSGPACK_OBJECT_BIN);
    return is_text ? (struct bw_str){id->via.str.ptr, id->via.str.size} : (struct bw_str){"?", 1};
}

/* The references of (kind, number) that `targets` names are in the table. */
static void check_refs(struct verify *verify, struct bw_targets *targets, enum bw_kind kind,
                       uint32_t number)
{
    struct bw_slice value;
    bw_targets_settle(targets);
    for (size_t i = 0; i < targets->n; i++) {
        struct bw_key key =
            bw_key_ref((enum bw_kind)(targets->at[i] >> 32), (uint32_t)targets->at[i], kind,
                       kind == BW_KIND_EVIDENCE ? 0 : number);
        verify->refs += kind != BW_KIND_EVIDENCE; /* whose marks are counted as they are met */
        if (!bw_txn_get(verify->txn, BW_DB_REF, bw_key_slice(&key), &value))
            tell(verify,
                 "table ref: %s number %" PRIu32 " refers to %s number %" PRIu32
                 " and the table does not know",
                 bw_kind_name(kind), number, bw_kind_name((enum bw_kind)(targets->at[i] >> 32)),
                 (uint32_t)targets->at[i]);
    }
}

static void check_map(struct verify *verify, enum bw_kind kind, uint32_t number,
                      const msgpack_object *map)
{
    struct bw_targets targets = {0};
    struct bw_str id = id_field(map);
    if (bw_schema_check(bw_schema_of(kind), map, "", &verify->fail) ||
        bw_targets_of(verify->txn, bw_schema_of(kind), map, &targets, &verify->fail))
        tell(verify, "%s %.*s: %s", bw_kind_name(kind), (int)id.len, id.at, verify->fail.text);
    else
        check_refs(verify, &targets, kind, number);
    bw_targets_clear(&targets);
}

static void check_record(struct verify *verify, struct bw_slice key, struct bw_slice payload)
{
    enum bw_kind kind;
    uint32_t org, number;
    struct bw_place place;
    msgpack_unpacked map;
    bool found;
    if (!bw_key_record_read(key, &kind, &org, &number) || bw_kind_is_rows(kind)) {
        tell(verify, "table record: a key is damaged");
        return;
    }
    verify->count[kind]++;
    if (bw_unpack_strange(payload, &map, &verify->fail)) {
        tell(verify, "%s number %" PRIu32 ": %s", bw_kind_name(kind), number, verify->fail.text);
        return;
    }
    struct bw_str id = id_field(&map.data);
    if (bw_place_get(verify->txn, kind, id, &place, &found, &verify->fail) || !found ||
        place.number != number || place.org != org)
        tell(verify, "%s %.*s: table id does not lead to it", bw_kind_name(kind), (int)id.len,
             id.at);
    check_map(verify, kind, number, &map.data);
    msgpack_unpacked_destroy(&map);
}

static void check_id(struct verify *verify, struct bw_slice key, struct bw_slice payload)
{
    enum bw_kind kind;
    struct bw_str id, name;
    struct bw_place place;
    struct bw_slice body;
    uint32_t org;
    bool found;
    (void)payload;
    if (!bw_key_id_read(key, &kind, &id)) {
        tell(verify, "table id: a key is damaged");
        return;
    }
    if (bw_place_get(verify->txn, kind, id, &place, &found, &verify->fail) ||
        bw_body_get(verify->txn, kind, &place, &body, &verify->fail) ||
        bw_name_get(verify->txn, kind, place.number, &name, &org, &verify->fail))
        tell(verify, "%s %.*s: %s", bw_kind_name(kind), (int)id.len, id.at, verify->fail.text);
    else if (bw_str_compare(id, name) != 0 || org != place.org)
        tell(verify, "%s %.*s: tables id and name differ", bw_kind_name(kind), (int)id.len, id.at);
    else if (place.number >= verify->counters.next[kind])
        tell(verify, "%s %.*s: its number was never given", bw_kind_name(kind), (int)id.len, id.at);
}

static void check_name(struct verify *verify, struct bw_slice key, struct bw_slice payload)
{
    enum bw_kind kind;
    uint32_t number, org;
    struct bw_str id;
    struct bw_place place;
    bool found;
    (void)payload;
    if (!bw_key_name_read(key, &kind, &number) ||
        bw_name_get(verify->txn, kind, number, &id, &org, &verify->fail) ||
        bw_place_get(verify->txn, kind, id, &place, &found, &verify->fail) || !found)
        tell(verify, "table name: an entry leads nowhere");
}

/* A key that leads to whose rows these are; 0 when it does not. */
static uint32_t owner(struct verify *verify, struct bw_slice key, const char *table)
{
    uint32_t org, employee, own_org;
    struct bw_str id;
    if (!bw_key_person_read(key, &org, &employee)) {
        tell(verify, "table %s: a key is damaged", table);
        return 0;
    }
    if (bw_name_get(verify->txn, BW_KIND_EMPLOYEE, employee, &id, &own_org, &verify->fail) ||
        own_org != org) {
        tell(verify, "table %s: rows of employee number %" PRIu32 " belong to nobody", table,
             employee);
        return 0;
    }
    return employee;
}

static bool is_known(struct verify *verify, enum bw_kind kind, uint32_t number)
{
    struct bw_str id;
    uint32_t org;
    return !bw_name_get(verify->txn, kind, number, &id, &org, &verify->fail);
}

static void check_xid(struct verify *verify, enum bw_kind kind, struct bw_str id, uint32_t employee)
{
    struct bw_key key = bw_key_id(kind, id);
    struct bw_slice payload;
    bool found;
    enum bw_err err =
        bw_value_get(verify->txn, BW_DB_XID, bw_key_slice(&key), &payload, &found, &verify->fail);
    struct bw_cursor cursor = bw_cursor_of(found && !err ? payload : (struct bw_slice){NULL, 0});
    verify->xids++;
    if (bw_cursor_number(&cursor, 4) != employee)
        tell(verify, "%s %.*s: table xid does not lead to it", bw_kind_name(kind), (int)id.len,
             id.at);
}

static void check_evidence(struct verify *verify, struct bw_slice key, struct bw_slice payload)
{
    uint32_t employee = owner(verify, key, "evidence");
    struct bw_cursor cursor = bw_cursor_of(payload);
    struct bw_evidence_row row;
    struct bw_targets targets = {0};
    if (bw_value_stamp(payload) > verify->counters.revision)
        tell(verify, "evidence of employee number %" PRIu32 ": its revision was never given",
             employee);
    while (employee && bw_evidence_row_read(&cursor, &row)) {
        verify->checked++;
        verify->count[BW_KIND_EVIDENCE]++;
        if (!is_known(verify, BW_KIND_COMPETENCY, row.competency) ||
            (row.course && !is_known(verify, BW_KIND_COURSE, row.course)))
            tell(verify, "evidence of employee number %" PRIu32 ": %s", employee,
                 verify->fail.text);
        if (!(row.level >= 0 && row.level <= 5) || row.order > verify->counters.order)
            tell(verify, "evidence of employee number %" PRIu32 ": a row is out of range",
                 employee);
        bw_targets_add(&targets, BW_KIND_COMPETENCY, row.competency);
        if (row.course)
            bw_targets_add(&targets, BW_KIND_COURSE, row.course);
        if (row.id.at)
            check_xid(verify, BW_KIND_EVIDENCE, row.id, employee);
    }
    if (cursor.bad)
        tell(verify, "evidence of employee number %" PRIu32 ": rows are damaged", employee);
    if (employee)
        check_refs(verify, &targets, BW_KIND_EVIDENCE, employee);
    bw_targets_clear(&targets);
}

static void check_event(struct verify *verify, struct bw_slice key, struct bw_slice payload)
{
    uint32_t employee = owner(verify, key, "event");
    struct bw_cursor cursor = bw_cursor_of(payload);
    struct bw_event_row row;
    struct bw_targets targets = {0};
    while (employee && bw_event_row_read(&cursor, &row)) {
        msgpack_unpacked map;
        verify->checked++;
        verify->count[BW_KIND_EVENT]++;
        bw_targets_add(&targets, BW_KIND_EMPLOYEE, employee);
        bw_targets_add(&targets, BW_KIND_COURSE, row.course);
        check_xid(verify, BW_KIND_EVENT, row.id, employee);
        if (bw_unpack_strange((struct bw_slice){row.map.at, row.map.len}, &map, &verify->fail)) {
            tell(verify, "event %.*s: %s", (int)row.id.len, row.id.at, verify->fail.text);
            continue;
        }
        if (bw_schema_check(bw_schema_of(BW_KIND_EVENT), &map.data, "", &verify->fail))
            tell(verify, "event %.*s: %s", (int)row.id.len, row.id.at, verify->fail.text);
        msgpack_unpacked_destroy(&map);
    }
    if (cursor.bad)
        tell(verify, "events of employee number %" PRIu32 ": rows are damaged", employee);
    if (employee)
        check_refs(verify, &targets, BW_KIND_EVENT, employee);
    bw_targets_clear(&targets);
}

static void check_mark(struct verify *verify, enum bw_kind kind, uint32_t number, uint32_t by)
{
    verify->refs++;
    if (by != 0 || (kind != BW_KIND_COMPETENCY && kind != BW_KIND_COURSE))
        tell(verify, "table ref: an entry is damaged");
    else if (!is_known(verify, kind, number))
        tell(verify, "table ref: %s", verify->fail.text);
}

static void check_ref(struct verify *verify, struct bw_slice key, struct bw_slice value)
{
    enum bw_kind kind, by_kind;
    uint32_t number, by;
    if (!bw_key_ref_read(key, &kind, &number, &by_kind, &by) || value.len != 0)
        tell(verify, "table ref: an entry is damaged");
    else if (by_kind == BW_KIND_EVIDENCE)
        check_mark(verify, kind, number, by);
    else if (!is_known(verify, kind, number) ||
             !is_known(verify, bw_kind_is_rows(by_kind) ? BW_KIND_EMPLOYEE : by_kind, by))
        tell(verify, "table ref: %s", verify->fail.text);
}

static void check_nothing(struct verify *verify, struct bw_slice key, struct bw_slice payload)
{
    (void)verify;
    (void)key;
    (void)payload;
}

static void check_employee_key(struct verify *verify, struct bw_slice key, struct bw_slice payload)
{
    uint32_t employee;
    if (!bw_key_employee_read(key, &employee) || payload.len == 0)
        tell(verify, "a value by employee number is damaged");
}

static void check_log(struct verify *verify, struct bw_slice key, struct bw_slice payload)
{
    uint64_t revision;
    uint32_t position;
    struct bw_log_entry entry;
    msgpack_sbuffer scratch;
    bool readable;
    if (!bw_key_log_read(key, &revision, &position)) {
        tell(verify, "table log: a key is damaged");
        return;
    }
    if (revision > verify->counters.revision)
        tell(verify, "table log: revision %" PRIu64 " was never given", revision);
    msgpack_sbuffer_init(&scratch);
    if (bw_log_read(verify->txn, payload, &scratch, &entry, &readable, &verify->fail))
        tell(verify, "revision %" PRIu64 ", change %" PRIu32 ": %s", revision, position,
             verify->fail.text);
    msgpack_sbuffer_destroy(&scratch);
    verify->log_revision = revision;
}

/* What is of no model that is there waits to be swept away; nothing can be of a generation that was
 * never given. */
static void check_generation(struct verify *verify, uint32_t generation, const char *table)
{
    if (generation > verify->generation)
        tell(verify, "table %s: generation %" PRIu32 " was never given", table, generation);
}

static void check_space(struct verify *verify, struct bw_slice key, struct bw_slice payload)
{
    uint32_t generation, block;
    if (!bw_key_space_read(key, &generation, &block)) {
        tell(verify, "table space: a key is damaged");
        return;
    }
    check_generation(verify, generation, "space");
    for (size_t i = 0; i < verify->n_blocks; i++)
        if (generation == verify->blocks[i].generation && block >= verify->blocks[i].n)
            tell(verify, "table space: block %" PRIu32 " of %zu bytes belongs to nothing", block,
                 payload.len);
}

static bool is_finite(const unsigned char *floats, uint32_t dim)
{
    for (uint32_t d = 0; d < dim; d++) {
        float value;
        memcpy(&value, floats + d * sizeof value, sizeof value);
        if (!isfinite(value))
            return false;
    }
    return true;
}

static void check_vector(struct verify *verify, struct bw_slice key, struct bw_slice payload)
{
    enum bw_kind kind;
    uint32_t generation, number;
    size_t want = BW_VECTOR_HEAD + verify->model.dim * sizeof(float);
    if (!bw_key_vector_read(key, &generation, &kind, &number) || !bw_kind_has_vectors(kind)) {
        tell(verify, "table vector: a key is damaged");
        return;
    }
    if (!is_known(verify, kind, number))
        tell(verify, "table vector: a vector of %s number %" PRIu32 ", which is gone",
             bw_kind_name(kind), number);
    check_generation(verify, generation, "vector");
    if (generation != verify->model.space.generation)
        return;
    verify->vectors++;
    if (payload.len != want)
        tell(verify, "table vector: %s number %" PRIu32 ": %zu bytes where %zu are expected",
             bw_kind_name(kind), number, payload.len, want);
    else if (!is_finite((const unsigned char *)payload.at + BW_VECTOR_HEAD, verify->model.dim))
        tell(verify, "table vector: %s number %" PRIu32 ": a number is not finite",
             bw_kind_name(kind), number);
}

/* The model as a whole: its space opens and is the one that it was, its vectors are all there. */
static void check_model(struct verify *verify)
{
    struct bw_pages pages;
    struct bw_space *space;
    const struct bw_embedding *model = &verify->model;
    if (verify->vectors != (model->space.generation ? model->n_rows : 0))
        tell(verify, "table vector: %" PRIu64 " vectors are there, %" PRIu64 " were counted",
             verify->vectors, model->n_rows);
    if (!model->space.generation || !model->trained)
        return;
    if (bw_blocks_read(verify->txn, &model->space, model->name, &pages, &verify->fail)) {
        tell(verify, "%s", verify->fail.text);
        return;
    }
    if (bw_space_open(pages.at, pages.n, &space, &verify->fail)) {
        tell(verify, "table space: %s", verify->fail.text);
    } else {
        if (bw_space_id(space) != model->id || bw_space_dim(space) != model->dim)
            tell(verify, "table space: the bytes are not those of model %s", model->name);
        bw_space_free(space);
    }
    bw_pages_free(&pages);
}

static void read_model(struct verify *verify)
{
    bool found = false;
    if (bw_embedding_get(verify->txn, BW_EMBEDDING_SERVING, &verify->model, &found,
                         &verify->fail) ||
        bw_generation_last(verify->txn, &verify->generation, &verify->fail))
        tell(verify, "%s", verify->fail.text);
    if (!found)
        verify->model = (struct bw_embedding){0};
    verify->blocks[verify->n_blocks++] = verify->model.space;
}

/* Where the bytes of learned models are. */
static void read_versions(struct verify *verify)
{
    struct bw_version version;
    uint32_t number;
    bool found;
    struct bw_walk *walk = bw_walk_open(verify->txn, BW_DB_MODEL);
    for (uint32_t from = 0;
         walk && verify->n_blocks <= BW_MODELS_MOST + 1 && bw_registry_next(walk, from, &number);
         from = number + 1)
        if (bw_registry_get(verify->txn, number, &version, &found, &verify->fail) == BW_OK)
            verify->blocks[verify->n_blocks++] = version.blocks;
    bw_walk_close(walk);
}

static void tell_plainly(void *context, const char *text)
{
    tell(context, "%s", text);
}

static void check_counters(struct verify *verify)
{
    for (int kind = BW_KIND_ORG; kind < BW_KIND_END; kind++)
        if (verify->count[kind] != verify->counters.count[kind])
            tell(verify, "%s: %" PRIu64 " are there, %" PRIu64 " were counted",
                 bw_kind_name((enum bw_kind)kind), verify->count[kind],
                 verify->counters.count[kind]);
    uint64_t changes = bw_txn_entries(verify->txn, BW_DB_LOG);
    for (int kind = BW_KIND_ORG; kind < BW_KIND_END; kind++)
        if (verify->counters.next[kind] > changes + 1) /* room is made for as many */
            tell(verify, "%s: %" PRIu32 " is the next number, after %" PRIu64 " changes in the log",
                 bw_kind_name((enum bw_kind)kind), verify->counters.next[kind], changes);
    if (verify->refs != bw_txn_entries(verify->txn, BW_DB_REF))
        tell(verify, "table ref: %" PRIu64 " entries, records have %" PRIu64 " references",
             bw_txn_entries(verify->txn, BW_DB_REF), verify->refs);
    if (verify->xids != bw_txn_entries(verify->txn, BW_DB_XID))
        tell(verify, "table xid: %" PRIu64 " entries, %" PRIu64 " rows have an id",
             bw_txn_entries(verify->txn, BW_DB_XID), verify->xids);
    if (verify->log_revision > verify->counters.revision)
        tell(verify, "the log is ahead of the counters");
}

enum bw_err bw_verify(struct bw_store *store, void (*report)(void *context, const char *text),
                      void *context, uint64_t *n_checked, uint64_t *n_wrong, struct bw_fail *fail)
{
    static const check_one checks[BW_DB_COUNT] = {
        [BW_DB_META] = check_meta,
        [BW_DB_ID] = check_id,
        [BW_DB_NAME] = check_name,
        [BW_DB_RECORD] = check_record,
        [BW_DB_REF] = check_ref,
        [BW_DB_EVIDENCE] = check_evidence,
        [BW_DB_EVENT] = check_event,
        [BW_DB_XID] = check_nothing,
        [BW_DB_TOUCHED] = check_employee_key,
        [BW_DB_KEYS] = check_employee_key,
        [BW_DB_LOG] = check_log,
        [BW_DB_SPACE] = check_space,
        [BW_DB_VECTOR] = check_vector,
        [BW_DB_MODEL] = check_nothing,
        [BW_DB_PROMOTION] = check_nothing,
    };
    struct verify verify = {.report = report, .context = context};
    enum bw_err err = bw_txn_begin(store->db, NULL, false, &verify.txn, fail);
    if (err)
        return err;
    if (bw_counters_get(verify.txn, &verify.counters, &verify.fail))
        tell(&verify, "%s", verify.fail.text);
    read_model(&verify);
    read_versions(&verify);
    for (int table = 0; !err && table < BW_DB_COUNT; table++)
        err = walk(&verify, (enum bw_table)table, checks[table]);
    if (err) {
        *fail = verify.fail;
    } else {
        check_counters(&verify);
        check_model(&verify);
        bw_registry_verify(verify.txn, tell_plainly, &verify);
    }
    bw_txn_abort(verify.txn);
    *n_checked = verify.checked;
    *n_wrong = verify.wrong;
    return err;
}

struct of_pages {
    void (*report)(void *context, const char *text);
    void *context;
    uint64_t checked, wrong;
};

static void report_page(void *context, const char *text)
{
    struct of_pages *pages = context;
    pages->wrong++;
    pages->report(pages->context, text);
}

static enum bw_err check_pages(void *context, const char *dir, struct bw_fail *fail)
{
    struct of_pages *pages = context;
    enum bw_err err = bw_pages_verify(dir, report_page, pages, &pages->checked, fail);
    if (err == BW_INTERNAL)
        report_page(pages, fail->text);
    if (!err && pages->wrong)
        err = bw_fail_set(fail, BW_INTERNAL, "%s: %" PRIu64 " of its pages are damaged", dir,
                          pages->wrong);
    return err;
}

enum bw_err bw_verify_dir(const char *dir, void (*report)(void *context, const char *text),
                          void *context, uint64_t *n_checked, uint64_t *n_wrong,
                          struct bw_fail *fail)
{
    struct of_pages pages = {report, context, 0, 0};
    struct bw_store_options options = {
        .dir = dir, .read_only = true, .before = check_pages, .context = &pages};
    struct bw_store *store;
    enum bw_err err = bw_store_open(&options, &store, fail);
    if (!err) {
        err = bw_verify(store, report, context, n_checked, n_wrong, fail);
        bw_store_close(store);
    } else if (pages.wrong) {
        *n_checked = pages.checked;
        *n_wrong = pages.wrong;
        err = BW_OK;
    }
    return err;
}
