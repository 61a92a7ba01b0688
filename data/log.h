#pragma once
/* The change log: every change under its revision. What is about a person is encrypted under that
 * person's key, and the log knows them by number only: erasing a person is deleting the key and the
 * rows. Owns the keys. The writer's thread. */
#include "data/store_inside.h"
#include "data/write.h"

#define BW_LOG_KEY_LEN 32

struct bw_log_entry {
    enum bw_op op;
    enum bw_kind kind;    /* 0: about a text model, or a learned one */
    uint32_t person;      /* employee number, 0: not about a person */
    struct bw_slice body; /* PUT: the canonical map; DELETE: the id. Of a text model PUT: which one,
                             as a map (its content is derived); DELETE: its name. Of a learned one
                             PUT: a map that begins with "learned": what became of which */
};

/* Where the entries of one write go, one after another, and the key of the last entry's person: the
 * next is mostly about the same. Of one transaction; whoever deletes keys in it starts anew. */
struct bw_log_tail {
    uint64_t revision;
    uint32_t position; /* of the next entry */
    uint32_t person;   /* 0: no key is held */
    unsigned char key[BW_LOG_KEY_LEN];
};
/* At a revision's first entry, with no key held (one that was is wiped). */
void bw_log_tail_start(struct bw_log_tail *tail, uint64_t revision);

/* Appends at the tail. The person's key is made when there is none. */
enum bw_err bw_log_append(struct bw_txn *txn, struct bw_log_tail *tail,
                          const struct bw_log_entry *entry, struct bw_fail *fail);

/* An entry as it was written; the key that a person's are encrypted under, unless they have one. */
enum bw_err bw_log_put(struct bw_txn *txn, uint64_t revision, uint32_t position,
                       struct bw_slice payload, struct bw_fail *fail);
enum bw_err bw_log_key_put(struct bw_txn *txn, uint32_t person, const unsigned char *key,
                           struct bw_fail *fail);

/* Whose entry is it? 0: nobody's, or it is damaged. */
uint32_t bw_log_person(struct bw_slice payload);
/* Reads an entry with a key of its person, or NULL: then it is not readable. */
enum bw_err bw_log_open(struct bw_slice payload, const unsigned char *key, msgpack_sbuffer *scratch,
                        struct bw_log_entry *out, bool *readable, struct bw_fail *fail);

/* Which history is it? Of the last entries up to a revision, in which no two are alike. */
#define BW_LOG_ANCHOR_BYTES 16
enum bw_err bw_log_anchor(struct bw_txn *txn, uint64_t revision,
                          unsigned char out[BW_LOG_ANCHOR_BYTES], struct bw_fail *fail);

/* Reads an entry back; the body is decrypted into `scratch`. *readable is false when the key is
 * gone (the person was erased). */
enum bw_err bw_log_read(struct bw_txn *txn, struct bw_slice payload, msgpack_sbuffer *scratch,
                        struct bw_log_entry *out, bool *readable, struct bw_fail *fail);
