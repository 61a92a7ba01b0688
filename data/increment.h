#pragma once
/* Increments: files with what the log has after one revision up to another, as it stands there:
 * what is about a person stays encrypted, under keys that lie in a file of their own
 * (data/keyring). With each model comes what the log lacks of it, if it still is in the store. Owns
 * the form. Writing: any thread; reading: one. */
#include "data/bound.h"
#include "data/log.h"
#include "data/meta.h"
#include "data/sealed.h"
#include "data/store.h"
#include "data/time.h"

struct bw_increment {
    unsigned char store[BW_ORIGIN_BYTES];
    uint32_t schema;
    uint64_t since, until;                     /* revisions: above, up to and including */
    unsigned char anchor[BW_LOG_ANCHOR_BYTES]; /* of the log at `since` */
    char at[BW_TIME_TEXT_LEN + 1];             /* when it was written */
    uint64_t n, bytes;                         /* changes; of the file; known to who wrote it */
};

struct bw_increment_order {
    const char *path; /* of the new file; the keys are written beside it */
    uint64_t since;
    int64_t at_s; /* now, seconds since 1970 */
    struct bw_asker asker;
};

/* Up to the newest revision. bad_request when `since` is not there yet, or is from before the log
 * was whole; else as bw_backup_make. */
enum bw_err bw_increment_write(struct bw_store *store, const struct bw_increment_order *order,
                               struct bw_increment *out, struct bw_fail *fail);

/* What a file says of itself, checked in full; the file is the caller's to close. Errors as
 * bw_sealed_open, and not_supported when its schema is newer. */
enum bw_err bw_increment_open(const char *path, struct bw_sealed **file, struct bw_increment *out,
                              struct bw_fail *fail);

/* One change, or with `bulk` a value that belongs to that revision and comes before its change. */
struct bw_increment_frame {
    bool bulk;
    uint64_t revision;
    uint32_t position;       /* of a change */
    enum bw_table table;     /* of a value */
    struct bw_slice key, at; /* borrowed from the file */
};
/* The next one, or *more false at the end; internal when it is none. */
enum bw_err bw_increment_next(struct bw_sealed *file, struct bw_increment_frame *out, bool *more,
                              struct bw_fail *fail);
