/* duplicates.list: records that may be one; duplicates.confirm: what a steward decided about two.
 */
#include "daemon/draft.h"
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/publish.h"
#include "daemon/question.h"
#include "daemon/reasons.h"
#include "daemon/worker.h"
#include "model/twins/twins.h"

#define LISTED 100

/* The two, as the verdict holds them. */
struct two {
    enum bw_about about;
    enum bw_kind kind;
    struct bw_pair ids;
    msgpack_object a, b; /* the records */
};

static struct bw_str id_arg(const msgpack_object *args, const char *name)
{
    const char *at = NULL;
    size_t len = 0;
    bw_field_str(args, name, &at, &len);
    return (struct bw_str){at, (uint32_t)len};
}

static bool equal(struct bw_str a, struct bw_str b)
{
    return bw_str_compare(a, b) == 0;
}

static enum bw_err read_two(struct bw_pending *pending, const msgpack_object *args, struct two *out,
                            struct bw_fail *fail)
{
    struct bw_str a = id_arg(args, "a"), b = id_arg(args, "b");
    (void)bw_about_parse(id_arg(args, "kind"), &out->about);
    out->kind = out->about == BW_ABOUT_COURSES ? BW_KIND_COURSE : BW_KIND_COMPETENCY;
    if (equal(a, b))
        return bw_fail_set(fail, BW_BAD_REQUEST, "b: the same id as a; a pair has two");
    out->ids = bw_pair_of(out->about, a, b);
    bool turned = !equal(out->ids.a, a);
    enum bw_err err =
        bw_draft_read(pending, turned ? "b" : "a", out->kind, out->ids.a, &out->a, fail);
    return err ? err
               : bw_draft_read(pending, turned ? "a" : "b", out->kind, out->ids.b, &out->b, fail);
}

/* Does the record `map` name `id` as the same? */
static bool names_same(const msgpack_object *map, struct bw_str id)
{
    const msgpack_object *list = bw_field_get(map, "same_as");
    for (uint32_t i = 0; list && i < list->via.array.size; i++)
        if (bw_value_is(&list->via.array.ptr[i], id.at, id.len))
            return true;
    return false;
}

/* May a record of the org that `by` names refer to `of`? */
static bool refers(const struct bw_snapshot *snapshot, const msgpack_object *by,
                   const msgpack_object *of)
{
    struct bw_str from = id_arg(by, "org"), to = id_arg(of, "org");
    if (!to.at || (from.at && equal(from, to)))
        return true;
    if (!from.at)
        return false;
    uint32_t org = bw_snapshot_find(snapshot, BW_KIND_ORG, from);
    uint32_t other = bw_snapshot_find(snapshot, BW_KIND_ORG, to);
    return org != BW_NONE && other != BW_NONE && bw_catalogue_sees(&snapshot->cat, org, other);
}

/* The first of the two that may, names the other as the same. */
static enum bw_err join(struct bw_pending *pending, struct two *two, struct bw_fail *fail)
{
    struct bw_draft *draft = pending->draft;
    if (names_same(&two->a, two->ids.b) || names_same(&two->b, two->ids.a))
        return BW_OK;
    struct bw_snapshot *snapshot = bw_publisher_acquire(pending->worker->server->publisher);
    bool a = refers(snapshot, &two->a, &two->b), b = refers(snapshot, &two->b, &two->a);
    bw_snapshot_drop(snapshot);
    if (!a && !b)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "b: neither org of the two sees what the other holds; "
                           "one of them cannot name the other as the same");
    bw_draft_append(draft, a ? &two->a : &two->b, "same_as",
                    bw_draft_str(a ? two->ids.b : two->ids.a));
    bw_draft_put(draft, two->kind, a ? two->a : two->b);
    return BW_OK;
}

static enum bw_err part(const struct two *two, struct bw_fail *fail)
{
    bool a = names_same(&two->a, two->ids.b), b = names_same(&two->b, two->ids.a);
    struct bw_str by = a ? two->ids.a : two->ids.b, of = a ? two->ids.b : two->ids.a;
    if (!a && !b)
        return BW_OK;
    return bw_fail_set(fail, BW_CONFLICT,
                       "same: \"%.*s\" names \"%.*s\" in same_as; take that out first", (int)by.len,
                       by.at, (int)of.len, of.at);
}

