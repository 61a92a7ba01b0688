#include "data/refs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/fault.h"
#include "data/frame.h"

#define PATH_MOST 256
#define NAMED_MOST 10

struct walk {
    bw_ref_visit visit;
    void *context;
    struct bw_fail *fail;
};

static struct bw_str text_of(const msgpack_object *value)
{
    return (struct bw_str){value->via.str.ptr, value->via.str.size};
}

static enum bw_err walk_shape(const struct walk *walk, const struct bw_shape *shape,
                              const msgpack_object *map, const char *path);

static enum bw_err walk_value(const struct walk *walk, const struct bw_field *field,
                              const msgpack_object *value, const char *path)
{
    char inner[PATH_MOST];
    enum bw_err err = BW_OK;
    switch (field->type) {
    case BW_T_REF:
        return walk->visit(walk->context, path ? path : "", field->ref, text_of(value), walk->fail);
    case BW_T_MAP:
        return walk_shape(walk, field->shape, value, path);
    case BW_T_LIST:
        for (uint32_t i = 0; !err && i < value->via.array.size; i++) {
            if (path)
                snprintf(inner, sizeof inner, "%s[%u]", path, i);
            err = walk_value(walk, field->item, &value->via.array.ptr[i], path ? inner : NULL);
        }
        return err;
    case BW_T_DICT:
        for (uint32_t i = 0; !err && i < value->via.map.size; i++) {
            const msgpack_object_kv *entry = &value->via.map.ptr[i];
            if (path)
                snprintf(inner, sizeof inner, "%s.%.*s", path, (int)entry->key.via.str.size,
                         entry->key.via.str.ptr);
            if (field->ref)
                err = walk->visit(walk->context, path ? inner : "", field->ref,
                                  text_of(&entry->key), walk->fail);
            if (!err)
                err = walk_value(walk, field->item, &entry->val, path ? inner : NULL);
        }
        return err;
    default:
        return BW_OK;
    }
}

static enum bw_err walk_shape(const struct walk *walk, const struct bw_shape *shape,
                              const msgpack_object *map, const char *path)
{
    char inner[PATH_MOST];
    enum bw_err err = BW_OK;
    for (size_t i = 0; !err && i < shape->n_fields; i++) {
        const msgpack_object *value = bw_field_get(map, shape->fields[i].name);
        if (!value)
            continue;
        if (path)
            snprintf(inner, sizeof inner, "%s%s%s", path, *path ? "." : "", shape->fields[i].name);
        err = walk_value(walk, &shape->fields[i], value, path ? inner : NULL);
    }
    return err;
}

enum bw_err bw_refs_walk(const struct bw_shape *shape, const msgpack_object *map, const char *path,
                         bw_ref_visit visit, void *context, struct bw_fail *fail)
{
    struct walk walk = {visit, context, fail};
    return walk_shape(&walk, shape, map, path);
}

void bw_targets_add(struct bw_targets *targets, enum bw_kind kind, uint32_t number)
{
    if (targets->n == targets->room) {
        size_t room = targets->room ? 2 * targets->room : 32;
        uint64_t *grown = realloc(targets->at, room * sizeof *grown);
        if (!grown)
            bw_fault_no_memory("noting references");
        targets->at = grown;
        targets->room = room;
    }
    targets->at[targets->n++] = (uint64_t)kind << 32 | number;
}

void bw_targets_clear(struct bw_targets *targets)
{
    free(targets->at);
    *targets = (struct bw_targets){0};
}

struct collecting {
    struct bw_txn *txn;
    struct bw_targets *out;
};

static enum bw_err collect(void *context, const char *path, enum bw_kind kind, struct bw_str id,
                           struct bw_fail *fail)
{
    struct collecting *to = context;
    struct bw_place place;
    bool found;
    enum bw_err err = bw_place_get(to->txn, kind, id, &place, &found, fail);
    if (err)
        return err;
    if (!found)
        return bw_fail_set(fail, BW_INTERNAL, "%s: the store has no %s \"%.*s\"", path,
                           bw_kind_name(kind), (int)id.len, id.at);
    bw_targets_add(to->out, kind, place.number);
    return BW_OK;
}

