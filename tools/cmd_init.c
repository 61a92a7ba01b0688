/* init: makes an empty store. */
#include <stdio.h>
#include <string.h>

#include "data/store.h"
#include "tools/app.h"

static const char help[] =
    "bekwaam init DIR (or: bekwaam --data DIR init): makes an empty store in DIR\n"
    "\n"
    "  A store that is there already stays as it is.\n";

int bw_cmd_init(struct bw_app *app, int argc, char **argv)
{
    struct bw_store *store;
    struct bw_fail fail;
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return BW_EXIT_WELL;
    }
    if (argc > 2 || (argc == 2 && (argv[1][0] == '-' || app->data)))
        return bw_app_usage("init", "init: one folder is expected");
    struct bw_store_options options = {.dir = argc == 2 ? argv[1] : app->data, .create = true};
    if (!options.dir)
        return bw_app_usage("init", "init: a folder is expected");
    if (bw_store_open(&options, &store, &fail) != BW_OK) {
        fprintf(stderr, "bekwaam: %s\n", fail.text);
        return BW_EXIT_UNREACHED;
    }
    bw_store_close(store);
    if (app->json)
        puts("{}");
    else
        printf("%s: the store is ready\n", options.dir);
    return BW_EXIT_WELL;
}
