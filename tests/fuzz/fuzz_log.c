/* Entries of the change log. The first byte says what the bytes are: an entry as it lies in the
 * store (open, or sealed for a person), or what an entry is made of and how it is damaged then.
 * Nothing may crash or be read beyond its end; what is written is read as the same; what was sealed
 * and damaged is refused; and without the person's key nothing of it is shown. */
#include <stdlib.h>
#include <string.h>

#include "data/log.h"
#include "tests/fuzz/fuzz_help.h"
#include "tests/fuzz/tiny_store.h"

enum what { AS_IT_LIES, MADE, WHATS };

#define HEAD 6     /* of an entry: what, kind, person */
#define SEAL 40    /* nonce and code */
#define NOBODY 900 /* an employee without a key */

static void read_bytes(struct bw_txn *txn, struct bw_slice payload)
{
    struct bw_log_entry entry;
    struct bw_fail fail = {BW_OK, {0}};
    msgpack_sbuffer scratch;
    bool readable = true;
    msgpack_sbuffer_init(&scratch);
    enum bw_err err = bw_log_read(txn, payload, &scratch, &entry, &readable, &fail);
    if (err) {
        must(err == BW_INTERNAL);
        must_say_why(&fail);
    } else {
        must(entry.kind < BW_KIND_END && (entry.op == BW_OP_PUT || entry.op == BW_OP_DELETE));
        must(payload.len >= HEAD && entry.body.len <= payload.len - HEAD);
        must(readable || entry.body.len == 0);
    }
    msgpack_sbuffer_destroy(&scratch);
}

/* The stored payload of the entry at the tail's revision. */
static struct bw_slice stored(struct bw_txn *txn, uint64_t revision)
{
    struct bw_key key = bw_key_log(revision, 0);
    struct bw_slice payload;
    struct bw_fail fail;
    bool found = false;
    must(bw_value_get(txn, BW_DB_LOG, bw_key_slice(&key), &payload, &found, &fail) == BW_OK);
    must(found);
    return payload;
}

static void must_read_as(struct bw_txn *txn, struct bw_slice payload,
                         const struct bw_log_entry *wrote)
{
    struct bw_log_entry read;
    struct bw_fail fail;
    msgpack_sbuffer scratch;
    bool readable = false;
    msgpack_sbuffer_init(&scratch);
    must(bw_log_read(txn, payload, &scratch, &read, &readable, &fail) == BW_OK && readable);
    must(read.op == wrote->op && read.kind == wrote->kind && read.person == wrote->person);
    must(read.body.len == wrote->body.len);
    must(read.body.len == 0 || memcmp(read.body.at, wrote->body.at, read.body.len) == 0);
    msgpack_sbuffer_destroy(&scratch);
}

static void must_be_refused(struct bw_txn *txn, struct bw_slice payload)
{
    struct bw_log_entry read;
    struct bw_fail fail;
    msgpack_sbuffer scratch;
    bool readable = true;
    msgpack_sbuffer_init(&scratch);
    must(bw_log_read(txn, payload, &scratch, &read, &readable, &fail) == BW_INTERNAL);
    must_say_why(&fail);
    msgpack_sbuffer_destroy(&scratch);
}

/* One byte of a sealed entry is changed, and one is cut off its end. */
static void damage(struct bw_txn *txn, struct bw_slice payload, size_t at, unsigned char flip)
{
    unsigned char *copy = malloc(payload.len);
    must(copy && payload.len > HEAD + SEAL - 1);
    memcpy(copy, payload.at, payload.len);
    must_be_refused(txn, (struct bw_slice){copy, payload.len - 1});
    copy[HEAD + at % (payload.len - HEAD)] ^= flip;
    if (flip)
        must_be_refused(txn, (struct bw_slice){copy, payload.len});
    free(copy);
}

static void forget(struct bw_txn *txn, struct bw_slice payload, uint32_t person)
{
    struct bw_key key = bw_key_employee(person);
    struct bw_log_entry read;
    struct bw_fail fail;
    msgpack_sbuffer scratch;
    bool readable = true;
    unsigned char *copy = malloc(payload.len);
    must(copy != NULL);
    memcpy(copy, payload.at, payload.len);
    must(bw_txn_del(txn, BW_DB_KEYS, bw_key_slice(&key), &fail) == BW_OK);
    msgpack_sbuffer_init(&scratch);
    must(bw_log_read(txn, (struct bw_slice){copy, payload.len}, &scratch, &read, &readable,
                     &fail) == BW_OK);
    must(!readable && read.body.len == 0 && read.person == person);
    msgpack_sbuffer_destroy(&scratch);
    free(copy);
}

static void make(struct bw_txn *txn, struct fuzz_taken from)
{
    struct bw_log_tail tail;
    struct bw_fail fail;
    struct bw_log_entry entry;
    entry.op = fuzz_take(&from, 1) & 1 ? BW_OP_DELETE : BW_OP_PUT;
    entry.kind = (enum bw_kind)(fuzz_take(&from, 1) % BW_KIND_END);
    entry.person = (uint32_t)fuzz_take(&from, 1) % 3; /* nobody, or two with a key */
    if (entry.person == 2)
        entry.person = NOBODY; /* who gets one */
    uint64_t revision = (uint64_t)1 << 40 | fuzz_take(&from, 2);
    size_t at = (size_t)fuzz_take(&from, 2);
    unsigned char flip = (unsigned char)fuzz_take(&from, 1);
    entry.body = (struct bw_slice){from.at, from.left};
    bw_log_tail_start(&tail, revision);
    must(bw_log_append(txn, &tail, &entry, &fail) == BW_OK);
    must(tail.position == 1);
    struct bw_slice payload = stored(txn, revision);
    must(payload.len == HEAD + entry.body.len + (entry.person ? SEAL : 0));
    must_read_as(txn, payload, &entry);
    if (!entry.person)
        return;
    damage(txn, payload, at, flip);
    forget(txn, payload, entry.person);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    tiny_store();
    if (size < 1)
        return 0;
    struct bw_txn *txn = tiny_write();
    if (bytes[0] % WHATS == AS_IT_LIES)
        read_bytes(txn, (struct bw_slice){bytes + 1, size - 1});
    else
        make(txn, (struct fuzz_taken){bytes + 1, size - 1});
    bw_txn_abort(txn);
    return 0;
}
