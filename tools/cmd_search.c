/* search: courses or competencies that look like a text, as a table with what was meant. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/options.h"
#include "tools/format.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/view.h"

static const char help[] =
    "bekwaam search TEXT [OPTIONS]: courses, or competencies, that look like a text\n"
    "\n"
    "  --courses           courses that can be taken (default)\n"
    "  --competencies      competencies\n"
    "  -k N                at most N of them (1 to 100, default 10)\n"
    "  --filter JSON       hard conditions on courses, e.g. '{\"max_price_cents\": 50000}'\n"
    "  --org ID            only what this organisation sees (default: everything)\n"
    "  --employee ID       only what this person sees\n"
    "  --lang nl|en, --json\n"
    "\n"
    "Typing errors, alternative labels, parts of compounds and both languages are found. TEXT may "
    "be\n"
    "several words without quotes; \"--\" before it when it begins with a dash.\n";

struct search_line {
    struct bw_args args;
    bool competencies, filtered, over;
};

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct search_line *line = context;
    switch (option) {
    case 'c':
        line->competencies = true;
        return BW_OK;
    case 'C':
        line->competencies = false;
        return BW_OK;
    case 'k':
        return bw_options_whole(&line->args, (struct bw_options_number){"-k", "k"}, value, fail);
    case 'f':
        line->filtered = true;
        return bw_args_json(&line->args, "filters", value, fail);
    case 'O':
        bw_args_str(&line->args, "org", value);
        return BW_OK;
    case 'e':
        bw_args_str(&line->args, "employee", value);
        return BW_OK;
    default:
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    }
}

/* The words of the line as one text. */
static void add_text(struct bw_args *args, int n, char **words)
{
    size_t len = 0;
    for (int i = 0; i < n; i++)
        len += strlen(words[i]) + 1;
    bw_args_key(args, "text");
    msgpack_pack_str(&args->packer, len ? len - 1 : 0);
    for (int i = 0; i < n; i++) {
        if (i)
            msgpack_pack_str_body(&args->packer, " ", 1);
        msgpack_pack_str_body(&args->packer, words[i], strlen(words[i]));
    }
}

static int read_line(struct bw_app *app, int argc, char **argv, struct search_line *line)
{
    static const struct option names[] = {
        {"competencies", no_argument, NULL, 'c'},   {"courses", no_argument, NULL, 'C'},
        {"filter", required_argument, NULL, 'f'},   {"org", required_argument, NULL, 'O'},
        {"employee", required_argument, NULL, 'e'}, BW_OPTIONS_COMMON};
    static const struct bw_options options = {"search", help, "hk:", names, take};
    int first = bw_options_read(app, &options, argc, argv, line);
    line->over = first < 0;
    if (line->over)
        return BW_OPTIONS_EXIT(first);
    if (first == argc)
        return bw_app_usage("search", "search: a text is expected");
    if (line->filtered && line->competencies)
        return bw_app_usage("search", "search: --filter is for courses");
    add_text(&line->args, argc - first, argv + first);
    return BW_EXIT_WELL;
}

/* "in de omschrijving: … met de «planologen» oefenen …"; where the name itself shows it, nothing.
 */
static void add_match(struct bw_app *app, struct bw_table *table, const msgpack_object *item)
{
    char field[BW_VIEW_LEN], piece[BW_VIEW_LEN], text[2 * BW_WORDS_LEN];
    size_t n, at = 0;
    const msgpack_object *match = bw_view(item, "match");
    const msgpack_object *pieces = bw_view_list(match, "pieces", &n);
    bw_view_text(field, match, "field");
    at += (size_t)snprintf(text, sizeof text, "%s: ", bw_word_field(app->lang, field));
    for (size_t i = 0; i < n && at < sizeof text; i++) {
        bool hit = bw_view_true(&pieces[i], "hit");
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s%s", hit ? "«" : "",
                               bw_view_text(piece, &pieces[i], "text"), hit ? "»" : "");
    }
    if (n)
        bw_table_note(table, "      ↳ ", text);
}

static void show(struct bw_app *app, const struct search_line *line, const msgpack_object *answer)
{
    size_t n, width = bw_text_terminal();
    const msgpack_object *items = bw_view_list(answer, "items", &n);
    struct bw_column columns[] = {
        {"#", true, false},
        {bw_word(app->lang, line->competencies ? BW_W_H_COMPETENCY : BW_W_H_COURSE), false, true},
        {bw_word(app->lang, BW_W_H_ID), false, true},
        {bw_word(app->lang, BW_W_H_SCORE), true, false},
    };
    if (n == 0) {
        bw_text_wrap(stdout, "", bw_word(app->lang, BW_W_NOTHING_FOUND), width);
        return;
    }
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++) {
        char name[BW_VIEW_LEN], id[BW_VIEW_LEN], score[BW_FORMAT_LEN];
        bw_table_cellf(table, "%zu", i + 1);
        bw_table_cell(table, bw_view_text(name, &items[i], line->competencies ? "label" : "title"));
        bw_table_cell(table,
                      bw_view_text(id, &items[i], line->competencies ? "competency" : "course"));
        bw_format_number(score, app->lang, bw_view_number(&items[i], "score", 0), 2);
        bw_table_cell(table, score);
        add_match(app, table, &items[i]);
    }
    bw_table_print(table, stdout, 2, width);
    bw_table_free(table);
}

int bw_cmd_search(struct bw_app *app, int argc, char **argv)
{
    struct search_line line = {.competencies = false};
    struct bw_reply reply;
    bw_args_init(&line.args);
    int exit_code = read_line(app, argc, argv, &line);
    if (!exit_code && !line.over) {
        bw_app_add_lang(app, !app->json, &line.args);
        exit_code = bw_app_call(app, line.competencies ? "competency.search" : "course.search",
                                &line.args, &reply);
        if (!exit_code && app->json)
            bw_app_print_json(reply.result);
        else if (!exit_code)
            show(app, &line, reply.result);
        if (!exit_code)
            bw_reply_clear(&reply);
    }
    bw_args_clear(&line.args);
    return exit_code;
}