enum bw_err bw_targets_of(struct bw_txn *txn, const struct bw_shape *shape,
                          const msgpack_object *map, struct bw_targets *out, struct bw_fail *fail)
{
    struct collecting to = {txn, out};
    return bw_refs_walk(shape, map, NULL, collect, &to, fail);
}

static int ascending(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

void bw_targets_settle(struct bw_targets *targets)
{
    size_t n = 0;
    if (targets->n == 0)
        return;
    qsort(targets->at, targets->n, sizeof *targets->at, ascending);
    for (size_t i = 0; i < targets->n; i++)
        if (i == 0 || targets->at[i] != targets->at[i - 1])
            targets->at[n++] = targets->at[i];
    targets->n = n;
}

static enum bw_err set_ref(struct bw_txn *txn, uint64_t target, enum bw_kind by_kind, uint32_t by,
                           bool there, struct bw_fail *fail)
{
    struct bw_key key = bw_key_ref((enum bw_kind)(target >> 32), (uint32_t)target, by_kind, by);
    if (there)
        return bw_txn_put(txn, BW_DB_REF, bw_key_slice(&key), (struct bw_slice){"", 0}, fail);
    return bw_txn_del(txn, BW_DB_REF, bw_key_slice(&key), fail);
}

enum bw_err bw_refs_update(struct bw_txn *txn, enum bw_kind by_kind, uint32_t by,
                           struct bw_targets *before, struct bw_targets *now, struct bw_fail *fail)
{
    enum bw_err err = BW_OK;
    size_t b = 0, n = 0;
    bw_targets_settle(before);
    bw_targets_settle(now);
    while (!err && (b < before->n || n < now->n)) {
        if (n == now->n || (b < before->n && before->at[b] < now->at[n])) {
            err = set_ref(txn, before->at[b++], by_kind, by, false, fail);
        } else if (b == before->n || now->at[n] < before->at[b]) {
            err = set_ref(txn, now->at[n++], by_kind, by, true, fail);
        } else {
            b++;
            n++;
        }
    }
    return err;
}

/* "role r-1", "evidence of employee e-7" */
static void name_referrer(struct bw_txn *txn, enum bw_kind kind, uint32_t number, char *out,
                          size_t size)
{
    struct bw_fail ignored;
    struct bw_str id;
    uint32_t org;
    bool rows = bw_kind_is_rows(kind);
    enum bw_kind of = rows ? BW_KIND_EMPLOYEE : kind;
    if (bw_name_get(txn, of, number, &id, &org, &ignored))
        id = (struct bw_str){"?", 1};
    snprintf(out, size, "%s%s%s %.*s", rows ? bw_kind_name(kind) : "", rows ? " of " : "",
             bw_kind_name(of), (int)id.len, id.at);
}

static enum bw_err mark(struct bw_txn *txn, enum bw_kind kind, uint32_t number,
                        struct bw_fail *fail)
{
    struct bw_key key = bw_key_ref(kind, number, BW_KIND_EVIDENCE, 0);
    struct bw_slice value;
    if (bw_txn_get(txn, BW_DB_REF, bw_key_slice(&key), &value))
        return BW_OK;
    enum bw_err err = bw_txn_trouble(txn, fail);
    return err ? err
               : bw_txn_put(txn, BW_DB_REF, bw_key_slice(&key), (struct bw_slice){"", 0}, fail);
}

enum bw_err bw_refs_mark(struct bw_txn *txn, const struct bw_evidence_row *row,
                         struct bw_fail *fail)
{
    enum bw_err err = mark(txn, BW_KIND_COMPETENCY, row->competency, fail);
    return err || !row->course ? err : mark(txn, BW_KIND_COURSE, row->course, fail);
}

void bw_refs_named_clear(struct bw_refs_named *named)
{
    free(named->at[0]);
    free(named->at[1]);
    *named = (struct bw_refs_named){0};
}

/* Calls back for every person's evidence until told that it is enough. */
typedef bool (*evidence_visit)(void *context, uint32_t employee, struct bw_cursor rows);

static enum bw_err each_evidence(struct bw_txn *txn, evidence_visit visit, void *context,
                                 struct bw_fail *fail)
{
    struct bw_slice key, value, payload;
    uint32_t org, employee;
    enum bw_err err = BW_OK;
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_EVIDENCE);
    if (!walk)
        return bw_txn_trouble(txn, fail);
    for (bool more = bw_walk_seek(walk, (struct bw_slice){NULL, 0}, &key, &value); !err && more;
         more = bw_walk_next(walk, &key, &value)) {
        if (!bw_key_person_read(key, &org, &employee))
            continue;
        err = bw_value_open(BW_DB_EVIDENCE, key, value, &payload, fail);
        if (!err && !visit(context, employee, bw_cursor_of(payload)))
            break;
    }
    bw_walk_close(walk);
    return err ? err : bw_txn_trouble(txn, fail);
}

