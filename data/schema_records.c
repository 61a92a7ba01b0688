/* The records of the contract, field by field in the documented order. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "data/schema.h"
#include "data/verdict.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define SHAPE(of, fields_, check_)                                                                 \
    static const struct bw_shape of##_shape = {#of, fields_, COUNT(fields_), check_}

#define LEVEL .type = BW_T_FLOAT, .min = 0, .max = 5
#define SHARE .type = BW_T_FLOAT, .min = 0, .max = 1
#define MONEY .type = BW_T_INT, .min = 0, .max = 1e12
#define HOURS .type = BW_T_FLOAT, .min = 0, .max = 100000
/* How sure an asked level is: its standard deviation, and whether anyone stated it at all. */
#define HOW_SURE                                                                                   \
    {.name = "level_sd", LEVEL},                                                                   \
    {                                                                                              \
        .name = "level_assumed", .type = BW_T_BOOL                                                 \
    }
#define REF_TO(kind_) .type = BW_T_REF, .ref = (kind_)
#define LIST_OF(item_) .type = BW_T_LIST, .item = &(item_)

static const char *const languages[] = {"nl", "en", NULL};
static const char *const formats[] = {"e-learning", "classroom", "blended",
                                      "on-the-job", "coaching",  NULL};
static const char *const kinds[] = {"knowledge", "skill", "attitude", NULL};
static const char *const legal_bases[] = {"law", "cao", NULL};
static const char *const sources[] = {"self",        "peer",   "manager", "test",
                                      "certificate", "course", NULL};
static const char *const event_types[] = {"shown",    "clicked",  "requested", "approved",
                                          "accepted", "declined", "enrolled",  "completed",
                                          "dropped",  "rated",    NULL};

static const char *const abouts[] = {"tag", "competencies", "courses", NULL};

static const struct bw_field any_org = {REF_TO(BW_KIND_ORG)};
static const struct bw_field any_competency = {REF_TO(BW_KIND_COMPETENCY)};
static const struct bw_field any_course = {REF_TO(BW_KIND_COURSE)};
static const struct bw_field any_task = {REF_TO(BW_KIND_TASK)};
static const struct bw_field any_role = {REF_TO(BW_KIND_ROLE)};
static const struct bw_field any_date = {.type = BW_T_DATE};
static const struct bw_field any_text = {.type = BW_T_STR, .max = 1024};
static const struct bw_field any_format = {.type = BW_T_ENUM, .names = formats};

static const struct bw_field alt_label_fields[] = {
    {.name = "nl", LIST_OF(any_text)},
    {.name = "en", LIST_OF(any_text)},
};
SHAPE(alt_labels, alt_label_fields, NULL);

static const struct bw_field org_fields[] = {
    {.name = "id", .type = BW_T_ID, .required = true},
    {.name = "name", .type = BW_T_TEXT, .required = true},
    {.name = "parent", REF_TO(BW_KIND_ORG)},
    {.name = "language", .type = BW_T_ENUM, .names = languages},
    {.name = "training_budget_cents", MONEY},
    {.name = "payroll_cents", MONEY},
    {.name = "personal_share", SHARE},
    {.name = "catalogues", LIST_OF(any_org)},
    {.name = "purposes", .type = BW_T_DICT, .item = &any_date},
};
SHAPE(org, org_fields, NULL);

static const struct bw_field team_fields[] = {
    {.name = "id", .type = BW_T_ID, .required = true},
    {.name = "org", REF_TO(BW_KIND_ORG), .required = true},
    {.name = "name", .type = BW_T_TEXT, .required = true},
    {.name = "manager", .type = BW_T_ID},
};
SHAPE(team, team_fields, NULL);

