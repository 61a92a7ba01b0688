#include "data/applying.h"
#include "data/embedding.h"
#include "data/bytes.h"

#include <stdio.h>
#include <stdlib.h>

static struct bw_str id_of(const msgpack_object *map)
{
    const msgpack_object *id = bw_field_get(map, "id");
    return (struct bw_str){id->via.str.ptr, id->via.str.size};
}

static const char *dot(const char *path)
{
    return *path ? "." : "";
}

/* The number of the record's own org, 0 when it is shared (or is an org itself). */
static enum bw_err own_org(struct bw_applying *applying, const msgpack_object *map,
                           enum bw_kind kind, const char *path, uint32_t *out)
{
    const msgpack_object *org = kind == BW_KIND_ORG ? NULL : bw_field_get(map, "org");
    struct bw_place place;
    bool found;
    *out = 0;
    if (!org)
        return BW_OK;
    struct bw_str id = {org->via.str.ptr, org->via.str.size};
    enum bw_err err = bw_place_get(applying->txn, BW_KIND_ORG, id, &place, &found, &applying->fail);
    if (err)
        return err;
    if (!found)
        return bw_fail_set(&applying->fail, BW_BAD_REQUEST,
                           "%s%sorg: there is no org \"%.*s\"; put it first or in the same call",
                           path, dot(path), (int)id.len, id.at);
    *out = place.number;
    return BW_OK;
}

static enum bw_err held_elsewhere(struct bw_applying *applying, const char *path, struct bw_str id,
                                  enum bw_kind kind)
{
    return bw_fail_set(&applying->fail, BW_CONFLICT,
                       "%s%sid: the %s \"%.*s\" is held by another org; choose another id", path,
                       dot(path), bw_kind_name(kind), (int)id.len, id.at);
}

enum bw_err bw_apply_numbers(struct bw_applying *applying, struct bw_item_at at, enum bw_kind kind)
{
    char path[BW_PATH_MOST];
    struct bw_str id = id_of(at.map);
    struct bw_place place;
    uint32_t org;
    bool found;
    bw_applying_path(applying, at, path);
    enum bw_err err = own_org(applying, at.map, kind, path, &org);
    if (!err)
        err = bw_place_get(applying->txn, kind, id, &place, &found, &applying->fail);
    if (err)
        return err;
    if (found && place.org != org)
        return held_elsewhere(applying, path, id, kind);
    if (!found) {
        place = (struct bw_place){org, bw_applying_number(applying, at, kind), applying->revision};
        applying->counters.count[kind]++;
        applying->changed = true;
        err = bw_place_put(applying->txn, kind, id, &place, &applying->fail);
        if (!err)
            err = bw_name_put(applying->txn, kind, place.number, id, org, &applying->fail);
    }
    if (!err && !bw_numbers_add(&applying->seen[kind], place.number))
        err = bw_fail_set(&applying->fail, BW_BAD_REQUEST,
                          "%s%sid: \"%.*s\" is there twice in this call; each once", path,
                          dot(path), (int)id.len, id.at);
    return err;
}

/* While the references of one record are looked at. */
struct looking {
    struct bw_applying *applying;
    enum bw_kind kind;
    uint32_t org;
    struct bw_targets *targets;
    const char *path;
};

/* A merger names orgs and roles on both sides; a verdict is about records of anyone. */
static bool across_orgs(const struct looking *looking, const char *path)
{
    if (looking->kind == BW_KIND_VERDICT)
        return true;
    if (looking->kind != BW_KIND_CHANGE)
        return false;
    const char *field = path + strlen(looking->path) + (*looking->path ? 1 : 0);
    return strncmp(field, "merges", 6) == 0;
}

