#include "model/plan/plan_problem.h"

#include "model/base/sort.h"
#include "model/plan/plan_modes.h"
#include "model/plan/plan_offer.h"
#include "model/plan/plan_track.h"
#include "model/plan/plan_value.h"
#include "model/success.h"

#include <string.h>

/* As the list divides by. */
#define HOURS_UNIT 40
#define CENTS_UNIT 100000
#define WEEK_HOURS 36
/* A step helps the next one when so many of those below it may be picked up. */
#define PICKED_UP_LEAST 1e-3
#define DEMANDS_MOST 8

/* What is known of one person while the problem is made. */
struct draft_person {
    struct bw_candidates_found *alone;
    const struct bw_plan_offer *offers;
    size_t n_offers;
};

struct making {
    struct bw_plan_problem *out;
    struct bw_arena *arena;
    struct bw_question *listed_for;
    struct draft_person *drafts;
    struct bw_plan_chooser *people;
    struct bw_plan_choice *choices;
    uint32_t *slot; /* per course of the catalogue: 1 + its number in the problem */
    /* of the person at hand */
    const struct draft_person *draft;
    struct bw_plan_chooser *chooser;
    struct bw_plan_track *tracks;
    struct bw_plan_rise *rises;
    size_t n_rises, most_rises;
};

double bw_plan_week_hours(const struct bw_person *person)
{
    return person->hours_per_week > 0 ? person->hours_per_week : WEEK_HOURS;
}

double bw_plan_own_pace_hours(const struct bw_person *person)
{
    double all = bw_plan_week_hours(person), liked = person->preferences.max_hours_week;
    return liked > 0 && liked < all ? liked : all;
}

double bw_plan_option_hours(const struct bw_plan_problem *problem, uint32_t option)
{
    const struct bw_plan_option *one = &problem->options[option];
    return problem->courses[one->course].course->hours / (one->n_weeks > 0 ? one->n_weeks : 1);
}

uint32_t bw_plan_next_option(const struct bw_plan_problem *problem, uint32_t choice,
                             uint32_t option)
{
    const struct bw_plan_choice *one = &problem->choices[choice];
    const struct bw_plan_course *course = &problem->courses[one->course];
    for (uint32_t o = option + 1; o < course->option + course->n_options; o++)
        if (one->options >> (o - course->option) & 1)
            return o;
    return BW_NONE;
}

uint32_t bw_plan_first_option(const struct bw_plan_problem *problem, uint32_t choice)
{
    return bw_plan_next_option(problem, choice,
                               problem->courses[problem->choices[choice].course].option - 1);
}

static void meet_person(struct making *making, uint32_t p)
{
    const struct bw_plan_task *task = making->out->task;
    struct bw_plan_chooser *chooser = &making->people[p];
    struct bw_gap *gap = bw_arena_take(making->arena, sizeof *gap);
    struct bw_forecast *forecast = bw_arena_take(making->arena, sizeof *forecast);
    struct bw_candidates_found *alone = bw_arena_take(making->arena, sizeof *alone);
    const struct bw_person *person = &task->people.at[p];
    *gap = bw_gap_make(task->cat, task->peers, person, task->question, making->arena);
    *forecast = bw_forecast_make(&gap->mind, task->question->as_of, making->arena);
    *alone = bw_candidates_unlisted(gap, task->question, making->arena);
    *chooser = (struct bw_plan_chooser){.person = person,
                                        .gap = gap,
                                        .open = alone->pool.open,
                                        .n_open = (uint32_t)alone->pool.n_open,
                                        .week_hours = bw_plan_week_hours(person),
                                        .own_pace_hours = bw_plan_own_pace_hours(person)};
    struct bw_plan_hunt hunt = {.task = task,
                                .gap = gap,
                                .forecast = forecast,
                                .listed_for = making->listed_for,
                                .alone = alone,
                                .limits = making->out->limits,
                                .week_hours = chooser->week_hours,
                                .own_pace_hours = chooser->own_pace_hours};
    struct draft_person *draft = &making->drafts[p];
    draft->alone = alone;
    draft->offers = bw_plan_offers_find(&hunt, making->arena, &draft->n_offers);
}

