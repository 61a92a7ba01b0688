/* Adding up bookings: periods, who bears what, lines that add up, small teams together. */
#include "model/report/budget.h"

#include <stdio.h>

#include "tests/model/arena.h"

#define STR(text)                                                                                  \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define COURSES 4
#define TEAMS 3

static struct bw_course courses[COURSES] = {
    {.id = STR("a"), .provider = STR("school"), .price_cents = 1001, .hours = 8},
    {.id = STR("b"), .provider = STR("academy"), .price_cents = 500, .hours = 4},
    {.id = STR("c"),
     .provider = STR("school"),
     .price_cents = 300,
     .hours = 2,
     .legal_basis = true},
    {.id = STR("d"), .price_cents = 200, .hours = 1}};
static const struct bw_team teams[TEAMS] = {
    {.id = STR("t0")}, {.id = STR("t1")}, {.id = STR("t2")}};
static struct bw_org org = {
    .personal_share = .5, .training_budget_cents = 36500, .payroll_cents = -1};
static const struct bw_role role = {.n_versions = 0};
static const struct bw_catalogue cat = {.courses = courses,
                                        .n_courses = COURSES,
                                        .teams = teams,
                                        .n_teams = TEAMS,
                                        .orgs = &org,
                                        .n_orgs = 1,
                                        .roles = &role,
                                        .n_roles = 1};

static bw_day day_of(const char *text)
{
    bw_day day = 0;
    assert_true(bw_day_parse(text, BW_DAY_TEXT_LEN, &day));
    return day;
}

static struct bw_booking booked(uint32_t course, enum bw_booking_state state, const char *day)
{
    return (struct bw_booking){.course = course,
                               .state = state,
                               .requested = day_of(day),
                               .approved = BW_DAY_NONE,
                               .enrolled =
                                   state == BW_BOOKING_REQUESTED ? BW_DAY_NONE : day_of(day),
                               .ended = day_of(day),
                               .price_cents = courses[course].price_cents};
}

static struct bw_ledger *begin(const char *from, const char *to)
{
    struct bw_budget_terms terms = {day_of("2026-06-30"), day_of(from), day_of(to)};
    return bw_ledger_begin(&cat, 0, &terms, 20, arena);
}

