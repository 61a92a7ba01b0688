#include "tools/evaluate/worlds_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/base/log.h"
#include "model/learned/overlap.h"
#include "tools/draw.h"
#include "tools/embed/crew.h"
#include "tools/evaluate/worlds_ask.h"
#include "tools/evaluate/worlds_oracle.h"
#include "tools/evaluate/worlds_rounds.h"
#include "tools/evaluate/worlds_stage.h"

#define FIRST 10            /* of a list, that people look at */
#define TRIES 10            /* of each course listed, for calibration */
#define INTERVAL_SDS 1.2816 /* 80 % of a normal distribution */
#define EXACT_ITEMS 12
#define CATALOGUE_SHARE .01
#define SHAKEN_MOST 16
#define SHAKES 5 /* of the catalogue, each with other courses */

enum stream { OUTCOMES = 1, RETIRED };

struct world {
    struct bw_worlds_run *run;
    struct bw_stage stage;
    struct bw_worlds_figures *figures;
    struct bw_worlds_person *people; /* of this world */
    uint64_t seed;                   /* of the draws for measuring */
    struct bw_ask_list *lists, *other;
    struct bw_ask_repeat *repeats;
    double *oracle, *knowable; /* closed, of each */
    double *again, *ranked_again;
    uint32_t n;
};

static enum bw_err make_room(struct world *world, struct bw_fail *fail)
{
    struct bw_worlds_run *run = world->run;
    world->n = world->stage.truth->n_people;
    if (run->n_people + world->n > run->room) {
        size_t room = 2 * run->room + world->n;
        struct bw_worlds_person *grown = realloc(run->people, room * sizeof *grown);
        if (!grown)
            return bw_fail_set(fail, BW_INTERNAL, "%zu people: out of memory", room);
        run->people = grown;
        run->room = room;
    }
    world->people = run->people + run->n_people;
    memset(world->people, 0, world->n * sizeof *world->people);
    run->n_people += world->n;
    world->lists = calloc(world->n + 1, sizeof *world->lists);
    world->other = calloc(world->n + 1, sizeof *world->other);
    world->repeats = calloc(world->n + 1, sizeof *world->repeats);
    world->oracle = calloc(world->n + 1, sizeof *world->oracle);
    world->knowable = calloc(world->n + 1, sizeof *world->knowable);
    world->again = calloc(world->n + 1, sizeof *world->again);
    world->ranked_again = calloc(world->n + 1, sizeof *world->ranked_again);
    if (!world->lists || !world->other || !world->repeats || !world->oracle || !world->knowable ||
        !world->again || !world->ranked_again)
        return bw_fail_set(fail, BW_INTERNAL, "%u people: out of memory", world->n);
    return BW_OK;
}

static double closed_by(const struct world *world, uint32_t i, const uint32_t *list, uint32_t n)
{
    const struct bw_play *play = &world->stage.plays[i];
    uint32_t taken[BW_PLAY_COURSES_MOST];
    uint32_t chosen = bw_play_choose(play, &world->run->budget, list, n, taken);
    return bw_play_value(play, taken, chosen);
}

/* How often each course was completed: what a learning system shows as popular. */
static void count_popularity(const struct world *world, uint32_t *popularity)
{
    for (uint32_t i = 0; i < world->n; i++) {
        const struct bw_truth_person *person = &world->stage.truth->people[i];
        for (size_t d = 0; d < person->n_done; d++)
            popularity[person->done[d].course]++;
    }
}

static struct bw_rounds rounds_of(const struct world *world)
{
    return (struct bw_rounds){.plays = world->stage.plays,
                              .n = world->n,
                              .budget = &world->run->budget,
                              .seed = world->seed};
}

static enum bw_err play_ranked(struct world *world, const uint32_t *popularity, uint32_t *list,
                               struct bw_fail *fail)
{
    struct bw_ranked_known known;
    enum bw_err err = BW_OK;
    for (uint32_t i = 0; i < world->n && !err; i++) {
        const struct bw_play *play = &world->stage.plays[i];
        err = bw_ask_known(world->stage.client, play, &known, &world->repeats[i], fail);
        if (err)
            break;
        uint32_t n = bw_ranked_list(play, &known, popularity, false, list);
        world->figures->ranked += closed_by(world, i, list, n);
        n = bw_ranked_list(play, &known, popularity, true, list);
        world->figures->ranked_by_price += closed_by(world, i, list, n);
        struct bw_rounds rounds = rounds_of(world);
        world->ranked_again[i] = bw_rounds_ranked(&rounds, i, &known, popularity, list);
    }
    return err;
}