static void add_options(struct making *making, struct bw_plan_option *options, uint32_t number,
                        struct bw_plan_course *course)
{
    struct bw_plan_problem *out = making->out;
    course->option = out->n_options;
    if (course->course->n_sessions == 0)
        options[out->n_options++] = (struct bw_plan_option){
            .start = out->limits.from, .end = out->limits.by, .seats = BW_NONE, .course = number};
    for (size_t s = 0; s < course->course->n_sessions; s++) {
        const struct bw_session *session = &course->course->sessions[s];
        if (out->n_options - course->option == BW_PLAN_OPTIONS_MOST ||
            !bw_plan_session_fits(out->task->question, &out->limits, session))
            continue;
        int64_t left = bw_plan_seats_left(out->task, course->index, session);
        if (left == 0)
            continue;
        struct bw_plan_option option = {.session = session,
                                        .start = session->start,
                                        .end = bw_plan_session_end(session),
                                        .seats =
                                            left < 0 || left >= BW_NONE ? BW_NONE : (uint32_t)left,
                                        .course = number};
        option.n_weeks = bw_plan_session_weeks(&out->limits, session, &option.week);
        options[out->n_options++] = option;
    }
    course->n_options = out->n_options - course->option;
}

/* The courses that somebody may take, and their sessions in time. */
static void gather_courses(struct making *making)
{
    struct bw_plan_problem *out = making->out;
    const struct bw_catalogue *cat = out->task->cat;
    making->slot = BW_ARENA_NEW(making->arena, uint32_t, cat->n_courses);
    uint32_t n = 0;
    for (uint32_t p = 0; p < out->n_people; p++)
        for (size_t i = 0; i < making->drafts[p].n_offers; i++)
            making->slot[making->drafts[p].offers[i].course] = 1;
    for (uint32_t c = 0; c < cat->n_courses; c++)
        if (making->slot[c])
            making->slot[c] = ++n;
    struct bw_plan_course *courses = BW_ARENA_NEW(making->arena, struct bw_plan_course, n);
    struct bw_plan_option *options =
        BW_ARENA_NEW(making->arena, struct bw_plan_option, (size_t)n * BW_PLAN_OPTIONS_MOST);
    for (uint32_t c = 0; c < cat->n_courses; c++) {
        if (!making->slot[c])
            continue;
        struct bw_plan_course *course = &courses[out->n_courses];
        *course = (struct bw_plan_course){.index = c, .course = &cat->courses[c]};
        add_options(making, options, out->n_courses++, course);
    }
    out->courses = courses;
    out->options = options;
}

static void add_rise(struct making *making, struct bw_plan_rise rise)
{
    if (making->n_rises < making->most_rises)
        making->rises[making->n_rises++] = rise;
}

/* What a course does for the open needs: steps of chains, and what counts by itself. */
static void serve_needs(struct making *making, uint32_t number, struct bw_plan_choice *choice)
{
    struct bw_pool *pool = &making->draft->alone->pool;
    const struct bw_plan_course *course = &making->out->courses[choice->course];
    const struct bw_offers *offers = &pool->cat->offers;
    double *side = BW_ARENA_NEW(making->arena, double, pool->n_open);
    for (uint32_t i = offers->taught_at[course->index]; i < offers->taught_at[course->index + 1];
         i++) {
        const struct bw_taught *taught = &offers->taught[i];
        const struct bw_step *step = &offers->steps[taught->step];
        for (uint32_t p = bw_pool_path_of(pool, taught->competency); p; p = pool->paths[p - 1].before) {
            const struct bw_path *path = &pool->paths[p - 1];
            const struct bw_need *need = pool->open[path->need];
            bool lapsed = need->standing == BW_LAPSED;
            double entry = offers->levels[step->entry], to = offers->levels[step->to];
            double top = to < need->edge ? to : need->edge;
            if (path->credit >= 1 && !lapsed && top > entry)
                add_rise(making, (struct bw_plan_rise){number, path->need, entry, top});
            if (path->credit >= 1 && (!lapsed || !course->course->certificate))
                continue;
            double d = bw_pool_effect(pool, path, taught->step);
            side[path->need] = d > side[path->need] ? d : side[path->need];
        }
    }
    struct bw_plan_side *sides = BW_ARENA_NEW(making->arena, struct bw_plan_side, pool->n_open);
    for (uint32_t n = 0; n < pool->n_open; n++)
        if (side[n] > 0)
            sides[choice->n_sides++] = (struct bw_plan_side){n, side[n]};
    choice->sides = sides;
}