static void name_number(struct bw_refs_named *named, int which, uint32_t number)
{
    if (number >= named->n[which]) {
        size_t n = 2 * (size_t)number + 1024;
        unsigned char *grown = realloc(named->at[which], n);
        if (!grown)
            abort(); /* a byte for each competency: nothing else would work either */
        memset(grown + named->n[which], 0, n - named->n[which]);
        named->at[which] = grown;
        named->n[which] = n;
    }
    named->at[which][number] = 1;
}

static bool name_rows(void *context, uint32_t employee, struct bw_cursor rows)
{
    struct bw_evidence_row row;
    (void)employee;
    while (bw_evidence_row_read(&rows, &row)) {
        name_number(context, 0, row.competency);
        if (row.course)
            name_number(context, 1, row.course);
    }
    return true;
}

/* The text of an error. */
struct naming {
    struct bw_txn *txn;
    const struct bw_refs_goal *goal;
    char list[700];
    size_t n;
};

static void add_referrer(struct naming *naming, enum bw_kind kind, uint32_t number)
{
    char one[200];
    size_t used = strlen(naming->list);
    if (naming->n++ >= NAMED_MOST)
        return;
    name_referrer(naming->txn, kind, number, one, sizeof one);
    snprintf(naming->list + used, sizeof naming->list - used, "%s%s", used ? ", " : "", one);
}

static bool name_person(void *context, uint32_t employee, struct bw_cursor rows)
{
    struct naming *naming = context;
    struct bw_evidence_row row;
    bool course = naming->goal->kind == BW_KIND_COURSE;
    while (bw_evidence_row_read(&rows, &row))
        if ((course ? row.course : row.competency) == naming->goal->number) {
            add_referrer(naming, BW_KIND_EVIDENCE, employee);
            break;
        }
    return naming->n <= NAMED_MOST;
}

/* What the mark of a competency or course stands for by now. */
static enum bw_err name_marked(struct naming *naming, struct bw_fail *fail)
{
    const struct bw_refs_goal *goal = naming->goal;
    struct bw_refs_named *named = goal->named;
    int which = goal->kind == BW_KIND_COURSE;
    enum bw_err err = named->read ? BW_OK : each_evidence(naming->txn, name_rows, named, fail);
    if (err)
        return err;
    named->read = true;
    if (goal->number < named->n[which] && named->at[which][goal->number])
        return each_evidence(naming->txn, name_person, naming, fail);
    struct bw_key key = bw_key_ref(goal->kind, goal->number, BW_KIND_EVIDENCE, 0);
    return bw_txn_del(naming->txn, BW_DB_REF, bw_key_slice(&key), fail);
}

/* Evidence of an employee is where the employee's key says. */
static enum bw_err name_own(struct naming *naming, struct bw_fail *fail)
{
    struct bw_str id;
    struct bw_slice value;
    uint32_t org;
    enum bw_err err =
        bw_name_get(naming->txn, BW_KIND_EMPLOYEE, naming->goal->number, &id, &org, fail);
    if (err)
        return err;
    struct bw_key key = bw_key_person(org, naming->goal->number);
    if (bw_txn_get(naming->txn, BW_DB_EVIDENCE, bw_key_slice(&key), &value))
        add_referrer(naming, BW_KIND_EVIDENCE, naming->goal->number);
    return bw_txn_trouble(naming->txn, fail);
}

