/* learning.page: what a steward's tool learns from, person by person. */
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/learned/hindsight.h"
#include "model/learned/learning.h"
#include "model/learned/history.h"

#define PEOPLE_DEFAULT 100
/* A page ends after whoever brings it to so many outcomes and suggestions: a worker has others to
 * answer. */
#define ROWS_MOST 2000

/* One person's part of a page. */
struct lesson {
    struct bw_str employee;
    struct bw_past past; /* of the days that are asked for */
    const struct bw_hindsight *outcomes;
    const struct bw_hindsight_shown *shown;
    struct bw_history taken;
};

struct page {
    struct lesson *lessons;
    size_t n, n_rows;
    struct bw_str next; /* at NULL: this was the last */
};

/* What ended or was shown from `day` on. */
static struct bw_past since(struct bw_past past, bw_day day, struct bw_arena *arena)
{
    struct bw_outcome *outcomes = bw_arena_take(arena, past.n_outcomes * sizeof *outcomes);
    size_t n = 0, first = 0;
    for (size_t i = 0; i < past.n_outcomes; i++)
        if (past.outcomes[i].ended >= day)
            outcomes[n++] = past.outcomes[i];
    while (first < past.n_shown && past.shown[first].at < day)
        first++;
    return (struct bw_past){outcomes, n, past.shown + first, past.n_shown - first};
}

/* All that a person has to teach; false, with nothing kept, when it is nothing. */
static bool learn(const struct bw_request *request, const struct bw_person *person,
                  struct bw_events events, struct lesson *out)
{
    const struct bw_catalogue *cat = &request->snapshot->cat;
    struct bw_arena *arena = request->arena;
    bw_day from = bw_field_day(&request->args, "from", BW_DAY_NONE);
    struct bw_past past = since(bw_past_of(events.at, events.n, arena), from, arena);
    struct bw_hindsight *outcomes = bw_arena_take(arena, past.n_outcomes * sizeof *outcomes);
    for (size_t i = 0; i < past.n_outcomes; i++)
        outcomes[i] =
            bw_hindsight_of(cat, request->snapshot->vectors, person, &past.outcomes[i], arena);
    *out = (struct lesson){.employee = person->id,
                           .past = past,
                           .outcomes = outcomes,
                           .shown =
                               bw_hindsight_of_shown(cat, person, past.shown, past.n_shown, arena),
                           .taken = bw_history_of(person, request->today, arena)};
    return past.n_outcomes + past.n_shown + out->taken.n > 0;
}

static enum bw_err add_person(struct bw_request *request, struct bw_str id, struct page *page,
                              struct bw_fail *fail)
{
    struct bw_person person;
    struct bw_events events;
    uint64_t revision;
    size_t mark = bw_arena_mark(request->arena);
    struct lesson *lesson = &page->lessons[page->n];
    enum bw_err err = bw_person_load(request->reader, request->snapshot, id, request->arena,
                                     &person, &revision, fail);
    if (!err)
        err =
            bw_person_events(request->reader, request->snapshot, id, request->arena, &events, fail);
    if (err)
        return err;
    if (!person.objects_to_profiling && learn(request, &person, events, lesson)) {
        page->n++;
        page->n_rows += lesson->past.n_outcomes + lesson->past.n_shown;
    } else {
        bw_arena_rewind(request->arena, mark);
    }
    return BW_OK;
}

static enum bw_err read_page(struct bw_request *request, struct page *page, struct bw_fail *fail)
{
    struct bw_record_query query = {
        .kind = BW_KIND_EMPLOYEE,
        .after = bw_question_str(request, "after"),
        .limit = (size_t)bw_field_int(&request->args, "limit", PEOPLE_DEFAULT),
        .ids_only = true};
    struct bw_record_page ids = {.records =
                                     BW_ARENA_NEW(request->arena, struct bw_record, query.limit)};
    enum bw_err err = bw_record_list(request->reader, &query, &ids, fail);
    size_t n = 0;
    page->lessons = bw_arena_take(request->arena, query.limit * sizeof *page->lessons);
    for (; !err && n < ids.n && page->n_rows < ROWS_MOST; n++)
        err = add_person(request, ids.records[n].id, page, fail);
    if (!err && (n < ids.n || ids.more))
        page->next = ids.records[n - 1].id;
    return err;
}

