/* change: what it means when a task, a law or a merger comes: who, how much, and in time? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/format.h"
#include "tools/options.h"
#include "tools/report/sheet_out.h"
#include "tools/text.h"
#include "tools/view.h"
#include "tools/words.h"

/* Everyone of the sector, on a busy machine. */
#define CHANGE_MS (5 * 60 * 1000)
#define INLINE_MOST ((size_t)1 << 20)

static const char help[] =
    "bekwaam change CHANGE... | --inline FILE [OPTIONS]: what changes mean that come\n"
    "\n"
    "  CHANGE...       ids of changes, stacked by the day on which they take effect\n"
    "  --inline FILE   a change as JSON that is not stored (-: stdin); it needs no id\n"
    "  --org ID        only the people of this organisation and of those below it\n"
    "  --as-of DATE    seen from this day (default today)\n"
    "  -k N            show N people (default 100, at most 1000)\n"
    "  --min-group N   do not show single persons of smaller groups\n"
    "  --html FILE     a page to read and print (-: stdout)\n"
    "  --csv           the roles as CSV; --table NAME: another table\n"
    "  --lang nl|en, --json\n"
    "\n"
    "Hours and cost are of the courses that bring everyone up to what is asked anew, one after\n"
    "another. In time is who can be through with what is mandatory on the day it takes effect.\n";

struct change_line {
    struct bw_args args;
    const char *file;
    struct bw_sheet_wish wish;
};

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct change_line *line = context;
    switch (option) {
    case 'i':
        line->file = value;
        return BW_OK;
    case 'O':
        bw_args_str(&line->args, "org", value);
        return BW_OK;
    case 'a':
        bw_args_str(&line->args, "as_of", value);
        return BW_OK;
    case 'k':
        return bw_options_whole(&line->args, (struct bw_options_number){"-k", "k"}, value, fail);
    case 'm':
        return bw_options_whole(&line->args, (struct bw_options_number){"--min-group", "min_group"},
                                value, fail);
    case 'W':
        line->wish.html = value;
        return BW_OK;
    case 'C':
        line->wish.csv = true;
        return BW_OK;
    case 'N':
        line->wish.table = value;
        return BW_OK;
    default:
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    }
}

struct change_page {
    enum bw_lang lang;
    const msgpack_object *answer;
    size_t width;
};

/* A sentence with its values filled in, wrapped. */
#define TELL(page, said, ...) tell((page), (said), (const char *const[]){__VA_ARGS__})
#define VALUES_MOST 4

static void tell(const struct change_page *page, struct bw_said_in said, const char *const values[])
{
    char text[BW_WORDS_LEN];
    bw_words_fill(text, sizeof text, said.in[page->lang], values, VALUES_MOST);
    bw_text_wrap(stdout, "", text, page->width);
}

static const char *count(const struct change_page *page, char *buf, const char *name)
{
    return bw_format_number(buf, page->lang, (double)bw_view_int(page->answer, name, 0), 0);
}

static void print_changes(const struct change_page *page)
{
    static const struct bw_said_in law = BW_SAY("{1} ({2}), vanaf {3}", "{1} ({2}), from {3}");
    static const struct bw_said_in plain = BW_SAY("{1}, vanaf {3}", "{1}, from {3}");
    size_t n;
    const msgpack_object *changes = bw_view_list(page->answer, "changes", &n);
    for (size_t i = 0; i < n; i++) {
        char label[BW_VIEW_LEN], name[BW_VIEW_LEN], at[BW_VIEW_LEN], date[BW_FORMAT_LEN];
        bw_view_text(label, &changes[i], "label");
        bw_view_text(name, &changes[i], "law");
        bw_format_date(date, page->lang, bw_view_text(at, &changes[i], "effective"));
        TELL(page, *name ? law : plain, label, name, date, "");
    }
}

