#include "tools/report/sheet_rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/format.h"
#include "tools/view.h"

static void add_row(struct bw_sheet_rows *rows, const struct bw_sheet_row *around,
                    const msgpack_object *item)
{
    struct bw_sheet_row *grown = realloc(rows->at, (rows->n + 1) * sizeof *grown);
    if (!grown)
        abort();
    rows->at = grown;
    grown[rows->n] = *around;
    grown[rows->n].in[grown[rows->n].n++] = item;
    rows->n++;
}

/* The rows of the list `name` of each of `outer`. */
static struct bw_sheet_rows descend(const struct bw_sheet_rows *outer, const char *name)
{
    struct bw_sheet_rows inner = {.there = false};
    for (size_t i = 0; i < outer->n; i++) {
        const struct bw_sheet_row *around = &outer->at[i];
        size_t n;
        const msgpack_object *items = bw_view_list(around->in[around->n - 1], name, &n);
        const msgpack_object *one = bw_view(around->in[around->n - 1], name);
        inner.there |= one != NULL;
        if (one && one->type == MSGPACK_OBJECT_MAP) {
            items = one;
            n = 1;
        }
        struct bw_sheet_row path = *around;
        if (path.n == BW_SHEET_DEPTH) { /* the answer itself is the farthest away */
            memmove(path.in, path.in + 1, (path.n - 1) * sizeof *path.in);
            path.n--;
        }
        for (size_t k = 0; k < n; k++)
            add_row(&inner, &path, &items[k]);
    }
    return inner;
}

struct bw_sheet_rows bw_sheet_rows_of(const msgpack_object *answer, const char *list)
{
    struct bw_sheet_rows rows = {.there = true};
    char name[64];
    add_row(&rows, &(struct bw_sheet_row){.n = 0}, answer);
    while (list && *list) {
        size_t len = strcspn(list, "/");
        snprintf(name, sizeof name, "%.*s", (int)len, list);
        struct bw_sheet_rows inner = descend(&rows, name);
        bw_sheet_rows_clear(&rows);
        rows = inner;
        list += len + (list[len] == '/');
    }
    return rows;
}

void bw_sheet_rows_clear(struct bw_sheet_rows *rows)
{
    free(rows->at);
    rows->at = NULL;
}

/* One step of a path: the field of a map, or of the first item of a list; "1": the item of that
 * place. */
static const msgpack_object *step(const msgpack_object *value, const char *name)
{
    bool place = *name && strspn(name, "0123456789") == strlen(name);
    if (value && value->type == MSGPACK_OBJECT_ARRAY) {
        size_t at = place ? strtoul(name, NULL, 10) : 0;
        value = at < value->via.array.size ? &value->via.array.ptr[at] : NULL;
        if (place)
            return value;
    }
    return bw_view(value, name);
}

static const msgpack_object *walk(const msgpack_object *value, const char *path)
{
    char name[64];
    while (value && *path) {
        size_t len = strcspn(path, "/");
        snprintf(name, sizeof name, "%.*s", (int)len, path);
        value = step(value, name);
        path += len + (path[len] == '/');
    }
    return value;
}

const msgpack_object *bw_sheet_field(const struct bw_sheet_row *row, const char *name)
{
    size_t inner = row->n;
    for (; name && strncmp(name, "../", 3) == 0 && inner > 0; name += 3)
        inner--;
    for (size_t i = inner; name && i-- > 0;) {
        const msgpack_object *value = walk(row->in[i], name);
        if (value && value->type != MSGPACK_OBJECT_NIL)
            return value;
    }
    return NULL;
}

struct bw_sheet_rows bw_sheet_rows_shown(const msgpack_object *answer,
                                         const struct bw_sheet_table *table)
{
    struct bw_sheet_rows rows = bw_sheet_rows_of(answer, table->list);
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++)
        if (!table->having || bw_sheet_field(&rows.at[i], table->having))
            rows.at[n++] = rows.at[i];
    rows.n = n;
    return rows;
}

static char *join(char *buf, const msgpack_object *list)
{
    char text[BW_VIEW_LEN];
    size_t at = 0;
    *buf = 0;
    if (list->type != MSGPACK_OBJECT_ARRAY)
        return buf;
    for (uint32_t i = 0; i < list->via.array.size && at < BW_VIEW_LEN - 1; i++) {
        bw_view_value(text, &list->via.array.ptr[i]);
        at += (size_t)snprintf(buf + at, BW_VIEW_LEN - at, "%s%s", i ? ", " : "", text);
    }
    return buf;
}

