/* team: where a team or an organisation is short, who is at risk, what would help. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/format.h"
#include "tools/question.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/view.h"

#define COMPETENCIES_MOST 15
#define PEOPLE_MOST 40
#define LINES_MOST 15
#define CELL_WIDTH 6 /* of the matrix, with the space between */

static const char help[] =
    "bekwaam team TEAM | --org ID [OPTIONS]: where a group is short, at risk, and what would help\n"
    "\n"
    "  --org ID      a whole organisation instead of a team\n"
    "  --goal GOAL   current (default), role:ID, change:ID[,ID], or a JSON map\n"
    "  --as-of DATE  judge on this day (default today)\n"
    "  --min-group N do not show single persons of smaller groups\n"
    "  --lang nl|en, --json\n";

struct page {
    struct bw_app *app;
    const msgpack_object *answer;
    size_t width;
};

static const char *word(const struct page *page, enum bw_word which)
{
    return bw_word(page->app->lang, which);
}

static void heading(const struct page *page, enum bw_word which)
{
    printf("\n%s\n", word(page, which));
}

static void more(const struct page *page, size_t n, size_t shown)
{
    char text[BW_WORDS_LEN], count[32];
    if (n <= shown)
        return;
    snprintf(count, sizeof count, "%zu", n - shown);
    printf("  %s\n", bw_say(text, page->app->lang, BW_W_MORE_ROWS, count));
}

static void number_cell(const struct page *page, struct bw_table *table, double value, int decimals)
{
    char buf[BW_FORMAT_LEN];
    bw_table_cell(table, bw_format_number(buf, page->app->lang, value, decimals));
}

static void risk_cell(const struct page *page, struct bw_table *table, const msgpack_object *item)
{
    char text[BW_WORDS_LEN] = "", count[32];
    int64_t leavers = bw_view_int(item, "leavers_with_it", 0);
    snprintf(count, sizeof count, "%lld", (long long)leavers);
    if (leavers)
        bw_say(text, page->app->lang, BW_W_LEAVERS, count);
    bool only = bw_view_true(item, "only_one_has");
    bw_table_cellf(table, "%s%s%s", only ? word(page, BW_W_ONLY_ONE) : "",
                   only && *text ? ", " : "", text);
}

static void print_competencies(const struct page *page)
{
    const struct bw_column columns[] = {
        {"#", true, false},
        {word(page, BW_W_H_COMPETENCY), false, true},
        {word(page, BW_W_H_HAVE_MEAN), false, false},
        {word(page, BW_W_H_NEED_MEAN), true, false},
        {word(page, BW_W_H_GAP), true, false},
        {word(page, BW_W_H_SHORT), true, false},
        {word(page, BW_W_H_REMARKS), false, true},
    };
    size_t n, shown;
    const msgpack_object *items = bw_view_list(page->answer, "competencies", &n);
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (shown = 0; shown < n && shown < COMPETENCIES_MOST; shown++) {
        const msgpack_object *item = &items[shown];
        char text[BW_VIEW_LEN], bar[BW_FORMAT_LEN], have[BW_FORMAT_LEN];
        double have_mean = bw_view_number(item, "have_mean", 0);
        double need_mean = bw_view_number(item, "need_mean", 0);
        bw_table_cellf(table, "%zu", shown + 1);
        bw_table_cell(table, bw_view_text(text, item, "label"));
        bw_table_cellf(table, "%s %s", bw_format_level(bar, have_mean, need_mean),
                       bw_format_number(have, page->app->lang, have_mean, 1));
        number_cell(page, table, need_mean, 1);
        number_cell(page, table, bw_view_number(item, "gap_total", 0), 1);
        bw_table_cellf(table, "%lld", (long long)bw_view_int(item, "people_short", 0));
        risk_cell(page, table, item);
    }
    if (shown) {
        fputc('\n', stdout);
        bw_table_print(table, stdout, 2, page->width);
        more(page, n, shown);
    } else {
        printf("%s\n", word(page, BW_W_NO_TEAM_GAP));
    }
    bw_table_free(table);
}

