/* simulate: a made-up population, catalogue and history, written into a store. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "data/store.h"
#include "tools/app.h"
#include "tools/simulate/simulate.h"
#include "tools/text.h"

static const char help[] =
    "bekwaam simulate --size small|org|sector|world --seed N [--world W] [--truth FILE], with "
    "--data\n"
    "DIR [--today DATE] before it: makes up people, courses and their history in a store that no\n"
    "daemon holds\n"
    "\n"
    "  The competencies, tasks, roles and courses of the store are used as they are, and filled "
    "up\n"
    "  to the size where there are fewer; of an empty store all is made up. Ids start with "
    "\"sim\".\n"
    "  The store must not hold organisations or people; where it does, take a new one.\n"
    "\n"
    "  --size small   150 people, in a second or so\n"
    "         org     a municipality of 1,200 people and its region\n"
    "         sector  342 organisations with 163,645 people, 5,000,000 items of evidence, 800,000\n"
    "                 events, 14,000 competencies, 3,000 roles and 20,000 courses\n"
    "         world   one of many small worlds that work otherwise: how assessors err, people "
    "learn\n"
    "                 and forget, complete courses and choose them, whether the catalogue is "
    "right\n"
    "                 is drawn for each; 240 to 400 people, 150 to 300 courses\n"
    "  --world W      with --size world: which of them\n"
    "  --seed N       0 to 18446744073709551615; the same store, size, seed and --today give the\n"
    "                 same records on every machine\n"
    "  --truth FILE   what people truly can do and courses truly give, for evaluation; the store\n"
    "                 holds noisy observations of it only\n"
    "\n"
    "  Give --today too (default: the day of the clock) where the same result is wanted later.\n"
    "\n"
    "  FILE is a stream of MessagePack values: a map with format, version, seed, size, today,\n"
    "  sources (how each sees a level: bias, sd, rater_sd, steps), unmet_most, competencies "
    "(ids),\n"
    "  employees and courses (how many); for each employee [id, drive, [place in competencies, "
    "true\n"
    "  level today as float32, ...]] (what is not named is at most unmet_most); for each course\n"
    "  [id, effect, difficulty]: the share of the way to its level that a ready learner goes, and\n"
    "  what it takes off the log odds to complete it. Of a world (version 2) also: world, nature\n"
    "  (all figures that were drawn) and kin; of an employee the role's id, hours_per_week, a "
    "group\n"
    "  that means nothing, [place of a completed course, day since 1970-01-01, ...]; of a course\n"
    "  what it truly teaches, [place in competencies, from, to, ...].\n";

struct options {
    const struct bw_sim_size *size;
    uint64_t seed;
    uint64_t world;
    bool seeded, placed;
    const char *truth;
    bool help;
};

static int take_number(const char *name, const char *text, uint64_t *out, bool *given)
{
    char *end;
    *given = text[0] >= '0' && text[0] <= '9';
    errno = 0;
    *out = strtoull(text, &end, 10);
    if (!*given || *end || errno)
        return bw_app_usage("simulate", "--%s: \"%s\" is no number from 0 to 18446744073709551615",
                            name, text);
    return BW_EXIT_WELL;
}

static int take_options(int argc, char **argv, struct options *out)
{
    static const struct option known[] = {
        {"size", required_argument, NULL, 's'},  {"seed", required_argument, NULL, 'n'},
        {"world", required_argument, NULL, 'w'}, {"truth", required_argument, NULL, 't'},
        {"help", no_argument, NULL, 'h'},        {NULL, 0, NULL, 0}};
    int option, exit_code = BW_EXIT_WELL;
    while (!exit_code && (option = getopt_long(argc, argv, "h", known, NULL)) != -1) {
        if (option == 'h') {
            out->help = true;
            return BW_EXIT_WELL;
        }
        if (option == 's' && !(out->size = bw_sim_size_named(optarg)))
            exit_code = bw_app_usage("simulate",
                                     "--size: \"%s\" is none of small, org, sector, world", optarg);
        else if (option == 'n')
            exit_code = take_number("seed", optarg, &out->seed, &out->seeded);
        else if (option == 'w')
            exit_code = take_number("world", optarg, &out->world, &out->placed);
        else if (option == 't')
            out->truth = optarg;
        else if (option == '?')
            exit_code = bw_app_usage("simulate", "simulate: see what it takes");
    }
    if (!exit_code && optind < argc)
        exit_code = bw_app_usage("simulate", "simulate: \"%s\" is too much", argv[optind]);
    if (!exit_code && (!out->size || !out->seeded))
        exit_code =
            bw_app_usage("simulate", "simulate: --%s is missing", out->size ? "seed" : "size");
    if (!exit_code && out->size && out->size->drawn != out->placed)
        exit_code =
            bw_app_usage("simulate", out->placed ? "simulate: --world goes with --size world"
                                                 : "simulate: --world is missing");
    return exit_code;
}

static void report(const struct bw_app *app, const uint64_t n[BW_KIND_END])
{
    fputs(app->json ? "{" : "written:", stdout);
    const char *between = app->json ? "" : " ";
    for (int kind = BW_KIND_ORG; kind < BW_KIND_END; kind++) {
        if (app->json)
            printf("%s\"%s\": %" PRIu64, between, bw_kind_name((enum bw_kind)kind), n[kind]);
        else
            printf("%s%s %" PRIu64, between, bw_kind_name((enum bw_kind)kind), n[kind]);
        between = ", ";
    }
    puts(app->json ? "}" : "");
}

int bw_cmd_simulate(struct bw_app *app, int argc, char **argv)
{
    struct options options = {0};
    struct bw_store *store;
    struct bw_fail fail;
    uint64_t written[BW_KIND_END] = {0};
    int exit_code = take_options(argc, argv, &options);
    if (exit_code)
        return exit_code;
    if (options.help) {
        fputs(help, stdout);
        return BW_EXIT_WELL;
    }
    if (!app->data)
        return bw_app_usage("simulate",
                            "simulate: --data DIR is expected: the store that it fills");
    exit_code = bw_app_store(app, 1, argv, help, false, &store, &(const char *){NULL});
    if (exit_code)
        return exit_code;
    struct bw_sim_order order = {.size = options.size,
                                 .seed = options.seed,
                                 .world = options.world,
                                 .today = (bw_day)(time(NULL) / 86400),
                                 .lang = app->lang,
                                 .truth = options.truth};
    if (app->today)
        bw_day_parse(app->today, strlen(app->today), &order.today);
    enum bw_err err = bw_sim_make(store, &order, written, &fail);
    bw_store_close(store);
    if (err) {
        bw_text_clean(fail.text);
        fprintf(stderr, "bekwaam: %s\n", fail.text);
        return BW_EXIT_ERROR;
    }
    report(app, written);
    return BW_EXIT_WELL;
}
