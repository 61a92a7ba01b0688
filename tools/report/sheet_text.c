#include "tools/report/sheet_show.h"

#include <stdlib.h>
#include <string.h>

#include "tools/format.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/view.h"
#include "tools/words.h"

#define INDENT 2

char *bw_sheet_title(char *buf, const struct bw_sheet_shown *shown)
{
    char text[BW_WORDS_LEN];
    const char *title = shown->sheet->title.in[shown->lang], *place = strstr(title, "{1}");
    if (!place)
        place = title + strlen(title);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(place - title), title, *place ? shown->group : "",
             *place ? place + 3 : "");
    snprintf(buf, BW_VIEW_LEN, "%.*s", (int)bw_text_front(text, strlen(text), BW_VIEW_LEN / 4),
             text);
    return buf;
}

char *bw_sheet_period(char *buf, const struct bw_sheet_shown *shown)
{
    char from[BW_VIEW_LEN], to[BW_VIEW_LEN], as_of[BW_VIEW_LEN];
    bool dutch = shown->lang == BW_NL;
    bw_sheet_figure(from, shown->lang, BW_UNIT_DATE, bw_view(shown->answer, "from"));
    bw_sheet_figure(to, shown->lang, BW_UNIT_DATE, bw_view(shown->answer, "to"));
    bw_sheet_figure(as_of, shown->lang, BW_UNIT_DATE, bw_view(shown->answer, "as_of"));
    *buf = 0;
    if (*from && *to)
        snprintf(buf, BW_VIEW_LEN, "%.20s %s %.20s", from, dutch ? "tot en met" : "to", to);
    size_t at = strlen(buf);
    if (*as_of)
        snprintf(buf + at, BW_VIEW_LEN - at, "%s%s %.20s", at ? ", " : "",
                 dutch ? "stand van" : "as of", as_of);
    return buf;
}

static void print_facts(FILE *out, const struct bw_sheet_shown *shown,
                        const struct bw_sheet_table *table, const struct bw_sheet_rows *rows)
{
    char text[BW_VIEW_LEN];
    size_t widest = 0;
    for (size_t c = 0; c < table->n_columns; c++) {
        const char *title = table->columns[c].title.in[shown->lang];
        size_t width = bw_text_width(title, strlen(title));
        bool there = *bw_sheet_cell(text, shown->lang, &table->columns[c], &rows->at[0]) != 0;
        widest = there && width > widest ? width : widest;
    }
    for (size_t c = 0; c < table->n_columns; c++) {
        if (!*bw_sheet_cell(text, shown->lang, &table->columns[c], &rows->at[0]))
            continue;
        fprintf(out, "%*s", INDENT, "");
        bw_text_put(out, table->columns[c].title.in[shown->lang], widest, 0);
        fprintf(out, "  %s\n", text);
    }
}

static void print_rows(FILE *out, const struct bw_sheet_shown *shown,
                       const struct bw_sheet_table *table, const struct bw_sheet_rows *rows,
                       size_t width)
{
    struct bw_column columns[32];
    const struct bw_sheet_column *which[32];
    size_t n = 0, last = table->most && table->most < rows->n ? table->most : rows->n;
    const struct bw_sheet_rows printed = {rows->at, last, true};
    for (size_t c = 0; c < table->n_columns && n < BW_SHEET_COUNT(columns); c++) {
        const struct bw_sheet_column *column = &table->columns[c];
        if (column->page_only || column->csv_only || !bw_sheet_shows(shown->lang, column, &printed))
            continue;
        bool flexible = column->unit == BW_UNIT_TEXT || column->unit == BW_UNIT_LIST;
        const char *title = column->unit == BW_UNIT_FLAG ? "" : column->title.in[shown->lang];
        which[n] = column;
        columns[n++] = (struct bw_column){title, bw_sheet_right(column->unit), flexible};
    }
    struct bw_table *made = bw_table_make(columns, n);
    for (size_t i = 0; i < last; i++) {
        char text[BW_VIEW_LEN];
        for (size_t c = 0; c < n; c++)
            bw_table_cell(made, bw_sheet_cell(text, shown->lang, which[c], &rows->at[i]));
    }
    bw_table_print(made, out, INDENT, width);
    bw_table_free(made);
    if (last < rows->n) {
        char text[BW_WORDS_LEN], count[32];
        snprintf(count, sizeof count, "%zu", rows->n - last);
        fprintf(out, "%*s%s\n", INDENT, "", bw_say(text, shown->lang, BW_W_MORE_ROWS, count));
    }
}

static void print_table(FILE *out, const struct bw_sheet_shown *shown,
                        const struct bw_sheet_table *table, size_t width)
{
    struct bw_sheet_rows rows = bw_sheet_rows_shown(shown->answer, table);
    const char *instead = rows.there ? table->empty.in[shown->lang] : table->hidden.in[shown->lang];
    if (rows.n || instead)
        fprintf(out, "\n%s\n", table->title.in[shown->lang]);
    if (rows.n && table->about.in[shown->lang])
        bw_text_wrap(out, "  ", table->about.in[shown->lang], width);
    if (rows.n && (!table->list || table->facts))
        print_facts(out, shown, table, &rows);
    else if (rows.n)
        print_rows(out, shown, table, &rows, width);
    else if (instead)
        bw_text_wrap(out, "  ", instead, width);
    bw_sheet_rows_clear(&rows);
}

void bw_sheet_tables(FILE *out, const struct bw_sheet_shown *shown, size_t width)
{
    for (size_t t = 0; t < shown->sheet->n_tables; t++)
        print_table(out, shown, &shown->sheet->tables[t], width);
}

void bw_sheet_text(FILE *out, const struct bw_sheet_shown *shown, size_t width)
{
    char text[BW_VIEW_LEN];
    bw_text_wrap(out, "", bw_sheet_title(text, shown), width);
    if (*bw_sheet_period(text, shown))
        fprintf(out, "%s\n", text);
    bw_sheet_tables(out, shown, width);
}