/* The matrix of people and competencies; its columns are the numbers of the table above. */
static void print_people(const struct page *page)
{
    size_t n, n_competencies, shown;
    const msgpack_object *people = bw_view_list(page->answer, "employees", &n);
    struct bw_column columns[2 + COMPETENCIES_MOST];
    char numbers[COMPETENCIES_MOST][24];
    if (n == 0)
        return;
    bw_view_list(page->answer, "competencies", &n_competencies);
    size_t fits = page->width > 30 ? (page->width - 30) / CELL_WIDTH : 1;
    size_t wide = n_competencies < COMPETENCIES_MOST ? n_competencies : COMPETENCIES_MOST;
    wide = wide < fits ? wide : fits;
    columns[0] = (struct bw_column){word(page, BW_W_H_EMPLOYEE), false, true};
    columns[1] = (struct bw_column){word(page, BW_W_H_TOTAL), true, false};
    for (size_t i = 0; i < wide; i++) {
        snprintf(numbers[i], sizeof numbers[i], "%zu", i + 1);
        columns[2 + i] = (struct bw_column){numbers[i], true, false};
    }
    struct bw_table *table = bw_table_make(columns, 2 + wide);
    for (shown = 0; shown < n && shown < PEOPLE_MOST; shown++) {
        char text[BW_VIEW_LEN];
        size_t n_cells;
        const msgpack_object *cells = bw_view_list(&people[shown], "cells", &n_cells);
        bw_table_cell(table, bw_view_text(text, &people[shown], "employee"));
        number_cell(page, table, bw_view_number(&people[shown], "gap_total", 0), 1);
        for (size_t i = 0; i < wide; i++) {
            if (i >= n_cells || cells[i].type == MSGPACK_OBJECT_NIL)
                bw_table_cell(table, "");
            else if (cells[i].type == MSGPACK_OBJECT_FLOAT64 && cells[i].via.f64 < .005)
                bw_table_cell(table, "✓");
            else
                number_cell(page, table,
                            cells[i].type == MSGPACK_OBJECT_FLOAT64 ? cells[i].via.f64 : 0, 1);
        }
    }
    heading(page, BW_W_PEOPLE_TITLE);
    bw_table_print(table, stdout, 2, page->width);
    more(page, n, shown);
    bw_table_free(table);
}

/* Label of a competency: from the answer's own list when it is there, else asked for. */
static void competency_label(const struct page *page, const char *id, char *out, size_t size)
{
    char other[BW_VIEW_LEN], label[BW_VIEW_LEN];
    size_t n;
    const msgpack_object *items = bw_view_list(page->answer, "competencies", &n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(bw_view_text(other, &items[i], "competency"), id) == 0) {
            snprintf(out, size, "%s", bw_view_text(label, &items[i], "label"));
            return;
        }
    }
    bw_app_label(page->app, "competency", id, out, size);
}

static void print_mandatory(const struct page *page)
{
    const struct bw_column columns[] = {
        {word(page, BW_W_H_EMPLOYEE), false, true},
        {word(page, BW_W_H_COMPETENCY), false, true},
        {word(page, BW_W_H_LAW), false, true},
    };
    size_t n, shown;
    const msgpack_object *items = bw_view_list(page->answer, "mandatory_open", &n);
    if (n == 0)
        return;
    struct bw_table *table = bw_table_make(columns, 3);
    for (shown = 0; shown < n && shown < LINES_MOST; shown++) {
        char text[BW_VIEW_LEN], label[BW_VIEW_LEN];
        bw_table_cell(table, bw_view_text(text, &items[shown], "employee"));
        bw_view_text(text, &items[shown], "competency");
        competency_label(page, text, label, sizeof label);
        bw_table_cell(table, label);
        bw_table_cell(table, bw_view_text(text, &items[shown], "law"));
    }
    heading(page, BW_W_MANDATORY_TITLE);
    bw_table_print(table, stdout, 2, page->width);
    more(page, n, shown);
    bw_table_free(table);
}

static void print_courses(const struct page *page)
{
    const struct bw_column columns[] = {
        {word(page, BW_W_H_COURSE), false, true},
        {word(page, BW_W_H_PEOPLE), true, false},
        {word(page, BW_W_H_CLOSES), true, false},
        {word(page, BW_W_H_COST), true, false},
    };
    size_t n, shown;
    const msgpack_object *items = bw_view_list(page->answer, "courses", &n);
    if (n == 0)
        return;
    struct bw_table *table = bw_table_make(columns, 4);
    for (shown = 0; shown < n && shown < LINES_MOST; shown++) {
        char text[BW_VIEW_LEN], buf[BW_FORMAT_LEN];
        bw_table_cell(table, bw_view_text(text, &items[shown], "title"));
        bw_table_cellf(table, "%lld", (long long)bw_view_int(&items[shown], "people", 0));
        number_cell(page, table, bw_view_number(&items[shown], "closure", 0), 1);
        bw_table_cell(table, bw_format_euro(buf, page->app->lang,
                                            bw_view_int(&items[shown], "cost_cents", 0)));
    }
    heading(page, BW_W_COURSES_TITLE);
    bw_table_print(table, stdout, 2, page->width);
    more(page, n, shown);
    bw_table_free(table);
}

