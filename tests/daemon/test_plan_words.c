/* What binds a plan, in words: amounts, names and days as people write them, nothing said of what
 * is not known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/plan_words.h"

#define STR(text)                                                                                  \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }

static struct bw_course courses[] = {
    {.title = {{STR("Huisbezoek"), STR("Home visits")}}},
    {.title = {{STR("Gesprek")}}},
};
static struct bw_competency competencies[] = {{.label = {{STR("Jeugdwet"), STR("Youth Act")}}}};
static struct bw_person person = {.id = STR("wd-0001")};
static struct bw_plan_person people[] = {{.person = &person}};
static struct bw_catalogue cat = {.courses = courses, .competencies = competencies};
static struct bw_plan plan = {.people = people, .n_people = 1};
static struct bw_arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = bw_arena_create((size_t)4 << 20);
    bw_day_parse("2026-11-24", 10, &plan.limits.from);
    bw_day_parse("2027-01-31", 10, &plan.limits.by);
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    bw_arena_free(arena);
    return 0;
}

static struct bw_plan_binding binding_of(enum bw_plan_constraint constraint)
{
    return (struct bw_plan_binding){.constraint = constraint,
                                    .limit = NAN,
                                    .need = NAN,
                                    .more = NAN,
                                    .person = BW_NONE,
                                    .course = BW_NONE,
                                    .competency = BW_NONE,
                                    .date = BW_DAY_NONE};
}

static void says(const struct bw_plan_binding *binding, enum bw_lang lang, const char *text)
{
    struct bw_plan_told told = {&cat, &plan, lang, arena};
    struct bw_str words = bw_plan_words(&told, binding);
    char own[4096];
    snprintf(own, sizeof own, "%.*s", (int)words.len, words.at);
    assert_string_equal(own, text);
}

static void words__money_has_the_marks_of_its_language(void **state)
{
    struct bw_plan_binding binding = binding_of(BW_PLAN_BUDGET);
    (void)state;
    binding.limit = 500000;
    binding.need = 635050;
    binding.more = .8;
    says(&binding, BW_NL,
         "Het budget van € 5.000 is de grens: met € 1.350,50 meer, dus € 6.350,50, sluit het "
         "plan 0,8 meer van het tekort.");
    says(&binding, BW_EN,
         "The budget of €5,000 is the limit: with €1,350.50 more, so €6,350.50, the plan "
         "closes 0.8 more of the gap.");
    binding.unmet = true;
    binding.limit = 0;
    binding.need = 123456789;
    says(&binding, BW_NL,
         "Het budget van € 0 is te klein: het minste dat volstaat is € 1.234.567,89, dus € "
         "1.234.567,89 meer.");
    binding.need = NAN;
    says(&binding, BW_EN, "The budget of €0 is too small.");
}

static void words__figures_are_short_and_never_none(void **state)
{
    static const struct {
        double more;
        const char *nl;
    } figures[] = {{1, "1"},        {.5, "0,5"},         {.25, "0,25"}, {.055, "0,06"},
                   {.0001, "0,01"}, {1234.5, "1.234,5"}, {9.999, "10"}, {.04, "0,04"}};
    char text[256];
    (void)state;
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        struct bw_plan_binding binding = binding_of(BW_PLAN_HOURS);
        binding.limit = 40;
        binding.need = 44.5;
        binding.person = 0;
        binding.more = figures[i].more;
        snprintf(text, sizeof text,
                 "wd-0001: 40 uur is de grens: met 44,5 uur sluit het plan %s meer van het tekort.",
                 figures[i].nl);
        says(&binding, BW_NL, text);
    }
}

static void words__what_is_not_known_is_not_said(void **state)
{
    struct bw_plan_binding binding = binding_of(BW_PLAN_MAX_COURSES);
    (void)state;
    binding.limit = 3;
    says(&binding, BW_NL, "Niet meer cursussen dan 3 is de grens.");
    says(&binding, BW_EN, "No more than 3 courses is the limit.");
    binding.need = 4; /* but not what it brings */
    says(&binding, BW_EN, "No more than 3 courses is the limit.");
    binding.person = 0;
    binding.more = 1.5;
    says(&binding, BW_EN,
         "wd-0001: no more than 3 courses is the limit: with 4 the plan closes 1.5 more of the "
         "gap.");
}

static void words__each_constraint_says_for_whom_and_what_would_do(void **state)
{
    static const struct bw_session session = {.id = STR("s1"), .start = 20850}; /* 2027-02-01 */
    struct bw_plan_binding binding = binding_of(BW_PLAN_MIN_CLOSURE);
    (void)state;
    binding.unmet = true;
    binding.limit = 2;
    binding.need = 1.25;
    binding.person = 0;
    says(&binding, BW_NL,
         "wd-0001: ten minste 2 van het tekort sluiten kan niet; 1,25 is het meeste dat kan.");
    binding = binding_of(BW_PLAN_AWAY);
    binding.limit = .2;
    binding.need = .3;
    binding.more = .7;
    bw_day_parse("2027-01-11", 10, &binding.date);
    says(&binding, BW_EN,
         "No more than 20% of the group away at once is the limit, in the week of 2027-01-11: with "
         "30% the plan closes 0.7 more of the gap.");
    binding = binding_of(BW_PLAN_SEATS);
    binding.limit = 3;
    binding.need = 4;
    binding.more = .7;
    binding.course = 0;
    binding.session = &session;
    says(&binding, BW_NL,
         "\"Huisbezoek\" van 2027-02-01 is vol met de 3 plaatsen die er zijn: met één meer sluit "
         "het plan 0,7 meer van het tekort.");
    binding = binding_of(BW_PLAN_BY);
    binding.more = .7;
    bw_day_parse("2027-03-01", 10, &binding.date);
    says(&binding, BW_NL,
         "De einddatum 2027-01-31 is de grens: tot en met 2027-03-01 sluit het plan 0,7 meer van "
         "het tekort.");
    binding.unmet = true;
    says(&binding, BW_EN,
         "It cannot be done by 2027-01-31; counted from 2026-11-24, 2027-03-01 is the first day by "
         "which it can.");
    binding = binding_of(BW_PLAN_WEEK_HOURS);
    binding.person = 0;
    binding.limit = 4;
    says(&binding, BW_NL, "wd-0001: 4 uur leren in een week is de grens.");
}