/* Those that the table has, but marks. */
static enum bw_err name_all(struct naming *naming, bool *marked, struct bw_fail *fail)
{
    const struct bw_refs_goal *goal = naming->goal;
    struct bw_key prefix = bw_key_ref_prefix(goal->kind, goal->number);
    struct bw_slice key, value;
    struct bw_walk *walk = bw_walk_open(naming->txn, BW_DB_REF);
    if (!walk)
        return bw_txn_trouble(naming->txn, fail);
    for (bool more = bw_walk_seek(walk, bw_key_slice(&prefix), &key, &value);
         more && key.len > prefix.len && memcmp(key.at, prefix.bytes, prefix.len) == 0;
         more = bw_walk_next(walk, &key, &value)) {
        enum bw_kind of, by_kind;
        uint32_t target, by;
        if (!bw_key_ref_read(key, &of, &target, &by_kind, &by))
            continue;
        if (by_kind == BW_KIND_EVIDENCE)
            *marked = true;
        else
            add_referrer(naming, by_kind, by);
    }
    bw_walk_close(walk);
    return bw_txn_trouble(naming->txn, fail);
}

enum bw_err bw_refs_none(struct bw_txn *txn, const struct bw_refs_goal *goal, struct bw_fail *fail)
{
    struct naming naming = {.txn = txn, .goal = goal};
    bool marked = false;
    enum bw_err err = goal->kind == BW_KIND_EMPLOYEE ? name_own(&naming, fail) : BW_OK;
    if (!err)
        err = name_all(&naming, &marked, fail);
    if (!err && marked && naming.n <= NAMED_MOST)
        err = name_marked(&naming, fail);
    if (err || naming.n == 0)
        return err;
    return bw_fail_set(fail, BW_CONFLICT, "%s: %s \"%.*s\" is still referred to by %s%s",
                       goal->path, bw_kind_name(goal->kind), (int)goal->id.len, goal->id.at,
                       naming.list, naming.n > NAMED_MOST ? " and others" : "");
}

/* Evidence as older stores have it: an entry for each employee. */
enum bw_err bw_refs_to_marks(struct bw_txn *txn, struct bw_fail *fail)
{
    struct bw_refs_named named = {0};
    struct bw_slice key, value;
    enum bw_kind kind, by_kind;
    uint32_t number, by;
    enum bw_err err = BW_OK;
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_REF);
    if (!walk)
        return bw_txn_trouble(txn, fail);
    for (bool more = bw_walk_seek(walk, (struct bw_slice){NULL, 0}, &key, &value); !err && more;
         more = bw_walk_next(walk, &key, &value)) {
        if (!bw_key_ref_read(key, &kind, &number, &by_kind, &by) || by_kind != BW_KIND_EVIDENCE)
            continue;
        if (kind != BW_KIND_EMPLOYEE)
            name_number(&named, kind == BW_KIND_COURSE, number);
        err = bw_walk_del(walk, fail);
    }
    bw_walk_close(walk);
    if (!err)
        err = bw_txn_trouble(txn, fail);
    for (int which = 0; which < 2; which++)
        for (size_t n = 0; !err && n < named.n[which]; n++)
            if (named.at[which][n])
                err = mark(txn, which ? BW_KIND_COURSE : BW_KIND_COMPETENCY, (uint32_t)n, fail);
    bw_refs_named_clear(&named);
    return err;
}

enum bw_err bw_unpack(struct bw_slice bytes, msgpack_unpacked *out, struct bw_fail *fail)
{
    msgpack_unpacked_init(out);
    msgpack_unpack_return code = msgpack_unpack_next(out, bytes.at, bytes.len, NULL);
    if (code == MSGPACK_UNPACK_SUCCESS && out->data.type == MSGPACK_OBJECT_MAP)
        return BW_OK;
    msgpack_unpacked_destroy(out);
    if (code == MSGPACK_UNPACK_NOMEM_ERROR)
        return bw_fail_set(fail, BW_BUSY, "out of memory while reading a record; try again");
    return bw_fail_set(fail, BW_INTERNAL, "a stored record is no MessagePack map");
}

enum bw_err bw_unpack_strange(struct bw_slice bytes, msgpack_unpacked *out, struct bw_fail *fail)
{
    const struct bw_frame_limits limits = {bytes.len, bytes.len, BW_FRAME_DEPTH_MOST};
    size_t whole;
    if (bw_frame_check(bytes.at, bytes.len, &limits, &whole) != BW_FRAME_WHOLE ||
        whole != bytes.len)
        return bw_fail_set(fail, BW_INTERNAL, "a stored record is no MessagePack map");
    return bw_unpack(bytes, out, fail);
}
