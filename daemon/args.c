#include "daemon/args.h"

#include "daemon/args_shared.h"
#include "daemon/request.h"
#include "data/models.h"
#include "model/space/vectors.h"

static const char *const goal_kinds[] = {"current",      "role",   "change",
                                         "competencies", "wishes", NULL};
static const char *const objectives[] = {"balanced", "closure", "per_euro", "per_hour", NULL};
const char *const bw_language_names[] = {"nl", "en", NULL};
static const char *const formats[] = {"e-learning", "classroom", "blended",
                                      "on-the-job", "coaching",  NULL};
static const char *const kinds[] = {"org",      "team",   "competency", "task",
                                    "role",     "change", "course",     "employee",
                                    "evidence", "event",  "verdict",    NULL};

static const char *const twin_kinds[] = {"courses", "competencies", NULL};

static const struct bw_field any = {.type = BW_T_ANY};
const struct bw_field bw_any_id = {.type = BW_T_ID};
const struct bw_field bw_any_text = {.type = BW_T_STR, .max = 1024};
static const struct bw_field any_format = {.type = BW_T_ENUM, .names = formats};

const struct bw_shape bw_args_none = {"this method", NULL, 0, NULL};

static const struct bw_field put[] = {
    {.name = "items", LIST_OF(any), .required = true, .max = 1000000}};
SHAPE(bw_args_put, "put", put);

static const struct bw_field get[] = {{.name = "id", .type = BW_T_ID, .required = true}};
SHAPE(bw_args_get, "get", get);

#define LIST                                                                                       \
    {.name = "after", .type = BW_T_ID},                                                            \
        {.name = "limit", .type = BW_T_INT, .min = 1, .max = 1000},                                \
    {                                                                                              \
        .name = "ids_only", .type = BW_T_BOOL                                                      \
    }
static const struct bw_field list[] = {LIST};
SHAPE(bw_args_list, "list", list);

static const struct bw_field list_held[] = {LIST, {.name = "org", .type = BW_T_ID}};
SHAPE(bw_args_list_held, "list", list_held);

static const struct bw_field delete[] = {
    {.name = "ids", LIST_OF(bw_any_id), .required = true, .max = 1000000}};
SHAPE(bw_args_delete, "delete", delete);

static const struct bw_field evidence_list[] = {
    {.name = "employee", .type = BW_T_ID, .required = true},
    {.name = "with_ids", .type = BW_T_BOOL},
    {.name = "if_revision", REVISION}};
SHAPE(bw_args_evidence_list, "this method", evidence_list);

static const struct bw_field goal_item[] = {
    {.name = "competency", .type = BW_T_ID, .required = true},
    {.name = "level", .type = BW_T_FLOAT, .min = 0, .max = 5, .required = true},
    {.name = "weight", .type = BW_T_FLOAT, .min = 0, .max = 1}};
static SHAPE(goal_item_shape, "a goal's item", goal_item);
static const struct bw_field any_goal_item = {.type = BW_T_MAP, .shape = &goal_item_shape};

static const struct bw_field goal_fields[] = {
    {.name = "kind", .type = BW_T_ENUM, .names = goal_kinds, .required = true},
    {.name = "role", .type = BW_T_ID},
    {.name = "change", .type = BW_T_ANY},
    {.name = "items", LIST_OF(any_goal_item), .max = 1000}};
SHAPE(bw_args_goal, "goal", goal_fields);

static const struct bw_field filter_fields[] = {
    {.name = "languages", LIST_OF(bw_any_text), .max = 100},
    {.name = "formats", LIST_OF(any_format), .max = 100},
    {.name = "providers", LIST_OF(bw_any_text), .max = 1000},
    {.name = "max_price_cents", .type = BW_T_INT, .min = 0, .max = 1e12},
    {.name = "max_hours", .type = BW_T_FLOAT, .min = 0, .max = 1e6},
    {.name = "start_after", .type = BW_T_DATE},
    {.name = "start_before", .type = BW_T_DATE},
    {.name = "competencies", LIST_OF(bw_any_id), .max = 1000},
    {.name = "has_seats", .type = BW_T_BOOL}};
SHAPE(bw_args_filters, "filters", filter_fields);

#define RECOMMEND                                                                                  \
    GOAL, AS_OF, K, FILTERS, {.name = "exclude", LIST_OF(bw_any_id)},                              \
        {.name = "explain", .type = BW_T_BOOL},                                                    \
        {.name = "diversity", .type = BW_T_FLOAT, .min = 0, .max = 1},                             \
        {.name = "objective", .type = BW_T_ENUM, .names = objectives}, LANG, IF_REVISION

