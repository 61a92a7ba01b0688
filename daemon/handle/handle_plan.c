/* plan.employee and plan.team. */
#include <math.h>
#include <stdio.h>

#include "daemon/encode.h"
#include "daemon/errand.h"
#include "daemon/handle.h"
#include "daemon/plan_words.h"
#include "daemon/question.h"
#include "daemon/solver/solver.h"
#include "data/waiting.h"
#include "model/base/sort.h"
#include "model/plan/plan.h"
#include "model/report/booking.h"

#define SECONDS_A_PERSON 2.
#define SECONDS_A_GROUP 5.
#define PEOPLE_MOST 1000

/* A plan in its answer's words. */
struct shown {
    struct bw_request *request;
    const struct bw_catalogue *cat;
    const struct bw_plan *plan;
    enum bw_lang lang;
    bool team;    /* with a row a person */
    bool persons; /* single ones may be shown */
    size_t left_out;
    size_t booked; /* courses that they have booked already */
};

static void put_session(struct bw_pack *out, const struct bw_session *session)
{
    if (session)
        bw_put_str(out, "session", session->id);
}

static void put_course(struct bw_pack *out, const struct shown *shown, uint32_t course)
{
    bw_put_str(out, "course", shown->cat->courses[course].id);
    bw_put_str(out, "title", bw_text_pick(shown->cat->courses[course].title, shown->lang));
}

static void put_courses(struct bw_pack *out, const struct shown *shown, const char *key,
                        struct bw_ixs courses)
{
    bw_put_list(out, key, courses.n);
    for (size_t i = 0; i < courses.n; i++)
        bw_pack_str(out, shown->cat->courses[courses.at[i]].id);
}

static void pack_item(struct bw_pack *out, const struct shown *shown,
                      const struct bw_plan_item *item)
{
    const struct bw_person *person = shown->plan->people[item->person].person;
    bw_pack_map(out, 14 + (size_t)(item->session != NULL) + (size_t)(item->group > 0) +
                         (size_t)(item->unlocks.n > 0));
    bw_put_str(out, "employee", person->id);
    put_course(out, shown, item->course);
    put_session(out, item->session);
    bw_put_count(out, "order", item->order);
    bw_put_day(out, "start", item->start);
    bw_put_day(out, "end", item->end);
    bw_put_int(out, "cost_cents", item->cost_cents);
    bw_put_int(out, "employee_cost_cents", item->employee_cost_cents);
    bw_put_float(out, "hours", item->hours);
    bw_put_float(out, "closure", item->closure);
    bw_put_float(out, "success", item->success);
    if (item->group)
        bw_put_count(out, "group", item->group);
    bw_put_bool(out, "mandatory", item->mandatory);
    bw_put_bool(out, "working_time", item->working_time);
    bw_put_text(out, "kind", bw_training_name(item->kind));
    if (item->unlocks.n)
        put_courses(out, shown, "unlocks", item->unlocks);
}

static bool same_run(const struct bw_plan_item *a, const struct bw_plan_item *b)
{
    return a->course == b->course && a->session == b->session;
}

/* By course, then session. */
static int by_run(const void *a, const void *b)
{
    const struct bw_plan_item *x = *(const struct bw_plan_item *const *)a;
    const struct bw_plan_item *y = *(const struct bw_plan_item *const *)b;
    if (x->course != y->course)
        return (x->course > y->course) - (x->course < y->course);
    if (!x->session || !y->session)
        return (x->session != NULL) - (y->session != NULL);
    return bw_str_compare(x->session->id, y->session->id);
}

