#include "daemon/draft.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/publish.h"
#include "daemon/worker.h"
#include "data/bytes.h"

#define ZONE_BYTES 8192

enum bw_err bw_draft_begin(struct bw_pending *pending, struct bw_fail *fail)
{
    struct bw_draft *draft = calloc(1, sizeof *draft);
    if (!draft || !(draft->zone = msgpack_zone_new(ZONE_BYTES))) {
        free(draft);
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    }
    enum bw_err err = bw_reader_begin(pending->worker->reader, fail);
    if (err)
        bw_draft_free(draft);
    else
        pending->draft = draft;
    return err;
}

static void *take(struct bw_draft *draft, size_t bytes)
{
    void *out = msgpack_zone_malloc(draft->zone, bytes ? bytes : 1);
    draft->out_of_memory |= !out;
    return out;
}

/* Nothing that a caller can do anything about. */
static enum bw_err refuse(struct bw_fail *fail)
{
    return bw_fail_set(fail, BW_INTERNAL, "a write that changes more than %d records at once",
                       BW_DRAFT_MOST);
}

enum bw_err bw_draft_read(struct bw_pending *pending, const char *field, enum bw_kind kind,
                          struct bw_str id, msgpack_object *out, struct bw_fail *fail)
{
    struct bw_draft *draft = pending->draft;
    struct bw_record record;
    if (draft->n_read == BW_DRAFT_MOST)
        return refuse(fail);
    enum bw_err err = bw_record_get(pending->worker->reader, kind, id, &record, fail);
    if (err == BW_NOT_FOUND)
        return bw_fail_set(fail, BW_NOT_FOUND, "%s: there is no %s \"%.*s\"", field,
                           bw_kind_name(kind), (int)id.len, id.at);
    if (err)
        return err;
    char *copy = take(draft, record.len);
    if (!copy)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    memcpy(copy, record.bytes, record.len);
    if (msgpack_unpack(copy, record.len, NULL, draft->zone, out) != MSGPACK_UNPACK_SUCCESS)
        return bw_fail_set(fail, BW_INTERNAL, "a stored record cannot be read");
    draft->unchanged[draft->n_read++] = (struct bw_unchanged){kind, id, record.revision};
    return BW_OK;
}

/* A copy of n things with room for one more. */
static void *one_more(struct bw_draft *draft, const void *at, size_t n, size_t size)
{
    void *out = take(draft, (n + 1) * size);
    if (out && n)
        memcpy(out, at, n * size);
    return out;
}

void bw_draft_set(struct bw_draft *draft, msgpack_object *map, const char *name,
                  msgpack_object value)
{
    uint32_t n = map->via.map.size;
    for (uint32_t i = 0; i < n; i++) {
        msgpack_object_kv *entry = &map->via.map.ptr[i];
        if (bw_value_is(&entry->key, name, strlen(name))) {
            entry->val = value;
            return;
        }
    }
    msgpack_object_kv *entries = one_more(draft, map->via.map.ptr, n, sizeof *entries);
    if (!entries)
        return;
    entries[n].key = bw_draft_str((struct bw_str){name, (uint32_t)strlen(name)});
    entries[n].val = value;
    map->via.map.ptr = entries;
    map->via.map.size = n + 1;
}

void bw_draft_append(struct bw_draft *draft, msgpack_object *map, const char *name,
                     msgpack_object value)
{
    const msgpack_object *old = bw_field_get(map, name);
    msgpack_object list = {.type = MSGPACK_OBJECT_ARRAY};
    uint32_t n = old ? old->via.array.size : 0;
    msgpack_object *items = one_more(draft, n ? old->via.array.ptr : NULL, n, sizeof *items);
    if (!items)
        return;
    items[n] = value;
    list.via.array.ptr = items;
    list.via.array.size = n + 1;
    bw_draft_set(draft, map, name, list);
}

void bw_draft_put(struct bw_draft *draft, enum bw_kind kind, msgpack_object map)
{
    if (draft->n == BW_DRAFT_MOST) {
        draft->too_many = true;
        return;
    }
    size_t i = draft->n++;
    draft->items[i] = map;
    draft->parts[i] = (struct bw_part){BW_OP_PUT, kind, &draft->items[i], 1};
}

void bw_draft_rule(struct bw_pending *pending, const struct bw_ruled *ruled)
{
    struct bw_draft *draft = pending->draft;
    struct bw_ruled today = *ruled;
    msgpack_object map;
    msgpack_sbuffer bytes;
    msgpack_packer packer;
    today.at = bw_today(bw_server_config(pending->worker->server));
    msgpack_sbuffer_init(&bytes);
    msgpack_packer_init(&packer, &bytes, bw_buffer_write);
    bw_verdict_pack(&today, &packer);
    char *copy = take(draft, bytes.size);
    if (copy)
        memcpy(copy, bytes.data, bytes.size);
    if (copy && msgpack_unpack(copy, bytes.size, NULL, draft->zone, &map) == MSGPACK_UNPACK_SUCCESS)
        bw_draft_put(draft, BW_KIND_VERDICT, map);
    else
        draft->out_of_memory = true;
    msgpack_sbuffer_destroy(&bytes);
}

enum bw_err bw_draft_end(struct bw_pending *pending, enum bw_err err, struct bw_fail *fail)
{
    const struct bw_draft *draft = pending->draft;
    bw_reader_end(pending->worker->reader);
    if (!err && draft->out_of_memory)
        err = bw_fail_set(fail, BW_INTERNAL, "out of memory");
    if (!err && draft->too_many)
        err = refuse(fail);
    pending->write = (struct bw_write){.parts = draft->parts,
                                       .n_parts = draft->n,
                                       .unchanged = draft->unchanged,
                                       .n_unchanged = draft->n_read};
    return err;
}

void bw_draft_free(struct bw_draft *draft)
{
    if (!draft)
        return;
    if (draft->zone)
        msgpack_zone_free(draft->zone);
    free(draft);
}
