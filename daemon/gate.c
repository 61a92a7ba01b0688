#include "daemon/gate.h"

#include "daemon/errand.h"
#include "daemon/question.h"
#include "model/learned/hindsight.h"
#include "model/learned/overlap.h"
#include "model/recommend.h"
#include "model/base/sort.h"

#define PAGE 1000
/* So many outcomes are held at once before the older ones are dropped. */
#define SEEN_MOST ((size_t)2 * BW_GATE_OUTCOMES_MOST)
/* How often it is asked whether somebody waits. */
#define ASK_EVERY 100

/* An outcome to be looked at. */
struct seen {
    struct bw_str employee; /* of the store's view */
    struct bw_outcome outcome;
};

struct trying {
    const struct bw_gate *gate;
    struct bw_cohorts *cohorts;
    struct bw_trial *trial;
    struct bw_catalogue model, before; /* the catalogue as each serves it */
    struct seen *newest;               /* SEEN_MOST at most */
    size_t n_newest;
    struct bw_str *people; /* whose lists are looked at */
    size_t n_people;
    size_t n_employees, n_walked;
    struct bw_fail *fail;
};

/* The newest first; those of one day by whose and which they are: who asks again sees the same. */
static int newest_first(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    if (x->outcome.ended != y->outcome.ended)
        return x->outcome.ended > y->outcome.ended ? -1 : 1;
    int order = bw_str_compare(y->employee, x->employee);
    if (order)
        return order;
    if (x->outcome.begun != y->outcome.begun)
        return x->outcome.begun > y->outcome.begun ? -1 : 1;
    return (y->outcome.course > x->outcome.course) - (y->outcome.course < x->outcome.course);
}

/* Drops all but the newest that are looked at, which come to stand in their order. */
static void cut(struct trying *trying)
{
    if (trying->n_newest)
        bw_sort(trying->newest, trying->n_newest, sizeof *trying->newest, newest_first);
    if (trying->n_newest > BW_GATE_OUTCOMES_MOST)
        trying->n_newest = BW_GATE_OUTCOMES_MOST;
}

static void keep_newest(struct trying *trying, const struct seen *seen)
{
    if (trying->n_newest == SEEN_MOST)
        cut(trying);
    trying->newest[trying->n_newest++] = *seen;
}

static enum bw_err see_past(struct trying *trying, struct bw_str employee)
{
    struct bw_request *request = trying->gate->request;
    size_t mark = bw_arena_mark(request->arena);
    struct bw_events events;
    struct bw_fail why;
    enum bw_err err = bw_person_events(request->reader, request->snapshot, employee, request->arena,
                                       &events, &why);
    if (!err) { /* a damaged one is left out, as votes leave them out */
        struct bw_past past = bw_past_of(events.at, events.n, request->arena);
        for (size_t i = 0; i < past.n_outcomes; i++)
            if (past.outcomes[i].ended > trying->gate->until)
                keep_newest(trying, &(struct seen){employee, past.outcomes[i]});
    }
    bw_arena_rewind(request->arena, mark);
    return BW_OK;
}

static enum bw_err see_employee(struct trying *trying, struct bw_str employee)
{
    size_t most = BW_GATE_PEOPLE_MOST, all = trying->n_employees, rank = trying->n_walked++;
    bool every = all <= most;
    if (!trying->cohorts->named && trying->n_people < most &&
        (every || rank * most >= trying->n_people * all))
        trying->people[trying->n_people++] = employee;
    if (!trying->trial->judged_by_outcomes)
        return BW_OK;
    enum bw_err err = see_past(trying, employee);
    return err || rank % ASK_EVERY ? err : bw_errand_wanted(trying->gate->request, trying->fail);
}

/* Once through everyone: which outcomes are the newest, and whose lists are looked at. */
static enum bw_err walk(struct trying *trying)
{
    struct bw_request *request = trying->gate->request;
    struct bw_record_query query = {.kind = BW_KIND_EMPLOYEE, .limit = PAGE, .ids_only = true};
    struct bw_record_page page = {.records = BW_ARENA_NEW(request->arena, struct bw_record, PAGE),
                                  .more = true};
    enum bw_err err = BW_OK;
    while (!err && page.more) {
        err = bw_record_list(request->reader, &query, &page, trying->fail);
        for (size_t i = 0; !err && i < page.n; i++)
            err = see_employee(trying, page.records[i].id);
        if (!err && page.n)
            query.after = page.records[page.n - 1].id;
    }
    return err;
}

/* The person; false when they are left out. */
static bool load(struct trying *trying, struct bw_str employee, struct bw_person *out)
{
    struct bw_request *request = trying->gate->request;
    uint64_t revision;
    struct bw_fail why;
    return bw_person_load(request->reader, request->snapshot, employee, request->arena, out,
                          &revision, &why) == BW_OK &&
           !out->objects_to_profiling;
}

