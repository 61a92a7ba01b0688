#pragma once
/* The store: one LMDB environment in a directory, held by one process. Owns its opening, its lock
 * against a second process, its schema version and its read transactions. Nothing outside data/
 * sees LMDB. Opening and closing: one thread; readers: one thread each. */
#include <stdbool.h>
#include <stdint.h>

#include "data/kind.h"
#include "model/catalogue.h"
#include "model/base/err.h"

struct bw_store;

struct bw_store_options {
    const char *dir;
    size_t map_bytes;     /* 0: 16 GiB */
    bool create;          /* make directory and store when absent; else not_found */
    unsigned readers;     /* 0: 126 */
    bool read_only;       /* nothing is made, written or migrated; others may read beside us */
    uint64_t check_bytes; /* a file of up to so many is looked at page by page before it is read;
                             internal when one is damaged */
    /* Called once nobody else can write, before anything is read; an error ends the opening. */
    enum bw_err (*before)(void *context, const char *dir, struct bw_fail *fail);
    void *context;
};

/* conflict when another process holds it, its pid in the text; internal when it cannot be written,
 * or when the file does not begin or end as it should; not_supported when it is of a newer program,
 * or, read_only, of an older one. */
enum bw_err bw_store_open(const struct bw_store_options *options, struct bw_store **out,
                          struct bw_fail *fail);
void bw_store_close(struct bw_store *store);

/* A read transaction that is kept and renewed. Between begin and end everything read is of one
 * moment and borrowed bytes stay valid. */
struct bw_reader;
enum bw_err bw_reader_open(struct bw_store *store, struct bw_reader **out, struct bw_fail *fail);
void bw_reader_close(struct bw_reader *reader);
enum bw_err bw_reader_begin(struct bw_reader *reader, struct bw_fail *fail);
void bw_reader_end(struct bw_reader *reader);

/* A stored record: the canonical MessagePack map, borrowed until bw_reader_end. */
struct bw_record {
    struct bw_str id;
    const void *bytes;
    size_t len;
    uint64_t revision; /* that last changed it */
};

/* not_found naming kind and id; internal when a checksum fails. */
enum bw_err bw_record_get(struct bw_reader *reader, enum bw_kind kind, struct bw_str id,
                          struct bw_record *out, struct bw_fail *fail);

/* Which records: up to `limit` of `kind` with ids above `after` (at NULL: from the first). */
struct bw_record_query {
    enum bw_kind kind;
    struct bw_str after;
    struct bw_str org; /* only what this org holds; at NULL: all */
    size_t limit;
    bool ids_only; /* the records' bytes stay unread */
};

struct bw_record_page {
    struct bw_record *records; /* room for `limit`, the caller's */
    size_t n;
    bool more; /* is there at least one above the last? */
};

/* Fills a page in byte order of the ids; not_found when there is no such org. */
enum bw_err bw_record_list(struct bw_reader *reader, const struct bw_record_query *query,
                           struct bw_record_page *page, struct bw_fail *fail);

/* Revisions: each write has the next number. */
uint64_t bw_revision_latest(struct bw_reader *reader);
uint64_t
bw_revision_catalogue(struct bw_reader *reader); /* last that changed catalogue, orgs, teams */
uint64_t
bw_revision_people(struct bw_reader *reader); /* last that changed employees, evidence, events */

struct bw_store_counts {
    uint64_t records[BW_KIND_END]; /* by kind, evidence and events included */
    uint64_t map_bytes, used_bytes;
};
enum bw_err bw_store_count(struct bw_reader *reader, struct bw_store_counts *out,
                           struct bw_fail *fail);
