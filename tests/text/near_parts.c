/* What each part of nearness (model/near/near) brings, on a store with ESCO in it: near_parts
 * STORE. near      how many are near a competency on average none      share of competencies that
 * nothing is near related   share of ESCO's own relations between skills and knowledge (`related`,
 * `requires`) of which one is in the list of the other; they play no part in what is near together
 * of those near, how alike the roles are that ask them: the cosine over half of the roles, when
 * nearness was made with the other half seconds   for all competencies */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/schema.h"
#include "data/snapshot.h"
#include "model/near/near.h"
#include "tests/text/stored.h"

#define PAIRS_MOST 200000

struct pairs {
    uint32_t (*at)[2];
    size_t n;
};

static void add_pairs(const struct bw_snapshot *snapshot, struct bw_str id,
                      const msgpack_object *list, struct pairs *out)
{
    uint32_t from = bw_snapshot_find(snapshot, BW_KIND_COMPETENCY, id);
    for (uint32_t i = 0; list && i < list->via.array.size && out->n < PAIRS_MOST; i++) {
        const msgpack_object *other = &list->via.array.ptr[i];
        struct bw_str other_id = {other->via.str.ptr, other->via.str.size};
        out->at[out->n][0] = from;
        out->at[out->n++][1] = bw_snapshot_find(snapshot, BW_KIND_COMPETENCY, other_id);
    }
}

struct reading {
    const struct bw_snapshot *snapshot;
    struct pairs *out;
};

static bool take_pairs(void *context, struct bw_str id, const msgpack_object *map)
{
    struct reading *reading = context;
    add_pairs(reading->snapshot, id, bw_field_get(map, "related"), reading->out);
    add_pairs(reading->snapshot, id, bw_field_get(map, "requires"), reading->out);
    return true;
}

static bool lists(const struct bw_competency *c, uint32_t other)
{
    for (size_t i = 0; i < c->n_near; i++)
        if (c->near[i].competency == other)
            return true;
    return false;
}

static double related(const struct bw_catalogue *cat, const struct pairs *pairs)
{
    size_t found = 0;
    for (size_t i = 0; i < pairs->n; i++)
        found += lists(&cat->competencies[pairs->at[i][0]], pairs->at[i][1]) ||
                 lists(&cat->competencies[pairs->at[i][1]], pairs->at[i][0]);
    return pairs->n ? (double)found / (double)pairs->n : 0;
}

/* Every second role of the catalogue, from the first or the second one. */
static struct bw_catalogue half_of(const struct bw_catalogue *cat, uint32_t from,
                                   struct bw_arena *arena)
{
    struct bw_catalogue half = *cat;
    struct bw_role *roles = BW_ARENA_NEW(arena, struct bw_role, cat->n_roles);
    half.n_roles = 0;
    for (uint32_t r = from; r < cat->n_roles; r += 2)
        roles[half.n_roles++] = cat->roles[r];
    half.roles = roles;
    return half;
}

static double product(const struct bw_catalogue *cat, uint32_t a, uint32_t b)
{
    double sum = 0;
    for (uint32_t r = 0; r < cat->n_roles; r++) {
        const struct bw_role *role = &cat->roles[r];
        if (!role->n_versions)
            continue;
        struct bw_asks asks = role->versions[role->n_versions - 1].all;
        const struct bw_ask *x = bw_asks_find(asks, a), *y = bw_asks_find(asks, b);
        sum += x && y ? x->weight * y->weight : 0;
    }
    return sum;
}

/* Over every tenth competency that both halves ask. */
static double together(const struct bw_catalogue *made, const struct bw_catalogue *judge)
{
    double sum = 0;
    size_t n = 0;
    for (uint32_t c = 0; c < made->n_competencies; c += 10) {
        double own = product(judge, c, c);
        if (own <= 0)
            continue;
        for (size_t i = 0; i < made->competencies[c].n_near; i++) {
            uint32_t other = made->competencies[c].near[i].competency;
            double theirs = product(judge, other, other);
            if (theirs <= 0)
                continue;
            sum += product(judge, c, other) / sqrt((1 + own) * (1 + theirs));
            n++;
        }
    }
    return n ? sum / (double)n : 0;
}

static bool fill(struct bw_catalogue *cat, const struct bw_near_shares *shares,
                 struct bw_arena *arena)
{
    return shares ? bw_near_by_all(cat, shares, arena) : bw_near_by_taxonomy(cat, arena);
}

static void evaluate(const char *name, struct bw_catalogue *cat, const struct pairs *pairs,
                     const struct bw_near_shares *shares)
{
    struct bw_arena *arena = bw_arena_create((size_t)1 << 30);
    double began = stored_seconds(), near = 0, none = 0;
    if (!arena || !fill(cat, shares, arena))
        exit(1);
    double took = stored_seconds() - began;
    for (uint32_t c = 0; c < cat->n_competencies; c++) {
        near += (double)cat->competencies[c].n_near;
        none += cat->competencies[c].n_near == 0;
    }
    double found = related(cat, pairs);
    struct bw_catalogue made = half_of(cat, 0, arena), judge = half_of(cat, 1, arena);
    if (!fill(&made, shares, arena))
        exit(1);
    printf("%-26s %6.1f %6.2f %8.3f %9.3f %8.2f\n", name, near / cat->n_competencies,
           none / cat->n_competencies, found, together(&made, &judge), took);
    bw_arena_free(arena);
}

static int run(struct bw_reader *reader, struct bw_fail *fail)
{
    static const struct {
        const char *name;
        struct bw_near_shares shares;
    } ways[] = {{"names", {0, 1, 0}},
                {"roles", {0, 0, 1}},
                {"names and roles", {0, 1, 1}},
                {"taxonomy and names", {.5, 1, 0}},
                {"taxonomy and roles", {.5, 0, 1}}};
    struct bw_snapshot *snapshot;
    static struct pairs pairs;
    enum bw_err err = bw_snapshot_build(reader, 0, NULL, &snapshot, fail);
    pairs.at = calloc(PAIRS_MOST, sizeof *pairs.at);
    if (!err && pairs.at)
        err = stored_each(reader, BW_KIND_COMPETENCY, take_pairs,
                          &(struct reading){snapshot, &pairs}, fail);
    if (err || !pairs.at)
        return 3;
    printf("%u competencies, %u roles, %zu relations\n\n%-26s %6s %6s %8s %9s %8s\n",
           snapshot->cat.n_competencies, snapshot->cat.n_roles, pairs.n, "", "near", "none",
           "related", "together", "seconds");
    evaluate("taxonomy alone", &snapshot->cat, &pairs, NULL);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        evaluate(ways[i].name, &snapshot->cat, &pairs, &ways[i].shares);
    evaluate("all", &snapshot->cat, &pairs, &bw_near_shares);
    free(pairs.at);
    bw_snapshot_drop(snapshot);
    return 0;
}

int main(int argc, char **argv)
{
    struct stored stored;
    struct bw_fail fail = {0};
    if (argc != 2) {
        fprintf(stderr, "usage: near_parts STORE\n");
        return 2;
    }
    enum bw_err err = stored_open(argv[1], &stored, &fail);
    int exit_code = err ? 3 : run(stored.reader, &fail);
    if (exit_code == 3)
        fprintf(stderr, "near_parts: %s\n", fail.text);
    if (!err)
        stored_close(&stored);
    return exit_code;
}
