#pragma once
/* Whose each row of a file of vectors is: a text file with a line for each row, "competency:ID",
 * "role:ID", "course:ID", or an id alone where only one of them has it. Owns nothing that stays.
 * One thread. */
#include "tools/embed/embed_records.h"

struct bw_embed_keys {
    const char *path;
    const char *vectors; /* the file whose rows they are */
    uint64_t n_rows;     /* of it */
};

/* out[i] is the place of row i's record. bad_request names file and line and says what would be
 * right; not_found when the file cannot be read. *out is malloc'd. */
enum bw_err bw_embed_keys_read(const struct bw_embed_keys *keys,
                               const struct bw_embed_records *records, size_t **out,
                               struct bw_fail *fail);
