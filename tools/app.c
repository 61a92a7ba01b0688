#include "tools/app.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/frame.h"
#include "data/json.h"
#include "data/schema.h"
#include "data/store.h"
#include "tools/private_daemon.h"
#include "tools/progress.h"
#include "tools/text.h"

#define PATIENCE_MS 60000

int bw_app_usage(const char *command, const char *format, ...)
{
    va_list list;
    fputs("bekwaam: ", stderr);
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fprintf(stderr, "\nSee: bekwaam %s%s--help\n", command, *command ? " " : "");
    return BW_EXIT_USAGE;
}

/* Is there a store, and is it free? A daemon would make one where there is none. */
static enum bw_err look_at_store(const char *dir, struct bw_fail *fail)
{
    struct bw_store *store;
    struct bw_store_options options = {.dir = dir};
    enum bw_err err = bw_store_open(&options, &store, fail);
    if (!err)
        bw_store_close(store);
    return err;
}

static int connect_private(struct bw_app *app)
{
    struct bw_fail fail;
    enum bw_err err = look_at_store(app->data, &fail);
    if (!err)
        err = bw_private_daemon_start(app->data, app->today, PATIENCE_MS, &app->daemon,
                                      &app->client, &fail);
    if (!err && !app->more_connections)
        bw_private_daemon_shut(app->daemon);
    if (!err)
        return BW_EXIT_WELL;
    fprintf(stderr, "bekwaam: %s\n", fail.text);
    return BW_EXIT_UNREACHED;
}

static int connect_running(struct bw_app *app, struct bw_client **client)
{
    struct bw_fail fail;
    struct bw_client_options options = {
        .unix_path = app->unix_path,
        .address = app->address ? app->address : BW_APP_ADDRESS,
        .timeout_ms = PATIENCE_MS,
    };
    if (bw_client_open(&options, client, &fail) == BW_OK)
        return BW_EXIT_WELL;
    fprintf(stderr,
            "bekwaam: cannot reach the daemon: %s\n"
            "Start one with bekwaamd, name another with --unix or --connect, or a store with "
            "--data.\n",
            fail.text);
    return fail.code == BW_BAD_REQUEST ? BW_EXIT_USAGE : BW_EXIT_UNREACHED;
}

static void make_way(struct bw_app *app)
{
    if (app->progress)
        bw_progress_end(app->progress);
}

/* Is every str UTF-8? To others the daemon closes the connection. */
static bool is_text(const struct bw_args *args)
{
    static const struct bw_frame_limits any = {SIZE_MAX, SIZE_MAX, BW_FRAME_DEPTH_MOST};
    enum bw_frame_state state = BW_FRAME_WHOLE;
    size_t size;
    for (size_t at = 0; args && at < args->body.size && state == BW_FRAME_WHOLE; at += size)
        state = bw_frame_check(args->body.data + at, args->body.size - at, &any, &size);
    return state != BW_FRAME_BROKEN;
}

int bw_app_ask(struct bw_app *app, const char *method, const struct bw_args *args,
               struct bw_reply *reply)
{
    memset(reply, 0, sizeof *reply);
    msgpack_unpacked_init(&reply->whole);
    if (!is_text(args)) {
        make_way(app);
        fprintf(stderr, "bekwaam: %s: what is asked is not UTF-8; set the terminal to it\n",
                method);
        return BW_EXIT_USAGE;
    }
    if (!app->client) {
        int exit_code = app->data ? connect_private(app) : connect_running(app, &app->client);
        if (exit_code)
            return exit_code;
        bw_app_patience(app, app->patience_ms);
    }
    switch (bw_client_call(app->client, method, args, reply)) {
    case BW_CLIENT_ANSWERED:
        return BW_EXIT_WELL;
    case BW_CLIENT_REFUSED:
        return BW_EXIT_ERROR;
    default:
        make_way(app);
        fprintf(stderr, "bekwaam: %s: %s\n", method, reply->error);
        return BW_EXIT_UNREACHED;
    }
}

int bw_app_call(struct bw_app *app, const char *method, const struct bw_args *args,
                struct bw_reply *reply)
{
    int exit_code = bw_app_ask(app, method, args, reply);
    if (exit_code == BW_EXIT_ERROR) {
        make_way(app);
        bw_text_clean(reply->error);
        fprintf(stderr, "bekwaam: %s\n", reply->error);
    }
    if (exit_code)
        bw_reply_clear(reply);
    return exit_code;
}

static int connect_once_more(struct bw_app *app, struct bw_client **client)
{
    struct bw_fail fail;
    if (!app->daemon)
        return connect_running(app, client);
    if (bw_private_daemon_connect(app->daemon, PATIENCE_MS, client, &fail) == BW_OK)
        return BW_EXIT_WELL;
    fprintf(stderr, "bekwaam: %s\n", fail.text);
    return BW_EXIT_UNREACHED;
}