static void period__is_its_share_of_the_days_of_each_year(void **state)
{
    static const struct {
        const char *from, *to;
        int64_t cents;
    } table[] = {{"2026-01-01", "2026-12-31", 36500}, {"2026-01-01", "2026-01-01", 100},
                 {"2024-01-01", "2024-12-31", 36500}, {"2023-01-01", "2024-12-31", 73000},
                 {"2023-12-31", "2024-01-01", 200},   {"2024-02-29", "2024-02-29", 100},
                 {"2025-12-31", "2027-01-01", 36700}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_int_equal(bw_budget_of_period(36500, day_of(table[i].from), day_of(table[i].to)),
                         table[i].cents);
    assert_int_equal(bw_budget_of_period(-1, 0, 10), -1);
    assert_int_equal(bw_budget_of_period(0, 0, 10), 0);
}

static void budget__adds_up_by_every_line(void **state)
{
    static const enum bw_booking_state states[] = {BW_BOOKING_REQUESTED, BW_BOOKING_APPROVED,
                                                   BW_BOOKING_ENROLLED,  BW_BOOKING_COMPLETED,
                                                   BW_BOOKING_DROPPED,   BW_BOOKING_DECLINED};
    struct bw_ledger *ledger = begin("2026-01-01", "2026-12-31");
    char id[12][8];
    (void)state;
    for (uint32_t p = 0; p < 12; p++) {
        struct bw_booking bookings[6];
        snprintf(id[p], sizeof id[p], "p%02u", p);
        struct bw_person *person = BW_ARENA_NEW(arena, struct bw_person, 1);
        *person = (struct bw_person){
            .id = {id[p], 3}, .team = p % TEAMS, .role = 0, .training_budget_cents = -1};
        for (uint32_t b = 0; b < 6; b++) {
            char day[BW_DAY_TEXT_LEN + 1];
            bw_day_format(day_of("2026-01-15") + (bw_day)(60 * b), day);
            bookings[b] = booked((p + b) % COURSES, states[(p * 5 + b) % 6], day);
        }
        bw_ledger_add(ledger, person, (struct bw_bookings){bookings, p % 7});
    }
    struct bw_budget budget = bw_ledger_end(ledger);
    const struct bw_budget_lines lines[] = {budget.teams, budget.courses, budget.providers,
                                            budget.quarters};
    assert_int_equal(budget.people, 12);
    assert_true(budget.all.spent_cents > 0 && budget.all.committed_cents > 0 &&
                budget.all.requested_cents > 0);
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) {
        struct bw_spending sum = {0};
        for (size_t i = 0; i < lines[k].n; i++) {
            sum.spent_cents += lines[k].at[i].sum.spent_cents;
            sum.committed_cents += lines[k].at[i].sum.committed_cents;
            sum.requested_cents += lines[k].at[i].sum.requested_cents;
            sum.hours += lines[k].at[i].sum.hours;
        }
        assert_int_equal(sum.spent_cents, budget.all.spent_cents);
        assert_int_equal(sum.committed_cents, budget.all.committed_cents);
        assert_int_equal(sum.requested_cents, budget.all.requested_cents);
        assert_true(sum.hours >= budget.all.hours && sum.hours <= budget.all.hours);
    }
    assert_int_equal(budget.quarters.n, 4);
    assert_int_equal(budget.providers.n, 3);
    for (size_t i = 1; i < budget.courses.n; i++) {
        const struct bw_spending *above = &budget.courses.at[i - 1].sum,
                                 *here = &budget.courses.at[i].sum;
        assert_true(above->spent_cents + above->committed_cents >=
                    here->spent_cents + here->committed_cents);
    }
}

static void budget__the_period_includes_both_its_days(void **state)
{
    static const struct {
        const char *day;
        bool within;
    } table[] = {
        {"2026-02-28", false}, {"2026-03-01", true}, {"2026-05-31", true}, {"2026-06-01", false}};
    const struct bw_person person = {.id = STR("p"), .training_budget_cents = -1};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct bw_booking one = booked(0, BW_BOOKING_COMPLETED, table[i].day);
        struct bw_ledger *ledger = begin("2026-03-01", "2026-05-31");
        bw_ledger_add(ledger, &person, (struct bw_bookings){&one, 1});
        struct bw_budget budget = bw_ledger_end(ledger);
        assert_int_equal(budget.all.spent_cents, table[i].within ? 1001 : 0);
        assert_int_equal(budget.all.people, table[i].within);
        assert_int_equal(budget.quarters.n, 2);
        assert_int_equal(budget.quarters.at[0].from, day_of("2026-03-01"));
        assert_int_equal(budget.quarters.at[1].from, day_of("2026-04-01"));
    }
}

/* Half a cent goes up; what the law asks is the employer's; what is only asked for charges nobody.
 */
static void budget__who_bears_it(void **state)
{
    struct bw_booking bookings[] = {booked(0, BW_BOOKING_COMPLETED, "2026-02-01"),
                                    booked(2, BW_BOOKING_ENROLLED, "2026-02-01"),
                                    booked(1, BW_BOOKING_REQUESTED, "2026-02-01"),
                                    booked(3, BW_BOOKING_DECLINED, "2026-02-01")};
    const struct bw_person person = {.id = STR("p"), .training_budget_cents = 400};
    struct bw_ledger *ledger = begin("2026-01-01", "2026-12-31");
    (void)state;
    bw_ledger_add(ledger, &person, (struct bw_bookings){bookings, 4});
    struct bw_budget budget = bw_ledger_end(ledger);
    assert_int_equal(budget.all.spent_cents, 1001);
    assert_int_equal(budget.all.committed_cents, 300);
    assert_int_equal(budget.all.requested_cents, 500);
    assert_int_equal(budget.legal_cents, 300);
    assert_int_equal(budget.employee_cents, 501);
    assert_near(budget.all.hours, 10, 1e-12);
    assert_near(budget.working_hours, 2, 1e-12);
    assert_int_equal(budget.budget_cents, 36500);
    assert_int_equal(budget.payroll_cents, -1);
    assert_int_equal(budget.n_personal, 1);
    assert_int_equal(budget.personal[0].budget_cents, 400);
    assert_int_equal(budget.personal[0].charged_cents, 501);
}

