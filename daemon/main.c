#include <stdio.h>
#include <string.h>

#include "daemon/server.h"
#include "data/about.h"
#include "data/fault.h"

int main(int argc, char **argv)
{
    static struct bw_server server;
    struct bw_fail fail;
    const char *show;
    bw_fault_words("bekwaamd");
    if (bw_config_read(argc, argv, &server.config, &show, &fail) != BW_OK) {
        fprintf(stderr, "bekwaamd: %s\n", fail.text);
        return 2;
    }
    if (show) {
        if (strcmp(show, "help") == 0)
            fputs(bw_config_help, stdout);
        else
            puts("bekwaamd " BW_VERSION "\n" BW_ABOUT);
        return 0;
    }
    server.argc = argc;
    server.argv = argv;
    return bw_server_run(&server);
}
