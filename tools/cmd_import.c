/* import: records from files, checked in full, then written as one. */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/import_send.h"
#include "tools/text.h"

#define SHOWN_MOST 1000

static const char help[] =
    "bekwaam import jsonl|csv PATH... [--dry-run] [--skip-bad] [--rejects DIR]\n"
    "\n"
    "  PATH           a file or a folder; a file holds one kind of record and is named after it:\n"
    "                 org, team, competency, task, role, change, course, employee, evidence or\n"
    "                 event, then .jsonl or .csv\n"
    "  --dry-run      check everything, write nothing\n"
    "  --skip-bad     leave bad lines out and write the rest\n"
    "  --rejects DIR  where bad lines go with --skip-bad (default: the current folder), as\n"
    "                 KIND.rejects.jsonl or .csv\n"
    "\n"
    "  csv: a header line names fields; nested values are JSON in a cell; an empty cell is "
    "absent.\n"
    "  Everything is checked first and written as one: all of it or nothing. Importing the same\n"
    "  again changes nothing.\n";

struct options {
    struct bw_import_options send;
    enum bw_intake_format format;
    const char *rejects;
};

static const char *extension(enum bw_intake_format format)
{
    return format == BW_INTAKE_JSONL ? ".jsonl" : ".csv";
}

/* The kind that a file is named after, "course.jsonl" or "course.rejects.jsonl". */
static bool kind_of(const char *path, enum bw_intake_format format, enum bw_kind *kind)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *wanted = extension(format);
    size_t len = strlen(name), tail = strlen(wanted);
    return len > tail && strcmp(name + len - tail, wanted) == 0 &&
           bw_kind_parse(name, strcspn(name, "."), kind);
}

static int unreadable(const struct bw_fail *fail)
{
    fprintf(stderr, "bekwaam: %s\n", fail->text);
    return BW_EXIT_USAGE;
}

/* Every KIND.EXT of a folder, in the order of kinds. */
static int read_folder(struct bw_intake *intake, const char *path, enum bw_intake_format format)
{
    struct bw_fail fail;
    size_t before = intake->n_sources;
    for (int kind = BW_KIND_ORG; kind < BW_KIND_END; kind++) {
        char file[4096];
        snprintf(file, sizeof file, "%s/%s%s", path, bw_kind_name((enum bw_kind)kind),
                 extension(format));
        if (access(file, F_OK) != 0)
            continue;
        if (bw_intake_file(intake, file, (enum bw_kind)kind, format, &fail) != BW_OK)
            return unreadable(&fail);
    }
    if (intake->n_sources == before)
        return bw_app_usage("import", "%s: no file like org%s in this folder", path,
                            extension(format));
    return BW_EXIT_WELL;
}

static int read_path(struct bw_intake *intake, const char *path, enum bw_intake_format format)
{
    struct stat status;
    struct bw_fail fail;
    enum bw_kind kind;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return read_folder(intake, path, format);
    if (!kind_of(path, format, &kind))
        return bw_app_usage("import", "%s: a file is named after the kind it holds, like org%s",
                            path, extension(format));
    return bw_intake_file(intake, path, kind, format, &fail) == BW_OK ? BW_EXIT_WELL
                                                                      : unreadable(&fail);
}

static void show_progress(const char *path, size_t at, size_t len)
{
    fprintf(stderr, "\r\033[Kreading %s: %zu%%", path, len ? at * 100 / len : 100);
}

static void show_bad(const struct bw_intake *intake)
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

/* The bad lines of one source into its rejects file; bad ones are sorted by source. */
static bool write_rejects(const struct bw_intake *intake, const struct options *options,
                          size_t *first)
{
    const struct bw_intake_source *source = &intake->sources[intake->bad[*first].place.source];
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.rejects%s", options->rejects, bw_kind_name(source->kind),
             extension(source->format));
    /* Two files of one kind: the second adds to what the first began. */
    bool again = false;
    for (size_t i = 0; i < *first; i++)
        again |= intake->sources[intake->bad[i].place.source].kind == source->kind;
    FILE *file = fopen(path, again ? "a" : "w");
    if (!file) {
        fprintf(stderr, "bekwaam: %s: %s\n", path, strerror(errno));
        return false;
    }
    if (source->header_len && !again)
        fwrite(source->bytes + source->header_at, 1, source->header_len, file);
    size_t i = *first, n = 0, last = SIZE_MAX;
    for (; i < intake->n_bad && &intake->sources[intake->bad[i].place.source] == source; i++) {
        const struct bw_intake_place *place = &intake->bad[i].place;
        if (place->raw_at == last) /* a line with two reasons */
            continue;
        last = place->raw_at;
        fwrite(source->bytes + place->raw_at, 1, place->raw_len, file);
        if (source->bytes[place->raw_at + place->raw_len - 1] != '\n')
            fputc('\n', file);
        n++;
    }
    *first = i;
    if (fclose(file) != 0) {
        fprintf(stderr, "bekwaam: %s: %s\n", path, strerror(errno));
        return false;
    }
    fprintf(stderr, "%s: %zu left out\n", path, n);
    return true;
}

static bool write_all_rejects(const struct bw_intake *intake, const struct options *options)
{
    for (size_t first = 0; first < intake->n_bad;)
        if (!write_rejects(intake, options, &first))
            return false;
    return true;
}

