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

/* Other roles that fit to at least .5 and are known to half, best first, said plainly. */
static size_t plain_roles(const struct bw_mind *mind, struct bw_room_role *out)
{
    size_t n = 0;
    bool taken[ROLES] = {false};
    for (; n < BW_ROOM_ROLES; n++) {
        struct bw_room_role best = {BW_NONE, 0, 0, 0};
        for (uint32_t r = 0; r < ROLES; r++) {
            struct bw_gap gap = bw_gap_for_role(mind, r, arena);
            double fit = bw_match_fit(&gap);
            if (!taken[r] && r != mind->person->role && fit >= .5 && fit > best.fit &&
                evident_share(mind, region.roles[r].versions[0].all) >= .5)
                best = (struct bw_room_role){r, fit, gap.total, bw_match_mandatory_open(&gap)};
        }
        if (best.role == BW_NONE)
            break;
        taken[best.role] = true;
        out[n] = best;
    }
    return n;
}

static double plain_above(const struct bw_mind *mind)
{
    struct bw_gap gap = bw_gap_for_role(mind, mind->person->role, arena);
    double above = 0, all = 0;
    for (size_t i = 0; i < gap.n_needs; i++) {
        all += gap.needs[i].w;
        above += gap.needs[i].w * bw_belief_reaches(gap.needs[i].x, gap.needs[i].ask.level + .5);
    }
    return all > 0 ? above / all : 0;
}

static void hold_against(const struct bw_room *got, const struct bw_mind *mind, double above)
{
    struct bw_room_role want[BW_ROOM_ROLES];
    assert_int_equal(got->n_roles, plain_roles(mind, want));
    assert_near(got->above, above, 1e-12);
    for (size_t r = 0; r < got->n_roles; r++) {
        assert_int_equal(got->roles[r].role, want[r].role);
        assert_near(got->roles[r].fit, want[r].fit, 0);
        assert_near(got->roles[r].gap, want[r].gap, 0);
        assert_int_equal(got->roles[r].mandatory_open, want[r].mandatory_open);
    }
}

static const struct bw_room *room_of(const struct bw_room *rooms, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (*rooms[i].mind->person->id.at == *id)
            return &rooms[i];
    return NULL;
}

static void rooms__are_of_all_whose_role_is_too_small_or_whom_another_nearly_fits(void **state)
{
    (void)state;
    size_t by_role = 0, by_level = 0, none = 0, three = 0;
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
        const struct bw_room *rooms =
            bw_rooms(&region.cat, (struct bw_minds){at, PEOPLE}, PEOPLE, arena, &n);
        for (uint32_t p = 0; p < PEOPLE; p++) {
            struct bw_room_role want[BW_ROOM_ROLES];
            size_t n_roles = plain_roles(&minds[p], want);
            double above = plain_above(&minds[p]);
            const struct bw_room *got = room_of(rooms, n, region.ids[p]);
            bool due = (n_roles || above >= .5) && !region.people[p].objects_to_profiling;
            assert_int_equal(got != NULL, due);
            if (due)
                hold_against(got, &minds[p], above);
            by_role += due && n_roles;
            by_level += due && above >= .5;
            three += n_roles == 3;
            none += !due;
        }
        if (n > 1)
            assert_ptr_equal(
                bw_rooms(&region.cat, (struct bw_minds){at, PEOPLE}, 1, arena, &n)->mind->person,
                rooms->mind->person);
    }
    assert_true(by_role > 100 && by_level > 20 && none > 100 && three > 20);
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
        cmocka_unit_test(rooms__are_of_all_whose_role_is_too_small_or_whom_another_nearly_fits),
        cmocka_unit_test(talents__are_none_of_nobody),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