static const struct bw_field recommend[] = {{.name = "employee", .type = BW_T_ID, .required = true},
                                            RECOMMEND};
SHAPE(bw_args_recommend, "recommend", recommend);

static const struct bw_field many[] = {
    {.name = "employees", LIST_OF(bw_any_id), .required = true, .max = BW_MANY_MOST}, RECOMMEND};
SHAPE(bw_args_many, "recommend.many", many);

static const struct bw_field gap[] = {
    {.name = "employee", .type = BW_T_ID, .required = true}, GOAL, AS_OF, LANG, IF_REVISION};
SHAPE(bw_args_gap, "gap.employee", gap);

static const struct bw_field profile[] = {
    {.name = "employee", .type = BW_T_ID, .required = true}, AS_OF, LANG, IF_REVISION};
SHAPE(bw_args_profile, "employee.profile", profile);

static const struct bw_field team[] = {GROUP, AS_OF, GOAL, LANG, IF_REVISION};
SHAPE(bw_args_team, "gap.team", team);

static const struct bw_field reachable[] = {
    {.name = "employee", .type = BW_T_ID, .required = true}, AS_OF, K, LANG, IF_REVISION};
SHAPE(bw_args_reachable, "role.reachable", reachable);

static const struct bw_field way[] = {{.name = "employee", .type = BW_T_ID, .required = true},
                                      {.name = "role", .type = BW_T_ID, .required = true},
                                      AS_OF,
                                      K,
                                      LANG,
                                      IF_REVISION};
SHAPE(bw_args_path, "role.path", way);

static const struct bw_field talent[] = {GROUP, AS_OF, K, LANG, IF_REVISION};
SHAPE(bw_args_talent, "talent.find", talent);

static const struct bw_field candidates[] = {{.name = "role", .type = BW_T_ID, .required = true},
                                             {.name = "org", .type = BW_T_ID},
                                             AS_OF,
                                             K,
                                             LANG,
                                             IF_REVISION};
SHAPE(bw_args_candidates, "role.candidates", candidates);

static const struct bw_field mentor[] = {{.name = "employee", .type = BW_T_ID, .required = true},
                                         {.name = "competency", .type = BW_T_ID, .required = true},
                                         AS_OF,
                                         K,
                                         LANG,
                                         IF_REVISION};
SHAPE(bw_args_mentor, "mentor.find", mentor);

#define AS_WHOM                                                                                    \
    {.name = "org", .type = BW_T_ID},                                                              \
    {                                                                                              \
        .name = "employee", .type = BW_T_ID                                                        \
    }

#define SEARCH {.name = "text", .type = BW_T_STR, .required = true}, K, LANG, AS_WHOM

static const struct bw_field course_search[] = {SEARCH, FILTERS, AS_OF};
SHAPE(bw_args_course_search, "course.search", course_search);

static const struct bw_field course_similar[] = {
    {.name = "course", .type = BW_T_ID, .required = true}, K, LANG, AS_WHOM, FILTERS, AS_OF};
SHAPE(bw_args_course_similar, "course.similar", course_similar);

static const struct bw_field competency_search[] = {SEARCH};
SHAPE(bw_args_competency_search, "competency.search", competency_search);

static const struct bw_field duplicates_confirm[] = {
    {.name = "kind", .type = BW_T_ENUM, .names = twin_kinds, .required = true},
    {.name = "a", .type = BW_T_ID, .required = true},
    {.name = "b", .type = BW_T_ID, .required = true},
    {.name = "same", .type = BW_T_BOOL, .required = true},
    {.name = "retire", .type = BW_T_ID},
    {.name = "by", .type = BW_T_STR, .max = 1024}};
SHAPE(bw_args_duplicates_confirm, "duplicates.confirm", duplicates_confirm);

static const struct bw_field course_tag[] = {
    {.name = "course", .type = BW_T_ID}, {.name = "text", .type = BW_T_STR}, K, LANG, AS_WHOM};
SHAPE(bw_args_course_tag, "course.tag", course_tag);

static const struct bw_field tag_list[] = {
    {.name = "course", .type = BW_T_ID},
    {.name = "org", .type = BW_T_ID},
    K,
    {.name = "after", .type = BW_T_ID},
    {.name = "limit", .type = BW_T_INT, .min = 1, .max = 100},
    {.name = "least", .type = BW_T_FLOAT, .min = 0, .max = 1},
    {.name = "teaches_most", .type = BW_T_INT, .min = 0, .max = 200},
    LANG};
SHAPE(bw_args_tag_list, "tag.list", tag_list);

