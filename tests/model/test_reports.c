/* Reports about the people of drawn towns: what they say adds up, and is what the records say. */
#include "model/listing.h"
#include "model/recommend.h"
#include "model/report/divergence.h"
#include "model/report/knowledge.h"
#include "model/report/obligations.h"
#include "model/report/supply.h"
#include "model/report/wishes.h"

#include "tests/model/arena.h"
#include "tests/model/staff.h"

#define TOWNS 60

static struct staff staff;

/* --- obligations ------------------------------------------------------------------------------ */

/* What the best of all courses takes off one need of the gap, by completing every course. */
static double most_closed(const struct bw_gap *gap, const struct bw_need *need)
{
    struct bw_question question = bw_question_on(gap->as_of);
    struct bw_candidates_found found = bw_candidates_find(gap, &question, arena);
    double most = 0;
    for (uint32_t j = 0; j < gap->mind.cat->n_courses; j++) {
        struct bw_candidate_course course;
        if (!bw_candidates_complete(&found, j, &course))
            continue;
        for (size_t e = 0; e < course.n_effects; e++)
            if (found.pool.open[course.effects[e].need] == need && course.effects[e].d > most)
                most = course.effects[e].d;
    }
    return most / need->shortfall;
}

static const struct bw_duty *find_duty(const struct bw_obligations *report,
                                       const struct bw_person *person, uint32_t competency)
{
    for (size_t i = 0; i < report->n_items; i++)
        if (report->items[i].person == person && report->items[i].ask.competency == competency)
            return &report->items[i];
    return NULL;
}

static void obligations__hold_every_duty_that_is_not_met(void **state)
{
    (void)state;
    size_t n = 0, lapsed = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_ground ground = staff_draw(&staff, seed, arena);
        struct bw_obligations report = bw_obligations_make(&ground, 90);
        size_t open = 0;
        for (size_t i = 0; i < STAFF_PEOPLE; i++) {
            struct bw_gap gap = staff_gap(&ground, i);
            for (size_t k = 0; k < gap.n_needs; k++) {
                const struct bw_need *need = &gap.needs[k];
                const struct bw_duty *duty =
                    find_duty(&report, &ground.people.at[i], need->ask.competency);
                bool owed = need->standing != BW_MET && bw_duty_is(&need->ask);
                open += owed;
                assert_true(owed == (duty && duty->kind != BW_DUTY_EXPIRING));
                if (!owed || !duty)
                    continue;
                assert_true((duty->kind == BW_DUTY_LAPSED) == (need->standing == BW_LAPSED));
                double best = duty->remedies.n ? duty->remedies.at[0].closes : 0;
                assert_near(best, most_closed(&gap, need), 1e-12);
                lapsed += duty->kind == BW_DUTY_LAPSED;
            }
        }
        assert_int_equal(open, report.totals.open + report.totals.lapsed);
        n += open;
    }
    assert_true(n > 1000 && lapsed > 100);
}

static bw_day day_of(const struct bw_duty *duty)
{
    return duty->kind == BW_DUTY_EXPIRING ? duty->valid_until : duty->since;
}

static void obligations__are_in_order_and_add_up(void **state)
{
    (void)state;
    size_t expiring = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_ground ground = staff_draw(&staff, seed, arena);
        struct bw_obligations report = bw_obligations_make(&ground, 400);
        size_t open = 0, people = 0, soon[BW_DUTY_BUCKETS] = {0};
        for (size_t i = 0; i < report.n_items; i++) {
            const struct bw_duty *duty = &report.items[i], *before = i ? duty - 1 : NULL;
            if (before && (before->kind == BW_DUTY_EXPIRING) == (duty->kind == BW_DUTY_EXPIRING))
                assert_true(day_of(before) <= day_of(duty));
            if (before && before->kind == BW_DUTY_EXPIRING)
                assert_int_equal(duty->kind, BW_DUTY_EXPIRING);
            if (duty->kind != BW_DUTY_EXPIRING)
                continue;
            int left = duty->valid_until - STAFF_TODAY;
            assert_in_range(left, 0, 400);
            for (int b = 0; b < BW_DUTY_BUCKETS - 1; b++)
                assert_true((left <= bw_duty_bucket_days[b]) == (duty->bucket <= b));
            expiring++;
        }
        for (size_t t = 0; t < report.n_teams; t++) {
            open += report.teams[t].counts.open + report.teams[t].counts.lapsed;
            people += report.teams[t].counts.people;
            for (int b = 0; b < BW_DUTY_BUCKETS; b++)
                soon[b] += report.teams[t].counts.expiring[b];
        }
        assert_int_equal(open, report.totals.open + report.totals.lapsed);
        assert_int_equal(people, STAFF_PEOPLE);
        for (int b = 0; b < BW_DUTY_BUCKETS; b++)
            assert_int_equal(soon[b], report.totals.expiring[b]);
    }
    assert_true(expiring > 100);
}

