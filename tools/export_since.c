#include "tools/export_since.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "data/history.h"
#include "data/increment.h"
#include "tools/options.h"
#include "tools/place.h"

static const char help[] =
    "bekwaam export --since WHERE FILE: writes what was changed after WHERE to a new file, to be\n"
    "replayed by bekwaam restore --replay\n"
    "\n"
    "  WHERE     a revision; or a backup, an increment or a folder of them: from where that ends\n"
    "  FILE      the increment: whole or not at all, with a checksum; in a folder of this store\n"
    "  --json\n"
    "\n"
    "  What is about people stands in it as in the store's log: encrypted, under a key for each.\n"
    "  The keys lie beside FILE, in a file called keys that each export writes anew. Who was "
    "erased\n"
    "  is not in it any more, and can be read from no increment again. Keep it with the "
    "increments,\n"
    "  keep no older ones.\n"
    "  The daemon is asked over its UNIX socket (--unix) and writes to FILE on its own machine; "
    "with\n"
    "  --data DIR the store is one that no daemon holds.\n";

#define PATIENCE_MS ((BW_BOUND_SECONDS + 60) * 1000)

/* NOLINTNEXTLINE(readability-non-const-parameter): a bw_options.take, some of which write there */
static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    const char **since = context;
    if (option != 's')
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    *since = value;
    return BW_OK;
}

/* A number, or what a backup or an increment says of itself. */
static enum bw_err read_since(const char *where, uint64_t *out, struct bw_fail *fail)
{
    char *end;
    struct stat info;
    struct bw_manifest manifest;
    struct bw_increment increment;
    struct bw_sealed *file;
    *out = strtoull(where, &end, 10);
    if (isdigit((unsigned char)where[0]) && !*end && *out < INT64_MAX)
        return BW_OK;
    if (stat(where, &info) != 0)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "--since: \"%s\" is no revision, backup or increment", where);
    if (S_ISDIR(info.st_mode)) {
        enum bw_err err = bw_manifest_read(where, &manifest, fail);
        *out = manifest.revision;
        return err == BW_NOT_FOUND ? bw_history_end(where, out, fail) : err;
    }
    enum bw_err err = bw_increment_open(where, &file, &increment, fail);
    if (!err) {
        *out = increment.until;
        bw_sealed_close(file);
    }
    return err;
}

static void print(const struct bw_app *app, const char *path, const struct bw_increment *increment)
{
    char line[BW_WORDS_LEN], since[32], until[32], n[32];
    snprintf(since, sizeof since, "%" PRIu64, increment->since + 1);
    snprintf(until, sizeof until, "%" PRIu64, increment->until);
    snprintf(n, sizeof n, "%" PRIu64, increment->n);
    if (increment->n)
        puts(bw_say(line, app->lang, BW_W_INCREMENT_WRITTEN, path, since, until, n));
    else
        puts(bw_say(line, app->lang, BW_W_INCREMENT_EMPTY, path, until));
}

static int ask_daemon(struct bw_app *app, const char *path, uint64_t since)
{
    char absolute[BW_FOLDER_PATH_MOST];
    struct bw_args args;
    struct bw_reply reply;
    if (!bw_place_absolute(path, absolute, sizeof absolute))
        return bw_app_usage("export", "export: %s: the path is too long", path);
    app->patience_ms = PATIENCE_MS;
    bw_args_init(&args);
    bw_args_str(&args, "path", absolute);
    bw_args_int(&args, "since", (int64_t)since);
    int exit_code = bw_app_call(app, "server.increment", &args, &reply);
    bw_args_clear(&args);
    if (exit_code)
        return exit_code;
    struct bw_increment increment = {
        .since = since,
        .until = (uint64_t)bw_field_int(reply.result, "revision", 0),
        .n = (uint64_t)bw_field_int(reply.result, "changes", 0),
    };
    if (app->json)
        bw_app_print_json(reply.result);
    else
        print(app, path, &increment);
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

static void print_json(const char *path, const struct bw_increment *increment)
{
    char store[BW_ORIGIN_TEXT];
    struct bw_args answer;
    bw_origin_text(increment->store, store);
    bw_args_init(&answer);
    bw_args_str(&answer, "path", path);
    bw_args_int(&answer, "since", (int64_t)increment->since);
    bw_args_int(&answer, "revision", (int64_t)increment->until);
    bw_args_int(&answer, "changes", (int64_t)increment->n);
    bw_args_int(&answer, "bytes", (int64_t)increment->bytes);
    bw_args_str(&answer, "at", increment->at);
    bw_args_int(&answer, "schema", increment->schema);
    bw_args_str(&answer, "store", store);
    bw_app_print_args(&answer);
    bw_args_clear(&answer);
}

static int write_own(struct bw_app *app, const char *path, uint64_t since)
{
    struct bw_store_options options = {.dir = app->data};
    struct bw_increment_order order = {.path = path, .since = since, .at_s = time(NULL)};
    struct bw_increment increment;
    struct bw_store *store;
    struct bw_fail fail;
    if (bw_store_open(&options, &store, &fail) != BW_OK) {
        fprintf(stderr, "bekwaam: %s\n", fail.text);
        return BW_EXIT_UNREACHED;
    }
    enum bw_err err = bw_increment_write(store, &order, &increment, &fail);
    bw_store_close(store);
    if (err)
        fprintf(stderr, "bekwaam: %s: %s\n", bw_err_name(err), fail.text);
    else if (app->json)
        print_json(path, &increment);
    else
        print(app, path, &increment);
    return err ? BW_EXIT_ERROR : BW_EXIT_WELL;
}

int bw_export_since(struct bw_app *app, int argc, char **argv)
{
    static const struct option names[] = {{"since", required_argument, NULL, 's'},
                                          BW_OPTIONS_COMMON};
    static const struct bw_options options = {"export", help, "h", names, take};
    const char *where = NULL;
    uint64_t since;
    struct bw_fail fail;
    if (argc == 3 && strcmp(argv[1], "--since") == 0 && strcmp(argv[2], "--help") == 0) {
        fputs(help, stdout);
        return BW_EXIT_WELL;
    }
    int first = bw_options_read(app, &options, argc, argv, &where);
    if (first < 0)
        return BW_OPTIONS_EXIT(first);
    if (!where || argc - first != 1)
        return bw_app_usage("export", "export: --since, and one file to write, are expected");
    if (read_since(where, &since, &fail)) {
        fprintf(stderr, "bekwaam: %s\n", fail.text);
        return BW_EXIT_ERROR;
    }
    return app->data ? write_own(app, argv[first], since) : ask_daemon(app, argv[first], since);
}
