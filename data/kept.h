#pragma once
/* Values of tables as a write left them, in the log beside what was asked: what cannot be done
 * again from that (a day that began, which model serves, vectors that went with their record). Owns
 * the form of such an entry. A transaction's thread. */
#include "data/applying.h"

struct bw_kept {
    enum bw_table table;
    struct bw_slice key;
    struct bw_slice value; /* at NULL: there is none any more, */
    struct bw_slice was;   /* and this was it, when anyone may need it again */
    bool fresh;            /* a model came with it, whose bytes are not in the log */
};

/* Notes the value that a key has now. */
enum bw_err bw_kept_note(struct bw_applying *applying, enum bw_table table,
                         const struct bw_key *key, bool fresh);
/* Notes what is about to go. */
enum bw_err bw_kept_note_gone(struct bw_applying *applying, enum bw_table table,
                              const struct bw_key *key, struct bw_slice payload);

/* Of the body of an entry of kind 0; false when it is none of these. Borrowed from the body. */
bool bw_kept_read(struct bw_slice body, struct bw_kept *out);

/* The generation of the bytes that a fresh value's model has; false when it is no such value. */
bool bw_kept_generation(const struct bw_kept *kept, uint32_t *out);
