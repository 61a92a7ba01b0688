#include "model/plan/plan_binding.h"

#include <math.h>
#include <string.h>

#include "model/base/sort.h"
#include "model/plan/plan_blocked.h"
#include "model/plan/plan_greedy.h"
#include "model/plan/plan_improve.h"

#define BINDINGS_MOST 64
/* Sessions that are full of which it is asked what one seat more would bring. */
#define SESSIONS_TRIED 8
/* So much more of what can be closed counts as more. */
#define MORE_LEAST 1e-3
#define HALVINGS 12
#define LOOSER 1.1
#define DAYS_LATER 365
#define STAKE 10
/* Plans of so many people are made anew for every limit that is loosened; those of more are only
 * added to. */
#define ANEW_MOST 5

struct bw_plan_binding bw_plan_binding_of(enum bw_plan_constraint constraint)
{
    return (struct bw_plan_binding){.constraint = constraint,
                                    .limit = NAN,
                                    .need = NAN,
                                    .person = BW_NONE,
                                    .course = BW_NONE,
                                    .competency = BW_NONE,
                                    .date = BW_DAY_NONE};
}

void bw_plan_binding_add(struct bw_plan_bindings *bindings, const struct bw_plan_binding *binding)
{
    if (bindings->n < bindings->most)
        bindings->at[bindings->n++] = *binding;
}

/* Looking for what binds one plan. */
struct seeking {
    const struct bw_plan_draft *draft;
    const struct bw_plan_problem *problem;
    const struct bw_plan *plan;
    struct bw_plan_bindings out;
    double base;   /* closure of what is planned anew as things are, at once */
    double enough; /* what counts as more */
};

/* What planning at once gives. */
struct outcome {
    double closure, least;         /* of all; of the person who closes least */
    double cost_cents, hours_most; /* of all; of the person who has most */
    uint32_t courses_most;
};

static struct outcome outcome_of(const struct bw_plan_draft *draft)
{
    struct outcome out = {
        .closure = draft->closure, .least = INFINITY, .cost_cents = (double)draft->cost_cents};
    for (uint32_t p = 0; p < draft->problem->n_people; p++) {
        const struct bw_plan_line *line = &draft->lines[p];
        if (draft->problem->people[p].gap->total > 0 && line->closure < out.least)
            out.least = line->closure;
        out.hours_most = line->hours > out.hours_most ? line->hours : out.hours_most;
        out.courses_most = line->n > out.courses_most ? line->n : out.courses_most;
    }
    return out;
}

static struct bw_plan_draft plan_at_once(const struct bw_plan_problem *problem, double stake)
{
    struct bw_plan_greedy greedy = bw_plan_greedy_new(problem, .5);
    struct bw_plan_draft draft = bw_plan_draft_new(problem, stake);
    bw_plan_greedy_fill(&greedy, &draft);
    bw_plan_tidy(problem, &draft);
    return draft;
}

/* The plan itself, and what can be added within `problem`, which is looser. */
static struct bw_plan_draft plan_on(const struct bw_plan_problem *problem,
                                    const struct bw_plan_draft *from)
{
    struct bw_plan_greedy greedy = bw_plan_greedy_new(problem, .5);
    struct bw_plan_draft draft = bw_plan_draft_new(problem, from->stake);
    bw_plan_draft_copy(&draft, from);
    draft.problem = problem;
    bw_plan_greedy_fill(&greedy, &draft);
    return draft;
}

/* Planned anew, or, where `from` is a plan of the same courses, on from that; of few people the
 * better of both. */
static struct outcome outcome_of_problem(const struct bw_plan_problem *problem,
                                         const struct bw_plan_draft *from)
{
    struct bw_arena *arena = problem->arena;
    size_t mark = bw_arena_mark(arena);
    double stake = problem->limits.min_closure > 0 ? STAKE : 0;
    struct outcome out = {.closure = -1};
    if (from) {
        struct bw_plan_draft draft = plan_on(problem, from);
        out = outcome_of(&draft);
    }
    if (!from || problem->n_people <= ANEW_MOST) {
        struct bw_plan_draft draft = plan_at_once(problem, stake);
        struct outcome anew = outcome_of(&draft);
        if (anew.closure > out.closure)
            out = anew;
    }
    bw_arena_rewind(arena, mark);
    return out;
}

