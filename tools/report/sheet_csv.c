#include "tools/report/sheet_show.h"

#include <string.h>

#include "data/json.h"
#include "tools/import/csv_record.h"

static void add_value(msgpack_sbuffer *out, const msgpack_object *value)
{
    if (value && value->type == MSGPACK_OBJECT_STR)
        bw_csv_cell_add(out, value->via.str.ptr, value->via.str.size);
    else if (value && value->type != MSGPACK_OBJECT_NIL) {
        msgpack_sbuffer json;
        msgpack_sbuffer_init(&json);
        bw_json_from_msgpack(value, false, &json);
        bw_csv_cell_add(out, json.data, json.size);
        msgpack_sbuffer_destroy(&json);
    }
}

/* The field of a column, and the one beside it, as columns of their own. */
static void add_column(msgpack_sbuffer *out, const struct bw_sheet_column *column,
                       const struct bw_sheet_row *row, bool first)
{
    const char *const fields[] = {column->field, column->beside};
    const char *const names[] = {column->csv_name ? column->csv_name : column->field,
                                 column->beside};
    for (size_t i = 0; i < 2 && fields[i]; i++) {
        if (!first || i > 0)
            msgpack_sbuffer_write(out, ",", 1);
        if (row)
            add_value(out, bw_sheet_field(row, fields[i]));
        else
            bw_csv_cell_add(out, names[i], strlen(names[i]));
    }
}

static void add_line(msgpack_sbuffer *out, const struct bw_sheet_table *table,
                     const struct bw_sheet_row *row)
{
    for (size_t c = 0; c < table->n_columns; c++)
        add_column(out, &table->columns[c], row, c == 0);
    msgpack_sbuffer_write(out, "\n", 1);
}

void bw_sheet_csv(FILE *out, const struct bw_sheet_table *table, const msgpack_object *answer)
{
    struct bw_sheet_rows rows = bw_sheet_rows_shown(answer, table);
    msgpack_sbuffer text;
    msgpack_sbuffer_init(&text);
    add_line(&text, table, NULL);
    for (size_t i = 0; i < rows.n; i++)
        add_line(&text, table, &rows.at[i]);
    fwrite(text.data, 1, text.size, out);
    msgpack_sbuffer_destroy(&text);
    bw_sheet_rows_clear(&rows);
}
