/* call: any method, arguments and answer as JSON. */
#include <stdio.h>
#include <string.h>

#include "data/json.h"
#include "tools/app.h"

static const char help[] =
    "bekwaam call METHOD [JSON]: calls any method of the daemon and prints the answer as JSON\n"
    "\n"
    "  JSON is the map of arguments; \"-\" reads it from standard input. For example:\n"
    "  bekwaam call recommend '{\"employee\": \"wd-0001\", \"k\": 3}'\n";

/* The whole of stdin. */
static void read_all(msgpack_sbuffer *out)
{
    char bytes[65536];
    size_t n;
    while ((n = fread(bytes, 1, sizeof bytes, stdin)) > 0)
        msgpack_sbuffer_write(out, bytes, n);
}

/* The JSON text as arguments. */
static enum bw_err read_args(const char *text, size_t len, struct bw_args *args,
                             struct bw_fail *fail)
{
    struct bw_json_value value;
    enum bw_err err = bw_json_value_read(text, len, &value, fail);
    const msgpack_object *map = &value.unpacked.data;
    if (err == BW_TOO_LARGE)
        err = bw_fail_set(fail, BW_BAD_REQUEST, "the arguments are nested too deep");
    if (!err && map->type != MSGPACK_OBJECT_MAP)
        err = bw_fail_set(fail, BW_BAD_REQUEST, "the arguments are no map; {\"name\": value, …}");
    if (!err)
        bw_args_merge(args, map);
    bw_json_value_clear(&value);
    return err;
}

int bw_cmd_call(struct bw_app *app, int argc, char **argv)
{
    struct bw_args args;
    struct bw_reply reply;
    struct bw_fail fail;
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return BW_EXIT_WELL;
    }
    if (argc < 2 || argc > 3)
        return bw_app_usage("call", "call: METHOD [JSON] is expected");
    enum bw_err err = BW_OK;
    bw_args_init(&args);
    if (argc == 3 && strcmp(argv[2], "-") == 0) {
        msgpack_sbuffer text;
        msgpack_sbuffer_init(&text);
        read_all(&text);
        err = read_args(text.data ? text.data : "", text.size, &args, &fail);
        msgpack_sbuffer_destroy(&text);
    } else if (argc == 3) {
        err = read_args(argv[2], strlen(argv[2]), &args, &fail);
    }
    int exit_code;
    if (err) {
        exit_code = bw_app_usage("call", "call: %s", fail.text);
    } else {
        exit_code = bw_app_call(app, argv[1], &args, &reply);
        if (!exit_code) {
            bw_app_print_json(reply.result);
            bw_reply_clear(&reply);
        }
    }
    bw_args_clear(&args);
    return exit_code;
}
