#include "tools/question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/format.h"
#include "tools/options.h"
#include "tools/text.h"
#include "tools/view.h"

/* {"kind": kind, name: value} */
static void pack_goal(struct bw_args *args, const char *kind, const char *name)
{
    bw_args_key(args, "goal");
    msgpack_pack_map(&args->packer, name ? 2 : 1);
    bw_pack_str(&args->packer, "kind");
    bw_pack_str(&args->packer, kind);
    if (name)
        bw_pack_str(&args->packer, name);
}

/* "a,b" as a list of str, "a" as a str. */
static void pack_ids(msgpack_packer *out, const char *text)
{
    size_t n = 1;
    for (const char *at = text; *at; at++)
        n += *at == ',';
    if (n > 1)
        msgpack_pack_array(out, n);
    while (n-- > 0) {
        size_t len = strcspn(text, ",");
        msgpack_pack_str_with_body(out, text, len);
        text += len + 1;
    }
}

enum bw_err bw_question_goal(struct bw_args *args, const char *text, struct bw_fail *fail)
{
    if (text[0] == '{')
        return bw_args_json(args, "goal", text, fail);
    if (strcmp(text, "current") == 0 || strcmp(text, "wishes") == 0) {
        pack_goal(args, text, NULL);
    } else if (strncmp(text, "role:", 5) == 0 && text[5]) {
        pack_goal(args, "role", "role");
        bw_pack_str(&args->packer, text + 5);
    } else if (strncmp(text, "change:", 7) == 0 && text[7]) {
        pack_goal(args, "change", "change");
        pack_ids(&args->packer, text + 7);
    } else {
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "\"%s\" is no goal; current, wishes, role:ID, change:ID[,ID] or a JSON "
                           "map",
                           text);
    }
    return BW_OK;
}

/* A number option as an argument. */
static enum bw_err take_number(struct bw_args *args, const char *name, const char *text,
                               struct bw_fail *fail)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: \"%s\" is no number", name, text);
    bw_args_float(args, name, value);
    return BW_OK;
}

static enum bw_err take_ids(struct bw_args *args, const char *name, const char *text)
{
    size_t n = 1;
    for (const char *at = text; *at; at++)
        n += *at == ',';
    bw_args_key(args, name);
    if (n == 1)
        msgpack_pack_array(&args->packer, 1);
    pack_ids(&args->packer, text);
    return BW_OK;
}

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct bw_question_line *line = context;
    struct bw_args *args = &line->args;
    switch (option) {
    case 'g':
        return bw_question_goal(args, value, fail);
    case 'a':
        bw_args_str(args, "as_of", value);
        return BW_OK;
    case 'k':
        return take_number(args, "k", value, fail);
    case 'd':
        return take_number(args, "diversity", value, fail);
    case 'o':
        bw_args_str(args, "objective", value);
        return BW_OK;
    case 'f':
        return bw_args_json(args, "filters", value, fail);
    case 'x':
        return take_ids(args, "exclude", value);
    case 'm':
        return take_number(args, "min_group", value, fail);
    case 'O':
        line->org = value;
        return BW_OK;
    case 'A':
        line->all = true;
        return BW_OK;
    case 'e':
        bw_args_bool(args, "explain", false);
        return BW_OK;
    case 'w':
        line->out = value;
        return BW_OK;
    case 'R':
        line->restart = true;
        return BW_OK;
    case 'M':
        line->mixed = true;
        return BW_OK;
    default:
        return bw_fail_set(fail, BW_BAD_REQUEST, "this option is not known");
    }
}

#define OPTIONS_MOST 24

static void choose_options(unsigned set, struct option *out, const char **letters)
{
    static const struct {
        unsigned set;
        struct option option;
    } all[] = {
        {BW_Q_GOAL, {"goal", required_argument, NULL, 'g'}},
        {BW_Q_GOAL, {"as-of", required_argument, NULL, 'a'}},
        {BW_Q_GOAL, {"json", no_argument, NULL, 'j'}},
        {BW_Q_GOAL, {"lang", required_argument, NULL, 'l'}},
        {BW_Q_GOAL, {"help", no_argument, NULL, 'h'}},
        {BW_Q_LIST, {"objective", required_argument, NULL, 'o'}},
        {BW_Q_LIST, {"diversity", required_argument, NULL, 'd'}},
        {BW_Q_LIST, {"filter", required_argument, NULL, 'f'}},
        {BW_Q_LIST, {"exclude", required_argument, NULL, 'x'}},
        {BW_Q_GROUP | BW_Q_MANY, {"org", required_argument, NULL, 'O'}},
        {BW_Q_GROUP, {"min-group", required_argument, NULL, 'm'}},
        {BW_Q_MANY, {"all", no_argument, NULL, 'A'}},
        {BW_Q_MANY, {"no-explain", no_argument, NULL, 'e'}},
        {BW_Q_MANY, {"out", required_argument, NULL, 'w'}},
        {BW_Q_MANY, {"restart", no_argument, NULL, 'R'}},
        {BW_Q_MANY, {"mixed", no_argument, NULL, 'M'}},
    };
    size_t n = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].set & set)
            out[n++] = all[i].option;
    *letters = set & BW_Q_LIST ? "hk:" : "h";
}

