#include "data/rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <xxhash.h>

/* Bytes of evidence before its texts. */
#define FIXED 33

static inline uint32_t four_at(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static inline uint64_t eight_at(const unsigned char *at)
{
    return (uint64_t)four_at(at) | (uint64_t)four_at(at + 4) << 32;
}

/* No day that is ever written lies outside, a certificate's last one or another day in UTC
 * included: some 1,700 to 4,700. */
#define DAY_LEAST (-100000)
#define DAY_MOST 1000000

static bool is_day(bw_day day)
{
    return day >= DAY_LEAST && day <= DAY_MOST;
}

bool bw_evidence_row_read(struct bw_cursor *cursor, struct bw_evidence_row *row)
{
    if (cursor->left == 0 || cursor->bad)
        return false;
    if (cursor->left < BW_EVIDENCE_ROW_LEAST) {
        cursor->bad = true;
        return false;
    }
    const unsigned char *at = cursor->at;
    row->competency = four_at(at);
    row->course = four_at(at + 4);
    row->at = (bw_day)four_at(at + 8);
    row->valid_until = (bw_day)four_at(at + 12);
    uint64_t level = eight_at(at + 16);
    memcpy(&row->level, &level, sizeof level);
    row->order = eight_at(at + 24);
    row->source = at[32];
    cursor->at += FIXED;
    cursor->left -= FIXED;
    row->id = bw_cursor_bytes(cursor, 1);
    row->by = bw_cursor_bytes(cursor, 1);
    if (row->source >= BW_SOURCE_COUNT || !is_day(row->at) ||
        (row->valid_until != BW_DAY_NONE && !is_day(row->valid_until)))
        cursor->bad = true;
    return !cursor->bad;
}

void bw_evidence_row_write(msgpack_sbuffer *out, const struct bw_evidence_row *row)
{
    bw_bytes_number(out, row->competency, 4);
    bw_bytes_number(out, row->course, 4);
    bw_bytes_number(out, (uint32_t)row->at, 4);
    bw_bytes_number(out, (uint32_t)row->valid_until, 4);
    bw_bytes_float(out, row->level);
    bw_bytes_number(out, row->order, 8);
    bw_bytes_number(out, row->source, 1);
    bw_bytes_add(out, row->id, 1);
    bw_bytes_add(out, row->by, 1);
}

bool bw_event_row_read(struct bw_cursor *cursor, struct bw_event_row *row)
{
    if (cursor->left == 0 || cursor->bad)
        return false;
    row->course = (uint32_t)bw_cursor_number(cursor, 4);
    row->type = (uint8_t)bw_cursor_number(cursor, 1);
    row->at = (bw_day)(uint32_t)bw_cursor_number(cursor, 4);
    row->order = bw_cursor_number(cursor, 8);
    row->id = bw_cursor_bytes(cursor, 1);
    row->map = bw_cursor_bytes(cursor, 4);
    if (row->type > BW_EVENT_RATED || !is_day(row->at))
        cursor->bad = true;
    return !cursor->bad;
}

void bw_event_row_write(msgpack_sbuffer *out, const struct bw_event_row *row)
{
    bw_bytes_number(out, row->course, 4);
    bw_bytes_number(out, row->type, 1);
    bw_bytes_number(out, (uint32_t)row->at, 4);
    bw_bytes_number(out, row->order, 8);
    bw_bytes_add(out, row->id, 1);
    bw_bytes_add(out, row->map, 4);
}

bool bw_evidence_row_same(const struct bw_evidence_row *a, const struct bw_evidence_row *b)
{
    if (a->id.at || b->id.at)
        return a->id.at && b->id.at && bw_str_compare(a->id, b->id) == 0;
    return a->competency == b->competency && a->source == b->source && a->at == b->at &&
           bw_str_compare(a->by, b->by) == 0;
}

void bw_evidence_row_derived_id(const struct bw_evidence_row *row, uint32_t employee, char *buf)
{
    char identity[160];
    int len =
        snprintf(identity, sizeof identity, "%" PRIu32 "/%u/%" PRId32 "/%.*s", row->competency,
                 row->source, row->at, (int)row->by.len, row->by.at ? row->by.at : "");
    XXH64_hash_t hash = XXH3_64bits(identity, (size_t)len);
    snprintf(buf, BW_DERIVED_ID_LEN + 1, "~%08" PRIx32 ".%016" PRIx64, employee, (uint64_t)hash);
}

bool bw_derived_id_read(struct bw_str id, uint32_t *employee)
{
    if (id.len != BW_DERIVED_ID_LEN || id.at[0] != '~' || id.at[9] != '.')
        return false;
    uint32_t value = 0;
    for (int i = 1; i < 9; i++) {
        char c = id.at[i];
        if (c >= '0' && c <= '9')
            value = value << 4 | (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value << 4 | (uint32_t)(c - 'a' + 10);
        else
            return false;
    }
    *employee = value;
    return true;
}
