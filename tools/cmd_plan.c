/* plan: which courses in what order, for one person or a group, within budget, hours and days. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "tools/format.h"
#include "tools/options.h"
#include "tools/question.h"
#include "tools/report/sheet_out.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/view.h"

/* The longest that a solver may be given, and the rest. */
#define PLAN_MS (120 * 1000)

static const char help[] =
    "bekwaam plan EMPLOYEE | --team TEAM | --org ORG [OPTIONS]: the courses that close most, in "
    "order\n"
    "\n"
    "  --budget EUROS      at most this for all together (a group needs it)\n"
    "  --hours H           at most this many hours for a person\n"
    "  --by DATE           the last day (default: before the change, else a year from today)\n"
    "  --max-courses N     at most N for a person\n"
    "  --min-closure X     everyone who is short gets at least this much of the gap closed\n"
    "  --max-away SHARE    at most this share of the group is in sessions in one week (0 to 1)\n"
    "  --goal GOAL         current (default), wishes, role:ID, change:ID[,ID], or a JSON map\n"
    "  --as-of DATE        judge on this day (default today)\n"
    "  --filter JSON       as in recommend\n"
    "  --seconds S         that the solver may take\n"
    "  --out FILE          also keeps the plan as JSON, for bekwaam book FILE\n"
    "  --html FILE         a page to read and print (-: stdout)\n"
    "  --csv               the items as CSV; --table people, binding: these instead\n"
    "  --lang nl|en, --json\n";

struct plan_line {
    struct bw_args args;
    const char *team, *org, *employee, *out;
    double hours; /* of a person; NAN: not said */
    struct bw_sheet_wish wish;
};

/* For a group? */
static bool is_for_group(const struct plan_line *line)
{
    return line->team || line->org;
}

static enum bw_err read_number(const char *option, const char *value, double *out,
                               struct bw_fail *fail)
{
    char *end;
    *out = strtod(value, &end);
    if (end == value || *end || !isfinite(*out))
        return bw_fail_set(fail, BW_BAD_REQUEST, "--%s: \"%s\" is no number", option, value);
    return BW_OK;
}

/* Options that are a number: by letter, as typed, and the argument each becomes. */
static const struct plan_number {
    int letter;
    const char *option, *name;
} numbers[] = {{'m', "min-closure", "min_closure_per_person"},
               {'w', "max-away", "max_away_share"},
               {'s', "seconds", "seconds"}};

static enum bw_err take_number(struct plan_line *line, int option, const char *value,
                               struct bw_fail *fail)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        double number;
        if (numbers[i].letter != option)
            continue;
        enum bw_err err = read_number(numbers[i].option, value, &number, fail);
        if (!err)
            bw_args_float(&line->args, numbers[i].name, number);
        return err;
    }
    return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
}

static enum bw_err take_budget(struct bw_args *args, const char *value, struct bw_fail *fail)
{
    double euros;
    enum bw_err err = read_number("budget", value, &euros, fail);
    if (!err && (euros < 0 || euros > 1e10))
        err = bw_fail_set(fail, BW_BAD_REQUEST, "--budget: %s is not from 0 to 10000000000 euros",
                          value);
    if (!err)
        bw_args_int(args, "budget_cents", llround(euros * 100));
    return err;
}

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct plan_line *line = context;
    switch (option) {
    case 'H':
        return read_number("hours", value, &line->hours, fail);
    case 'T':
        line->team = value;
        return BW_OK;
    case 'O':
        line->org = value;
        return BW_OK;
    case 'K':
        line->out = value;
        return BW_OK;
    case 'W':
        line->wish.html = value;
        return BW_OK;
    case 'C':
        line->wish.csv = true;
        return BW_OK;
    case 'N':
        line->wish.table = value;
        return BW_OK;
    case 'B':
        return take_budget(&line->args, value, fail);
    case 'b':
        bw_args_str(&line->args, "by", value);
        return BW_OK;
    case 'n':
        return bw_options_whole(
            &line->args, (struct bw_options_number){"--max-courses", "max_courses"}, value, fail);
    case 'g':
        return bw_question_goal(&line->args, value, fail);
    case 'a':
        bw_args_str(&line->args, "as_of", value);
        return BW_OK;
    case 'f':
        return bw_args_json(&line->args, "filters", value, fail);
    default:
        return take_number(line, option, value, fail);
    }
}

struct plan_page {
    struct bw_app *app;
    const msgpack_object *answer;
    size_t width;
    bool group;
};

static const char *word(const struct plan_page *page, enum bw_word which)
{
    return bw_word(page->app->lang, which);
}

