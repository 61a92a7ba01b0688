#include "daemon/question.h"

#include "daemon/args.h"
#include "daemon/encode.h"
#include "daemon/server.h"
#include "data/load.h"
#include "model/base/sort.h"

static struct bw_str str_of(const msgpack_object *value)
{
    return (struct bw_str){value->via.str.ptr, value->via.str.size};
}

struct bw_str bw_question_str(const struct bw_request *request, const char *name)
{
    const msgpack_object *value = bw_field_get(&request->args, name);
    return value ? str_of(value) : (struct bw_str){NULL, 0};
}

enum bw_lang bw_question_lang(const struct bw_request *request, uint32_t org)
{
    struct bw_str lang = bw_question_str(request, "lang");
    if (lang.at)
        return memcmp(lang.at, "en", 2) == 0 ? BW_EN : BW_NL;
    return org == BW_NONE ? BW_NL : request->snapshot->cat.orgs[org].language;
}

bool bw_question_unchanged(const struct bw_request *request, uint64_t revision, struct bw_pack *out)
{
    struct bw_publisher *publisher = request->server->publisher;
    int64_t known = bw_field_int(&request->args, "if_revision", -1);
    if (known < 0 || revision > (uint64_t)known ||
        !bw_publisher_unchanged(publisher, request->snapshot, revision)) {
        bw_publisher_answers(publisher, request->snapshot, revision);
        return false;
    }
    bw_pack_map(out, 2);
    bw_put_bool(out, "unchanged", true);
    bw_put_count(out, "revision", revision);
    return true;
}

static uint32_t org_of(const struct bw_catalogue *cat, enum bw_kind kind, uint32_t index)
{
    switch (kind) {
    case BW_KIND_COMPETENCY:
        return cat->competencies[index].org;
    case BW_KIND_ROLE:
        return cat->roles[index].org;
    case BW_KIND_CHANGE:
        return cat->changes[index].org;
    case BW_KIND_COURSE:
        return cat->courses[index].org;
    default:
        return BW_NONE;
    }
}

enum bw_err bw_question_find(struct bw_request *request, enum bw_kind kind, const char *field,
                             struct bw_str id, uint32_t org, uint32_t *out, struct bw_fail *fail)
{
    uint32_t index = bw_snapshot_find(request->snapshot, kind, id);
    const struct bw_catalogue *cat = &request->snapshot->cat;
    if (index == BW_NONE ||
        (org != BW_NONE && !bw_catalogue_sees(cat, org, org_of(cat, kind, index))))
        return bw_fail_set(fail, BW_NOT_FOUND, "%s: there is no %s \"%.*s\"", field,
                           bw_kind_name(kind), (int)id.len, id.at);
    *out = index;
    return BW_OK;
}

enum bw_err bw_question_group(struct bw_request *request, struct bw_group *out,
                              struct bw_fail *fail)
{
    struct bw_str team = bw_question_str(request, "team"), org = bw_question_str(request, "org");
    *out = (struct bw_group){BW_NONE, BW_NONE};
    if (!team.at == !org.at)
        return bw_fail_set(fail, BW_BAD_REQUEST, "team, org: give one of the two");
    if (org.at)
        return bw_question_find(request, BW_KIND_ORG, "org", org, BW_NONE, &out->org, fail);
    enum bw_err err =
        bw_question_find(request, BW_KIND_TEAM, "team", team, BW_NONE, &out->team, fail);
    if (!err)
        out->org = request->snapshot->cat.teams[out->team].org;
    return err;
}

void bw_question_pack_group(const struct bw_request *request, const struct bw_group *group,
                            struct bw_pack *out)
{
    const struct bw_catalogue *cat = &request->snapshot->cat;
    if (group->team != BW_NONE)
        bw_put_str(out, "team", cat->teams[group->team].id);
    else
        bw_put_str(out, "org", cat->orgs[group->org].id);
}

size_t bw_question_least_group(const struct bw_request *request)
{
    int64_t wanted = bw_field_int(&request->args, "min_group", 0);
    int64_t least = request->config->least_group;
    return (size_t)(wanted > least ? wanted : least);
}

bool bw_question_shows_persons(const struct bw_request *request, size_t people)
{
    return people >= bw_question_least_group(request);
}

enum bw_err bw_question_person(struct bw_request *request, struct bw_str id, struct bw_person *out,
                               uint64_t *revision, struct bw_fail *fail)
{
    const struct bw_snapshot *snapshot = request->snapshot;
    enum bw_err err =
        bw_person_load(request->reader, snapshot, id, request->arena, out, revision, fail);
    if (err)
        return err;
    if (snapshot->catalogue_revision > *revision)
        *revision = snapshot->catalogue_revision;
    if (snapshot->people_revision > *revision)
        *revision = snapshot->people_revision;
    return BW_OK;
}

