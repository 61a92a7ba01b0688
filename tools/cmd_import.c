/* import: records from files, checked in full, then written as one. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "model/base/day.h"
#include "tools/import/import_format.h"
#include "tools/import/import_show.h"

static const char help[] =
    "bekwaam import FORMAT PATH... [--dry-run] [--skip-bad] [--rejects DIR]\n"
    "\n"
    "  jsonl, csv     records: a PATH is a file or a folder; a file holds one kind and is named\n"
    "                 after it: org, team, competency, task, role, change, course, employee,\n"
    "                 evidence or event, then .jsonl or .csv. In csv a header line names fields;\n"
    "                 nested values are JSON in a cell; an empty cell is absent\n"
    "  esco           PATH is a folder in the layout of the official ESCO download, .csv or\n"
    "                 .csv.gz, Dutch (*_nl), English (*_en) or both\n"
    "  onet           PATH is a folder of an O*NET database as text, .tsv or .txt, or packed .gz:\n"
    "                 skills, knowledge and occupations\n"
    "\n"
    "  --dry-run      check everything, write nothing\n"
    "  --skip-bad     leave bad lines out and write the rest\n"
    "  --rejects DIR  where bad lines go with --skip-bad (default: the current folder), as\n"
    "                 NAME.rejects.EXT of their file\n"
    "  --explain      esco, onet: name every row that makes no record, and why\n"
    "  --from DATE    esco, onet: when the roles begin to ask what they ask (default 1900-01-01:\n"
    "                 they always did)\n"
    "  --levels FILE  esco: the levels and weights of what roles ask\n"
    "\n"
    "  ESCO has no levels. They are assumed by relation and sort of competency, and shown as\n"
    "  assumed wherever they appear. FILE is JSON; what it leaves out is as built in:\n"
    "    {\"essential\": {\"skill\": 3, \"knowledge\": 3, \"transversal\": 3, \"weight\": 1},\n"
    "     \"optional\":  {\"skill\": 2, \"knowledge\": 2, \"transversal\": 2, \"weight\": 0.3}}\n"
    "  O*NET has levels of 0 to 7; they become 0 to 5 by the three anchors of each element, with\n"
    "  the survey's doubt. Figures that O*NET marks as unsure or irrelevant are left out.\n"
    "  A label that one language lacks is the other language's, marked: \"… [EN]\", \"… [NL]\".\n"
    "\n"
    "  Everything is checked first and written as one: all of it or nothing. Importing the same\n"
    "  again changes nothing.\n";

static const struct bw_import_format formats[] = {
    {"jsonl", 0, bw_import_read_jsonl},
    {"csv", 0, bw_import_read_csv},
    {"esco", BW_IMPORT_FROM | BW_IMPORT_LEVELS | BW_IMPORT_EXPLAIN, bw_import_read_esco},
    {"onet", BW_IMPORT_FROM | BW_IMPORT_EXPLAIN, bw_import_read_onet},
};

struct options {
    struct bw_import_options send;
    struct bw_import_request request;
    const struct bw_import_format *format;
    const char *rejects;
    bool explain, show_help;
};

int bw_import_unreadable(const struct bw_fail *fail)
{
    fprintf(stderr, "bekwaam: %s\n", fail->text);
    return BW_EXIT_USAGE;
}

static void show_progress(const char *path, size_t at, size_t len)
{
    fprintf(stderr, "\r\033[Kreading %s: %zu%%", path, len ? at * 100 / len : 100);
}

/* Everything is read: hands it over and says what became of it. */
static int apply(struct bw_app *app, struct bw_intake *intake, const struct options *options)
{
    struct bw_import_outcome outcome = {0};
    bool skip_bad = options->send.skip_bad, stopped = intake->n_bad > 0 && !skip_bad;
    int exit_code = BW_EXIT_WELL;
    if (!stopped)
        exit_code = bw_import_send(app, intake, &options->send, &outcome);
    if (exit_code)
        return exit_code;
    bw_intake_sort_bad(intake);
    bw_report_sort(&intake->report);
    bool nothing = stopped || outcome.refused || (intake->n_bad > 0 && !skip_bad);
    bw_import_show_bad(intake);
    if (!nothing && !options->send.dry_run && !bw_import_write_rejects(intake, options->rejects))
        exit_code = BW_EXIT_ERROR;
    bw_import_show(&(struct bw_import_view){.intake = intake,
                                            .outcome = &outcome,
                                            .json = app->json,
                                            .explain = options->explain,
                                            .dry_run = options->send.dry_run,
                                            .skip_bad = skip_bad,
                                            .nothing = nothing});
    return nothing ? BW_EXIT_ERROR : exit_code;
}

