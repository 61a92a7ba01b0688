/* Text and tables on a terminal: every line as wide as it should be. */
#include "tests/model/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/table.h"
#include "tools/text.h"

static void text__width_counts_columns(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t width;
    } table[] = {
        {"", 0},    {"abc", 3},  {"één", 3}, {"e\xcc\x81", 1}, /* e and a combining accent */
        {"▰▰▱", 3}, {"日本", 4}, {"€ 5", 3},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_int_equal(bw_text_width(table[i].text, strlen(table[i].text)), table[i].width);
}

static void text__broken_bytes_are_columns_too(void **state)
{
    (void)state;
    assert_int_equal(bw_text_width("\xff\xfe", 2), 1); /* looks like the start of a longer one */
    assert_int_equal(bw_text_width("a\xe2\x82", 3), 2);
}

/* What `put` writes. */
static void put(char *out, size_t size, const char *text, size_t width, int right)
{
    FILE *file = fmemopen(out, size, "w");
    bw_text_put(file, text, width, right);
    fclose(file);
}

static void text__put_pads_and_cuts_to_the_width(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t width;
        int right;
        const char *out;
    } table[] = {
        {"één", 5, 0, "één  "}, {"één", 5, 1, "  één"},    {"één", 3, 0, "één"},
        {"een", 2, 0, "e…"},    {"日本人", 5, 0, "日本…"}, {"日本人", 4, 0, "日… "},
        {"x", 0, 0, "x"},       {"", 3, 1, "   "},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char out[64] = "";
        if (table[i].width == 0)
            continue;
        put(out, sizeof out, table[i].text, table[i].width, table[i].right);
        assert_string_equal(out, table[i].out);
        assert_int_equal(bw_text_width(out, strlen(out)), table[i].width);
    }
}

static void text__wrap_keeps_the_euro_with_its_amount(void **state)
{
    (void)state;
    char out[128] = "";
    FILE *file = fmemopen(out, sizeof out, "w");
    bw_text_wrap(file, "", "kosten samen € 12", 16);
    fclose(file);
    assert_string_equal(out, "kosten samen\n€ 12\n");
}

static void text__wrap_breaks_at_spaces_and_indents(void **state)
{
    (void)state;
    char out[256] = "";
    FILE *file = fmemopen(out, sizeof out, "w");
    bw_text_wrap(file, "- ", "aaaa bbbb cccc ddddddddddddddd", 12);
    fclose(file);
    assert_string_equal(out, "- aaaa bbbb\n  cccc\n  dddddddddd\n  ddddd\n");
}

static void text__nothing_steers_the_terminal(void **state)
{
    (void)state;
    char text[] = "a\x1b[31mb\nc\x7f"
                  "d\xc2\x9b"
                  "e é";
    bw_text_clean(text);
    assert_string_equal(text, "a [31mb c d  e é");
}

static void text__terminal_width_has_bounds(void **state)
{
    (void)state;
    setenv("COLUMNS", "72", 1);
    assert_int_equal(bw_text_terminal(), 72);
    setenv("COLUMNS", "1", 1);
    assert_int_equal(bw_text_terminal(), 40);
    setenv("COLUMNS", "100000", 1);
    assert_int_equal(bw_text_terminal(), 400);
    unsetenv("COLUMNS");
}

static const struct bw_column columns[] = {
    {"#", true, false}, {"Naam", false, true}, {"Prijs", true, false}};

static char *print_table(size_t width)
{
    char *text;
    size_t len;
    FILE *file = open_memstream(&text, &len);
    struct bw_table *table = bw_table_make(columns, 3);
    bw_table_cell(table, "1");
    bw_table_cell(table, "Één naam die lang is");
    bw_table_cellf(table, "€ %d", 5);
    bw_table_note(table, "    ", "een opmerking");
    bw_table_cell(table, "10");
    bw_table_cell(table, "kort");
    bw_table_cell(table, "");
    assert_int_equal(bw_table_rows(table), 2);
    bw_table_print(table, file, 2, width);
    bw_table_free(table);
    fclose(file);
    return text;
}

static void table__is_as_wide_as_its_content(void **state)
{
    (void)state;
    char *text = print_table(80);
    assert_string_equal(text, "   #  Naam                  Prijs\n"
                              "  ──  ────────────────────  ─────\n"
                              "   1  Één naam die lang is    € 5\n"
                              "    een opmerking\n"
                              "  10  kort\n");
    free(text);
}

static void table__wraps_the_flexible_column(void **state)
{
    (void)state;
    char *text = print_table(26);
    assert_string_equal(text, "   #  Naam           Prijs\n"
                              "  ──  ─────────────  ─────\n"
                              "   1  Één naam die     € 5\n"
                              "      lang is\n"
                              "    een opmerking\n"
                              "  10  kort\n");
    free(text);
}

static int set_up(void **state)
{
    (void)state;
    bw_text_setup();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text__width_counts_columns),
        cmocka_unit_test(text__broken_bytes_are_columns_too),
        cmocka_unit_test(text__put_pads_and_cuts_to_the_width),
        cmocka_unit_test(text__wrap_keeps_the_euro_with_its_amount),
        cmocka_unit_test(text__wrap_breaks_at_spaces_and_indents),
        cmocka_unit_test(text__nothing_steers_the_terminal),
        cmocka_unit_test(text__terminal_width_has_bounds),
        cmocka_unit_test(table__is_as_wide_as_its_content),
        cmocka_unit_test(table__wraps_the_flexible_column),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
