/* report: what a method answers about a group, as tables, CSV or a page to print. */
#include <stdio.h>
#include <string.h>

#include "tools/options.h"
#include "tools/question.h"
#include "tools/report/sheet_out.h"
#include "tools/text.h"
#include "tools/view.h"

/* Everyone of a large organisation, at several moments. */
#define REPORT_MS (10 * 60 * 1000)

static const char help_head[] =
    "bekwaam report NAME --org ID | --team ID [OPTIONS]: reports for managers and HR\n"
    "\n";
static const char help_tail[] =
    "\n"
    "  --from DATE, --to DATE  the period, both days included\n"
    "  --as-of DATE            as if it were this day: what is later does not exist\n"
    "  --by WHAT               what the rows are\n"
    "  --quarters N            how many quarters back\n"
    "  --goal GOAL             current (default), role:ID, change:ID[,ID], or a JSON map\n"
    "  --provider NAME, --state STATE, -k N\n"
    "  --within DAYS           certificates that end within so many days (90)\n"
    "  --months N              who leaves within so many months (24)\n"
    "  --limit N               no more than so many lines of each list (200)\n"
    "  --min-group N           do not show single persons of smaller groups\n"
    "  --html FILE             a page to read and print, which needs nothing else (-: stdout)\n"
    "  --csv                   the main table as CSV, with the names and values of the answer\n"
    "  --table NAME            another table of the report, for --csv\n"
    "  --lang nl|en, --json\n"
    "\n"
    "Which options a report takes it says when it is given another.\n";

struct report_line {
    const struct bw_sheet *sheet;
    struct bw_args args;
    const char *org, *team;
    struct bw_sheet_wish wish;
};

/* Options that become arguments; a report takes those of its `takes`. */
static const struct report_option {
    int letter;
    unsigned takes; /* enum bw_sheet_takes; 0: all do */
    const char *shown, *name;
    bool whole; /* a number */
} report_options[] = {
    {'f', BW_SHEET_PERIOD, "--from", "from", false},
    {'u', BW_SHEET_PERIOD, "--to", "to", false},
    {'a', BW_SHEET_AS_OF, "--as-of", "as_of", false},
    {'b', BW_SHEET_BY, "--by", "by", false},
    {'q', BW_SHEET_QUARTERS, "--quarters", "quarters", true},
    {'m', BW_SHEET_MIN_GROUP, "--min-group", "min_group", true},
    {'p', BW_SHEET_PROVIDER, "--provider", "provider", false},
    {'s', BW_SHEET_STATE, "--state", "state", false},
    {'k', BW_SHEET_K, "-k", "k", true},
    {'i', BW_SHEET_WITHIN, "--within", "within", true},
    {'e', BW_SHEET_MONTHS, "--months", "months", true},
    {'x', BW_SHEET_LIMIT, "--limit", "limit", true},
};

static enum bw_err take_argument(struct report_line *line, int letter, const char *value,
                                 struct bw_fail *fail)
{
    size_t i = 0;
    while (i < BW_SHEET_COUNT(report_options) && report_options[i].letter != letter)
        i++;
    if (i == BW_SHEET_COUNT(report_options))
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    const struct report_option *option = &report_options[i];
    if (!(line->sheet->takes & option->takes))
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: does not go with \"%s\"", option->shown,
                           line->sheet->name);
    if (option->whole)
        return bw_options_whole(
            &line->args, (struct bw_options_number){option->shown, option->name}, value, fail);
    bw_args_str(&line->args, option->name, value);
    return BW_OK;
}

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct report_line *line = context;
    switch (option) {
    case 'o':
        line->org = value;
        return BW_OK;
    case 't':
        line->team = value;
        return BW_OK;
    case 'w':
        line->wish.html = value;
        return BW_OK;
    case 'n':
        line->wish.table = value;
        return BW_OK;
    case 'c':
        line->wish.csv = true;
        return BW_OK;
    case 'g':
        if (!(line->sheet->takes & BW_SHEET_GOAL))
            return bw_fail_set(fail, BW_BAD_REQUEST, "--goal: does not go with \"%s\"",
                               line->sheet->name);
        return bw_question_goal(&line->args, value, fail);
    default:
        return take_argument(line, option, value, fail);
    }
}

