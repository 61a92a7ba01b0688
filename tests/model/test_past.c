/* Outcomes and answers, from events in any order. */
#include "model/learned/past.h"

#include <string.h>

#include "tests/model/arena.h"

#define DAY 20000

/* "2026-01-DD": the day of an event is 0 .. 27. */
static struct bw_event event(enum bw_event_type type, uint32_t course, int day)
{
    static char texts[28][BW_DAY_TEXT_LEN + 1];
    static uint64_t order;
    bw_day_format(DAY + day, texts[day]);
    return (struct bw_event){.type = type,
                             .course = course,
                             .at = DAY + day,
                             .time = {texts[day], BW_DAY_TEXT_LEN},
                             .order = ++order,
                             .position = -1};
}

static struct bw_event by_other(enum bw_event_type type, uint32_t course, int day)
{
    struct bw_event out = event(type, course, day);
    out.by_other = true;
    return out;
}

static void check(const struct bw_outcome *got, uint32_t course, int begun, int ended, bool success,
                  bool self)
{
    assert_int_equal(got->course, course);
    assert_int_equal(got->begun - DAY, begun);
    assert_int_equal(got->ended - DAY, ended);
    assert_int_equal(got->success, success);
    assert_int_equal(got->self_initiated, self);
}

static void outcome__is_an_enrolment_and_its_end(void **state)
{
    (void)state;
    struct bw_event events[] = {
        event(BW_EVENT_DROPPED, 4, 9),   event(BW_EVENT_ENROLLED, 3, 2),
        event(BW_EVENT_ENROLLED, 4, 1),  event(BW_EVENT_COMPLETED, 3, 7),
        event(BW_EVENT_ENROLLED, 5, 1),  /* goes on */
        event(BW_EVENT_COMPLETED, 6, 3), /* nobody knows since when */
        event(BW_EVENT_COMPLETED, 3, 8), /* ended already */
    };
    struct bw_past past = bw_past_of(events, sizeof events / sizeof *events, arena);
    assert_int_equal(past.n_outcomes, 2);
    check(&past.outcomes[0], 4, 1, 9, false, true);
    check(&past.outcomes[1], 3, 2, 7, true, true);
}

static void outcome__of_two_enrolments_is_the_last_one_s(void **state)
{
    (void)state;
    struct bw_event events[] = {event(BW_EVENT_ENROLLED, 3, 1), event(BW_EVENT_ENROLLED, 3, 5),
                                event(BW_EVENT_DROPPED, 3, 8), event(BW_EVENT_ENROLLED, 3, 10),
                                event(BW_EVENT_COMPLETED, 3, 20)};
    struct bw_past past = bw_past_of(events, 5, arena);
    assert_int_equal(past.n_outcomes, 2);
    check(&past.outcomes[0], 3, 5, 8, false, true);
    check(&past.outcomes[1], 3, 10, 20, true, true);
}

/* Of one moment the order of writing counts. */
static void outcome__of_one_day_goes_by_the_order_of_writing(void **state)
{
    (void)state;
    struct bw_event events[] = {event(BW_EVENT_ENROLLED, 3, 1), event(BW_EVENT_COMPLETED, 3, 1),
                                event(BW_EVENT_COMPLETED, 4, 1), event(BW_EVENT_ENROLLED, 4, 1)};
    struct bw_past past = bw_past_of(events, 4, arena);
    assert_int_equal(past.n_outcomes, 1);
    check(&past.outcomes[0], 3, 1, 1, true, true);
}

static void self_initiated__is_who_enrolled_or_had_asked(void **state)
{
    (void)state;
    struct bw_event events[] = {
        by_other(BW_EVENT_ENROLLED, 1, 2), event(BW_EVENT_COMPLETED, 1, 9),
        event(BW_EVENT_REQUESTED, 2, 1),   by_other(BW_EVENT_ENROLLED, 2, 3),
        event(BW_EVENT_DROPPED, 2, 9),     by_other(BW_EVENT_REQUESTED, 3, 1),
        by_other(BW_EVENT_ENROLLED, 3, 2), event(BW_EVENT_COMPLETED, 3, 9),
        by_other(BW_EVENT_ENROLLED, 4, 1), event(BW_EVENT_REQUESTED, 4, 2), /* too late */
        event(BW_EVENT_COMPLETED, 4, 9),
    };
    struct bw_past past = bw_past_of(events, sizeof events / sizeof *events, arena);
    assert_int_equal(past.n_outcomes, 4);
    static const bool want[] = {[1] = false, [2] = true, [3] = false, [4] = false};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(past.outcomes[i].self_initiated, want[past.outcomes[i].course]);
}

