#include "data/log.h"

#include <sodium.h>

#include "data/bytes.h"

#define KEY_LEN crypto_secretbox_KEYBYTES
_Static_assert(KEY_LEN == BW_LOG_KEY_LEN, "the keys of the log are secretbox's");
#define NONCE_LEN crypto_secretbox_NONCEBYTES
#define MAC_LEN crypto_secretbox_MACBYTES
/* Revisions that tell a history: of these at least one is of something that no other store has. */
#define ANCHOR 32

static enum bw_err key_get(struct bw_txn *txn, uint32_t person, unsigned char *out, bool *found,
                           struct bw_fail *fail)
{
    struct bw_key key = bw_key_employee(person);
    struct bw_slice payload;
    enum bw_err err = bw_value_get(txn, BW_DB_KEYS, bw_key_slice(&key), &payload, found, fail);
    if (err || !*found)
        return err;
    if (payload.len != KEY_LEN)
        return bw_fail_set(fail, BW_INTERNAL, "table keys: a key has %zu bytes", payload.len);
    memcpy(out, payload.at, KEY_LEN);
    return BW_OK;
}

void bw_log_tail_start(struct bw_log_tail *tail, uint64_t revision)
{
    sodium_memzero(tail, sizeof *tail);
    tail->revision = revision;
}

/* The key of the person, as it is held, as it is stored, or a new one. */
static enum bw_err key_settle(struct bw_txn *txn, uint32_t person, struct bw_log_tail *tail,
                              struct bw_fail *fail)
{
    bool found;
    if (tail->person == person)
        return BW_OK;
    tail->person = 0;
    enum bw_err err = key_get(txn, person, tail->key, &found, fail);
    if (!err && !found) {
        struct bw_key key = bw_key_employee(person);
        randombytes_buf(tail->key, KEY_LEN);
        err = bw_value_put(txn, BW_DB_KEYS, bw_key_slice(&key),
                           (struct bw_slice){tail->key, KEY_LEN}, fail);
    }
    if (!err)
        tail->person = person;
    return err;
}

/* A nonce must not come twice under one key: of 192 bits, counting on from a random one is as good
 * as drawing each, and does not ask the system for every entry. */
static void next_nonce(unsigned char *out)
{
    static _Thread_local unsigned char last[NONCE_LEN];
    static _Thread_local bool started;
    if (!started)
        randombytes_buf(last, NONCE_LEN);
    started = true;
    sodium_increment(last, NONCE_LEN);
    memcpy(out, last, NONCE_LEN);
}

static enum bw_err encrypt(struct bw_txn *txn, struct bw_log_tail *tail,
                           const struct bw_log_entry *entry, msgpack_sbuffer *out,
                           struct bw_fail *fail)
{
    unsigned char nonce[NONCE_LEN];
    enum bw_err err = key_settle(txn, entry->person, tail, fail);
    if (err)
        return err;
    size_t at = out->size + NONCE_LEN, len = entry->body.len + MAC_LEN;
    next_nonce(nonce);
    bw_buffer_write(out, (const char *)nonce, sizeof nonce);
    for (size_t left = len; left > 0;) {
        static const char zeros[256];
        size_t n = left < sizeof zeros ? left : sizeof zeros;
        bw_buffer_write(out, zeros, n);
        left -= n;
    }
    crypto_secretbox_easy((unsigned char *)out->data + at, entry->body.at, entry->body.len, nonce,
                          tail->key);
    return BW_OK;
}

enum bw_err bw_log_append(struct bw_txn *txn, struct bw_log_tail *tail,
                          const struct bw_log_entry *entry, struct bw_fail *fail)
{
    struct bw_key key = bw_key_log(tail->revision, tail->position++);
    msgpack_sbuffer out;
    msgpack_sbuffer_init(&out);
    bw_bytes_number(&out, entry->op, 1);
    bw_bytes_number(&out, entry->kind, 1);
    bw_bytes_number(&out, entry->person, 4);
    enum bw_err err = BW_OK;
    if (entry->person)
        err = encrypt(txn, tail, entry, &out, fail);
    else
        bw_buffer_write(&out, entry->body.at, entry->body.len);
    if (!err)
        err = bw_value_append(txn, BW_DB_LOG, bw_key_slice(&key),
                              (struct bw_slice){out.data, out.size}, fail);
    msgpack_sbuffer_destroy(&out);
    return err;
}

