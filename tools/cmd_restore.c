/* restore: a new store from a backup. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "data/restore.h"
#include "tools/options.h"

static const char help[] =
    "bekwaam restore BACKUP --data DIR [OPTIONS]: makes a new store in DIR of a backup\n"
    "\n"
    "  --data DIR        where the store is made; nothing may be there yet\n"
    "  --lang nl|en, --json\n"
    "\n"
    "  The checksum of the backup is looked at first. DIR is there once all is done and durable,\n"
    "  never before; whatever goes wrong, nothing is changed and the same command can be given\n"
    "  again. Then start the daemon on it: bekwaamd --data DIR.\n";

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct bw_restore_order *order = context;
    if (option != 'd')
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    order->dir = value;
    return BW_OK;
}

static void print(const struct bw_app *app, const char *dir, const struct bw_restored *restored)
{
    char line[BW_WORDS_LEN], number[32];
    if (app->json) {
        struct bw_args answer;
        bw_args_init(&answer);
        bw_args_str(&answer, "data", dir);
        bw_args_int(&answer, "revision", (int64_t)restored->revision);
        bw_args_int(&answer, "backup_revision", (int64_t)restored->manifest.revision);
        bw_args_str(&answer, "backup_at", restored->manifest.at);
        bw_app_print_args(&answer);
        bw_args_clear(&answer);
        return;
    }
    snprintf(number, sizeof number, "%" PRIu64, restored->revision);
    puts(bw_say(line, app->lang, BW_W_RESTORED, dir, number));
}

int bw_cmd_restore(struct bw_app *app, int argc, char **argv)
{
    static const struct option names[] = {{"data", required_argument, NULL, 'd'},
                                          BW_OPTIONS_COMMON};
    static const struct bw_options options = {"restore", help, "h", names, take};
    struct bw_restore_order order = {.dir = app->data};
    struct bw_restored restored = {.revision = 0};
    struct bw_fail fail;
    int first = bw_options_read(app, &options, argc, argv, &order);
    if (first < 0)
        return BW_OPTIONS_EXIT(first);
    if (argc - first != 1)
        return bw_app_usage("restore", "restore: one backup is expected");
    if (!order.dir)
        return bw_app_usage("restore", "restore: --data DIR, a new folder, is expected");
    order.backup = argv[first];
    enum bw_err err = bw_restore(&order, &restored, &fail);
    if (err) {
        fprintf(stderr, "bekwaam: %s\n", fail.text);
        return err == BW_NOT_FOUND ? BW_EXIT_UNREACHED : BW_EXIT_ERROR;
    }
    print(app, order.dir, &restored);
    return BW_EXIT_WELL;
}