static struct outcome outcome_within(const struct bw_plan_problem *problem,
                                     const struct bw_plan_limits *limits,
                                     const struct bw_plan_draft *from)
{
    struct bw_arena *arena = problem->arena;
    size_t mark = bw_arena_mark(arena);
    struct outcome out = outcome_of_problem(bw_plan_problem_within(problem, limits, arena), from);
    bw_arena_rewind(arena, mark);
    return out;
}

static bool is_more(const struct seeking *seeking, const struct outcome *outcome, double base)
{
    return outcome->closure > base + seeking->enough;
}

/* A limit that is a number: how it is set, and what a plan uses of it. */
struct dial {
    enum bw_plan_constraint constraint;
    double limit, widest; /* widest: where it limits nothing */
    void (*set)(struct bw_plan_limits *limits, struct bw_person *person, double value);
    double (*used)(const struct outcome *outcome, double value);
    bool of_person; /* it is set of a person: then all is planned anew */
};

/* Other hours of a person are another problem. */
static struct outcome turn(const struct seeking *seeking, const struct dial *dial, double value)
{
    struct bw_arena *arena = seeking->problem->arena;
    size_t mark = bw_arena_mark(arena);
    struct bw_plan_task task = *seeking->problem->task;
    struct bw_plan_limits limits = seeking->problem->limits;
    struct bw_person person = task.people.at[0];
    dial->set(&limits, &person, value);
    if (!dial->of_person)
        return outcome_within(seeking->problem, &limits, seeking->draft);
    task.people.at = &person;
    struct outcome out = outcome_of_problem(bw_plan_problem_make(&task, &limits, arena), NULL);
    bw_arena_rewind(arena, mark);
    return out;
}

/* The least value that closes more: a tenth more, else by halving what lies between. */
static void seek_dial(struct seeking *seeking, const struct dial *dial)
{
    double low = dial->limit, high = dial->limit * LOOSER;
    double base = dial->of_person ? seeking->base : seeking->draft->closure;
    struct outcome best = turn(seeking, dial, high);
    if (!is_more(seeking, &best, base) || high <= low) {
        low = high;
        high = dial->widest;
        best = turn(seeking, dial, high);
        if (!is_more(seeking, &best, base))
            return;
    }
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        struct outcome there = turn(seeking, dial, middle);
        if (is_more(seeking, &there, base)) {
            best = there;
            high = middle;
        } else {
            low = middle;
        }
    }
    struct bw_plan_binding found = bw_plan_binding_of(dial->constraint);
    found.limit = dial->limit;
    found.need = dial->used(&best, high);
    found.more = best.closure - base;
    found.unmet = seeking->plan->n_items == 0;
    found.person = seeking->problem->n_people == 1 && dial->constraint != BW_PLAN_BUDGET &&
                           dial->constraint != BW_PLAN_AWAY
                       ? 0
                       : BW_NONE;
    bw_plan_binding_add(&seeking->out, &found);
}

static void set_budget(struct bw_plan_limits *limits, struct bw_person *person, double value)
{
    (void)person;
    limits->budget_cents = (int64_t)value;
}

static double budget_used(const struct outcome *outcome, double value)
{
    (void)value;
    return outcome->cost_cents;
}

static void set_hours(struct bw_plan_limits *limits, struct bw_person *person, double value)
{
    (void)person;
    limits->hours = value;
}

static double hours_used(const struct outcome *outcome, double value)
{
    (void)value;
    return outcome->hours_most;
}

static void set_courses(struct bw_plan_limits *limits, struct bw_person *person, double value)
{
    (void)person;
    limits->max_courses = (uint32_t)value;
}

static double courses_used(const struct outcome *outcome, double value)
{
    (void)value;
    return outcome->courses_most;
}

static void set_away(struct bw_plan_limits *limits, struct bw_person *person, double value)
{
    (void)person;
    limits->max_away_share = value;
}

static void set_week(struct bw_plan_limits *limits, struct bw_person *person, double value)
{
    (void)limits;
    person->preferences.max_hours_week = value;
}

static double value_itself(const struct outcome *outcome, double value)
{
    (void)outcome;
    return value;
}

static void seek_budget(struct seeking *seeking)
{
    double all = 1;
    const struct bw_plan_problem *problem = seeking->problem;
    if (problem->limits.budget_cents < 0)
        return;
    for (uint32_t c = 0; c < problem->n_choices; c++)
        all += (double)problem->courses[problem->choices[c].course].course->price_cents;
    struct dial dial = {
        BW_PLAN_BUDGET, (double)problem->limits.budget_cents, all, set_budget, budget_used, false};
    if (all > dial.limit)
        seek_dial(seeking, &dial);
}