static void print_people(const struct change_page *page)
{
    static const struct bw_said_in touched =
        BW_SAY("Dit raakt {1} mensen in {2} organisaties; hun tekort gaat van {3} naar {4}.",
               "This touches {1} people in {2} organisations; their gap goes from {3} to {4}.");
    static const struct bw_said_in in_one =
        BW_SAY("Dit raakt {1} mensen in {2} organisatie; hun tekort gaat van {3} naar {4}.",
               "This touches {1} people in {2} organisation; their gap goes from {3} to {4}.");
    static const struct bw_said_in hidden =
        BW_SAY("Dit raakt {1} mensen; hun tekort gaat van {3} naar {4}.",
               "This touches {1} people; their gap goes from {3} to {4}.");
    char people[BW_FORMAT_LEN], orgs[BW_FORMAT_LEN], before[BW_FORMAT_LEN], after[BW_FORMAT_LEN];
    size_t n;
    bw_view_list(page->answer, "orgs", &n);
    count(page, people, "people");
    bw_format_number(orgs, page->lang, (double)n, 0);
    bw_format_number(before, page->lang, bw_view_number(page->answer, "gap_before", 0), 1);
    bw_format_number(after, page->lang, bw_view_number(page->answer, "gap_after", 0), 1);
    TELL(page, n == 0 ? hidden : n == 1 ? in_one : touched, people, orgs, before, after);
}

static void print_cost(const struct change_page *page)
{
    static const struct bw_said_in within =
        BW_SAY("Wat er nieuw gevraagd wordt vergt {1} opleiding en {2}, van {3} opleidingsbudget.",
               "What is asked anew takes {1} of training and {2}, of a training budget of {3}.");
    static const struct bw_said_in over =
        BW_SAY("Wat er nieuw gevraagd wordt vergt {1} opleiding en {2}: meer dan het "
               "opleidingsbudget van {3}.",
               "What is asked anew takes {1} of training and {2}: more than the training budget "
               "of {3}.");
    static const struct bw_said_in plain =
        BW_SAY("Wat er nieuw gevraagd wordt vergt {1} opleiding en {2}.",
               "What is asked anew takes {1} of training and {2}.");
    char hours[BW_FORMAT_LEN], cost[BW_FORMAT_LEN], budget[BW_FORMAT_LEN];
    int64_t cents = bw_view_int(page->answer, "cost_cents", 0);
    int64_t most = bw_view_int(page->answer, "budget_cents", -1);
    bw_format_hours(hours, page->lang, bw_view_number(page->answer, "hours", 0));
    bw_format_euro(cost, page->lang, cents);
    bw_format_euro(budget, page->lang, most);
    TELL(page, most < 0 ? plain : cents > most ? over : within, hours, cost, budget, "");
}

static void print_ready(const struct change_page *page)
{
    static const struct bw_said_in in_time =
        BW_SAY("Iedereen kan op tijd klaar zijn met wat verplicht is: op zijn vroegst op {3}.",
               "Everyone can be ready in time with what is mandatory: on {3} at the earliest.");
    static const struct bw_said_in late =
        BW_SAY("{1} van {2} mensen kunnen met wat verplicht is niet op tijd klaar zijn; op zijn "
               "vroegst is iedereen dat op {3}.",
               "{1} of {2} people cannot be ready in time with what is mandatory; everyone is on "
               "{3} at the earliest.");
    static const struct bw_said_in blocked =
        BW_SAY("{1} van {2} mensen kunnen met wat verplicht is niet op tijd klaar zijn; met dit "
               "aanbod komen {4} er nooit.",
               "{1} of {2} people cannot be ready in time with what is mandatory; {4} never are "
               "with these courses.");
    char people[BW_FORMAT_LEN], behind[BW_FORMAT_LEN], never[BW_FORMAT_LEN], day[BW_FORMAT_LEN];
    char at[BW_VIEW_LEN];
    bool all = bw_view_int(page->answer, "people_late", 0) == 0;
    bw_format_date(day, page->lang, bw_view_text(at, page->answer, "ready_by"));
    count(page, people, "people");
    count(page, behind, "people_late");
    count(page, never, "people_blocked");
    TELL(page, all ? in_time : *at ? late : blocked, behind, people, day, never);
}

static void show(const struct bw_sheet_shown *shown)
{
    static const struct bw_said_in nobody = BW_SAY("Dit raakt niemand.", "This touches nobody.");
    struct change_page page = {shown->lang, shown->answer, bw_text_terminal()};
    struct bw_sheet sheet = *shown->sheet; /* without what the sentences say */
    struct bw_sheet_shown rest = *shown;
    print_changes(&page);
    if (bw_view_int(page.answer, "people", 0) == 0) {
        TELL(&page, nobody, "", "", "", "");
        return;
    }
    print_people(&page);
    print_cost(&page);
    print_ready(&page);
    sheet.tables += 2;
    sheet.n_tables -= 2;
    rest.sheet = &sheet;
    bw_sheet_tables(stdout, &rest, page.width);
}

