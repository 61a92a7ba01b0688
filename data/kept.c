#include "data/kept.h"

#include "data/bytes.h"

/* table, fresh; key, value and what was, each with its length; which of the two is there. */
enum { NOTHING, VALUE, WAS };
#define MARK 0xc1 /* no MessagePack value begins so: other bodies of kind 0 are maps or texts */

static struct bw_str str_of(struct bw_slice slice)
{
    return (struct bw_str){slice.at, (uint32_t)slice.len};
}

static enum bw_err note(struct bw_applying *applying, const struct bw_kept *kept)
{
    msgpack_sbuffer body;
    msgpack_sbuffer_init(&body);
    bw_bytes_number(&body, MARK, 1);
    bw_bytes_number(&body, kept->table, 1);
    bw_bytes_number(&body, kept->fresh, 1);
    bw_bytes_add(&body, str_of(kept->key), 1);
    bw_bytes_number(&body, kept->value.at ? VALUE : kept->was.at ? WAS : NOTHING, 1);
    if (kept->value.at || kept->was.at)
        bw_bytes_add(&body, str_of(kept->value.at ? kept->value : kept->was), 4);
    enum bw_err err = bw_applying_log(
        applying, &(struct bw_log_entry){.op = BW_OP_PUT, .body = {body.data, body.size}});
    msgpack_sbuffer_destroy(&body);
    return err;
}

enum bw_err bw_kept_note(struct bw_applying *applying, enum bw_table table,
                         const struct bw_key *key, bool fresh)
{
    struct bw_kept kept = {.table = table, .key = bw_key_slice(key), .fresh = fresh};
    bool found;
    enum bw_err err =
        bw_value_get(applying->txn, table, kept.key, &kept.value, &found, &applying->fail);
    if (err)
        return err;
    if (!found)
        kept.value = (struct bw_slice){NULL, 0};
    return note(applying, &kept);
}

enum bw_err bw_kept_note_gone(struct bw_applying *applying, enum bw_table table,
                              const struct bw_key *key, struct bw_slice payload)
{
    return note(applying,
                &(struct bw_kept){.table = table, .key = bw_key_slice(key), .was = payload});
}

static struct bw_slice slice_of(struct bw_str bytes)
{
    return (struct bw_slice){bytes.at, bytes.len};
}

bool bw_kept_read(struct bw_slice body, struct bw_kept *out)
{
    struct bw_cursor cursor = bw_cursor_of(body);
    if (bw_cursor_number(&cursor, 1) != MARK)
        return false;
    *out = (struct bw_kept){.table = (enum bw_table)bw_cursor_number(&cursor, 1)};
    out->fresh = bw_cursor_number(&cursor, 1) != 0;
    out->key = slice_of(bw_cursor_bytes(&cursor, 1));
    uint64_t which = bw_cursor_number(&cursor, 1);
    if (which == VALUE)
        out->value = slice_of(bw_cursor_bytes(&cursor, 4));
    else if (which == WAS)
        out->was = slice_of(bw_cursor_bytes(&cursor, 4));
    bool known = out->table == BW_DB_META || out->table == BW_DB_VECTOR ||
                 out->table == BW_DB_MODEL || out->table == BW_DB_PROMOTION;
    return !cursor.bad && cursor.left == 0 && known && out->key.len > 0 && which <= WAS;
}

bool bw_kept_generation(const struct bw_kept *kept, uint32_t *out)
{
    struct bw_key embedding = bw_key_meta("embedding");
    struct bw_cursor cursor = bw_cursor_of(kept->value);
    bool text = kept->table == BW_DB_META && kept->key.len == embedding.len &&
                memcmp(kept->key.at, embedding.bytes, embedding.len) == 0;
    if (!kept->fresh || !kept->value.at || (!text && kept->table != BW_DB_MODEL))
        return false;
    *out = (uint32_t)bw_cursor_number(&cursor, 4); /* both forms begin with it */
    return !cursor.bad;
}
