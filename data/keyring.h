#pragma once
/* The keys of the log, outside the store: a file of its own beside the increments, which each
 * export writes anew. Who was erased is not in it any more, and what increments hold about them can
 * never be read again, however old they are. Owns the form of that file. One thread. */
#include "data/folder.h"
#include "data/log.h"
#include "data/meta.h"

#define BW_KEYRING_FILE "keys"

/* Writes all keys of the store as they are in `txn` beside the file `beside`, in the place of those
 * that are there; conflict when those are of another store. */
enum bw_err bw_keyring_write(struct bw_txn *txn, const char *beside, struct bw_fail *fail);

struct bw_keyring;
/* not_found when there is none beside the file. */
enum bw_err bw_keyring_open(const char *beside, struct bw_keyring **out, struct bw_fail *fail);
void bw_keyring_close(struct bw_keyring *keyring);

/* Of which store, and when. */
const unsigned char *bw_keyring_store(const struct bw_keyring *keyring);
uint64_t bw_keyring_revision(const struct bw_keyring *keyring);
/* NULL when there is none. */
const unsigned char *bw_keyring_find(const struct bw_keyring *keyring, uint32_t person);
