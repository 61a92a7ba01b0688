/* export: all records, one file a kind, in byte order of the ids. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/json.h"
#include "data/kind.h"
#include "tools/app.h"
#include "tools/export_since.h"
#include "tools/import/csv_record.h"
#include "tools/pages.h"
#include "tools/view.h"

#define PAGE 1000
#define PROGRESS_EVERY 500

static const char help[] =
    "bekwaam export --since WHERE FILE: what was changed after a backup, to be replayed; see\n"
    "  bekwaam export --since --help\n"
    "bekwaam export jsonl|csv DIR: writes all records to DIR, one file a kind; import reads them\n"
    "back\n"
    "\n"
    "  DIR is made when absent; files of an earlier export in it are replaced. What comes of\n"
    "  importing it into an empty store and exporting that again is the same, byte by byte.\n"
    "  Writing to the store meanwhile leaves files of different moments.\n";

struct export
{
    struct bw_app *app;
    bool csv;
    const char *dir;
    FILE *file;
    enum bw_kind kind;
    uint64_t n, total;
    char **employees;
    size_t n_employees, room;
};

static void path_of(const struct export *export, bool part, char *out, size_t size)
{
    snprintf(out, size, "%s/%s.%s%s", export->dir, bw_kind_name(export->kind),
             export->csv ? "csv" : "jsonl", part ? ".part" : "");
}

static int failed(const char *path)
{
    fprintf(stderr, "bekwaam: %s: %s\n", path, strerror(errno));
    return BW_EXIT_ERROR;
}

static int open_file(struct export *export, enum bw_kind kind)
{
    char path[4096];
    export->kind = kind;
    export->n = 0;
    path_of(export, true, path, sizeof path);
    export->file = fopen(path, "w");
    if (!export->file)
        return failed(path);
    if (export->csv)
        bw_csv_header_write(kind, export->file);
    return BW_EXIT_WELL;
}

/* Gives the file its name when it is whole. */
static int close_file(struct export *export, int exit_code)
{
    char part[4096], path[4096];
    path_of(export, true, part, sizeof part);
    path_of(export, false, path, sizeof path);
    bool trouble = ferror(export->file) != 0;
    trouble |= fclose(export->file) != 0;
    export->file = NULL;
    if (exit_code || trouble) {
        int error = errno;
        unlink(part);
        errno = error;
        return exit_code ? exit_code : failed(part);
    }
    export->total += export->n;
    return rename(part, path) == 0 ? BW_EXIT_WELL : failed(path);
}

/* Of a row that was given no id of its own the store makes one up; it stays behind. */
static msgpack_object without_made_up_id(const msgpack_object *item)
{
    msgpack_object out = *item;
    const msgpack_object *id = bw_view(item, "id");
    if (id && id == &item->via.map.ptr[0].val && id->type == MSGPACK_OBJECT_STR &&
        id->via.str.size > 0 && id->via.str.ptr[0] == '~') {
        out.via.map.ptr++;
        out.via.map.size--;
    }
    return out;
}

static void write_record(struct export *export, const msgpack_object *item)
{
    if (item->type != MSGPACK_OBJECT_MAP)
        return;
    msgpack_object record = without_made_up_id(item);
    export->n++;
    if (export->csv) {
        bw_csv_record_write(export->kind, &record, export->file);
        return;
    }
    msgpack_sbuffer text;
    msgpack_sbuffer_init(&text);
    bw_json_from_msgpack(&record, false, &text);
    fwrite(text.data, 1, text.size, export->file);
    fputc('\n', export->file);
    msgpack_sbuffer_destroy(&text);
}

static int keep_employee(struct export *export, const msgpack_object *item)
{
    char id[BW_VIEW_LEN];
    if (export->n_employees == export->room) {
        size_t room = export->room ? 2 * export->room : 1024;
        char **grown = realloc(export->employees, room * sizeof *grown);
        if (!grown)
            return failed("memory");
        export->employees = grown;
        export->room = room;
    }
    char *copy = strdup(bw_view_text(id, item, "id"));
    if (!copy)
        return failed("memory");
    export->employees[export->n_employees++] = copy;
    return BW_EXIT_WELL;
}

