#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/card/plot.h"
#include "tools/format.h"
#include "tools/report/sheet_show.h"
#include "tools/view.h"

#define BARS_MOST 20
#define HEAT_ROWS_MOST 60
#define HEAT_COLUMNS_MOST 20

static void *take(size_t n, size_t size)
{
    void *out = calloc(n ? n : 1, size);
    if (!out)
        abort();
    return out;
}

static char *keep(const char *text)
{
    char *out = strdup(text);
    if (!out)
        abort();
    return out;
}

/* What a row is called by: a field, or where it lacks that another one. */
static const char *name_of(const struct bw_sheet_row *row, const char *label, const char *other)
{
    return bw_sheet_field(row, label) || !other ? label : other;
}

static double amount_of(const struct bw_sheet_row *row, const char *field)
{
    double amount = bw_view_figure(bw_sheet_field(row, field), 0);
    return amount > 0 ? amount : 0;
}

/* What is to be seen, for who does not see it: the largest bars in words. */
static void tell_bars(char *about, size_t size, const struct bw_stack *bars, size_t n,
                      enum bw_lang lang)
{
    size_t at = (size_t)snprintf(about, size, "%s", lang == BW_NL ? "Balken: " : "Bars: ");
    for (size_t i = 0; i < n && i < 5 && at < size; i++)
        at += (size_t)snprintf(about + at, size - at, "%s%s %s", i ? "; " : "", bars[i].name,
                               bars[i].shown);
    if (n > 5 && at < size)
        snprintf(about + at, size - at, "; …");
}

/* "€ 2.090,00 + € 85,00" */
static char *shown_amounts(char *buf, const struct bw_sheet_shown *shown,
                           const struct bw_sheet_bars *bars, const struct bw_sheet_row *row)
{
    char one[BW_VIEW_LEN], two[BW_VIEW_LEN];
    const char *second = bars->amounts[1];
    bw_sheet_figure(one, shown->lang, bars->unit, bw_sheet_field(row, bars->amounts[0]));
    if (second && amount_of(row, second) > 0)
        snprintf(buf, BW_VIEW_LEN, "%.100s + %.100s", one,
                 bw_sheet_figure(two, shown->lang, bars->unit, bw_sheet_field(row, second)));
    else
        snprintf(buf, BW_VIEW_LEN, "%s", one);
    return buf;
}

static void put_bars(FILE *out, const struct bw_sheet_shown *shown,
                     const struct bw_sheet_table *table, const struct bw_sheet_bars *bars,
                     const struct bw_sheet_rows *rows)
{
    size_t most = bars->most ? bars->most : BARS_MOST, n = rows->n < most ? rows->n : most;
    struct bw_stack *stacks = take(n, sizeof *stacks);
    char text[BW_VIEW_LEN], mark[2 * BW_VIEW_LEN], about[4 * BW_VIEW_LEN];
    for (size_t i = 0; i < n; i++) {
        const struct bw_sheet_row *row = &rows->at[i];
        stacks[i].name = keep(bw_sheet_label(text, shown->lang, table, row,
                                             name_of(row, bars->label, bars->other_label)));
        for (size_t a = 0; a < 2; a++)
            stacks[i].amounts[a] = amount_of(row, bars->amounts[a]);
        stacks[i].shown = keep(shown_amounts(text, shown, bars, row));
    }
    const msgpack_object *line = bw_view(shown->answer, bars->mark ? bars->mark : "");
    bw_sheet_figure(text, shown->lang, bars->unit, line);
    snprintf(mark, sizeof mark, "%s: %s", bars->mark ? bars->mark_said.in[shown->lang] : "", text);
    tell_bars(about, sizeof about, stacks, n, shown->lang);
    bw_stacks(
        out,
        &(struct bw_stacks){.title = bars->title.in[shown->lang],
                            .about = about,
                            .parts = {bars->said[0].in[shown->lang],
                                      bars->amounts[1] ? bars->said[1].in[shown->lang] : NULL},
                            .mark = bw_view_figure(line, 0),
                            .mark_said = mark},
        stacks, n);
    for (size_t i = 0; i < n; i++) {
        free((char *)stacks[i].name);
        free((char *)stacks[i].shown);
    }
    free(stacks);
}

