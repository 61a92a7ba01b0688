/* evaluate: how good what is learned is, measured on interactions, and the engine, in simulated
 * worlds. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/evaluate/interactions.h"
#include "tools/evaluate/worlds.h"
#include "tools/options.h"

#define THREADS_MOST 64
#define WORLDS_MOST 1000

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
    "Of each user the last item is held back, and looked for among all items that the user had\n"
    "not taken (items with the same score count as in front of it). What is chosen (lambda of\n"
    "EASE, the neighbours of item-kNN, the mix) is chosen on the three before that of a third of\n"
    "the users. Items that a user repeats count once, the first time.\n"
    "\n"
    "bekwaam evaluate --worlds N: the engine in N simulated worlds whose truth is known\n"
    "\n"
    "  --seed S             other worlds (default 1); the same seed gives the same figures\n"
    "  --train              also with the model that bekwaam train makes in each world\n"
    "  --check              ends with 1 when a goal is missed\n"
    "  --threads N          default: one a processor; does not change the figures\n"
    "  --lang nl|en, --json\n"
    "\n"
    "Each world (simulate --size world) gets a store and a daemon of its own, in $TMPDIR or /tmp,\n"
    "for some seconds. Everyone may spend 1,042 euros and 40 hours on at most 6 courses. What "
    "counts\n"
    "is the weighted gap that this truly closes, as expected over every way in which the courses\n"
    "end. Compared are\n"
    "  Bekwaam   the engine's list, taken from the top as far as money and time go;\n"
    "  True      the same with exact evidence of the true levels;\n"
    "  Oracle    who knows the truth: greedy, improved by exchanges until none helps (in the "
    "table\n"
    "            the share of the gap that it closes; all others are shares of it);\n"
    "  Knowable  the same search by who knows the levels, but of courses only what the catalogue\n"
    "            says and what courses give on average;\n"
    "  Ranked    a list as a learning system has it: courses by the number and weight of "
    "competencies\n"
    "            they teach that the newest recorded level says are short, popular ones first.\n"
    "Asked again each time: everyone takes the first course of the list that fits, how it ends is\n"
    "drawn by the true chance and recorded, and they ask again, of the ranked list as well; "
    "shares\n"
    "of the same oracle, which plans once.\n"
    "Wrong is the share of courses of which the catalogue says the wrong thing, 80% how many true\n"
    "levels lie in the 80% interval, Item and Cat. the overlap (RBO .9) of the first ten with "
    "those\n"
    "after a neutral item of evidence and after 1% more courses. --today DATE before the command\n"
    "sets the worlds' day (default 2026-01-01).\n";

struct evaluate_line {
    struct bw_evaluate_interactions interactions;
    struct bw_worlds_options worlds;
    const char *only_worlds, *only_interactions; /* an option that goes with the one alone */
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

static enum bw_err take_of_interactions(struct evaluate_line *line, int option, char *value,
                                        struct bw_fail *fail)
{
    uint64_t number = 0;
    enum bw_err err = BW_OK;
    if (option == 'i')
        line->interactions.path = value;
    else if (option == 'w') {
        line->only_interactions = "--without-last";
        err = take_number("--without-last", value, 1000000, &number, fail);
        line->interactions.without_last = (uint32_t)number;
    } else {
        err = take_number("--threads", value, THREADS_MOST, &number, fail);
        if (!err && number == 0)
            err = bw_fail_set(fail, BW_BAD_REQUEST, "--threads: at least 1");
        line->interactions.n_threads = line->worlds.n_threads = (unsigned)number;
    }
    return err;
}

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct evaluate_line *line = context;
    uint64_t number = 0;
    enum bw_err err;
    switch (option) {
    case 'W':
        err = take_number("--worlds", value, WORLDS_MOST, &number, fail);
        if (!err && number == 0)
            err = bw_fail_set(fail, BW_BAD_REQUEST, "--worlds: at least 1");
        line->worlds.worlds = (uint32_t)number;
        return err;
    case 's':
        err = take_number("--seed", value, INT64_MAX, &number, fail);
        line->interactions.seed = line->worlds.seed = number;
        return err;
    case 'T':
        line->only_worlds = "--train";
        line->worlds.train = true;
        return BW_OK;
    case 'C':
        line->only_worlds = "--check";
        line->worlds.check = true;
        return BW_OK;
    case 'i':
    case 'w':
    case 't':
        return take_of_interactions(line, option, value, fail);
    default:
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    }
}

static unsigned processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > THREADS_MOST ? THREADS_MOST : (unsigned)n;
}

/* One of the two, with what goes with it. */
static int check_line(const struct bw_app *app, const struct evaluate_line *line)
{
    bool worlds = line->worlds.worlds > 0, interactions = line->interactions.path != NULL;
    if (worlds == interactions)
        return bw_app_usage("evaluate", worlds ? "evaluate: --interactions or --worlds, not both"
                                               : "evaluate: --interactions FILE is missing, or "
                                                 "--worlds N");
    const char *other = worlds ? line->only_interactions : line->only_worlds;
    if (other)
        return bw_app_usage("evaluate", "evaluate: %s does not go with %s", other,
                            worlds ? "--worlds" : "--interactions");
    if (worlds && (app->unix_path || app->address || app->data))
        return bw_app_usage("evaluate", "evaluate: --worlds makes stores of its own; leave --data, "
                                        "--unix and --connect out");
    return BW_EXIT_WELL;
}

static int read_line(struct bw_app *app, int argc, char **argv, struct evaluate_line *line)
{
    static const struct option names[] = {{"interactions", required_argument, NULL, 'i'},
                                          {"without-last", required_argument, NULL, 'w'},
                                          {"seed", required_argument, NULL, 's'},
                                          {"threads", required_argument, NULL, 't'},
                                          {"worlds", required_argument, NULL, 'W'},
                                          {"train", no_argument, NULL, 'T'},
                                          {"check", no_argument, NULL, 'C'},
                                          BW_OPTIONS_COMMON};
    static const struct bw_options options = {"evaluate", help, "h", names, take};
    int first = bw_options_read(app, &options, argc, argv, line);
    line->over = first < 0;
    if (line->over)
        return BW_OPTIONS_EXIT(first);
    if (first < argc)
        return bw_app_usage("evaluate", "evaluate: \"%s\": no argument is expected", argv[first]);
    return check_line(app, line);
}

int bw_cmd_evaluate(struct bw_app *app, int argc, char **argv)
{
    struct evaluate_line line = {.interactions = {.seed = 1, .n_threads = processors()},
                                 .worlds = {.seed = 1, .n_threads = processors()}};
    int exit_code = read_line(app, argc, argv, &line);
    if (exit_code || line.over)
        return exit_code;
    return line.worlds.worlds ? bw_evaluate_worlds(app, &line.worlds)
                              : bw_evaluate_interactions(app, &line.interactions);
}