static const struct bw_field competency_fields[] = {
    {.name = "id", .type = BW_T_ID, .required = true},
    {.name = "org", REF_TO(BW_KIND_ORG)},
    {.name = "label", .type = BW_T_TEXT, .required = true},
    {.name = "alt_labels", .type = BW_T_MAP, .shape = &alt_labels_shape},
    {.name = "description", .type = BW_T_TEXT},
    {.name = "kind", .type = BW_T_ENUM, .names = kinds},
    {.name = "broader", LIST_OF(any_competency)},
    {.name = "requires", LIST_OF(any_competency)},
    {.name = "same_as", LIST_OF(any_competency)},
    {.name = "related", LIST_OF(any_competency)},
    {.name = "half_life_months", .type = BW_T_FLOAT, .min = 1, .max = 1200},
};
SHAPE(competency, competency_fields, NULL);

static const struct bw_field task_ask_fields[] = {
    {.name = "competency", REF_TO(BW_KIND_COMPETENCY), .required = true},
    {.name = "level", LEVEL, .required = true},
    {.name = "weight", SHARE},
    {.name = "mandatory", .type = BW_T_BOOL},
    HOW_SURE,
};
SHAPE(task_ask, task_ask_fields, NULL);
static const struct bw_field task_ask = {.type = BW_T_MAP, .shape = &task_ask_shape};

static const struct bw_field task_fields[] = {
    {.name = "id", .type = BW_T_ID, .required = true},
    {.name = "org", REF_TO(BW_KIND_ORG)},
    {.name = "label", .type = BW_T_TEXT, .required = true},
    {.name = "law", .type = BW_T_STR, .max = 1024},
    {.name = "requires", LIST_OF(task_ask), .required = true},
};
SHAPE(task, task_fields, NULL);

static const struct bw_field role_ask_fields[] = {
    {.name = "competency", REF_TO(BW_KIND_COMPETENCY), .required = true},
    {.name = "level", LEVEL, .required = true},
    {.name = "weight", SHARE},
    {.name = "mandatory", .type = BW_T_BOOL},
    {.name = "law", .type = BW_T_STR, .max = 1024},
    HOW_SURE,
};
SHAPE(role_ask, role_ask_fields, NULL);
static const struct bw_field role_ask = {.type = BW_T_MAP, .shape = &role_ask_shape};

static const struct bw_field version_fields[] = {
    {.name = "from", .type = BW_T_DATE, .required = true},
    {.name = "tasks", LIST_OF(any_task)},
    {.name = "requires", LIST_OF(role_ask)},
};
SHAPE(version, version_fields, NULL);
static const struct bw_field version = {.type = BW_T_MAP, .shape = &version_shape};

static bool same_text(const msgpack_object *a, const msgpack_object *b)
{
    return a && b && bw_value_is(a, b->via.str.ptr, b->via.str.size);
}

/* No two items of the list `name` have the same `key`. */
static enum bw_err each_once(const msgpack_object *map, const char *name, const char *key,
                             const char *path, struct bw_fail *fail)
{
    const msgpack_object *list = bw_field_get(map, name);
    for (uint32_t i = 0; list && i < list->via.array.size; i++) {
        const msgpack_object *value = bw_field_get(&list->via.array.ptr[i], key);
        for (uint32_t j = 0; j < i; j++)
            if (same_text(value, bw_field_get(&list->via.array.ptr[j], key)))
                return bw_fail_set(fail, BW_BAD_REQUEST,
                                   "%s%s%s[%u].%s: \"%.*s\" is there already; each once", path,
                                   *path ? "." : "", name, i, key, (int)value->via.str.size,
                                   value->via.str.ptr);
    }
    return BW_OK;
}

static enum bw_err check_role(const msgpack_object *map, const char *path, struct bw_fail *fail)
{
    return each_once(map, "versions", "from", path, fail);
}

static const struct bw_field role_fields[] = {
    {.name = "id", .type = BW_T_ID, .required = true},
    {.name = "org", REF_TO(BW_KIND_ORG)},
    {.name = "label", .type = BW_T_TEXT, .required = true},
    {.name = "alt_labels", .type = BW_T_MAP, .shape = &alt_labels_shape},
    {.name = "description", .type = BW_T_TEXT},
    {.name = "code", .type = BW_T_STR, .max = 64},
    {.name = "versions", LIST_OF(version), .required = true, .max = 1000},
};
SHAPE(role, role_fields, check_role);

