/* duplicates: records that may be one, as a table, or one after another to decide about. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/options.h"
#include "tools/duplicates_review.h"
#include "tools/format.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/view.h"

#define REVIEWED 1000

static const char help[] =
    "bekwaam duplicates courses|competencies [OPTIONS]: records that may be one\n"
    "\n"
    "  --review            goes through them: the same, different, skip, quit. Competencies that "
    "are\n"
    "                      the same count as one from then on (same_as); of two courses one can "
    "be\n"
    "                      retired. What was decided is not asked again\n"
    "  --org ID            only what this organisation sees (default: every pair that one sees)\n"
    "  --least SCORE       how sure, 0 to 1 (default 0.75)\n"
    "  -k N                at most N of them (1 to 1000; default 100, with --review 1000)\n"
    "  --by NAME           with --review: who decides, kept with each decision\n"
    "  --lang nl|en, --json\n"
    "\n"
    "--review takes single keys on a terminal, and lines (their first letter) from a file or a "
    "pipe.\n";

struct duplicates_line {
    struct bw_args args;
    const char *by;
    bool review, courses, over, limited;
};

static enum bw_err take_number(struct bw_args *args, const char *option, const char *value,
                               struct bw_fail *fail)
{
    char *end;
    bool whole = strcmp(option, "k") == 0;
    double number = strtod(value, &end);
    if (end == value || *end)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s%s: \"%s\" is no number", whole ? "-" : "--",
                           option, value);
    bw_args_float(args, option, number);
    return BW_OK;
}

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct duplicates_line *line = context;
    switch (option) {
    case 'r':
        line->review = true;
        return BW_OK;
    case 'O':
        bw_args_str(&line->args, "org", value);
        return BW_OK;
    case 'm':
        return take_number(&line->args, "least", value, fail);
    case 'k':
        line->limited = true;
        return take_number(&line->args, "k", value, fail);
    case 'b':
        line->by = value;
        return BW_OK;
    default:
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    }
}

static int check_line(struct bw_app *app, struct duplicates_line *line, int n, char **words)
{
    line->courses = n == 1 && strcmp(words[0], "courses") == 0;
    if (!line->courses && (n != 1 || strcmp(words[0], "competencies") != 0))
        return bw_app_usage("duplicates",
                            "duplicates: \"courses\" or \"competencies\" is expected");
    if (line->review && app->json)
        return bw_app_usage("duplicates", "duplicates: --review is for a person, without --json");
    if (line->by && !line->review)
        return bw_app_usage("duplicates", "duplicates: --by goes with --review");
    bw_args_str(&line->args, "kind", words[0]);
    if (line->review && !line->limited)
        bw_args_int(&line->args, "k", REVIEWED);
    return BW_EXIT_WELL;
}

static int read_line(struct bw_app *app, int argc, char **argv, struct duplicates_line *line)
{
    static const struct option names[] = {{"review", no_argument, NULL, 'r'},
                                          {"org", required_argument, NULL, 'O'},
                                          {"least", required_argument, NULL, 'm'},
                                          {"by", required_argument, NULL, 'b'},
                                          BW_OPTIONS_COMMON};
    static const struct bw_options options = {"duplicates", help, "hk:", names, take};
    int first = bw_options_read(app, &options, argc, argv, line);
    line->over = first < 0;
    if (line->over)
        return BW_OPTIONS_EXIT(first);
    return check_line(app, line, argc - first, argv + first);
}

/* The ids, and the names that say so where these are not the ones shown. */
static void add_notes(struct bw_app *app, struct bw_table *table, const msgpack_object *item,
                      const char *const shown[2])
{
    char a[BW_VIEW_LEN], b[BW_VIEW_LEN], text[2 * BW_VIEW_LEN + 8], said[BW_WORDS_LEN];
    snprintf(text, sizeof text, "%s · %s", bw_view_text(a, item, "a"), bw_view_text(b, item, "b"));
    bw_table_note(table, "      ", text);
    bw_view_text(a, item, "a_match");
    bw_view_text(b, item, "b_match");
    if (*a && (strcmp(a, shown[0]) != 0 || strcmp(b, shown[1]) != 0))
        bw_table_note(table, "      ↳ ", bw_say(said, app->lang, BW_W_TWINS_MATCH, a, b));
}

static void show(struct bw_app *app, const struct duplicates_line *line,
                 const msgpack_object *answer)
{
    size_t n, width = bw_text_terminal();
    const msgpack_object *items = bw_view_list(answer, "items", &n);
    struct bw_column columns[] = {
        {"#", true, false},
        {bw_word(app->lang, BW_W_H_FIRST), false, true},
        {bw_word(app->lang, BW_W_H_SECOND), false, true},
        {bw_word(app->lang, BW_W_H_WHY), false, true},
        {bw_word(app->lang, BW_W_H_SCORE), true, false},
    };
    if (n == 0) {
        bw_text_wrap(stdout, "", bw_word(app->lang, BW_W_TWINS_NONE), width);
        return;
    }
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++) {
        char a[BW_VIEW_LEN], b[BW_VIEW_LEN], why[BW_VIEW_LEN], score[BW_FORMAT_LEN];
        bw_table_cellf(table, "%zu", i + 1);
        bw_table_cell(table, bw_view_text(a, &items[i], line->courses ? "a_title" : "a_label"));
        bw_table_cell(table, bw_view_text(b, &items[i], line->courses ? "b_title" : "b_label"));
        bw_table_cell(table, bw_view_text(why, &items[i], "reason_text"));
        bw_table_cell(table,
                      bw_format_number(score, app->lang, bw_view_number(&items[i], "score", 0), 2));
        add_notes(app, table, &items[i], (const char *const[]){a, b});
    }
    bw_table_print(table, stdout, 2, width);
    bw_table_free(table);
    char text[BW_WORDS_LEN], listed[32], found[32];
    snprintf(listed, sizeof listed, "%zu", n);
    snprintf(found, sizeof found, "%lld", (long long)bw_view_int(answer, "found", 0));
    putchar('\n');
    bw_text_wrap(stdout, "  ", bw_say(text, app->lang, BW_W_TWINS_SHOWN, listed, found), width);
}

static int answer(struct bw_app *app, const struct duplicates_line *line, const msgpack_object *all)
{
    size_t n;
    const msgpack_object *items = bw_view_list(all, "items", &n);
    if (app->json) {
        bw_app_print_json(all);
        return BW_EXIT_WELL;
    }
    if (!line->review || n == 0) {
        show(app, line, all);
        return BW_EXIT_WELL;
    }
    struct bw_duplicates_review review = {.app = app, .courses = line->courses, .by = line->by};
    return bw_duplicates_review(&review, items, n);
}

int bw_cmd_duplicates(struct bw_app *app, int argc, char **argv)
{
    struct duplicates_line line = {.by = NULL};
    struct bw_reply reply;
    bw_args_init(&line.args);
    int exit_code = read_line(app, argc, argv, &line);
    if (!exit_code && !line.over) {
        app->more_connections = line.review;
        bw_app_add_lang(app, !app->json, &line.args);
        exit_code = bw_app_call(app, "duplicates.list", &line.args, &reply);
        if (!exit_code) {
            exit_code = answer(app, &line, reply.result);
            bw_reply_clear(&reply);
        }
    }
    bw_args_clear(&line.args);
    return exit_code;
}