static void seek_hours(struct seeking *seeking)
{
    double all = 1;
    const struct bw_plan_problem *problem = seeking->problem;
    if (problem->limits.hours < 0)
        return;
    for (uint32_t c = 0; c < problem->n_courses; c++)
        all += problem->courses[c].course->hours;
    struct dial dial = {BW_PLAN_HOURS, problem->limits.hours, all, set_hours, hours_used, false};
    if (all > dial.limit)
        seek_dial(seeking, &dial);
}

static void seek_courses(struct seeking *seeking)
{
    const struct bw_plan_limits *limits = &seeking->problem->limits;
    struct dial dial = {BW_PLAN_MAX_COURSES, limits->max_courses, BW_PLAN_CHOICES_MOST,
                        set_courses,         courses_used,        false};
    if (limits->max_courses < BW_PLAN_CHOICES_MOST)
        seek_dial(seeking, &dial);
}

static void seek_week(struct seeking *seeking)
{
    const struct bw_plan_problem *problem = seeking->problem;
    const struct bw_person *person = problem->people[0].person;
    double own = problem->people[0].own_pace_hours, all = problem->people[0].week_hours;
    struct dial dial = {BW_PLAN_WEEK_HOURS, own, all, set_week, value_itself, true};
    if (problem->n_people == 1 && person->preferences.max_hours_week > 0 && own < all)
        seek_dial(seeking, &dial);
}

/* The first week in which no more may be away. */
static bw_day full_week(const struct bw_plan_draft *draft)
{
    const struct bw_plan_problem *problem = draft->problem;
    for (uint32_t w = 0; w < problem->n_weeks; w++)
        if (draft->away[w] >= problem->away_most)
            return problem->limits.from + (bw_day)(w * BW_PLAN_DAYS_A_WEEK);
    return BW_DAY_NONE;
}

static void seek_away(struct seeking *seeking)
{
    const struct bw_plan_problem *problem = seeking->problem;
    struct dial dial = {BW_PLAN_AWAY, problem->limits.max_away_share, 1, set_away, value_itself,
                        false};
    size_t before = seeking->out.n;
    if (problem->away_most != BW_NONE && dial.limit < 1)
        seek_dial(seeking, &dial);
    for (; before < seeking->out.n; before++) {
        struct bw_plan_binding *found = &seeking->out.at[before];
        double people = ceil(found->need * problem->n_people - 1e-6);
        found->need = people / problem->n_people;
        found->date = full_week(seeking->draft);
    }
}

/* One seat more in a session that the plan fills. */
static void seek_seats(struct seeking *seeking)
{
    struct bw_arena *arena = seeking->problem->arena;
    const struct bw_plan_problem *problem = seeking->problem;
    size_t tried = 0;
    for (uint32_t o = 0; o < problem->n_options && tried < SESSIONS_TRIED; o++) {
        const struct bw_plan_option *option = &problem->options[o];
        if (option->seats == BW_NONE || seeking->draft->heads[o] < option->seats)
            continue;
        size_t mark = bw_arena_mark(arena);
        struct bw_plan_problem *looser = bw_plan_problem_within(problem, &problem->limits, arena);
        struct bw_plan_option *options = bw_arena_take(arena, problem->n_options * sizeof *options);
        memcpy(options, problem->options, problem->n_options * sizeof *options);
        options[o].seats++;
        looser->options = options;
        struct outcome there = outcome_of_problem(looser, seeking->draft);
        bw_arena_rewind(arena, mark);
        tried++;
        if (!is_more(seeking, &there, seeking->draft->closure))
            continue;
        struct bw_plan_binding found = bw_plan_binding_of(BW_PLAN_SEATS);
        found.limit = option->seats;
        found.need = option->seats + 1.;
        found.more = there.closure - seeking->draft->closure;
        found.course = problem->courses[option->course].index;
        found.session = option->session;
        bw_plan_binding_add(&seeking->out, &found);
    }
}

static struct outcome until(const struct bw_plan_problem *later, bw_day by)
{
    struct bw_plan_limits limits = later->limits;
    limits.by = by;
    return outcome_within(later, &limits, NULL);
}

/* The first last day that lets more be closed, up to that of `later`; only where less than the
 * usual year was asked. */
