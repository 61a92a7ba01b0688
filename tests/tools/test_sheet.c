/* Reports by description: rows of nested lists, cells by unit, what is left out; and that every
 * description says everything in both languages. */
#include "tests/model/check.h"

#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "tools/report/sheet_show.h"
#include "tools/view.h"

static const char answer_text[] =
    "{\"from\": \"2026-01-01\", \"to\": \"2026-12-31\", \"total_cents\": 123456, \"limit\": 50000,"
    " \"months\": [{\"month\": \"jan & <b>\"}, {\"month\": \"feb\"}],"
    " \"groups\": ["
    "  {\"group\": \"one\", \"people\": [{\"name\": \"a\", \"level\": 1.25, \"open\": true},"
    "                                 {\"name\": \"b\", \"group\": \"own\", \"level\": null}]},"
    "  {\"group\": \"two\", \"people\": []},"
    "  {\"group\": \"three\", \"people\": [{\"name\": \"c\", \"cents\": 250,"
    "                                   \"cells\": [3, null]}]}],"
    " \"pairs\": [{\"x\": \"l\", \"y\": \"m\", \"v\": 2.5}, {\"x\": \"l\", \"y\": \"n\", \"v\": "
    "0.0},"
    "             {\"x\": \"k\", \"y\": \"n\", \"v\": 10.0}],"
    " \"none\": [], \"revision\": 7, \"snapshot\": \"s\"}";

static struct bw_json_value answer;

static int read_answer(void **state)
{
    struct bw_fail fail;
    (void)state;
    return bw_json_value_read(answer_text, strlen(answer_text), &answer, &fail) ? -1 : 0;
}

static int clear_answer(void **state)
{
    (void)state;
    bw_json_value_clear(&answer);
    return 0;
}

static const struct bw_sheet_column facts[] = {
    {.field = "total_cents",
     .title = BW_SAY("Totaal", "Total"),
     .unit = BW_UNIT_EURO,
     .beside = "limit",
     .beside_said = BW_SAY("grens", "limit")},
    {.field = "absent", .title = BW_SAY("Er niet", "Not there")}};
static const struct bw_code groups[] = {{"one", BW_SAY("een", "uno")}, {NULL, BW_SAY(NULL, NULL)}};
static const struct bw_sheet_column people[] = {
    {.field = "group", .title = BW_SAY("Groep", "Group"), .codes = groups},
    {.field = "name", .title = BW_SAY("Naam", "Name")},
    {.field = "level", .title = BW_SAY("Niveau", "Level"), .unit = BW_UNIT_CHANGE},
    {.field = "cents", .title = BW_SAY("Prijs", "Price"), .unit = BW_UNIT_EURO},
    {.field = "open", .title = BW_SAY("open", "open"), .unit = BW_UNIT_FLAG},
    {.field = "never", .title = BW_SAY("Nooit", "Never"), .unit = BW_UNIT_EURO}};
static const struct bw_sheet_heat lists = {.title = BW_SAY("Veld", "Field"),
                                           .about = BW_SAY("Over", "About"),
                                           .label = "name",
                                           .columns = "months",
                                           .column_label = "month",
                                           .cells = "cells",
                                           .unit = BW_UNIT_COUNT};
static const struct bw_sheet_bars bars[] = {{.title = BW_SAY("Staven", "Bars"),
                                             .label = "name",
                                             .amounts = {"level", "cents"},
                                             .said = {BW_SAY("n", "l"), BW_SAY("p", "p")},
                                             .mark = "limit",
                                             .mark_said = BW_SAY("grens", "limit")}};
static const struct bw_sheet_column pairs[] = {
    {.field = "x", .title = BW_SAY("X", "X")},
    {.field = "y", .title = BW_SAY("Y", "Y")},
    {.field = "v", .title = BW_SAY("V", "V"), .unit = BW_UNIT_LEVEL}};
static const struct bw_sheet_heat crossed = {.title = BW_SAY("Kruis", "Cross"),
                                             .about = BW_SAY("Over", "About"),
                                             .label = "x",
                                             .column_label = "y",
                                             .cells = "v",
                                             .unit = BW_UNIT_LEVEL};
static const struct bw_sheet_table tables[] = {
    {.name = "facts", .title = BW_SAY("Feiten", "Facts"), .columns = facts, .n_columns = 2},
    {.name = "people",
     .list = "groups/people",
     .title = BW_SAY("Mensen", "People"),
     .columns = people,
     .n_columns = 6,
     .bars = bars,
     .n_bars = 1,
     .heat = &lists,
     .most = 2},
    {.name = "pairs",
     .list = "pairs",
     .title = BW_SAY("Paren", "Pairs"),
     .columns = pairs,
     .n_columns = 3,
     .heat = &crossed},
    {.name = "none",
     .list = "none",
     .title = BW_SAY("Niets", "Nothing"),
     .empty = BW_SAY("Er is niets.", "There is nothing."),
     .columns = people,
     .n_columns = 2},
    {.name = "hidden",
     .list = "gone",
     .title = BW_SAY("Weg", "Gone"),
     .empty = BW_SAY("leeg", "empty"),
     .hidden = BW_SAY("Te klein.", "Too small."),
     .columns = people,
     .n_columns = 2},
    {.name = "silent",
     .list = "gone",
     .title = BW_SAY("Stil", "Silent"),
     .columns = people,
     .n_columns = 2}};