static int write_page(void *context, const msgpack_object *page)
{
    struct export *export = context;
    size_t n;
    int exit_code = BW_EXIT_WELL;
    const msgpack_object *items = bw_view_list(page, "items", &n);
    for (size_t i = 0; i < n && !exit_code; i++) {
        write_record(export, &items[i]);
        if (export->kind == BW_KIND_EMPLOYEE)
            exit_code = keep_employee(export, &items[i]);
    }
    return exit_code;
}

static int write_kind(struct export *export)
{
    char method[64];
    struct bw_pages_list list = {method, NULL, PAGE, write_page, export};
    snprintf(method, sizeof method, "%s.list", bw_kind_name(export->kind));
    return bw_pages_each(export->app, &list);
}

static int write_rows(struct export *export)
{
    char method[64];
    int exit_code = BW_EXIT_WELL;
    bool show = isatty(STDERR_FILENO);
    snprintf(method, sizeof method, "%s.list", bw_kind_name(export->kind));
    for (size_t i = 0; i < export->n_employees && !exit_code; i++) {
        struct bw_args args;
        struct bw_reply reply;
        bw_args_init(&args);
        bw_args_str(&args, "employee", export->employees[i]);
        exit_code = bw_app_call(export->app, method, &args, &reply);
        bw_args_clear(&args);
        if (exit_code)
            break;
        size_t n;
        const msgpack_object *items = bw_view_list(reply.result, "items", &n);
        for (size_t j = 0; j < n; j++)
            write_record(export, &items[j]);
        bw_reply_clear(&reply);
        if (show && i % PROGRESS_EVERY == 0)
            fprintf(stderr, "\r\033[K%s: %zu of %zu employees", bw_kind_name(export->kind), i,
                    export->n_employees);
    }
    if (show)
        fprintf(stderr, "\r\033[K");
    return exit_code;
}

static int write_all(struct export *export)
{
    int exit_code = BW_EXIT_WELL;
    for (int kind = BW_KIND_ORG; kind < BW_KIND_END && !exit_code; kind++) {
        exit_code = open_file(export, (enum bw_kind)kind);
        if (exit_code)
            break;
        exit_code = bw_kind_is_rows((enum bw_kind)kind) ? write_rows(export) : write_kind(export);
        exit_code = close_file(export, exit_code);
        if (!exit_code && !export->app->json)
            printf("%8" PRIu64 " %s\n", export->n, bw_kind_name(export->kind));
    }
    return exit_code;
}

int bw_cmd_export(struct bw_app *app, int argc, char **argv)
{
    struct export export = {.app = app};
    for (int i = 1; i < argc; i++)
        if (strncmp(argv[i], "--since", strlen("--since")) == 0)
            return bw_export_since(app, argc, argv);
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return BW_EXIT_WELL;
    }
    if (argc != 3 || argv[1][0] == '-' || argv[2][0] == '-')
        return bw_app_usage("export", "export: a format and a folder are expected");
    export.csv = strcmp(argv[1], "csv") == 0;
    export.dir = argv[2];
    if (!export.csv && strcmp(argv[1], "jsonl") != 0)
        return bw_app_usage("export", "export: \"%s\" is no format; jsonl or csv", argv[1]);
    if (mkdir(export.dir, 0777) != 0 && errno != EEXIST)
        return failed(export.dir);
    int exit_code = write_all(&export);
    for (size_t i = 0; i < export.n_employees; i++)
        free(export.employees[i]);
    free(export.employees);
    if (!exit_code)
        printf(app->json ? "{\"written\": %" PRIu64 "}\n" : "%8" PRIu64 " records in all\n",
               export.total);
    return exit_code;
}
