/* The words of both languages. */
#include "tests/model/check.h"

#include <string.h>

#include "model/base/utf8.h"
#include "tools/words.h"

/* The set of {n} in a text, a bit each. */
static unsigned slots(const char *text)
{
    unsigned set = 0;
    for (; (text = strchr(text, '{')); text++) {
        assert_true(text[1] >= '1' && text[1] <= '9' && text[2] == '}');
        set |= 1U << (text[1] - '1');
    }
    return set;
}

static void words__both_languages_are_complete_and_take_the_same(void **state)
{
    (void)state;
    for (int word = 0; word < BW_W_COUNT; word++) {
        const char *nl = bw_word(BW_NL, (enum bw_word)word);
        const char *en = bw_word(BW_EN, (enum bw_word)word);
        assert_non_null(nl);
        assert_non_null(en);
        assert_true(*nl && *en);
        assert_true(bw_utf8_valid(nl, strlen(nl)) && bw_utf8_valid(en, strlen(en)));
        assert_int_equal(slots(nl), slots(en));
        unsigned set = slots(nl);
        assert_int_equal(set & (set + 1), 0); /* 1, 2, … without a hole */
    }
}

static void words__fill_puts_values_in_place(void **state)
{
    (void)state;
    static const struct {
        const char *words, *out;
    } table[] = {
        {"", ""},           {"plain", "plain"}, {"{1}", "A"}, {"{2} {1} {2}", "BB A BB"},
        {"x{3}y", "x{3}y"}, {"{", "{"},         {"{1", "{1"}, {"{{1}}", "{A}"},
    };
    const char *values[] = {"A", "BB"};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char out[64];
        assert_string_equal(bw_words_fill(out, sizeof out, table[i].words, values, 2),
                            table[i].out);
    }
}

static void words__fill_cuts_at_a_character(void **state)
{
    (void)state;
    char out[6];
    const char *values[] = {"aé€€"};
    assert_string_equal(bw_words_fill(out, sizeof out, "{1}", values, 1), "aé");
    assert_string_equal(bw_words_fill(out, sizeof out, "1234{1}", values, 1), "1234a");
}

static void words__names_of_the_wire_have_words(void **state)
{
    (void)state;
    static const char *const flags[] = {"from_assumed", "near_duplicate", "starts_late",
                                        "outside_preferences", "pinned"};
    static const char *const terms[] = {"near_duplicate", "preference", "co_enrolment", "pin"};
    static const char *const sources[] = {"self", "peer",        "manager",
                                          "test", "certificate", "course"};
    for (size_t i = 0; i < 5; i++)
        assert_string_not_equal(bw_word_flag(BW_NL, flags[i]), flags[i]);
    for (size_t i = 0; i < 4; i++)
        assert_string_not_equal(bw_word_term(BW_NL, terms[i]), terms[i]);
    for (size_t i = 0; i < 6; i++)
        assert_string_not_equal(bw_word_source(BW_NL, sources[i]), sources[i]);
    assert_string_equal(bw_word_kind(BW_EN, "herplaatsing"), "redeployment");
    assert_string_equal(bw_word_kind(BW_EN, "something_new"), "something_new");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words__both_languages_are_complete_and_take_the_same),
        cmocka_unit_test(words__fill_puts_values_in_place),
        cmocka_unit_test(words__fill_cuts_at_a_character),
        cmocka_unit_test(words__names_of_the_wire_have_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
