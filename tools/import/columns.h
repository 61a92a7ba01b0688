#pragma once
/* Reads a source of an intake as a table whose columns go by name, in any order and among others.
 * Owns the check of the header and of each row; rows that cannot be read become bad. One thread. */
#include <stdbool.h>

#include "model/catalogue.h"
#include "tools/import/csv_read.h"
#include "tools/import/intake.h"

#define BW_COLUMNS_MOST 32

struct bw_column_wanted {
    const char *name;
    bool optional; /* its cells are absent when the file has no such column */
};

/* A row: cells in the order of the wanted columns, valid UTF-8; one that is empty has at NULL. */
struct bw_cells {
    struct bw_intake_place place;
    struct bw_str cells[BW_COLUMNS_MOST];
};

struct bw_columns {
    enum bw_csv_form form;
    const struct bw_column_wanted *wanted;
    size_t n_wanted; /* up to BW_COLUMNS_MOST */
    void (*take)(void *context, const struct bw_cells *row);
    void *context;
};

/* Opens `path` as the intake's last source and gives each of its rows to `take`; every row is
 * counted in the intake's report. Without a wanted column rows are only counted, whatever they are.
 * A row may lack columns at its end that nobody wants (the official
 * skillsHierarchy has such rows). Errors: it cannot be opened, lacks a column (the text names file
 * and line), or memory is out. */
enum bw_err bw_columns_read(struct bw_intake *intake, const char *path,
                            const struct bw_columns *columns, struct bw_fail *fail);