static void remedies__never_name_a_course_twice_nor_one_that_may_not_be_listed(void **state)
{
    (void)state;
    size_t n = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_ground ground = staff_draw(&staff, seed, arena);
        struct bw_obligations report = bw_obligations_make(&ground, 400);
        struct bw_question question = bw_question_on(STAFF_TODAY);
        for (size_t i = 0; i < report.n_items; i++) {
            const struct bw_remedies *remedies = &report.items[i].remedies;
            for (size_t r = 0; r < remedies->n; r++) {
                uint32_t course = remedies->at[r].course;
                assert_true(bw_listing_open(ground.cat, 0, course, &question));
                assert_true(r == 0 || remedies->at[r - 1].closes >= remedies->at[r].closes);
                assert_true(remedies->at[r].closes > 0 && remedies->at[r].closes <= 1 + 1e-12);
                for (size_t before = 0; before < r; before++)
                    assert_int_not_equal(course, remedies->at[before].course);
                n++;
            }
        }
    }
    assert_true(n > 1000);
}

/* --- divergence ------------------------------------------------------------------------------- */

static void divergence__cells_and_what_is_withheld_are_all_ratings(void **state)
{
    (void)state;
    size_t n = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_ground ground = staff_draw(&staff, seed, arena);
        struct bw_divergence report = bw_divergence_make(&ground, BW_NONE);
        size_t in_cells = report.withheld, in_teams = 0;
        double sum = 0;
        for (size_t i = 0; i < report.cells.n; i++) {
            const struct bw_apart *cell = &report.cells.at[i];
            in_cells += cell->n;
            assert_true(cell->people >= BW_DIVERGENCE_LEAST && cell->people == cell->n);
            assert_true(cell->low <= cell->mean && cell->mean <= cell->high);
        }
        for (size_t i = 0; i < report.teams.n; i++) {
            in_teams += report.teams.at[i].n;
            sum += report.teams.at[i].mean * (double)report.teams.at[i].n;
        }
        assert_int_equal(in_cells, report.all.n);
        if (in_teams == report.all.n)
            assert_near(sum / (double)in_teams, report.all.mean, 1e-12);
        n += report.all.n;
    }
    assert_true(n > 1000);
}

static void divergence__names_who_is_far_but_not_who_objects(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_ground ground = staff_draw(&staff, seed, arena);
        struct bw_divergence report = bw_divergence_make(&ground, 1);
        for (size_t i = 0; i < report.n_far; i++) {
            const struct bw_rating *rating = &report.far[i];
            assert_false(rating->person->objects_to_profiling);
            assert_int_equal(rating->person->team, 1);
            assert_true(fabs(rating->difference) > 1);
            assert_near(rating->difference, rating->own - rating->others, 0);
            assert_true(i == 0 || fabs(rating[-1].difference) >= fabs(rating->difference));
        }
        assert_true(report.n_far <= report.all.above + report.all.below);
        assert_true(report.org.n >= report.all.n);
    }
}

/* --- one course for many ---------------------------------------------------------------------- */

/* The cheapest way to place n people, one group or one person at a time. */
static int64_t cheapest(const struct bw_course *course, int64_t n)
{
    int64_t cost[64] = {0};
    int64_t size = course->group_max > 0 ? course->group_max : n;
    for (int64_t i = 1; i <= n; i++) {
        cost[i] = cost[i - 1] + course->price_cents;
        int64_t with_group = cost[i > size ? i - size : 0] + course->group_price_cents;
        if (course->group_price_cents >= 0 && with_group < cost[i])
            cost[i] = with_group;
    }
    return cost[n];
}

static void joint__costs_no_more_than_any_mix_of_groups_and_places(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        staff_draw(&staff, seed, arena);
        for (uint32_t j = 0; j < TOWN_COURSES; j++) {
            for (size_t n = 0; n <= STAFF_PEOPLE; n++) {
                size_t groups;
                assert_int_equal(bw_joint_cost(&staff.town.courses[j], n, &groups),
                                 cheapest(&staff.town.courses[j], (int64_t)n));
                assert_true(groups <= n);
            }
        }
    }
}

