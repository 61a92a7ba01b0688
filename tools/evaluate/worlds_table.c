#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "tools/evaluate/worlds_show.h"
#include "tools/format.h"
#include "tools/table.h"
#include "tools/text.h"

/* A figure, or nothing where there is none. */
static void add_figure(struct bw_table *table, enum bw_lang lang, double figure, int decimals)
{
    char text[BW_FORMAT_LEN];
    bw_table_cell(table, isnan(figure) ? "" : bw_format_number(text, lang, figure, decimals));
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : (double)NAN;
}

/* One world, or all, with the arm that is judged. */
static void add_world(struct bw_table *table, enum bw_lang lang, const char *name,
                      const struct bw_worlds_figures *figures, enum bw_worlds_arm judged)
{
    enum bw_worlds_arm arm = figures->arms[judged].worlds ? judged : BW_ARM_CLOSED;
    const struct bw_arm_figures *of = &figures->arms[arm];
    bw_table_cell(table, name);
    bw_table_cellf(table, "%" PRIu32, figures->n_people);
    add_figure(table, lang, figures->world ? figures->wrong_tags : (double)NAN, 2);
    add_figure(table, lang, share(figures->oracle, figures->gap), 2);
    add_figure(table, lang, share(figures->ranked, figures->oracle), 2);
    add_figure(table, lang, bw_goal_of(figures, BW_GOAL_CLOSURE, arm), 2);
    add_figure(table, lang, share(figures->knowable, figures->oracle), 2);
    add_figure(table, lang, share(of->informed, of->oracle), 2);
    add_figure(table, lang, bw_goal_of(figures, BW_GOAL_GAIN, arm), 2);
    add_figure(table, lang, bw_goal_of(figures, BW_GOAL_CALIBRATION, arm), 3);
    add_figure(table, lang, bw_goal_of(figures, BW_GOAL_COVERAGE, arm), 2);
    add_figure(table, lang, bw_goal_of(figures, BW_GOAL_ITEM, arm), 2);
    add_figure(table, lang, bw_goal_of(figures, BW_GOAL_CATALOGUE, arm), 2);
}

static void print_worlds(const struct bw_app *app, const struct bw_worlds_answer *answer)
{
    const struct bw_column columns[] = {
        {bw_word(app->lang, BW_W_H_WORLD), true, false},
        {bw_word(app->lang, BW_W_H_PEOPLE), true, false},
        {bw_word(app->lang, BW_W_H_WRONG_TAGS), true, false},
        {bw_word(app->lang, BW_W_H_ORACLE), true, false},
        {bw_word(app->lang, BW_W_H_RANKED), true, false},
        {bw_word(app->lang, BW_W_H_ENGINE), true, false},
        {bw_word(app->lang, BW_W_H_KNOWABLE), true, false},
        {bw_word(app->lang, BW_W_H_INFORMED), true, false},
        {bw_word(app->lang, BW_W_H_GAIN), true, false},
        {"ECE", true, false},
        {bw_word(app->lang, BW_W_H_COVERED), true, false},
        {bw_word(app->lang, BW_W_H_AFTER_ITEM), true, false},
        {bw_word(app->lang, BW_W_H_AFTER_CATALOGUE), true, false},
    };
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (uint32_t w = 0; w < answer->n; w++) {
        char name[32];
        snprintf(name, sizeof name, "%" PRIu64, answer->worlds[w].world);
        add_world(table, app->lang, name, &answer->worlds[w], bw_goal_arm(answer));
    }
    add_world(table, app->lang, bw_word(app->lang, BW_W_TOGETHER), &answer->pooled,
              bw_goal_arm(answer));
    bw_table_print(table, stdout, 2, bw_text_terminal());
    bw_table_free(table);
}

/* "≥ 0.80", "≤ 0.03", "0.77 – 0.83" */
static void add_bounds(struct bw_table *table, enum bw_lang lang,
                       const struct bw_goal_bounds *bounds)
{
    char low[BW_FORMAT_LEN], high[BW_FORMAT_LEN];
    bw_format_number(low, lang, bounds->low, 2);
    bw_format_number(high, lang, bounds->high < 1 ? bounds->high : 1, 2);
    if (bounds->high >= 1)
        bw_table_cellf(table, "≥ %s", low);
    else if (bounds->low <= 0)
        bw_table_cellf(table, "≤ %s", high);
    else
        bw_table_cellf(table, "%s – %s", low, high);
}

/* The lowest and the highest world. */
static void add_spread(struct bw_table *table, enum bw_lang lang,
                       const struct bw_worlds_answer *answer, enum bw_goal goal)
{
    char first[BW_FORMAT_LEN], last[BW_FORMAT_LEN];
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (uint32_t w = 0; w < answer->n; w++) {
        double figure = bw_goal_of(&answer->worlds[w], goal, bw_goal_arm(answer));
        low = figure < low ? figure : low;
        high = figure > high ? figure : high;
    }
    if (low > high)
        bw_table_cell(table, "");
    else
        bw_table_cellf(table, "%s – %s", bw_format_number(first, lang, low, 2),
                       bw_format_number(last, lang, high, 2));
}

