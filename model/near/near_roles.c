#include "model/near/near_roles.h"

#include <math.h>

/* As if each competency were asked once more, with weight 1, by a role of its own: what two rare
 * ones have in common by chance is not much. */
#define ASKED_ALONE 1.0

struct bw_asks bw_asked_by(const struct bw_catalogue *cat, uint32_t role)
{
    const struct bw_role *of = &cat->roles[role];
    return of->n_versions ? of->versions[of->n_versions - 1].all : (struct bw_asks){NULL, 0};
}

struct bw_asked bw_asked_make(const struct bw_catalogue *cat, struct bw_arena *arena)
{
    uint32_t n = cat->n_competencies;
    struct bw_asked asked = {.cat = cat,
                             .at = BW_ARENA_NEW(arena, uint32_t, n + 2),
                             .length = BW_ARENA_NEW(arena, double, n)};
    for (uint32_t role = 0; role < cat->n_roles; role++)
        for (size_t i = 0; i < bw_asked_by(cat, role).n; i++)
            asked.at[bw_asked_by(cat, role).at[i].competency + 2]++;
    for (uint32_t c = 0; c < n; c++)
        asked.at[c + 2] += asked.at[c + 1];
    asked.role = BW_ARENA_NEW(arena, uint32_t, asked.at[n + 1]);
    asked.weight = BW_ARENA_NEW(arena, double, asked.at[n + 1]);
    for (uint32_t role = 0; role < cat->n_roles; role++) {
        struct bw_asks asks = bw_asked_by(cat, role);
        for (size_t i = 0; i < asks.n; i++) {
            uint32_t to = asked.at[asks.at[i].competency + 1]++;
            asked.role[to] = role;
            asked.weight[to] = asks.at[i].weight;
        }
    }
    for (uint32_t c = 0; c < n; c++) {
        double square = ASKED_ALONE;
        for (uint32_t i = asked.at[c]; i < asked.at[c + 1]; i++)
            square += asked.weight[i] * asked.weight[i];
        asked.length[c] = sqrt(square);
    }
    return asked;
}
