#include "model/plan/plan_answer.h"

#include "model/plan/plan_cost.h"

#include <string.h>

/* What a course adds to a need that is no more than this is nothing. */
#define SERVES_LEAST 1e-12

struct answering {
    const struct bw_plan_draft *draft;
    const struct bw_plan_problem *problem;
    struct bw_arena *arena;
    const struct bw_plan_line *line; /* of the person at hand */
    uint32_t person;
    struct bw_plan_taken without[BW_PLAN_CHOICES_MOST];
    bool stays[BW_PLAN_CHOICES_MOST]; /* of the line, when one is taken out */
    uint32_t n_without;
};

/* The line without one course and without what cannot be taken then. */
static double take_out(struct answering *answering, uint32_t at)
{
    const struct bw_plan_line *line = answering->line;
    double closure = 0;
    for (uint32_t i = 0; i < line->n; i++)
        answering->stays[i] = i != at;
    for (;;) {
        answering->n_without = 0;
        for (uint32_t i = 0; i < line->n; i++)
            if (answering->stays[i])
                answering->without[answering->n_without++] = line->taken[i];
        if (bw_plan_value(answering->problem, answering->person, answering->without,
                          answering->n_without, &closure))
            return closure;
        uint32_t refused = 0; /* the first whose kappa could not be given */
        while (answering->without[refused].kappa > 0)
            refused++;
        for (uint32_t i = 0; i < line->n; i++)
            if (line->taken[i].choice == answering->without[refused].choice)
                answering->stays[i] = false;
    }
}

static double kappa_without(const struct answering *answering, uint32_t choice)
{
    for (uint32_t i = 0; i < answering->n_without; i++)
        if (answering->without[i].choice == choice)
            return answering->without[i].kappa;
    return 0;
}

static uint32_t course_of(const struct bw_plan_problem *problem, uint32_t choice)
{
    return problem->courses[problem->choices[choice].course].index;
}

/* Ascending, few. */
static void insert(uint32_t at[], size_t *n, uint32_t course)
{
    size_t i = (*n)++;
    for (; i > 0 && at[i - 1] > course; i--)
        at[i] = at[i - 1];
    at[i] = course;
}

/* What the course serves: the needs of which less closes without it. The strongest kind counts. */
static void say_what_for(struct answering *answering, struct bw_plan_item *item)
{
    const struct bw_plan_chooser *chooser = &answering->problem->people[answering->person];
    const struct bw_plan_line *line = answering->line;
    item->kind = BW_TRAINING_DEVELOPMENT;
    for (uint32_t n = 0; n < chooser->n_open; n++) {
        double with =
            bw_plan_value_need(answering->problem, answering->person, n, line->taken, line->n);
        double without = bw_plan_value_need(answering->problem, answering->person, n,
                                            answering->without, answering->n_without);
        if (with - without <= SERVES_LEAST)
            continue;
        enum bw_training kind =
            bw_gap_training(answering->problem->task->question, chooser->gap, chooser->open[n]);
        item->kind = kind < item->kind ? kind : item->kind;
        item->mandatory |= chooser->open[n]->ask.mandatory;
    }
}

static void bear_cost(const struct answering *answering, const struct bw_plan_taken *taken,
                      struct bw_plan_item *item)
{
    const struct bw_plan_draft *draft = answering->draft;
    const struct bw_plan_problem *problem = answering->problem;
    const struct bw_course *course =
        problem->courses[problem->choices[taken->choice].course].course;
    uint32_t heads = draft->heads[taken->option], before = 0;
    bool grouped;
    int64_t total = bw_plan_cost(course, heads, &grouped);
    for (uint32_t p = 0; p < answering->person; p++)
        for (uint32_t i = 0; i < draft->lines[p].n; i++)
            before += draft->lines[p].taken[i].option == taken->option;
    const struct bw_catalogue *cat = problem->task->cat;
    double share = cat->orgs[problem->people[answering->person].person->org].personal_share;
    item->cost_cents = bw_plan_cost_share(total, heads, before);
    item->group = grouped ? heads : 0;
    if (!course->legal_basis && !item->mandatory && !item->working_time)
        item->employee_cost_cents = (int64_t)(share * (double)item->cost_cents + .5);
}