enum bw_err bw_question_asker(struct bw_request *request, uint32_t *org, uint64_t *revision,
                              struct bw_fail *fail)
{
    struct bw_str employee = bw_question_str(request, "employee");
    struct bw_str id = bw_question_str(request, "org");
    struct bw_person person;
    *org = BW_NONE;
    *revision = request->snapshot->catalogue_revision;
    if (employee.at && id.at)
        return bw_fail_set(fail, BW_BAD_REQUEST, "org: not beside employee, who has an org");
    if (id.at)
        return bw_question_find(request, BW_KIND_ORG, "org", id, BW_NONE, org, fail);
    if (!employee.at)
        return BW_OK;
    enum bw_err err = bw_question_person(request, employee, &person, revision, fail);
    if (!err)
        *org = person.org;
    return err;
}

static int ascending(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Sorted, each once. */
static struct bw_ixs settle(uint32_t *at, size_t n)
{
    size_t kept = 0;
    if (n)
        bw_sort(at, n, sizeof *at, ascending);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || at[i] != at[i - 1])
            at[kept++] = at[i];
    return (struct bw_ixs){at, kept};
}

static enum bw_err read_changes(struct bw_request *request, const msgpack_object *value,
                                uint32_t org, struct bw_ixs *out, struct bw_fail *fail)
{
    bool one = value->type == MSGPACK_OBJECT_STR;
    if (!one && value->type != MSGPACK_OBJECT_ARRAY)
        return bw_fail_set(fail, BW_BAD_REQUEST, "goal.change: an id or a list of ids is expected");
    size_t n = one ? 1 : value->via.array.size;
    if (n == 0 || n > 1000)
        return bw_fail_set(fail, BW_BAD_REQUEST, "goal.change: %zu ids; 1 to 1000", n);
    uint32_t *at = BW_ARENA_NEW(request->arena, uint32_t, n);
    for (size_t i = 0; i < n; i++) {
        const msgpack_object *id = one ? value : &value->via.array.ptr[i];
        if (id->type != MSGPACK_OBJECT_STR)
            return bw_fail_set(fail, BW_BAD_REQUEST, "goal.change[%zu]: an id is expected", i);
        enum bw_err err =
            bw_question_find(request, BW_KIND_CHANGE, "goal.change", str_of(id), org, &at[i], fail);
        if (err)
            return err;
    }
    *out = settle(at, n);
    return BW_OK;
}

static enum bw_err read_items(struct bw_request *request, const msgpack_object *list, uint32_t org,
                              struct bw_asks *out, struct bw_fail *fail)
{
    size_t n = list->via.array.size;
    struct bw_ask *asks = BW_ARENA_NEW(request->arena, struct bw_ask, n);
    for (size_t i = 0; i < n; i++) {
        const msgpack_object *item = &list->via.array.ptr[i];
        asks[i].level = bw_field_float(item, "level", 0);
        asks[i].weight = bw_field_float(item, "weight", 1);
        enum bw_err err = bw_question_find(request, BW_KIND_COMPETENCY, "goal.items.competency",
                                           str_of(bw_field_get(item, "competency")), org,
                                           &asks[i].competency, fail);
        if (err)
            return err;
    }
    *out = bw_asks_merge(asks, n);
    return BW_OK;
}

/* Each kind of goal has its one argument, and no other. */
static enum bw_err check_goal(const msgpack_object *goal, const char *kind, struct bw_fail *fail)
{
    static const struct {
        const char *kind, *field;
    } needs[] = {{"role", "role"}, {"change", "change"}, {"competencies", "items"}};
    for (size_t i = 0; i < 3; i++) {
        bool own = strcmp(kind, needs[i].kind) == 0;
        bool given = bw_field_get(goal, needs[i].field) != NULL;
        if (own && !given)
            return bw_fail_set(fail, BW_BAD_REQUEST,
                               "goal.%s is missing; a goal of kind %s needs it", needs[i].field,
                               kind);
        if (!own && given)
            return bw_fail_set(fail, BW_BAD_REQUEST, "goal.%s: not for a goal of kind %s",
                               needs[i].field, kind);
    }
    return BW_OK;
}

static enum bw_err read_goal(struct bw_request *request, uint32_t org, struct bw_goal *out,
                             struct bw_fail *fail)
{
    const msgpack_object *goal = bw_field_get(&request->args, "goal");
    *out = (struct bw_goal){.kind = BW_GOAL_CURRENT};
    if (!goal)
        return BW_OK;
    struct bw_str name = str_of(bw_field_get(goal, "kind"));
    char kind[32] = "";
    memcpy(kind, name.at, name.len < 31 ? name.len : 31);
    enum bw_err err = check_goal(goal, kind, fail);
    if (err)
        return err;
    if (strcmp(kind, "role") == 0) {
        out->kind = BW_GOAL_ROLE;
        return bw_question_find(request, BW_KIND_ROLE, "goal.role",
                                str_of(bw_field_get(goal, "role")), org, &out->role, fail);
    }
    if (strcmp(kind, "change") == 0) {
        out->kind = BW_GOAL_CHANGE;
        return read_changes(request, bw_field_get(goal, "change"), org, &out->changes, fail);
    }
    if (strcmp(kind, "competencies") == 0) {
        out->kind = BW_GOAL_COMPETENCIES;
        return read_items(request, bw_field_get(goal, "items"), org, &out->items, fail);
    }
    if (strcmp(kind, "wishes") == 0)
        out->kind = BW_GOAL_WISHES;
    return BW_OK;
}