static void words__demands_name_course_competency_and_session(void **state)
{
    static const uint32_t ring[] = {0, 1};
    struct bw_plan_binding binding = binding_of(BW_PLAN_NO_SESSION);
    (void)state;
    binding.unmet = true;
    binding.course = 0;
    says(&binding, BW_NL, "\"Huisbezoek\" heeft tussen 2026-11-24 en 2027-01-31 geen sessie.");
    bw_day_parse("2027-03-01", 10, &binding.date);
    says(&binding, BW_EN,
         "\"Home visits\" has no session between 2026-11-24 and 2027-01-31; the first one after "
         "that starts on 2027-03-01.");
    binding = binding_of(BW_PLAN_ENTRY);
    binding.person = 0;
    binding.course = 0;
    binding.competency = 0;
    binding.limit = 3;
    says(&binding, BW_NL,
         "wd-0001: \"Huisbezoek\" vraagt vooraf niveau 3 in \"Jeugdwet\", en geen cursus brengt "
         "daar.");
    binding.limit = NAN;
    says(&binding, BW_EN,
         "wd-0001: \"Home visits\" asks \"Youth Act\" beforehand, and no course leads there.");
    binding = binding_of(BW_PLAN_NOT_TAUGHT);
    binding.competency = 0;
    says(&binding, BW_NL, "Geen cursus in de catalogus sluit iets van \"Jeugdwet\".");
    binding = binding_of(BW_PLAN_CIRCLE);
    binding.courses = (struct bw_ixs){ring, 2};
    says(&binding, BW_EN,
         "These courses wait for each other, so that none can be begun: \"Home visits\" → "
         "\"Gesprek\" → \"Home visits\". With a lower entry demand of one of them, or another "
         "course beforehand, it can be done.");
}

static void words__every_constraint_has_some_in_both_languages(void **state)
{
    static const uint32_t ring[] = {0, 1};
    static const struct bw_session session = {.id = STR("s1"), .start = 20850};
    (void)state;
    for (int c = 0; c < BW_PLAN_CONSTRAINT_COUNT; c++) {
        for (int i = 0; i < 4; i++) {
            struct bw_plan_binding binding = binding_of((enum bw_plan_constraint)c);
            struct bw_plan_told told = {&cat, &plan, i & 1 ? BW_EN : BW_NL, arena};
            binding.unmet = i & 2;
            binding.limit = binding.need = binding.more = 1;
            binding.person = binding.course = binding.competency = 0;
            binding.session = &session;
            binding.date = 20850;
            binding.courses = (struct bw_ixs){ring, 2};
            struct bw_str words = bw_plan_words(&told, &binding);
            assert_true(words.len > 20);
            assert_int_equal(words.at[words.len - 1], '.');
            assert_null(memchr(words.at, '$', words.len));
        }
    }
}

static void words__a_long_title_is_cut_between_characters(void **state)
{
    static char title[400];
    static struct bw_course one = {.title = {{{title, 399}}}};
    struct bw_plan_binding binding = binding_of(BW_PLAN_NO_SESSION);
    const struct bw_catalogue own = {.courses = &one};
    struct bw_plan_told told = {&own, &plan, BW_NL, arena};
    (void)state;
    title[0] = 'x';
    for (size_t i = 1; i < 399; i += 2)
        memcpy(title + i, "é", 2);
    binding.course = 0;
    struct bw_str words = bw_plan_words(&told, &binding);
    assert_true(words.len < 260);
    const char *end = memmem(words.at, words.len, "…", strlen("…"));
    assert_non_null(end);
    assert_memory_equal(end - 2, "é", 2);
}

static void words__a_note_is_said_of_each_but_none(void **state)
{
    (void)state;
    for (int note = 0; note <= BW_PLAN_NOTE_REFUSED; note++) {
        const struct bw_plan noted = {.note = (enum bw_plan_note)note};
        assert_int_equal(bw_plan_note_words(&noted, BW_NL) != NULL, note != BW_PLAN_NOTE_NONE);
        assert_int_equal(bw_plan_note_words(&noted, BW_EN) != NULL, note != BW_PLAN_NOTE_NONE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words__money_has_the_marks_of_its_language),
        cmocka_unit_test(words__figures_are_short_and_never_none),
        cmocka_unit_test(words__what_is_not_known_is_not_said),
        cmocka_unit_test(words__each_constraint_says_for_whom_and_what_would_do),
        cmocka_unit_test(words__demands_name_course_competency_and_session),
        cmocka_unit_test(words__every_constraint_has_some_in_both_languages),
        cmocka_unit_test(words__a_long_title_is_cut_between_characters),
        cmocka_unit_test(words__a_note_is_said_of_each_but_none),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
