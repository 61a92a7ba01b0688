/* Refuses circles: an org above itself, a competency broader than itself or required for itself. A
 * new circle must pass through a record that this write changed, so the search starts there. */
#include "data/applying.h"

#include <stdio.h>
#include <stdlib.h>

#define NAMED_MOST 12

/* A depth-first search over one field, on its own stack. */
struct search {
    struct bw_applying *applying;
    enum bw_kind kind;
    const char *field;
    uint32_t *path; /* from the start to where we are */
    size_t n_path, room;
    struct bw_numbers done;
};

struct successors {
    uint32_t *at;
    size_t n;
};

static enum bw_err add_number(struct search *search, const msgpack_object *id,
                              struct successors *out)
{
    struct bw_place place;
    bool found;
    enum bw_err err = bw_place_get(search->applying->txn, search->kind,
                                   (struct bw_str){id->via.str.ptr, id->via.str.size}, &place,
                                   &found, &search->applying->fail);
    if (!err && found)
        out->at[out->n++] = place.number;
    return err;
}

/* What record `number` names in the field. */
static enum bw_err successors_of(struct search *search, uint32_t number, struct successors *out)
{
    struct bw_fail *fail = &search->applying->fail;
    struct bw_str id;
    struct bw_place place = {0, number, 0};
    struct bw_slice body;
    msgpack_unpacked map;
    bool found;
    *out = (struct successors){NULL, 0};
    enum bw_err err =
        bw_name_get(search->applying->txn, search->kind, number, &id, &place.org, fail);
    if (err)
        return err;
    /* An item that turned out bad has a number and no body. */
    struct bw_key key = bw_key_record(search->kind, place.org, number);
    err =
        bw_value_get(search->applying->txn, BW_DB_RECORD, bw_key_slice(&key), &body, &found, fail);
    if (!err && found)
        err = bw_unpack(body, &map, fail);
    if (err || !found)
        return err;
    const msgpack_object *value = bw_field_get(&map.data, search->field);
    bool list = value && value->type == MSGPACK_OBJECT_ARRAY;
    out->at = calloc(list ? value->via.array.size + 1 : 1, sizeof *out->at);
    if (!out->at) {
        msgpack_unpacked_destroy(&map);
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    }
    for (uint32_t i = 0; !err && list && i < value->via.array.size; i++)
        err = add_number(search, &value->via.array.ptr[i], out);
    if (!err && value && !list)
        err = add_number(search, value, out);
    msgpack_unpacked_destroy(&map);
    return err;
}

static enum bw_err name_circle(struct search *search, struct bw_item_at at, uint32_t again)
{
    char text[700] = "", path[BW_PATH_MOST];
    size_t first = search->n_path;
    while (first > 0 && search->path[first - 1] != again)
        first--;
    for (size_t i = first ? first - 1 : 0; i <= search->n_path; i++) {
        struct bw_str id;
        uint32_t org, number = i < search->n_path ? search->path[i] : again;
        size_t used = strlen(text);
        if (i > first + NAMED_MOST && i < search->n_path)
            continue;
        if (bw_name_get(search->applying->txn, search->kind, number, &id, &org,
                        &search->applying->fail))
            return search->applying->fail.code;
        snprintf(text + used, sizeof text - used, "%s%.*s", used ? " -> " : "", (int)id.len, id.at);
    }
    bw_applying_path(search->applying, at, path);
    return bw_fail_set(&search->applying->fail, BW_BAD_REQUEST,
                       "%s%s%s: a circle: %s; it must not come back to itself", path,
                       *path ? "." : "", search->field, text);
}

static bool on_path(const struct search *search, uint32_t number)
{
    for (size_t i = 0; i < search->n_path; i++)
        if (search->path[i] == number)
            return true;
    return false;
}

static enum bw_err visit(struct search *search, struct bw_item_at at, uint32_t number)
{
    struct successors next;
    if (search->n_path == search->room) {
        size_t room = search->room ? 2 * search->room : 64;
        uint32_t *grown = realloc(search->path, room * sizeof *grown);
        if (!grown)
            return bw_fail_set(&search->applying->fail, BW_INTERNAL, "out of memory");
        search->path = grown;
        search->room = room;
    }
    if (search->n_path > 2000)
        return bw_fail_set(&search->applying->fail, BW_BAD_REQUEST,
                           "%s: more than 2000 records above each other", search->field);
    search->path[search->n_path++] = number;
    enum bw_err err = successors_of(search, number, &next);
    for (size_t i = 0; !err && i < next.n; i++) {
        if (on_path(search, next.at[i]))
            err = name_circle(search, at, next.at[i]);
        else if (!bw_numbers_has(&search->done, next.at[i]))
            err = visit(search, at, next.at[i]);
    }
    free(next.at);
    search->n_path--;
    bw_numbers_add(&search->done, number);
    return err;
}

static enum bw_err search_from(struct bw_applying *applying, struct bw_item_at at,
                               enum bw_kind kind, const char *field, uint32_t number)
{
    struct search search = {.applying = applying, .kind = kind, .field = field};
    enum bw_err err = visit(&search, at, number);
    free(search.path);
    free(search.done.words);
    return err;
}

enum bw_err bw_apply_cycles(struct bw_applying *applying, struct bw_item_at at, enum bw_kind kind)
{
    const msgpack_object *id = bw_field_get(at.map, "id");
    struct bw_place place;
    bool found;
    enum bw_err err =
        bw_place_get(applying->txn, kind, (struct bw_str){id->via.str.ptr, id->via.str.size},
                     &place, &found, &applying->fail);
    if (err || !found || !bw_numbers_has(&applying->touched[kind], place.number))
        return err;
    if (kind == BW_KIND_ORG)
        return search_from(applying, at, kind, "parent", place.number);
    err = search_from(applying, at, kind, "broader", place.number);
    return err ? err : search_from(applying, at, kind, "requires", place.number);
}
