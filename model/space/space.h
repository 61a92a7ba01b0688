#pragma once
/* A trained text model: what a text means as a vector that can be compared. Owns how a record is
 * read as words and how words become a vector; the trainer (tools/embed) owns how a model is made.
 * A model is one block of bytes that is used where it lies. What is said in names, and what is said
 * in prose, is the sum of weight(word) * vector(word) * (1 + ln how often). A word's vector has two
 * halves: 256 dimensions that come from its pieces (model/text/text_gram; latent semantic
 * analysis), so that no word is unknown, and 200 of its own, from the words it is met with
 * (positive pointwise mutual information). In each half names and prose are made of unit length and
 * added with fixed weights, so that a long text does not drown what it is called; the halves are
 * made of unit length and joined with fixed shares. Immutable once opened, any thread. The same
 * block and text give the same bits on every processor. */
#include "model/base/arena.h"
#include "model/catalogue.h"
#include "model/base/err.h"

#define BW_SPACE_DIM_PIECES 256
#define BW_SPACE_DIM_WORDS 200
#define BW_SPACE_DIM (BW_SPACE_DIM_PIECES + BW_SPACE_DIM_WORDS)

/* A record in words: labels or titles and alternative names; descriptions. Both languages, absent
 * ones left out; which language a text is in does not matter. Borrowed. */
struct bw_said {
    const struct bw_str *names;
    size_t n_names;
    const struct bw_str *prose;
    size_t n_prose;
};

/* A record of the catalogue in words; `prose` may be NULL. The lists are the arena's, the texts
 * stay the record's. */
struct bw_said bw_said_of(struct bw_text name, const struct bw_prose *prose,
                          struct bw_arena *arena);

/* The same texts, the same hash: tells whether a stored vector is still of this record. */
uint64_t bw_said_hash(const struct bw_said *said);

struct bw_space;

/* Opens the block of `n` bytes, which it borrows; `bytes` stands on a multiple of 64.
 * BW_BAD_REQUEST says what of the block is damaged, BW_NOT_SUPPORTED that another version made it;
 * then *out is left as it was. */
enum bw_err bw_space_open(const void *bytes, size_t n, struct bw_space **out, struct bw_fail *fail);
void bw_space_free(struct bw_space *space);

/* Follows from the bytes; never 0. */
uint64_t bw_space_id(const struct bw_space *space);
/* How many numbers a vector has: BW_SPACE_DIM. */
uint32_t bw_space_dim(const struct bw_space *space);

/* The vector of what is said: out[bw_space_dim()], of unit length, or all 0 when it has no words
 * that the model knows anything of. Of more than BW_SAID_WORDS_MOST different words the rest are
 * left out. `arena` is given back as it was. */
#define BW_SAID_WORDS_MOST 32768
void bw_space_fold(const struct bw_space *space, const struct bw_said *said, struct bw_arena *arena,
                   float *out);
