#include "tools/model/model_groups.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/base/sort.h"
#include "model/base/utf8.h"
#include "tools/import/csv_read.h"

#define ID_MOST 128
#define FILE_MOST ((size_t)64 << 20)

enum column { EMPLOYEE, GROUP, COLUMNS };

static const char *const columns[COLUMNS] = {"employee", "group"};

struct member {
    char *cells[COLUMNS];
    size_t order; /* of the file */
};

struct reading {
    const char *path;
    size_t place[COLUMNS]; /* in a row */
    bool headed;
    struct member *members;
    size_t n, room;
    enum bw_err err;
    struct bw_fail *fail;
};

static void take_header(struct reading *reading, const struct bw_csv_row *row)
{
    reading->headed = true;
    for (int c = 0; c < COLUMNS; c++) {
        size_t at = 0;
        while (at < row->n && (!row->cells[at] || strcmp(row->cells[at], columns[c]) != 0))
            at++;
        reading->place[c] = at;
        if (at == row->n && !reading->err)
            reading->err = bw_fail_set(reading->fail, BW_BAD_REQUEST,
                                       "%s:%zu: no column \"%s\"; employee and group are expected",
                                       reading->path, row->line, columns[c]);
    }
}

static bool take_cell(struct reading *reading, const struct bw_csv_row *row, enum column column,
                      char **out)
{
    size_t at = reading->place[column];
    const char *cell = at < row->n ? row->cells[at] : NULL;
    size_t len = cell ? strlen(cell) : 0;
    if (len == 0 || len > ID_MOST || len != row->lens[at] || !bw_utf8_valid(cell, len))
        reading->err =
            bw_fail_set(reading->fail, BW_BAD_REQUEST, "%s:%zu: %s: 1 to %d bytes of UTF-8",
                        reading->path, row->line, columns[column], ID_MOST);
    else if (!(*out = strdup(cell)))
        reading->err = bw_fail_set(reading->fail, BW_INTERNAL, "memory is out");
    return !reading->err;
}

static bool make_room(struct reading *reading)
{
    if (reading->n < reading->room)
        return true;
    size_t room = 2 * reading->room + 64;
    struct member *grown = realloc(reading->members, room * sizeof *grown);
    if (!grown) {
        reading->err = bw_fail_set(reading->fail, BW_INTERNAL, "memory is out");
        return false;
    }
    reading->members = grown;
    reading->room = room;
    return true;
}

static void take_row(void *context, const struct bw_csv_row *row)
{
    struct reading *reading = context;
    if (reading->err)
        return;
    if (row->error) {
        reading->err = bw_fail_set(reading->fail, BW_BAD_REQUEST, "%s:%zu: %s", reading->path,
                                   row->line, row->error);
    } else if (!reading->headed) {
        take_header(reading, row);
    } else if (make_room(reading)) {
        struct member *member = &reading->members[reading->n++];
        *member = (struct member){.order = reading->n};
        if (take_cell(reading, row, EMPLOYEE, &member->cells[EMPLOYEE]))
            take_cell(reading, row, GROUP, &member->cells[GROUP]);
    }
}

static int by_group(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    int order = strcmp(x->cells[GROUP], y->cells[GROUP]);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* Members of the group that begins at `from`. */
static size_t run_of(const struct reading *reading, size_t from)
{
    size_t n = 1;
    while (from + n < reading->n && strcmp(reading->members[from].cells[GROUP],
                                           reading->members[from + n].cells[GROUP]) == 0)
        n++;
    return n;
}

static void pack(struct reading *reading, struct bw_args *args)
{
    uint32_t groups = 0;
    if (reading->n)
        bw_sort(reading->members, reading->n, sizeof *reading->members, by_group);
    for (size_t i = 0; i < reading->n; i += run_of(reading, i))
        groups++;
    bw_args_key(args, "groups");
    msgpack_pack_map(&args->packer, groups);
    for (size_t i = 0; i < reading->n;) {
        size_t n = run_of(reading, i);
        bw_pack_str(&args->packer, reading->members[i].cells[GROUP]);
        msgpack_pack_array(&args->packer, n);
        for (size_t end = i + n; i < end; i++)
            bw_pack_str(&args->packer, reading->members[i].cells[EMPLOYEE]);
    }
}

static enum bw_err read_bytes(const char *path, char **bytes, size_t *len, struct bw_fail *fail)
{
    FILE *file = fopen(path, "rb");
    char *at = malloc(FILE_MOST);
    size_t n = file && at ? fread(at, 1, FILE_MOST, file) : 0;
    enum bw_err err = BW_OK;
    if (!at)
        err = bw_fail_set(fail, BW_INTERNAL, "memory is out");
    else if (!file || ferror(file))
        err = bw_fail_set(fail, BW_NOT_FOUND, "%s: %s", path, strerror(errno));
    else if (n == FILE_MOST)
        err = bw_fail_set(fail, BW_TOO_LARGE, "%s: more than %zu bytes", path, FILE_MOST - 1);
    if (file)
        fclose(file);
    if (err)
        free(at);
    else
        *bytes = at;
    *len = n;
    return err;
}

enum bw_err bw_model_groups_read(const char *path, struct bw_args *args, struct bw_fail *fail)
{
    struct reading reading = {.path = path, .fail = fail};
    char *bytes;
    size_t len;
    enum bw_err err = read_bytes(path, &bytes, &len, fail);
    if (err)
        return err;
    bool read = bw_csv_read(bytes, len, BW_CSV_QUOTED, take_row, &reading);
    if (!read)
        reading.err = bw_fail_set(fail, BW_INTERNAL, "memory is out");
    else if (!reading.err && !reading.headed)
        reading.err = bw_fail_set(fail, BW_BAD_REQUEST,
                                  "%s: empty; a line with employee,group is expected", path);
    if (!reading.err)
        pack(&reading, args);
    for (size_t i = 0; i < reading.n; i++)
        for (int c = 0; c < COLUMNS; c++)
            free(reading.members[i].cells[c]);
    free(reading.members);
    free(bytes);
    return reading.err;
}
