/* Changes and what they demand, from maps into the engine's terms. */
#include <string.h>

#include "data/load.h"
#include "data/refs.h"
#include "data/schema.h"

static uint32_t find_value(const struct bw_load_ids *ids, enum bw_kind kind,
                           const msgpack_object *id)
{
    return id ? ids->find(ids->of, kind, (struct bw_str){id->via.str.ptr, id->via.str.size})
              : BW_NONE;
}

static uint32_t find_field(const struct bw_load_ids *ids, enum bw_kind kind,
                           const msgpack_object *map, const char *name)
{
    return find_value(ids, kind, bw_field_get(map, name));
}

static size_t length_of(const msgpack_object *list)
{
    return list ? list->via.array.size : 0;
}

struct bw_ask bw_load_ask(const struct bw_load_ids *ids, const msgpack_object *map)
{
    return (struct bw_ask){
        .competency = find_field(ids, BW_KIND_COMPETENCY, map, "competency"),
        .mandatory = bw_field_bool(map, "mandatory", false),
        .level = bw_field_float(map, "level", 0),
        .weight = bw_field_float(map, "weight", 1),
        .law = bw_load_copy(ids->arena, bw_field_get(map, "law")),
        .level_sd = bw_field_float(map, "level_sd", 0),
        .level_assumed = bw_field_bool(map, "level_assumed", false),
    };
}

static void load_moves(const struct bw_load_ids *ids, const msgpack_object *list,
                       struct bw_change *out)
{
    struct bw_move *moves = BW_ARENA_NEW(ids->arena, struct bw_move, length_of(list));
    for (size_t i = 0; i < length_of(list); i++) {
        const msgpack_object *from = &list->via.array.ptr[i];
        moves[i] = (struct bw_move){find_field(ids, BW_KIND_TASK, from, "task"),
                                    find_field(ids, BW_KIND_ROLE, from, "to_role"),
                                    find_field(ids, BW_KIND_ROLE, from, "from_role"),
                                    bw_field_float(from, "share", 1)};
    }
    out->moves = moves;
    out->n_moves = length_of(list);
}

static void load_asks(const struct bw_load_ids *ids, const msgpack_object *list,
                      struct bw_change *out)
{
    struct bw_change_ask *asks = BW_ARENA_NEW(ids->arena, struct bw_change_ask, length_of(list));
    for (size_t i = 0; i < length_of(list); i++) {
        asks[i].role = find_field(ids, BW_KIND_ROLE, &list->via.array.ptr[i], "role");
        asks[i].ask = bw_load_ask(ids, &list->via.array.ptr[i]);
        asks[i].ask.law = out->law;
    }
    out->asks = asks;
    out->n_asks = length_of(list);
}

static void load_merges(const struct bw_load_ids *ids, const msgpack_object *list,
                        struct bw_change *out)
{
    struct bw_merge *merges = BW_ARENA_NEW(ids->arena, struct bw_merge, length_of(list));
    for (size_t i = 0; i < length_of(list); i++) {
        const msgpack_object *map = &list->via.array.ptr[i];
        const msgpack_object *roles = bw_field_get(map, "roles");
        size_t n = roles ? roles->via.map.size : 0;
        struct bw_role_pair *pairs = BW_ARENA_NEW(ids->arena, struct bw_role_pair, n);
        for (size_t r = 0; r < n; r++)
            pairs[r] =
                (struct bw_role_pair){find_value(ids, BW_KIND_ROLE, &roles->via.map.ptr[r].key),
                                      find_value(ids, BW_KIND_ROLE, &roles->via.map.ptr[r].val)};
        merges[i] = (struct bw_merge){find_field(ids, BW_KIND_ORG, map, "from_org"),
                                      find_field(ids, BW_KIND_ORG, map, "to_org"), pairs, n};
    }
    out->merges = merges;
    out->n_merges = length_of(list);
}

void bw_load_change(const struct bw_load_ids *ids, const msgpack_object *map, enum bw_lang plain,
                    struct bw_change *out)
{
    *out = (struct bw_change){.org = BW_NONE};
    out->label = bw_load_text(ids->arena, bw_field_get(map, "label"), plain);
    out->effective = bw_field_day(map, "effective", 0);
    out->law = bw_load_copy(ids->arena, bw_field_get(map, "law"));
    load_moves(ids, bw_field_get(map, "moves"), out);
    load_asks(ids, bw_field_get(map, "requires"), out);
    load_merges(ids, bw_field_get(map, "merges"), out);
}

static uint32_t find_published(const void *of, enum bw_kind kind, struct bw_str id)
{
    return bw_snapshot_find(of, kind, id);
}

/* Whose references are looked at: as records are (data/apply_record), a merger names things of both
 * sides. */
struct checking {
    const struct bw_snapshot *snapshot;
    uint32_t org;
};

static enum bw_err check_ref(void *context, const char *path, enum bw_kind kind, struct bw_str id,
                             struct bw_fail *fail)
{
    const struct checking *checking = context;
    const struct bw_catalogue *cat = &checking->snapshot->cat;
    static const char merges[] = "inline.merges";
    bool both_sides = strncmp(path, merges, sizeof merges - 1) == 0;
    uint32_t at = bw_snapshot_find(checking->snapshot, kind, id), holder = BW_NONE;
    if (at != BW_NONE && kind == BW_KIND_COMPETENCY)
        holder = cat->competencies[at].org;
    else if (at != BW_NONE && kind == BW_KIND_ROLE)
        holder = cat->roles[at].org;
    else if (at != BW_NONE && kind == BW_KIND_TASK)
        holder = cat->tasks[at].org;
    bool seen = both_sides || bw_catalogue_sees(cat, checking->org, holder);
    if (at != BW_NONE && seen)
        return BW_OK;
    return bw_fail_set(fail, BW_NOT_FOUND,
                       "%s: there is no %s \"%.*s\" that the org of the change sees", path,
                       bw_kind_name(kind), (int)id.len, id.at);
}

enum bw_err bw_snapshot_change(const struct bw_snapshot *snapshot, const msgpack_object *map,
                               struct bw_arena *arena, struct bw_change *out, struct bw_fail *fail)
{
    struct bw_load_ids ids = {find_published, snapshot, arena};
    uint32_t org = find_field(&ids, BW_KIND_ORG, map, "org");
    struct checking checking = {snapshot, org};
    enum bw_err err =
        bw_refs_walk(&bw_schema_change_sketch, map, "inline", check_ref, &checking, fail);
    if (err)
        return err;
    bw_load_change(&ids, map, org == BW_NONE ? BW_NL : snapshot->cat.orgs[org].language, out);
    out->org = org;
    return BW_OK;
}
