#include "model/near/kinship.h"

#include "model/requirement.h"

/* As if so many roles more asked nothing: among few roles what all ask is not yet what is common to
 * all work. */
#define ROLES_UNSEEN 20

/* The competency that stands for all that are the same. */
static uint32_t head_of(const struct bw_catalogue *cat, uint32_t competency)
{
    struct bw_ixs same = cat->competencies[competency].same;
    uint32_t head = competency;
    for (size_t i = 0; i < same.n; i++)
        if (same.at[i] < head)
            head = same.at[i];
    return head;
}

static struct bw_profile new_profile(const struct bw_catalogue *cat, struct bw_arena *arena)
{
    return (struct bw_profile){.value = BW_ARENA_NEW(arena, double, cat->n_competencies),
                               .at = bw_arena_take(arena, cat->n_competencies * sizeof(uint32_t))};
}

/* Of what is the same the most counts. */
static void profile_add(struct bw_profile *profile, uint32_t competency, double value)
{
    if (value <= profile->value[competency])
        return;
    if (profile->value[competency] <= 0)
        profile->at[profile->n++] = competency;
    profile->value[competency] = value;
}

static void profile_clear(struct bw_profile *profile)
{
    for (size_t i = 0; i < profile->n; i++)
        profile->value[profile->at[i]] = 0;
    profile->n = 0;
}

static double weight_of(const struct bw_catalogue *cat, const struct bw_ask *ask)
{
    const struct bw_requirement req = {.weight = ask->weight, .mandatory = ask->mandatory};
    return bw_requirement_weight(&req, cat->mandatory_factor);
}

static void fill_from_asks(struct bw_profile *profile, const struct bw_catalogue *cat,
                           struct bw_asks asks)
{
    profile_clear(profile);
    for (size_t i = 0; i < asks.n; i++)
        profile_add(profile, head_of(cat, asks.at[i].competency),
                    weight_of(cat, &asks.at[i]) * asks.at[i].level);
}

/* The belief, had it started from `asked` and not from what is presumed: of a person of whom
 * nothing is known that is what is asked, and evidence draws away from it as far as it weighs. */
static double level_of(const struct bw_known *known, double asked)
{
    if (!known)
        return asked;
    double spread = known->belief.sd / known->prior.sd;
    return known->belief.mean + spread * spread * (asked - known->prior.mean);
}

static void fill_from_mind(struct bw_profile *profile, const struct bw_mind *mind)
{
    const struct bw_catalogue *cat = mind->cat;
    uint32_t role = mind->person->role;
    const struct bw_role_version *version =
        role == BW_NONE ? NULL : bw_role_at(&cat->roles[role], mind->as_of);
    struct bw_asks own = version ? version->all : (struct bw_asks){NULL, 0};
    for (size_t i = 0; i < own.n; i++) {
        uint32_t competency = own.at[i].competency;
        double level = level_of(bw_mind_known(mind, competency), own.at[i].level);
        profile_add(profile, head_of(cat, competency), weight_of(cat, &own.at[i]) * level);
    }
    for (size_t i = 0; i < mind->n_known; i++)
        if (!bw_asks_find(own, mind->known[i].competency))
            profile_add(profile, head_of(cat, mind->known[i].competency),
                        level_of(&mind->known[i], 0));
}

static double product(const struct bw_profile *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < a->n; i++)
        sum += a->value[a->at[i]] * b[a->at[i]];
    return sum;
}

/* What the visible roles ask on average; its squared length in *square. */
static const double *average(const struct bw_mind *mind, struct bw_profile *room, double *square,
                             struct bw_arena *arena)
{
    const struct bw_catalogue *cat = mind->cat;
    double *sum = BW_ARENA_NEW(arena, double, cat->n_competencies);
    size_t n = ROLES_UNSEEN;
    for (uint32_t role = 0; role < cat->n_roles; role++) {
        const struct bw_role_version *version = bw_role_at(&cat->roles[role], mind->as_of);
        if (!version || !bw_catalogue_sees(cat, mind->person->org, cat->roles[role].org))
            continue;
        fill_from_asks(room, cat, version->all);
        for (size_t i = 0; i < room->n; i++)
            sum[room->at[i]] += room->value[room->at[i]];
        n++;
    }
    *square = 0;
    for (uint32_t c = 0; c < cat->n_competencies; c++) {
        sum[c] /= (double)n;
        *square += sum[c] * sum[c];
    }
    return sum;
}

struct bw_kinship bw_kinship_make(const struct bw_mind *mind, struct bw_arena *arena)
{
    struct bw_kinship kinship = {.cat = mind->cat,
                                 .own = new_profile(mind->cat, arena),
                                 .role = new_profile(mind->cat, arena)};
    kinship.common = average(mind, &kinship.role, &kinship.common_square, arena);
    fill_from_mind(&kinship.own, mind);
    kinship.own_common = product(&kinship.own, kinship.common);
    kinship.own_square = product(&kinship.own, kinship.own.value);
    return kinship;
}

double bw_kinship_with(struct bw_kinship *kinship, struct bw_asks asks)
{
    fill_from_asks(&kinship->role, kinship->cat, asks);
    if (kinship->own.n == 0 || kinship->role.n == 0)
        return 0;
    double role_common = product(&kinship->role, kinship->common);
    double role_square = product(&kinship->role, kinship->role.value);
    double both = product(&kinship->role, kinship->own.value);
    /* (x - u)(y - u), (x - u)^2 and (y - u)^2, multiplied out: the average u is long, the profiles
     * are short. */
    double shared = both - role_common - kinship->own_common + kinship->common_square;
    double lengths = kinship->own_square - 2 * kinship->own_common + role_square - 2 * role_common +
                     2 * kinship->common_square;
    return lengths > 0 ? 2 * shared / lengths : 0;
}
