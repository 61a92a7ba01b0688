#include "daemon/cohorts.h"

#include <stdio.h>

#include "model/base/sort.h"

static int by_id_and_group(const void *a, const void *b)
{
    const struct bw_member *x = a, *y = b;
    int order = bw_str_compare(x->id, y->id);
    return order ? order : (x->group > y->group) - (x->group < y->group);
}

static enum bw_err check_employee(struct bw_request *request, struct bw_str group, struct bw_str id,
                                  struct bw_fail *fail)
{
    struct bw_record record;
    enum bw_err err = bw_record_get(request->reader, BW_KIND_EMPLOYEE, id, &record, fail);
    if (err != BW_NOT_FOUND)
        return err;
    return bw_fail_set(fail, BW_NOT_FOUND, "groups.%.*s: there is no employee \"%.*s\"",
                       (int)group.len, group.at, (int)id.len, id.at);
}

static enum bw_err add_group(struct bw_request *request, struct bw_cohorts *cohorts,
                             const msgpack_object_kv *entry, struct bw_fail *fail)
{
    uint32_t group = (uint32_t)cohorts->n_groups++;
    struct bw_str name = {entry->key.via.str.ptr, entry->key.via.str.size};
    const msgpack_object *ids = &entry->val;
    enum bw_err err = BW_OK;
    cohorts->groups[group].name = name;
    for (uint32_t i = 0; !err && i < ids->via.array.size; i++) {
        const msgpack_object *id = &ids->via.array.ptr[i];
        struct bw_str employee = {id->via.str.ptr, id->via.str.size};
        cohorts->members[cohorts->n_members++] = (struct bw_member){employee, group};
        err = check_employee(request, name, employee, fail);
    }
    return err;
}

/* Sorted, each once. */
static void settle(struct bw_cohorts *cohorts)
{
    size_t kept = 0;
    struct bw_member *members = cohorts->members;
    if (cohorts->n_members)
        bw_sort(members, cohorts->n_members, sizeof *members, by_id_and_group);
    for (size_t i = 0; i < cohorts->n_members; i++)
        if (kept == 0 || by_id_and_group(&members[kept - 1], &members[i]) != 0)
            members[kept++] = members[i];
    cohorts->n_members = kept;
}

static enum bw_err take_named(struct bw_request *request, const msgpack_object *groups,
                              struct bw_cohorts *out, struct bw_fail *fail)
{
    size_t n = 0;
    enum bw_err err = BW_OK;
    for (uint32_t i = 0; i < groups->via.map.size; i++)
        n += groups->via.map.ptr[i].val.via.array.size;
    out->named = true;
    out->groups = BW_ARENA_NEW(request->arena, struct bw_trial_group, groups->via.map.size);
    out->members = BW_ARENA_NEW(request->arena, struct bw_member, n);
    for (uint32_t i = 0; !err && i < groups->via.map.size; i++)
        err = add_group(request, out, &groups->via.map.ptr[i], fail);
    settle(out);
    return err;
}

enum bw_err bw_cohorts_make(struct bw_request *request, struct bw_cohorts *out,
                            struct bw_fail *fail)
{
    const msgpack_object *groups = bw_field_get(&request->args, "groups");
    const struct bw_catalogue *cat = &request->snapshot->cat;
    enum bw_err err = BW_OK;
    *out = (struct bw_cohorts){.n_groups = 0};
    if (groups) {
        err = take_named(request, groups, out, fail);
    } else {
        out->n_groups = cat->n_orgs;
        out->groups = BW_ARENA_NEW(request->arena, struct bw_trial_group, cat->n_orgs);
        for (uint32_t i = 0; i < cat->n_orgs; i++)
            out->groups[i].name = cat->orgs[i].id;
    }
    out->found = BW_ARENA_NEW(request->arena, uint32_t, out->n_groups + 1);
    return err;
}

/* The first member of this id or one behind it. */
static size_t first_of(const struct bw_cohorts *cohorts, struct bw_str employee)
{
    size_t low = 0, high = cohorts->n_members;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (bw_str_compare(cohorts->members[middle].id, employee) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct bw_trial_of bw_cohorts_of(struct bw_cohorts *cohorts, struct bw_str employee, uint32_t org)
{
    size_t n = 0;
    if (!cohorts->named) {
        cohorts->found[0] = org;
        return (struct bw_trial_of){cohorts->found, org != BW_NONE};
    }
    for (size_t i = first_of(cohorts, employee);
         i < cohorts->n_members && bw_str_compare(cohorts->members[i].id, employee) == 0; i++)
        cohorts->found[n++] = cohorts->members[i].group;
    return (struct bw_trial_of){cohorts->found, n};
}

static bool is_new(const struct bw_cohorts *cohorts, size_t i)
{
    return i == 0 || bw_str_compare(cohorts->members[i - 1].id, cohorts->members[i].id) != 0;
}

size_t bw_cohorts_sample(const struct bw_cohorts *cohorts, struct bw_str *out, size_t most)
{
    size_t all = 0, n = 0, seen = 0;
    for (size_t i = 0; i < cohorts->n_members; i++)
        all += is_new(cohorts, i);
    for (size_t i = 0; i < cohorts->n_members; i++) {
        if (!is_new(cohorts, i))
            continue;
        if (all <= most || seen * most >= n * all)
            out[n++] = cohorts->members[i].id;
        seen++;
        if (n == most)
            break;
    }
    return n;
}