/* Names and cells of a heat field in the making. */
struct field {
    char **rows, **columns, **shown;
    double *cells;
    size_t n_rows, n_columns;
};

/* A cell in few characters: euros without cents. */
static char *short_figure(char *buf, enum bw_lang lang, enum bw_unit unit, double value)
{
    if (unit == BW_UNIT_EURO)
        return bw_format_number(buf, lang, value / 100, 0);
    if (unit == BW_UNIT_SHARE)
        return bw_format_share(buf, value);
    return bw_format_number(buf, lang, value, unit == BW_UNIT_COUNT ? 0 : 1);
}

static void set_cell(struct field *field, size_t i, enum bw_lang lang, enum bw_unit unit,
                     const msgpack_object *value)
{
    char text[BW_VIEW_LEN];
    double amount = bw_view_figure(value, NAN);
    if (isnan(amount))
        return;
    field->cells[i] = amount;
    free(field->shown[i]);
    field->shown[i] = keep(short_figure(text, lang, unit, amount));
}

/* The place of `name` among *n names, at the end when it is new; SIZE_MAX when there is no room. */
static size_t place_of(char **names, size_t *n, size_t most, const char *name)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    if (*n == most)
        return SIZE_MAX;
    names[*n] = keep(name);
    return (*n)++;
}

static void begin_field(struct field *field, size_t rows, size_t columns)
{
    field->rows = take(rows, sizeof *field->rows);
    field->columns = take(columns, sizeof *field->columns);
    field->cells = take(rows * columns, sizeof *field->cells);
    field->shown = take(rows * columns, sizeof *field->shown);
}

static void clear_cells(struct field *field)
{
    for (size_t i = 0; i < field->n_rows * field->n_columns; i++) {
        field->cells[i] = NAN;
        field->shown[i] = keep("");
    }
}

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Rows that have their cells in the order of a list. */
static void fill_lists(struct field *field, const struct bw_sheet_shown *shown,
                       const struct bw_sheet_table *table, const struct bw_sheet_rows *rows)
{
    const struct bw_sheet_heat *heat = table->heat;
    struct bw_sheet_rows columns = bw_sheet_rows_of(shown->answer, heat->columns);
    char text[BW_VIEW_LEN];
    field->n_rows = least_of(rows->n, heat->most_rows ? heat->most_rows : HEAT_ROWS_MOST);
    field->n_columns =
        least_of(columns.n, heat->most_columns ? heat->most_columns : HEAT_COLUMNS_MOST);
    begin_field(field, field->n_rows, field->n_columns);
    clear_cells(field);
    for (size_t c = 0; c < field->n_columns; c++) {
        const msgpack_object *name = bw_sheet_field(&columns.at[c], heat->column_label);
        bw_day day;
        bw_view_value(text, name);
        bool date = bw_day_parse(text, strlen(text), &day);
        field->columns[c] =
            keep(bw_sheet_figure(text, shown->lang, date ? BW_UNIT_DATE : BW_UNIT_TEXT, name));
    }
    for (size_t r = 0; r < field->n_rows; r++) {
        size_t n;
        const struct bw_sheet_row *row = &rows->at[r];
        const msgpack_object *cells = bw_view_list(row->in[row->n - 1], heat->cells, &n);
        field->rows[r] = keep(bw_sheet_label(text, shown->lang, table, row,
                                             name_of(row, heat->label, heat->other_label)));
        for (size_t c = 0; c < least_of(n, field->n_columns); c++)
            set_cell(field, r * field->n_columns + c, shown->lang, heat->unit, &cells[c]);
    }
    bw_sheet_rows_clear(&columns);
}