static void reply__is_the_strongest_until_it_is_shown_again(void **state)
{
    (void)state;
    struct bw_event events[] = {
        event(BW_EVENT_SHOWN, 1, 1),    event(BW_EVENT_CLICKED, 1, 2),  event(BW_EVENT_SHOWN, 1, 5),
        event(BW_EVENT_CLICKED, 1, 5),  event(BW_EVENT_DECLINED, 1, 6), event(BW_EVENT_SHOWN, 2, 1),
        event(BW_EVENT_SHOWN, 3, 1),    event(BW_EVENT_ACCEPTED, 3, 2), event(BW_EVENT_SHOWN, 4, 1),
        event(BW_EVENT_ENROLLED, 4, 3), event(BW_EVENT_ACCEPTED, 5, 1), event(BW_EVENT_SHOWN, 5, 2),
    };
    events[0].position = 3;
    struct bw_past past = bw_past_of(events, sizeof events / sizeof *events, arena);
    static const struct {
        uint32_t course;
        int day, position;
        const char *reply;
    } want[] = {{2, 1, -1, "ignored"}, {3, 1, -1, "accepted"}, {4, 1, -1, "accepted"},
                {1, 1, 3, "clicked"},  {5, 2, -1, "ignored"},  {1, 5, -1, "declined"}};
    assert_int_equal(past.n_shown, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(past.shown[i].course, want[i].course);
        assert_int_equal(past.shown[i].at - DAY, want[i].day);
        assert_int_equal(past.shown[i].position, want[i].position);
        assert_string_equal(bw_response_name(past.shown[i].reply), want[i].reply);
    }
}

static void reply__is_the_employee_s_own(void **state)
{
    (void)state;
    struct bw_event events[] = {
        event(BW_EVENT_SHOWN, 1, 1),       event(BW_EVENT_REQUESTED, 1, 2),
        by_other(BW_EVENT_DECLINED, 1, 3), event(BW_EVENT_SHOWN, 2, 1),
        by_other(BW_EVENT_ENROLLED, 2, 2),
    };
    struct bw_past past = bw_past_of(events, 5, arena);
    assert_int_equal(past.shown[0].reply, BW_RESPONSE_ACCEPTED);
    assert_int_equal(past.shown[1].reply, BW_RESPONSE_IGNORED);
}

static void past__does_not_depend_on_the_order_of_events(void **state)
{
    (void)state;
    struct bw_event events[8] = {
        event(BW_EVENT_SHOWN, 1, 1),     event(BW_EVENT_CLICKED, 1, 2),
        event(BW_EVENT_REQUESTED, 1, 3), event(BW_EVENT_ENROLLED, 1, 4),
        event(BW_EVENT_COMPLETED, 1, 9), event(BW_EVENT_SHOWN, 2, 1),
        event(BW_EVENT_ENROLLED, 2, 4),  event(BW_EVENT_DROPPED, 2, 6),
    };
    struct bw_past first = bw_past_of(events, 8, arena);
    for (size_t turn = 1; turn < 8; turn++) {
        struct bw_event turned[8];
        for (size_t i = 0; i < 8; i++)
            turned[(3 * i + turn) % 8] = events[i];
        struct bw_past again = bw_past_of(turned, 8, arena);
        assert_int_equal(again.n_outcomes, first.n_outcomes);
        assert_int_equal(again.n_shown, first.n_shown);
        for (size_t i = 0; i < first.n_outcomes; i++)
            check(&again.outcomes[i], first.outcomes[i].course, first.outcomes[i].begun - DAY,
                  first.outcomes[i].ended - DAY, first.outcomes[i].success, true);
        for (size_t i = 0; i < first.n_shown; i++)
            assert_int_equal(again.shown[i].reply, first.shown[i].reply);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outcome__is_an_enrolment_and_its_end),
        cmocka_unit_test(outcome__of_two_enrolments_is_the_last_one_s),
        cmocka_unit_test(outcome__of_one_day_goes_by_the_order_of_writing),
        cmocka_unit_test(self_initiated__is_who_enrolled_or_had_asked),
        cmocka_unit_test(reply__is_the_strongest_until_it_is_shown_again),
        cmocka_unit_test(reply__is_the_employee_s_own),
        cmocka_unit_test(past__does_not_depend_on_the_order_of_events),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
