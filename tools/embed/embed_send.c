#include "tools/embed/embed_send.h"

#include <stdio.h>
#include <string.h>

#include "tools/view.h"

#define BLOCK_BYTES ((size_t)4 << 20)
#define ITEMS_BYTES ((size_t)6 << 20)

int bw_embed_send_begin(struct bw_app *app, const struct bw_embed_model *model,
                        struct bw_embed_sending *sending)
{
    struct bw_args args;
    *sending =
        (struct bw_embed_sending){.upload = {.app = app, .kind = "embedding"}, .dim = model->dim};
    bw_args_init(&sending->items);
    bw_args_init(&args);
    bw_args_int(&args, "dimension", model->dim);
    bw_args_str(&args, "kind", model->space ? "trained" : "external");
    if (model->name)
        bw_args_str(&args, "model", model->name);
    if (model->space) {
        bw_args_int(&args, "seed", model->seed);
        bw_args_int(&args, "space_bytes", (int64_t)model->space_bytes);
    }
    if (model->near)
        bw_args_str(&args, "near", model->near);
    bw_args_bool(&args, "skip_unknown", true);
    int exit_code = bw_upload_begin(&sending->upload, &args);
    bw_args_clear(&args);
    return exit_code;
}

int bw_embed_send_space(struct bw_embed_sending *sending, const struct bw_embed_model *model)
{
    return bw_upload_bytes(&sending->upload, "space", model->space, model->space_bytes,
                           BLOCK_BYTES);
}

static int send_items(struct bw_embed_sending *sending)
{
    struct bw_args args;
    if (sending->items.n == 0)
        return BW_EXIT_WELL;
    bw_args_init(&args);
    bw_args_int(&args, "upload", sending->upload.number);
    bw_args_key(&args, "items");
    msgpack_pack_array(&args.packer, sending->items.n);
    msgpack_sbuffer_write(&args.body, sending->items.body.data, sending->items.body.size);
    int exit_code = bw_upload_add(&sending->upload, &args, &sending->left_out);
    bw_args_clear(&args);
    bw_args_clear(&sending->items);
    bw_args_init(&sending->items);
    return exit_code;
}

int bw_embed_send_row(struct bw_embed_sending *sending, const struct bw_embed_record *record,
                      const uint64_t *hash, const float *vector)
{
    msgpack_packer *out = &sending->items.packer;
    msgpack_pack_map(out, hash ? 4 : 3);
    bw_pack_str(out, "kind");
    bw_pack_str(out, bw_kind_name(record->kind));
    bw_pack_str(out, "id");
    msgpack_pack_str_with_body(out, record->id.at, record->id.len);
    bw_pack_str(out, "vector");
    msgpack_pack_bin_with_body(out, vector, sending->dim * sizeof *vector);
    if (hash) {
        bw_pack_str(out, "hash");
        msgpack_pack_bin_with_body(out, hash, sizeof *hash);
    }
    sending->items.n++;
    return sending->items.body.size >= ITEMS_BYTES ? send_items(sending) : BW_EXIT_WELL;
}

int bw_embed_send_commit(struct bw_embed_sending *sending, char *name, size_t size)
{
    struct bw_reply reply;
    char text[BW_VIEW_LEN];
    int exit_code = send_items(sending);
    if (!exit_code)
        exit_code = bw_upload_commit(&sending->upload, &reply);
    if (exit_code)
        return exit_code;
    snprintf(name, size, "%s", bw_view_text(text, reply.result, "model"));
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

void bw_embed_send_clear(struct bw_embed_sending *sending)
{
    bw_args_clear(&sending->items);
    bw_upload_abort(&sending->upload);
}