static void print_json(const struct bw_intake *intake, const struct bw_import_outcome *outcome)
{
    struct bw_args answer;
    msgpack_sbuffer whole;
    msgpack_packer packer;
    msgpack_unpacked value;
    size_t offset = 0;
    bw_args_init(&answer);
    bw_args_int(&answer, "read", (int64_t)intake->n_read);
    bw_args_int(&answer, "written", (int64_t)outcome->written);
    bw_args_int(&answer, "duplicates", (int64_t)outcome->duplicates);
    bw_args_int(&answer, "revision", (int64_t)outcome->revision);
    bw_args_key(&answer, "bad");
    msgpack_pack_array(&answer.packer, intake->n_bad);
    for (size_t i = 0; i < intake->n_bad; i++) {
        const struct bw_intake_bad *bad = &intake->bad[i];
        msgpack_pack_map(&answer.packer, 3);
        bw_pack_str(&answer.packer, "file");
        bw_pack_str(&answer.packer, intake->sources[bad->place.source].path);
        bw_pack_str(&answer.packer, "line");
        msgpack_pack_uint32(&answer.packer, bad->place.line);
        bw_pack_str(&answer.packer, "error");
        bw_pack_str(&answer.packer, bad->text);
    }
    msgpack_sbuffer_init(&whole);
    msgpack_packer_init(&packer, &whole, msgpack_sbuffer_write);
    msgpack_pack_map(&packer, answer.n);
    msgpack_sbuffer_write(&whole, answer.body.data, answer.body.size);
    msgpack_unpacked_init(&value);
    if (msgpack_unpack_next(&value, whole.data, whole.size, &offset) == MSGPACK_UNPACK_SUCCESS)
        bw_app_print_json(&value.data);
    msgpack_unpacked_destroy(&value);
    msgpack_sbuffer_destroy(&whole);
    bw_args_clear(&answer);
}

static void print_outcome(const struct bw_app *app, const struct bw_intake *intake,
                          const struct options *options, const struct bw_import_outcome *outcome,
                          bool nothing)
{
    if (app->json) {
        print_json(intake, outcome);
        return;
    }
    printf("%" PRIu64 " records read, %zu bad", intake->n_read, intake->n_bad);
    if (nothing)
        printf("; nothing is written%s\n", options->send.skip_bad || options->send.dry_run
                                               ? ""
                                               : " (--skip-bad writes the others)");
    else if (options->send.dry_run)
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

/* Everything is read: hands it over and says what became of it. */
static int apply(struct bw_app *app, struct bw_intake *intake, const struct options *options)
{
    struct bw_import_outcome outcome = {0};
    bool stopped = intake->n_bad > 0 && !options->send.skip_bad;
    int exit_code = BW_EXIT_WELL;
    if (!stopped)
        exit_code = bw_import_send(app, intake, &options->send, &outcome);
    if (exit_code)
        return exit_code;
    bw_intake_sort_bad(intake);
    bool nothing = stopped || outcome.refused || (intake->n_bad > 0 && !options->send.skip_bad);
    show_bad(intake);
    if (!nothing && !options->send.dry_run && !write_all_rejects(intake, options))
        exit_code = BW_EXIT_ERROR;
    print_outcome(app, intake, options, &outcome, nothing);
    return nothing ? BW_EXIT_ERROR : exit_code;
}

static int read_options(int argc, char **argv, struct options *out, bool *show)
{
    static const struct option names[] = {{"dry-run", no_argument, NULL, 'n'},
                                          {"skip-bad", no_argument, NULL, 's'},
                                          {"rejects", required_argument, NULL, 'r'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    int option;
    *out = (struct options){.rejects = ".", .send.quiet = !isatty(STDERR_FILENO)};
    while ((option = getopt_long(argc, argv, "h", names, NULL)) != -1) {
        if (option == 'n')
            out->send.dry_run = true;
        else if (option == 's')
            out->send.skip_bad = true;
        else if (option == 'r')
            out->rejects = optarg;
        else if (option == 'h')
            *show = true;
        else
            return bw_app_usage("import", "import: wrong option");
    }
    if (*show)
        return BW_EXIT_WELL;
    if (argc - optind < 2)
        return bw_app_usage("import", "import: a format and a path are expected");
    if (strcmp(argv[optind], "esco") == 0)
        return bw_app_usage("import", "import esco: not built into this version");
    if (strcmp(argv[optind], "jsonl") != 0 && strcmp(argv[optind], "csv") != 0)
        return bw_app_usage("import", "import: \"%s\" is no format; jsonl or csv", argv[optind]);
    out->format = strcmp(argv[optind++], "csv") == 0 ? BW_INTAKE_CSV : BW_INTAKE_JSONL;
    return BW_EXIT_WELL;
}

int bw_cmd_import(struct bw_app *app, int argc, char **argv)
{
    struct options options;
    struct bw_intake intake;
    bool show = false;
    int exit_code = read_options(argc, argv, &options, &show);
    if (show)
        fputs(help, stdout);
    if (exit_code || show)
        return exit_code;
    bw_intake_init(&intake);
    intake.progress = options.send.quiet ? NULL : show_progress;
    for (int i = optind; i < argc && !exit_code; i++)
        exit_code = read_path(&intake, argv[i], options.format);
    if (!options.send.quiet)
        fprintf(stderr, "\r\033[K");
    if (!exit_code)
        exit_code = apply(app, &intake, &options);
    bw_intake_clear(&intake);
    return exit_code;
}
