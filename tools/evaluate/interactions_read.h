#pragma once
/* Reads who took what from a file: lines of "user item item …" in order (numbers; KGAT's form), or
 * CSV with the columns user, item and time or order; either packed as .gz. Owns the texts of the
 * ids, the order of what each user took and the count of what is left out. One thread. */
#include "tools/ease/taken.h"
#include "tools/import/intake.h"

struct bw_interactions {
    struct bw_taken taken;   /* users and items by bytes of the id */
    struct bw_str *ids;      /* of the items */
    size_t n_rows;           /* interactions in the file */
    size_t n_repeated;       /* of them, what the user had taken before: left out */
    struct bw_intake intake; /* the file, whose bytes the ids may be */
    struct bw_arena *arena;
};

/* Each user's last `without_last` rows are left out, as if the file ended before them.
 * BW_NOT_FOUND when the file cannot be opened; BW_BAD_REQUEST names file and line of what is wrong:
 * no number, a column that lacks, nobody or only one user. */
enum bw_err bw_interactions_read(const char *path, uint32_t without_last,
                                 struct bw_interactions *out, struct bw_fail *fail);
void bw_interactions_free(struct bw_interactions *interactions);
