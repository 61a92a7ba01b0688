#include "tools/import/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bw_report_clear(struct bw_report *report)
{
    for (size_t i = 0; i < report->n_left; i++)
        free(report->left[i].detail);
    for (size_t i = 0; i < report->n_notes; i++)
        free(report->notes[i]);
    free(report->left);
    free(report->notes);
    free(report->files);
    *report = (struct bw_report){0};
}

static struct bw_report_file *file_of(struct bw_report *report, uint32_t source)
{
    if (source < report->n_files)
        return &report->files[source];
    size_t n = (size_t)source + 1;
    struct bw_report_file *grown = realloc(report->files, n * sizeof *grown);
    if (!grown) {
        report->out_of_memory = true;
        return NULL;
    }
    memset(grown + report->n_files, 0, (n - report->n_files) * sizeof *grown);
    report->files = grown;
    report->n_files = n;
    return &grown[source];
}

void bw_report_row(struct bw_report *report, uint32_t source)
{
    struct bw_report_file *file = file_of(report, source);
    if (file)
        file->rows++;
}

void bw_report_used(struct bw_report *report, uint32_t source)
{
    struct bw_report_file *file = file_of(report, source);
    if (file)
        file->used++;
}

/* Its number; the last one gathers what there is no room for. */
static uint32_t reason_number(struct bw_report *report, const char *reason)
{
    for (uint32_t i = 0; i < report->n_reasons; i++)
        if (strcmp(report->reasons[i], reason) == 0)
            return i;
    if (report->n_reasons + 1 == BW_REPORT_REASONS_MOST)
        reason = "for other reasons";
    if (report->n_reasons < BW_REPORT_REASONS_MOST)
        report->reasons[report->n_reasons++] = reason;
    return (uint32_t)report->n_reasons - 1;
}

/* printf into memory; NULL when that is out. */
static char *print_text(const char *format, va_list list)
{
    char *text = NULL;
    return vasprintf(&text, format, list) < 0 ? NULL : text;
}

void bw_report_left(struct bw_report *report, struct bw_intake_place place, const char *reason,
                    const char *format, ...)
{
    struct bw_report_file *file = file_of(report, place.source);
    uint32_t number = reason_number(report, reason);
    char *detail = NULL;
    if (format) {
        va_list list;
        va_start(list, format);
        detail = print_text(format, list);
        va_end(list);
    }
    if (report->n_left == report->left_room) {
        size_t room = report->left_room ? 2 * report->left_room : 256;
        struct bw_difference *grown = realloc(report->left, room * sizeof *grown);
        if (grown) {
            report->left = grown;
            report->left_room = room;
        }
    }
    if (!file || report->n_left == report->left_room || (format && !detail)) {
        report->out_of_memory = true;
        free(detail);
        return;
    }
    file->left[number]++;
    report->left[report->n_left++] = (struct bw_difference){place, number, detail};
}

void bw_report_note(struct bw_report *report, const char *format, ...)
{
    va_list list;
    char **grown = realloc(report->notes, (report->n_notes + 1) * sizeof *grown);
    va_start(list, format);
    char *text = grown ? print_text(format, list) : NULL;
    va_end(list);
    if (grown)
        report->notes = grown;
    if (text)
        report->notes[report->n_notes++] = text;
    else
        report->out_of_memory = true;
}

static int by_place(const void *a, const void *b)
{
    const struct bw_difference *x = a, *y = b;
    if (x->place.source != y->place.source)
        return x->place.source < y->place.source ? -1 : 1;
    return (x->place.raw_at > y->place.raw_at) - (x->place.raw_at < y->place.raw_at);
}

void bw_report_sort(struct bw_report *report)
{
    if (report->n_left)
        qsort(report->left, report->n_left, sizeof *report->left, by_place);
}
