#include "tools/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static enum bw_err take(struct bw_app *app, const struct bw_options *options, int option,
                        void *context, struct bw_fail *fail)
{
    if (option == 'j') {
        app->json = true;
        return BW_OK;
    }
    if (option == 'l')
        return bw_app_take_lang(app, optarg)
                   ? BW_OK
                   : bw_fail_set(fail, BW_BAD_REQUEST, "--lang: \"%s\" is neither nl nor en",
                                 optarg);
    return options->take(context, option, optarg, fail);
}

int bw_options_read(struct bw_app *app, const struct bw_options *options, int argc, char **argv,
                    void *context)
{
    struct bw_fail fail;
    int option;
    opterr = 0;
    while ((option = getopt_long(argc, argv, options->letters, options->names, NULL)) != -1) {
        if (option == 'h') {
            if (options->help)
                fputs(options->help, stdout);
            return -1 - BW_EXIT_WELL;
        }
        if (option == '?')
            return -1 - bw_app_usage(options->command,
                                     "%s: %s: no such option, or its value is missing",
                                     options->command, argv[optind - 1]);
        if (take(app, options, option, context, &fail) != BW_OK)
            return -1 - bw_app_usage(options->command, "%s: %s", options->command, fail.text);
    }
    return optind;
}

enum bw_err bw_options_whole(struct bw_args *args, struct bw_options_number number,
                             const char *value, struct bw_fail *fail)
{
    char *end;
    errno = 0;
    int64_t whole = strtoll(value, &end, 10);
    if (end == value || *end || errno)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: \"%s\" is no whole number", number.shown,
                           value);
    bw_args_int(args, number.name, whole);
    return BW_OK;
}