/* What can be closed by who knows the levels, and of courses what can be known. */
static double play_knowable(const struct world *world, uint32_t i)
{
    const struct bw_play *play = &world->stage.plays[i];
    struct bw_oracle_plan plan;
    struct bw_play said = *play;
    said.truth = world->stage.said;
    bw_oracle_plan(&said, &world->run->budget, &plan);
    return bw_play_value(play, plan.courses, plan.n);
}

/* What the oracle, and who knows less, would close for each. */
static void play_oracles(void *context, unsigned member, size_t first, size_t end)
{
    struct world *world = context;
    (void)member;
    for (size_t i = first; i < end; i++) {
        struct bw_oracle_plan plan;
        bw_oracle_plan(&world->stage.plays[i], &world->run->budget, &plan);
        world->oracle[i] = plan.value;
        world->knowable[i] = play_knowable(world, (uint32_t)i);
    }
}

/* The gap, the oracle and the baseline: what does not depend on the engine. */
static enum bw_err play_others(struct world *world, struct bw_fail *fail)
{
    uint32_t n_courses = world->stage.truth->n_courses;
    uint32_t *popularity = calloc(2 * (size_t)n_courses + 1, sizeof *popularity);
    if (!popularity)
        return bw_fail_set(fail, BW_INTERNAL, "%u courses: out of memory", n_courses);
    enum bw_err err = BW_OK;
    for (uint32_t i = 0; i < world->n && !err; i++)
        err = bw_ask_lapsed(world->stage.client, &world->stage.plays[i], fail);
    bw_crew_run(world->run->n_threads, err ? 0 : world->n, 1, play_oracles, world);
    for (uint32_t i = 0; i < world->n && !err; i++) {
        world->people[i].group = world->stage.truth->people[i].group;
        world->people[i].gap = bw_play_gap(&world->stage.plays[i]);
        world->figures->gap += world->people[i].gap;
        world->figures->oracle += world->oracle[i];
        world->figures->knowable += world->knowable[i];
    }
    count_popularity(world, popularity);
    if (!err)
        err = play_ranked(world, popularity, popularity + n_courses, fail);
    free(popularity);
    return err;
}

/* How many beliefs cover the true level with their 80 % intervals. */
static enum bw_err look_at_beliefs(struct world *world, struct bw_fail *fail)
{
    struct bw_ask_belief belief[BW_PLAY_COMPETENCIES_MOST];
    enum bw_err err = BW_OK;
    for (uint32_t i = 0; i < world->n && !err; i++) {
        const struct bw_play *play = &world->stage.plays[i];
        err = bw_ask_beliefs(world->stage.client, play, belief, fail);
        for (uint32_t c = 0; c < play->truth->n_competencies && !err; c++) {
            if (belief[c].sd < 0)
                continue;
            double off = play->person->levels[c] - belief[c].have;
            bool covered = (off < 0 ? -off : off) <= INTERVAL_SDS * belief[c].sd;
            world->figures->intervals += 1;
            world->figures->covered += covered;
            world->figures->intervals_seen += belief[c].seen;
            world->figures->covered_seen += covered && belief[c].seen;
        }
    }
    return err;
}

static uint32_t first_of(const struct bw_ask_list *list)
{
    return list->n < FIRST ? list->n : FIRST;
}

/* The chances that were told, each against outcomes that the world draws. */
static enum bw_err judge_chances(struct world *world, struct bw_arm_figures *figures,
                                 struct bw_fail *fail)
{
    struct bw_foretold *told = calloc((size_t)world->n * FIRST * TRIES + 1, sizeof *told);
    size_t n = 0;
    if (!told)
        return bw_fail_set(fail, BW_INTERNAL, "%u people: out of memory", world->n);
    for (uint32_t i = 0; i < world->n; i++) {
        const struct bw_ask_list *list = &world->lists[i];
        struct bw_draw draw = bw_draw_start(world->seed, OUTCOMES, i);
        for (uint32_t r = 0; r < first_of(list); r++) {
            double true_chance = bw_play_chance(&world->stage.plays[i], list->course[r]);
            for (int t = 0; t < TRIES; t++)
                told[n++] =
                    (struct bw_foretold){list->success[r], bw_draw_chance(&draw, true_chance)};
        }
    }
    if (n > 0) {
        bw_metrics_sort(told, n);
        figures->calibration_error = bw_metrics_of(told, n).ece;
        figures->n_bins = bw_metrics_bins(told, n, figures->bins);
    }
    free(told);
    return BW_OK;
}

