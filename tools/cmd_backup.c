/* backup: a copy of the store while it serves, and looking whether one is sound. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "data/backup.h"
#include "data/schema.h"
#include "tools/format.h"
#include "tools/options.h"
#include "tools/place.h"
#include "tools/view.h"

static const char help[] =
    "bekwaam backup PATH: copies the whole store, as it is at one moment, to a new folder\n"
    "bekwaam backup --verify PATH: is a backup what was written?\n"
    "\n"
    "  The daemon goes on serving meanwhile and writes to PATH on its own machine; it is asked\n"
    "  over its UNIX socket (--unix), which is the administrator's. With --data DIR the store is\n"
    "  one that no daemon holds. PATH is there once it is whole and durable, never before: a copy\n"
    "  without free pages (data.mdb) and manifest.json with revision, time, size and checksum.\n"
    "\n"
    "  --verify      compares size and checksum with the manifest, then walks through every\n"
    "                record, checksum and reference of the copy, as verify does with a store\n"
    "  --json\n"
    "\n"
    "See also: bekwaam restore, bekwaam export --since.\n";

#define PATIENCE_MS ((BW_BOUND_SECONDS + 60) * 1000)
#define MEGA 1e6

/* NOLINTNEXTLINE(readability-non-const-parameter): a bw_options.take, some of which write there */
static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    bool *verify = context;
    (void)value;
    if (option != 'v')
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    *verify = true;
    return BW_OK;
}

static void print_made(const struct bw_app *app, const char *path, uint64_t revision,
                       uint64_t bytes)
{
    char line[BW_WORDS_LEN], number[32], size[BW_FORMAT_LEN];
    snprintf(number, sizeof number, "%" PRIu64, revision);
    bw_format_number(size, app->lang, (double)bytes / MEGA, 1);
    puts(bw_say(line, app->lang, BW_W_BACKUP_MADE, path, number, size));
}

static int ask_daemon(struct bw_app *app, const char *path)
{
    char absolute[BW_FOLDER_PATH_MOST];
    struct bw_args args;
    struct bw_reply reply;
    if (!bw_place_absolute(path, absolute, sizeof absolute))
        return bw_app_usage("backup", "backup: %s: the path is too long", path);
    app->patience_ms = PATIENCE_MS;
    bw_args_init(&args);
    bw_args_str(&args, "path", absolute);
    int exit_code = bw_app_call(app, "server.backup", &args, &reply);
    bw_args_clear(&args);
    if (exit_code)
        return exit_code;
    if (app->json)
        bw_app_print_json(reply.result);
    else
        print_made(app, path, (uint64_t)bw_field_int(reply.result, "revision", 0),
                   (uint64_t)bw_field_int(reply.result, "bytes", 0));
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

static void print_json(const char *path, const struct bw_manifest *manifest)
{
    struct bw_args answer;
    bw_args_init(&answer);
    bw_args_str(&answer, "path", path);
    bw_args_int(&answer, "revision", (int64_t)manifest->revision);
    bw_args_int(&answer, "bytes", (int64_t)manifest->bytes);
    bw_args_str(&answer, "at", manifest->at);
    bw_args_int(&answer, "schema", manifest->schema);
    bw_args_str(&answer, "store", manifest->store);
    bw_args_str(&answer, "blake2b", manifest->digest);
    bw_app_print_args(&answer);
    bw_args_clear(&answer);
}

static int copy_store(struct bw_app *app, const char *path)
{
    struct bw_store_options options = {.dir = app->data};
    struct bw_backup_order order = {.path = path, .at_s = time(NULL)};
    struct bw_store *store;
    struct bw_manifest manifest;
    struct bw_fail fail;
    if (bw_store_open(&options, &store, &fail) != BW_OK) {
        fprintf(stderr, "bekwaam: %s\n", fail.text);
        return BW_EXIT_UNREACHED;
    }
    enum bw_err err = bw_backup_make(store, &order, &manifest, &fail);
    bw_store_close(store);
    if (err)
        fprintf(stderr, "bekwaam: %s: %s\n", bw_err_name(err), fail.text);
    else if (app->json)
        print_json(path, &manifest);
    else
        print_made(app, path, manifest.revision, manifest.bytes);
    return err ? BW_EXIT_ERROR : BW_EXIT_WELL;
}

static int verify_copy(struct bw_app *app, const char *path, const struct bw_manifest *manifest)
{
    char line[BW_WORDS_LEN], number[32];
    snprintf(number, sizeof number, "%" PRIu64, manifest->revision);
    if (!app->json)
        puts(bw_say(line, app->lang, BW_W_BACKUP_SOUND, path, manifest->at, number));
    return bw_cmd_verify_dir(app, path);
}

static int verify(struct bw_app *app, const char *path)
{
    struct bw_manifest manifest;
    struct bw_fail fail;
    enum bw_err err = bw_backup_check(path, &manifest, &fail);
    if (!err)
        return verify_copy(app, path, &manifest);
    fprintf(stderr, "bekwaam: %s\n", fail.text);
    return err == BW_NOT_FOUND ? BW_EXIT_UNREACHED : BW_EXIT_ERROR;
}

int bw_cmd_backup(struct bw_app *app, int argc, char **argv)
{
    static const struct option names[] = {{"verify", no_argument, NULL, 'v'}, BW_OPTIONS_COMMON};
    static const struct bw_options options = {"backup", help, "h", names, take};
    bool look = false;
    int first = bw_options_read(app, &options, argc, argv, &look);
    if (first < 0)
        return BW_OPTIONS_EXIT(first);
    if (argc - first != 1 || !argv[first][0])
        return bw_app_usage("backup", "backup: one path is expected");
    if (look)
        return verify(app, argv[first]);
    return app->data ? copy_store(app, argv[first]) : ask_daemon(app, argv[first]);
}
