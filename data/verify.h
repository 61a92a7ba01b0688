#pragma once
/* Walks a whole store: every record, every checksum, every reference, every counter. Reads only. */
#include "data/store.h"

/* Calls `report` for each thing that is wrong, naming database, kind and id; *n_wrong of them. */
enum bw_err bw_verify(struct bw_store *store, void (*report)(void *context, const char *text),
                      void *context, uint64_t *n_checked, uint64_t *n_wrong, struct bw_fail *fail);

/* The same of a store that nobody holds, by its directory, which need not be writable; first every
 * page that it lies on: with one of them damaged nothing more is read, since nothing there can be
 * trusted to end. *n_checked: records, or pages when it ends there. conflict, not_found. */
enum bw_err bw_verify_dir(const char *dir, void (*report)(void *context, const char *text),
                          void *context, uint64_t *n_checked, uint64_t *n_wrong,
                          struct bw_fail *fail);