/* Rows that are a cell each. */
static void fill_pairs(struct field *field, const struct bw_sheet_shown *shown,
                       const struct bw_sheet_table *table, const struct bw_sheet_rows *rows)
{
    const struct bw_sheet_heat *heat = table->heat;
    size_t most_rows = heat->most_rows ? heat->most_rows : HEAT_ROWS_MOST;
    size_t most_columns = heat->most_columns ? heat->most_columns : HEAT_COLUMNS_MOST;
    char text[BW_VIEW_LEN];
    begin_field(field, most_rows, most_columns);
    size_t *at = take(2 * rows->n, sizeof *at);
    for (size_t i = 0; i < rows->n; i++) {
        bw_sheet_label(text, shown->lang, table, &rows->at[i],
                       name_of(&rows->at[i], heat->label, heat->other_label));
        at[2 * i] = place_of(field->rows, &field->n_rows, most_rows, text);
        bw_sheet_label(text, shown->lang, table, &rows->at[i], heat->column_label);
        at[2 * i + 1] = place_of(field->columns, &field->n_columns, most_columns, text);
    }
    clear_cells(field);
    for (size_t i = 0; i < rows->n; i++)
        if (at[2 * i] != SIZE_MAX && at[2 * i + 1] != SIZE_MAX)
            set_cell(field, at[2 * i] * field->n_columns + at[2 * i + 1], shown->lang, heat->unit,
                     bw_sheet_field(&rows->at[i], heat->cells));
    free(at);
}

static void clear_field(struct field *field)
{
    for (size_t i = 0; i < field->n_rows * field->n_columns; i++)
        free(field->shown[i]);
    for (size_t r = 0; r < field->n_rows; r++)
        free(field->rows[r]);
    for (size_t c = 0; c < field->n_columns; c++)
        free(field->columns[c]);
    free(field->rows);
    free(field->columns);
    free(field->shown);
    free(field->cells);
}

/* The same as a table, for who cannot use a drawing. */
static void put_field_table(FILE *out, const struct bw_sheet_shown *shown,
                            const struct field *field)
{
    const char **titles = take(field->n_columns + 1, sizeof *titles);
    titles[0] = "";
    for (size_t c = 0; c < field->n_columns; c++)
        titles[c + 1] = field->columns[c];
    fputs("<details><summary>", out);
    bw_page_text(out, shown->lang == BW_NL ? "Als tabel" : "As a table");
    fputs("</summary>\n", out);
    struct bw_page_table table = bw_page_table_begin(out, titles, field->n_columns + 1);
    for (size_t r = 0; r < field->n_rows; r++) {
        bw_page_table_cell(&table, field->rows[r]);
        for (size_t c = 0; c < field->n_columns; c++)
            bw_page_table_cell(&table, field->shown[r * field->n_columns + c]);
    }
    bw_page_table_end(&table);
    fputs("</details>\n", out);
    free(titles);
}

static void put_heat(FILE *out, const struct bw_sheet_shown *shown,
                     const struct bw_sheet_table *table, const struct bw_sheet_rows *rows)
{
    const struct bw_sheet_heat *heat = table->heat;
    struct field field = {.n_rows = 0};
    if (heat->columns)
        fill_lists(&field, shown, table, rows);
    else
        fill_pairs(&field, shown, table, rows);
    if (field.n_rows && field.n_columns) {
        bw_heat_field(out, &(struct bw_heat){.title = heat->title.in[shown->lang],
                                             .about = heat->about.in[shown->lang],
                                             .rows = (const char *const *)field.rows,
                                             .columns = (const char *const *)field.columns,
                                             .n_rows = field.n_rows,
                                             .n_columns = field.n_columns,
                                             .cells = field.cells,
                                             .shown = (const char *const *)field.shown});
        bw_page_tag(out, "p", "quiet", heat->about.in[shown->lang]);
        put_field_table(out, shown, &field);
    }
    clear_field(&field);
}

static void put_facts(FILE *out, const struct bw_sheet_shown *shown,
                      const struct bw_sheet_table *table, const struct bw_sheet_rows *rows)
{
    char text[BW_VIEW_LEN];
    fputs("<dl>\n", out);
    for (size_t c = 0; c < table->n_columns; c++) {
        if (!*bw_sheet_cell(text, shown->lang, &table->columns[c], &rows->at[0]))
            continue;
        bw_page_tag(out, "dt", NULL, table->columns[c].title.in[shown->lang]);
        bw_page_tag(out, "dd", NULL, text);
    }
    fputs("</dl>\n", out);
}

