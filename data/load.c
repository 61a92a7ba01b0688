#include "data/load.h"

#include <stdio.h>
#include <stdlib.h>

#include "data/refs.h"
#include "data/bytes.h"
#include "data/mark.h"
#include "model/requirement.h"

/* One kind while it is loaded: ids in byte order, and where the bodies are. */
struct listed {
    struct bw_str id;
    struct bw_place place;
};

struct loader {
    struct bw_reader *reader;
    struct bw_snapshot *snapshot;
    struct bw_arena *arena;
    struct bw_fail *fail;
    struct listed *of[BW_KIND_END];
    uint32_t n[BW_KIND_END];
    bool *lost; /* set by a reference to what is not there: the store lost it, and says so */
};

#define NEW(loader, type, n) BW_ARENA_NEW((loader)->arena, type, (n))

static struct bw_str copy_field(struct loader *loader, const msgpack_object *map, const char *name)
{
    return bw_load_copy(loader->arena, bw_field_get(map, name));
}

/* Lists a kind in byte order of the ids. */
static enum bw_err list_kind(struct loader *loader, enum bw_kind kind)
{
    struct bw_txn *txn = loader->reader->txn;
    struct bw_key from = bw_key_id(kind, (struct bw_str){NULL, 0});
    struct bw_slice key, value, payload;
    struct bw_counters counters;
    enum bw_err err = bw_counters_get(txn, &counters, loader->fail);
    if (err)
        return err;
    uint32_t most = counters.next[kind], n = 0;
    uint64_t mark = 0;
    loader->of[kind] = NEW(loader, struct listed, most);
    uint32_t *index_of = NEW(loader, uint32_t, most);
    for (uint32_t i = 0; i < most; i++)
        index_of[i] = BW_NONE;
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_ID);
    if (!walk)
        return bw_txn_trouble(txn, loader->fail);
    for (bool there = bw_walk_seek(walk, bw_key_slice(&from), &key, &value);
         !err && there && n < most && *(const unsigned char *)key.at == kind;
         there = bw_walk_next(walk, &key, &value)) {
        struct listed *out = &loader->of[kind][n];
        err = bw_value_open(BW_DB_ID, key, value, &payload, loader->fail);
        if (err)
            break;
        struct bw_cursor cursor = bw_cursor_of(payload);
        out->place.org = (uint32_t)bw_cursor_number(&cursor, 4);
        out->place.number = (uint32_t)bw_cursor_number(&cursor, 4);
        out->place.revision = bw_cursor_number(&cursor, 8);
        bw_mark_add(&mark, out->place.number);
        bw_mark_add(&mark, out->place.revision);
        msgpack_object id = {.type = MSGPACK_OBJECT_STR};
        id.via.str.ptr = (const char *)key.at + 1;
        id.via.str.size = (uint32_t)key.len - 1;
        out->id = bw_load_copy(loader->arena, &id);
        if (out->place.number < most)
            index_of[out->place.number] = n;
        n++;
    }
    bw_walk_close(walk);
    loader->n[kind] = n;
    loader->snapshot->index_of[kind] = index_of;
    loader->snapshot->n_numbers[kind] = most;
    loader->snapshot->marks[kind] = mark;
    loader->snapshot->finders[kind] =
        bw_finder_make(&loader->of[kind]->id, n, sizeof *loader->of[kind], loader->arena);
    return err ? err : bw_txn_trouble(txn, loader->fail);
}

static uint32_t find(const struct loader *loader, enum bw_kind kind, struct bw_str id)
{
    uint32_t index = bw_finder_find(&loader->snapshot->finders[kind], id);
    if (index == BW_NONE)
        *loader->lost = true;
    return index;
}

static uint32_t find_value(const struct loader *loader, enum bw_kind kind, const msgpack_object *id)
{
    return id ? find(loader, kind, (struct bw_str){id->via.str.ptr, id->via.str.size}) : BW_NONE;
}

static uint32_t find_field(const struct loader *loader, enum bw_kind kind,
                           const msgpack_object *map, const char *name)
{
    return find_value(loader, kind, bw_field_get(map, name));
}

static size_t length_of(const msgpack_object *list)
{
    return list ? list->via.array.size : 0;
}

static struct bw_ixs ixs_of(struct loader *loader, enum bw_kind kind, const msgpack_object *list)
{
    size_t n = length_of(list), kept = 0;
    uint32_t *at = NEW(loader, uint32_t, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t index = find_value(loader, kind, &list->via.array.ptr[i]);
        if (index != BW_NONE) /* else it is lost, and nothing comes of the catalogue */
            at[kept++] = index;
    }
    return (struct bw_ixs){at, kept};
}