/* What is to be booked, of whomever it is for. */
static void pack_run(struct bw_pack *out, const struct shown *shown,
                     const struct bw_plan_item *const *items, size_t n)
{
    bw_day start = items[0]->start, end = items[0]->end;
    int64_t cost_cents = 0;
    double hours = 0;
    for (size_t i = 0; i < n; i++) {
        start = items[i]->start < start ? items[i]->start : start;
        end = items[i]->end > end ? items[i]->end : end;
        cost_cents += items[i]->cost_cents;
        hours += items[i]->hours;
    }
    bw_pack_map(out, 7 + (size_t)(items[0]->session != NULL) + (size_t)(items[0]->group > 0));
    put_course(out, shown, items[0]->course);
    put_session(out, items[0]->session);
    bw_put_day(out, "start", start);
    bw_put_day(out, "end", end);
    bw_put_int(out, "cost_cents", cost_cents);
    bw_put_float(out, "hours", hours);
    if (items[0]->group)
        bw_put_count(out, "group", items[0]->group);
    bw_put_count(out, "people", n);
}

static void pack_runs(struct bw_pack *out, const struct shown *shown)
{
    const struct bw_plan *plan = shown->plan;
    const struct bw_plan_item **items =
        BW_ARENA_NEW(shown->request->arena, const struct bw_plan_item *, plan->n_items);
    size_t runs = 0;
    for (size_t i = 0; i < plan->n_items; i++)
        items[i] = &plan->items[i];
    if (plan->n_items)
        bw_sort(items, plan->n_items, sizeof(struct bw_plan_item *), by_run);
    for (size_t i = 0; i < plan->n_items; i++)
        runs += i == 0 || !same_run(items[i - 1], items[i]);
    bw_put_list(out, "items", runs);
    for (size_t i = 0, end; i < plan->n_items; i = end) {
        for (end = i + 1; end < plan->n_items && same_run(items[i], items[end]); end++)
            continue;
        pack_run(out, shown, &items[i], end - i);
    }
}

static void pack_items(struct bw_pack *out, const struct shown *shown)
{
    if (!shown->persons) {
        pack_runs(out, shown);
        return;
    }
    bw_put_list(out, "items", shown->plan->n_items);
    for (size_t i = 0; i < shown->plan->n_items; i++)
        pack_item(out, shown, &shown->plan->items[i]);
}

static void pack_people(struct bw_pack *out, const struct shown *shown)
{
    const struct bw_plan *plan = shown->plan;
    bw_put_list(out, "people", plan->n_people);
    for (size_t i = 0; i < plan->n_people; i++) {
        const struct bw_plan_person *person = &plan->people[i];
        bw_pack_map(out, 8);
        bw_put_str(out, "employee", person->person->id);
        bw_put_float(out, "gap", person->gap->total);
        bw_put_float(out, "closable", person->closable);
        bw_put_float(out, "closure", person->closure);
        bw_put_float(out, "gap_after", person->gap->total - person->closure);
        bw_put_int(out, "cost_cents", person->cost_cents);
        bw_put_float(out, "hours", person->hours);
        bw_put_count(out, "mandatory_open", person->mandatory_open);
    }
}

static bool is_counted(enum bw_plan_constraint constraint)
{
    return constraint == BW_PLAN_BUDGET || constraint == BW_PLAN_MAX_COURSES ||
           constraint == BW_PLAN_SEATS;
}

static void put_amount(struct bw_pack *out, const char *key, double amount, bool counted)
{
    if (isnan(amount))
        return;
    if (counted)
        bw_put_int(out, key, (int64_t)ceil(amount - 1e-6));
    else
        bw_put_float(out, key, amount);
}

