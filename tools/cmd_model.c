/* model: the registry of learned models: which there are, which serves, and putting one back. */
#include <stdio.h>
#include <string.h>

#include "tools/card/card_file.h"
#include "tools/card/card_gather.h"
#include "tools/model/model_groups.h"
#include "tools/model/model_show.h"
#include "tools/options.h"
#include "tools/text.h"

/* Judging a model takes seconds, and others may be asked about first. */
#define JUDGE_MS (10 * 60 * 1000)

static const char help[] =
    "bekwaam model list: the learned models that are kept, and which one serves\n"
    "bekwaam model info [VERSION]: what a model says of itself, and every promotion\n"
    "bekwaam model promote VERSION [--parts LIST] [--override REASON] [--groups FILE] [--by NAME]\n"
    "bekwaam model rollback [--by NAME] [--reason REASON]: back to what served before\n"
    "bekwaam model diff VERSION [WITH] [--parts LIST] [--groups FILE]: one against another, or\n"
    "                                  against what serves\n"
    "bekwaam model card [VERSION] --html FILE [--groups FILE]: its report card as a page to read "
    "and\n"
    "                                  print; with --json instead of --html what it shows\n"
    "bekwaam model drop VERSION: a model that does not serve is thrown away\n"
    "\n"
    "  --parts LIST        what of the model is to serve, with commas between: success,\n"
    "                      co_enrolment, preference (default: all that it offers)\n"
    "  --override REASON   promotes a model that does not pass the gate; the reason is kept\n"
    "  --groups FILE       CSV with the columns employee and group: who is looked at together\n"
    "                      (default: organisations)\n"
    "  --by NAME           who does it, kept with the promotion\n"
    "  --html FILE         where the page goes; it needs nothing else to be shown\n"
    "  --reason REASON     why it is rolled back, kept likewise\n"
    "  --lang nl|en, --json\n"
    "\n"
    "Version \"closed-form\" is always there: nothing learned. A model that foretells worse, "
    "changes\n"
    "too many lists or treats a group worse is not promoted; diff shows the figures. What is\n"
    "promoted answers the very next question.\n";

enum option_bit { PARTS = 1, OVERRIDE = 2, GROUPS = 4, BY = 8, REASON = 16, HTML = 32 };

struct model_line {
    struct bw_args args;
    unsigned given;            /* enum option_bit */
    const char *groups, *html; /* files, or NULL */
    bool over;
};

struct command {
    const char *name, *method; /* NULL: there is more to it than a call */
    unsigned options;          /* that go with it */
    int least, most;           /* words behind it */
    const char *words[2];      /* the arguments that they are */
    void (*show)(const struct bw_app *app, const msgpack_object *answer);
};

static const struct command commands[] = {
    {"list", "model.list", 0, 0, 0, {NULL}, bw_model_show_list},
    {"info", "model.info", 0, 0, 1, {"version"}, bw_model_show_info},
    {"promote",
     "model.promote",
     PARTS | OVERRIDE | GROUPS | BY,
     1,
     1,
     {"version"},
     bw_model_show_change},
    {"rollback", "model.rollback", BY | REASON, 0, 0, {NULL}, bw_model_show_change},
    {"diff", "model.compare", PARTS | GROUPS, 1, 2, {"version", "with"}, bw_model_show_diff},
    {"card", NULL, GROUPS | HTML, 0, 1, {"version"}, NULL},
    {"drop", "model.drop", 0, 1, 1, {"version"}, NULL},
};

/* "success,preference" as a list. */
static void add_parts(struct bw_args *args, const char *list)
{
    uint32_t n = 1;
    for (const char *at = list; *at; at++)
        n += *at == ',';
    bw_args_key(args, "parts");
    msgpack_pack_array(&args->packer, n);
    for (const char *at = list; n > 0; n--) {
        size_t len = strcspn(at, ",");
        msgpack_pack_str_with_body(&args->packer, at, len);
        at += len + 1;
    }
}

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct model_line *line = context;
    static const struct {
        int letter;
        enum option_bit bit;
        const char *name; /* of a str */
    } options[] = {{'p', PARTS, NULL},  {'o', OVERRIDE, "override"},
                   {'g', GROUPS, NULL}, {'m', HTML, NULL},
                   {'b', BY, "by"},     {'r', REASON, "reason"}};
    size_t i = 0;
    while (i < sizeof options / sizeof *options && options[i].letter != option)
        i++;
    if (i == sizeof options / sizeof *options)
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    if (line->given & options[i].bit)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: given twice", value);
    line->given |= options[i].bit;
    if (options[i].name)
        bw_args_str(&line->args, options[i].name, value);
    else if (option == 'p')
        add_parts(&line->args, value);
    else if (option == 'm')
        line->html = value;
    else
        line->groups = value;
    return BW_OK;
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static int check_line(const struct command *command, const struct model_line *line, int n)
{
    static const char *const names[] = {"--parts", "--override", "--groups",
                                        "--by",    "--reason",   "--html"};
    if (n < command->least)
        return bw_app_usage("model", "model %s: a version is expected", command->name);
    if (n > command->most)
        return bw_app_usage("model", "model %s: at most %d of \"%s\" and what follows",
                            command->name, command->most,
                            command->most ? "VERSION" : command->name);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (line->given & ~command->options & 1u << i)
            return bw_app_usage("model", "model %s: %s does not go with it", command->name,
                                names[i]);
    return BW_EXIT_WELL;
}