static void joint__first_of_one_person_is_the_first_of_their_list(void **state)
{
    (void)state;
    size_t n = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_ground ground = staff_draw(&staff, seed, arena);
        struct bw_question question = bw_question_on(STAFF_TODAY);
        question.objective = BW_CLOSURE;
        for (size_t i = 0; i < STAFF_PEOPLE; i++) {
            struct bw_gap gap = staff_gap(&ground, i);
            struct bw_joint_person hits = bw_joint_person_of(&gap, arena);
            struct bw_advice advice =
                bw_recommend(ground.cat, NULL, &ground.people.at[i], &question, arena);
            const struct bw_joint_hit *first = bw_joint_first(ground.cat, &hits);
            assert_true((first != NULL) == (advice.n_items > 0));
            if (!first || advice.items[0].flags & BW_FLAG_OUTSIDE_PREFERENCES)
                continue;
            assert_near(first->closure, advice.items[0].closure, 1e-9);
            assert_true(bw_joint_serves(&hits, advice.items[0].course));
            n++;
        }
    }
    assert_true(n > 1000);
}

/* --- knowledge -------------------------------------------------------------------------------- */

/* By the rule: what is asked of oneself and met; else what evidence says at the lowest level. */
static bool reaches(const struct bw_gap *gap, uint32_t competency)
{
    const struct bw_asks asks = staff.town.version.all;
    for (size_t i = 0; i < gap->n_needs; i++)
        if (gap->needs[i].ask.competency == competency)
            return gap->needs[i].standing == BW_MET;
    const struct bw_ask *ask = bw_asks_find(asks, competency);
    const struct bw_known *known = bw_mind_known(&gap->mind, competency);
    return ask && known && known->belief.mean >= ask->level - BW_BAND;
}

static void knowledge__single_points_are_what_one_or_two_reach(void **state)
{
    (void)state;
    size_t n = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_ground ground = staff_draw(&staff, seed, arena);
        uint32_t team = (uint32_t)(seed % STAFF_TEAMS);
        struct bw_knowledge report = bw_knowledge_make(&ground, team, 24);
        size_t holders[TOWN_COMPETENCIES] = {0}, single = 0;
        for (size_t i = 0; i < STAFF_PEOPLE; i++) {
            struct bw_gap gap = staff_gap(&ground, i);
            for (uint32_t c = 0; c < TOWN_COMPETENCIES; c++)
                holders[c] += ground.people.at[i].team == team && reaches(&gap, c);
        }
        for (uint32_t c = 0; c < TOWN_COMPETENCIES; c++)
            single += holders[c] == 1 || holders[c] == 2;
        assert_int_equal(report.n_singles, single);
        for (size_t i = 0; i < report.n_singles; i++)
            assert_int_equal(report.singles[i].n, holders[report.singles[i].competency]);
        n += single;
    }
    assert_true(n > TOWNS);
}

static void knowledge__takers_stay_and_do_not_object(void **state)
{
    (void)state;
    size_t n = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_ground ground = staff_draw(&staff, seed, arena);
        struct bw_knowledge report = bw_knowledge_make(&ground, BW_NONE, 24);
        bw_day until = bw_day_add_months(STAFF_TODAY, 24);
        for (size_t i = 0; i < report.n_leavers; i++) {
            const struct bw_leaver *leaver = &report.leavers[i];
            assert_in_range(leaver->person->leaves_on, STAFF_TODAY, until);
            assert_true(leaver->n == 0 || !leaver->person->objects_to_profiling);
            for (size_t k = 0; k < leaver->n; k++) {
                const struct bw_keepers *takers = &leaver->leavings[k].takers;
                for (size_t t = 0; t < takers->n; t++) {
                    const struct bw_person *taker = takers->at[t].person;
                    assert_false(taker->objects_to_profiling);
                    assert_false(taker->leaves_on >= STAFF_TODAY && taker->leaves_on <= until);
                    assert_true(t == 0 || takers->at[t - 1].have.mean >= takers->at[t].have.mean);
                    n++;
                }
            }
        }
    }
    assert_true(n > 1000);
}

/* --- catalogue -------------------------------------------------------------------------------- */

static bool teaches(const struct bw_catalogue *cat, uint32_t course, uint32_t competency)
{
    return bw_listing_teaches(cat, course, (struct bw_ixs){&competency, 1});
}