static const struct bw_sheet sheet = {
    .title = BW_SAY("Rapport van {1}!", "Report of {1}!"), .tables = tables, .n_tables = 6};

/* What `show` writes; to be freed. */
static char *shown_as(void (*show)(FILE *out, const struct bw_sheet_shown *), enum bw_lang lang)
{
    struct bw_sheet_shown shown = {&sheet, lang, "<Stad>", &answer.unpacked.data};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    show(out, &shown);
    fclose(out);
    return text;
}

static void as_text(FILE *out, const struct bw_sheet_shown *shown)
{
    bw_sheet_text(out, shown, 80);
}

static void as_csv(FILE *out, const struct bw_sheet_shown *shown)
{
    bw_sheet_csv(out, &tables[1], shown->answer);
    bw_sheet_csv(out, &tables[0], shown->answer);
}

static void text__has_what_is_there_and_nothing_else(void **state)
{
    (void)state;
    char *text = shown_as(as_text, BW_EN);
    assert_string_equal(text, "Report of <Stad>!\n"
                              "2026-01-01 to 2026-12-31\n"
                              "\nFacts\n"
                              "  Total  €1,234.56 (limit €500.00)\n"
                              "\nPeople\n"
                              "  Group  Name  Level  \n"
                              "  ─────  ────  ─────  ────\n"
                              "  uno    a     +1.25  open\n"
                              "  own    b\n"
                              "  … and 1 more\n"
                              "\nPairs\n"
                              "  X  Y     V\n"
                              "  ─  ─  ────\n"
                              "  l  m   2.5\n"
                              "  l  n   0.0\n"
                              "  k  n  10.0\n"
                              "\nNothing\n"
                              "  There is nothing.\n"
                              "\nGone\n"
                              "  Too small.\n");
    free(text);
    text = shown_as(as_text, BW_NL);
    assert_non_null(strstr(text, "Rapport van <Stad>!\n01-01-2026 tot en met 31-12-2026\n"));
    assert_non_null(strstr(text, "Totaal  € 1.234,56 (grens € 500,00)"));
    free(text);
}

static void csv__has_the_answer_s_own_names_and_values(void **state)
{
    (void)state;
    for (int lang = 0; lang < 2; lang++) {
        char *text = shown_as(as_csv, (enum bw_lang)lang);
        assert_string_equal(text, "group,name,level,cents,open,never\n"
                                  "one,a,1.25,,true,\n"
                                  "own,b,,,,\n"
                                  "three,c,,250,,\n"
                                  "total_cents,limit,absent\n"
                                  "123456,50000,\n");
        free(text);
    }
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        n++;
    return n;
}

static void page__is_the_same_with_drawings(void **state)
{
    (void)state;
    char *page = shown_as(bw_sheet_page, BW_EN);
    assert_non_null(strstr(page, "<h1>Report of &lt;Stad&gt;!</h1>"));
    assert_null(strstr(page, "<b>"));
    assert_int_equal(count(page, "<svg viewBox=\"0 0 32"), 3); /* legend: two parts, the mark */
    assert_int_equal(count(page, "role=\"img\""), 3);
    assert_int_equal(count(page, "<desc>"), 3);
    assert_int_equal(count(page, "class=\"open1\" x=\"1\""), 1);
    /* Of six places two are filled by the lists' heat, of two times two crossed ones three. */
    assert_int_equal(count(page, "<rect class=\"heat"), 1 + 3);
    assert_int_equal(count(page, "<rect class=\"heat5\""), 2);
    assert_int_equal(count(page, "<rect class=\"heat2\""), 1);
    assert_int_equal(count(page, "<rect class=\"heat0\""), 1);
    assert_non_null(strstr(page, "jan &amp; &lt;b&gt;"));
    assert_non_null(strstr(page, "revision 7"));
    assert_non_null(strstr(page, "Too small."));
    assert_null(strstr(page, "Silent"));
    assert_null(strstr(page, "Never"));
    assert_int_equal(count(page, "<details>"), 2);
    free(page);
}