void bw_question_pack_goal(const struct bw_request *request, struct bw_pack *out)
{
    const msgpack_object *goal = bw_field_get(&request->args, "goal");
    msgpack_packer packer;
    bw_put_key(out, "goal");
    if (goal) {
        msgpack_packer_init(&packer, out, bw_pack_write);
        bw_schema_pack(&bw_args_goal, goal, &packer);
        return;
    }
    bw_pack_map(out, 1);
    bw_put_text(out, "kind", "current");
}

static struct bw_strs read_strs(struct bw_request *request, const msgpack_object *list)
{
    size_t n = list ? list->via.array.size : 0;
    struct bw_str *at = BW_ARENA_NEW(request->arena, struct bw_str, n);
    for (size_t i = 0; i < n; i++)
        at[i] = str_of(&list->via.array.ptr[i]);
    return (struct bw_strs){at, n};
}

static enum bw_err read_filters(struct bw_request *request, uint32_t org, struct bw_filters *out,
                                struct bw_fail *fail)
{
    const msgpack_object *filters = bw_field_get(&request->args, "filters");
    if (!filters)
        return BW_OK;
    const msgpack_object *formats = bw_field_get(filters, "formats");
    const msgpack_object *competencies = bw_field_get(filters, "competencies");
    out->languages = read_strs(request, bw_field_get(filters, "languages"));
    out->providers = read_strs(request, bw_field_get(filters, "providers"));
    for (uint32_t i = 0; formats && i < formats->via.array.size; i++)
        out->formats |= 1u << bw_load_format(&formats->via.array.ptr[i]);
    out->max_price_cents = bw_field_int(filters, "max_price_cents", -1);
    out->max_hours = bw_field_float(filters, "max_hours", -1);
    out->start_after = bw_field_day(filters, "start_after", BW_DAY_NONE);
    out->start_before = bw_field_day(filters, "start_before", BW_DAY_NONE);
    out->has_seats = bw_field_bool(filters, "has_seats", false);
    size_t n = competencies ? competencies->via.array.size : 0;
    uint32_t *at = BW_ARENA_NEW(request->arena, uint32_t, n);
    for (size_t i = 0; i < n; i++) {
        enum bw_err err =
            bw_question_find(request, BW_KIND_COMPETENCY, "filters.competencies",
                             str_of(&competencies->via.array.ptr[i]), org, &at[i], fail);
        if (err)
            return err;
    }
    out->competencies = settle(at, n);
    return BW_OK;
}

/* Courses that nobody knows cannot be listed anyway. */
static struct bw_ixs read_exclude(struct bw_request *request)
{
    const msgpack_object *list = bw_field_get(&request->args, "exclude");
    size_t n = list ? list->via.array.size : 0, kept = 0;
    uint32_t *at = BW_ARENA_NEW(request->arena, uint32_t, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t index =
            bw_snapshot_find(request->snapshot, BW_KIND_COURSE, str_of(&list->via.array.ptr[i]));
        if (index != BW_NONE)
            at[kept++] = index;
    }
    return settle(at, kept);
}

static enum bw_objective read_objective(const struct bw_request *request)
{
    static const char *const names[] = {"balanced", "closure", "per_euro", "per_hour"};
    struct bw_str name = bw_question_str(request, "objective");
    for (int i = 0; name.at && i < 4; i++)
        if (strlen(names[i]) == name.len && memcmp(names[i], name.at, name.len) == 0)
            return (enum bw_objective)i;
    return BW_BALANCED;
}

struct bw_question bw_question_plain(const struct bw_request *request)
{
    struct bw_question question =
        bw_question_on(bw_field_day(&request->args, "as_of", request->today));
    question.k = (size_t)bw_field_int(&request->args, "k", BW_K_DEFAULT);
    question.diversity = bw_field_float(&request->args, "diversity", BW_DIVERSITY_DEFAULT);
    question.objective = read_objective(request);
    return question;
}

enum bw_err bw_question_read(struct bw_request *request, uint32_t org, struct bw_question *out,
                             struct bw_fail *fail)
{
    *out = bw_question_plain(request);
    out->exclude = read_exclude(request);
    enum bw_err err = read_goal(request, org, &out->goal, fail);
    return err ? err : read_filters(request, org, &out->filters, fail);
}