/* The language of plain texts in records of the org. */
static enum bw_lang language_of(const struct loader *loader, uint32_t org)
{
    return org == BW_NONE ? BW_NL : loader->snapshot->cat.orgs[org].language;
}

static struct bw_text text_of(struct loader *loader, const msgpack_object *map, const char *name,
                              uint32_t org)
{
    return bw_load_text(loader->arena, bw_field_get(map, name), language_of(loader, org));
}

static uint32_t find_for(const void *of, enum bw_kind kind, struct bw_str id)
{
    return find(of, kind, id);
}

static struct bw_load_ids ids_of(const struct loader *loader)
{
    return (struct bw_load_ids){find_for, loader, loader->arena};
}

static struct bw_asks asks_of(struct loader *loader, const msgpack_object *list, struct bw_str law)
{
    size_t n = length_of(list);
    struct bw_load_ids ids = ids_of(loader);
    struct bw_ask *at = NEW(loader, struct bw_ask, n);
    for (size_t i = 0; i < n; i++) {
        at[i] = bw_load_ask(&ids, &list->via.array.ptr[i]);
        if (!at[i].law.at)
            at[i].law = law;
    }
    return bw_asks_merge(at, n);
}

static void load_org(struct loader *loader, uint32_t i, const msgpack_object *map)
{
    struct bw_org *out = (struct bw_org *)&loader->snapshot->cat.orgs[i];
    struct bw_str language = copy_field(loader, map, "language");
    const msgpack_object *name = bw_field_get(map, "name");
    out->id = loader->of[BW_KIND_ORG][i].id;
    out->language = language.at && strcmp(language.at, "en") == 0 ? BW_EN : BW_NL;
    if (name->type == MSGPACK_OBJECT_MAP) {
        const msgpack_object *best = bw_field_get(name, out->language == BW_EN ? "en" : "nl");
        name = best ? best : bw_field_get(name, out->language == BW_EN ? "nl" : "en");
    }
    out->name = bw_load_copy(loader->arena, name);
    out->parent = find_field(loader, BW_KIND_ORG, map, "parent");
    out->personal_share = bw_field_float(map, "personal_share", 0);
    out->training_budget_cents = bw_field_int(map, "training_budget_cents", -1);
    out->payroll_cents = bw_field_int(map, "payroll_cents", -1);
    out->sees = ixs_of(loader, BW_KIND_ORG, bw_field_get(map, "catalogues"));
}