static void people__are_counted_once_a_line(void **state)
{
    struct bw_booking bookings[] = {booked(0, BW_BOOKING_COMPLETED, "2026-02-01"),
                                    booked(0, BW_BOOKING_COMPLETED, "2026-04-01"),
                                    booked(2, BW_BOOKING_COMPLETED, "2026-04-01")};
    const struct bw_person people[] = {{.id = STR("p"), .training_budget_cents = -1},
                                       {.id = STR("q"), .training_budget_cents = -1}};
    struct bw_ledger *ledger = begin("2026-01-01", "2026-12-31");
    (void)state;
    for (size_t p = 0; p < 2; p++)
        bw_ledger_add(ledger, &people[p], (struct bw_bookings){bookings, 3});
    struct bw_budget budget = bw_ledger_end(ledger);
    assert_int_equal(budget.all.people, 2);
    assert_int_equal(budget.teams.at[0].sum.people, 2);
    assert_int_equal(budget.courses.at[0].sum.people, 2);
    assert_int_equal(budget.providers.n, 1);
    assert_int_equal(budget.providers.at[0].sum.people, 2);
    assert_int_equal(budget.quarters.at[1].sum.people, 2);
}

static struct bw_budget of_teams(const size_t *members)
{
    static struct bw_budget_line lines[TEAMS];
    static int64_t cells[TEAMS];
    for (uint32_t t = 0; t < TEAMS; t++) {
        cells[t] = 1 << t;
        lines[t] = (struct bw_budget_line){
            .index = t, .members = members[t], .cells = &cells[t], .sum.spent_cents = 1 << t};
    }
    return (struct bw_budget){.teams = {lines, TEAMS}, .quarters = {.n = 1}};
}

static void teams__small_ones_stand_together(void **state)
{
    static const struct {
        size_t members[TEAMS], least, shown;
        int64_t together; /* spent by the last line; 0: no such line */
    } table[] = {
        {{5, 6, 7}, 5, 3, 0}, {{3, 6, 7}, 5, 2, 1 + 2}, {{3, 2, 7}, 5, 2, 1 + 2},
        {{1, 2, 7}, 5, 1, 7}, {{1, 2, 1}, 5, 0, 0},     {{9, 4, 9}, 5, 2, 2 + 1},
        {{3, 6, 7}, 0, 3, 0}, {{3, 6, 7}, 17, 0, 0},    {{3, 6, 7}, 16, 1, 7},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct bw_budget budget = of_teams(table[i].members);
        struct bw_budget_lines shown = bw_budget_teams_shown(&budget, table[i].least, arena);
        assert_int_equal(shown.n, table[i].shown);
        for (size_t t = 0; t < shown.n; t++) {
            bool together = shown.at[t].index == BW_NONE;
            assert_int_equal(together, table[i].together > 0 && t + 1 == shown.n);
            assert_true(shown.at[t].members >= table[i].least);
            assert_int_equal(shown.at[t].cells[0], shown.at[t].sum.spent_cents);
            if (together)
                assert_int_equal(shown.at[t].sum.spent_cents, table[i].together);
            else
                assert_true(t == 0 || shown.at[t].index > shown.at[t - 1].index);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(period__is_its_share_of_the_days_of_each_year),
        cmocka_unit_test(budget__adds_up_by_every_line),
        cmocka_unit_test(budget__the_period_includes_both_its_days),
        cmocka_unit_test(budget__who_bears_it),
        cmocka_unit_test(people__are_counted_once_a_line),
        cmocka_unit_test(teams__small_ones_stand_together),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