static const struct bw_field taught = {.type = BW_T_MAP, .shape = &bw_schema_teach};
static const struct bw_field tag_confirm[] = {{.name = "course", .type = BW_T_ID, .required = true},
                                              {.name = "accept", LIST_OF(taught), .max = 100},
                                              {.name = "reject", LIST_OF(bw_any_id), .max = 100},
                                              {.name = "by", .type = BW_T_STR, .max = 1024},
                                              IF_REVISION};
SHAPE(bw_args_tag_confirm, "tag.confirm", tag_confirm);

static const struct bw_field duplicates_list[] = {
    {.name = "kind", .type = BW_T_ENUM, .names = twin_kinds, .required = true},
    {.name = "org", .type = BW_T_ID},
    {.name = "least", .type = BW_T_FLOAT, .min = 0, .max = 1},
    {.name = "k", .type = BW_T_INT, .min = 1, .max = BW_DUPLICATES_MOST},
    LANG};
SHAPE(bw_args_duplicates_list, "duplicates.list", duplicates_list);

static const struct bw_field learning_page[] = {
    {.name = "after", .type = BW_T_ID},
    {.name = "limit", .type = BW_T_INT, .min = 1, .max = 1000},
    {.name = "from", .type = BW_T_DATE}};
SHAPE(bw_args_learning_page, "learning.page", learning_page);

static const struct bw_field import_begin[] = {{.name = "dry_run", .type = BW_T_BOOL},
                                               {.name = "skip_bad", .type = BW_T_BOOL}};
SHAPE(bw_args_import_begin, "import.begin", import_begin);

static const struct bw_field import_add[] = {
    {.name = "import", .type = BW_T_INT, .min = 1, .max = 9e15, .required = true},
    {.name = "kind", .type = BW_T_ENUM, .names = kinds, .required = true},
    {.name = "items", LIST_OF(any), .required = true, .max = 1000000}};
SHAPE(bw_args_import_add, "import.add", import_add);

static const struct bw_field import_commit[] = {
    {.name = "import", .type = BW_T_INT, .min = 1, .max = 9e15, .required = true}};
SHAPE(bw_args_import_commit, "import", import_commit);

static const char *const embedding_kinds[] = {"trained", "external", NULL};
static const char *const vector_kinds[] = {"competency", "role", "course", NULL};

static enum bw_err check_begin(const msgpack_object *map, const char *path, struct bw_fail *fail)
{
    const msgpack_object *kind = bw_field_get(map, "kind");
    const msgpack_object *name = bw_field_get(map, "model");
    bool trained = bw_value_is(kind, "trained", strlen("trained"));
    (void)path;
    if (name && (bw_value_is(name, "text", strlen("text")) ||
                 bw_value_is(name, "closed-form", strlen("closed-form"))))
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "model: \"%.*s\" is what answers say that rest on none; another name",
                           (int)name->via.str.size, name->via.str.ptr);
    if (trained && !bw_field_get(map, "space_bytes"))
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "space_bytes is missing; a trained model says how large its space is");
    if (!trained && bw_field_get(map, "space_bytes"))
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "space_bytes: vectors from outside have no space; leave it out");
    return BW_OK;
}

static const char *const near_ways[] = {"all", "taxonomy", NULL};

static const struct bw_field embedding_begin[] = {
    {.name = "dimension", .type = BW_T_INT, .min = 1, .max = BW_VECTORS_DIM_MOST, .required = true},
    {.name = "kind", .type = BW_T_ENUM, .names = embedding_kinds, .required = true},
    {.name = "model", .type = BW_T_ID},
    {.name = "near", .type = BW_T_ENUM, .names = near_ways},
    {.name = "seed", .type = BW_T_INT, .min = -9e15, .max = 9e15},
    {.name = "space_bytes", .type = BW_T_INT, .min = 1, .max = (size_t)1 << 30},
    {.name = "skip_unknown", .type = BW_T_BOOL}};
const struct bw_shape bw_args_embedding_begin = {"embedding.begin", embedding_begin,
                                                 COUNT(embedding_begin), check_begin};

static enum bw_err check_add(const msgpack_object *map, const char *path, struct bw_fail *fail)
{
    bool space = bw_field_get(map, "space") != NULL;
    (void)path;
    if (space != (bw_field_get(map, "block") != NULL))
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s is missing; space and block come together",
                           space ? "block" : "space");
    if (!space && !bw_field_get(map, "items"))
        return bw_fail_set(fail, BW_BAD_REQUEST, "nothing to add; give space and block, or items");
    return BW_OK;
}

