/* The report card as a page: everything that a card holds is on it, in both languages, and nothing
 * of it is taken for markup. */
#include "tests/model/check.h"

#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "tools/card/card.h"

static const char whole[] =
    "{\"version\": \"m7\", \"trained_at\": \"2026-11-25\", \"until\": \"2026-03-31\", \"seed\": 11,"
    " \"data\": {\"outcomes\": 5210, \"held_back\": 1302, \"people\": 1204, \"courses\": 311,"
    "  \"fingerprint\": \"9f86d081884c7d65\"},"
    " \"parts\": {"
    "  \"success\": {\"kind\": \"rbf\", \"judged\": ["
    "    {\"who\": \"model\", \"n\": 1302, \"log_loss\": 0.4312, \"brier\": 0.1371, \"ece\": "
    "0.0184,"
    "     \"auc\": 0.742},"
    "    {\"who\": \"closed-form\", \"n\": 1302, \"log_loss\": 0.5120, \"brier\": 0.1544,"
    "     \"ece\": 0.0511, \"auc\": 0.631}],"
    "   \"reliability\": [{\"p\": 0.42, \"rate\": 0.45, \"n\": 130, \"low\": 0.37, \"high\": 0.54},"
    "    {\"p\": 0.91, \"rate\": 0.9, \"n\": 130, \"low\": 0.84, \"high\": 0.94}],"
    "   \"roc\": [[0, 0], [0.2, 0.55], [1, 1]], \"roc_closed\": [[0, 0], [0.3, 0.45], [1, 1]],"
    "   \"gains\": [[0, 0], [0.5, 0.62], [1, 1]]},"
    "  \"co_enrolment\": {\"judged\": [{\"who\": \"popularity\", \"n\": 640, \"recall_10\": 0.11,"
    "   \"ndcg_10\": 0.05}, {\"who\": \"served\", \"n\": 640, \"recall_10\": 0.29,"
    "   \"ndcg_10\": 0.151}]},"
    "  \"preference\": {\"weights\": {\"language\": 0.12, \"format\": 0.04, \"hours\": 0.0,"
    "   \"co_enrolment\": 0.15}, \"defaults\": {\"language\": 0.1, \"format\": 0.1,"
    "   \"hours\": 0.1, \"co_enrolment\": 0.0}}},"
    " \"features\": [{\"name\": \"climb_most\", \"weight\": 0.0213},"
    "  {\"name\": \"something_new\", \"weight\": 0.001}],"
    " \"lists\": {\"people\": 200, \"coverage\": 0.37, \"listed_share\": 0.62,"
    "  \"closure_by_rank\": [0.81, 0.44, 0.2]},"
    " \"drift\": [{\"name\": \"load\", \"mean_then\": 0.11, \"mean_now\": 0.19, \"psi\": 0.31}],"
    " \"groups\": [{\"group\": \"<script>alert(1)</script> & \\\"co\\\"\", \"outcomes\": 410,"
    "  \"chance\": 0.71, \"succeeded\": 0.7, \"log_loss\": 0.44, \"closure\": 0.36}]}";

/* The page of a card that is given as JSON; to be freed. */
static char *page_of(const char *json, enum bw_lang lang)
{
    struct bw_json_value card;
    struct bw_fail fail;
    char *page = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&page, &size);
    assert_non_null(out);
    assert_int_equal(bw_json_value_read(json, strlen(json), &card, &fail), BW_OK);
    bw_card_page(out, lang, &card.unpacked.data);
    assert_int_equal(fclose(out), 0);
    bw_json_value_clear(&card);
    return page;
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        n++;
    return n;
}

static void card__says_what_it_holds_in_both_languages(void **state)
{
    (void)state;
    static const char *const said[2][8] = {
        {"Rapport van model m7", "31-03-2026", "0,4312", "1,8%", "grootste klim in niveau",
         "sterk verschoven", "beter dan de vaste formule", "200 mensen"},
        {"Report card of model m7", "2026-03-31", "0.4312", "1.8%", "largest climb in level",
         "much shifted", "better than the closed form", "200 people"}};
    for (int lang = 0; lang < 2; lang++) {
        char *page = page_of(whole, lang == 0 ? BW_NL : BW_EN);
        for (size_t i = 0; i < 8; i++)
            if (!strstr(page, said[lang][i]))
                fail_msg("the page does not say \"%s\"", said[lang][i]);
        assert_non_null(strstr(page, lang == 0 ? "<html lang=\"nl\">" : "<html lang=\"en\">"));
        assert_non_null(strstr(page, "something_new")); /* a feature that has no other name */
        free(page);
    }
}

static void card__every_drawing_has_a_text_for_who_does_not_see_it(void **state)
{
    (void)state;
    char *page = page_of(whole, BW_EN);
    size_t drawings = count(page, "role=\"img\"");
    assert_int_equal(drawings, 5); /* reliability, ROC, gains, features, lists */
    assert_int_equal(count(page, "role=\"img\"><title>"), drawings);
    assert_int_equal(count(page, "</title>\n<desc>"), drawings);
    assert_int_equal(count(page, "<svg"), count(page, "</svg>"));
    free(page);
}

static void card__asks_nothing_from_elsewhere_and_takes_no_text_for_markup(void **state)
{
    (void)state;
    char *page = page_of(whole, BW_NL);
    assert_null(strstr(page, "<script"));
    assert_null(strstr(page, "http://"));
    assert_null(strstr(page, "https://"));
    assert_null(strstr(page, "src="));
    assert_non_null(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;"));
    free(page);
}

static void card__what_is_absent_is_left_out(void **state)
{
    (void)state;
    static const char *const cards[] = {
        "{}", "{\"parts\": 3, \"features\": {}, \"drift\": [1, null], \"lists\": {}}",
        "{\"version\": 7, \"parts\": {\"success\": {\"kind\": \"prior\", \"judged\": [{}],"
        " \"roc\": [[0], 1, [\"a\", 2]], \"reliability\": [{\"p\": \"x\"}]}}}"};
    for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
        char *page = page_of(cards[i], BW_EN);
        assert_non_null(strstr(page, "</html>"));
        assert_null(strstr(page, "nan"));
        free(page);
    }
}

static void card__a_model_that_is_no_better_is_told_as_such(void **state)
{
    (void)state;
    char *page =
        page_of("{\"parts\": {\"success\": {\"judged\": [{\"who\": \"model\", \"log_loss\": 0.5},"
                " {\"who\": \"closed-form\", \"log_loss\": 0.5}]}}}",
                BW_EN);
    assert_non_null(strstr(page, "verdict bad"));
    assert_non_null(strstr(page, "It may not serve."));
    free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(card__says_what_it_holds_in_both_languages),
        cmocka_unit_test(card__every_drawing_has_a_text_for_who_does_not_see_it),
        cmocka_unit_test(card__asks_nothing_from_elsewhere_and_takes_no_text_for_markup),
        cmocka_unit_test(card__what_is_absent_is_left_out),
        cmocka_unit_test(card__a_model_that_is_no_better_is_told_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