static int ascending(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Itself, its parents and its own catalogues: after all orgs are loaded. */
static void settle_sight(struct loader *loader)
{
    struct bw_org *orgs = (struct bw_org *)loader->snapshot->cat.orgs;
    uint32_t n_orgs = loader->n[BW_KIND_ORG];
    for (uint32_t i = 0; i < n_orgs; i++) {
        uint32_t *sees = NEW(loader, uint32_t, orgs[i].sees.n + n_orgs), n = 0;
        for (; n < orgs[i].sees.n; n++)
            sees[n] = orgs[i].sees.at[n];
        uint32_t steps = 0;
        for (uint32_t up = i; up != BW_NONE && steps++ < n_orgs; up = orgs[up].parent)
            sees[n++] = up;
        qsort(sees, n, sizeof *sees, ascending);
        orgs[i].sees = (struct bw_ixs){sees, n};
    }
}

static uint32_t own_org(struct loader *loader, const msgpack_object *map)
{
    return find_field(loader, BW_KIND_ORG, map, "org");
}

static void load_team(struct loader *loader, uint32_t i, const msgpack_object *map)
{
    struct bw_team *out = (struct bw_team *)&loader->snapshot->cat.teams[i];
    out->id = loader->of[BW_KIND_TEAM][i].id;
    out->org = own_org(loader, map);
    struct bw_text name = text_of(loader, map, "name", out->org);
    out->name = bw_text_pick(name, language_of(loader, out->org));
    out->manager = copy_field(loader, map, "manager");
}

static void load_competency(struct loader *loader, uint32_t i, const msgpack_object *map)
{
    struct bw_competency *out = (struct bw_competency *)&loader->snapshot->cat.competencies[i];
    out->id = loader->of[BW_KIND_COMPETENCY][i].id;
    out->org = own_org(loader, map);
    out->label = text_of(loader, map, "label", out->org);
    ((struct bw_prose *)loader->snapshot->cat.competency_prose)[i] =
        bw_load_prose(loader->arena, map, "alt_labels", language_of(loader, out->org));
    out->half_life_months = bw_field_float(map, "half_life_months", 0);
    out->broader = ixs_of(loader, BW_KIND_COMPETENCY, bw_field_get(map, "broader"));
    out->same = ixs_of(loader, BW_KIND_COMPETENCY, bw_field_get(map, "same_as"));
}

static uint32_t leader(uint32_t *of, uint32_t c)
{
    while (of[c] != c)
        c = of[c] = of[of[c]];
    return c;
}

/* same_as holds both ways and through others: everyone in one group gets the rest of it. */
static void settle_same(struct loader *loader)
{
    uint32_t n = loader->n[BW_KIND_COMPETENCY];
    struct bw_competency *at = (struct bw_competency *)loader->snapshot->cat.competencies;
    uint32_t *of = NEW(loader, uint32_t, n), *size = NEW(loader, uint32_t, n);
    for (uint32_t c = 0; c < n; c++)
        of[c] = c;
    for (uint32_t c = 0; c < n; c++)
        for (size_t i = 0; i < at[c].same.n; i++)
            of[leader(of, at[c].same.at[i])] = leader(of, c);
    for (uint32_t c = 0; c < n; c++)
        size[leader(of, c)]++;
    uint32_t **members = NEW(loader, uint32_t *, n);
    uint32_t *filled = NEW(loader, uint32_t, n);
    for (uint32_t c = 0; c < n; c++) {
        uint32_t group = leader(of, c);
        if (size[group] > 1 && !members[group])
            members[group] = NEW(loader, uint32_t, size[group]);
        if (members[group])
            members[group][filled[group]++] = c;
    }
    for (uint32_t c = 0; c < n; c++) {
        uint32_t group = leader(of, c), kept = 0;
        uint32_t *same = NEW(loader, uint32_t, members[group] ? size[group] : 0);
        for (uint32_t i = 0; members[group] && i < size[group]; i++)
            if (members[group][i] != c)
                same[kept++] = members[group][i];
        at[c].same = (struct bw_ixs){same, kept};
    }
}

static void load_task(struct loader *loader, uint32_t i, const msgpack_object *map)
{
    struct bw_task *out = (struct bw_task *)&loader->snapshot->cat.tasks[i];
    out->id = loader->of[BW_KIND_TASK][i].id;
    out->org = own_org(loader, map);
    out->label = text_of(loader, map, "label", out->org);
    out->law = copy_field(loader, map, "law");
    out->asks = asks_of(loader, bw_field_get(map, "requires"), out->law);
}

static int by_date(const void *a, const void *b)
{
    const struct bw_role_version *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* What a version asks: the union of its tasks and its own. */
static struct bw_asks all_asks(struct loader *loader, const struct bw_role_version *version)
{
    const struct bw_task *tasks = loader->snapshot->cat.tasks;
    size_t n = version->own.n, at = 0;
    for (size_t t = 0; t < version->tasks.n; t++)
        n += tasks[version->tasks.at[t]].asks.n;
    struct bw_ask *asks = NEW(loader, struct bw_ask, n);
    for (size_t i = 0; i < version->own.n; i++)
        asks[at++] = version->own.at[i];
    for (size_t t = 0; t < version->tasks.n; t++)
        for (size_t i = 0; i < tasks[version->tasks.at[t]].asks.n; i++)
            asks[at++] = tasks[version->tasks.at[t]].asks.at[i];
    return bw_asks_merge(asks, at);
}

static void load_role(struct loader *loader, uint32_t i, const msgpack_object *map)
{
    struct bw_role *out = (struct bw_role *)&loader->snapshot->cat.roles[i];
    const msgpack_object *list = bw_field_get(map, "versions");
    size_t n = length_of(list);
    struct bw_role_version *versions = NEW(loader, struct bw_role_version, n);
    out->id = loader->of[BW_KIND_ROLE][i].id;
    out->org = own_org(loader, map);
    out->label = text_of(loader, map, "label", out->org);
    ((struct bw_prose *)loader->snapshot->cat.role_prose)[i] =
        bw_load_prose(loader->arena, map, "alt_labels", language_of(loader, out->org));
    for (size_t v = 0; v < n; v++) {
        const msgpack_object *version = &list->via.array.ptr[v];
        versions[v].from = bw_field_day(version, "from", 0);
        versions[v].tasks = ixs_of(loader, BW_KIND_TASK, bw_field_get(version, "tasks"));
        versions[v].own =
            asks_of(loader, bw_field_get(version, "requires"), (struct bw_str){NULL, 0});
        versions[v].all = all_asks(loader, &versions[v]);
    }
    qsort(versions, n, sizeof *versions, by_date);
    out->versions = versions;
    out->n_versions = n;
}

static void load_change(struct loader *loader, uint32_t i, const msgpack_object *map)
{
    struct bw_change *out = (struct bw_change *)&loader->snapshot->cat.changes[i];
    struct bw_load_ids ids = ids_of(loader);
    uint32_t org = own_org(loader, map);
    bw_load_change(&ids, map, language_of(loader, org), out);
    out->id = loader->of[BW_KIND_CHANGE][i].id;
    out->org = org;
}

static int by_competency(const void *a, const void *b)
{
    const struct bw_teach *x = a, *y = b;
    return (x->competency > y->competency) - (x->competency < y->competency);
}

static int by_start(const void *a, const void *b)
{
    const struct bw_session *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return bw_str_compare(x->id, y->id);
}

static void load_teaches(struct loader *loader, struct bw_course *out, const msgpack_object *map)
{
    const msgpack_object *list = bw_field_get(map, "teaches");
    const msgpack_object *requires = bw_field_get(map, "requires");
    struct bw_teach *teaches = NEW(loader, struct bw_teach, length_of(list));
    struct bw_entry *entries = NEW(loader, struct bw_entry, length_of(requires));
    for (size_t i = 0; i < length_of(list); i++) {
        const msgpack_object *from = &list->via.array.ptr[i];
        double to = bw_field_float(from, "to", 0);
        teaches[i] = (struct bw_teach){
            .competency = find_field(loader, BW_KIND_COMPETENCY, from, "competency"),
            .from_assumed = !bw_field_get(from, "from"),
            .from = bw_field_float(from, "from", to > 2 ? to - 2 : 0),
            .to = to};
    }
    qsort(teaches, length_of(list), sizeof *teaches, by_competency);
    for (size_t i = 0; i < length_of(requires); i++) {
        const msgpack_object *from = &requires->via.array.ptr[i];
        entries[i] =
            (struct bw_entry){find_field(loader, BW_KIND_COMPETENCY, from, "competency"),
                              bw_field_float(from, "level", 0), bw_field_get(from, "law") != NULL};
    }
    out->teaches = teaches;
    out->n_teaches = length_of(list);
    out->requires = entries;
    out->n_requires = length_of(requires);
}

static void load_sessions(struct loader *loader, struct bw_course *out, const msgpack_object *list)
{
    struct bw_session *sessions = NEW(loader, struct bw_session, length_of(list));
    for (size_t i = 0; i < length_of(list); i++) {
        const msgpack_object *from = &list->via.array.ptr[i];
        sessions[i] =
            (struct bw_session){copy_field(loader, from, "id"), bw_field_day(from, "start", 0),
                                bw_field_day(from, "end", BW_DAY_NONE),
                                copy_field(loader, from, "place"), bw_field_int(from, "seats", -1)};
    }
    qsort(sessions, length_of(list), sizeof *sessions, by_start);
    out->sessions = sessions;
    out->n_sessions = length_of(list);
}

static void load_course(struct loader *loader, uint32_t i, const msgpack_object *map)
{
    struct bw_course *out = (struct bw_course *)&loader->snapshot->cat.courses[i];
    const msgpack_object *certificate = bw_field_get(map, "certificate");
    out->id = loader->of[BW_KIND_COURSE][i].id;
    out->org = own_org(loader, map);
    out->title = text_of(loader, map, "title", out->org);
    ((struct bw_prose *)loader->snapshot->cat.course_prose)[i] =
        bw_load_prose(loader->arena, map, "alt_titles", language_of(loader, out->org));
    out->language = copy_field(loader, map, "language");
    out->provider = copy_field(loader, map, "provider");
    out->url = copy_field(loader, map, "url");
    out->external_id = copy_field(loader, map, "external_id");
    out->format = (enum bw_format)bw_load_format(bw_field_get(map, "format"));
    out->hours = bw_field_float(map, "hours", 0);
    out->price_cents = bw_field_int(map, "price_cents", 0);
    out->group_price_cents = bw_field_int(map, "group_price_cents", -1);
    out->group_max = bw_field_int(map, "group_max", -1);
    out->legal_basis = bw_field_get(map, "legal_basis") != NULL;
    out->certificate = certificate != NULL;
    out->valid_months = certificate ? (int)bw_field_int(certificate, "valid_months", 0) : 0;
    out->retired = bw_field_bool(map, "retired", false);
    load_teaches(loader, out, map);
    load_sessions(loader, out, bw_field_get(map, "sessions"));
}

typedef void (*load_one)(struct loader *loader, uint32_t index, const msgpack_object *map);

static enum bw_err load_kind(struct loader *loader, enum bw_kind kind, load_one load)
{
    for (uint32_t i = 0; i < loader->n[kind]; i++) {
        struct bw_str id = loader->of[kind][i].id;
        struct bw_slice body;
        msgpack_unpacked map;
        enum bw_err err =
            bw_body_get(loader->reader->txn, kind, &loader->of[kind][i].place, &body, loader->fail);
        if (!err)
            err = bw_unpack(body, &map, loader->fail);
        if (err)
            return err;
        load(loader, i, &map.data);
        msgpack_unpacked_destroy(&map);
        if (*loader->lost)
            return bw_fail_set(loader->fail, BW_INTERNAL,
                               "%s %.*s refers to a record that is not there; \"verify\" tells "
                               "which",
                               bw_kind_name(kind), (int)id.len, id.at);
    }
    return BW_OK;
}

static void make_room(struct loader *loader)
{
    struct bw_catalogue *cat = &loader->snapshot->cat;
    cat->n_orgs = loader->n[BW_KIND_ORG];
    cat->n_teams = loader->n[BW_KIND_TEAM];
    cat->n_competencies = loader->n[BW_KIND_COMPETENCY];
    cat->n_tasks = loader->n[BW_KIND_TASK];
    cat->n_roles = loader->n[BW_KIND_ROLE];
    cat->n_changes = loader->n[BW_KIND_CHANGE];
    cat->n_courses = loader->n[BW_KIND_COURSE];
    cat->orgs = NEW(loader, struct bw_org, cat->n_orgs);
    cat->teams = NEW(loader, struct bw_team, cat->n_teams);
    cat->competencies = NEW(loader, struct bw_competency, cat->n_competencies);
    cat->tasks = NEW(loader, struct bw_task, cat->n_tasks);
    cat->roles = NEW(loader, struct bw_role, cat->n_roles);
    cat->changes = NEW(loader, struct bw_change, cat->n_changes);
    cat->courses = NEW(loader, struct bw_course, cat->n_courses);
    cat->competency_prose = NEW(loader, struct bw_prose, cat->n_competencies);
    cat->role_prose = NEW(loader, struct bw_prose, cat->n_roles);
    cat->course_prose = NEW(loader, struct bw_prose, cat->n_courses);
    memcpy(cat->trust, bw_trust_default, sizeof cat->trust);
    cat->mandatory_factor = BW_MANDATORY_FACTOR;
}

enum bw_err bw_load_catalogue(struct bw_reader *reader, struct bw_snapshot *snapshot,
                              struct bw_fail *fail)
{
    static const load_one loads[BW_KIND_END] = {
        [BW_KIND_ORG] = load_org,
        [BW_KIND_TEAM] = load_team,
        [BW_KIND_COMPETENCY] = load_competency,
        [BW_KIND_TASK] = load_task,
        [BW_KIND_ROLE] = load_role,
        [BW_KIND_CHANGE] = load_change,
        [BW_KIND_COURSE] = load_course,
    };
    bool lost = false;
    struct loader loader = {.reader = reader,
                            .snapshot = snapshot,
                            .arena = snapshot->arena,
                            .fail = fail,
                            .lost = &lost};
    enum bw_err err = BW_OK;
    for (int kind = BW_KIND_ORG; !err && kind <= BW_KIND_COURSE; kind++)
        err = list_kind(&loader, (enum bw_kind)kind);
    if (err)
        return err;
    make_room(&loader);
    for (int kind = BW_KIND_ORG; !err && kind <= BW_KIND_COURSE; kind++)
        err = load_kind(&loader, (enum bw_kind)kind, loads[kind]);
    if (!err)
        err = bw_load_verdicts(reader, snapshot, fail);
    if (err)
        return err;
    settle_sight(&loader);
    settle_same(&loader);
    bw_load_index(&snapshot->cat, snapshot->arena);
    return BW_OK;
}
