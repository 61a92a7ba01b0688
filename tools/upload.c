#include "tools/upload.h"

#include <stdio.h>

#include "tools/view.h"

#define COMMIT_MS (10 * 60 * 1000)
#define METHOD_LEN 64

static const char *method_of(const struct bw_upload *upload, const char *step, char *buf)
{
    snprintf(buf, METHOD_LEN, "%s.%s", upload->kind, step);
    return buf;
}

int bw_upload_begin(struct bw_upload *upload, const struct bw_args *args)
{
    char method[METHOD_LEN];
    struct bw_reply reply;
    upload->number = 0;
    int exit_code = bw_app_call(upload->app, method_of(upload, "begin", method), args, &reply);
    if (exit_code)
        return exit_code;
    upload->number = bw_view_int(reply.result, "upload", 0);
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

int bw_upload_add(struct bw_upload *upload, const struct bw_args *args, uint64_t *left_out)
{
    char method[METHOD_LEN];
    struct bw_reply reply;
    int exit_code = bw_app_call(upload->app, method_of(upload, "add", method), args, &reply);
    if (exit_code == BW_EXIT_UNREACHED)
        upload->number = 0; /* the daemon gives it up with the connection */
    if (exit_code)
        return exit_code;
    *left_out += (uint64_t)bw_view_int(reply.result, "left_out", 0);
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

int bw_upload_bytes(struct bw_upload *upload, const char *field, const void *at, size_t n,
                    size_t block)
{
    int exit_code = BW_EXIT_WELL;
    uint64_t left_out = 0;
    size_t sent = 0;
    for (int64_t number = 0; !exit_code && sent < n; number++) {
        struct bw_args args;
        size_t size = n - sent < block ? n - sent : block;
        bw_args_init(&args);
        bw_args_int(&args, "upload", upload->number);
        bw_args_int(&args, "block", number);
        bw_args_key(&args, field);
        msgpack_pack_bin_with_body(&args.packer, (const char *)at + sent, size);
        exit_code = bw_upload_add(upload, &args, &left_out);
        bw_args_clear(&args);
        sent += size;
    }
    return exit_code;
}

int bw_upload_commit(struct bw_upload *upload, struct bw_reply *reply)
{
    char method[METHOD_LEN];
    struct bw_args args;
    bw_args_init(&args);
    bw_args_int(&args, "upload", upload->number);
    bw_app_patience(upload->app, COMMIT_MS);
    int exit_code = bw_app_call(upload->app, method_of(upload, "commit", method), &args, reply);
    bw_app_patience(upload->app, 0);
    bw_args_clear(&args);
    if (exit_code != BW_EXIT_ERROR)
        upload->number = 0;
    return exit_code;
}

void bw_upload_abort(struct bw_upload *upload)
{
    char method[METHOD_LEN];
    struct bw_args args;
    struct bw_reply reply;
    if (!upload->number)
        return;
    bw_args_init(&args);
    bw_args_int(&args, "upload", upload->number);
    (void)bw_app_ask(upload->app, method_of(upload, "abort", method), &args, &reply);
    upload->number = 0;
    bw_reply_clear(&reply);
    bw_args_clear(&args);
}