static void pack_binding(struct bw_pack *out, const struct shown *shown,
                         const struct bw_plan_binding *binding)
{
    const struct bw_plan_told told = {shown->cat, shown->plan, shown->lang, shown->request->arena};
    bool counted = is_counted(binding->constraint), more = binding->more > 0;
    size_t n = 3 + (size_t)!isnan(binding->limit) + (size_t)!isnan(binding->need) + (size_t)more +
               (size_t)(binding->person != BW_NONE) + (size_t)(binding->course != BW_NONE) +
               (size_t)(binding->session != NULL) + (size_t)(binding->competency != BW_NONE) +
               (size_t)(binding->date != BW_DAY_NONE) + (size_t)(binding->courses.n > 0);
    bw_pack_map(out, n);
    bw_put_text(out, "constraint", bw_plan_constraint_name(binding->constraint));
    bw_put_str(out, "text", bw_plan_words(&told, binding));
    bw_put_bool(out, "unmet", binding->unmet);
    put_amount(out, "limit", binding->limit, counted);
    put_amount(out, "need", binding->need, counted);
    if (more)
        bw_put_float(out, "more", binding->more);
    if (binding->person != BW_NONE)
        bw_put_str(out, "employee", shown->plan->people[binding->person].person->id);
    if (binding->course != BW_NONE)
        bw_put_str(out, "course", shown->cat->courses[binding->course].id);
    put_session(out, binding->session);
    if (binding->competency != BW_NONE)
        bw_put_str(out, "competency", shown->cat->competencies[binding->competency].id);
    if (binding->date != BW_DAY_NONE)
        bw_put_day(out, "date", binding->date);
    if (binding->courses.n)
        put_courses(out, shown, "courses", binding->courses);
}

/* What binds a single person is about that person. */
static bool is_shown(const struct shown *shown, const struct bw_plan_binding *binding)
{
    return shown->persons || binding->person == BW_NONE;
}

static void pack_bindings(struct bw_pack *out, const struct shown *shown)
{
    const struct bw_plan *plan = shown->plan;
    size_t n = 0;
    for (size_t i = 0; i < plan->n_binding; i++)
        n += is_shown(shown, &plan->binding[i]);
    bw_put_list(out, "binding", n);
    for (size_t i = 0; i < plan->n_binding; i++)
        if (is_shown(shown, &plan->binding[i]))
            pack_binding(out, shown, &plan->binding[i]);
}

static void pack_plan(struct bw_pack *out, const struct shown *shown, uint64_t revision)
{
    const struct bw_plan *plan = shown->plan;
    const char *note = bw_plan_note_words(plan, shown->lang);
    bool people = shown->team && shown->persons;
    bw_pack_map(out, 17 + (size_t)people + (size_t)shown->team + (size_t)(note != NULL));
    pack_items(out, shown);
    if (people)
        pack_people(out, shown);
    if (shown->team)
        bw_put_count(out, "left_out", shown->left_out);
    bw_put_count(out, "booked", shown->booked);
    bw_put_float(out, "closure", plan->closure);
    bw_put_float(out, "gap", plan->gap);
    bw_put_float(out, "closable", plan->closable);
    bw_put_int(out, "cost_cents", plan->cost_cents);
    bw_put_float(out, "hours", plan->hours);
    bw_put_day(out, "from", plan->limits.from);
    bw_put_day(out, "by", plan->limits.by);
    bw_put_float(out, "bound", plan->bound);
    bw_put_bool(out, "optimal", plan->optimal);
    bw_put_bool(out, "feasible", plan->feasible);
    bw_put_text(out, "solver", plan->by_solver ? "cbc" : "greedy");
    if (note)
        bw_put_text(out, "solver_note", note);
    pack_bindings(out, shown);
    bw_put_end(out, shown->request, revision);
}

static enum bw_err read_seconds(const struct bw_request *request, double otherwise, double *out,
                                struct bw_fail *fail)
{
    double most = request->config->solver_seconds;
    *out = bw_field_float(&request->args, "seconds", otherwise < most ? otherwise : most);
    if (*out <= most)
        return BW_OK;
    return bw_fail_set(fail, BW_BAD_REQUEST, "seconds: %g is more than this daemon gives; up to %g",
                       *out, most);
}

