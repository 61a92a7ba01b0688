/* Which events are one booking, the state each transition leads to, and where the money is. */
#include "model/report/booking.h"

#include <math.h>
#include <string.h>

#include "tests/model/arena.h"

#define TODAY 400
#define STR(text)                                                                                  \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

static const struct bw_session sessions[] = {
    {.id = STR("past"), .start = 90, .end = 110, .seats = -1},
    {.id = STR("short"), .start = 395, .end = BW_DAY_NONE, .seats = -1},
    {.id = STR("now"), .start = 390, .end = 400, .seats = -1},
    {.id = STR("next"), .start = 450, .end = 460, .seats = -1}};
static struct bw_teach teaches[] = {{.competency = 1, .from = 2, .to = 3}};
static struct bw_course courses[] = {
    {.id = STR("a"), .price_cents = 1000, .sessions = sessions, .n_sessions = 4},
    {.id = STR("b"), .price_cents = 2000, .teaches = teaches, .n_teaches = 1}};
static const uint32_t twin = 0;
static struct bw_competency competencies[] = {{.id = STR("c0")},
                                              {.id = STR("c1"), .same = {&twin, 1}}};
static struct bw_ask asks[1];
static struct bw_role_version version = {.from = 100, .all = {asks, 1}};
static const struct bw_role role = {.versions = &version, .n_versions = 1};
static const struct bw_catalogue cat = {.courses = courses,
                                        .n_courses = 2,
                                        .competencies = competencies,
                                        .n_competencies = 2,
                                        .roles = &role,
                                        .n_roles = 1};

/* One letter an event: r(equested) a(pproved) e(nrolled) c(ompleted) d(ropped) n (declined),
 * s(hown) k (clicked) t (accepted) g (rated); on day 10, 20, … of course a. */
static enum bw_event_type type_of(char letter)
{
    static const char letters[] = "skratnecdg";
    return (enum bw_event_type)(strchr(letters, letter) - letters);
}

static size_t tell(const char *story, struct bw_event *out)
{
    static char times[32][BW_DAY_TEXT_LEN + 1];
    size_t n = strlen(story);
    for (size_t i = 0; i < n; i++) {
        bw_day day = 10 * (bw_day)(i + 1);
        bw_day_format(day, times[i]);
        out[i] = (struct bw_event){.type = type_of(story[i]),
                                   .at = day,
                                   .time = {times[i], BW_DAY_TEXT_LEN},
                                   .order = i + 1,
                                   .price_cents = -1,
                                   .value = NAN};
    }
    return n;
}

static struct bw_bookings book(const struct bw_event *events, size_t n)
{
    return bw_bookings_of(&cat, events, n, TODAY, arena);
}

/* The states that a story leads to, as letters, with the money of each: F(ree) A(sked) C(ommitted)
 * S(pent). */
static const char *outcome(const char *story)
{
    static char text[64];
    struct bw_event events[32];
    struct bw_bookings bookings = book(events, tell(story, events));
    for (size_t i = 0; i < bookings.n; i++) {
        text[2 * i] = "raecdn"[bookings.at[i].state];
        text[2 * i + 1] = "FACS"[bw_booking_money(&bookings.at[i], TODAY)];
    }
    text[2 * bookings.n] = '\0';
    return text;
}

static const struct {
    const char *story, *outcome;
} transitions[] = {
    /* What changes no booking. */
    {"", ""},
    {"sktg", ""},
    {"srkag", "aC"},
    /* Opening. */
    {"r", "rA"},
    {"a", "aC"},
    {"e", "eC"},
    {"c", "cS"},
    {"d", ""},
    {"n", ""},
    /* From requested. */
    {"rr", "rA"},
    {"ra", "aC"},
    {"re", "eC"},
    {"rc", "cS"},
    {"rd", "dF"},
    {"rn", "nF"},
    /* From approved. */
    {"rar", "aC"},
    {"raa", "aC"},
    {"rae", "eC"},
    {"rac", "cS"},
    {"rad", "dF"},
    {"ran", "nF"},
    /* From enrolled. */
    {"raer", "eC"},
    {"raea", "eC"},
    {"raee", "eC"},
    {"raec", "cS"},
    {"raed", "dS"},
    {"raen", "nF"},
    {"ed", "dS"},
    {"ec", "cS"},
    /* After the end. */
    {"raecr", "cSrA"},
    {"raeca", "cSaC"},
    {"raece", "cSeC"},
    {"raecc", "cScS"},
    {"raecd", "cS"},
    {"raecn", "cS"},
    {"raedr", "dSrA"},
    {"raeda", "dSaC"},
    {"raede", "dSeC"},
    {"raedc", "cS"},
    {"raedd", "dS"},
    {"raedn", "dS"},
    {"rnr", "nFrA"},
    {"rna", "aC"},
    {"rne", "eC"},
    {"rnc", "nFcS"},
    {"rnd", "nF"},
    {"rnn", "nF"},
    /* A whole life. */
    {"srnraedskraecgr", "nFdScSrA"},
};

