#include "tools/table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tools/text.h"

#define GAP 2   /* columns between columns */
#define LEAST 8 /* a flexible column keeps at least this */
#define MOST 24 /* columns of a table */
#define CELL_MOST 512

struct line {          /* a cell, or a note */
    char *text, *mark; /* mark at NULL: a cell */
};

struct bw_table {
    struct bw_column columns[MOST];
    size_t n_columns;
    struct line *lines;
    size_t n_lines, room, n_cells;
};

static void *or_die(void *memory)
{
    if (!memory) {
        fputs("bekwaam: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

struct bw_table *bw_table_make(const struct bw_column *columns, size_t n)
{
    struct bw_table *table = or_die(calloc(1, sizeof *table));
    table->n_columns = n < 1 ? 1 : n < MOST ? n : MOST;
    for (size_t i = 0; i < table->n_columns; i++) {
        table->columns[i] = columns[i];
        table->columns[i].title = or_die(strdup(columns[i].title));
    }
    return table;
}

void bw_table_free(struct bw_table *table)
{
    for (size_t i = 0; i < table->n_columns; i++)
        free((char *)table->columns[i].title);
    for (size_t i = 0; i < table->n_lines; i++) {
        free(table->lines[i].text);
        free(table->lines[i].mark);
    }
    free(table->lines);
    free(table);
}

static void add(struct bw_table *table, const char *mark, const char *text)
{
    if (table->n_lines == table->room) {
        table->room = table->room ? 2 * table->room : 64;
        table->lines = or_die(realloc(table->lines, table->room * sizeof *table->lines));
    }
    struct line line = {or_die(strdup(text)), mark ? or_die(strdup(mark)) : NULL};
    bw_text_clean(line.text);
    table->lines[table->n_lines++] = line;
}

void bw_table_cell(struct bw_table *table, const char *text)
{
    add(table, NULL, text);
    table->n_cells++;
}

void bw_table_cellf(struct bw_table *table, const char *format, ...)
{
    char text[CELL_MOST];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    bw_table_cell(table, text);
}

void bw_table_note(struct bw_table *table, const char *mark, const char *text)
{
    add(table, mark, text);
}

size_t bw_table_rows(const struct bw_table *table)
{
    return table->n_cells / table->n_columns;
}

/* Takes what is too much from the widest flexible column, one at a time. */
static void squeeze(const struct bw_table *table, size_t widths[], size_t total, size_t room)
{
    while (total > room) {
        size_t widest = MOST;
        for (size_t i = 0; i < table->n_columns; i++)
            if (table->columns[i].flexible && widths[i] > LEAST &&
                (widest == MOST || widths[i] > widths[widest]))
                widest = i;
        if (widest == MOST)
            return;
        widths[widest]--;
        total--;
    }
}

static void measure(const struct bw_table *table, size_t widths[], size_t room)
{
    size_t total = GAP * (table->n_columns - 1), column = 0;
    for (size_t i = 0; i < table->n_columns; i++)
        widths[i] = bw_text_width(table->columns[i].title, strlen(table->columns[i].title));
    for (size_t i = 0; i < table->n_lines; i++) {
        if (table->lines[i].mark)
            continue;
        size_t width = bw_text_width(table->lines[i].text, strlen(table->lines[i].text));
        if (width > widths[column])
            widths[column] = width;
        column = column + 1 == table->n_columns ? 0 : column + 1;
    }
    for (size_t i = 0; i < table->n_columns; i++)
        total += widths[i];
    squeeze(table, widths, total, room);
}

static void print_head(const struct bw_table *table, FILE *out, size_t indent,
                       const size_t widths[])
{
    fprintf(out, "%*s", (int)indent, "");
    for (size_t i = 0; i < table->n_columns; i++) {
        bool last = i + 1 == table->n_columns && !table->columns[i].right;
        if (last)
            fputs(table->columns[i].title, out);
        else
            bw_text_put(out, table->columns[i].title, widths[i], table->columns[i].right);
        fprintf(out, "%*s", last ? 0 : i + 1 == table->n_columns ? 0 : GAP, "");
    }
    fprintf(out, "\n%*s", (int)indent, "");
    for (size_t i = 0; i < table->n_columns; i++) {
        for (size_t j = 0; j < widths[i]; j++)
            fputs("─", out);
        fprintf(out, "%*s", i + 1 == table->n_columns ? 0 : GAP, "");
    }
    fputc('\n', out);
}

/* One line of a cell, `*rest` moves on; how many spaces it is narrower than its column. */
static size_t print_cell(FILE *out, const struct bw_column *column, size_t width, const char **rest)
{
    char line[CELL_MOST];
    size_t left = strlen(*rest);
    size_t size = column->flexible ? bw_text_line(*rest, left, width) : left;
    size = size < sizeof line ? size : sizeof line - 1;
    memcpy(line, *rest, size);
    line[size] = 0;
    *rest += column->flexible ? size : left;
    while (**rest == ' ')
        ++*rest;
    size_t has = bw_text_width(line, size);
    if (column->right || has > width) {
        bw_text_put(out, line, width, column->right);
        return 0;
    }
    fputs(line, out);
    return width - has;
}

/* The cells of a row, in as many lines as the longest flexible one takes. */
static void print_row(const struct bw_table *table, FILE *out, size_t indent, const size_t widths[],
                      const struct line cells[])
{
    const char *rest[MOST];
    bool more = true;
    for (size_t i = 0; i < table->n_columns; i++)
        rest[i] = cells[i].text;
    while (more) {
        size_t owed = indent; /* spaces, written when something follows */
        more = false;
        for (size_t i = 0; i < table->n_columns; i++) {
            if (*rest[i] == 0) {
                owed += widths[i] + GAP;
                continue;
            }
            fprintf(out, "%*s", (int)owed, "");
            owed = print_cell(out, &table->columns[i], widths[i], &rest[i]) + GAP;
            more |= *rest[i] != 0;
        }
        fputc('\n', out);
    }
}

void bw_table_print(const struct bw_table *table, FILE *out, size_t indent, size_t width)
{
    size_t widths[MOST] = {0};
    measure(table, widths, width > indent ? width - indent : 1);
    print_head(table, out, indent, widths);
    for (size_t i = 0; i < table->n_lines;) {
        const struct line *line = &table->lines[i];
        if (line->mark) {
            bw_text_wrap(out, line->mark, line->text, width);
            i++;
        } else if (i + table->n_columns <= table->n_lines) {
            print_row(table, out, indent, widths, line);
            i += table->n_columns;
        } else {
            return; /* a row that was never finished */
        }
    }
}