static struct bw_plan_limits read_limits(const struct bw_request *request,
                                         const struct bw_question *question, const char *hours)
{
    const msgpack_object *args = &request->args;
    bw_day by = bw_plan_by(&request->snapshot->cat, question, request->today);
    struct bw_plan_limits limits =
        bw_plan_limits_within(request->today, bw_field_day(args, "by", by));
    limits.budget_cents = bw_field_int(args, "budget_cents", limits.budget_cents);
    limits.hours = bw_field_float(args, hours, limits.hours);
    limits.max_courses = (uint32_t)bw_field_int(args, "max_courses", limits.max_courses);
    limits.min_closure = bw_field_float(args, "min_closure_per_person", limits.min_closure);
    limits.max_away_share = bw_field_float(args, "max_away_share", limits.max_away_share);
    return limits;
}

static bool is_wanted(void *context)
{
    struct bw_fail fail;
    return bw_errand_wanted(context, &fail) == BW_OK;
}

/* What a person has booked counts as completed: it is not planned again, and what it is expected to
 * bring is no gap any more. *n becomes how many courses that are. */
static enum bw_err count_booked(struct bw_request *request, struct bw_person *person, size_t *n,
                                struct bw_fail *fail)
{
    struct bw_arena *arena = request->arena;
    struct bw_events events;
    enum bw_err err =
        bw_person_events(request->reader, request->snapshot, person->id, arena, &events, fail);
    if (err)
        return err;
    struct bw_bookings bookings =
        bw_bookings_of(&request->snapshot->cat, events.at, events.n, request->today, arena);
    struct bw_completion *done =
        bw_arena_take(arena, (person->n_completions + bookings.n) * sizeof *done);
    if (person->n_completions)
        memcpy(done, person->completions, person->n_completions * sizeof *done);
    person->completions = done;
    for (size_t i = 0; i < bookings.n; i++)
        if (bw_booking_open(&bookings.at[i], request->today)) {
            done[person->n_completions++] =
                (struct bw_completion){bookings.at[i].course, request->today, UINT64_MAX};
            ++*n;
        }
    return BW_OK;
}

/* Nobody to plan for. */
static struct bw_plan nothing(const struct bw_plan_limits *limits)
{
    return (struct bw_plan){.limits = *limits, .optimal = true, .feasible = true};
}

/* What the solver's task is wrapped in. */
struct solving {
    struct bw_request *request;
    struct bw_milp_solver solver;
    struct bw_waiting *waiting;
};

/* The view of the store is given back first: solving may take half a minute, and nothing that is
 * written meanwhile could take the place of what the view still sees. */
static void solve(void *context, const struct bw_milp *milp, double seconds, struct bw_arena *arena,
                  struct bw_milp_answer *out)
{
    struct solving *solving = context;
    bw_waiting_close(solving->waiting);
    bw_reader_end(solving->request->reader);
    solving->solver.solve(solving->solver.context, milp, seconds, arena, out);
}

static size_t count_waiting(void *context, uint32_t course, const struct bw_session *session)
{
    return bw_waiting_count(context, course, session);
}

static enum bw_err make(struct bw_request *request, struct bw_plan_task *task, struct bw_plan *out,
                        struct bw_fail *fail)
{
    struct bw_solver solver;
    bw_solver_find(request->config->solver, &solver);
    struct bw_solver_asker asker = {&solver, is_wanted, request};
    task->cat = &request->snapshot->cat;
    task->peers = request->snapshot->peers;
    struct solving solving = {
        request, bw_solver_of(&asker),
        bw_waiting_open(request->reader, request->snapshot, request->today, request->arena)};
    task->waiting = (struct bw_plan_waiting){count_waiting, solving.waiting};
    task->solver = (struct bw_milp_solver){solving.solver.solve ? solve : NULL, &solving};
    *out = task->people.n ? bw_plan_make(task, request->arena) : nothing(&task->limits);
    task->waiting = (struct bw_plan_waiting){NULL, NULL}; /* both live no longer than this */
    task->solver = (struct bw_milp_solver){NULL, NULL};
    enum bw_err err = bw_waiting_trouble(solving.waiting, fail);
    bw_reader_end(request->reader);
    if (!err)
        err = bw_errand_wanted(request, fail);
    if (!err && out->trouble)
        fprintf(stderr, "bekwaamd: plan: %s\n", out->trouble);
    return err;
}

