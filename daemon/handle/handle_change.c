/* change.preview: what it means when a task, a law or a merger comes. */
#include "daemon/errand.h"
#include "daemon/handle.h"
#include "daemon/handle/preview.h"
#include "daemon/question.h"
#include "data/crowd.h"
#include "model/base/sort.h"

#define PEOPLE_SHOWN 100

static int ascending(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The change that nobody stored, alone. */
static enum bw_err read_inline(struct bw_preview *preview, const msgpack_object *map,
                               struct bw_fail *fail)
{
    struct bw_request *request = preview->request;
    struct bw_change *change = BW_ARENA_NEW(request->arena, struct bw_change, 1);
    uint32_t *at = BW_ARENA_NEW(request->arena, uint32_t, 1);
    enum bw_err err = bw_snapshot_change(request->snapshot, map, request->arena, change, fail);
    if (err)
        return err;
    if (preview->org != BW_NONE && !bw_catalogue_sees(&preview->cat, preview->org, change->org))
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "inline.org: the org that is asked about does not see its changes");
    preview->cat.changes = change;
    preview->cat.n_changes = 1;
    preview->changes = (struct bw_ixs){at, 1};
    return BW_OK;
}

static enum bw_err read_stored(struct bw_preview *preview, struct bw_fail *fail)
{
    struct bw_request *request = preview->request;
    const msgpack_object *list = bw_field_get(&request->args, "changes");
    size_t n = list ? list->via.array.size : 1, kept = 0;
    uint32_t *at = BW_ARENA_NEW(request->arena, uint32_t, n);
    for (size_t i = 0; i < n; i++) {
        struct bw_str id = bw_question_str(request, "change");
        if (list)
            id = (struct bw_str){list->via.array.ptr[i].via.str.ptr,
                                 list->via.array.ptr[i].via.str.size};
        enum bw_err err = bw_question_find(request, BW_KIND_CHANGE, list ? "changes" : "change", id,
                                           preview->org, &at[i], fail);
        if (err)
            return err;
    }
    bw_sort(at, n, sizeof *at, ascending);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || at[i] != at[i - 1])
            at[kept++] = at[i];
    preview->changes = (struct bw_ixs){at, kept};
    return BW_OK;
}

static enum bw_err read_changes(struct bw_preview *preview, struct bw_fail *fail)
{
    const msgpack_object *map = bw_field_get(&preview->request->args, "inline");
    struct bw_str org = bw_question_str(preview->request, "org");
    preview->cat = preview->request->snapshot->cat;
    preview->org = BW_NONE;
    enum bw_err err = BW_OK;
    if (org.at)
        err = bw_question_find(preview->request, BW_KIND_ORG, "org", org, BW_NONE, &preview->org,
                               fail);
    if (err)
        return err;
    return map ? read_inline(preview, map, fail) : read_stored(preview, fail);
}

/* Is `org` the one that is asked about, or below it? */
static bool is_asked(const struct bw_preview *preview, uint32_t org)
{
    uint32_t steps = 0;
    if (preview->org == BW_NONE)
        return true;
    while (org != BW_NONE && org != preview->org && steps++ < preview->cat.n_orgs)
        org = preview->cat.orgs[org].parent;
    return org == preview->org;
}

static bool is_touched(void *context, const struct bw_person *person)
{
    const struct bw_preview *preview = context;
    return bw_outlook_of(&preview->outlook, person->org, person->role) != NULL;
}

static const void *judge(void *context, const struct bw_person *person, struct bw_arena *said,
                         struct bw_arena *scratch)
{
    const struct bw_preview *preview = context;
    return bw_uptake_make(&preview->outlook, preview->request->snapshot->peers, person,
                          &(struct bw_uptake_room){said, scratch});
}

static enum bw_err add(void *context, const struct bw_person *person, const void *said,
                       struct bw_fail *fail)
{
    struct bw_preview *preview = context;
    (void)fail;
    bw_impact_add(preview->tally, person, said);
    return BW_OK;
}

static enum bw_err go_on(void *context, struct bw_fail *fail)
{
    const struct bw_preview *preview = context;
    return bw_errand_wanted(preview->request, fail);
}

static enum bw_err look(struct bw_preview *preview, struct bw_fail *fail)
{
    struct bw_request *request = preview->request;
    bool *orgs = BW_ARENA_NEW(request->arena, bool, preview->cat.n_orgs);
    size_t k = (size_t)bw_field_int(&request->args, "k", PEOPLE_SHOWN);
    bw_day as_of = bw_field_day(&request->args, "as_of", request->today);
    for (uint32_t org = 0; org < preview->cat.n_orgs; org++)
        orgs[org] = is_asked(preview, org);
    preview->outlook = bw_outlook_make(&preview->cat, preview->changes, as_of, request->arena);
    preview->tally = bw_impact_begin(&preview->outlook, k, request->arena);
    struct bw_crowd crowd = {.snapshot = request->snapshot,
                             .orgs = orgs,
                             .threads = request->config->workers,
                             .arena_bytes = request->config->limits.arena_bytes,
                             .arena = request->arena};
    struct bw_crowd_look looks = {is_touched, judge, add, go_on, preview};
    enum bw_err err = bw_crowd_look(request->reader, &crowd, &looks, fail);
    if (err)
        return err;
    preview->impact = bw_impact_end(preview->tally);
    preview->merges = bw_merger_any(&preview->outlook);
    if (preview->merges &&
        !bw_merger_make(&(struct bw_merger_of){&request->snapshot->cat, request->snapshot->texts,
                                               &preview->outlook, &preview->impact},
                        request->arena, &preview->merger))
        err = bw_fail_set(fail, BW_INTERNAL, "out of memory for comparing the catalogues");
    return err;
}

enum bw_err bw_handle_change_preview(struct bw_request *request, struct bw_pack *out,
                                     struct bw_fail *fail)
{
    struct bw_preview preview = {.request = request};
    uint64_t revision = bw_revision_latest(request->reader);
    enum bw_err err = read_changes(&preview, fail);
    if (!err && bw_question_unchanged(request, revision, out))
        return BW_OK;
    if (!err)
        err = look(&preview, fail);
    if (err)
        return err;
    preview.lang = bw_question_lang(request, preview.org);
    preview.persons = bw_question_shows_persons(request, preview.impact.people);
    bw_preview_pack(&preview, out, revision);
    return BW_OK;
}
