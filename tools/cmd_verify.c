/* verify: a walk through a whole store. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "data/json.h"
#include "data/verify.h"
#include "tools/app.h"
#include "tools/text.h"

static const char help[] =
    "bekwaam verify DIR (or: bekwaam --data DIR verify): checks every page, record, checksum,\n"
    "reference and counter of a store that no daemon holds; nothing is changed\n"
    "\n"
    "  The folder need not be writable: a copy on a read-only disk will do. Ends with 1 when "
    "something\n"
    "  is wrong; what it is stands on standard output.\n";

/* What is wrong, as lines or as a JSON list. */
struct wrongs {
    bool json;
    msgpack_packer *list;
    uint64_t n;
};

static void report(void *context, const char *text)
{
    struct wrongs *wrongs = context;
    wrongs->n++;
    if (wrongs->json) {
        bw_pack_str(wrongs->list, text);
        return;
    }
    char line[2048];
    snprintf(line, sizeof line, "%s", text);
    bw_text_clean(line);
    printf("%s\n", line);
}

static void print_json(const struct wrongs *wrongs, const msgpack_sbuffer *list, uint64_t n_checked,
                       uint64_t n_wrong)
{
    struct bw_args answer;
    bw_args_init(&answer);
    bw_args_int(&answer, "checked", (int64_t)n_checked);
    bw_args_int(&answer, "wrong", (int64_t)n_wrong);
    bw_args_key(&answer, "items");
    msgpack_pack_array(&answer.packer, wrongs->n);
    msgpack_sbuffer_write(&answer.body, list->data ? list->data : "", list->size);
    bw_app_print_args(&answer);
    bw_args_clear(&answer);
}

int bw_cmd_verify_dir(struct bw_app *app, const char *dir)
{
    msgpack_sbuffer list;
    msgpack_packer packer;
    struct wrongs wrongs = {app->json, &packer, 0};
    uint64_t n_checked = 0, n_wrong = 0;
    struct bw_fail fail;
    msgpack_sbuffer_init(&list);
    msgpack_packer_init(&packer, &list, msgpack_sbuffer_write);
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "%s: checking every page, record, checksum and reference …\n", dir);
    enum bw_err err = bw_verify_dir(dir, report, &wrongs, &n_checked, &n_wrong, &fail);
    if (err)
        fprintf(stderr, "bekwaam: %s\n", fail.text);
    else if (app->json)
        print_json(&wrongs, &list, n_checked, n_wrong);
    else
        printf("%" PRIu64 " records checked, %" PRIu64 " wrong\n", n_checked, n_wrong);
    msgpack_sbuffer_destroy(&list);
    return err ? BW_EXIT_UNREACHED : n_wrong ? BW_EXIT_ERROR : BW_EXIT_WELL;
}

int bw_cmd_verify(struct bw_app *app, int argc, char **argv)
{
    const char *dir;
    int exit_code = bw_app_folder(app, argc, argv, help, &dir);
    return exit_code || !dir ? exit_code : bw_cmd_verify_dir(app, dir);
}
