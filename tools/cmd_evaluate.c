/* evaluate: how good what is learned is, measured. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/evaluate/interactions.h"
#include "tools/options.h"

#define THREADS_MOST 64

static const char help[] =
    "bekwaam evaluate --interactions FILE: how well what others took foretells what a person "
    "takes\n"
    "next, on any set of interactions; needs no store and no daemon\n"
    "\n"
    "  --interactions FILE  lines \"user item item ...\" in order of taking (numbers), or CSV "
    "with\n"
    "                       the columns user, item and time or order (a number, 2026-11-24, or a\n"
    "                       moment like 2026-11-24T09:00:00Z); .gz is unpacked\n"
    "  --without-last N     as if each user's last N were not in the file (default 0)\n"
    "  --seed N             draws whom choices are judged by, of more than 20,000 (default 1)\n"
    "  --threads N          default: one a processor; does not change the figures\n"
    "  --lang nl|en, --json\n"
    "\n"
    "Of each user the last item is held back, and looked for among all items that the user had "
    "not\n"
    "taken (items with the same score count as in front of it). What is chosen (lambda of EASE, "
    "the\n"
    "neighbours of item-kNN, the mix) is chosen on the item before that. Items that a user "
    "repeats\n"
    "count once, the first time.\n";

struct evaluate_line {
    struct bw_evaluate_interactions interactions;
    bool over;
};

static enum bw_err take_number(const char *option, const char *value, uint64_t most, uint64_t *out,
                               struct bw_fail *fail)
{
    char *end;
    errno = 0;
    unsigned long long number = strtoull(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end || errno || number > most)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: \"%s\" is no whole number from 0 to %llu",
                           option, value, (unsigned long long)most);
    *out = number;
    return BW_OK;
}

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct evaluate_line *line = context;
    uint64_t number = 0;
    enum bw_err err;
    switch (option) {
    case 'i':
        line->interactions.path = value;
        return BW_OK;
    case 'w':
        err = take_number("--without-last", value, 1000000, &number, fail);
        line->interactions.without_last = (uint32_t)number;
        return err;
    case 's':
        return take_number("--seed", value, INT64_MAX, &line->interactions.seed, fail);
    case 't':
        err = take_number("--threads", value, THREADS_MOST, &number, fail);
        if (!err && number == 0)
            err = bw_fail_set(fail, BW_BAD_REQUEST, "--threads: at least 1");
        line->interactions.n_threads = (unsigned)number;
        return err;
    default:
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    }
}

static unsigned processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > THREADS_MOST ? THREADS_MOST : (unsigned)n;
}

static int read_line(struct bw_app *app, int argc, char **argv, struct evaluate_line *line)
{
    static const struct option names[] = {{"interactions", required_argument, NULL, 'i'},
                                          {"without-last", required_argument, NULL, 'w'},
                                          {"seed", required_argument, NULL, 's'},
                                          {"threads", required_argument, NULL, 't'},
                                          BW_OPTIONS_COMMON};
    static const struct bw_options options = {"evaluate", help, "h", names, take};
    int first = bw_options_read(app, &options, argc, argv, line);
    line->over = first < 0;
    if (line->over)
        return BW_OPTIONS_EXIT(first);
    if (first < argc)
        return bw_app_usage("evaluate", "evaluate: \"%s\": no argument is expected", argv[first]);
    if (!line->interactions.path)
        return bw_app_usage("evaluate", "evaluate: --interactions FILE is missing");
    return BW_EXIT_WELL;
}

int bw_cmd_evaluate(struct bw_app *app, int argc, char **argv)
{
    struct evaluate_line line = {.interactions = {.seed = 1, .n_threads = processors()}};
    int exit_code = read_line(app, argc, argv, &line);
    if (exit_code || line.over)
        return exit_code;
    return bw_evaluate_interactions(app, &line.interactions);
}