static void booking__each_transition(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof transitions / sizeof *transitions; i++)
        if (strcmp(outcome(transitions[i].story), transitions[i].outcome) != 0)
            fail_msg("%s: %s, not %s", transitions[i].story, outcome(transitions[i].story),
                     transitions[i].outcome);
}

static void booking__sessions_keep_bookings_apart(void **state)
{
    struct bw_event events[8];
    (void)state;
    tell("rrae", events);
    events[0].session = (struct bw_str)STR("now");
    events[1].session = events[2].session = (struct bw_str)STR("next");
    events[3].session = (struct bw_str)STR("now");
    struct bw_bookings two = book(events, 4);
    assert_int_equal(two.n, 2);
    assert_int_equal(two.at[0].state, BW_BOOKING_ENROLLED);
    assert_ptr_equal(two.at[0].planned, &sessions[2]);
    assert_int_equal(two.at[1].state, BW_BOOKING_APPROVED);
    assert_ptr_equal(two.at[1].planned, &sessions[3]);
}

static void booking__an_enrolment_elsewhere_moves_it(void **state)
{
    struct bw_event events[8];
    (void)state;
    tell("rae", events);
    events[0].session = (struct bw_str)STR("now");
    events[2].session = (struct bw_str)STR("next");
    struct bw_bookings one = book(events, 3);
    assert_int_equal(one.n, 1);
    assert_ptr_equal(one.at[0].planned, &sessions[3]);
    events[2].session = (struct bw_str)STR("unknown");
    one = book(events, 3);
    assert_null(one.at[0].planned);
    assert_int_equal(bw_booking_day(&one.at[0]), 30);
}

static void booking__a_request_names_the_session_later(void **state)
{
    struct bw_event events[8];
    (void)state;
    tell("rr", events);
    events[1].session = (struct bw_str)STR("next");
    struct bw_bookings one = book(events, 2);
    assert_int_equal(one.n, 1);
    assert_ptr_equal(one.at[0].planned, &sessions[3]);
    assert_int_equal(one.at[0].requested, 10);
}

static void booking__the_same_completion_once_more_is_nothing(void **state)
{
    struct bw_event events[8];
    (void)state;
    tell("ecc", events);
    events[2].at = events[1].at;
    assert_int_equal(book(events, 3).n, 1);
    events[2].at = events[1].at + 400 - 20;
    assert_int_equal(book(events, 3).n, 2);
    events[1].session = events[2].session = (struct bw_str)STR("past");
    assert_int_equal(book(events, 3).n, 1);
}

static void booking__enrolled_is_spent_once_the_session_is_over(void **state)
{
    static const struct {
        struct bw_str session;
        enum bw_money money;
        bool open;
        bw_day day;
    } table[] = {{STR("past"), BW_MONEY_SPENT, false, 90},
                 {STR("short"), BW_MONEY_SPENT, false, 395},
                 {STR("now"), BW_MONEY_COMMITTED, true, 390},
                 {STR("next"), BW_MONEY_COMMITTED, true, 450},
                 {{NULL, 0}, BW_MONEY_COMMITTED, true, 30}};
    struct bw_event events[8];
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        tell("rae", events);
        events[0].session = table[i].session;
        struct bw_booking booking = book(events, 3).at[0];
        assert_int_equal(bw_booking_money(&booking, TODAY), table[i].money);
        assert_int_equal(bw_booking_open(&booking, TODAY), table[i].open);
        assert_int_equal(bw_booking_day(&booking), table[i].day);
        assert_int_equal(bw_booking_money(&book(events, 2).at[0], TODAY), BW_MONEY_COMMITTED);
        assert_int_equal(bw_booking_money(&book(events, 1).at[0], TODAY), BW_MONEY_ASKED);
    }
}

static void booking__the_day_is_when_the_course_begins(void **state)
{
    static const struct {
        const char *story;
        bw_day day;
    } table[] = {{"r", 10},   {"ra", 20},    {"rae", 30}, {"raec", 30}, {"raed", 30},
                 {"rac", 30}, {"rcskc", 20}, {"c", 10},   {"ara", 30},  {"rnra", 40}};
    struct bw_event events[8];
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct bw_bookings bookings = book(events, tell(table[i].story, events));
        const struct bw_booking *one = &bookings.at[strcmp(table[i].story, "rnra") == 0 ? 1 : 0];
        if (bw_booking_day(one) != table[i].day)
            fail_msg("%s: %d", table[i].story, bw_booking_day(one));
    }
}

