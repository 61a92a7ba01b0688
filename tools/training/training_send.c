#include "tools/training/training_send.h"

#include <stdio.h>

#include "tools/view.h"

#define BLOCK_BYTES ((size_t)4 << 20)

static int begin(struct bw_app *app, const struct bw_training_model *model, int64_t *upload)
{
    struct bw_args args;
    struct bw_reply reply;
    bw_args_init(&args);
    bw_args_key(&args, "card");
    bw_args_pack(model->card, &args.packer);
    bw_args_int(&args, "bytes", (int64_t)model->n);
    int exit_code = bw_app_call(app, "model.begin", &args, &reply);
    bw_args_clear(&args);
    if (exit_code)
        return exit_code;
    *upload = bw_view_int(reply.result, "upload", 0);
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

static int add(struct bw_app *app, int64_t upload, int64_t block, const void *bytes, size_t n)
{
    struct bw_args args;
    struct bw_reply reply;
    bw_args_init(&args);
    bw_args_int(&args, "upload", upload);
    bw_args_int(&args, "block", block);
    bw_args_key(&args, "bytes");
    msgpack_pack_bin_with_body(&args.packer, bytes, n);
    int exit_code = bw_app_call(app, "model.add", &args, &reply);
    bw_args_clear(&args);
    if (!exit_code)
        bw_reply_clear(&reply);
    return exit_code;
}

static int commit(struct bw_app *app, int64_t upload, char *name, size_t size)
{
    struct bw_args args;
    struct bw_reply reply;
    char text[BW_VIEW_LEN];
    bw_args_init(&args);
    bw_args_int(&args, "upload", upload);
    int exit_code = bw_app_call(app, "model.commit", &args, &reply);
    bw_args_clear(&args);
    if (exit_code)
        return exit_code;
    snprintf(name, size, "%s", bw_view_text(text, reply.result, "version"));
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

int bw_training_send(struct bw_app *app, const struct bw_training_model *model,
                     void (*step)(void *context, double done), void *context, char *name,
                     size_t size)
{
    int64_t upload = 0, block = 0;
    int exit_code = begin(app, model, &upload);
    for (size_t at = 0; !exit_code && at < model->n; at += BLOCK_BYTES) {
        size_t left = model->n - at, n = left < BLOCK_BYTES ? left : BLOCK_BYTES;
        exit_code = add(app, upload, block++, (const char *)model->block + at, n);
        if (step)
            step(context, (double)(at + n) / (double)model->n);
    }
    return exit_code ? exit_code : commit(app, upload, name, size);
}