static enum bw_err judge_lists(struct world *world, enum bw_worlds_arm arm, struct bw_fail *fail)
{
    struct bw_arm_figures *figures = &world->figures->arms[arm];
    enum bw_err err =
        bw_ask_lists(world->stage.client, world->stage.plays, world->n, world->lists, fail);
    for (uint32_t i = 0; i < world->n && !err; i++) {
        const struct bw_ask_list *list = &world->lists[i];
        world->people[i].closed[arm] = closed_by(world, i, list->course, list->n);
        for (uint32_t r = 0; r < first_of(list); r++)
            world->people[i].exposure[arm] += bw_log(2) / bw_log(r + 2.0);
        figures->engine += world->people[i].closed[arm];
    }
    figures->worlds = 1;
    figures->gap = world->figures->gap;
    figures->oracle = world->figures->oracle;
    figures->knowable = world->figures->knowable;
    figures->ranked = world->figures->ranked;
    return err ? err : judge_chances(world, figures, fail);
}

/* Mean overlap of everyone's first ten with those of before. */
static enum bw_err compare_lists(struct world *world, double *sum, uint32_t *n,
                                 struct bw_fail *fail)
{
    enum bw_err err =
        bw_ask_lists(world->stage.client, world->stage.plays, world->n, world->other, fail);
    for (uint32_t i = 0; i < world->n && !err; i++) {
        const struct bw_ask_list *before = &world->lists[i], *after = &world->other[i];
        if (before->n == 0 && after->n == 0)
            continue;
        *sum += bw_overlap(before->course, first_of(before), after->course, first_of(after));
        *n += 1;
    }
    return err;
}

/* A hundredth of the courses, of those that can be taken. */
static uint32_t choose_courses(const struct world *world, uint64_t shake, uint32_t *chosen)
{
    const struct bw_catalogue *cat = &world->stage.snapshot->cat;
    struct bw_draw draw = bw_draw_start(world->seed, RETIRED, shake);
    uint32_t n = 0, want = 1 + (uint32_t)(CATALOGUE_SHARE * (cat->n_courses - 1));
    for (int tries = 0; tries < 1000 && n < want && n < SHAKEN_MOST; tries++) {
        uint32_t course = bw_draw_below(&draw, cat->n_courses);
        const struct bw_course *at = &cat->courses[course];
        bool not_it =
            at->retired || (at->n_sessions > 0 && !bw_course_next_session(at, world->stage.today));
        for (uint32_t i = 0; i < n; i++)
            not_it |= chosen[i] == course;
        if (!not_it)
            chosen[n++] = course;
    }
    return n;
}

/* It goes, and comes back: the lists with it against those without. */
static enum bw_err shake_once(struct world *world, enum bw_worlds_arm arm, uint64_t shake,
                              struct bw_fail *fail)
{
    struct bw_arm_figures *figures = &world->figures->arms[arm];
    const struct bw_catalogue *cat = &world->stage.snapshot->cat;
    uint32_t chosen[SHAKEN_MOST], n = choose_courses(world, shake, chosen);
    enum bw_err err = BW_OK;
    for (uint32_t i = 0; i < n && !err; i++)
        err = bw_ask_retire(world->stage.client, cat->courses[chosen[i]].id, true, fail);
    if (!err)
        err = compare_lists(world, &figures->catalogue_overlap, &figures->n_catalogue, fail);
    for (uint32_t i = 0; i < n && !err; i++)
        err = bw_ask_retire(world->stage.client, cat->courses[chosen[i]].id, false, fail);
    return err;
}

static enum bw_err shake_catalogue(struct world *world, enum bw_worlds_arm arm,
                                   struct bw_fail *fail)
{
    enum bw_err err = BW_OK;
    for (uint64_t shake = 0; shake < SHAKES && !err; shake++)
        err = shake_once(world, arm, shake, fail);
    return err;
}

