#pragma once
/* A write that changes records as they are stored: they are read, changed here and put back, and
 * the whole is refused as a conflict when someone else changed one of them in between. Owns copies
 * of everything until it is answered. Made on the worker, then the writer's. */
#include "daemon/pending.h"
#include "data/verdict.h"

/* A course, and what was decided about two hundred competencies. */
#define BW_DRAFT_MOST 201

struct bw_draft {
    msgpack_zone *zone;
    msgpack_object items[BW_DRAFT_MOST]; /* one a part */
    struct bw_part parts[BW_DRAFT_MOST];
    struct bw_unchanged unchanged[BW_DRAFT_MOST];
    size_t n, n_read;
    bool out_of_memory, too_many; /* stick; bw_draft_end says it */
};

/* Starts one for a pending write, which owns it. Between begin and end the worker's view of the
 * store is of one moment; an end follows every begin that was well. */
enum bw_err bw_draft_begin(struct bw_pending *pending, struct bw_fail *fail);
/* A stored record, to be changed; not_found naming `field`. */
enum bw_err bw_draft_read(struct bw_pending *pending, const char *field, enum bw_kind kind,
                          struct bw_str id, msgpack_object *out, struct bw_fail *fail);
/* Sets a field of a map, or appends to the list in a field (made when absent). Values are of the
 * message or of the draft. */
void bw_draft_set(struct bw_draft *draft, msgpack_object *map, const char *name,
                  msgpack_object value);
void bw_draft_append(struct bw_draft *draft, msgpack_object *map, const char *name,
                     msgpack_object value);
/* Adds a record to what is put, at most BW_DRAFT_MOST in all. */
void bw_draft_put(struct bw_draft *draft, enum bw_kind kind, msgpack_object map);
/* The same for a steward's verdict of today. */
void bw_draft_rule(struct bw_pending *pending, const struct bw_ruled *ruled);
/* Fills pending->write unless `err`, which comes back. */
enum bw_err bw_draft_end(struct bw_pending *pending, enum bw_err err, struct bw_fail *fail);

void bw_draft_free(struct bw_draft *draft);

static inline msgpack_object bw_draft_str(struct bw_str text)
{
    msgpack_object out = {.type = MSGPACK_OBJECT_STR};
    out.via.str.ptr = text.at;
    out.via.str.size = text.len;
    return out;
}

static inline msgpack_object bw_draft_bool(bool value)
{
    msgpack_object out = {.type = MSGPACK_OBJECT_BOOLEAN};
    out.via.boolean = value;
    return out;
}
