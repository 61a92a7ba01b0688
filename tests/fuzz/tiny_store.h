#pragma once
/* A small real store with something of every kind in it: records, rows, a change log, a text model
 * with vectors, a learned model that serves. For fuzz targets. Owns its folder, which goes when the
 * process ends. One thread. */
#include "tests/data/uploading.h"

/* Made at the first call. */
struct bw_uploading *tiny_store(void);

/* A write transaction on it. */
struct bw_txn *tiny_write(void);
void tiny_commit(struct bw_txn *txn);

/* Something is wrong in it: the number of things that verify names. */
uint64_t tiny_wrong(void);