static enum bw_err retire(struct bw_pending *pending, struct two *two, struct bw_str id,
                          struct bw_fail *fail)
{
    bool a = equal(id, two->ids.a);
    if (two->about != BW_ABOUT_COURSES)
        return bw_fail_set(fail, BW_BAD_REQUEST, "retire: only of courses one can be retired");
    if (!a && !equal(id, two->ids.b))
        return bw_fail_set(fail, BW_BAD_REQUEST, "retire: \"%.*s\" is neither a nor b", (int)id.len,
                           id.at);
    bw_draft_set(pending->draft, a ? &two->a : &two->b, "retired", bw_draft_bool(true));
    bw_draft_put(pending->draft, two->kind, a ? two->a : two->b);
    return BW_OK;
}

static enum bw_err decide(struct bw_pending *pending, const msgpack_object *args,
                          struct bw_fail *fail)
{
    bool same = bw_field_bool(args, "same", false);
    struct bw_str retired = id_arg(args, "retire");
    struct two two;
    enum bw_err err = read_two(pending, args, &two, fail);
    if (err)
        return err;
    if (retired.at && !same)
        return bw_fail_set(fail, BW_BAD_REQUEST, "retire: only with same: true");
    if (retired.at)
        err = retire(pending, &two, retired, fail);
    else if (two.about == BW_ABOUT_COMPETENCIES)
        err = same ? join(pending, &two, fail) : part(&two, fail);
    if (!err)
        bw_draft_rule(pending, &(struct bw_ruled){.about = two.about,
                                                  .pair = two.ids,
                                                  .yes = same,
                                                  .by = id_arg(args, "by")});
    return err;
}

enum bw_err bw_handle_duplicates_confirm(struct bw_pending *pending, const msgpack_object *args,
                                         struct bw_fail *fail)
{
    enum bw_err err = bw_draft_begin(pending, fail);
    return err ? err : bw_draft_end(pending, decide(pending, args, fail), fail);
}

static void put_twin(struct bw_pack *out, const struct bw_catalogue *cat,
                     const struct bw_twin *twin, bool courses, enum bw_lang lang)
{
    struct bw_str a = courses ? cat->courses[twin->a].id : cat->competencies[twin->a].id;
    struct bw_str b = courses ? cat->courses[twin->b].id : cat->competencies[twin->b].id;
    struct bw_text name_a =
        courses ? cat->courses[twin->a].title : cat->competencies[twin->a].label;
    struct bw_text name_b =
        courses ? cat->courses[twin->b].title : cat->competencies[twin->b].label;
    bw_pack_map(out, twin->as_a.at ? 9 : 7);
    bw_put_str(out, "a", a);
    bw_put_str(out, "b", b);
    bw_put_float(out, "score", twin->score);
    bw_put_text(out, "reason", bw_reason_name(twin->reason));
    bw_put_text(out, "reason_text", bw_reason_text(twin->reason, lang));
    bw_put_str(out, courses ? "a_title" : "a_label", bw_text_pick(name_a, lang));
    bw_put_str(out, courses ? "b_title" : "b_label", bw_text_pick(name_b, lang));
    if (twin->as_a.at) {
        bw_put_str(out, "a_match", twin->as_a);
        bw_put_str(out, "b_match", twin->as_b);
    }
}

enum bw_err bw_handle_duplicates_list(struct bw_request *request, struct bw_pack *out,
                                      struct bw_fail *fail)
{
    const struct bw_snapshot *snapshot = request->snapshot;
    struct bw_str org = bw_question_str(request, "org");
    struct bw_twin_question question = {.org = BW_NONE,
                                        .least =
                                            bw_field_float(&request->args, "least", BW_TWIN_LEAST),
                                        .k = (size_t)bw_field_int(&request->args, "k", LISTED)};
    enum bw_about about = BW_ABOUT_COURSES;
    struct bw_twins twins;
    (void)bw_about_parse(bw_question_str(request, "kind"), &about);
    if (org.at) {
        enum bw_err err =
            bw_question_find(request, BW_KIND_ORG, "org", org, BW_NONE, &question.org, fail);
        if (err)
            return err;
    }
    bool courses = about == BW_ABOUT_COURSES;
    bool well = (courses ? bw_twins_courses : bw_twins_competencies)(
        &snapshot->cat, snapshot->texts, &question, request->arena, &twins);
    if (!well)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory for comparing the catalogue");
    if (twins.too_many)
        return bw_fail_set(
            fail, BW_TOO_LARGE,
            "least: more than %zu pairs are at least that sure (%g); ask for surer ones",
            twins.found, question.least);
    bw_pack_map(out, 5);
    bw_put_list(out, "items", twins.n);
    for (size_t i = 0; i < twins.n; i++)
        put_twin(out, &snapshot->cat, &twins.at[i], courses,
                 bw_question_lang(request, question.org));
    bw_put_count(out, "found", twins.found);
    bw_put_end(out, request, snapshot->catalogue_revision);
    return BW_OK;
}
