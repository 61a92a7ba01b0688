#pragma once
/* Records as rows of CSV: the header names fields, a cell is typed by the schema, nested values are
 * JSON. Owns that mapping both ways, and when a cell is quoted: what is written is read back as the
 * same record. Any thread.
 */
#include <stdio.h>

#include "data/schema.h"
#include "tools/import/csv_read.h"

#define BW_CSV_COLUMNS_MOST 64

struct bw_csv_header {
    const struct bw_field *fields[BW_CSV_COLUMNS_MOST];
    size_t n;
};

/* Reads the header of a file of `kind`: bad_request naming an unknown or a repeated column. */
enum bw_err bw_csv_header_read(enum bw_kind kind, const struct bw_csv_row *row,
                               struct bw_csv_header *out, struct bw_fail *fail);
/* Packs a row as a map; not yet checked against the schema. */
enum bw_err bw_csv_record_pack(const struct bw_csv_header *header, const struct bw_csv_row *row,
                               msgpack_packer *out, struct bw_fail *fail);

/* Appends a cell: in quotes only where it must be, an empty one always, because nothing means
 * absent. */
void bw_csv_cell_add(msgpack_sbuffer *out, const char *at, size_t len);

/* Writes the header of all fields of `kind`, and a record under it. */
void bw_csv_header_write(enum bw_kind kind, FILE *out);
void bw_csv_record_write(enum bw_kind kind, const msgpack_object *record, FILE *out);
