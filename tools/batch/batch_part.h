#pragma once
/* The file that a batch grows in: FILE.part, with FILE.part.json saying what it answers, until it
 * is whole and becomes FILE. Owns going on after an interruption, and that nobody else writes in
 * it. One thread. */
#include "tools/batch/batch_note.h"
#include "tools/batch/batch_scan.h"

struct bw_batch_part {
    struct bw_batch_note note;
    char file[4096], part[4112], note_path[4128];
    int fd;
    bool fresh;                 /* nothing of an earlier run is in it */
    struct bw_batch_scan found; /* what is */
    char first_snapshot[80];    /* of this run; empty before the first answer */
};

struct bw_batch_part_options {
    const char *path;
    bool restart; /* what is there is thrown away */
    bool mixed;   /* go on although the snapshot is another */
};

/* Opens the part of options->path for part->note, which is filled in: begins it, or cuts it to its
 * whole records and goes on. An exit code; what is wrong stands on stderr. */
int bw_batch_part_open(struct bw_batch_part *part, const struct bw_batch_part_options *options);
/* Adds a piece; false with the reason on stderr. What was written stays. */
bool bw_batch_part_add(struct bw_batch_part *part, const struct bw_batch_piece *piece);
/* All is there: onto the disk, and the file gets its name. An exit code. */
int bw_batch_part_finish(struct bw_batch_part *part);
/* Throws away a part that nothing was written into. */
void bw_batch_part_forget(struct bw_batch_part *part);
void bw_batch_part_close(struct bw_batch_part *part);