static void print_goals(const struct bw_app *app, const struct bw_worlds_answer *answer)
{
    const struct bw_column columns[] = {
        {bw_word(app->lang, BW_W_H_MEASURE), false, true},
        {bw_word(app->lang, BW_W_H_CLOSED_FORM), true, false},
        {bw_word(app->lang, BW_W_H_TRAINED), true, false},
        {bw_word(app->lang, BW_W_H_BY_WORLD), true, false},
        {bw_word(app->lang, BW_W_H_GOAL), true, false},
        {"", false, false},
    };
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (int g = 0; g < BW_GOALS; g++) {
        enum bw_goal goal = (enum bw_goal)g;
        double figure = bw_goal_pooled(answer, goal, bw_goal_arm(answer));
        bw_table_cell(table, bw_word(app->lang, bw_goal_bounds[goal].word));
        add_figure(table, app->lang, bw_goal_pooled(answer, goal, BW_ARM_CLOSED), 3);
        add_figure(table, app->lang, bw_goal_pooled(answer, goal, BW_ARM_TRAINED), 3);
        add_spread(table, app->lang, answer, goal);
        add_bounds(table, app->lang, &bw_goal_bounds[goal]);
        bw_table_cell(table, bw_word(app->lang, bw_goal_is_reached(goal, figure) ? BW_W_REACHED
                                                                                 : BW_W_MISSED));
    }
    bw_table_print(table, stdout, 2, bw_text_terminal());
    bw_table_free(table);
}

static void print_split(const struct bw_app *app, const struct bw_worlds_answer *answer)
{
    const struct bw_worlds_figures *all = &answer->pooled;
    const struct bw_arm_figures *of = &all->arms[bw_goal_arm(answer)];
    char belief[BW_FORMAT_LEN], choice[BW_FORMAT_LEN], price[BW_FORMAT_LEN], seen[BW_FORMAT_LEN],
        text[BW_WORDS_LEN];
    bw_format_number(belief, app->lang, share(of->informed - of->engine, of->oracle), 3);
    bw_format_number(choice, app->lang, share(of->oracle - of->informed, of->oracle), 3);
    bw_format_number(price, app->lang, share(all->ranked_by_price, all->oracle), 3);
    bw_format_number(seen, app->lang, share(all->covered_seen, all->intervals_seen), 3);
    bw_text_wrap(stdout, "  ", bw_say(text, app->lang, BW_W_WORLDS_SPLIT, belief, choice),
                 bw_text_terminal());
    bw_text_wrap(stdout, "  ", bw_say(text, app->lang, BW_W_WORLDS_BESIDE, price, seen),
                 bw_text_terminal());
}

static void print_again(const struct bw_app *app, const struct bw_worlds_answer *answer)
{
    enum bw_worlds_arm arm = bw_goal_arm(answer);
    char text[BW_WORDS_LEN], closure[BW_FORMAT_LEN], gain[BW_FORMAT_LEN];
    bw_format_number(closure, app->lang, bw_goal_error(&answer->pooled, BW_GOAL_CLOSURE_AGAIN, arm),
                     3);
    bw_format_number(gain, app->lang, bw_goal_error(&answer->pooled, BW_GOAL_GAIN_AGAIN, arm), 3);
    bw_text_wrap(stdout, "  ", bw_say(text, app->lang, BW_W_WORLDS_AGAIN, closure, gain),
                 bw_text_terminal());
}

static void print_noise(const struct bw_app *app, const struct bw_fairness *fairness)
{
    char text[BW_WORDS_LEN], figures[4][BW_FORMAT_LEN];
    bw_format_number(figures[0], app->lang, fairness->closure_middle, 3);
    bw_format_number(figures[1], app->lang, fairness->closure_low, 3);
    bw_format_number(figures[2], app->lang, fairness->exposure_middle, 3);
    bw_format_number(figures[3], app->lang, fairness->exposure_low, 3);
    bw_text_wrap(
        stdout, "  ",
        bw_say(text, app->lang, BW_W_WORLDS_NOISE, figures[0], figures[1], figures[2], figures[3]),
        bw_text_terminal());
}

static void print_training(const struct bw_app *app, const struct bw_worlds_run *run,
                           const struct bw_worlds_answer *answer)
{
    char text[BW_WORDS_LEN], served[32], refused[32];
    snprintf(served, sizeof served, "%" PRIu32, answer->pooled.arms[BW_ARM_TRAINED].worlds);
    snprintf(refused, sizeof refused, "%" PRIu32, run->n_refused);
    if (run->untrained)
        bw_text_wrap(stdout, "  ", bw_word(app->lang, BW_W_WORLDS_UNTRAINED), bw_text_terminal());
    else if (run->n_refused)
        bw_text_wrap(stdout, "  ",
                     bw_say(text, app->lang, BW_W_WORLDS_REFUSED, refused, run->refused),
                     bw_text_terminal());
}

void bw_worlds_table(const struct bw_app *app, const struct bw_worlds_options *options,
                     const struct bw_worlds_run *run, const struct bw_worlds_answer *answer)
{
    char text[BW_WORDS_LEN], n[32], seed[32], people[32], courses[32], euros[BW_FORMAT_LEN],
        hours[BW_FORMAT_LEN];
    snprintf(n, sizeof n, "%" PRIu32, answer->n);
    snprintf(seed, sizeof seed, "%" PRIu64, options->seed);
    snprintf(people, sizeof people, "%" PRIu32, answer->pooled.n_people);
    snprintf(courses, sizeof courses, "%" PRIu32, run->budget.courses);
    bw_text_wrap(stdout, "",
                 bw_say(text, app->lang, BW_W_WORLDS_HEAD, n, seed, people,
                        bw_format_euro(euros, app->lang, run->budget.cents),
                        bw_format_hours(hours, app->lang, run->budget.hours), courses),
                 bw_text_terminal());
    putchar('\n');
    print_worlds(app, answer);
    putchar('\n');
    print_goals(app, answer);
    putchar('\n');
    print_split(app, answer);
    print_again(app, answer);
    print_noise(app, &answer->fairness[bw_goal_arm(answer)]);
    print_training(app, run, answer);
}