static enum bw_page_side side_of(enum bw_unit unit)
{
    if (unit == BW_UNIT_DATE || unit == BW_UNIT_RANGE)
        return BW_PAGE_FIXED;
    return bw_sheet_right(unit) ? BW_PAGE_RIGHT : BW_PAGE_LEFT;
}

static void put_rows(FILE *out, const struct bw_sheet_shown *shown,
                     const struct bw_sheet_table *table, const struct bw_sheet_rows *rows)
{
    const char *titles[32];
    enum bw_page_side sides[32];
    const struct bw_sheet_column *which[32];
    size_t n = 0;
    for (size_t c = 0; c < table->n_columns && n < BW_SHEET_COUNT(which); c++) {
        const struct bw_sheet_column *column = &table->columns[c];
        if (column->csv_only || !bw_sheet_shows(shown->lang, column, rows))
            continue;
        titles[n] = column->unit == BW_UNIT_FLAG ? "" : column->title.in[shown->lang];
        sides[n] = side_of(column->unit);
        which[n++] = column;
    }
    struct bw_page_table made = bw_page_table_sided(out, titles, sides, n);
    for (size_t i = 0; i < rows->n; i++) {
        char text[BW_VIEW_LEN];
        for (size_t c = 0; c < n; c++)
            bw_page_table_cell(&made, bw_sheet_cell(text, shown->lang, which[c], &rows->at[i]));
    }
    bw_page_table_end(&made);
}

static void put_table(FILE *out, const struct bw_sheet_shown *shown,
                      const struct bw_sheet_table *table)
{
    struct bw_sheet_rows rows = bw_sheet_rows_shown(shown->answer, table);
    const char *instead = rows.there ? table->empty.in[shown->lang] : table->hidden.in[shown->lang];
    if (rows.n || instead) {
        fprintf(out, "<section%s>\n", rows.n > 10 ? " class=\"long\"" : "");
        bw_page_tag(out, "h2", NULL, table->title.in[shown->lang]);
        if (rows.n && table->about.in[shown->lang])
            bw_page_tag(out, "p", NULL, table->about.in[shown->lang]);
        for (size_t b = 0; rows.n && b < table->n_bars; b++)
            put_bars(out, shown, table, &table->bars[b], &rows);
        if (rows.n && table->heat)
            put_heat(out, shown, table, &rows);
        if (rows.n && (!table->list || table->facts))
            put_facts(out, shown, table, &rows);
        else if (rows.n)
            put_rows(out, shown, table, &rows);
        else
            bw_page_tag(out, "p", "quiet", instead);
        fputs("</section>\n", out);
    }
    bw_sheet_rows_clear(&rows);
}

static void put_origin(FILE *out, const struct bw_sheet_shown *shown)
{
    char text[2 * BW_VIEW_LEN], snapshot[BW_VIEW_LEN];
    bool dutch = shown->lang == BW_NL;
    snprintf(text, sizeof text,
             dutch ? "Bekwaam, revisie %lld, gegevens %s." : "Bekwaam, revision %lld, data %s.",
             (long long)bw_view_int(shown->answer, "revision", 0),
             bw_view_text(snapshot, shown->answer, "snapshot"));
    bw_page_tag(out, "p", "quiet", text);
}

void bw_sheet_page(FILE *out, const struct bw_sheet_shown *shown)
{
    char text[BW_VIEW_LEN];
    bw_page_begin(out, shown->lang, bw_sheet_title(text, shown));
    if (*bw_sheet_period(text, shown))
        bw_page_tag(out, "p", "quiet", text);
    if (shown->sheet->about.in[shown->lang])
        bw_page_tag(out, "p", NULL, shown->sheet->about.in[shown->lang]);
    for (size_t t = 0; t < shown->sheet->n_tables; t++)
        put_table(out, shown, &shown->sheet->tables[t]);
    put_origin(out, shown);
    bw_page_end(out);
}