static bool teaches_as(const struct bw_catalogue *cat, uint32_t taught, uint32_t asked)
{
    struct bw_ixs same = cat->competencies[asked].same;
    bool is = taught == asked;
    for (size_t s = 0; s < same.n && !is; s++)
        is = same.at[s] == taught;
    return is;
}

/* The track of a demanded competency, with the steps of all the person's courses on it. */
static uint32_t demand_track(struct making *making, uint32_t competency)
{
    struct bw_plan_chooser *chooser = making->chooser;
    for (uint32_t t = chooser->n_open; t < chooser->n_tracks; t++)
        if (making->tracks[t].competency == competency)
            return t;
    uint32_t number = chooser->n_tracks++;
    making->tracks[number] = (struct bw_plan_track){
        .competency = competency, .x = bw_mind_belief(&chooser->gap->mind, competency)};
    const struct bw_catalogue *cat = making->out->task->cat;
    for (uint32_t i = 0; i < chooser->n_choices; i++) {
        const struct bw_plan_choice *choice = &making->choices[chooser->choice + i];
        const struct bw_course *course = making->out->courses[choice->course].course;
        for (size_t t = 0; t < course->n_teaches; t++) {
            const struct bw_teach *teach = &course->teaches[t];
            double entry = teach->from - BW_BAND;
            if (teach->to > entry && teaches_as(cat, teach->competency, competency))
                add_rise(making, (struct bw_plan_rise){i, number, entry, teach->to});
        }
    }
    return number;
}

/* Does another of the person's courses teach it? */
static bool can_change(const struct making *making, uint32_t number, uint32_t competency)
{
    const struct bw_plan_chooser *chooser = making->chooser;
    for (uint32_t i = 0; i < chooser->n_choices; i++) {
        const struct bw_plan_choice *choice = &making->choices[chooser->choice + i];
        const struct bw_course *course = making->out->courses[choice->course].course;
        for (size_t t = 0; t < course->n_teaches && i != number; t++)
            if (teaches_as(making->out->task->cat, course->teaches[t].competency, competency))
                return true;
    }
    return false;
}

/* Demands that others may open; the factors of the rest go into the chance. `edge` is a level
 * still and becomes its number when the track is filled. */
static void face_demands(struct making *making, uint32_t number, struct bw_plan_choice *choice,
                         double edges[])
{
    const struct bw_mind *mind = &making->chooser->gap->mind;
    const struct bw_course *course = making->out->courses[choice->course].course;
    struct bw_plan_demand *demands =
        BW_ARENA_NEW(making->arena, struct bw_plan_demand, DEMANDS_MOST);
    choice->sure = 1;
    for (size_t r = 0; r < course->n_requires; r++) {
        const struct bw_entry *entry = &course->requires[r];
        double edge = entry->level - BW_BAND, today = bw_success_entry(mind, entry);
        if (bw_mind_certificates(mind, entry->competency, edge).valid)
            continue;
        bool held = bw_mind_belief(mind, entry->competency).mean >= edge;
        bool changes = can_change(making, number, entry->competency);
        if (!changes || choice->n_demands == DEMANDS_MOST) {
            choice->sure *= entry->by_law && !held ? 0 : today;
            continue;
        }
        edges[choice->n_demands] = edge;
        demands[choice->n_demands++] =
            (struct bw_plan_demand){.track = demand_track(making, entry->competency),
                                    .today = today,
                                    .by_law = entry->by_law,
                                    .held = held};
        add_rise(making,
                 (struct bw_plan_rise){number, demands[choice->n_demands - 1].track, edge, edge});
    }
    choice->chance *= choice->sure;
    choice->demands = demands;
}

