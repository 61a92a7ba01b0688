/* tag: what a course probably teaches, for a person to look at or to decide about. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/base/utf8.h"
#include "tools/options.h"
#include "tools/format.h"
#include "tools/table.h"
#include "tools/tag_review.h"
#include "tools/text.h"
#include "tools/view.h"

static const char help[] =
    "bekwaam tag [COURSE | --text TEXT | --file FILE] [OPTIONS]: what a course probably teaches\n"
    "bekwaam tag --review [COURSE] [OPTIONS]: goes through the proposals and writes what is "
    "decided\n"
    "\n"
    "  COURSE              a course of the catalogue; without one those that teach nothing yet\n"
    "  --text TEXT         the text of a course, its title in the first line\n"
    "  --file FILE         the same from a file; - is the input\n"
    "  -k N                at most N competencies a course (1 to 100, default 10)\n"
    "  --least P           none with a chance below P (0 to 1, default 0.2; not for a text)\n"
    "  --org ID            courses that this organisation holds; for COURSE and TEXT, who asks\n"
    "  --teaches-most N    also courses that teach up to N competencies already (default 0)\n"
    "  --by NAME           with --review: who decides, kept with each decision\n"
    "  --lang nl|en, --json\n"
    "\n"
    "A review asks one proposal after another: accept, another level, reject, next, back, quit. On "
    "a\n"
    "terminal a key is enough; from a file or a pipe each answer is a line. Every answer is "
    "written at\n"
    "once. What is rejected is not proposed again; only what is accepted ever ranks.\n";

#define TEXT_MOST 65536 /* as the daemon takes */

struct tag_line {
    struct bw_args args;
    const char *course, *text, *file, *by;
    bool review, listing; /* --least or --teaches-most was given */
    bool over;
};

static enum bw_err take_number(struct tag_line *line, int option, const char *value,
                               struct bw_fail *fail)
{
    static const struct bw_options_number whole[] = {{"-k", "k"},
                                                     {"--teaches-most", "teaches_most"}};
    char *end;
    if (option == 'p') {
        line->listing = true;
        bw_args_float(&line->args, "least", strtod(value, &end));
        return end != value && !*end
                   ? BW_OK
                   : bw_fail_set(fail, BW_BAD_REQUEST, "--least: \"%s\" is no number", value);
    }
    line->listing |= option == 'm';
    return bw_options_whole(&line->args, whole[option == 'm'], value, fail);
}

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct tag_line *line = context;
    switch (option) {
    case 't':
        line->text = value;
        return BW_OK;
    case 'f':
        line->file = value;
        return BW_OK;
    case 'k':
    case 'm':
    case 'p':
        return take_number(line, option, value, fail);
    case 'O':
        bw_args_str(&line->args, "org", value);
        return BW_OK;
    case 'b':
        line->by = value;
        return BW_OK;
    case 'r':
        line->review = true;
        return BW_OK;
    default:
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    }
}

/* What cannot be asked together. */
static int check_line(const struct bw_app *app, const struct tag_line *line)
{
    int sources = (line->course != NULL) + (line->text != NULL) + (line->file != NULL);
    bool text = line->text || line->file;
    if (sources > 1)
        return bw_app_usage("tag", "tag: of COURSE, --text and --file only one can be given");
    if (line->review && text)
        return bw_app_usage("tag", "tag: --review is for courses of the catalogue");
    if (line->review && app->json)
        return bw_app_usage("tag", "tag: --review asks people; bekwaam call tag.list has the same "
                                   "as JSON");
    if (line->by && !line->review)
        return bw_app_usage("tag", "tag: --by goes with --review");
    if (text && line->listing)
        return bw_app_usage("tag", "tag: --least and --teaches-most are for courses");
    return BW_EXIT_WELL;
}

static int read_line(struct bw_app *app, int argc, char **argv, struct tag_line *line)
{
    static const struct option names[] = {{"text", required_argument, NULL, 't'},
                                          {"file", required_argument, NULL, 'f'},
                                          {"least", required_argument, NULL, 'p'},
                                          {"org", required_argument, NULL, 'O'},
                                          {"teaches-most", required_argument, NULL, 'm'},
                                          {"by", required_argument, NULL, 'b'},
                                          {"review", no_argument, NULL, 'r'},
                                          BW_OPTIONS_COMMON};
    static const struct bw_options options = {"tag", help, "hk:", names, take};
    int first = bw_options_read(app, &options, argc, argv, line);
    line->over = first < 0;
    if (line->over)
        return BW_OPTIONS_EXIT(first);
    if (argc - first > 1)
        return bw_app_usage("tag", "tag: one course, or none");
    line->course = first < argc ? argv[first] : NULL;
    return check_line(app, line);
}

/* Adds the text; `from` is where it comes from. */
static int add_text(struct tag_line *line, const char *from, const char *text, size_t len)
{
    if (!bw_utf8_valid(text, len)) {
        fprintf(stderr, "bekwaam: %s: not UTF-8; save it as such\n", from);
        return BW_EXIT_ERROR;
    }
    bw_args_key(&line->args, "text");
    msgpack_pack_str(&line->args.packer, len);
    msgpack_pack_str_body(&line->args.packer, text, len);
    return BW_EXIT_WELL;
}

