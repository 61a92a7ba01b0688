#pragma once
/* The rows of one employee: evidence and events, packed one after another in the order of writing.
 * Owns their binary form. Texts are borrowed from the value. Any thread. */
#include "data/bytes.h"
#include "model/event.h"
#include "model/person.h"

/* Evidence, in the numbers of the store. */
struct bw_evidence_row {
    uint32_t competency;
    uint32_t course; /* 0: names none */
    bw_day at, valid_until;
    double level;
    uint64_t order; /* of writing, over the whole store */
    uint8_t source;
    struct bw_str id, by; /* at NULL: none */
};

/* Bytes of the shortest one. */
#define BW_EVIDENCE_ROW_LEAST 35

struct bw_event_row {
    uint32_t course;
    uint8_t type; /* enum bw_event_type */
    bw_day at;
    uint64_t order;
    struct bw_str id;
    struct bw_str map; /* the whole item, canonical */
};

bool bw_evidence_row_read(struct bw_cursor *cursor, struct bw_evidence_row *row);
void bw_evidence_row_write(msgpack_sbuffer *out, const struct bw_evidence_row *row);
bool bw_event_row_read(struct bw_cursor *cursor, struct bw_event_row *row);
void bw_event_row_write(msgpack_sbuffer *out, const struct bw_event_row *row);

/* The same identity: of those without an id competency, source, day and giver. */
bool bw_evidence_row_same(const struct bw_evidence_row *a, const struct bw_evidence_row *b);

/* The id that the store shows for a row without one: "~<employee>.<hash>". buf of
 * BW_DERIVED_ID_LEN + 1. */
#define BW_DERIVED_ID_LEN 26
void bw_evidence_row_derived_id(const struct bw_evidence_row *row, uint32_t employee, char *buf);
/* The employee that such an id names; false when it is none. */
bool bw_derived_id_read(struct bw_str id, uint32_t *employee);