/* The rises of a choice as steps, their levels numbered. */
static void number_steps(struct making *making, uint32_t number, struct bw_plan_choice *choice,
                         const double edges[])
{
    uint32_t n = 0;
    for (size_t r = 0; r < making->n_rises; r++)
        n += making->rises[r].choice == number;
    struct bw_plan_step *steps = BW_ARENA_NEW(making->arena, struct bw_plan_step, n);
    for (size_t r = 0; r < making->n_rises; r++) {
        const struct bw_plan_rise *rise = &making->rises[r];
        if (rise->choice == number && rise->top > rise->entry)
            steps[choice->n_steps++] = (struct bw_plan_step){
                rise->track, bw_plan_track_level(&making->tracks[rise->track], rise->entry),
                bw_plan_track_level(&making->tracks[rise->track], rise->top)};
    }
    struct bw_plan_demand *demands = (struct bw_plan_demand *)choice->demands;
    for (uint32_t d = 0; d < choice->n_demands; d++)
        demands[d].edge = bw_plan_track_level(&making->tracks[demands[d].track], edges[d]);
    choice->steps = steps;
}

/* P(X under a level of the track), of who can still be picked up. */
static double below(const struct bw_plan_track *track, uint32_t level)
{
    double sum = 0;
    for (uint32_t i = 0; i < level; i++)
        sum += track->mass[i];
    return sum;
}

/* Does one step open the demand, or make it surer to be met? */
static bool opens(const struct making *making, const struct bw_plan_step *step,
                  const struct bw_plan_demand *demand)
{
    const struct bw_plan_track *track = &making->tracks[step->track];
    return step->track == demand->track && step->top >= demand->edge &&
           ((demand->by_law && !demand->held) || track->ready[step->entry] > demand->today);
}

/* Does one course help the other when it comes before it? */
static bool helps(const struct making *making, const struct bw_plan_choice *one,
                  const struct bw_plan_choice *other)
{
    for (uint32_t s = 0; s < one->n_steps; s++) {
        const struct bw_plan_step *step = &one->steps[s];
        for (uint32_t d = 0; d < other->n_demands; d++)
            if (opens(making, step, &other->demands[d]))
                return true;
        for (uint32_t o = 0; o < other->n_steps; o++) {
            const struct bw_plan_step *next = &other->steps[o];
            if (next->track == step->track && step->entry < next->entry &&
                step->top >= next->entry && step->top < next->top &&
                below(&making->tracks[step->track], next->entry) > PICKED_UP_LEAST)
                return true;
        }
    }
    return false;
}

/* What all that can be begun closes of each need, if everything succeeds. */
static double closable(const struct making *making)
{
    const struct bw_plan_chooser *chooser = making->chooser;
    struct bw_arena *arena = making->arena;
    size_t mark = bw_arena_mark(arena), n = 0;
    const struct bw_plan_step **steps =
        bw_arena_take(arena, (making->n_rises + 1) * sizeof(const struct bw_plan_step *));
    double *most = BW_ARENA_NEW(arena, double, chooser->n_open), sum = 0;
    for (uint32_t i = 0; i < chooser->n_choices; i++) {
        const struct bw_plan_choice *choice = &making->choices[chooser->choice + i];
        for (uint32_t s = 0; s < choice->n_steps && choice->n_modes > 0; s++)
            steps[n++] = &choice->steps[s];
        for (uint32_t s = 0; s < choice->n_sides && choice->n_modes > 0; s++)
            if (choice->sides[s].d > most[choice->sides[s].need])
                most[choice->sides[s].need] = choice->sides[s].d;
    }
    for (uint32_t need = 0; need < chooser->n_open; need++) {
        uint32_t *lifts = BW_ARENA_NEW(arena, uint32_t, making->tracks[need].n_levels + 1);
        bw_plan_track_lift_all(&making->tracks[need], need, steps, n, lifts);
        double chain = bw_plan_track_closes(&making->tracks[need], lifts);
        sum += chooser->open[need]->w * (chain > most[need] ? chain : most[need]);
    }
    bw_arena_rewind(arena, mark);
    return sum;
}

/* Room for every rise that the person's courses and their demands can make. */
static size_t count_rises(const struct making *making, const struct bw_plan_chooser *chooser)
{
    size_t taught = 0, demands = 0;
    for (uint32_t i = 0; i < chooser->n_choices; i++) {
        const struct bw_plan_choice *choice = &making->choices[chooser->choice + i];
        const struct bw_course *course = making->out->courses[choice->course].course;
        taught += course->n_teaches;
        demands += course->n_requires;
    }
    return taught * (chooser->n_open + demands) + demands;
}