static void try_outcome(struct trying *trying, const struct bw_person *person,
                        const struct bw_outcome *outcome)
{
    struct bw_request *request = trying->gate->request;
    const struct bw_vectors *vectors = request->snapshot->vectors;
    struct bw_hindsight model =
        bw_hindsight_of(&trying->model, vectors, person, outcome, request->arena);
    struct bw_hindsight before =
        bw_hindsight_of(&trying->before, vectors, person, outcome, request->arena);
    struct bw_trial_chances chances = {model.served, before.served, model.closed};
    bw_trial_add_outcome(trying->trial, bw_cohorts_of(trying->cohorts, person->id, person->org),
                         &chances, outcome->success);
}

static enum bw_err try_outcomes(struct trying *trying)
{
    struct bw_request *request = trying->gate->request;
    enum bw_err err = BW_OK;
    cut(trying);
    for (size_t i = trying->n_newest; !err && i-- > 0;) {
        const struct seen *seen = &trying->newest[i];
        struct bw_person person;
        size_t mark = bw_arena_mark(request->arena);
        if (load(trying, seen->employee, &person))
            try_outcome(trying, &person, &seen->outcome);
        bw_arena_rewind(request->arena, mark);
        if (i % ASK_EVERY == 0)
            err = bw_errand_wanted(request, trying->fail);
    }
    return err;
}

static size_t courses_of(const struct bw_advice *advice, uint32_t *out)
{
    for (size_t i = 0; i < advice->n_items; i++)
        out[i] = advice->items[i].course;
    return advice->n_items;
}

static void try_lists(struct trying *trying, const struct bw_person *person)
{
    struct bw_request *request = trying->gate->request;
    const struct bw_peers *peers = request->snapshot->peers;
    struct bw_question question = bw_question_plain(request);
    struct bw_advice model = bw_recommend(&trying->model, peers, person, &question, request->arena);
    struct bw_advice before =
        bw_recommend(&trying->before, peers, person, &question, request->arena);
    uint32_t *a = BW_ARENA_NEW(request->arena, uint32_t, model.n_items);
    uint32_t *b = BW_ARENA_NEW(request->arena, uint32_t, before.n_items);
    size_t n_a = courses_of(&model, a), n_b = courses_of(&before, b);
    if (n_a + n_b > 0)
        bw_trial_add_lists(trying->trial, bw_cohorts_of(trying->cohorts, person->id, person->org),
                           bw_overlap(a, n_a, b, n_b), model.coverage, before.coverage);
}

static enum bw_err try_people(struct trying *trying)
{
    struct bw_request *request = trying->gate->request;
    enum bw_err err = BW_OK;
    for (size_t i = 0; !err && i < trying->n_people; i++) {
        struct bw_person person;
        size_t mark = bw_arena_mark(request->arena);
        if (load(trying, trying->people[i], &person))
            try_lists(trying, &person);
        bw_arena_rewind(request->arena, mark);
        err = bw_errand_wanted(request, trying->fail);
    }
    return err;
}

enum bw_err bw_gate_try(const struct bw_gate *gate, struct bw_cohorts *cohorts,
                        struct bw_trial *out, struct bw_fail *fail)
{
    struct bw_request *request = gate->request;
    struct bw_store_counts counts;
    struct trying trying = {
        .gate = gate,
        .cohorts = cohorts,
        .trial = out,
        .model = request->snapshot->cat,
        .before = request->snapshot->cat,
        .newest = BW_ARENA_NEW(request->arena, struct seen, SEEN_MOST),
        .people = BW_ARENA_NEW(request->arena, struct bw_str, BW_GATE_PEOPLE_MOST),
        .fail = fail,
    };
    trying.model.learning = gate->model;
    trying.before.learning = gate->before;
    *out =
        (struct bw_trial){.judged_by_outcomes = bw_learning_serves(gate->model, BW_PART_SUCCESS) ||
                                                bw_learning_serves(gate->before, BW_PART_SUCCESS),
                          .groups = cohorts->groups,
                          .n_groups = cohorts->n_groups};
    enum bw_err err = bw_store_count(request->reader, &counts, fail);
    if (err)
        return err;
    trying.n_employees = counts.records[BW_KIND_EMPLOYEE];
    if (cohorts->named)
        trying.n_people = bw_cohorts_sample(cohorts, trying.people, BW_GATE_PEOPLE_MOST);
    err = walk(&trying);
    if (!err)
        err = try_outcomes(&trying);
    return err ? err : try_people(&trying);
}