/* Everyone's newest item by somebody else is said again, at the level that is believed. */
static enum bw_err repeat_items(struct world *world, char (*ids)[24], struct bw_fail *fail)
{
    struct bw_ask_belief belief[BW_PLAY_COMPETENCIES_MOST];
    struct bw_ask_items items;
    enum bw_err err = BW_OK;
    bw_ask_items_start(&items, world->stage.client, fail);
    for (uint32_t i = 0; i < world->n && !err; i++) {
        const struct bw_play *play = &world->stage.plays[i];
        const struct bw_ask_repeat *repeat = &world->repeats[i];
        snprintf(ids[i], sizeof ids[i], "neutral-%u", i);
        if (!repeat->source[0])
            continue;
        err = bw_ask_beliefs(world->stage.client, play, belief, fail);
        if (err || belief[repeat->competency].sd < 0)
            continue;
        bw_ask_items_add(&items, &(struct bw_ask_item){
                                     .employee = play->person->id,
                                     .competency = play->truth->competencies[repeat->competency],
                                     .source = repeat->source,
                                     .by = repeat->by,
                                     .at = world->stage.today_text,
                                     .id = ids[i],
                                     .level = belief[repeat->competency].have});
    }
    enum bw_err sent = bw_ask_items_end(&items);
    return err ? err : sent;
}

static enum bw_err take_back_items(struct world *world, char (*ids)[24], struct bw_fail *fail)
{
    enum bw_err err = BW_OK;
    const char **some = calloc(world->n + 1, sizeof *some);
    size_t n = 0;
    if (!some)
        return bw_fail_set(fail, BW_INTERNAL, "%u people: out of memory", world->n);
    for (uint32_t i = 0; i < world->n; i++)
        if (world->repeats[i].source[0])
            some[n++] = ids[i];
    err = bw_ask_delete(world->stage.client, some, n, fail);
    free(some);
    return err;
}

/* The daemon starts anew after evidence was written, so that peers' votes are those of now. */
static enum bw_err shake_evidence(struct world *world, enum bw_worlds_arm arm, struct bw_fail *fail)
{
    struct bw_arm_figures *figures = &world->figures->arms[arm];
    char(*ids)[24] = calloc(world->n + 1, sizeof *ids);
    if (!ids)
        return bw_fail_set(fail, BW_INTERNAL, "%u people: out of memory", world->n);
    enum bw_err err = repeat_items(world, ids, fail);
    if (!err)
        err = bw_stage_serve(&world->stage, fail);
    if (!err)
        err = compare_lists(world, &figures->item_overlap, &figures->n_item, fail);
    if (!err)
        err = take_back_items(world, ids, fail);
    if (!err)
        err = bw_stage_serve(&world->stage, fail);
    free(ids);
    return err;
}

/* Asked again after each course, on a copy of the store. */
static enum bw_err judge_rounds(struct world *world, enum bw_worlds_arm arm, struct bw_fail *fail)
{
    struct bw_rounds rounds = rounds_of(world);
    struct bw_stage aside;
    enum bw_err err = bw_stage_aside(&world->stage, &aside, fail);
    if (err)
        return err;
    err = bw_rounds_engine(&rounds, &aside, world->again, fail);
    bw_stage_close(&aside);
    for (uint32_t i = 0; i < world->n && !err; i++)
        bw_figures_add_again(&world->figures->arms[arm].again, world->again[i],
                             world->ranked_again[i], world->oracle[i]);
    return err ? err : bw_stage_serve(&world->stage, fail);
}

static enum bw_err judge_arm(struct world *world, enum bw_worlds_arm arm, struct bw_fail *fail)
{
    enum bw_err err = judge_lists(world, arm, fail);
    if (!err)
        err = shake_catalogue(world, arm, fail);
    if (!err)
        err = shake_evidence(world, arm, fail);
    return err ? err : judge_rounds(world, arm, fail);
}

/* Trains, and asks for the model to be put into service. */
static enum bw_err train(struct world *world, bool *serving, struct bw_fail *fail)
{
    struct bw_worlds_run *run = world->run;
    char version[64];
    bool trained = false;
    *serving = false;
    enum bw_err err = bw_stage_train(&world->stage, run->seed, &trained, fail);
    run->untrained |= !err && !trained;
    if (!err)
        err = bw_stage_serve(&world->stage, fail);
    if (err || !trained)
        return err;
    err = bw_ask_newest_model(world->stage.client, version, sizeof version, fail);
    if (!err)
        err = bw_ask_promote(world->stage.client, version, serving, fail);
    if (!err && !*serving) {
        run->n_refused++;
        snprintf(run->refused, sizeof run->refused, "%.599s", fail->text);
    }
    return err;
}