/* "A, B" of the changes, as far as there is room. */
static void join_labels(const msgpack_object *answer, char *out, size_t size)
{
    size_t n, at = 0;
    const msgpack_object *changes = bw_view_list(answer, "changes", &n);
    for (size_t i = 0; i < n; i++) {
        char label[BW_VIEW_LEN];
        bw_view_text(label, &changes[i], "label");
        if (at + strlen(label) + 3 > size)
            break;
        at += (size_t)sprintf(out + at, "%s%s", at ? ", " : "", label);
    }
    out[at] = 0;
}

static int ask(struct bw_app *app, struct change_line *line)
{
    struct bw_reply reply;
    char labels[4 * BW_VIEW_LEN];
    bool given;
    bw_app_add_lang(app, !app->json, &line->args);
    bw_app_patience(app, CHANGE_MS);
    int code = bw_app_call(app, bw_sheet_change.method, &line->args, &reply);
    bw_app_patience(app, 0);
    if (code)
        return code;
    join_labels(reply.result, labels, sizeof labels);
    struct bw_sheet_shown shown = {&bw_sheet_change, app->lang, labels, reply.result};
    code = bw_sheet_give(app, &shown, &line->wish, &given);
    if (!given)
        show(&shown);
    bw_reply_clear(&reply);
    return code;
}

/* The change of a file as the argument `inline`; the exit code. */
static int read_inline(struct change_line *line)
{
    bool piped = strcmp(line->file, "-") == 0;
    FILE *file = piped ? stdin : fopen(line->file, "r");
    char *text = malloc(INLINE_MOST + 1);
    struct bw_fail fail;
    if (!text)
        abort();
    if (!file) {
        perror(line->file);
        free(text);
        return BW_EXIT_ERROR;
    }
    size_t n = fread(text, 1, INLINE_MOST, file);
    text[n] = 0;
    enum bw_err err = bw_args_json(&line->args, "inline", text, &fail);
    int code = BW_EXIT_WELL;
    if (ferror(file) || n == INLINE_MOST)
        code = bw_app_usage("change", "change: %s: cannot be read, or is over 1 MiB", line->file);
    else if (err)
        code = bw_app_usage("change", "change: %s: %s", line->file, fail.text);
    if (!piped)
        fclose(file);
    free(text);
    return code;
}

/* What is wrong with the line as a whole. */
static int check(const struct change_line *line, int n_words)
{
    if ((n_words > 0) == (line->file != NULL))
        return bw_app_usage("change", "change: ids of changes or --inline: one of the two");
    if (line->wish.csv && line->wish.html)
        return bw_app_usage("change", "change: --csv and --html: one of the two");
    if (line->wish.table && !line->wish.csv)
        return bw_app_usage("change", "change: --table goes with --csv");
    if (!bw_sheet_wanted(&bw_sheet_change, &line->wish))
        return bw_app_usage("change",
                            "change: --table: \"%s\" is none; roles, gains, raises, orgs, "
                            "courses, not_closable, gaps, ...",
                            line->wish.table);
    return BW_EXIT_WELL;
}

int bw_cmd_change(struct bw_app *app, int argc, char **argv)
{
    static const struct option names[] = {
        {"inline", required_argument, NULL, 'i'}, {"org", required_argument, NULL, 'O'},
        {"as-of", required_argument, NULL, 'a'},  {"min-group", required_argument, NULL, 'm'},
        {"html", required_argument, NULL, 'W'},   {"csv", no_argument, NULL, 'C'},
        {"table", required_argument, NULL, 'N'},  BW_OPTIONS_COMMON};
    static const struct bw_options options = {"change", help, "hk:", names, take};
    struct change_line line = {.file = NULL};
    bw_args_init(&line.args);
    int first = bw_options_read(app, &options, argc, argv, &line);
    int code = first < 0 ? BW_OPTIONS_EXIT(first) : check(&line, argc - first);
    if (first >= 0 && !code && line.file)
        code = read_inline(&line);
    if (first >= 0 && !code && !line.file) {
        bw_args_key(&line.args, "changes");
        msgpack_pack_array(&line.args.packer, (size_t)(argc - first));
        for (int i = first; i < argc; i++)
            bw_pack_str(&line.args.packer, argv[i]);
    }
    if (first >= 0 && !code)
        code = ask(app, &line);
    bw_args_clear(&line.args);
    return code;
}
