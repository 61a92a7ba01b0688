/* The formats jsonl and csv: a file holds one kind of record and is named after it. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/import/import_format.h"

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
            return bw_import_unreadable(&fail);
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
                                                                      : bw_import_unreadable(&fail);
}

static int read_paths(const struct bw_import_request *request, struct bw_intake *intake,
                      enum bw_intake_format format)
{
    int exit_code = BW_EXIT_WELL;
    for (int i = 0; i < request->n_paths && !exit_code; i++)
        exit_code = read_path(intake, request->paths[i], format);
    return exit_code;
}

int bw_import_read_jsonl(const struct bw_import_request *request, struct bw_intake *intake)
{
    return read_paths(request, intake, BW_INTAKE_JSONL);
}

int bw_import_read_csv(const struct bw_import_request *request, struct bw_intake *intake)
{
    return read_paths(request, intake, BW_INTAKE_CSV);
}
