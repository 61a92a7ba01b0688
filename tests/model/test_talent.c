/* Hidden talent against a plain search: every role for every person. */
#include "model/people/talent.h"

#include "tests/model/arena.h"
#include "tests/model/town.h"

#define ROLES 8
#define PEOPLE 6

/* One catalogue with the roles of several towns, asking little, and their people. */
static struct {
    struct town town[ROLES];
    struct bw_role roles[ROLES];
    struct bw_person people[PEOPLE];
    char ids[PEOPLE][2];
    struct bw_catalogue cat;
} region;

static void draw_region(uint64_t seed)
{
    for (uint32_t r = 0; r < ROLES; r++) {
        struct town *town = &region.town[r];
        town_draw(town, seed * ROLES + r);
        for (size_t i = 0; i < town->version.all.n; i++)
            town->asks[i].level = town->asks[i].level / 2;
        if (r % 4 == 3)
            town->version.all.n = town->version.own.n = 2;
        region.roles[r] = town->role;
        region.roles[r].org = r == 5 ? 0 : BW_NONE;
    }
    region.cat = region.town[0].cat;
    region.cat.roles = region.roles;
    region.cat.n_roles = ROLES;
    for (uint32_t p = 0; p < PEOPLE; p++) {
        region.ids[p][0] = (char)('a' + p);
        region.people[p] = region.town[p].person;
        region.people[p].id = (struct bw_str){region.ids[p], 1};
        region.people[p].role = p;
        region.people[p].n_items = 3 + 4 * p;
        region.people[p].objects_to_profiling = (seed + p) % 5 == 0;
    }
}

static double evident_share(const struct bw_mind *mind, struct bw_asks asks)
{
    double known = 0, all = 0;
    for (size_t i = 0; i < asks.n; i++) {
        all += asks.at[i].weight;
        known += bw_mind_known(mind, asks.at[i].competency) ? asks.at[i].weight : 0;
    }
    return all > 0 ? known / all : 0;
}

static struct bw_talent plain_best(const struct bw_mind *mind)
{
    struct bw_talent best = {mind->person, BW_NONE, 0};
    for (uint32_t r = 0; r < ROLES; r++) {
        if (r == mind->person->role || evident_share(mind, region.roles[r].versions[0].all) < .5)
            continue;
        struct bw_gap gap = bw_gap_for_role(mind, r, arena);
        double fit = bw_match_fit(&gap);
        if (fit > best.fit) {
            best.fit = fit;
            best.role = r;
        }
    }
    return best;
}

static const struct bw_talent *named(const struct bw_talent *talents, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (*talents[i].person->id.at == *id)
            return &talents[i];
    return NULL;
}

static void talents__are_the_best_other_role_of_everyone_who_fits_one(void **state)
{
    (void)state;
    size_t found = 0, misfits = 0;
    for (uint64_t seed = 0; seed < 150; seed++) {
        struct bw_mind minds[PEOPLE];
        const struct bw_mind *at[PEOPLE];
        size_t n;
        bw_arena_reset(arena);
        draw_region(seed);
        for (uint32_t p = 0; p < PEOPLE; p++) {
            minds[p] = bw_mind_make(&region.cat, NULL, &region.people[p],
                                    region.town[0].question.as_of, arena);
            at[p] = &minds[p];
        }
        const struct bw_talent *talents =
            bw_talents(&region.cat, (struct bw_minds){at, PEOPLE}, PEOPLE, arena, &n);
        for (uint32_t p = 0; p < PEOPLE; p++) {
            struct bw_talent want = plain_best(&minds[p]);
            const struct bw_talent *got = named(talents, n, region.ids[p]);
            bool due = want.fit >= .8 && !region.people[p].objects_to_profiling;
            assert_int_equal(got != NULL, due);
            if (due) {
                assert_int_equal(got->role, want.role);
                assert_near(got->fit, want.fit, 0);
            }
            found += due;
            misfits += !due;
        }
        for (size_t i = 1; i < n; i++)
            assert_true(talents[i].fit <= talents[i - 1].fit);
    }
    assert_true(found > 100 && misfits > 100);
}

static void talents__are_none_of_nobody(void **state)
{
    (void)state;
    size_t n = 9;
    draw_region(1);
    bw_talents(&region.cat, (struct bw_minds){NULL, 0}, 10, arena, &n);
    assert_int_equal(n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(talents__are_the_best_other_role_of_everyone_who_fits_one),
        cmocka_unit_test(talents__are_none_of_nobody),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
