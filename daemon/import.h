#pragma once
/* An import of one connection: parts that arrive message by message, checked and written as one.
 * Owns the messages until it is committed or the connection ends. The connection's worker; while it
 * is being committed the writer. */
#include <stdatomic.h>

#include "daemon/request.h"

struct bw_import_part {
    char *bytes;
    msgpack_unpacked message;
    enum bw_kind kind;
    const msgpack_object *items;
    size_t n;
    uint64_t first; /* place of its first item among all of the kind */
};

struct bw_import {
    struct bw_import *next;
    uint64_t id;
    bool dry_run, skip_bad;
    struct bw_import_part *parts;
    size_t n_parts, room;
    size_t bytes;
    atomic_size_t *all; /* bytes of all imports; what it has of these goes with it */
    uint64_t items[BW_KIND_END];
    struct bw_part *writes; /* while it is committed */
};

void bw_import_free(struct bw_import *import);

/* Takes over the message (bytes, unpacked) that holds `items`; too_large over the limit. */
enum bw_err bw_import_add(struct bw_import *import, struct bw_import_part *part, size_t bytes,
                          size_t most, struct bw_fail *fail);

/* Fills `write` with everything. */
enum bw_err bw_import_write(struct bw_import *import, struct bw_write *write, struct bw_fail *fail);
