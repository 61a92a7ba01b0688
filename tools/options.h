#pragma once
/* The options of a subcommand, read one by one; what all of them have (--json, --lang, --help) is
 * taken here. Owns the wording of what is wrong. One thread: getopt's state is the process's. */
#include <getopt.h>

#include "tools/app.h"

struct bw_options {
    const char *command, *help; /* help: what --help prints; NULL: the caller does */
    const char *letters;        /* getopt's; "h" among them */
    const struct option *names; /* ending with BW_OPTIONS_COMMON */
    /* One option with its value or NULL; a failure's text says which and what would be right. */
    enum bw_err (*take)(void *context, int option, char *value, struct bw_fail *fail);
};

#define BW_OPTIONS_COMMON                                                                          \
    {"json", no_argument, NULL, 'j'}, {"lang", required_argument, NULL, 'l'},                      \
        {"help", no_argument, NULL, 'h'},                                                          \
    {                                                                                              \
        NULL, 0, NULL, 0                                                                           \
    }

/* The place in argv of the first that is no option. Negative when the command is over (help was
 * asked for, or wrong usage said): BW_OPTIONS_EXIT of it is the exit code. */
int bw_options_read(struct bw_app *app, const struct bw_options *options, int argc, char **argv,
                    void *context);
#define BW_OPTIONS_EXIT(first) (-1 - (first))

/* A whole number as argument `name`; `shown` is the option as it is typed ("--least", "-k"). */
struct bw_options_number {
    const char *shown, *name;
};
enum bw_err bw_options_whole(struct bw_args *args, struct bw_options_number number,
                             const char *value, struct bw_fail *fail);