static int choose_format(const char *name, struct options *out)
{
    const struct bw_import_request *request = &out->request;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(name, formats[i].name) == 0)
            out->format = &formats[i];
    if (!out->format)
        return bw_app_usage("import", "import: \"%s\" is no format; jsonl, csv, esco or onet",
                            name);
    if (request->from && !(out->format->options & BW_IMPORT_FROM))
        return bw_app_usage("import", "import %s: has no option --from", name);
    if (request->levels && !(out->format->options & BW_IMPORT_LEVELS))
        return bw_app_usage("import", "import %s: has no option --levels", name);
    if (out->explain && !(out->format->options & BW_IMPORT_EXPLAIN))
        return bw_app_usage("import", "import %s: has no option --explain", name);
    return BW_EXIT_WELL;
}

static int take_option(int option, const char *value, struct options *out)
{
    bw_day day;
    switch (option) {
    case 'n':
        out->send.dry_run = true;
        return BW_EXIT_WELL;
    case 's':
        out->send.skip_bad = true;
        return BW_EXIT_WELL;
    case 'r':
        out->rejects = value;
        return BW_EXIT_WELL;
    case 'e':
        out->explain = true;
        return BW_EXIT_WELL;
    case 'l':
        out->request.levels = value;
        return BW_EXIT_WELL;
    case 'f':
        out->request.from = value;
        if (!bw_day_parse(value, strlen(value), &day))
            return bw_app_usage("import", "import: --from: \"%s\" is no date; YYYY-MM-DD", value);
        return BW_EXIT_WELL;
    case 'h':
        out->show_help = true;
        return BW_EXIT_WELL;
    default:
        return bw_app_usage("import", "import: wrong option");
    }
}

static int read_options(int argc, char **argv, struct options *out)
{
    static const struct option names[] = {
        {"dry-run", no_argument, NULL, 'n'},       {"skip-bad", no_argument, NULL, 's'},
        {"rejects", required_argument, NULL, 'r'}, {"explain", no_argument, NULL, 'e'},
        {"levels", required_argument, NULL, 'l'},  {"from", required_argument, NULL, 'f'},
        {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0}};
    int option, exit_code = BW_EXIT_WELL;
    *out = (struct options){.rejects = ".", .send.quiet = !isatty(STDERR_FILENO)};
    while (!exit_code && (option = getopt_long(argc, argv, "h", names, NULL)) != -1)
        exit_code = take_option(option, optarg, out);
    if (exit_code || out->show_help)
        return exit_code;
    if (argc - optind < 2)
        return bw_app_usage("import", "import: a format and a path are expected");
    out->request.paths = argv + optind + 1;
    out->request.n_paths = argc - optind - 1;
    return choose_format(argv[optind], out);
}

int bw_cmd_import(struct bw_app *app, int argc, char **argv)
{
    struct options options;
    struct bw_intake intake;
    int exit_code = read_options(argc, argv, &options);
    if (!exit_code && options.show_help)
        fputs(help, stdout);
    if (exit_code || !options.format)
        return exit_code;
    bw_intake_init(&intake);
    intake.progress = options.send.quiet ? NULL : show_progress;
    exit_code = options.format->read(&options.request, &intake);
    if (!options.send.quiet)
        fprintf(stderr, "\r\033[K");
    if (!exit_code)
        exit_code = apply(app, &intake, &options);
    bw_intake_clear(&intake);
    return exit_code;
}