#define UPLOAD                                                                                     \
    {                                                                                              \
        .name = "upload", .type = BW_T_INT, .min = 1, .max = UINT32_MAX, .required = true          \
    }

static const struct bw_field vector_fields[] = {
    {.name = "kind", .type = BW_T_ENUM, .names = vector_kinds, .required = true},
    {.name = "id", .type = BW_T_ID, .required = true},
    {.name = "hash", .type = BW_T_BIN, .min = 8, .max = 8},
    {.name = "vector",
     .type = BW_T_BIN,
     .min = sizeof(float),
     .max = BW_VECTORS_DIM_MOST * sizeof(float),
     .required = true}};
static SHAPE(vector_shape, "a vector", vector_fields);
static const struct bw_field any_vector = {.type = BW_T_MAP, .shape = &vector_shape};

static const struct bw_field embedding_add[] = {
    UPLOAD,
    {.name = "block", .type = BW_T_INT, .min = 0, .max = 1e6},
    {.name = "space", .type = BW_T_BIN, .min = 1, .max = 1e9},
    {.name = "items", LIST_OF(any_vector), .max = 1000000}};
const struct bw_shape bw_args_embedding_add = {"embedding.add", embedding_add, COUNT(embedding_add),
                                               check_add};

static const struct bw_field embedding_set[] = {
    {.name = "near", .type = BW_T_ENUM, .names = near_ways, .required = true}};
SHAPE(bw_args_embedding_set, "embedding.set", embedding_set);

static const struct bw_field embedding_upload[] = {UPLOAD};
SHAPE(bw_args_embedding_upload, "this method", embedding_upload);

static const struct bw_field any_part = {.type = BW_T_ENUM, .names = bw_model_part_names};

#define VERSION                                                                                    \
    {                                                                                              \
        .name = "version", .type = BW_T_ID, .required = true                                       \
    }
#define BY                                                                                         \
    {                                                                                              \
        .name = "by", .type = BW_T_STR, .max = 1024                                                \
    }
#define PARTS                                                                                      \
    {                                                                                              \
        .name = "parts", LIST_OF(any_part), .min = 1, .max = 10                                    \
    }

static const struct bw_field model_begin[] = {
    {.name = "card", .type = BW_T_MAP, .shape = &bw_schema_card, .required = true},
    {.name = "bytes", .type = BW_T_INT, .min = 1, .max = BW_LEARNED_BYTES_MOST, .required = true},
    PARTS};
SHAPE(bw_args_model_begin, "model.begin", model_begin);

static const struct bw_field model_add[] = {
    UPLOAD,
    {.name = "block", .type = BW_T_INT, .min = 0, .max = 1e6, .required = true},
    {.name = "bytes", .type = BW_T_BIN, .min = 1, .max = BW_LEARNED_BYTES_MOST, .required = true}};
SHAPE(bw_args_model_add, "model.add", model_add);

static const struct bw_field model_version[] = {VERSION};
SHAPE(bw_args_model_drop, "model.drop", model_version);

static const struct bw_field model_info[] = {{.name = "version", .type = BW_T_ID}};
SHAPE(bw_args_model_info, "model.info", model_info);

static enum bw_err check_reason(const msgpack_object *map, const char *path, struct bw_fail *fail)
{
    const msgpack_object *reason = bw_field_get(map, "override");
    (void)path;
    for (uint32_t i = 0; reason && i < reason->via.str.size; i++)
        if (reason->via.str.ptr[i] != ' ')
            return BW_OK;
    return reason ? bw_fail_set(fail, BW_BAD_REQUEST,
                                "override: blank; it is the reason, which is kept")
                  : BW_OK;
}

static const struct bw_field any_people = {LIST_OF(bw_any_id), .max = 100000};
#define GROUPS                                                                                     \
    {                                                                                              \
        .name = "groups", .type = BW_T_DICT, .item = &any_people                                   \
    }

static const struct bw_field model_promote[] = {
    VERSION, PARTS, {.name = "override", .type = BW_T_STR, .max = 1024}, BY, GROUPS};
const struct bw_shape bw_args_model_promote = {"model.promote", model_promote, COUNT(model_promote),
                                               check_reason};

static const struct bw_field model_compare[] = {
    VERSION, {.name = "with", .type = BW_T_ID}, PARTS, GROUPS};
SHAPE(bw_args_model_compare, "model.compare", model_compare);

static const struct bw_field model_rollback[] = {BY,
                                                 {.name = "reason", .type = BW_T_STR, .max = 1024}};
SHAPE(bw_args_model_rollback, "model.rollback", model_rollback);
