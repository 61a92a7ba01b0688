/* restore: a new store from a backup and what was written after it. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/restore.h"
#include "tools/options.h"

static const char help[] =
    "bekwaam restore BACKUP --data DIR [OPTIONS]: makes a new store in DIR of a backup\n"
    "\n"
    "  --data DIR        where the store is made; nothing may be there yet\n"
    "  --replay PATH     also what was written after the backup: an increment of bekwaam export\n"
    "                    --since, or a folder with them; may be given more than once, in order\n"
    "  --until REVISION  with --replay: up to and including this revision (else to the last)\n"
    "  --lang nl|en, --json\n"
    "\n"
    "  Checksums are looked at first; increments must go on from the backup, and one from "
    "another.\n"
    "  Replayed is what was asked then, which must come to what the log has; then every record is\n"
    "  walked through, as verify does. DIR is there once all is done and durable, never before;\n"
    "  whatever goes wrong, nothing is changed and the same command can be given again. Then "
    "start\n"
    "  the daemon on it: bekwaamd --data DIR.\n";

#define REPLAY_MOST 1000

struct restore_line {
    struct bw_restore_order order;
    const char *replay[REPLAY_MOST];
};

static enum bw_err take_until(struct restore_line *line, const char *value, struct bw_fail *fail)
{
    char *end;
    unsigned long long number = strtoull(value, &end, 10);
    if (!isdigit((unsigned char)value[0]) || *end || number >= BW_HISTORY_ALL)
        return bw_fail_set(fail, BW_BAD_REQUEST, "--until: \"%s\" is no revision", value);
    line->order.until = number;
    return BW_OK;
}

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct restore_line *line = context;
    switch (option) {
    case 'd':
        line->order.dir = value;
        return BW_OK;
    case 'u':
        return take_until(line, value, fail);
    case 'r':
        if (line->order.n_replay == REPLAY_MOST)
            return bw_fail_set(fail, BW_BAD_REQUEST, "--replay: at most %d; name their folder",
                               REPLAY_MOST);
        line->replay[line->order.n_replay++] = value;
        return BW_OK;
    default:
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    }
}

static void print(const struct bw_app *app, const struct bw_restore_order *order,
                  const struct bw_restored *restored)
{
    char line[BW_WORDS_LEN], number[32], checked[32];
    const struct bw_played *played = &restored->played;
    if (app->json) {
        struct bw_args answer;
        bw_args_init(&answer);
        bw_args_str(&answer, "data", order->dir);
        bw_args_int(&answer, "revision", (int64_t)played->revision);
        bw_args_int(&answer, "replayed", (int64_t)played->revisions);
        bw_args_int(&answer, "checked", (int64_t)played->checked);
        bw_args_int(&answer, "backup_revision", (int64_t)restored->manifest.revision);
        bw_args_str(&answer, "backup_at", restored->manifest.at);
        bw_app_print_args(&answer);
        bw_args_clear(&answer);
        return;
    }
    snprintf(number, sizeof number, "%" PRIu64, played->revision);
    puts(bw_say(line, app->lang, BW_W_RESTORED, order->dir, number));
    if (!order->n_replay)
        return;
    snprintf(number, sizeof number, "%" PRIu64, played->revisions);
    snprintf(checked, sizeof checked, "%" PRIu64, played->checked);
    puts(bw_say(line, app->lang, BW_W_REPLAYED, number, checked));
}

int bw_cmd_restore(struct bw_app *app, int argc, char **argv)
{
    static const struct option names[] = {{"data", required_argument, NULL, 'd'},
                                          {"replay", required_argument, NULL, 'r'},
                                          {"until", required_argument, NULL, 'u'},
                                          BW_OPTIONS_COMMON};
    static const struct bw_options options = {"restore", help, "h", names, take};
    struct restore_line line = {.order = {.dir = app->data, .until = BW_HISTORY_ALL}};
    struct bw_restored restored;
    struct bw_fail fail;
    int first = bw_options_read(app, &options, argc, argv, &line);
    if (first < 0)
        return BW_OPTIONS_EXIT(first);
    if (argc - first != 1)
        return bw_app_usage("restore", "restore: one backup is expected");
    if (!line.order.dir)
        return bw_app_usage("restore", "restore: --data DIR, a new folder, is expected");
    if (line.order.until != BW_HISTORY_ALL && !line.order.n_replay)
        return bw_app_usage("restore", "restore: --until goes with --replay");
    line.order.backup = argv[first];
    line.order.replay = line.replay;
    enum bw_err err = bw_restore(&line.order, &restored, &fail);
    if (err) {
        fprintf(stderr, "bekwaam: %s\n", fail.text);
        return err == BW_NOT_FOUND ? BW_EXIT_UNREACHED : BW_EXIT_ERROR;
    }
    print(app, &line.order, &restored);
    return BW_EXIT_WELL;
}