static char *number(char *buf, enum bw_lang lang, enum bw_unit unit, double value)
{
    char text[BW_FORMAT_LEN];
    switch (unit) {
    case BW_UNIT_EURO:
        return bw_format_euro(buf, lang, llround(value));
    case BW_UNIT_HOURS:
        return bw_format_hours(buf, lang, value);
    case BW_UNIT_SHARE:
        return bw_format_share(buf, value);
    case BW_UNIT_PERMIL:
        snprintf(buf, BW_VIEW_LEN, "%s%%", bw_format_number(text, lang, 100 * value, 2));
        return buf;
    case BW_UNIT_CHANGE:
        snprintf(buf, BW_VIEW_LEN, "%s%s", value > 0 ? "+" : "",
                 bw_format_number(text, lang, value, 2));
        return buf;
    case BW_UNIT_COUNT:
        return bw_format_number(buf, lang, value, 0);
    case BW_UNIT_LEVEL:
        return bw_format_number(buf, lang, value, 1);
    default:
        return bw_format_number(buf, lang, value, 2);
    }
}

char *bw_sheet_figure(char *buf, enum bw_lang lang, enum bw_unit unit, const msgpack_object *value)
{
    char text[BW_VIEW_LEN];
    *buf = 0;
    if (!value || value->type == MSGPACK_OBJECT_NIL)
        return buf;
    if (unit == BW_UNIT_LIST)
        return join(buf, value);
    if (unit == BW_UNIT_DATE) {
        bw_view_value(text, value);
        if (strlen(text) > BW_DAY_TEXT_LEN)
            text[BW_DAY_TEXT_LEN] = 0;
        return bw_format_date(buf, lang, text);
    }
    double figure = bw_view_figure(value, NAN);
    return unit == BW_UNIT_TEXT || isnan(figure) ? bw_view_value(buf, value)
                                                 : number(buf, lang, unit, figure);
}

static const char *called(const struct bw_code *codes, const char *code, enum bw_lang lang)
{
    for (; codes && codes->code; codes++)
        if (strcmp(codes->code, code) == 0)
            return codes->said.in[lang];
    return NULL;
}

/* "0,20 … 0,94" */
static char *range(char *buf, enum bw_lang lang, const struct bw_sheet_column *column,
                   const struct bw_sheet_row *row)
{
    char low[BW_VIEW_LEN], high[BW_VIEW_LEN];
    bw_sheet_figure(low, lang, BW_UNIT_FIGURE, bw_sheet_field(row, column->field));
    bw_sheet_figure(high, lang, BW_UNIT_FIGURE, bw_sheet_field(row, column->beside));
    *buf = 0;
    if (*low && *high)
        snprintf(buf, BW_VIEW_LEN, "%.60s … %.60s", low, high);
    return buf;
}

char *bw_sheet_cell(char *buf, enum bw_lang lang, const struct bw_sheet_column *column,
                    const struct bw_sheet_row *row)
{
    const msgpack_object *value = bw_sheet_field(row, column->field);
    char beside[BW_VIEW_LEN];
    *buf = 0;
    if (column->unit == BW_UNIT_RANGE)
        return range(buf, lang, column, row);
    if (column->unit == BW_UNIT_FLAG) {
        bool is = value && value->type == MSGPACK_OBJECT_BOOLEAN && value->via.boolean;
        snprintf(buf, BW_VIEW_LEN, "%s", is ? column->title.in[lang] : "");
        return buf;
    }
    bw_sheet_figure(buf, lang, column->unit, value);
    const char *name = called(column->codes, buf, lang);
    if (name)
        snprintf(buf, BW_VIEW_LEN, "%s", name);
    const msgpack_object *other = *buf ? bw_sheet_field(row, column->beside) : NULL;
    size_t at = strlen(buf);
    if (other)
        snprintf(buf + at, BW_VIEW_LEN - at, " (%s %.60s)", column->beside_said.in[lang],
                 bw_sheet_figure(beside, lang, column->unit, other));
    return buf;
}

char *bw_sheet_label(char *buf, enum bw_lang lang, const struct bw_sheet_table *table,
                     const struct bw_sheet_row *row, const char *name)
{
    for (size_t c = 0; c < table->n_columns; c++)
        if (strcmp(table->columns[c].field, name) == 0)
            return bw_sheet_cell(buf, lang, &table->columns[c], row);
    return bw_sheet_figure(buf, lang, BW_UNIT_TEXT, bw_sheet_field(row, name));
}

bool bw_sheet_shows(enum bw_lang lang, const struct bw_sheet_column *column,
                    const struct bw_sheet_rows *rows)
{
    char text[BW_VIEW_LEN];
    for (size_t i = 0; i < rows->n; i++)
        if (*bw_sheet_cell(text, lang, column, &rows->at[i]))
            return true;
    return false;
}

bool bw_sheet_right(enum bw_unit unit)
{
    return unit != BW_UNIT_TEXT && unit != BW_UNIT_FLAG && unit != BW_UNIT_LIST &&
           unit != BW_UNIT_DATE && unit != BW_UNIT_RANGE;
}