static enum bw_err look(void *context, const char *path, enum bw_kind kind, struct bw_str id,
                        struct bw_fail *fail)
{
    struct looking *looking = context;
    struct bw_place place;
    bool found, sees = true;
    enum bw_err err = bw_place_get(looking->applying->txn, kind, id, &place, &found, fail);
    if (err)
        return err;
    if (!found)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "%s: there is no %s \"%.*s\"; put it first or in the same call", path,
                           bw_kind_name(kind), (int)id.len, id.at);
    if (kind != BW_KIND_ORG && !across_orgs(looking, path))
        err = bw_sight_sees(looking->applying->txn, looking->org, place.org, &sees, fail);
    if (err)
        return err;
    if (kind == BW_KIND_TEAM && looking->kind == BW_KIND_EMPLOYEE && place.org != looking->org)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "%s: the team \"%.*s\" is of another org; name one of the employee's",
                           path, (int)id.len, id.at);
    if (!sees)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "%s: the %s \"%.*s\" is of an org that this record does not see; name "
                           "one that is shared, its own, or of its parents or catalogues",
                           path, bw_kind_name(kind), (int)id.len, id.at);
    bw_targets_add(looking->targets, kind, place.number);
    return BW_OK;
}

/* What the stored form referred to; nothing for a new record. */
static enum bw_err old_targets(struct bw_applying *applying, enum bw_kind kind,
                               struct bw_slice body, struct bw_targets *out)
{
    msgpack_unpacked old;
    if (!body.at)
        return BW_OK;
    enum bw_err err = bw_unpack(body, &old, &applying->fail);
    if (err)
        return err;
    err = bw_targets_of(applying->txn, bw_schema_of(kind), &old.data, out, &applying->fail);
    msgpack_unpacked_destroy(&old);
    return err;
}

static enum bw_err store_record(struct bw_applying *applying, enum bw_kind kind, struct bw_str id,
                                struct bw_place *place, struct bw_slice body)
{
    struct bw_key key = bw_key_record(kind, place->org, place->number);
    place->revision = applying->revision;
    enum bw_err err =
        bw_value_put(applying->txn, BW_DB_RECORD, bw_key_slice(&key), body, &applying->fail);
    if (!err)
        err = bw_place_put(applying->txn, kind, id, place, &applying->fail);
    if (!err)
        err = bw_applying_log(
            applying, &(struct bw_log_entry){BW_OP_PUT, kind,
                                             kind == BW_KIND_EMPLOYEE ? place->number : 0, body});
    if (kind == BW_KIND_EMPLOYEE)
        return err ? err : bw_applying_touch(applying, place->number);
    applying->catalogue = true;
    return err;
}

/* Writes what is checked, when it differs from what is there. */
static enum bw_err settle(struct bw_applying *applying, struct bw_item_at at, enum bw_kind kind,
                          struct bw_place *place, struct bw_targets *now)
{
    struct bw_key key = bw_key_record(kind, place->org, place->number);
    struct bw_targets before = {0};
    struct bw_slice old = {NULL, 0};
    bool found;
    msgpack_sbuffer body;
    msgpack_packer packer;
    msgpack_sbuffer_init(&body);
    msgpack_packer_init(&packer, &body, bw_buffer_write);
    bw_schema_pack(bw_schema_of(kind), at.map, &packer);
    enum bw_err err = bw_value_get(applying->txn, BW_DB_RECORD, bw_key_slice(&key), &old, &found,
                                   &applying->fail);
    bool same = found && old.len == body.size && memcmp(old.at, body.data, body.size) == 0;
    if (!err && !same) {
        err = old_targets(applying, kind, found ? old : (struct bw_slice){NULL, 0}, &before);
        if (!err)
            err = bw_refs_update(applying->txn, kind, place->number, &before, now, &applying->fail);
        if (!err)
            err = store_record(applying, kind, id_of(at.map), place,
                               (struct bw_slice){body.data, body.size});
        bw_numbers_add(&applying->touched[kind], place->number);
    }
    msgpack_sbuffer_destroy(&body);
    bw_targets_clear(&before);
    applying->out->written += !err;
    return err;
}

