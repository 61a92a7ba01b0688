/* roles: which other roles lie near a person's, and the training that leads to one. */
#include <stdio.h>

#include "tools/format.h"
#include "tools/options.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/view.h"

static const char help[] =
    "bekwaam roles EMPLOYEE [--to ROLE] [OPTIONS]: other roles that lie near, nearest first, or "
    "the\n"
    "training that leads to one of them, also by a role in between where that is cheaper\n"
    "\n"
    "  --to ROLE     the ways to this role instead\n"
    "  --as-of DATE  judge on this day (default today)\n"
    "  -k N          at most N of them (1 to 100; default 10)\n"
    "  --lang nl|en, --json\n";

struct roles_line {
    struct bw_args args;
    const char *to;
};

static enum bw_err take(void *context, int option, char *value, struct bw_fail *fail)
{
    struct roles_line *line = context;
    switch (option) {
    case 't':
        line->to = value;
        bw_args_str(&line->args, "role", value);
        return BW_OK;
    case 'a':
        bw_args_str(&line->args, "as_of", value);
        return BW_OK;
    case 'k':
        return bw_options_whole(&line->args, (struct bw_options_number){"-k", "k"}, value, fail);
    default:
        return bw_fail_set(fail, BW_BAD_REQUEST, "no such option");
    }
}

static void number_cell(const struct bw_app *app, struct bw_table *table, double value,
                        int decimals)
{
    char buf[BW_FORMAT_LEN];
    bw_table_cell(table, bw_format_number(buf, app->lang, value, decimals));
}

static void effort_cells(const struct bw_app *app, struct bw_table *table,
                         const msgpack_object *item)
{
    char buf[BW_FORMAT_LEN];
    bw_table_cell(table, bw_format_hours(buf, app->lang, bw_view_number(item, "hours", 0)));
    bw_table_cell(table, bw_format_euro(buf, app->lang, bw_view_int(item, "price_cents", 0)));
}

static void print_heading(struct bw_app *app, const char *employee, const char *role, size_t width)
{
    char line[BW_WORDS_LEN], label[BW_VIEW_LEN];
    if (role)
        bw_app_label(app, "role", role, label, sizeof label);
    bw_text_wrap(stdout, "",
                 role ? bw_say(line, app->lang, BW_W_ROLE_WAYS, employee, label)
                      : bw_say(line, app->lang, BW_W_ROLES_NEAR, employee),
                 width);
    fputc('\n', stdout);
}

/* Roles in the order of nearness. */
static void show_near(struct bw_app *app, const msgpack_object *answer, size_t width)
{
    enum bw_lang lang = app->lang;
    const struct bw_column columns[] = {
        {"#", true, false},
        {bw_word(lang, BW_W_H_ROLE), false, true},
        {bw_word(lang, BW_W_H_ID), false, false},
        {bw_word(lang, BW_W_H_GAP), true, false},
        {bw_word(lang, BW_W_H_HOURS), true, false},
        {bw_word(lang, BW_W_H_PRICE), true, false},
        {bw_word(lang, BW_W_H_DUTIES), true, false},
        {bw_word(lang, BW_W_H_CLOSES), true, false},
    };
    size_t n;
    const msgpack_object *items = bw_view_list(answer, "items", &n);
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++) {
        char text[BW_VIEW_LEN], buf[BW_FORMAT_LEN];
        bw_table_cellf(table, "%zu", i + 1);
        bw_table_cell(table, bw_view_text(text, &items[i], "label"));
        bw_table_cell(table, bw_view_text(text, &items[i], "role"));
        number_cell(app, table, bw_view_number(&items[i], "gap", 0), 1);
        effort_cells(app, table, &items[i]);
        bw_table_cellf(table, "%lld", (long long)bw_view_int(&items[i], "mandatory_open", 0));
        bw_table_cell(table, bw_format_share(buf, bw_view_number(&items[i], "success", 0)));
    }
    bw_table_print(table, stdout, 2, width);
    bw_table_free(table);
    if (n == 0)
        bw_text_wrap(stdout, "  ", bw_word(lang, BW_W_ROLES_NONE), width);
}

