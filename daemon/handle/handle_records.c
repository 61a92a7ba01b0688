/* X.put, X.get, X.list, X.delete, evidence.* and event.*: canonical bytes in, the same bytes out.
 */
#include "daemon/encode.h"
#include "daemon/handle.h"

#define LIST_DEFAULT 100

static struct bw_str str_arg(const struct bw_request *request, const char *name)
{
    const char *at = NULL;
    size_t len = 0;
    bw_field_str(&request->args, name, &at, &len);
    return (struct bw_str){at, (uint32_t)len};
}

/* Bytes that are packed already. */
static void splice(struct bw_pack *out, const struct bw_record *record)
{
    bw_pack_packed(out, record->bytes, record->len);
}

enum bw_err bw_handle_get(struct bw_request *request, struct bw_pack *out, struct bw_fail *fail,
                          enum bw_kind kind)
{
    struct bw_record record;
    enum bw_err err = bw_record_get(request->reader, kind, str_arg(request, "id"), &record, fail);
    if (err)
        return err;
    bw_pack_map(out, 2);
    bw_put_key(out, "item");
    splice(out, &record);
    bw_put_count(out, "revision", record.revision);
    return BW_OK;
}

enum bw_err bw_handle_list(struct bw_request *request, struct bw_pack *out, struct bw_fail *fail,
                           enum bw_kind kind)
{
    struct bw_record_query query = {
        .kind = kind,
        .after = str_arg(request, "after"),
        .org = str_arg(request, "org"),
        .limit = (size_t)bw_field_int(&request->args, "limit", LIST_DEFAULT),
        .ids_only = bw_field_bool(&request->args, "ids_only", false),
    };
    struct bw_record_page page = {.records =
                                      BW_ARENA_NEW(request->arena, struct bw_record, query.limit)};
    enum bw_err err = bw_record_list(request->reader, &query, &page, fail);
    if (err)
        return err;
    bw_pack_map(out, page.more ? 3 : 2);
    bw_put_list(out, "items", page.n);
    for (size_t i = 0; i < page.n; i++) {
        const struct bw_record *record = &page.records[i];
        if (query.ids_only)
            bw_pack_str(out, record->id);
        else
            splice(out, record);
    }
    if (page.more)
        bw_put_str(out, "next", page.records[page.n - 1].id);
    bw_put_count(out, "revision", bw_revision_latest(request->reader));
    return BW_OK;
}

static enum bw_err one_part(struct bw_pending *pending, enum bw_op op, const msgpack_object *items)
{
    pending->part =
        (struct bw_part){op, pending->method->kind, items->via.array.ptr, items->via.array.size};
    pending->write = (struct bw_write){.parts = &pending->part, .n_parts = 1};
    return BW_OK;
}

enum bw_err bw_handle_put(struct bw_pending *pending, const msgpack_object *args,
                          struct bw_fail *fail)
{
    (void)fail;
    return one_part(pending, BW_OP_PUT, bw_field_get(args, "items"));
}

enum bw_err bw_handle_delete(struct bw_pending *pending, const msgpack_object *args,
                             struct bw_fail *fail)
{
    (void)fail;
    return one_part(pending, BW_OP_DELETE, bw_field_get(args, "ids"));
}

void bw_answer_put(const struct bw_pending *pending, struct bw_pack *out)
{
    bw_pack_map(out, 2);
    bw_put_count(out, "written", pending->written.written);
    bw_put_count(out, "revision", pending->written.revision);
}

void bw_answer_event_add(const struct bw_pending *pending, struct bw_pack *out)
{
    bw_pack_map(out, 3);
    bw_put_count(out, "written", pending->written.written);
    bw_put_count(out, "revision", pending->written.revision);
    bw_put_count(out, "duplicates", pending->written.duplicates);
}

void bw_answer_delete(const struct bw_pending *pending, struct bw_pack *out)
{
    bw_pack_map(out, 2);
    bw_put_count(out, "deleted", pending->written.deleted);
    bw_put_count(out, "revision", pending->written.revision);
}

typedef enum bw_err (*row_list)(struct bw_request *request, msgpack_packer *out, uint64_t *revision,
                                struct bw_fail *fail);

static enum bw_err list_evidence(struct bw_request *request, msgpack_packer *out,
                                 uint64_t *revision, struct bw_fail *fail)
{
    bool with_ids = bw_field_bool(&request->args, "with_ids", false);
    return bw_evidence_list(request->reader, str_arg(request, "employee"), with_ids, out, revision,
                            fail);
}

static enum bw_err list_events(struct bw_request *request, msgpack_packer *out, uint64_t *revision,
                               struct bw_fail *fail)
{
    return bw_event_list(request->reader, str_arg(request, "employee"), out, revision, fail);
}

static enum bw_err list_rows(struct bw_request *request, struct bw_pack *out, row_list list,
                             struct bw_fail *fail)
{
    uint64_t revision;
    msgpack_packer packer;
    int64_t known = bw_field_int(&request->args, "if_revision", -1);
    msgpack_packer_init(&packer, out, bw_pack_write);
    bw_pack_map(out, 2);
    size_t begin = bw_pack_len(out);
    bw_put_key(out, "items");
    enum bw_err err = list(request, &packer, &revision, fail);
    if (err)
        return err;
    if (known >= 0 && revision <= (uint64_t)known) { /* which is known only after the list */
        bw_pack_rewind(out, begin);
        bw_put_bool(out, "unchanged", true);
    }
    bw_put_count(out, "revision", revision);
    return BW_OK;
}

enum bw_err bw_handle_evidence_list(struct bw_request *request, struct bw_pack *out,
                                    struct bw_fail *fail)
{
    return list_rows(request, out, list_evidence, fail);
}

enum bw_err bw_handle_event_list(struct bw_request *request, struct bw_pack *out,
                                 struct bw_fail *fail)
{
    return list_rows(request, out, list_events, fail);
}