static const struct bw_field move_fields[] = {
    {.name = "task", REF_TO(BW_KIND_TASK), .required = true},
    {.name = "to_role", REF_TO(BW_KIND_ROLE), .required = true},
    {.name = "from_role", REF_TO(BW_KIND_ROLE)},
    {.name = "share", SHARE},
};
SHAPE(move, move_fields, NULL);
static const struct bw_field move = {.type = BW_T_MAP, .shape = &move_shape};

static const struct bw_field change_ask_fields[] = {
    {.name = "role", REF_TO(BW_KIND_ROLE), .required = true},
    {.name = "competency", REF_TO(BW_KIND_COMPETENCY), .required = true},
    {.name = "level", LEVEL, .required = true},
    {.name = "weight", SHARE},
    {.name = "mandatory", .type = BW_T_BOOL},
    HOW_SURE,
};
SHAPE(change_ask, change_ask_fields, NULL);
static const struct bw_field change_ask = {.type = BW_T_MAP, .shape = &change_ask_shape};

static enum bw_err check_merge(const msgpack_object *map, const char *path, struct bw_fail *fail)
{
    if (same_text(bw_field_get(map, "from_org"), bw_field_get(map, "to_org")))
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "%s.to_org: the same as from_org; a merger has two", path);
    return BW_OK;
}

static const struct bw_field merge_fields[] = {
    {.name = "from_org", REF_TO(BW_KIND_ORG), .required = true},
    {.name = "to_org", REF_TO(BW_KIND_ORG), .required = true},
    {.name = "roles", .type = BW_T_DICT, .ref = BW_KIND_ROLE, .item = &any_role},
};
SHAPE(merge, merge_fields, check_merge);
static const struct bw_field merge = {.type = BW_T_MAP, .shape = &merge_shape};

/* All of a change but its id. */
#define CHANGE                                                                                     \
    {.name = "org", REF_TO(BW_KIND_ORG)}, {.name = "label", .type = BW_T_TEXT, .required = true},  \
        {.name = "effective", .type = BW_T_DATE, .required = true},                                \
        {.name = "law", .type = BW_T_STR, .max = 1024}, {.name = "moves", LIST_OF(move)},          \
        {.name = "requires", LIST_OF(change_ask)},                                                 \
    {                                                                                              \
        .name = "merges", LIST_OF(merge)                                                           \
    }
static const struct bw_field change_fields[] = {{.name = "id", .type = BW_T_ID, .required = true},
                                                CHANGE};
SHAPE(change, change_fields, NULL);

static const struct bw_field change_sketch_fields[] = {{.name = "id", .type = BW_T_ID}, CHANGE};
const struct bw_shape bw_schema_change_sketch = {"change", change_sketch_fields,
                                                 COUNT(change_sketch_fields), NULL};

/* The entry level lies under the level that is taught. */
static enum bw_err check_teach(const msgpack_object *map, const char *path, struct bw_fail *fail)
{
    double from = bw_field_float(map, "from", -1), to = bw_field_float(map, "to", 0);
    if (to <= 0)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s.to: %g teaches nothing; above 0.0 to 5.0",
                           path, to);
    if (from >= to)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s.from: %g is not below to (%g)", path, from,
                           to);
    return BW_OK;
}

static const struct bw_field teach_fields[] = {
    {.name = "competency", REF_TO(BW_KIND_COMPETENCY), .required = true},
    {.name = "from", LEVEL},
    {.name = "to", LEVEL, .required = true},
};
const struct bw_shape bw_schema_teach = {"teaches", teach_fields, COUNT(teach_fields), check_teach};
static const struct bw_field teach = {.type = BW_T_MAP, .shape = &bw_schema_teach};

