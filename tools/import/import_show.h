#pragma once
/* What an import says: its report, the bad lines, what was written; and the rejects files. Owns the
 * words and the form; decides nothing. One thread. */
#include "tools/import/import_send.h"

struct bw_import_view {
    const struct bw_intake *intake;
    const struct bw_import_outcome *outcome;
    bool json, explain;
    bool dry_run, skip_bad;
    bool nothing; /* is written, because of bad lines */
};

/* The bad lines, on stderr: file:line: reason. */
void bw_import_show_bad(const struct bw_intake *intake);
/* Everything else, on stdout: the report, each row that differs when `explain`, the outcome. */
void bw_import_show(const struct bw_import_view *view);

/* The bad lines of each source into DIR/NAME.rejects.EXT, header first; says so on stderr. false
 * when one cannot be written. */
bool bw_import_write_rejects(const struct bw_intake *intake, const char *dir);