/* Adds the file's bytes as the text. */
static int add_file(struct tag_line *line)
{
    static char text[TEXT_MOST + 1];
    bool input = strcmp(line->file, "-") == 0;
    FILE *file = input ? stdin : fopen(line->file, "rb");
    if (!file) {
        fprintf(stderr, "bekwaam: ");
        perror(line->file);
        return BW_EXIT_ERROR;
    }
    size_t n = fread(text, 1, sizeof text, file);
    bool failed = ferror(file);
    if (!input)
        fclose(file);
    if (failed || n > TEXT_MOST) {
        fprintf(stderr, "bekwaam: %s: %s\n", line->file,
                failed ? "cannot be read" : "more than 65536 bytes; the text of one course");
        return BW_EXIT_ERROR;
    }
    return add_text(line, line->file, text, n);
}

/* The proposals of one course as rows. */
static void add_rows(struct bw_app *app, struct bw_table *table, const msgpack_object *items,
                     size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char text[BW_VIEW_LEN], share[BW_FORMAT_LEN], level[BW_TAG_LEVEL_LEN];
        bw_table_cellf(table, "%zu", i + 1);
        bw_table_cell(table, bw_view_text(text, &items[i], "label"));
        bw_table_cell(table, bw_view_text(text, &items[i], "competency"));
        bw_table_cell(table, bw_format_share(share, bw_view_number(&items[i], "probability", 0)));
        bw_table_cell(table,
                      bw_tag_level_text(level, app->lang, bw_view_number(&items[i], "from", -1),
                                        bw_view_number(&items[i], "to", 0)));
    }
}

static void show_items(struct bw_app *app, const msgpack_object *answer)
{
    size_t n, width = bw_text_terminal();
    const msgpack_object *items = bw_view_list(answer, "items", &n);
    struct bw_column columns[] = {
        {"#", true, false},
        {bw_word(app->lang, BW_W_H_COMPETENCY), false, true},
        {bw_word(app->lang, BW_W_H_ID), false, true},
        {bw_word(app->lang, BW_W_H_CHANCE), true, false},
        {bw_word(app->lang, BW_W_H_LEVEL), true, false},
    };
    if (n == 0) {
        bw_text_wrap(stdout, "", bw_word(app->lang, BW_W_TAG_NOTHING), width);
        return;
    }
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    add_rows(app, table, items, n);
    bw_table_print(table, stdout, 2, width);
    bw_table_free(table);
}

static void show_list(struct bw_app *app, const msgpack_object *answer)
{
    size_t n;
    const msgpack_object *items = bw_view_list(answer, "items", &n);
    for (size_t i = 0; i < n; i++) {
        char title[BW_VIEW_LEN], id[BW_VIEW_LEN], line[BW_WORDS_LEN], number[BW_FORMAT_LEN];
        snprintf(number, sizeof number, "%zu", i + 1);
        bw_text_wrap(stdout, "",
                     bw_say(line, app->lang, BW_W_TAG_COURSE, number,
                            bw_view_text(title, &items[i], "title"),
                            bw_view_text(id, &items[i], "course")),
                     bw_text_terminal());
        show_items(app, &items[i]);
        putchar('\n');
    }
    if (bw_view(answer, "next"))
        bw_text_wrap(stdout, "", bw_word(app->lang, BW_W_TAG_MORE), bw_text_terminal());
    else if (n == 0)
        bw_text_wrap(stdout, "", bw_word(app->lang, BW_W_TAG_NOTHING), bw_text_terminal());
}

static int ask(struct bw_app *app, const struct tag_line *line)
{
    struct bw_reply reply;
    bool one = line->text || line->file || (line->course && !line->listing);
    int exit_code = bw_app_call(app, one ? "course.tag" : "tag.list", &line->args, &reply);
    if (exit_code)
        return exit_code;
    if (app->json)
        bw_app_print_json(reply.result);
    else if (one)
        show_items(app, reply.result);
    else
        show_list(app, reply.result);
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

int bw_cmd_tag(struct bw_app *app, int argc, char **argv)
{
    struct tag_line line = {.review = false};
    bw_args_init(&line.args);
    int exit_code = read_line(app, argc, argv, &line);
    if (!exit_code && !line.over) {
        bw_app_add_lang(app, !app->json, &line.args);
        if (line.course)
            bw_args_str(&line.args, "course", line.course);
        if (line.text)
            exit_code = add_text(&line, "--text", line.text, strlen(line.text));
        if (line.file)
            exit_code = add_file(&line);
        if (!exit_code)
            exit_code = line.review
                            ? bw_tag_review(app, &(struct bw_tag_review){&line.args, line.by})
                            : ask(app, &line);
    }
    bw_args_clear(&line.args);
    return exit_code;
}