static struct bw_plan_item item_of(struct answering *answering, uint32_t at)
{
    const struct bw_plan_problem *problem = answering->problem;
    const struct bw_plan_line *line = answering->line;
    const struct bw_plan_taken *taken = &line->taken[at];
    const struct bw_course *course =
        problem->courses[problem->choices[taken->choice].course].course;
    enum bw_goal_kind goal = problem->task->question->goal.kind;
    struct bw_plan_item item = {.person = answering->person,
                                .course = course_of(problem, taken->choice),
                                .session = problem->options[taken->option].session,
                                .order = at + 1,
                                .start = taken->start,
                                .end = taken->end,
                                .hours = course->hours,
                                .success = taken->kappa};
    item.closure = line->closure - take_out(answering, at);
    uint32_t *unlocks = BW_ARENA_NEW(answering->arena, uint32_t, line->n);
    for (uint32_t i = 0; i < line->n; i++)
        if (i != at && kappa_without(answering, line->taken[i].choice) < line->taken[i].kappa)
            insert(unlocks, &item.unlocks.n, course_of(problem, line->taken[i].choice));
    item.unlocks.at = unlocks;
    say_what_for(answering, &item);
    item.working_time =
        item.kind == BW_TRAINING_NEEDED ||
        (course->legal_basis && (goal == BW_GOAL_CURRENT || goal == BW_GOAL_CHANGE));
    bear_cost(answering, taken, &item);
    return item;
}

static struct bw_plan_person person_of(const struct answering *answering)
{
    const struct bw_plan_chooser *chooser = &answering->problem->people[answering->person];
    const struct bw_plan_line *line = answering->line;
    struct bw_plan_person out = {.person = chooser->person,
                                 .gap = chooser->gap,
                                 .closable = chooser->closable,
                                 .closure = line->closure,
                                 .hours = line->hours,
                                 .courses = line->n};
    for (uint32_t n = 0; n < chooser->n_open; n++)
        out.mandatory_open +=
            chooser->open[n]->ask.mandatory &&
            bw_plan_value_need(answering->problem, answering->person, n, line->taken, line->n) <= 0;
    return out;
}

void bw_plan_answer(const struct bw_plan_draft *draft, struct bw_plan *out)
{
    const struct bw_plan_problem *problem = draft->problem;
    struct answering *answering = BW_ARENA_NEW(problem->arena, struct answering, 1);
    *answering = (struct answering){.draft = draft, .problem = problem, .arena = problem->arena};
    size_t n = 0;
    for (uint32_t p = 0; p < problem->n_people; p++)
        n += draft->lines[p].n;
    struct bw_plan_item *items = BW_ARENA_NEW(problem->arena, struct bw_plan_item, n);
    struct bw_plan_person *people =
        BW_ARENA_NEW(problem->arena, struct bw_plan_person, problem->n_people);
    out->limits = problem->limits;
    out->items = items;
    out->people = people;
    out->n_items = 0;
    out->n_people = problem->n_people;
    out->gap = problem->gap;
    out->closable = problem->closable;
    out->closure = out->hours = 0;
    out->cost_cents = 0;
    for (uint32_t p = 0; p < problem->n_people; p++) {
        answering->person = p;
        answering->line = &draft->lines[p];
        people[p] = person_of(answering);
        for (uint32_t i = 0; i < draft->lines[p].n; i++) {
            struct bw_plan_item item = item_of(answering, i);
            people[p].cost_cents += item.cost_cents;
            items[out->n_items++] = item;
        }
        out->closure += people[p].closure;
        out->hours += people[p].hours;
        out->cost_cents += people[p].cost_cents;
    }
}
