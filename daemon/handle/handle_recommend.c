/* recommend and recommend.many. */
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "daemon/wire.h"
#include "model/recommend.h"

/* What an answer is packed with. */
struct shown {
    struct bw_request *request;
    const struct bw_catalogue *cat;
    const struct bw_question *question;
    enum bw_lang lang;
    bool explain;
};

static void pack_flags(struct bw_pack *out, unsigned flags)
{
    static const char *const names[] = {"from_assumed", "near_duplicate", "starts_late",
                                        "outside_preferences", "pinned"};
    size_t n = 0;
    for (unsigned f = 0; f < 5; f++)
        n += flags >> f & 1;
    bw_put_list(out, "flags", n);
    for (unsigned f = 0; f < 5; f++)
        if (flags >> f & 1)
            bw_put_key(out, names[f]);
}

static void pack_reason(struct bw_pack *out, const struct shown *shown,
                        const struct bw_reason *reason)
{
    const struct bw_need *need = reason->need;
    bool via = reason->via != BW_NONE;
    bw_pack_map(out, (via ? 8 : 7) + bw_need_fields(&need->ask));
    bw_put_competency(out, shown->cat, need->ask.competency, shown->lang);
    bw_put_float(out, "have", bw_shown(need->x.mean));
    bw_put_float(out, "have_sd", need->x.sd);
    bw_put_need(out, &need->ask);
    bw_put_float(out, "after", bw_shown(reason->after));
    bw_put_float(out, "weight", need->ask.weight);
    bw_put_float(out, "contribution", reason->contribution);
    if (via) {
        bw_put_key(out, "via");
        bw_pack_map(out, 2);
        bw_put_str(out, "competency", shown->cat->competencies[reason->via].id);
        bw_put_float(out, "similarity", reason->similarity);
    }
}

static void pack_terms(struct bw_pack *out, const double terms[])
{
    static const char *const names[BW_TERM_COUNT] = {"near_duplicate", "preference", "co_enrolment",
                                                     "pin"};
    size_t n = 0;
    for (int t = 0; t < BW_TERM_COUNT; t++)
        n += terms[t] < 0 || terms[t] > 0;
    bw_put_key(out, "terms");
    bw_pack_map(out, n);
    for (int t = 0; t < BW_TERM_COUNT; t++)
        if (terms[t] < 0 || terms[t] > 0)
            bw_put_float(out, names[t], terms[t]);
}

static void pack_item(struct bw_pack *out, const struct shown *shown,
                      const struct bw_suggestion *item, size_t rank)
{
    const struct bw_course *course = &shown->cat->courses[item->course];
    bw_pack_map(out, 12 + (size_t)(item->next_session != NULL) + (shown->explain ? 2u : 0));
    bw_put_count(out, "rank", rank);
    bw_put_str(out, "course", course->id);
    bw_put_str(out, "title", bw_text_pick(course->title, shown->lang));
    bw_put_float(out, "score", item->score);
    bw_put_float(out, "closure", item->closure);
    bw_put_float(out, "success", item->success);
    bw_put_float(out, "ready", item->ready);
    bw_put_int(out, "price_cents", course->price_cents);
    bw_put_int(out, "employee_cost_cents", item->employee_cost_cents);
    bw_put_float(out, "hours", course->hours);
    if (item->next_session)
        bw_put_session(out, item->next_session);
    bw_put_bool(out, "mandatory", item->mandatory);
    pack_flags(out, item->flags);
    if (!shown->explain)
        return;
    bw_put_list(out, "why", item->n_why);
    for (size_t i = 0; i < item->n_why; i++)
        pack_reason(out, shown, &item->why[i]);
    pack_terms(out, item->terms);
}

static void pack_gap(struct bw_pack *out, const struct shown *shown, const struct bw_advice *advice)
{
    bw_put_key(out, "gap");
    bw_pack_map(out, 4);
    bw_put_float(out, "total", advice->gap.total);
    bw_put_float(out, "closable", advice->closable);
    bw_put_count(out, "count", advice->gap.n_open);
    bw_put_competency_ids(out, "not_closable", shown->cat, advice->not_closable,
                          advice->n_not_closable);
}

static void pack_assess(struct bw_pack *out, const struct shown *shown, const struct bw_gap *gap)
{
    bw_put_list(out, "assess_first", gap->n_assess);
    for (size_t i = 0; i < gap->n_assess; i++) {
        bw_pack_map(out, 3);
        bw_put_competency(out, shown->cat, gap->assess_first[i].competency, shown->lang);
        bw_put_float(out, "value", gap->assess_first[i].value);
    }
}

static void pack_advice(struct bw_pack *out, const struct shown *shown,
                        const struct bw_person *person, const struct bw_advice *advice,
                        uint64_t revision)
{
    bw_pack_map(out, 10);
    bw_put_str(out, "employee", person->id);
    bw_put_day(out, "as_of", advice->gap.as_of);
    bw_question_pack_goal(shown->request, out);
    bw_put_text(out, "model", shown->request->snapshot->model);
    bw_put_count(out, "revision", revision);
    bw_put_text(out, "snapshot", shown->request->snapshot->name);
    pack_gap(out, shown, advice);
    bw_put_list(out, "items", advice->n_items);
    for (size_t i = 0; i < advice->n_items; i++)
        pack_item(out, shown, &advice->items[i], i + 1);
    bw_put_float(out, "coverage", advice->coverage);
    pack_assess(out, shown, &advice->gap);
}

/* One employee's answer, from the store to the packed map. */
static enum bw_err recommend(struct bw_request *request, struct bw_str id, struct bw_pack *out,
                             struct bw_fail *fail)
{
    struct bw_person person;
    struct bw_question question;
    uint64_t revision;
    enum bw_err err = bw_question_person(request, id, &person, &revision, fail);
    if (!err)
        err = bw_question_read(request, person.org, &question, fail);
    if (err)
        return err;
    if (bw_question_unchanged(request, revision, out))
        return BW_OK;
    struct bw_advice advice = bw_recommend(&request->snapshot->cat, request->snapshot->peers,
                                           &person, &question, request->arena);
    struct shown shown = {.request = request,
                          .cat = &request->snapshot->cat,
                          .question = &question,
                          .lang = bw_question_lang(request, person.org),
                          .explain = bw_field_bool(&request->args, "explain", true)};
    pack_advice(out, &shown, &person, &advice, revision);
    return BW_OK;
}

enum bw_err bw_handle_recommend(struct bw_request *request, struct bw_pack *out,
                                struct bw_fail *fail)
{
    return recommend(request, bw_question_str(request, "employee"), out, fail);
}

enum bw_err bw_handle_recommend_many(struct bw_request *request, struct bw_pack *out,
                                     struct bw_fail *fail)
{
    const msgpack_object *ids = bw_field_get(&request->args, "employees");
    bw_pack_map(out, 1);
    bw_put_list(out, "items", ids->via.array.size);
    for (uint32_t i = 0; i < ids->via.array.size; i++) {
        struct bw_str id = {ids->via.array.ptr[i].via.str.ptr, ids->via.array.ptr[i].via.str.size};
        size_t mark = bw_arena_mark(request->arena);
        /* Nothing is packed when it fails: the person and the question are read first. */
        enum bw_err err = recommend(request, id, out, fail);
        bw_arena_rewind(request->arena, mark);
        if (err == BW_INTERNAL)
            return err;
        if (err) {
            bw_pack_map(out, 2);
            bw_put_str(out, "employee", id);
            bw_put_key(out, "error");
            bw_wire_pack_fail(out, fail);
        }
    }
    return BW_OK;
}