enum bw_err bw_apply_record(struct bw_applying *applying, struct bw_item_at at, enum bw_kind kind)
{
    char path[BW_PATH_MOST];
    struct bw_place place;
    struct bw_targets now = {0};
    bool found;
    bw_applying_path(applying, at, path);
    enum bw_err err =
        bw_place_get(applying->txn, kind, id_of(at.map), &place, &found, &applying->fail);
    if (err)
        return err;
    if (!found)
        return bw_fail_set(&applying->fail, BW_INTERNAL, "a record lost its number");
    struct looking looking = {applying, kind, place.org, &now, path};
    /* Most references are right: paths are put together when something is wrong. */
    const char *first = kind == BW_KIND_CHANGE ? path : NULL;
    err = bw_refs_walk(bw_schema_of(kind), at.map, first, look, &looking, &applying->fail);
    if (err && !first)
        err = bw_refs_walk(bw_schema_of(kind), at.map, path, look, &looking, &applying->fail);
    if (!err)
        err = settle(applying, at, kind, &place, &now);
    bw_targets_clear(&now);
    return err;
}

/* A record that is to go no longer refers to anything. */
static enum bw_err release(struct bw_applying *applying, enum bw_kind kind,
                           const struct bw_place *place)
{
    struct bw_targets before = {0}, none = {0};
    struct bw_slice body;
    enum bw_err err = bw_body_get(applying->txn, kind, place, &body, &applying->fail);
    if (!err)
        err = old_targets(applying, kind, body, &before);
    if (!err)
        err = bw_refs_update(applying->txn, kind, place->number, &before, &none, &applying->fail);
    bw_targets_clear(&before);
    return err;
}

static enum bw_err remove_record(struct bw_applying *applying, enum bw_kind kind, struct bw_str id,
                                 const struct bw_place *place)
{
    struct bw_key record = bw_key_record(kind, place->org, place->number);
    struct bw_key name = bw_key_name(kind, place->number), by_id = bw_key_id(kind, id);
    struct bw_key touched = bw_key_employee(place->number);
    struct bw_fail *fail = &applying->fail;
    bool person = kind == BW_KIND_EMPLOYEE;
    enum bw_err err = bw_txn_del(applying->txn, BW_DB_RECORD, bw_key_slice(&record), fail);
    if (!err)
        err = bw_txn_del(applying->txn, BW_DB_NAME, bw_key_slice(&name), fail);
    if (!err)
        err = bw_txn_del(applying->txn, BW_DB_ID, bw_key_slice(&by_id), fail);
    if (!err && person)
        err = bw_txn_del(applying->txn, BW_DB_TOUCHED, bw_key_slice(&touched), fail);
    if (!err && bw_kind_has_vectors(kind))
        err = bw_apply_vectors_gone(applying, kind, place->number);
    if (!err)
        err = bw_applying_log(applying,
                              &(struct bw_log_entry){
                                  BW_OP_DELETE, kind, person ? place->number : 0, {id.at, id.len}});
    applying->counters.count[kind]--;
    applying->people |= person;
    applying->catalogue |= !person;
    return err;
}

static struct bw_str id_at(const struct bw_part *part, uint32_t i)
{
    return (struct bw_str){part->items[i].via.str.ptr, part->items[i].via.str.size};
}

static enum bw_err find_to_delete(struct bw_applying *applying, struct bw_item_at at,
                                  enum bw_kind kind, struct bw_place *place)
{
    char path[BW_PATH_MOST];
    struct bw_str id = {at.map->via.str.ptr, at.map->via.str.size};
    bool found;
    bw_applying_path(applying, at, path);
    enum bw_err err = bw_place_get(applying->txn, kind, id, place, &found, &applying->fail);
    if (err)
        return err;
    if (!found)
        return bw_fail_set(&applying->fail, BW_NOT_FOUND, "%s: there is no %s \"%.*s\"", path,
                           bw_kind_name(kind), (int)id.len, id.at);
    if (!bw_numbers_add(&applying->seen[kind], place->number))
        return bw_fail_set(&applying->fail, BW_BAD_REQUEST,
                           "%s: \"%.*s\" is there twice in this call; each once", path, (int)id.len,
                           id.at);
    return BW_OK;
}

