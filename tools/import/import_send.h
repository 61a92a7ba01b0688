#pragma once
/* Hands an intake over the wire: import.begin, import.add in pieces, import.commit. Owns the size
 * of the pieces and the way back from an item's number to its file and line. One thread. */
#include "tools/app.h"
#include "tools/import/intake.h"

struct bw_import_options {
    bool dry_run, skip_bad, quiet;
};

struct bw_import_outcome {
    uint64_t written, duplicates, revision;
    bool unchanged; /* everything was there, as it is */
    bool refused;   /* nothing was written: there were bad items */
};

/* Bad items that the daemon finds are added to the intake's. An exit code: BW_EXIT_WELL also when
 * the import was refused for bad items. */
int bw_import_send(struct bw_app *app, struct bw_intake *intake,
                   const struct bw_import_options *options, struct bw_import_outcome *out);