enum bw_err bw_handle_plan_employee(struct bw_request *request, struct bw_pack *out,
                                    struct bw_fail *fail)
{
    struct bw_person person;
    struct bw_question question;
    struct bw_plan_task task;
    struct bw_plan plan;
    uint64_t revision;
    size_t booked = 0;
    enum bw_err err =
        bw_question_person(request, bw_question_str(request, "employee"), &person, &revision, fail);
    if (!err)
        err = bw_question_read(request, person.org, &question, fail);
    if (!err)
        err = read_seconds(request, SECONDS_A_PERSON, &task.seconds, fail);
    revision = bw_revision_latest(request->reader); /* seats go to others too */
    if (!err && bw_question_unchanged(request, revision, out))
        return BW_OK;
    if (!err)
        err = count_booked(request, &person, &booked, fail);
    if (err)
        return err;
    task.people = (struct bw_people){&person, 1};
    task.question = &question;
    task.limits = read_limits(request, &question, "hours");
    err = make(request, &task, &plan, fail);
    if (err)
        return err;
    const struct shown shown = {.request = request,
                                .cat = task.cat,
                                .plan = &plan,
                                .lang = bw_question_lang(request, person.org),
                                .persons = true,
                                .booked = booked};
    pack_plan(out, &shown, revision);
    return BW_OK;
}

/* The people of a group, without those who object to being profiled: they are planned for by nobody
 * else. */
struct planned {
    struct bw_people people;
    size_t left_out, booked;
};

static enum bw_err load_people(struct bw_request *request, const struct bw_group *group,
                               struct planned *out, struct bw_fail *fail)
{
    struct bw_people all;
    enum bw_err err =
        bw_people_load(request->reader, request->snapshot, group, request->arena, &all, fail);
    if (err)
        return err;
    struct bw_person *kept = BW_ARENA_NEW(request->arena, struct bw_person, all.n);
    *out = (struct planned){.people = {kept, 0}};
    for (size_t i = 0; !err && i < all.n; i++) {
        if (all.at[i].objects_to_profiling)
            continue;
        struct bw_person *person = &kept[out->people.n++];
        *person = all.at[i];
        err = count_booked(request, person, &out->booked, fail);
    }
    out->left_out = all.n - out->people.n;
    if (err || out->people.n <= PEOPLE_MOST)
        return err;
    return bw_fail_set(fail, BW_TOO_LARGE, "%s: %zu people; a plan is for %d at most, ask by team",
                       group->team == BW_NONE ? "org" : "team", out->people.n, PEOPLE_MOST);
}

enum bw_err bw_handle_plan_team(struct bw_request *request, struct bw_pack *out,
                                struct bw_fail *fail)
{
    struct bw_group group;
    struct bw_question question;
    struct bw_plan_task task;
    struct bw_plan plan;
    struct planned planned;
    uint64_t revision = bw_revision_latest(request->reader);
    enum bw_err err = bw_question_group(request, &group, fail);
    if (!err)
        err = bw_question_read(request, group.org, &question, fail);
    if (!err)
        err = read_seconds(request, SECONDS_A_GROUP, &task.seconds, fail);
    if (!err && bw_question_unchanged(request, revision, out))
        return BW_OK;
    if (!err)
        err = load_people(request, &group, &planned, fail);
    if (err)
        return err;
    task.people = planned.people;
    task.question = &question;
    task.limits = read_limits(request, &question, "hours_per_person");
    err = make(request, &task, &plan, fail);
    if (err)
        return err;
    const struct shown shown = {.request = request,
                                .cat = task.cat,
                                .plan = &plan,
                                .lang = bw_question_lang(request, group.org),
                                .team = true,
                                .persons = bw_question_shows_persons(request, task.people.n),
                                .left_out = planned.left_out,
                                .booked = planned.booked};
    pack_plan(out, &shown, revision);
    return BW_OK;
}
