#pragma once
/* The bytes of a model on their way to the daemon, block after block, for models of texts and
 * learned ones. One thread. */
#include "tools/app.h"

struct bw_upload {
    struct bw_app *app;
    const char *kind; /* "embedding", "model": in front of .add and .abort */
    int64_t number;   /* as .begin gave it; 0: none is under way */
};

/* Begins one: `.begin` with these arguments. */
int bw_upload_begin(struct bw_upload *upload, const struct bw_args *args);
/* Calls `.add` with arguments that name the upload; *left_out grows by what the answer says. */
int bw_upload_add(struct bw_upload *upload, const struct bw_args *args, uint64_t *left_out);
/* n bytes as argument `field`, `block` of them at a time. */
int bw_upload_bytes(struct bw_upload *upload, const char *field, const void *at, size_t n,
                    size_t block);
/* Ends it: `.commit`, whose answer is the caller's on BW_EXIT_WELL. */
int bw_upload_commit(struct bw_upload *upload, struct bw_reply *reply);
/* Gives up what is under way. */
void bw_upload_abort(struct bw_upload *upload);
