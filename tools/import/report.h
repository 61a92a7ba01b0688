#pragma once
/* What became of the rows of the files of an import: used, or left out for a stated reason, so that
 * for every file rows = used + the sum of the reasons. Owns the counts, the lines that differ and
 * the remarks. One thread. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/import/intake_place.h"

#define BW_REPORT_REASONS_MOST 32 /* different ones, over all files */

struct bw_difference {
    struct bw_intake_place place;
    uint32_t reason; /* in reasons */
    char *detail;    /* or NULL */
};

struct bw_report_file {
    uint64_t rows, used;
    uint64_t left[BW_REPORT_REASONS_MOST];
};

struct bw_report {
    struct bw_report_file *files; /* by number of the intake's source; none: no report */
    size_t n_files;
    const char *reasons[BW_REPORT_REASONS_MOST];
    size_t n_reasons;
    struct bw_difference *left;
    size_t n_left, left_room;
    char **notes;
    size_t n_notes;
    bool out_of_memory;
};

void bw_report_clear(struct bw_report *report);

/* One more row was read of this source. Every row is then used or left out, once. */
void bw_report_row(struct bw_report *report, uint32_t source);
void bw_report_used(struct bw_report *report, uint32_t source);
/* `reason` is a string that stays; the format gives what is particular to this row, or is NULL. */
void bw_report_left(struct bw_report *report, struct bw_intake_place place, const char *reason,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));
/* A remark under the counts. */
void bw_report_note(struct bw_report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The lines that differ, by file and line. */
void bw_report_sort(struct bw_report *report);
