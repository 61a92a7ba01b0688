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
#include "tools/simulate/simulate_truth.h"
#include "tools/text.h"

#define WORLD_BYTES_MOST ((size_t)4 << 30)

static const char help[] =
    "bekwaam simulate --size small|org|sector --seed N [--truth FILE], with --data DIR [--today\n"
    "DATE] before it: makes up people, courses and their history in a store that no daemon holds\n"
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
    "  what it takes off the log odds to complete it.\n";

struct options {
    const struct bw_sim_size *size;
    uint64_t seed;
    bool seeded;
    const char *truth;
    bool help;
};

static int take_seed(struct options *options, const char *text)
{
    char *end;
    options->seeded = text[0] >= '0' && text[0] <= '9';
    errno = 0;
    options->seed = strtoull(text, &end, 10);
    if (!options->seeded || *end || errno)
        return bw_app_usage("simulate",
                            "--seed: \"%s\" is no number from 0 to 18446744073709551615", text);
    return BW_EXIT_WELL;
}

static int take_options(int argc, char **argv, struct options *out)
{
    static const struct option known[] = {{"size", required_argument, NULL, 's'},
                                          {"seed", required_argument, NULL, 'n'},
                                          {"truth", required_argument, NULL, 't'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    int option, exit_code = BW_EXIT_WELL;
    while (!exit_code && (option = getopt_long(argc, argv, "h", known, NULL)) != -1) {
        if (option == 'h') {
            out->help = true;
            return BW_EXIT_WELL;
        }
        if (option == 's' && !(out->size = bw_sim_size_named(optarg)))
            exit_code =
                bw_app_usage("simulate", "--size: \"%s\" is none of small, org, sector", optarg);
        else if (option == 'n')
            exit_code = take_seed(out, optarg);
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
    return exit_code;
}

/* Nobody may be there yet. */
static enum bw_err look_whether_free(struct bw_store *store, struct bw_fail *fail)
{
    static const enum bw_kind kinds[] = {BW_KIND_ORG, BW_KIND_TEAM, BW_KIND_EMPLOYEE,
                                         BW_KIND_EVIDENCE, BW_KIND_EVENT};
    struct bw_reader *reader;
    struct bw_store_counts counts;
    enum bw_err err = bw_reader_open(store, &reader, fail);
    if (err)
        return err;
    err = bw_reader_begin(reader, fail);
    if (!err) {
        err = bw_store_count(reader, &counts, fail);
        bw_reader_end(reader);
    }
    bw_reader_close(reader);
    for (size_t i = 0; !err && i < sizeof kinds / sizeof *kinds; i++)
        if (counts.records[kinds[i]] > 0)
            err = bw_fail_set(fail, BW_CONFLICT,
                              "the store is not empty: it holds %" PRIu64 " of kind %s; simulate "
                              "into a new one (bekwaam --data DIR init), with competencies, tasks, "
                              "roles and courses imported if you like",
                              counts.records[kinds[i]], bw_kind_name(kinds[i]));
    return err;
}

static enum bw_err run(struct bw_sim *sim, struct bw_fail *fail)
{
    enum bw_err err = bw_sim_look(sim, fail);
    if (!err)
        err = bw_sim_competencies(sim, fail);
    if (!err)
        err = bw_sim_orgs(sim, fail);
    if (!err)
        err = bw_sim_roles(sim, fail);
    if (!err)
        err = bw_sim_changes(sim, fail);
    if (!err)
        err = bw_sim_courses(sim, fail);
    if (err)
        return err;
    if (sim->truth)
        bw_sim_truth_head(sim->truth, sim);
    bw_progress_begin(&sim->out.progress, sim->lang, 0, sim->size->n_people);
    err = bw_sim_people(sim, fail);
    bw_progress_end(&sim->out.progress);
    if (!err && sim->truth)
        bw_sim_truth_courses(sim->truth, sim);
    return err;
}

static enum bw_err simulate(struct bw_sim *sim, struct bw_store *store, const char *truth,
                            struct bw_fail *fail)
{
    struct bw_fail closing;
    enum bw_err err = look_whether_free(store, fail);
    if (!err && truth)
        err = bw_sim_truth_open(truth, &sim->truth, fail);
    if (!err)
        err = bw_sim_out_open(store, &sim->out, fail);
    if (!err && !(sim->arena = bw_arena_create(WORLD_BYTES_MOST)))
        err = bw_fail_set(fail, BW_INTERNAL, "simulating: out of memory");
    if (!err)
        err = run(sim, fail);
    enum bw_err closed = bw_sim_truth_close(sim->truth, !err, &closing);
    if (!err && closed) {
        *fail = closing;
        err = closed;
    }
    bw_snapshot_drop(sim->snapshot);
    bw_sim_out_close(&sim->out);
    if (sim->arena)
        bw_arena_free(sim->arena);
    return err;
}

static void report(const struct bw_app *app, const struct bw_sim *sim)
{
    const uint64_t *n = sim->out.written;
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
    struct bw_sim sim = {0};
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
    sim.size = options.size;
    sim.seed = options.seed;
    sim.lang = app->lang;
    sim.today = (bw_day)(time(NULL) / 86400);
    if (app->today)
        bw_day_parse(app->today, strlen(app->today), &sim.today);
    enum bw_err err = simulate(&sim, store, options.truth, &fail);
    bw_store_close(store);
    if (err) {
        bw_text_clean(fail.text);
        fprintf(stderr, "bekwaam: %s\n", fail.text);
        return BW_EXIT_ERROR;
    }
    report(app, &sim);
    return BW_EXIT_WELL;
}
