#pragma once
/* What question a part file answers: FILE.part.json beside it. Owns its fields and the comparing of
 * two questions. One thread. */
#include "tools/batch/batch_form.h"
#include "tools/batch/batch_people.h"

struct bw_batch_note {
    enum bw_batch_form form;
    const char *org;                /* NULL: everyone */
    const struct bw_args *question; /* as for recommend.many, but for `employees` */
    const struct bw_batch_people *people;
    char version[64];  /* of the daemon */
    char snapshot[80]; /* that the newest answers in the part rest on */
};

/* Writes the note to `path`, whole or not at all; false with errno. */
bool bw_batch_note_write(const struct bw_batch_note *note, const char *path);

enum bw_batch_same {
    BW_BATCH_SAME,
    BW_BATCH_NEWER,  /* the same question of another snapshot */
    BW_BATCH_OTHER,  /* another question */
    BW_BATCH_UNKNOWN /* the note cannot be read */
};

/* Compares with the note in `path`. how: BW_BATCH_HOW bytes, what differs ("k: 5.0 there, 10.0 now;
 * …") or why it cannot be read. */
#define BW_BATCH_HOW 1024
enum bw_batch_same bw_batch_note_compare(const struct bw_batch_note *note, const char *path,
                                         char *how);