/* What the courses of a person do, and how they may be begun. */
static void set_out(struct making *making, uint32_t p)
{
    struct bw_plan_chooser *chooser = making->chooser = &making->people[p];
    struct bw_plan_choice *choices = &making->choices[chooser->choice];
    making->draft = &making->drafts[p];
    making->n_rises = 0;
    making->tracks = BW_ARENA_NEW(making->arena, struct bw_plan_track,
                                  chooser->n_open + chooser->n_choices * DEMANDS_MOST);
    chooser->tracks = making->tracks;
    chooser->n_tracks = chooser->n_open;
    for (uint32_t n = 0; n < chooser->n_open; n++)
        making->tracks[n] = (struct bw_plan_track){.competency = chooser->open[n]->ask.competency,
                                                   .x = chooser->open[n]->x};
    double(*edges)[DEMANDS_MOST] = bw_arena_zero(making->arena, chooser->n_choices, sizeof *edges);
    for (uint32_t i = 0; i < chooser->n_choices; i++)
        serve_needs(making, i, &choices[i]);
    for (uint32_t i = 0; i < chooser->n_choices; i++)
        face_demands(making, i, &choices[i], edges[i]);
    for (uint32_t t = 0; t < chooser->n_tracks; t++)
        bw_plan_track_fill(&making->tracks[t], t, making->rises, making->n_rises, making->arena);
    for (uint32_t i = 0; i < chooser->n_choices; i++)
        number_steps(making, i, &choices[i], edges[i]);
    for (uint32_t i = 0; i < chooser->n_choices; i++)
        for (uint32_t o = 0; o < chooser->n_choices; o++)
            if (o != i && helps(making, &choices[o], &choices[i]))
                choices[i].helped_by |= (uint64_t)1 << o;
    bw_plan_modes_fill(making->out, p, choices);
    chooser->closable = closable(making);
}

/* The options of a course in whose weeks the person has the hours. */
static uint32_t usable_options(const struct bw_plan_problem *out,
                               const struct bw_plan_chooser *chooser, uint32_t course)
{
    const struct bw_plan_course *one = &out->courses[course];
    uint32_t set = 0;
    for (uint32_t o = 0; o < one->n_options; o++)
        if (!out->options[one->option + o].session ||
            bw_plan_option_hours(out, one->option + o) <= chooser->week_hours)
            set |= 1u << o;
    return set;
}

static void gather_choices(struct making *making)
{
    struct bw_plan_problem *out = making->out;
    for (uint32_t p = 0; p < out->n_people; p++)
        out->n_choices += (uint32_t)making->drafts[p].n_offers;
    making->choices = BW_ARENA_NEW(making->arena, struct bw_plan_choice, out->n_choices);
    out->choices = making->choices;
    uint32_t n = 0;
    for (uint32_t p = 0; p < out->n_people; p++) {
        making->people[p].choice = n;
        making->people[p].n_choices = (uint32_t)making->drafts[p].n_offers;
        for (size_t i = 0; i < making->drafts[p].n_offers; i++) {
            const struct bw_plan_offer *offer = &making->drafts[p].offers[i];
            struct bw_plan_choice *choice = &making->choices[n++];
            *choice = (struct bw_plan_choice){.person = p,
                                              .course = making->slot[offer->course] - 1,
                                              .chance = offer->chance,
                                              .mandatory = offer->mandatory};
            choice->options = usable_options(out, &making->people[p], choice->course);
        }
    }
}

static uint32_t away_most(const struct bw_plan_limits *limits, uint32_t n_people)
{
    if (limits->max_away_share < 0)
        return BW_NONE;
    /* A share of .2 of 15 people is 3, whatever the last bit of the product says. */
    uint32_t most = (uint32_t)(limits->max_away_share * n_people + 1e-9);
    return most > 0 || limits->max_away_share <= 0 ? most : 1;
}

/* What a course is charged by what it takes, whoever pays how much in the end. */
static void charge_choices(struct making *making)
{
    const struct bw_plan_problem *out = making->out;
    for (uint32_t c = 0; c < out->n_choices; c++) {
        struct bw_plan_choice *choice = &making->choices[c];
        const struct bw_course *course = out->courses[choice->course].course;
        double takes = 1 + course->hours / HOURS_UNIT + (double)course->price_cents / CENTS_UNIT;
        choice->charge = BW_PLAN_LEAST * out->people[choice->person].closable * takes;
    }
}