enum bw_err bw_log_put(struct bw_txn *txn, uint64_t revision, uint32_t position,
                       struct bw_slice payload, struct bw_fail *fail)
{
    struct bw_key key = bw_key_log(revision, position);
    return bw_value_put(txn, BW_DB_LOG, bw_key_slice(&key), payload, fail);
}

enum bw_err bw_log_key_put(struct bw_txn *txn, uint32_t person, const unsigned char *key,
                           struct bw_fail *fail)
{
    struct bw_key at = bw_key_employee(person);
    struct bw_slice value;
    if (bw_txn_get(txn, BW_DB_KEYS, bw_key_slice(&at), &value))
        return BW_OK;
    return bw_value_put(txn, BW_DB_KEYS, bw_key_slice(&at), (struct bw_slice){key, KEY_LEN}, fail);
}

static enum bw_err decrypt(const unsigned char *key, struct bw_cursor *cursor,
                           msgpack_sbuffer *scratch, struct bw_fail *fail)
{
    if (cursor->left < NONCE_LEN + MAC_LEN)
        return bw_fail_set(fail, BW_INTERNAL, "table log: an entry is cut short");
    size_t len = cursor->left - NONCE_LEN;
    msgpack_sbuffer_clear(scratch);
    bw_buffer_write(scratch, (const char *)cursor->at + NONCE_LEN, len);
    int bad = crypto_secretbox_open_easy((unsigned char *)scratch->data, cursor->at + NONCE_LEN,
                                         len, cursor->at, key);
    scratch->size = len - MAC_LEN;
    return bad ? bw_fail_set(fail, BW_INTERNAL, "table log: an entry does not decrypt") : BW_OK;
}

uint32_t bw_log_person(struct bw_slice payload)
{
    struct bw_cursor cursor = bw_cursor_of(payload);
    bw_cursor_number(&cursor, 2);
    return (uint32_t)bw_cursor_number(&cursor, 4);
}

enum bw_err bw_log_open(struct bw_slice payload, const unsigned char *key, msgpack_sbuffer *scratch,
                        struct bw_log_entry *out, bool *readable, struct bw_fail *fail)
{
    struct bw_cursor cursor = bw_cursor_of(payload);
    out->op = (enum bw_op)bw_cursor_number(&cursor, 1);
    out->kind = (enum bw_kind)bw_cursor_number(&cursor, 1);
    out->person = (uint32_t)bw_cursor_number(&cursor, 4);
    if (cursor.bad || out->op > BW_OP_DELETE || out->kind >= BW_KIND_END)
        return bw_fail_set(fail, BW_INTERNAL, "table log: an entry is damaged");
    *readable = !out->person || key;
    out->body = (struct bw_slice){cursor.at, *readable ? cursor.left : 0};
    if (!out->person || !key)
        return BW_OK;
    enum bw_err err = decrypt(key, &cursor, scratch, fail);
    out->body = (struct bw_slice){scratch->data, err ? 0 : scratch->size};
    return err;
}

enum bw_err bw_log_read(struct bw_txn *txn, struct bw_slice payload, msgpack_sbuffer *scratch,
                        struct bw_log_entry *out, bool *readable, struct bw_fail *fail)
{
    unsigned char key[KEY_LEN];
    uint32_t person = bw_log_person(payload);
    bool found = false;
    enum bw_err err = person ? key_get(txn, person, key, &found, fail) : BW_OK;
    if (!err)
        err = bw_log_open(payload, found ? key : NULL, scratch, out, readable, fail);
    sodium_memzero(key, sizeof key);
    return err;
}

enum bw_err bw_log_anchor(struct bw_txn *txn, uint64_t revision,
                          unsigned char out[BW_LOG_ANCHOR_BYTES], struct bw_fail *fail)
{
    struct bw_key from = bw_key_log(revision > ANCHOR ? revision - ANCHOR : 0, 0);
    struct bw_slice key, value;
    uint64_t at;
    uint32_t position;
    crypto_generichash_state state;
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_LOG);
    if (!walk)
        return bw_txn_trouble(txn, fail);
    crypto_generichash_init(&state, NULL, 0, BW_LOG_ANCHOR_BYTES);
    for (bool more = bw_walk_seek(walk, bw_key_slice(&from), &key, &value);
         more && bw_key_log_read(key, &at, &position) && at <= revision;
         more = bw_walk_next(walk, &key, &value)) {
        crypto_generichash_update(&state, key.at, key.len);
        crypto_generichash_update(&state, value.at, value.len);
    }
    bw_walk_close(walk);
    crypto_generichash_final(&state, out, BW_LOG_ANCHOR_BYTES);
    return bw_txn_trouble(txn, fail);
}