static const char *figure(const struct plan_page *page, char *buf, const char *name, int decimals)
{
    return bw_format_number(buf, page->app->lang, bw_view_number(page->answer, name, 0), decimals);
}

static void print_head(const struct plan_page *page)
{
    enum bw_lang lang = page->app->lang;
    char line[BW_WORDS_LEN], from[BW_FORMAT_LEN], by[BW_FORMAT_LEN], day[BW_VIEW_LEN];
    char closure[BW_FORMAT_LEN], gap[BW_FORMAT_LEN], closable[BW_FORMAT_LEN], cost[BW_FORMAT_LEN];
    char hours[BW_FORMAT_LEN], share[BW_FORMAT_LEN + 1];
    bw_format_date(from, lang, bw_view_text(day, page->answer, "from"));
    bw_format_date(by, lang, bw_view_text(day, page->answer, "by"));
    figure(page, closure, "closure", 1);
    figure(page, gap, "gap", 1);
    figure(page, closable, "closable", 1);
    bw_format_euro(cost, lang, bw_view_int(page->answer, "cost_cents", 0));
    bw_format_hours(hours, lang, bw_view_number(page->answer, "hours", 0));
    bw_text_wrap(stdout, "", bw_say(line, lang, BW_W_PLAN_DAYS, from, by), page->width);
    bw_text_wrap(stdout, "",
                 bw_say(line, lang, BW_W_PLAN_CLOSES, closure, gap, closable, cost, hours),
                 page->width);
    snprintf(day, sizeof day, "%lld", (long long)bw_view_int(page->answer, "booked", 0));
    if (strcmp(day, "0") != 0)
        bw_text_wrap(stdout, "", bw_say(line, lang, BW_W_PLAN_BOOKED, day), page->width);
    double bound = bw_view_number(page->answer, "bound", 0);
    double reached = bw_view_number(page->answer, "closure", 0);
    /* Rounded down: what is not proven is not said. */
    char tenths[BW_FORMAT_LEN];
    bw_format_number(tenths, lang, bound > 0 ? floor(reached / bound * 1000) / 10 : 100, 1);
    snprintf(share, sizeof share, "%s%%", tenths);
    bool proven = bw_view_true(page->answer, "optimal");
    bw_text_wrap(stdout, "",
                 bw_say(line, lang, proven ? BW_W_PLAN_OPTIMAL : BW_W_PLAN_BOUND, share),
                 page->width);
    if (*bw_view_text(day, page->answer, "solver_note"))
        bw_text_wrap(stdout, "", day, page->width);
}

static void join(char *list, size_t size, const char *text)
{
    size_t at = strlen(list);
    if (*text && at < size)
        snprintf(list + at, size - at, "%s%s", at ? " · " : "", text);
}

static void add_remarks(const struct plan_page *page, struct bw_table *table,
                        const msgpack_object *item)
{
    enum bw_lang lang = page->app->lang;
    char list[2 * BW_WORDS_LEN] = "", text[BW_WORDS_LEN], euro[BW_FORMAT_LEN], count[32];
    char id[BW_VIEW_LEN], title[BW_VIEW_LEN];
    size_t n;
    const msgpack_object *unlocks = bw_view_list(item, "unlocks", &n);
    int64_t group = bw_view_int(item, "group", 0),
            own = bw_view_int(item, "employee_cost_cents", 0);
    if (bw_view_true(item, "mandatory"))
        join(list, sizeof list, word(page, BW_W_MANDATORY));
    if (bw_view_true(item, "working_time"))
        join(list, sizeof list, word(page, BW_W_PLAN_WORKING_TIME));
    snprintf(count, sizeof count, "%lld", (long long)group);
    if (group)
        join(list, sizeof list, bw_say(text, lang, BW_W_PLAN_GROUP, count));
    if (own)
        join(list, sizeof list,
             bw_say(text, lang, BW_W_OWN_SHARE, bw_format_euro(euro, lang, own)));
    for (size_t i = 0; i < n; i++) {
        bw_app_label(page->app, "course", bw_view_value(id, &unlocks[i]), title, sizeof title);
        join(list, sizeof list, bw_say(text, lang, BW_W_PLAN_UNLOCKS, title));
    }
    if (*list)
        bw_table_note(table, "      ", list);
}

