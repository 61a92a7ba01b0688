/* The command line: global options, then one subcommand. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "data/fault.h"
#include "data/about.h"
#include "model/base/day.h"
#include "tools/app.h"
#include "tools/text.h"

static const char help[] =
    "bekwaam [--unix PATH | --connect HOST:PORT | --data DIR] [--lang nl|en] [--json] COMMAND ...\n"
    "\n"
    "  --unix PATH          a running daemon's UNIX socket\n"
    "  --connect HOST:PORT  a running daemon's address (default " BW_APP_ADDRESS ")\n"
    "  --data DIR           a store that no daemon holds\n"
    "  --lang nl|en         language of the tables and of labels (default nl)\n"
    "  --json               answers as JSON\n"
    "  --today YYYY-MM-DD   with --data: answer as if it were this day\n"
    "\n"
    "Commands (each with --help):\n"
    "  init        makes an empty store\n"
    "  import      reads records from files, all or nothing\n"
    "  export      writes all records to files\n"
    "  recommend   which courses close a person's gap best, and why\n"
    "  gap         what a person is short of, and how sure that is\n"
    "  batch       everyone's suggestions in one file\n"
    "  team        where a team or an organisation is short\n"
    "  plan        the courses that close most within a budget, for a person or a group\n"
    "  book        asks for the courses of a plan, grants and refuses them, lists who goes where\n"
    "  change      what a task, a law or a merger means that comes: who, how much, and in time?\n"
    "  roles       other roles that lie near a person's, and the training that leads to one\n"
    "  report      what training costs and brings, and other reports: tables, CSV, a page to "
    "print\n"
    "  search      courses or competencies that look like a text\n"
    "  tag         what courses probably teach, to be looked at or decided about\n"
    "  duplicates  courses or competencies that may be one, and deciding about them\n"
    "  embed       trains a text model on the store, or brings vectors from outside\n"
    "  train       learns from what happened in the store: a model for the registry\n"
    "  evaluate    measures what is learned, on a set of interactions; and the engine, in "
    "simulated\n"
    "              worlds whose truth is known\n"
    "  model       learned models: which there are, which serves, and putting one back\n"
    "  call        any method of the daemon, arguments and answer as JSON\n"
    "  backup      a copy of the store while it serves, and whether one is sound\n"
    "  restore     a new store from a backup, and from what was written after it\n"
    "  verify      walks through a whole store and reports what is wrong\n"
    "  simulate    made-up people, courses and history for a store, from a seed\n"
    "  stats       what the daemon is and what it has done\n"
    "\n"
    "Exit: 0 well, 1 answered with an error, 2 wrong usage, 3 no daemon or store reached.\n";

static const struct {
    const char *name;
    int (*run)(struct bw_app *app, int argc, char **argv);
} commands[] = {
    {"init", bw_cmd_init},         {"import", bw_cmd_import},
    {"export", bw_cmd_export},     {"batch", bw_cmd_batch},
    {"call", bw_cmd_call},         {"gap", bw_cmd_gap},
    {"team", bw_cmd_team},         {"recommend", bw_cmd_recommend},
    {"simulate", bw_cmd_simulate}, {"search", bw_cmd_search},
    {"stats", bw_cmd_stats},       {"verify", bw_cmd_verify},
    {"tag", bw_cmd_tag},           {"duplicates", bw_cmd_duplicates},
    {"embed", bw_cmd_embed},       {"train", bw_cmd_train},
    {"evaluate", bw_cmd_evaluate}, {"model", bw_cmd_model},
    {"roles", bw_cmd_roles},       {"report", bw_cmd_report},
    {"plan", bw_cmd_plan},         {"book", bw_cmd_book},
    {"change", bw_cmd_change},     {"backup", bw_cmd_backup},
    {"restore", bw_cmd_restore},
};

static const char *const later[] = {"token", "audit"};

/* One global option; BW_EXIT_USAGE when its value is wrong. */
static int take_option(struct bw_app *app, int option, const char *value)
{
    bw_day day;
    switch (option) {
    case 'u':
        app->unix_path = value;
        return BW_EXIT_WELL;
    case 'c':
        app->address = value;
        return BW_EXIT_WELL;
    case 'd':
        app->data = value;
        return BW_EXIT_WELL;
    case 't':
        app->today = value;
        if (!bw_day_parse(value, strlen(value), &day))
            return bw_app_usage("", "--today: \"%s\" is no date; YYYY-MM-DD", value);
        return BW_EXIT_WELL;
    case 'l':
        if (!bw_app_take_lang(app, value))
            return bw_app_usage("", "--lang: \"%s\" is no language; nl or en", value);
        return BW_EXIT_WELL;
    case 'j':
        app->json = true;
        return BW_EXIT_WELL;
    default:
        fprintf(stderr, "See: bekwaam --help\n");
        return BW_EXIT_USAGE;
    }
}

/* Reads the global options; *show when that was all. */
static int take_options(struct bw_app *app, int argc, char **argv, bool *show)
{
    static const struct option options[] = {{"unix", required_argument, NULL, 'u'},
                                            {"connect", required_argument, NULL, 'c'},
                                            {"data", required_argument, NULL, 'd'},
                                            {"lang", required_argument, NULL, 'l'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"today", required_argument, NULL, 't'},
                                            {"help", no_argument, NULL, 'h'},
                                            {"version", no_argument, NULL, 'v'},
                                            {NULL, 0, NULL, 0}};
    int option, exit_code = BW_EXIT_WELL;
    while (!exit_code && (option = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
        if (option == 'h' || option == 'v') {
            fputs(option == 'h' ? help : "bekwaam " BW_VERSION "\n" BW_ABOUT "\n", stdout);
            *show = true;
            return BW_EXIT_WELL;
        }
        exit_code = take_option(app, option, optarg);
    }
    int ways = (app->unix_path != NULL) + (app->address != NULL) + (app->data != NULL);
    if (!exit_code && ways > 1)
        exit_code = bw_app_usage("", "of --unix, --connect and --data only one can be given");
    if (!exit_code && app->today && !app->data)
        exit_code = bw_app_usage("", "--today goes with --data; a running daemon has its own day");
    return exit_code;
}

static int run(struct bw_app *app, int argc, char **argv)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i].name, argv[0]) == 0) {
            optind = 0; /* getopt starts again */
            return commands[i].run(app, argc, argv);
        }
    }
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        if (strcmp(later[i], argv[0]) == 0)
            return bw_app_usage("", "%s: not built into this version", argv[0]);
    return bw_app_usage("", "\"%s\" is no command", argv[0]);
}

int main(int argc, char **argv)
{
    struct bw_app app = {.lang = BW_NL};
    bool show = false;
    bw_fault_words("bekwaam");
    bw_text_setup();
    int exit_code = take_options(&app, argc, argv, &show);
    if (exit_code || show)
        return exit_code;
    if (optind == argc)
        return bw_app_usage("", "a command is missing");
    exit_code = run(&app, argc - optind, argv + optind);
    bw_app_close(&app);
    if (fflush(stdout) != 0 && exit_code == BW_EXIT_WELL) {
        perror("bekwaam: stdout");
        exit_code = BW_EXIT_ERROR;
    }
    return exit_code;
}