int bw_app_connect(struct bw_app *app, struct bw_client **clients, size_t n)
{
    int exit_code = BW_EXIT_WELL;
    size_t opened = 0;
    while (opened < n && !exit_code) {
        exit_code = connect_once_more(app, &clients[opened]);
        opened += !exit_code;
    }
    if (app->daemon)
        bw_private_daemon_shut(app->daemon);
    while (exit_code && opened > 0)
        bw_client_close(clients[--opened]);
    return exit_code;
}

void bw_app_patience(struct bw_app *app, int timeout_ms)
{
    app->patience_ms = timeout_ms;
    if (app->client)
        bw_client_patience(app->client, timeout_ms > 0 ? timeout_ms : PATIENCE_MS);
}

void bw_app_close(struct bw_app *app)
{
    bw_client_close(app->client);
    bw_private_daemon_stop(app->daemon);
    app->client = NULL;
    app->daemon = NULL;
}

void bw_app_print_json(const msgpack_object *value)
{
    msgpack_sbuffer text;
    msgpack_sbuffer_init(&text);
    bw_json_from_msgpack(value, true, &text);
    fwrite(text.data, 1, text.size, stdout);
    fputc('\n', stdout);
    msgpack_sbuffer_destroy(&text);
}

bool bw_app_take_lang(struct bw_app *app, const char *name)
{
    app->lang_given = true;
    app->lang = strcmp(name, "en") == 0 ? BW_EN : BW_NL;
    return app->lang == BW_EN || strcmp(name, "nl") == 0;
}

void bw_app_add_lang(const struct bw_app *app, bool table, struct bw_args *args)
{
    if (app->lang_given || table)
        bw_args_str(args, "lang", app->lang == BW_NL ? "nl" : "en");
}

void bw_app_print_args(const struct bw_args *map)
{
    msgpack_sbuffer whole, text;
    msgpack_packer packer;
    msgpack_sbuffer_init(&whole);
    msgpack_sbuffer_init(&text);
    msgpack_packer_init(&packer, &whole, msgpack_sbuffer_write);
    bw_args_pack(map, &packer);
    bw_json_from_bytes((const unsigned char *)whole.data, true, &text);
    fwrite(text.data, 1, text.size, stdout);
    fputc('\n', stdout);
    msgpack_sbuffer_destroy(&whole);
    msgpack_sbuffer_destroy(&text);
}

/* The text of a record's field in `lang`, else in another, else nothing. */
static const msgpack_object *text_of(const msgpack_object *value, const char *lang)
{
    if (value && value->type == MSGPACK_OBJECT_MAP) {
        const msgpack_object *in = bw_field_get(value, lang);
        if (!in && value->via.map.size > 0)
            in = &value->via.map.ptr[0].val;
        value = in;
    }
    return value && value->type == MSGPACK_OBJECT_STR ? value : NULL;
}

void bw_app_label(struct bw_app *app, const char *kind, const char *id, char *out, size_t size)
{
    char method[64];
    struct bw_args args;
    struct bw_reply reply;
    snprintf(out, size, "%s", id);
    snprintf(method, sizeof method, "%s.get", kind);
    bw_args_init(&args);
    bw_args_str(&args, "id", id);
    if (bw_app_ask(app, method, &args, &reply) == BW_EXIT_WELL &&
        reply.result->type == MSGPACK_OBJECT_MAP) {
        static const char *const fields[] = {"label", "title", "name"};
        const msgpack_object *item = bw_field_get(reply.result, "item"), *text = NULL;
        for (size_t i = 0; i < 3 && item && item->type == MSGPACK_OBJECT_MAP && !text; i++)
            text = text_of(bw_field_get(item, fields[i]), app->lang == BW_NL ? "nl" : "en");
        if (text)
            snprintf(out, size, "%.*s", (int)text->via.str.size, text->via.str.ptr);
    }
    bw_text_clean(out);
    bw_reply_clear(&reply);
    bw_args_clear(&args);
}

int bw_app_folder(struct bw_app *app, int argc, char **argv, const char *help, const char **dir)
{
    *dir = NULL;
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return BW_EXIT_WELL;
    }
    if (argc > 2 || (argc == 2 && (argv[1][0] == '-' || app->data)))
        return bw_app_usage(argv[0], "%s: one folder is expected", argv[0]);
    *dir = argc == 2 ? argv[1] : app->data;
    return *dir ? BW_EXIT_WELL : bw_app_usage(argv[0], "%s: a folder is expected", argv[0]);
}

int bw_app_store(struct bw_app *app, int argc, char **argv, const char *help, bool create,
                 struct bw_store **store, const char **dir)
{
    struct bw_fail fail;
    *store = NULL;
    int exit_code = bw_app_folder(app, argc, argv, help, dir);
    if (exit_code || !*dir)
        return exit_code;
    struct bw_store_options options = {.dir = *dir, .create = create};
    if (bw_store_open(&options, store, &fail) == BW_OK)
        return BW_EXIT_WELL;
    fprintf(stderr, "bekwaam: %s\n", fail.text);
    return BW_EXIT_UNREACHED;
}