static void rows__fields_are_looked_for_outwards(void **state)
{
    (void)state;
    struct bw_sheet_rows rows = bw_sheet_rows_of(&answer.unpacked.data, "groups/people");
    char text[BW_VIEW_LEN];
    assert_int_equal(rows.n, 3);
    assert_true(rows.there);
    assert_string_equal(bw_view_value(text, bw_sheet_field(&rows.at[0], "group")), "one");
    assert_string_equal(bw_view_value(text, bw_sheet_field(&rows.at[1], "group")), "own");
    assert_string_equal(bw_view_value(text, bw_sheet_field(&rows.at[2], "group")), "three");
    assert_null(bw_sheet_field(&rows.at[1], "level"));
    bw_sheet_rows_clear(&rows);
    rows = bw_sheet_rows_of(&answer.unpacked.data, "gone");
    assert_false(rows.there);
    bw_sheet_rows_clear(&rows);
}

static void cell__each_unit_in_both_languages(void **state)
{
    static const struct {
        enum bw_unit unit;
        const char *json, *said[2];
    } table[] = {
        {BW_UNIT_COUNT, "1234", {"1.234", "1,234"}},
        {BW_UNIT_FIGURE, "1.005", {"1,01", "1.01"}},
        {BW_UNIT_LEVEL, "2.25", {"2,3", "2.3"}},
        {BW_UNIT_CHANGE, "-0.5", {"-0,50", "-0.50"}},
        {BW_UNIT_CHANGE, "0", {"0,00", "0.00"}},
        {BW_UNIT_EURO, "-5", {"€ -0,05", "€-0.05"}},
        {BW_UNIT_HOURS, "7.5", {"7,5 uur", "7.5 h"}},
        {BW_UNIT_SHARE, "0.625", {"63%", "63%"}},
        {BW_UNIT_PERMIL, "0.018", {"1,80%", "1.80%"}},
        {BW_UNIT_DATE, "\"2026-03-04\"", {"04-03-2026", "2026-03-04"}},
        {BW_UNIT_DATE, "\"2026-03-04T10:00:00Z\"", {"04-03-2026", "2026-03-04"}},
        {BW_UNIT_TEXT, "\"x\"", {"x", "x"}},
        {BW_UNIT_LIST, "[\"x\", \"y\"]", {"x, y", "x, y"}},
        {BW_UNIT_EURO, "null", {"", ""}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct bw_json_value value;
        struct bw_fail fail;
        char text[BW_VIEW_LEN];
        assert_int_equal(bw_json_value_read(table[i].json, strlen(table[i].json), &value, &fail),
                         BW_OK);
        for (int lang = 0; lang < 2; lang++)
            assert_string_equal(
                bw_sheet_figure(text, (enum bw_lang)lang, table[i].unit, &value.unpacked.data),
                table[i].said[lang]);
        bw_json_value_clear(&value);
    }
}

static void check_said(const char *where, struct bw_said_in said, bool must)
{
    if (!said.in[0] != !said.in[1] || (must && !said.in[0]))
        fail_msg("%s: in one language only, or in none", where);
}

static void sheets__say_everything_in_both_languages(void **state)
{
    (void)state;
    for (size_t i = 0; bw_sheet_at(i); i++) {
        const struct bw_sheet *one = bw_sheet_at(i);
        size_t lists_there = 0;
        assert_ptr_equal(bw_sheet_find(one->name), one);
        check_said(one->name, one->title, true);
        check_said(one->name, one->about, false);
        assert_int_equal((one->takes & BW_SHEET_BY) != 0, one->by != NULL);
        for (size_t t = 0; t < one->n_tables; t++) {
            const struct bw_sheet_table *table = &one->tables[t];
            lists_there += table->list != NULL;
            check_said(table->name, table->title, true);
            check_said(table->name, table->about, false);
            check_said(table->name, table->empty, false);
            check_said(table->name, table->hidden, false);
            for (size_t c = 0; c < table->n_columns; c++) {
                check_said(table->columns[c].field, table->columns[c].title, true);
                check_said(table->columns[c].field, table->columns[c].beside_said,
                           table->columns[c].beside && table->columns[c].unit != BW_UNIT_RANGE);
            }
            for (size_t b = 0; b < table->n_bars; b++) {
                check_said(table->name, table->bars[b].title, true);
                check_said(table->name, table->bars[b].said[0], true);
                check_said(table->name, table->bars[b].said[1], table->bars[b].amounts[1]);
                check_said(table->name, table->bars[b].mark_said, table->bars[b].mark);
            }
            if (table->heat)
                check_said(table->name, table->heat->about, true);
        }
        assert_true(lists_there > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text__has_what_is_there_and_nothing_else),
        cmocka_unit_test(csv__has_the_answer_s_own_names_and_values),
        cmocka_unit_test(page__is_the_same_with_drawings),
        cmocka_unit_test(rows__fields_are_looked_for_outwards),
        cmocka_unit_test(cell__each_unit_in_both_languages),
        cmocka_unit_test(sheets__say_everything_in_both_languages),
    };
    return cmocka_run_group_tests(tests, read_answer, clear_answer);
}