static void seek_by(struct seeking *seeking, const struct bw_plan_problem *later)
{
    const struct bw_plan_limits *limits = &seeking->problem->limits;
    bw_day low = limits->by > limits->from ? limits->by : limits->from - 1;
    bw_day high = later->limits.by;
    if (limits->by >= limits->from + DAYS_LATER)
        return;
    struct outcome best = until(later, high);
    if (!is_more(seeking, &best, seeking->base))
        return;
    while (high - low > 1) {
        bw_day middle = low + (high - low) / 2;
        struct outcome there = until(later, middle);
        if (is_more(seeking, &there, seeking->base)) {
            best = there;
            high = middle;
        } else {
            low = middle;
        }
    }
    struct bw_plan_binding found = bw_plan_binding_of(BW_PLAN_BY);
    found.date = high;
    found.more = best.closure - seeking->base;
    found.unmet = seeking->plan->n_items == 0;
    bw_plan_binding_add(&seeking->out, &found);
}

/* A later last day, and courses that would be taken had they a session in time. */
static void seek_time(struct seeking *seeking)
{
    struct bw_arena *arena = seeking->problem->arena;
    struct bw_plan_limits limits = seeking->problem->limits;
    limits.by = (limits.by > limits.from ? limits.by : limits.from) + DAYS_LATER;
    size_t mark = bw_arena_mark(arena);
    const struct bw_plan_problem *later =
        bw_plan_problem_make(seeking->problem->task, &limits, arena);
    seek_by(seeking, later);
    struct bw_plan_draft draft = plan_at_once(later, 0);
    bw_plan_blocked_sessions(seeking->problem, &draft, &seeking->out);
    bw_arena_rewind(arena, mark);
}

/* The most that everyone can get. */
static void seek_least(struct seeking *seeking)
{
    struct bw_plan_limits limits = seeking->problem->limits;
    double low = 0, high = limits.min_closure, reached = 0;
    if (seeking->plan->feasible || limits.min_closure <= 0)
        return;
    for (int i = 0; i < HALVINGS; i++) {
        limits.min_closure = (low + high) / 2;
        struct outcome there = outcome_within(seeking->problem, &limits, NULL);
        if (there.least >= limits.min_closure && isfinite(there.least)) {
            low = limits.min_closure;
            reached = there.least > reached ? there.least : reached;
        } else {
            high = limits.min_closure;
        }
    }
    struct bw_plan_binding found = bw_plan_binding_of(BW_PLAN_MIN_CLOSURE);
    found.limit = seeking->problem->limits.min_closure;
    found.need = floor(reached * 1e6) / 1e6;
    found.unmet = true;
    bw_plan_binding_add(&seeking->out, &found);
}

static int gravest(const void *a, const void *b)
{
    const struct bw_plan_binding *x = a, *y = b;
    if (x->unmet != y->unmet)
        return x->unmet ? -1 : 1;
    if (x->more > y->more || x->more < y->more)
        return x->more > y->more ? -1 : 1;
    if (x->constraint != y->constraint)
        return x->constraint < y->constraint ? -1 : 1;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    if (x->course != y->course)
        return x->course < y->course ? -1 : 1;
    if (x->competency != y->competency)
        return x->competency < y->competency ? -1 : 1;
    return (x->date > y->date) - (x->date < y->date);
}

void bw_plan_bind(const struct bw_plan_draft *draft, struct bw_plan *out)
{
    const struct bw_plan_problem *problem = draft->problem;
    struct seeking seeking = {.draft = draft, .problem = problem, .plan = out};
    seeking.out.at = BW_ARENA_NEW(problem->arena, struct bw_plan_binding, BINDINGS_MOST);
    seeking.out.most = BINDINGS_MOST;
    out->binding = seeking.out.at;
    if (problem->gap <= 0)
        return;
    seeking.base = outcome_of_problem(problem, NULL).closure;
    seeking.enough = MORE_LEAST * problem->gap;
    seek_least(&seeking);
    seek_budget(&seeking);
    seek_hours(&seeking);
    seek_courses(&seeking);
    seek_week(&seeking);
    seek_away(&seeking);
    seek_seats(&seeking);
    seek_time(&seeking);
    bw_plan_blocked(problem, &seeking.out);
    bw_sort(seeking.out.at, seeking.out.n, sizeof *seeking.out.at, gravest);
    out->n_binding = seeking.out.n;
}