/* "2027-03-04", "2027-03-04 – 2027-03-18" */
static void when_cell(const struct plan_page *page, struct bw_table *table,
                      const msgpack_object *item)
{
    char from[BW_FORMAT_LEN], to[BW_FORMAT_LEN], text[BW_VIEW_LEN];
    bw_format_date(from, page->app->lang, bw_view_text(text, item, "start"));
    bw_format_date(to, page->app->lang, bw_view_text(text, item, "end"));
    bool more = strcmp(from, to) != 0 && *to;
    bw_table_cellf(table, "%s%s%s", from, more ? " – " : "", more ? to : "");
}

static void print_items(const struct plan_page *page, const msgpack_object *items, size_t n)
{
    enum bw_lang lang = page->app->lang;
    const struct bw_column columns[] = {
        {page->group ? word(page, BW_W_H_EMPLOYEE) : "#", !page->group, false},
        {word(page, BW_W_H_COURSE), false, true},
        {word(page, BW_W_H_WHEN), false, false},
        {word(page, BW_W_H_HOURS), true, false},
        {word(page, BW_W_H_COST), true, false},
        {word(page, BW_W_H_CHANCE), true, false},
        {word(page, BW_W_H_CLOSES), true, false},
    };
    char before[BW_VIEW_LEN] = "";
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++) {
        char text[BW_VIEW_LEN], buf[BW_FORMAT_LEN];
        bw_view_text(text, &items[i], "employee");
        if (page->group)
            bw_table_cell(table, strcmp(text, before) == 0 ? "" : text);
        else
            bw_table_cellf(table, "%lld", (long long)bw_view_int(&items[i], "order", 0));
        memcpy(before, text, sizeof before);
        bw_table_cell(table, bw_view_text(text, &items[i], "title"));
        when_cell(page, table, &items[i]);
        bw_table_cell(table, bw_format_hours(buf, lang, bw_view_number(&items[i], "hours", 0)));
        bw_table_cell(table, bw_format_euro(buf, lang, bw_view_int(&items[i], "cost_cents", 0)));
        bw_table_cell(table, bw_format_share(buf, bw_view_number(&items[i], "success", 0)));
        bw_table_cell(table,
                      bw_format_number(buf, lang, bw_view_number(&items[i], "closure", 0), 2));
        add_remarks(page, table, &items[i]);
    }
    fputc('\n', stdout);
    bw_table_print(table, stdout, 2, page->width);
    bw_table_free(table);
}

static void print_people(const struct plan_page *page)
{
    enum bw_lang lang = page->app->lang;
    const struct bw_column columns[] = {
        {word(page, BW_W_H_EMPLOYEE), false, true}, {word(page, BW_W_H_GAP), true, false},
        {word(page, BW_W_H_CLOSES), true, false},   {word(page, BW_W_H_HOURS), true, false},
        {word(page, BW_W_H_COST), true, false},     {word(page, BW_W_H_DUTIES), true, false},
    };
    size_t n;
    const msgpack_object *people = bw_view_list(page->answer, "people", &n);
    if (!n)
        return;
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++) {
        const msgpack_object *line = &people[i];
        char text[BW_VIEW_LEN], buf[BW_FORMAT_LEN];
        bw_table_cell(table, bw_view_text(text, line, "employee"));
        bw_table_cell(table, bw_format_number(buf, lang, bw_view_number(line, "gap", 0), 1));
        bw_table_cell(table, bw_format_number(buf, lang, bw_view_number(line, "closure", 0), 1));
        bw_table_cell(table, bw_format_hours(buf, lang, bw_view_number(line, "hours", 0)));
        bw_table_cell(table, bw_format_euro(buf, lang, bw_view_int(line, "cost_cents", 0)));
        bw_table_cellf(table, "%lld", (long long)bw_view_int(line, "mandatory_open", 0));
    }
    printf("\n%s\n", word(page, BW_W_PLAN_PEOPLE));
    bw_table_print(table, stdout, 2, page->width);
    bw_table_free(table);
}

static void print_binding(const struct plan_page *page)
{
    size_t n;
    const msgpack_object *binding = bw_view_list(page->answer, "binding", &n);
    if (n)
        printf("\n%s\n", word(page, BW_W_PLAN_BINDS));
    for (size_t i = 0; i < n; i++) {
        const msgpack_object *text = bw_view(&binding[i], "text");
        char line[BW_WORDS_LEN];
        if (!text || text->type != MSGPACK_OBJECT_STR)
            continue;
        snprintf(line, sizeof line, "%.*s", (int)text->via.str.size, text->via.str.ptr);
        bw_text_wrap(stdout, "  • ", line, page->width);
    }
}

