#include "tools/model/model_send.h"

#include <stdio.h>

#include "data/models.h"
#include "tools/upload.h"
#include "tools/view.h"

/* A message that is no bulk write holds 1 MiB. */
#define BLOCK_BYTES ((size_t)512 << 10)

static int begin(struct bw_upload *upload, const struct bw_model_to_send *model)
{
    struct bw_args args;
    bw_args_init(&args);
    bw_args_key(&args, "card");
    bw_args_pack(model->card, &args.packer);
    bw_args_int(&args, "bytes", (int64_t)model->n);
    if (model->parts) {
        bw_args_key(&args, "parts");
        bw_model_parts_pack(&args.packer, model->parts);
    }
    int exit_code = bw_upload_begin(upload, &args);
    bw_args_clear(&args);
    return exit_code;
}

int bw_model_send(struct bw_app *app, const struct bw_model_to_send *model, char *version,
                  size_t size)
{
    struct bw_upload upload = {.app = app, .kind = "model"};
    struct bw_reply reply;
    char text[BW_VIEW_LEN];
    int exit_code = begin(&upload, model);
    if (!exit_code)
        exit_code = bw_upload_bytes(&upload, "bytes", model->bytes, model->n, BLOCK_BYTES);
    if (!exit_code)
        exit_code = bw_upload_commit(&upload, &reply);
    bw_upload_abort(&upload);
    if (exit_code)
        return exit_code;
    snprintf(version, size, "%s", bw_view_text(text, reply.result, "version"));
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}
