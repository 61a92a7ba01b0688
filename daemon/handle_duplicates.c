/* duplicates.confirm: what a steward decided about two records that may be one. */
#include "daemon/draft.h"
#include "daemon/handle.h"
#include "daemon/publish.h"
#include "daemon/worker.h"

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
