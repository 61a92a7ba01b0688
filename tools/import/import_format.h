#pragma once
/* The formats that import reads: each fills an intake from paths. Owns what a format is given and
 * what it answers. */
#include "tools/app.h"
#include "tools/import/intake.h"

/* Options that not every format has. */
enum bw_import_option { BW_IMPORT_FROM = 1, BW_IMPORT_LEVELS = 2, BW_IMPORT_EXPLAIN = 4 };

struct bw_import_request {
    char **paths;
    int n_paths;               /* at least one */
    const char *from, *levels; /* NULL when not given; `from` is a date */
};

struct bw_import_format {
    const char *name;
    unsigned options; /* of enum bw_import_option */
    /* An exit code; what went wrong stands on stderr. Bad rows are no reason to stop. */
    int (*read)(const struct bw_import_request *request, struct bw_intake *intake);
};

int bw_import_read_jsonl(const struct bw_import_request *request, struct bw_intake *intake);
int bw_import_read_csv(const struct bw_import_request *request, struct bw_intake *intake);
int bw_import_read_esco(const struct bw_import_request *request, struct bw_intake *intake);
int bw_import_read_onet(const struct bw_import_request *request, struct bw_intake *intake);

/* Says why a file cannot be imported; BW_EXIT_USAGE. */
int bw_import_unreadable(const struct bw_fail *fail);