static const struct bw_field entry_fields[] = {
    {.name = "competency", REF_TO(BW_KIND_COMPETENCY), .required = true},
    {.name = "level", LEVEL, .required = true},
    {.name = "law", .type = BW_T_STR, .max = 1024},
};
SHAPE(entry, entry_fields, NULL);
static const struct bw_field entry = {.type = BW_T_MAP, .shape = &entry_shape};

static const struct bw_field certificate_fields[] = {
    {.name = "name", .type = BW_T_STR, .max = 1024, .required = true},
    {.name = "valid_months", .type = BW_T_INT, .min = 1, .max = 1200, .required = true},
};
SHAPE(certificate, certificate_fields, NULL);

static enum bw_err check_session(const msgpack_object *map, const char *path, struct bw_fail *fail)
{
    bw_day start = bw_field_day(map, "start", 0), end = bw_field_day(map, "end", start);
    if (end < start)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s.end: before start", path);
    return BW_OK;
}

static const struct bw_field session_fields[] = {
    {.name = "id", .type = BW_T_ID, .required = true},
    {.name = "start", .type = BW_T_DATE, .required = true},
    {.name = "end", .type = BW_T_DATE},
    {.name = "place", .type = BW_T_STR, .max = 1024},
    {.name = "seats", .type = BW_T_INT, .min = 0, .max = 1e6},
};
SHAPE(session, session_fields, check_session);
static const struct bw_field session = {.type = BW_T_MAP, .shape = &session_shape};

static enum bw_err check_course(const msgpack_object *map, const char *path, struct bw_fail *fail)
{
    enum bw_err err = each_once(map, "teaches", "competency", path, fail);
    return err ? err : each_once(map, "sessions", "id", path, fail);
}

static const struct bw_field course_fields[] = {
    {.name = "id", .type = BW_T_ID, .required = true},
    {.name = "org", REF_TO(BW_KIND_ORG)},
    {.name = "title", .type = BW_T_TEXT, .required = true},
    {.name = "alt_titles", .type = BW_T_MAP, .shape = &alt_labels_shape},
    {.name = "description", .type = BW_T_TEXT},
    {.name = "language", .type = BW_T_STR, .max = 35, .required = true},
    {.name = "provider", .type = BW_T_STR, .max = 1024},
    {.name = "url", .type = BW_T_STR, .max = 4096},
    {.name = "external_id", .type = BW_T_STR, .max = 1024},
    {.name = "format", .type = BW_T_ENUM, .names = formats, .required = true},
    {.name = "hours", HOURS, .required = true},
    {.name = "price_cents", MONEY, .required = true},
    {.name = "group_price_cents", MONEY},
    {.name = "group_max", .type = BW_T_INT, .min = 1, .max = 1e6},
    {.name = "legal_basis", .type = BW_T_ENUM, .names = legal_bases},
    /* Left out while nobody has said what it teaches. */
    {.name = "teaches", LIST_OF(teach), .min = 1, .max = 200},
    {.name = "requires", LIST_OF(entry), .max = 200},
    {.name = "certificate", .type = BW_T_MAP, .shape = &certificate_shape},
    {.name = "sessions", LIST_OF(session), .max = 1000},
    {.name = "retired", .type = BW_T_BOOL},
};
SHAPE(course, course_fields, check_course);

static const struct bw_field preference_fields[] = {
    {.name = "languages", LIST_OF(any_text)},
    {.name = "formats", LIST_OF(any_format)},
    {.name = "max_hours_per_week", .type = BW_T_FLOAT, .min = 0, .max = 168},
};
SHAPE(preferences, preference_fields, NULL);

static const struct bw_field employee_fields[] = {
    {.name = "id", .type = BW_T_ID, .required = true},
    {.name = "org", REF_TO(BW_KIND_ORG), .required = true},
    {.name = "team", REF_TO(BW_KIND_TEAM), .required = true},
    {.name = "role", REF_TO(BW_KIND_ROLE), .required = true},
    {.name = "target_role", REF_TO(BW_KIND_ROLE)},
    {.name = "hours_per_week", .type = BW_T_FLOAT, .min = 0, .max = 168},
    {.name = "leaves_on", .type = BW_T_DATE},
    {.name = "training_budget_cents", MONEY},
    {.name = "preferences", .type = BW_T_MAP, .shape = &preferences_shape},
    {.name = "wishes", LIST_OF(any_competency), .max = 200},
    {.name = "objects_to_profiling", .type = BW_T_BOOL},
};
SHAPE(employee, employee_fields, NULL);