static void print_leaving(const struct page *page)
{
    const struct bw_column columns[] = {
        {word(page, BW_W_H_EMPLOYEE), false, true},
        {word(page, BW_W_H_LEAVES_ON), false, false},
        {word(page, BW_W_H_ONLY_ONE), false, true},
    };
    size_t n, shown;
    const msgpack_object *items = bw_view_list(page->answer, "leaving", &n);
    if (n == 0)
        return;
    struct bw_table *table = bw_table_make(columns, 3);
    for (shown = 0; shown < n && shown < LINES_MOST; shown++) {
        char text[BW_VIEW_LEN], label[BW_VIEW_LEN], buf[BW_FORMAT_LEN], list[BW_WORDS_LEN] = "";
        size_t n_sole;
        const msgpack_object *sole = bw_view_list(&items[shown], "only_one_has", &n_sole);
        bw_table_cell(table, bw_view_text(text, &items[shown], "employee"));
        bw_view_text(text, &items[shown], "leaves_on");
        bw_table_cell(table, bw_format_date(buf, page->app->lang, text));
        for (size_t i = 0; i < n_sole && i < 5; i++) {
            size_t at = strlen(list);
            competency_label(page, bw_view_value(text, &sole[i]), label, sizeof label);
            snprintf(list + at, sizeof list - at, "%s%s", i ? ", " : "", label);
        }
        bw_table_cell(table, list);
    }
    heading(page, BW_W_LEAVING_TITLE);
    bw_table_print(table, stdout, 2, page->width);
    more(page, n, shown);
    bw_table_free(table);
}

static void print_talent(const struct page *page)
{
    const struct bw_column columns[] = {
        {word(page, BW_W_H_EMPLOYEE), false, true},
        {word(page, BW_W_H_ROLE), false, true},
        {word(page, BW_W_H_FIT), true, false},
    };
    size_t n, shown;
    const msgpack_object *items = bw_view_list(page->answer, "hidden_talent", &n);
    if (n == 0)
        return;
    struct bw_table *table = bw_table_make(columns, 3);
    for (shown = 0; shown < n && shown < LINES_MOST; shown++) {
        char text[BW_VIEW_LEN], label[BW_VIEW_LEN], buf[BW_FORMAT_LEN];
        bw_table_cell(table, bw_view_text(text, &items[shown], "employee"));
        bw_app_label(page->app, "role", bw_view_text(text, &items[shown], "role"), label,
                     sizeof label);
        bw_table_cell(table, label);
        bw_table_cell(table, bw_format_share(buf, bw_view_number(&items[shown], "fit", 0)));
    }
    heading(page, BW_W_TALENT_TITLE);
    bw_table_print(table, stdout, 2, page->width);
    more(page, n, shown);
    bw_table_free(table);
}

static void print_page(const struct page *page, const struct bw_question_line *line)
{
    char label[BW_VIEW_LEN], text[BW_WORDS_LEN], count[32], total[BW_FORMAT_LEN];
    bw_app_label(page->app, line->org ? "org" : "team", line->org ? line->org : line->subject,
                 label, sizeof label);
    bw_text_wrap(stdout, "",
                 bw_say(text, page->app->lang, line->org ? BW_W_ORG_OF : BW_W_TEAM_OF, label),
                 page->width);
    snprintf(count, sizeof count, "%lld", (long long)bw_view_int(page->answer, "people", 0));
    bw_format_number(total, page->app->lang, bw_view_number(page->answer, "gap_total", 0), 1);
    printf("%s\n", bw_say(text, page->app->lang, BW_W_TEAM_LINE, count, total));
    print_competencies(page);
    print_courses(page);
    if (!bw_view(page->answer, "employees"))
        printf("\n%s\n", word(page, BW_W_SMALL_GROUP));
    print_people(page);
    print_mandatory(page);
    print_leaving(page);
    print_talent(page);
}

static void show(struct bw_app *app, const struct bw_question_line *line,
                 const msgpack_object *answer, size_t width)
{
    struct page page = {app, answer, width};
    print_page(&page, line);
}

int bw_cmd_team(struct bw_app *app, int argc, char **argv)
{
    static const struct bw_question_command command = {.help = help,
                                                       .method = "gap.team",
                                                       .subject = "team",
                                                       .set = BW_Q_GOAL | BW_Q_GROUP,
                                                       .show = show};
    return bw_question_ask(app, argc, argv, &command);
}
