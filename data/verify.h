#pragma once
/* Walks a whole store: every record, every checksum, every reference, every counter. Reads only. */
#include "data/store.h"

/* Calls `report` for each thing that is wrong, naming database, kind and id; *n_wrong of them. */
enum bw_err bw_verify(struct bw_store *store, void (*report)(void *context, const char *text),
                      void *context, uint64_t *n_checked, uint64_t *n_wrong, struct bw_fail *fail);