static enum bw_err check_evidence(const msgpack_object *map, const char *path, struct bw_fail *fail)
{
    const char *id;
    size_t len;
    bw_day at = bw_field_day(map, "at", 0);
    if (bw_field_day(map, "valid_until", at) < at)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s.valid_until: before at", path);
    if (bw_field_str(map, "id", &id, &len) && id[0] == '~')
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "%s.id: \"~\" starts the ids that the store gives; choose another",
                           path);
    return BW_OK;
}

static const struct bw_field evidence_fields[] = {
    {.name = "id", .type = BW_T_ID},
    {.name = "employee", REF_TO(BW_KIND_EMPLOYEE), .required = true},
    {.name = "competency", REF_TO(BW_KIND_COMPETENCY), .required = true},
    {.name = "level", LEVEL, .required = true},
    {.name = "source", .type = BW_T_ENUM, .names = sources, .required = true},
    {.name = "at", .type = BW_T_DATE, .required = true},
    {.name = "by", .type = BW_T_ID},
    {.name = "valid_until", .type = BW_T_DATE},
    {.name = "course", REF_TO(BW_KIND_COURSE)},
};
SHAPE(evidence, evidence_fields, check_evidence);

static const struct bw_field event_fields[] = {
    {.name = "id", .type = BW_T_ID, .required = true},
    {.name = "employee", REF_TO(BW_KIND_EMPLOYEE), .required = true},
    {.name = "course", REF_TO(BW_KIND_COURSE), .required = true},
    {.name = "type", .type = BW_T_ENUM, .names = event_types, .required = true},
    {.name = "at", .type = BW_T_TIME, .required = true},
    {.name = "by", .type = BW_T_ID},
    {.name = "session", .type = BW_T_ID},
    {.name = "position", .type = BW_T_INT, .min = 0, .max = 1e9},
    {.name = "value", .type = BW_T_FLOAT, .min = -1e9, .max = 1e9},
    {.name = "price_cents", MONEY},
    {.name = "reason", .type = BW_T_STR, .max = 4096},
};
SHAPE(event, event_fields, NULL);

static const struct bw_field verdict_fields[] = {
    {.name = "id", .type = BW_T_ID, .required = true},
    {.name = "kind", .type = BW_T_ENUM, .names = abouts, .required = true},
    {.name = "courses", LIST_OF(any_course), .max = 2},
    {.name = "competencies", LIST_OF(any_competency), .max = 2},
    {.name = "yes", .type = BW_T_BOOL, .required = true},
    {.name = "at", .type = BW_T_DATE, .required = true},
    {.name = "by", .type = BW_T_STR, .max = 1024},
};
SHAPE(verdict, verdict_fields, bw_verdict_check);

const struct bw_shape *bw_schema_of(enum bw_kind kind)
{
    static const struct bw_shape *const shapes[BW_KIND_END] = {
        [BW_KIND_ORG] = &org_shape,
        [BW_KIND_TEAM] = &team_shape,
        [BW_KIND_COMPETENCY] = &competency_shape,
        [BW_KIND_TASK] = &task_shape,
        [BW_KIND_ROLE] = &role_shape,
        [BW_KIND_CHANGE] = &change_shape,
        [BW_KIND_COURSE] = &course_shape,
        [BW_KIND_EMPLOYEE] = &employee_shape,
        [BW_KIND_EVIDENCE] = &evidence_shape,
        [BW_KIND_EVENT] = &event_shape,
        [BW_KIND_VERDICT] = &verdict_shape,
    };
    return shapes[kind];
}