/* Exactly one of what a command may be about. */
static int check_subject(const char *command, unsigned set, const struct bw_question_line *line)
{
    if (set & BW_Q_MANY && line->subject)
        return bw_app_usage(command, "%s: \"%s\" is one too many", command, line->subject);
    if ((line->subject != NULL) + (line->org != NULL) + line->all == 1)
        return BW_EXIT_WELL;
    return bw_app_usage(command, "%s: %s", command,
                        set & BW_Q_MANY    ? "either --org ID or --all is expected"
                        : set & BW_Q_GROUP ? "a team or --org ID is expected"
                                           : "an employee is expected");
}

int bw_question_read(struct bw_app *app, int argc, char **argv, unsigned set,
                     struct bw_question_line *line)
{
    struct option names[OPTIONS_MOST] = {{NULL, 0, NULL, 0}};
    struct bw_options options = {.command = argv[0], .names = names, .take = take};
    *line = (struct bw_question_line){0};
    bw_args_init(&line->args);
    choose_options(set, names, &options.letters);
    int first = bw_options_read(app, &options, argc, argv, line);
    line->help = first == -1 - BW_EXIT_WELL;
    if (first < 0)
        return BW_OPTIONS_EXIT(first);
    if (first < argc)
        line->subject = argv[first++];
    if (first < argc)
        return bw_app_usage(argv[0], "%s: \"%s\" is one too many", argv[0], argv[first]);
    return check_subject(argv[0], set, line);
}

void bw_question_clear(struct bw_question_line *line)
{
    bw_args_clear(&line->args);
}

void bw_question_labels(struct bw_app *app, const char *kind, const msgpack_object *ids, size_t n,
                        size_t most, char *out, size_t size)
{
    char id[BW_VIEW_LEN], label[BW_VIEW_LEN], more[BW_WORDS_LEN], count[32];
    size_t at = 0;
    *out = 0;
    for (size_t i = 0; i < n && i < most && at + BW_VIEW_LEN + 2 < size; i++) {
        bw_app_label(app, kind, bw_view_value(id, &ids[i]), label, sizeof label);
        at += (size_t)snprintf(out + at, size - at, "%s%s", i ? ", " : "", label);
    }
    if (n > most && at + 64 < size) {
        snprintf(count, sizeof count, "%zu", n - most);
        snprintf(out + at, size - at, " %s", bw_say(more, app->lang, BW_W_MORE_ROWS, count));
    }
}

const char *bw_question_goal_words(struct bw_app *app, const msgpack_object *goal, char *out)
{
    char kind[BW_VIEW_LEN], id[BW_VIEW_LEN], labels[BW_VIEW_LEN * 3];
    bw_view_text(kind, goal, "kind");
    if (strcmp(kind, "role") == 0) {
        bw_app_label(app, "role", bw_view_text(id, goal, "role"), labels, BW_VIEW_LEN);
        return bw_say(out, app->lang, BW_W_GOAL_ROLE, labels);
    }
    if (strcmp(kind, "change") == 0) {
        const msgpack_object *value = bw_view(goal, "change");
        bool list = value && value->type == MSGPACK_OBJECT_ARRAY;
        if (value)
            bw_question_labels(app, "change", list ? value->via.array.ptr : value,
                               list ? value->via.array.size : 1, 3, labels, sizeof labels);
        else
            *labels = 0;
        return bw_say(out, app->lang, BW_W_GOAL_CHANGE, labels);
    }
    enum bw_word word = strcmp(kind, "wishes") == 0         ? BW_W_GOAL_WISHES
                        : strcmp(kind, "competencies") == 0 ? BW_W_GOAL_COMPETENCIES
                                                            : BW_W_GOAL_CURRENT;
    return bw_say(out, app->lang, word, "");
}

int bw_question_ask(struct bw_app *app, int argc, char **argv,
                    const struct bw_question_command *command)
{
    struct bw_question_line line;
    struct bw_reply reply;
    int exit_code = bw_question_read(app, argc, argv, command->set, &line);
    if (line.help)
        fputs(command->help, stdout);
    if (!exit_code && !line.help) {
        bw_args_str(&line.args, line.org ? "org" : command->subject,
                    line.org ? line.org : line.subject);
        bw_app_add_lang(app, !app->json, &line.args);
        exit_code = bw_app_call(app, command->method, &line.args, &reply);
        if (!exit_code && app->json)
            bw_app_print_json(reply.result);
        else if (!exit_code)
            command->show(app, &line, reply.result, bw_text_terminal());
        if (!exit_code)
            bw_reply_clear(&reply);
    }
    bw_question_clear(&line);
    return exit_code;
}

const char *bw_question_need(const struct bw_app *app, const msgpack_object *item, char *out)
{
    char level[BW_FORMAT_LEN], doubt[BW_FORMAT_LEN];
    double sd = bw_view_number(item, "need_sd", 0);
    bw_format_number(level, app->lang, bw_view_number(item, "need", 0), 1);
    bw_format_number(doubt, app->lang, sd, sd < .095 ? 2 : 1);
    snprintf(out, (size_t)2 * BW_FORMAT_LEN, "%.60s%s%.60s%s", level, sd > 0 ? " ± " : "",
             sd > 0 ? doubt : "", bw_view_true(item, "need_assumed") ? "*" : "");
    return out;
}

bool bw_question_assumed(const msgpack_object *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (bw_view_true(&items[i], "need_assumed"))
            return true;
    return false;
}
