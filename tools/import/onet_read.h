#pragma once
/* Reads the files of an O*NET folder into tables. Owns their names, columns and scales, and what is
 * wrong with a row; rows that do not concern skills or knowledge are left out, with their reason.
 * One thread. */
#include "tools/import/intake.h"
#include "tools/import/onet_tables.h"

/* The files of `folder`; `tables` is empty before, the caller clears it after. Bad rows are in the
 * intake. Errors name the file: it is not there, cannot be read, or lacks a column. */
enum bw_err bw_onet_read(struct bw_intake *intake, const char *folder,
                         struct bw_onet_tables *tables, struct bw_fail *fail);
