#include "tools/import/import_show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/text.h"

#define SHOWN_MOST 1000

void bw_import_show_bad(const struct bw_intake *intake)
{
    for (size_t i = 0; i < intake->n_bad && i < SHOWN_MOST; i++) {
        const struct bw_intake_bad *bad = &intake->bad[i];
        bw_text_clean(bad->text);
        fprintf(stderr, "%s:%" PRIu32 ": %s\n", intake->sources[bad->place.source].path,
                bad->place.line, bad->text);
    }
    if (intake->n_bad > SHOWN_MOST)
        fprintf(stderr, "… and %zu more\n", intake->n_bad - SHOWN_MOST);
}

/* Rows of one source with at least one reason against them, those found by the daemon apart. Bad
 * ones are sorted by source and place. */
struct bad_rows {
    uint64_t early, late;
};

static struct bad_rows bad_rows_of(const struct bw_intake *intake, size_t source)
{
    struct bad_rows rows = {0, 0};
    for (size_t i = 0, next; i < intake->n_bad; i = next) {
        const struct bw_intake_place *place = &intake->bad[i].place;
        bool late = true;
        for (next = i; next < intake->n_bad && intake->bad[next].place.source == place->source &&
                       intake->bad[next].place.raw_at == place->raw_at;
             next++)
            late = late && intake->bad[next].late;
        if (place->source == source) {
            rows.early += !late;
            rows.late += late;
        }
    }
    return rows;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* What the rows of a file came to. */
struct tally {
    uint64_t rows, used, bad, unexplained;
};

static struct tally tally_of(const struct bw_intake *intake, size_t source)
{
    const struct bw_report_file *file = &intake->report.files[source];
    struct bad_rows bad = bad_rows_of(intake, source);
    struct tally tally = {file->rows, file->used - bad.late, bad.early + bad.late, 0};
    uint64_t sum = tally.used + tally.bad;
    for (size_t i = 0; i < intake->report.n_reasons; i++)
        sum += file->left[i];
    tally.unexplained = tally.rows - sum;
    return tally;
}

static void print_report(const struct bw_intake *intake)
{
    const struct bw_report *report = &intake->report;
    for (size_t i = 0; i < report->n_files && i < intake->n_sources; i++) {
        struct tally tally = tally_of(intake, i);
        printf("%s: %" PRIu64 " rows, %" PRIu64 " used", base_name(intake->sources[i].path),
               tally.rows, tally.used);
        for (size_t reason = 0; reason < report->n_reasons; reason++)
            if (report->files[i].left[reason])
                printf("; %s: %" PRIu64, report->reasons[reason], report->files[i].left[reason]);
        if (tally.bad)
            printf("; bad: %" PRIu64, tally.bad);
        if (tally.unexplained)
            printf("; not accounted for: %" PRId64, (int64_t)tally.unexplained);
        putchar('\n');
    }
    for (size_t i = 0; i < report->n_notes; i++)
        printf("%s\n", report->notes[i]);
}

static void print_differences(const struct bw_intake *intake)
{
    const struct bw_report *report = &intake->report;
    for (size_t i = 0; i < report->n_left; i++) {
        const struct bw_difference *left = &report->left[i];
        if (left->detail)
            bw_text_clean(left->detail);
        printf("%s:%" PRIu32 ": %s%s%s\n", intake->sources[left->place.source].path,
               left->place.line, report->reasons[left->reason], left->detail ? ": " : "",
               left->detail ? left->detail : "");
    }
}

static void pack_count(msgpack_packer *out, const char *name, uint64_t n)
{
    bw_pack_str(out, name);
    msgpack_pack_uint64(out, n);
}

static void pack_text(msgpack_packer *out, const char *name, const char *text)
{
    bw_pack_str(out, name);
    bw_pack_str(out, text);
}

static void pack_file(const struct bw_intake *intake, size_t source, msgpack_packer *out)
{
    const struct bw_report *report = &intake->report;
    const struct bw_report_file *file = &report->files[source];
    struct tally tally = tally_of(intake, source);
    size_t n = (size_t)(tally.bad > 0) + (size_t)(tally.unexplained > 0);
    for (size_t i = 0; i < report->n_reasons; i++)
        n += file->left[i] > 0;
    msgpack_pack_map(out, 4);
    pack_text(out, "file", intake->sources[source].path);
    pack_count(out, "rows", tally.rows);
    pack_count(out, "used", tally.used);
    bw_pack_str(out, "reasons");
    msgpack_pack_map(out, n);
    for (size_t i = 0; i < report->n_reasons; i++)
        if (file->left[i])
            pack_count(out, report->reasons[i], file->left[i]);
    if (tally.bad)
        pack_count(out, "bad", tally.bad);
    if (tally.unexplained) {
        bw_pack_str(out, "not accounted for");
        msgpack_pack_int64(out, (int64_t)tally.unexplained);
    }
}

static void pack_report(const struct bw_intake *intake, bool explain, struct bw_args *answer)
{
    const struct bw_report *report = &intake->report;
    bw_args_key(answer, "report");
    msgpack_pack_array(&answer->packer, report->n_files);
    for (size_t i = 0; i < report->n_files; i++)
        pack_file(intake, i, &answer->packer);
    bw_args_key(answer, "notes");
    msgpack_pack_array(&answer->packer, report->n_notes);
    for (size_t i = 0; i < report->n_notes; i++)
        bw_pack_str(&answer->packer, report->notes[i]);
    if (!explain)
        return;
    bw_args_key(answer, "differences");
    msgpack_pack_array(&answer->packer, report->n_left);
    for (size_t i = 0; i < report->n_left; i++) {
        const struct bw_difference *left = &report->left[i];
        msgpack_pack_map(&answer->packer, left->detail ? 4 : 3);
        pack_text(&answer->packer, "file", intake->sources[left->place.source].path);
        pack_count(&answer->packer, "line", left->place.line);
        pack_text(&answer->packer, "reason", report->reasons[left->reason]);
        if (left->detail)
            pack_text(&answer->packer, "detail", left->detail);
    }
}

static void pack_bad(const struct bw_intake *intake, struct bw_args *answer)
{
    bw_args_key(answer, "bad");
    msgpack_pack_array(&answer->packer, intake->n_bad);
    for (size_t i = 0; i < intake->n_bad; i++) {
        const struct bw_intake_bad *bad = &intake->bad[i];
        msgpack_pack_map(&answer->packer, 3);
        pack_text(&answer->packer, "file", intake->sources[bad->place.source].path);
        pack_count(&answer->packer, "line", bad->place.line);
        pack_text(&answer->packer, "error", bad->text);
    }
}

static void print_json(const struct bw_import_view *view)
{
    const struct bw_intake *intake = view->intake;
    struct bw_args answer;
    bw_args_init(&answer);
    bw_args_int(&answer, "read", (int64_t)intake->n_read);
    bw_args_int(&answer, "written", (int64_t)view->outcome->written);
    bw_args_int(&answer, "duplicates", (int64_t)view->outcome->duplicates);
    bw_args_int(&answer, "revision", (int64_t)view->outcome->revision);
    pack_bad(intake, &answer);
    if (intake->report.n_files)
        pack_report(intake, view->explain, &answer);
    bw_app_print_args(&answer);
    bw_args_clear(&answer);
}

static void print_outcome(const struct bw_import_view *view)
{
    const struct bw_import_outcome *outcome = view->outcome;
    printf("%" PRIu64 " records %s, %zu bad%s", view->intake->n_read,
           view->intake->report.n_files ? "made" : "read", view->intake->n_bad,
           view->intake->report.n_files ? " lines" : "");
    if (view->nothing)
        printf("; nothing is written%s\n",
               view->skip_bad || view->dry_run ? "" : " (--skip-bad writes the others)");
    else if (view->dry_run)
        printf("; a dry run, nothing is written: it would write %" PRIu64 ", %" PRIu64
               " were there\n",
               outcome->written, outcome->duplicates);
    else if (outcome->unchanged)
        printf("; all of it is there already, nothing changed; revision %" PRIu64 "\n",
               outcome->revision);
    else
        printf(", %" PRIu64 " written, %" PRIu64 " were there; revision %" PRIu64 "\n",
               outcome->written, outcome->duplicates, outcome->revision);
}

void bw_import_show(const struct bw_import_view *view)
{
    if (view->json) {
        print_json(view);
        return;
    }
    print_report(view->intake);
    if (view->explain)
        print_differences(view->intake);
    print_outcome(view);
}