static void pack_outcome(struct bw_pack *out, const struct bw_request *request,
                         const struct lesson *lesson, size_t i)
{
    const struct bw_catalogue *cat = &request->snapshot->cat;
    const struct bw_outcome *outcome = &lesson->past.outcomes[i];
    const struct bw_hindsight *said = &lesson->outcomes[i];
    bool served = bw_learning_serves(cat->learning, BW_PART_SUCCESS);
    bw_pack_map(out, served ? 7 : 6);
    bw_put_str(out, "course", cat->courses[outcome->course].id);
    bw_put_day(out, "at", outcome->begun);
    bw_put_day(out, "ended", outcome->ended);
    bw_put_int(out, "outcome", outcome->success);
    bw_put_list(out, "features", BW_FEATURE_COUNT);
    for (int f = 0; f < BW_FEATURE_COUNT; f++)
        bw_pack_float(out, said->features[f] + 0.0);
    bw_put_float(out, "closed", said->closed);
    if (served)
        bw_put_float(out, "served", said->served);
}

static void pack_shown(struct bw_pack *out, const struct bw_request *request,
                       const struct lesson *lesson, size_t i)
{
    const struct bw_shown *shown = &lesson->past.shown[i];
    const struct bw_hindsight_shown *said = &lesson->shown[i];
    bw_pack_map(out, shown->position > 0 ? 7 : 6);
    bw_put_str(out, "course", request->snapshot->cat.courses[shown->course].id);
    bw_put_day(out, "at", shown->at);
    if (shown->position > 0)
        bw_put_int(out, "position", shown->position);
    bw_put_text(out, "type", bw_response_name(shown->reply));
    bw_put_key(out, "outside");
    bw_pack_map(out, 3);
    bw_put_bool(out, "language", said->language);
    bw_put_bool(out, "format", said->format);
    bw_put_bool(out, "hours", said->hours);
    bw_put_float(out, "closure", said->closure);
    bw_put_float(out, "score", said->score);
}

static void pack_lesson(struct bw_pack *out, const struct bw_request *request,
                        const struct lesson *lesson)
{
    bw_pack_map(out, 4);
    bw_put_str(out, "employee", lesson->employee);
    bw_put_list(out, "outcomes", lesson->past.n_outcomes);
    for (size_t i = 0; i < lesson->past.n_outcomes; i++)
        pack_outcome(out, request, lesson, i);
    bw_put_list(out, "taken", lesson->taken.n);
    for (size_t i = 0; i < lesson->taken.n; i++) {
        bw_pack_map(out, 2);
        bw_put_str(out, "course", request->snapshot->cat.courses[lesson->taken.at[i].course].id);
        bw_put_day(out, "at", lesson->taken.at[i].at);
    }
    bw_put_list(out, "shown", lesson->past.n_shown);
    for (size_t i = 0; i < lesson->past.n_shown; i++)
        pack_shown(out, request, lesson, i);
}

enum bw_err bw_handle_learning_page(struct bw_request *request, struct bw_pack *out,
                                    struct bw_fail *fail)
{
    struct page page = {.n = 0};
    enum bw_err err = read_page(request, &page, fail);
    if (err)
        return err;
    bw_pack_map(out, page.next.at ? 6 : 5);
    bw_put_list(out, "items", page.n);
    for (size_t i = 0; i < page.n; i++)
        pack_lesson(out, request, &page.lessons[i]);
    bw_put_list(out, "names", BW_FEATURE_COUNT);
    for (int f = 0; f < BW_FEATURE_COUNT; f++)
        bw_put_key(out, bw_feature_name((enum bw_feature)f));
    if (page.next.at)
        bw_put_str(out, "next", page.next);
    bw_put_end(out, request, bw_revision_latest(request->reader));
    return BW_OK;
}
