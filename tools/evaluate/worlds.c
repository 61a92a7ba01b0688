#include "tools/evaluate/worlds.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/evaluate/worlds_show.h"
#include "tools/progress.h"
#include "tools/text.h"

/* What the sector spends on a head in a year, and a week of time. */
#define BUDGET_CENTS 104200
#define BUDGET_HOURS 40
/* Where the clock has no say: the same seed gives the same figures on any day. */
#define TODAY "2026-01-01"

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
    (void)signal;
    stopped = 1;
}

/* A world that has begun is finished, and its folder goes. */
static void heed_signals(void)
{
    struct sigaction action = {.sa_handler = stop, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static enum bw_err run_all(const struct bw_app *app, struct bw_worlds_run *run, uint32_t n,
                           struct bw_worlds_figures *worlds, struct bw_fail *fail)
{
    struct bw_progress progress;
    enum bw_err err = BW_OK;
    bw_progress_begin(&progress, app->lang, 0, n);
    for (uint32_t w = 0; w < n && !err; w++) {
        err = stopped ? bw_fail_set(fail, BW_BUSY, "stopped after %u of %u worlds", w, n)
                      : bw_worlds_run_one(run, w + 1, &worlds[w], fail);
        bw_progress_step(&progress, w + 1);
    }
    bw_progress_end(&progress);
    return err;
}

static void answer_of(const struct bw_worlds_run *run, const struct bw_worlds_figures *worlds,
                      uint32_t n, struct bw_worlds_answer *answer)
{
    *answer = (struct bw_worlds_answer){.worlds = worlds, .n = n};
    for (uint32_t w = 0; w < n; w++)
        bw_figures_add(&answer->pooled, &worlds[w]);
    for (int arm = 0; arm < BW_ARMS; arm++)
        answer->fairness[arm] =
            bw_fairness_of(run->people, run->n_people, (enum bw_worlds_arm)arm, run->seed);
}

static bool all_reached(const struct bw_worlds_answer *answer)
{
    bool all = true;
    for (int g = 0; g < BW_GOALS; g++) {
        enum bw_goal goal = (enum bw_goal)g;
        all &= bw_goal_is_reached(goal, bw_goal_pooled(answer, goal, bw_goal_arm(answer)));
    }
    return all;
}

static int run_and_show(struct bw_app *app, const struct bw_worlds_options *options,
                        struct bw_worlds_run *run, struct bw_worlds_figures *worlds)
{
    struct bw_worlds_answer answer;
    struct bw_fail fail;
    const char *today = app->today ? app->today : TODAY;
    bw_day_parse(today, strlen(today), &run->today);
    heed_signals();
    if (run_all(app, run, options->worlds, worlds, &fail)) {
        bw_text_clean(fail.text);
        fprintf(stderr, "bekwaam: %s\n", fail.text);
        return BW_EXIT_ERROR;
    }
    answer_of(run, worlds, options->worlds, &answer);
    if (app->json)
        bw_worlds_json(options, run, &answer);
    else
        bw_worlds_table(app, options, run, &answer);
    return options->check && !all_reached(&answer) ? BW_EXIT_ERROR : BW_EXIT_WELL;
}

int bw_evaluate_worlds(struct bw_app *app, const struct bw_worlds_options *options)
{
    struct bw_worlds_run run = {
        .seed = options->seed,
        .train = options->train,
        .n_threads = options->n_threads,
        .budget = {BUDGET_CENTS, BUDGET_HOURS, BW_PLAY_COURSES_MOST},
    };
    struct bw_worlds_figures *worlds = calloc(options->worlds + 1, sizeof *worlds);
    if (!worlds)
        abort();
    int exit_code = run_and_show(app, options, &run, worlds);
    free(worlds);
    free(run.people);
    return exit_code;
}