/* Numbers of the verdicts that refer to (kind, number). */
static enum bw_err verdicts_about(struct bw_applying *applying, enum bw_kind kind, uint32_t number,
                                  struct bw_targets *out)
{
    struct bw_key from = bw_key_ref(kind, number, BW_KIND_VERDICT, 0);
    struct bw_slice key, value;
    enum bw_kind of, by_kind;
    uint32_t target, by;
    struct bw_walk *walk = bw_walk_open(applying->txn, BW_DB_REF);
    if (!walk)
        return bw_txn_trouble(applying->txn, &applying->fail);
    for (bool more = bw_walk_seek(walk, bw_key_slice(&from), &key, &value);
         more && bw_key_ref_read(key, &of, &target, &by_kind, &by) && of == kind &&
         target == number && by_kind == BW_KIND_VERDICT;
         more = bw_walk_next(walk, &key, &value))
        bw_targets_add(out, BW_KIND_VERDICT, by);
    bw_walk_close(walk);
    return bw_txn_trouble(applying->txn, &applying->fail);
}

/* What was decided about a record goes with it. */
static enum bw_err remove_verdicts(struct bw_applying *applying, enum bw_kind kind, uint32_t number)
{
    struct bw_targets verdicts = {0};
    enum bw_err err = verdicts_about(applying, kind, number, &verdicts);
    for (size_t i = 0; !err && i < verdicts.n; i++) {
        char copy[128];
        struct bw_place place = {0, (uint32_t)verdicts.at[i], 0};
        struct bw_str id;
        err = bw_name_get(applying->txn, BW_KIND_VERDICT, place.number, &id, &place.org,
                          &applying->fail);
        if (err)
            break;
        memcpy(copy, id.at, id.len); /* the bytes are the table's, which changes */
        err = release(applying, BW_KIND_VERDICT, &place);
        if (!err)
            err = remove_record(applying, BW_KIND_VERDICT, (struct bw_str){copy, id.len}, &place);
    }
    bw_targets_clear(&verdicts);
    return err;
}

/* All let go of what they refer to and of what was decided about them, then nothing may still refer
 * to any of them, then all go. */
enum bw_err bw_apply_deletes(struct bw_applying *applying, uint32_t part)
{
    const struct bw_part *from = &applying->write->parts[part];
    struct bw_place *places = calloc(from->n + 1, sizeof *places);
    struct bw_refs_named named = {0};
    enum bw_err err = BW_OK;
    if (!places)
        return bw_fail_set(&applying->fail, BW_INTERNAL, "out of memory");
    for (uint32_t i = 0; !err && i < from->n; i++)
        err = find_to_delete(applying, (struct bw_item_at){part, i, &from->items[i]}, from->kind,
                             &places[i]);
    for (uint32_t i = 0; !err && i < from->n; i++)
        err = release(applying, from->kind, &places[i]);
    for (uint32_t i = 0; !err && i < from->n && bw_kind_is_judged(from->kind); i++)
        err = remove_verdicts(applying, from->kind, places[i].number);
    for (uint32_t i = 0; !err && i < from->n; i++) {
        char path[BW_PATH_MOST];
        bw_applying_path(applying, (struct bw_item_at){part, i, NULL}, path);
        err = bw_refs_none(
            applying->txn,
            &(struct bw_refs_goal){from->kind, places[i].number, id_at(from, i), path, &named},
            &applying->fail);
    }
    for (uint32_t i = 0; !err && i < from->n; i++)
        err = remove_record(applying, from->kind, id_at(from, i), &places[i]);
    applying->out->deleted += err ? 0 : from->n;
    bw_refs_named_clear(&named);
    free(places);
    return err;
}