/* Which beliefs matter to the person's list: what is asked, and the entry of courses for it. */
static void mark_needed(const struct bw_play *play, bool *needed)
{
    const struct bw_catalogue *cat = play->cat;
    for (uint32_t c = 0; c < play->truth->n_competencies; c++)
        needed[c] = play->weight[c] > 0;
    for (uint32_t k = 0; k < cat->n_courses; k++) {
        const struct bw_course *course = &cat->courses[k];
        bool of_use = false;
        for (size_t i = 0; i < course->n_teaches && course->n_requires; i++)
            of_use |= play->weight[course->teaches[i].competency] > 0;
        for (size_t i = 0; of_use && i < course->n_requires; i++)
            needed[course->requires[i].competency] = true;
    }
}

/* Near-exact evidence: many tests of the true level, today. */
static enum bw_err tell_the_truth(struct world *world, struct bw_fail *fail)
{
    struct bw_ask_items items;
    bw_ask_items_start(&items, world->stage.client, fail);
    for (uint32_t i = 0; i < world->n; i++) {
        const struct bw_play *play = &world->stage.plays[i];
        bool needed[BW_PLAY_COMPETENCIES_MOST];
        mark_needed(play, needed);
        for (uint32_t c = 0; c < play->truth->n_competencies; c++)
            for (int t = 0; needed[c] && t < EXACT_ITEMS; t++) {
                char by[16];
                snprintf(by, sizeof by, "exact-%d", t);
                bw_ask_items_add(&items,
                                 &(struct bw_ask_item){.employee = play->person->id,
                                                       .competency = play->truth->competencies[c],
                                                       .source = "test",
                                                       .by = by,
                                                       .at = world->stage.today_text,
                                                       .level = play->person->levels[c]});
            }
    }
    return bw_ask_items_end(&items);
}

static enum bw_err judge_informed(struct world *world, enum bw_worlds_arm arm, struct bw_fail *fail)
{
    enum bw_err err =
        bw_ask_lists(world->stage.client, world->stage.plays, world->n, world->lists, fail);
    for (uint32_t i = 0; i < world->n && !err; i++)
        world->figures->arms[arm].informed +=
            closed_by(world, i, world->lists[i].course, world->lists[i].n);
    return err;
}

static enum bw_err judge(struct world *world, struct bw_fail *fail)
{
    bool serving = false;
    enum bw_err err = bw_stage_serve(&world->stage, fail);
    if (!err)
        err = play_others(world, fail);
    if (!err)
        err = look_at_beliefs(world, fail);
    if (!err)
        err = judge_arm(world, BW_ARM_CLOSED, fail);
    if (!err && world->run->train)
        err = train(world, &serving, fail);
    if (!err && serving)
        err = judge_arm(world, BW_ARM_TRAINED, fail);
    if (!err)
        err = tell_the_truth(world, fail);
    if (!err)
        err = bw_stage_serve(&world->stage, fail);
    if (!err && serving)
        err = judge_informed(world, BW_ARM_TRAINED, fail);
    if (!err && serving)
        err = bw_ask_rollback(world->stage.client, fail);
    return err ? err : judge_informed(world, BW_ARM_CLOSED, fail);
}

enum bw_err bw_worlds_run_one(struct bw_worlds_run *run, uint64_t number,
                              struct bw_worlds_figures *out, struct bw_fail *fail)
{
    struct world world = {.run = run, .figures = out, .seed = run->seed ^ number << 32};
    *out = (struct bw_worlds_figures){.world = number};
    enum bw_err err = bw_stage_open(&world.stage, run->seed, number, run->today, fail);
    if (err)
        return err;
    err = make_room(&world, fail);
    out->n_people = world.n;
    out->n_courses = world.stage.truth->n_courses;
    out->wrong_tags = world.stage.truth->nature.wrong_tags;
    if (!err)
        err = judge(&world, fail);
    free(world.lists);
    free(world.other);
    free(world.repeats);
    free(world.oracle);
    free(world.knowable);
    free(world.again);
    free(world.ranked_again);
    bw_stage_close(&world.stage);
    return err;
}