static void print_step(struct bw_app *app, const msgpack_object *step, size_t width)
{
    enum bw_lang lang = app->lang;
    const struct bw_column columns[] = {
        {bw_word(lang, BW_W_H_COURSE), false, true},
        {bw_word(lang, BW_W_H_HOURS), true, false},
        {bw_word(lang, BW_W_H_PRICE), true, false},
    };
    char label[BW_VIEW_LEN], line[BW_WORDS_LEN], before[BW_FORMAT_LEN], after[BW_FORMAT_LEN];
    char fit[BW_FORMAT_LEN], duties[32];
    size_t n;
    const msgpack_object *courses = bw_view_list(step, "courses", &n);
    bw_format_number(before, lang, bw_view_number(step, "gap", 0), 1);
    bw_format_number(after, lang, bw_view_number(step, "gap_after", 0), 1);
    bw_format_share(fit, bw_view_number(step, "fit", 0));
    snprintf(duties, sizeof duties, "%lld", (long long)bw_view_int(step, "mandatory_open", 0));
    bw_view_text(label, step, "label");
    bw_text_wrap(stdout, "  → ",
                 bw_say(line, lang, BW_W_ROLE_STEP, label, before, after, fit, duties), width);
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++) {
        char text[BW_VIEW_LEN];
        bw_table_cell(table, bw_view_text(text, &courses[i], "title"));
        effort_cells(app, table, &courses[i]);
    }
    if (n)
        bw_table_print(table, stdout, 6, width);
    else
        bw_text_wrap(stdout, "      ", bw_word(lang, BW_W_ROLE_NO_COURSES), width);
    bw_table_free(table);
}

/* The ways to one role. */
static void show_ways(struct bw_app *app, const msgpack_object *answer, size_t width)
{
    size_t n, n_steps;
    const msgpack_object *ways = bw_view_list(answer, "items", &n);
    for (size_t i = 0; i < n; i++) {
        char line[BW_WORDS_LEN], hours[BW_FORMAT_LEN], price[BW_FORMAT_LEN], left[BW_FORMAT_LEN];
        const msgpack_object *steps = bw_view_list(&ways[i], "steps", &n_steps);
        bw_format_hours(hours, app->lang, bw_view_number(&ways[i], "hours", 0));
        bw_format_euro(price, app->lang, bw_view_int(&ways[i], "price_cents", 0));
        bw_format_number(left, app->lang, bw_view_number(&ways[i], "gap_after", 0), 1);
        bw_text_wrap(stdout, "",
                     bw_say(line, app->lang, n_steps > 1 ? BW_W_WAY_BY_STOP : BW_W_WAY_STRAIGHT,
                            hours, price, left),
                     width);
        for (size_t s = 0; s < n_steps; s++)
            print_step(app, &steps[s], width);
        fputc('\n', stdout);
    }
}

static int ask(struct bw_app *app, struct roles_line *line, const char *employee)
{
    struct bw_reply reply;
    size_t width = bw_text_terminal();
    bw_args_str(&line->args, "employee", employee);
    bw_app_add_lang(app, !app->json, &line->args);
    int code = bw_app_call(app, line->to ? "role.path" : "role.reachable", &line->args, &reply);
    if (code)
        return code;
    if (app->json) {
        bw_app_print_json(reply.result);
    } else {
        print_heading(app, employee, line->to, width);
        if (line->to)
            show_ways(app, reply.result, width);
        else
            show_near(app, reply.result, width);
    }
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

int bw_cmd_roles(struct bw_app *app, int argc, char **argv)
{
    static const struct option names[] = {{"to", required_argument, NULL, 't'},
                                          {"as-of", required_argument, NULL, 'a'},
                                          BW_OPTIONS_COMMON};
    static const struct bw_options options = {"roles", help, "hk:", names, take};
    struct roles_line line = {.to = NULL};
    bw_args_init(&line.args);
    int first = bw_options_read(app, &options, argc, argv, &line);
    int code;
    if (first < 0)
        code = BW_OPTIONS_EXIT(first);
    else if (argc - first != 1)
        code = bw_app_usage("roles", "roles: one EMPLOYEE is expected");
    else
        code = ask(app, &line, argv[first]);
    bw_args_clear(&line.args);
    return code;
}