static void print_help(void)
{
    fputs(help_head, stdout);
    for (size_t i = 0; bw_sheet_at(i); i++) {
        const struct bw_sheet *sheet = bw_sheet_at(i);
        printf("  %-12s %s\n", sheet->name, sheet->help);
        for (size_t b = 0; sheet->by && sheet->by[b]; b++)
            printf("%s%s%s", b ? ", " : "               --by ", sheet->by[b],
                   sheet->by[b + 1] ? "" : "\n");
        printf("               tables: ");
        for (size_t t = 0; t < sheet->n_tables; t++)
            printf("%s%s", t ? ", " : "", sheet->tables[t].name);
        printf("\n");
    }
    fputs(help_tail, stdout);
}

static int show(struct bw_app *app, const struct report_line *line, const msgpack_object *answer)
{
    char group[BW_VIEW_LEN] = "";
    bool given;
    if (!app->json && !line->wish.csv)
        bw_app_label(app, line->org ? "org" : "team", line->org ? line->org : line->team, group,
                     sizeof group);
    struct bw_sheet_shown shown = {line->sheet, app->lang, group, answer};
    int code = bw_sheet_give(app, &shown, &line->wish, &given);
    if (!given)
        bw_sheet_text(stdout, &shown, bw_text_terminal());
    return code;
}

/* What is wrong with the line as a whole. */
static int check(const struct report_line *line)
{
    if (!line->org == !line->team)
        return bw_app_usage("report", "report: --org or --team is expected, one of the two");
    if (line->wish.csv && line->wish.html)
        return bw_app_usage("report", "report: --csv and --html: one of the two");
    if (line->wish.table && !line->wish.csv)
        return bw_app_usage("report", "report: --table goes with --csv");
    if (!bw_sheet_wanted(line->sheet, &line->wish))
        return bw_app_usage("report", "report: --table: \"%s\" is no table of \"%s\"",
                            line->wish.table, line->sheet->name);
    return BW_EXIT_WELL;
}

static int ask(struct bw_app *app, struct report_line *line)
{
    struct bw_reply reply;
    bw_args_str(&line->args, line->org ? "org" : "team", line->org ? line->org : line->team);
    bw_app_add_lang(app, !app->json, &line->args);
    bw_app_patience(app, REPORT_MS);
    int exit_code = bw_app_call(app, line->sheet->method, &line->args, &reply);
    bw_app_patience(app, 0);
    if (exit_code)
        return exit_code;
    exit_code = show(app, line, reply.result);
    bw_reply_clear(&reply);
    return exit_code;
}

int bw_cmd_report(struct bw_app *app, int argc, char **argv)
{
    static const struct option names[] = {
        {"org", required_argument, NULL, 'o'},       {"team", required_argument, NULL, 't'},
        {"from", required_argument, NULL, 'f'},      {"to", required_argument, NULL, 'u'},
        {"as-of", required_argument, NULL, 'a'},     {"by", required_argument, NULL, 'b'},
        {"quarters", required_argument, NULL, 'q'},  {"goal", required_argument, NULL, 'g'},
        {"min-group", required_argument, NULL, 'm'}, {"provider", required_argument, NULL, 'p'},
        {"state", required_argument, NULL, 's'},     {"within", required_argument, NULL, 'i'},
        {"months", required_argument, NULL, 'e'},    {"limit", required_argument, NULL, 'x'},
        {"html", required_argument, NULL, 'w'},      {"csv", no_argument, NULL, 'c'},
        {"table", required_argument, NULL, 'n'},     BW_OPTIONS_COMMON};
    static const struct bw_options options = {
        .command = "report", .letters = "hk:", .names = names, .take = take};
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_help();
        return argc < 2 ? BW_EXIT_USAGE : BW_EXIT_WELL;
    }
    struct report_line line = {.sheet = bw_sheet_find(argv[1])};
    if (!line.sheet)
        return bw_app_usage("report", "report: \"%s\" is no report", argv[1]);
    bw_args_init(&line.args);
    int first = bw_options_read(app, &options, argc - 1, argv + 1, &line), exit_code;
    if (first < 0) {
        exit_code = BW_OPTIONS_EXIT(first);
        if (exit_code == BW_EXIT_WELL)
            print_help();
    } else if (first < argc - 1) {
        exit_code = bw_app_usage("report", "report: \"%s\" is one word too many", argv[1 + first]);
    } else {
        exit_code = check(&line);
        if (!exit_code)
            exit_code = ask(app, &line);
    }
    bw_args_clear(&line.args);
    return exit_code;
}
