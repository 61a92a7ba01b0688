#pragma once
/* A write while it is applied; for the apply files only. */
#include "data/apply.h"
#include "data/log.h"
#include "data/refs.h"

#define BW_PATH_MOST 64

struct bw_numbers { /* a growing set of numbers, one bit each */
    uint64_t *words;
    size_t n_words;
};
bool bw_numbers_add(struct bw_numbers *numbers, uint32_t number); /* false: was there */
bool bw_numbers_has(const struct bw_numbers *numbers, uint32_t number);

/* The evidence of one employee while items are added: read once, written once. */
struct bw_rows_open {
    uint32_t org, employee; /* employee 0: none open */
    msgpack_sbuffer bytes;  /* rows, one after another; its room is kept for the next employee */
    bool changed;
};

struct bw_applying {
    struct bw_txn *txn;
    const struct bw_write *write;
    struct bw_written *out;
    struct bw_counters counters;
    uint64_t revision; /* that this write gets if it changes anything */
    struct bw_log_tail log;
    bool changed, catalogue, people, model;
    bool staged;                         /* kept, but nothing that anyone is shown: no revision */
    bool *bad;                           /* per item of all parts, in order */
    size_t *first;                       /* per part: its first item there */
    struct bw_numbers seen[BW_KIND_END]; /* put by this write */
    struct bw_numbers touched[BW_KIND_END]; /* put and changed */
    struct bw_rows_open rows;
    struct bw_numbers marked[2]; /* competencies, courses that evidence of this write names */
    struct bw_str person;        /* whose evidence or event was last; at NULL: nobody's */
    struct bw_place person_place;
    struct bw_fail fail; /* of the item at hand */
};

/* Which item is at hand. */
struct bw_item_at {
    uint32_t part, item;
    const msgpack_object *map;
};

/* "items[3]" for a call; nothing for an import, whose client knows file and line. */
void bw_applying_path(const struct bw_applying *applying, struct bw_item_at at, char *path);

/* After a failure of one item (applying->fail): BW_OK when it was written down as bad and the
 * others go on, else the code. */
enum bw_err bw_applying_bad(struct bw_applying *applying, struct bw_item_at at);
bool bw_applying_is_bad(const struct bw_applying *applying, struct bw_item_at at);

/* apply_record: numbers for what is new, then the records themselves, then cycles. */
enum bw_err bw_apply_numbers(struct bw_applying *applying, struct bw_item_at at, enum bw_kind kind);
enum bw_err bw_apply_record(struct bw_applying *applying, struct bw_item_at at, enum bw_kind kind);
enum bw_err bw_apply_deletes(struct bw_applying *applying, uint32_t part);
/* apply_cycle: refuses circles in org.parent, competency.broader and competency.requires. */
enum bw_err bw_apply_cycles(struct bw_applying *applying, struct bw_item_at at, enum bw_kind kind);
/* apply_evidence, apply_event */
enum bw_err bw_apply_evidence(struct bw_applying *applying, struct bw_item_at at);
enum bw_err bw_apply_evidence_deletes(struct bw_applying *applying, uint32_t part);
enum bw_err bw_evidence_rows_close(struct bw_applying *applying);
enum bw_err bw_apply_event(struct bw_applying *applying, struct bw_item_at at);

/* apply_booking: a step on the way of bookings, as events. */
enum bw_err bw_apply_booking(struct bw_applying *applying);

/* apply_step: a step of bringing in a model, by kind: */
enum bw_err bw_apply_step(struct bw_applying *applying);
/* apply_embedding, apply_model */
enum bw_err bw_apply_embedding(struct bw_applying *applying);
enum bw_err bw_apply_model(struct bw_applying *applying);
/* apply_vector: what a step brings, for a staged model; a record that goes takes its vectors along.
 */
struct bw_embedding;
enum bw_err bw_apply_space(struct bw_applying *applying, struct bw_embedding *embedding,
                           const msgpack_object *args);
enum bw_err bw_apply_vectors(struct bw_applying *applying, struct bw_embedding *embedding,
                             const msgpack_object *items);
enum bw_err bw_apply_vectors_gone(struct bw_applying *applying, enum bw_kind kind, uint32_t number);

/* The place of what item field `field` names, when someone of `org` sees it. */
enum bw_err bw_person_ref(struct bw_applying *applying, struct bw_item_at at, const char *field,
                          enum bw_kind kind, uint32_t org, struct bw_place *out);

/* Marks the write as having changed an employee. */
enum bw_err bw_applying_touch(struct bw_applying *applying, uint32_t employee);
/* The next in the order of writing; the number that a new record gets. */
uint64_t bw_applying_order(struct bw_applying *applying);
uint32_t bw_applying_number(struct bw_applying *applying, struct bw_item_at at, enum bw_kind kind);
/* Appends to the log at this write's revision. */
enum bw_err bw_applying_log(struct bw_applying *applying, const struct bw_log_entry *entry);

/* sight: may something of `org` (0: shared) refer to something of `target_org`? */
enum bw_err bw_sight_sees(struct bw_txn *txn, uint32_t org, uint32_t target_org, bool *sees,
                          struct bw_fail *fail);