static void show(struct bw_app *app, const msgpack_object *answer, bool group)
{
    struct plan_page page = {app, answer, bw_text_terminal(), group};
    size_t n;
    const msgpack_object *items = bw_view_list(answer, "items", &n);
    print_head(&page);
    if (n)
        print_items(&page, items, n);
    else
        bw_text_wrap(stdout, "", word(&page, BW_W_PLAN_EMPTY), page.width);
    if (group)
        print_people(&page);
    print_binding(&page);
}

static void write_json(FILE *out, const void *what)
{
    msgpack_sbuffer text;
    msgpack_sbuffer_init(&text);
    bw_json_from_msgpack(what, true, &text);
    fwrite(text.data, 1, text.size, out);
    fputc('\n', out);
    msgpack_sbuffer_destroy(&text);
}

static int give(struct bw_app *app, const struct plan_line *line, const msgpack_object *answer)
{
    char whom[BW_VIEW_LEN] = "";
    bool given;
    if (line->team || line->org)
        bw_app_label(app, line->org ? "org" : "team", line->org ? line->org : line->team, whom,
                     sizeof whom);
    struct bw_sheet_shown shown = {&bw_sheet_plan, app->lang,
                                   line->employee ? line->employee : whom, answer};
    int code = bw_sheet_give(app, &shown, &line->wish, &given);
    if (!given)
        show(app, answer, is_for_group(line));
    if (!code && line->out)
        code = bw_sheet_file(line->out, write_json, answer);
    return code;
}

static int ask(struct bw_app *app, struct plan_line *line)
{
    struct bw_reply reply;
    if (line->employee)
        bw_args_str(&line->args, "employee", line->employee);
    if (line->team)
        bw_args_str(&line->args, "team", line->team);
    if (line->org)
        bw_args_str(&line->args, "org", line->org);
    if (!isnan(line->hours))
        bw_args_float(&line->args, is_for_group(line) ? "hours_per_person" : "hours", line->hours);
    bw_app_add_lang(app, !app->json, &line->args);
    bw_app_patience(app, PLAN_MS);
    int code =
        bw_app_call(app, is_for_group(line) ? "plan.team" : "plan.employee", &line->args, &reply);
    bw_app_patience(app, 0);
    if (code)
        return code;
    code = give(app, line, reply.result);
    bw_reply_clear(&reply);
    return code;
}

/* What is wrong with the line as a whole. */
static int check(const struct plan_line *line, int n_words)
{
    if (n_words > 1 || (n_words == 1) == is_for_group(line) || (line->team && line->org))
        return bw_app_usage("plan", "plan: one EMPLOYEE, --team or --org is expected");
    if (line->wish.csv && line->wish.html)
        return bw_app_usage("plan", "plan: --csv and --html: one of the two");
    if (line->wish.table && !line->wish.csv)
        return bw_app_usage("plan", "plan: --table goes with --csv");
    if (!bw_sheet_wanted(&bw_sheet_plan, &line->wish))
        return bw_app_usage("plan", "plan: --table: \"%s\" is none; items, people or binding",
                            line->wish.table);
    return BW_EXIT_WELL;
}

int bw_cmd_plan(struct bw_app *app, int argc, char **argv)
{
    static const struct option names[] = {{"team", required_argument, NULL, 'T'},
                                          {"org", required_argument, NULL, 'O'},
                                          {"budget", required_argument, NULL, 'B'},
                                          {"hours", required_argument, NULL, 'H'},
                                          {"by", required_argument, NULL, 'b'},
                                          {"max-courses", required_argument, NULL, 'n'},
                                          {"min-closure", required_argument, NULL, 'm'},
                                          {"max-away", required_argument, NULL, 'w'},
                                          {"goal", required_argument, NULL, 'g'},
                                          {"as-of", required_argument, NULL, 'a'},
                                          {"filter", required_argument, NULL, 'f'},
                                          {"seconds", required_argument, NULL, 's'},
                                          {"out", required_argument, NULL, 'K'},
                                          {"html", required_argument, NULL, 'W'},
                                          {"csv", no_argument, NULL, 'C'},
                                          {"table", required_argument, NULL, 'N'},
                                          BW_OPTIONS_COMMON};
    static const struct bw_options options = {"plan", help, "h", names, take};
    struct plan_line line = {.hours = NAN};
    bw_args_init(&line.args);
    int first = bw_options_read(app, &options, argc, argv, &line);
    int code = first < 0 ? BW_OPTIONS_EXIT(first) : check(&line, argc - first);
    if (first >= 0 && !code) {
        line.employee = first < argc ? argv[first] : NULL;
        if (!line.wish.table)
            line.wish.table = "items";
        code = ask(app, &line);
    }
    bw_args_clear(&line.args);
    return code;
}