static void booking__the_newest_price_counts(void **state)
{
    struct bw_event events[8];
    (void)state;
    tell("raec", events);
    assert_int_equal(book(events, 4).at[0].price_cents, 1000);
    events[1].price_cents = 700;
    assert_int_equal(book(events, 4).at[0].price_cents, 700);
    events[3].price_cents = 0;
    assert_int_equal(book(events, 4).at[0].price_cents, 0);
    tell("raecr", events);
    events[1].price_cents = 700;
    assert_int_equal(book(events, 5).at[1].price_cents, 1000);
}

static void booking__what_is_later_does_not_exist(void **state)
{
    struct bw_event events[8];
    (void)state;
    tell("raec", events);
    for (bw_day day = 0; day <= 50; day += 5) {
        struct bw_bookings bookings = bw_bookings_of(&cat, events, 4, day, arena);
        assert_int_equal(bookings.n, day >= 10);
        if (bookings.n)
            assert_int_equal(bookings.at[0].state, (day > 40 ? 40 : day) / 10 - 1);
    }
}

static void booking__who_did_it_is_kept(void **state)
{
    struct bw_event events[8];
    (void)state;
    tell("rae", events);
    events[0].by = (struct bw_str)STR("me");
    events[1].by = (struct bw_str)STR("boss");
    events[0].id = (struct bw_str)STR("first");
    struct bw_booking booking = book(events, 3).at[0];
    assert_null(booking.by.at);
    assert_memory_equal(booking.approved_by.at, "boss", 4);
    assert_memory_equal(booking.id.at, "first", 5);
    assert_memory_equal(book(events, 2).at[0].by.at, "boss", 4);
    assert_int_equal(booking.since, 30);
}

/* Events come in the order of writing, which need not be that of time. */
static void booking__order_of_writing_does_not_matter(void **state)
{
    struct bw_event events[8], turned[8];
    (void)state;
    size_t n = tell("rnraec", events);
    for (size_t turn = 0; turn < n; turn++) {
        for (size_t i = 0; i < n; i++)
            turned[i] = events[(i + turn) % n];
        struct bw_bookings bookings = book(turned, n);
        assert_int_equal(bookings.n, 2);
        assert_int_equal(bookings.at[0].state, BW_BOOKING_DECLINED);
        assert_int_equal(bookings.at[1].state, BW_BOOKING_COMPLETED);
    }
}

static void booking__courses_are_apart(void **state)
{
    struct bw_event events[8];
    (void)state;
    tell("rra", events);
    events[0].course = 1;
    struct bw_bookings bookings = book(events, 3);
    assert_int_equal(bookings.n, 2);
    assert_int_equal(bookings.at[0].state, BW_BOOKING_APPROVED);
    assert_int_equal(bookings.at[1].course, 1);
    assert_int_equal(bookings.at[1].price_cents, 2000);
}

static void owed__by_law_and_by_what_the_role_must_have(void **state)
{
    static const struct {
        struct bw_ask ask;
        bw_day day;
        bool owed;
    } table[] = {
        {{.competency = 1, .level = 3, .mandatory = true}, 200, true},
        {{.competency = 0, .level = 3, .mandatory = true}, 200, true}, /* the same */
        {{.competency = 1, .level = 3, .law = STR("Awb")}, 200, true},
        {{.competency = 1, .level = 3}, 200, false},
        {{.competency = 1, .level = 3, .mandatory = true}, 99, false},  /* not in force yet */
        {{.competency = 1, .level = 2, .mandatory = true}, 200, false}, /* begins above it */
        {{.competency = 1, .level = 2.5, .mandatory = true}, 200, true},
    };
    struct bw_person person = {.role = 0};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        asks[0] = table[i].ask;
        assert_int_equal(bw_course_owed(&cat, &person, 1, table[i].day), table[i].owed);
        assert_false(bw_course_owed(&cat, &person, 0, table[i].day));
    }
    courses[0].legal_basis = true;
    assert_true(bw_course_owed(&cat, &person, 0, 1));
    courses[0].legal_basis = false;
    person.role = BW_NONE;
    assert_false(bw_course_owed(&cat, &person, 1, 200));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(booking__each_transition),
        cmocka_unit_test(booking__sessions_keep_bookings_apart),
        cmocka_unit_test(booking__an_enrolment_elsewhere_moves_it),
        cmocka_unit_test(booking__a_request_names_the_session_later),
        cmocka_unit_test(booking__the_same_completion_once_more_is_nothing),
        cmocka_unit_test(booking__enrolled_is_spent_once_the_session_is_over),
        cmocka_unit_test(booking__the_day_is_when_the_course_begins),
        cmocka_unit_test(booking__the_newest_price_counts),
        cmocka_unit_test(booking__what_is_later_does_not_exist),
        cmocka_unit_test(booking__who_did_it_is_kept),
        cmocka_unit_test(booking__order_of_writing_does_not_matter),
        cmocka_unit_test(booking__courses_are_apart),
        cmocka_unit_test(owed__by_law_and_by_what_the_role_must_have),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
