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
    const char *dir;
    int exit_code = bw_app_store(app, argc, argv, help, true, &store, &dir);
    if (exit_code || !store)
        return exit_code;
    bw_store_close(store);
    if (app->json)
        puts("{}");
    else
        printf("%s: the store is ready\n", dir);
    return BW_EXIT_WELL;
}