static void supply__what_is_untaught_is_taught_by_no_course_that_can_be_booked(void **state)
{
    (void)state;
    size_t untaught = 0, unneeded = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_ground ground = staff_draw(&staff, seed, arena);
        struct bw_question question = bw_question_on(STAFF_TODAY);
        for (uint32_t j = 3; j < TOWN_COURSES; j++) /* few are left */
            staff.town.cards[j].retired = staff.town.courses[j].retired = seed % 2;
        struct bw_supply report = bw_supply_make(&ground, 0);
        bool found[TOWN_COMPETENCIES] = {false};
        for (size_t i = 0; i < report.untaught.n; i++)
            found[report.untaught.at[i].competency] = true;
        for (size_t i = 0; i < staff.town.version.all.n; i++) {
            uint32_t c = staff.town.asks[i].competency;
            bool taught = false;
            for (uint32_t j = 0; j < TOWN_COURSES; j++)
                taught |= bw_listing_open(ground.cat, 0, j, &question) && teaches(ground.cat, j, c);
            assert_true(found[c] == !taught);
        }
        for (size_t i = 0; i < report.unneeded.n; i++) {
            for (size_t p = 0; p < STAFF_PEOPLE; p++) {
                struct bw_gap gap = staff_gap(&ground, p);
                struct bw_candidates_found all = bw_candidates_unlisted(&gap, &question, arena);
                assert_int_equal(bw_candidates_alone(&all, report.unneeded.at[i].course).n_effects,
                                 0);
            }
        }
        untaught += report.untaught.n;
        unneeded += report.unneeded.n;
    }
    assert_true(untaught > TOWNS && unneeded > 0);
}

/* --- wishes ----------------------------------------------------------------------------------- */

static void wishes__of_teams_are_those_of_all(void **state)
{
    (void)state;
    size_t overlap = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        struct bw_ground ground = staff_draw(&staff, seed, arena);
        struct bw_wishes report = bw_wishes_make(&ground, 0, BW_NONE);
        struct bw_wishes_sum sum = {.people = 0};
        size_t by_competency = 0;
        for (size_t t = 0; t < report.n_teams; t++) {
            const struct bw_wishes_sum *team = &report.teams[t].sum;
            sum.people += team->people;
            sum.wishes += team->wishes;
            sum.gap += team->gap;
            sum.overlap += team->overlap;
            sum.cost_cents += team->cost_cents;
            sum.personal_cents += team->personal_cents;
            assert_true(team->employee_cost_cents <= team->cost_cents);
            assert_true((team->budget_cents < 0) == (staff.town.org.training_budget_cents < 0));
        }
        for (size_t i = 0; i < report.n_competencies; i++) {
            by_competency += report.competencies[i].people;
            assert_true(report.competencies[i].n_who <= report.competencies[i].people);
            assert_true(report.competencies[i].short_of <= report.competencies[i].asked);
        }
        assert_int_equal(sum.people, STAFF_PEOPLE);
        assert_int_equal(sum.wishes, report.all.wishes);
        assert_int_equal(by_competency, report.all.wishes);
        assert_int_equal(sum.overlap, report.all.overlap);
        assert_int_equal(sum.cost_cents, report.all.cost_cents);
        assert_int_equal(sum.personal_cents, report.all.personal_cents);
        assert_near(sum.gap, report.all.gap, 1e-9);
        overlap += sum.overlap;
    }
    assert_true(overlap > 100);
}

/* --- all of them ------------------------------------------------------------------------------ */

/* Wanted for so many people more. */
static bool count_down(void *context)
{
    size_t *left = context;
    assert_true(*left > 0); /* nobody is asked again */
    return --*left > 0;
}

static void reports__are_left_when_nobody_waits(void **state)
{
    (void)state;
    for (size_t n = 1; n < STAFF_PEOPLE; n += 7) {
        struct bw_ground ground = staff_draw(&staff, n, arena);
        size_t left;
        ground.is_wanted = count_down;
        ground.context = &left;
        left = n;
        assert_int_equal(bw_obligations_make(&ground, 90).totals.people, n - 1);
        left = n;
        assert_int_equal(bw_wishes_make(&ground, 0, BW_NONE).all.people, n - 1);
        left = n;
        assert_int_equal(bw_knowledge_make(&ground, BW_NONE, 24).n_people, n - 1);
        left = n;
        bw_divergence_make(&ground, BW_NONE);
        assert_int_equal(left, 0);
        left = n;
        bw_supply_make(&ground, 0);
        assert_int_equal(left, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(obligations__hold_every_duty_that_is_not_met),
        cmocka_unit_test(obligations__are_in_order_and_add_up),
        cmocka_unit_test(remedies__never_name_a_course_twice_nor_one_that_may_not_be_listed),
        cmocka_unit_test(divergence__cells_and_what_is_withheld_are_all_ratings),
        cmocka_unit_test(divergence__names_who_is_far_but_not_who_objects),
        cmocka_unit_test(joint__costs_no_more_than_any_mix_of_groups_and_places),
        cmocka_unit_test(joint__first_of_one_person_is_the_first_of_their_list),
        cmocka_unit_test(knowledge__single_points_are_what_one_or_two_reach),
        cmocka_unit_test(knowledge__takers_stay_and_do_not_object),
        cmocka_unit_test(supply__what_is_untaught_is_taught_by_no_course_that_can_be_booked),
        cmocka_unit_test(wishes__of_teams_are_those_of_all),
        cmocka_unit_test(reports__are_left_when_nobody_waits),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