static int read_line(struct bw_app *app, int argc, char **argv, struct model_line *line,
                     const struct command **command)
{
    static const struct option names[] = {{"parts", required_argument, NULL, 'p'},
                                          {"override", required_argument, NULL, 'o'},
                                          {"groups", required_argument, NULL, 'g'},
                                          {"by", required_argument, NULL, 'b'},
                                          {"reason", required_argument, NULL, 'r'},
                                          {"html", required_argument, NULL, 'm'},
                                          BW_OPTIONS_COMMON};
    static const struct bw_options options = {"model", help, "h", names, take};
    int first = bw_options_read(app, &options, argc, argv, line);
    line->over = first < 0;
    if (line->over)
        return BW_OPTIONS_EXIT(first);
    if (first == argc)
        return bw_app_usage("model", "model: list, info, promote, rollback, diff, card or drop");
    *command = find_command(argv[first]);
    if (!*command)
        return bw_app_usage("model",
                            "model: \"%s\" is none of list, info, promote, rollback, diff, "
                            "card and drop",
                            argv[first]);
    int n = argc - first - 1;
    int exit_code = check_line(*command, line, n);
    for (int i = 0; !exit_code && i < n; i++)
        bw_args_str(&line->args, (*command)->words[i], argv[first + 1 + i]);
    return exit_code;
}

/* The groups of the file, if one was given, as an argument. */
static int read_groups(const struct model_line *line, struct bw_args *args)
{
    struct bw_fail fail;
    if (!line->groups || bw_model_groups_read(line->groups, args, &fail) == BW_OK)
        return BW_EXIT_WELL;
    fprintf(stderr, "bekwaam: %s\n", fail.text);
    return BW_EXIT_ERROR;
}

static int run_card(struct bw_app *app, const struct model_line *line, const char *version)
{
    struct bw_args groups, card;
    struct bw_fail fail;
    if (!line->html == !app->json)
        return bw_app_usage("model", "model card: either --html FILE or --json");
    bw_args_init(&groups);
    bw_args_init(&card);
    int exit_code = read_groups(line, &groups);
    if (!exit_code)
        exit_code = bw_card_gather(app, version, &groups, &card);
    if (!exit_code && app->json) {
        bw_app_print_args(&card);
    } else if (!exit_code && bw_card_file(line->html, app->lang, &card, &fail) != BW_OK) {
        fprintf(stderr, "bekwaam: %s\n", fail.text);
        exit_code = BW_EXIT_ERROR;
    }
    bw_args_clear(&groups);
    bw_args_clear(&card);
    return exit_code;
}

static int run(struct bw_app *app, const struct command *command, struct model_line *line,
               const char *version)
{
    struct bw_reply reply;
    char text[BW_WORDS_LEN];
    int exit_code = read_groups(line, &line->args);
    if (exit_code)
        return exit_code;
    bw_app_patience(app, JUDGE_MS);
    exit_code = bw_app_call(app, command->method, &line->args, &reply);
    if (exit_code)
        return exit_code;
    if (app->json)
        bw_app_print_json(reply.result);
    else if (command->show)
        command->show(app, reply.result);
    else
        bw_text_wrap(stdout, "", bw_say(text, app->lang, BW_W_MODEL_DROPPED, version),
                     bw_text_terminal());
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

int bw_cmd_model(struct bw_app *app, int argc, char **argv)
{
    struct model_line line = {.given = 0};
    const struct command *command = NULL;
    bw_args_init(&line.args);
    int exit_code = read_line(app, argc, argv, &line, &command);
    if (!exit_code && command && command->method)
        exit_code = run(app, command, &line, argv[argc - 1]);
    else if (!exit_code && command)
        exit_code = run_card(app, &line, strcmp(argv[argc - 1], "card") ? argv[argc - 1] : NULL);
    bw_args_clear(&line.args);
    return exit_code;
}