/* All of the budget together is charged so little that it never outweighs what can be shown of a
 * plan; where there is no limit, taking everything is all. */
static void charge_cents(struct bw_plan_problem *out)
{
    double cents = (double)out->limits.budget_cents, all = 0;
    for (uint32_t c = 0; c < out->n_choices; c++)
        all += (double)out->courses[out->choices[c].course].course->price_cents;
    if (cents <= 0 || cents > all)
        cents = all;
    out->per_cent = cents > 0 ? BW_PLAN_CHARGE * out->closable / cents : 0;
}

static void set_time(struct bw_plan_problem *out)
{
    out->n_whole_weeks = bw_plan_whole_weeks(&out->limits);
    out->n_weeks = 0;
    if (out->limits.by >= out->limits.from)
        out->n_weeks = (uint32_t)(out->limits.by - out->limits.from) / BW_PLAN_DAYS_A_WEEK + 1;
    out->away_most = away_most(&out->limits, out->n_people);
}

/* The options that end in time. */
static void end_in_time(struct bw_plan_problem *out, struct bw_plan_choice choices[])
{
    for (uint32_t c = 0; c < out->n_choices; c++) {
        const struct bw_plan_course *course = &out->courses[choices[c].course];
        for (uint32_t o = 0; o < course->n_options; o++) {
            const struct bw_plan_option *option = &out->options[course->option + o];
            if (option->session ? option->end > out->limits.by : out->n_whole_weeks == 0)
                choices[c].options &= ~(1u << o);
        }
    }
}

struct bw_plan_problem *bw_plan_problem_within(const struct bw_plan_problem *problem,
                                               const struct bw_plan_limits *limits,
                                               struct bw_arena *arena)
{
    struct bw_plan_problem *out = bw_arena_take(arena, sizeof *out);
    *out = *problem;
    out->limits = *limits;
    out->arena = arena;
    set_time(out);
    charge_cents(out);
    if (limits->by == problem->limits.by)
        return out;
    struct bw_plan_choice *choices = bw_arena_take(arena, problem->n_choices * sizeof *choices);
    memcpy(choices, problem->choices, problem->n_choices * sizeof *choices);
    end_in_time(out, choices);
    out->choices = choices;
    return out;
}

struct bw_plan_problem *bw_plan_problem_make(const struct bw_plan_task *task,
                                             const struct bw_plan_limits *limits,
                                             struct bw_arena *arena)
{
    struct bw_plan_problem *out = BW_ARENA_NEW(arena, struct bw_plan_problem, 1);
    struct bw_question *listed_for = bw_arena_take(arena, sizeof *listed_for);
    *listed_for = *task->question;
    listed_for->as_of = limits->from;
    *out = (struct bw_plan_problem){
        .task = task, .arena = arena, .limits = *limits, .n_people = (uint32_t)task->people.n};
    struct making making = {.out = out, .arena = arena, .listed_for = listed_for};
    making.drafts = BW_ARENA_NEW(arena, struct draft_person, out->n_people);
    making.people = BW_ARENA_NEW(arena, struct bw_plan_chooser, out->n_people);
    out->people = making.people;
    set_time(out);
    out->weeks = BW_ARENA_NEW(arena, double, (size_t)2 * out->n_weeks);
    for (uint32_t p = 0; p < out->n_people; p++)
        meet_person(&making, p);
    gather_courses(&making);
    gather_choices(&making);
    for (uint32_t p = 0; p < out->n_people; p++) {
        size_t n = count_rises(&making, &making.people[p]);
        making.most_rises = n > making.most_rises ? n : making.most_rises;
    }
    making.rises = BW_ARENA_NEW(arena, struct bw_plan_rise, making.most_rises);
    for (uint32_t p = 0; p < out->n_people; p++) {
        set_out(&making, p);
        out->gap += out->people[p].gap->total;
        out->closable += out->people[p].closable;
    }
    charge_choices(&making);
    charge_cents(out);
    return out;
}
