/* recommend: the courses that close a person's gap best, as a table with the reasons in words. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/format.h"
#include "tools/question.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/view.h"

/* What would be shown as 0.00 is not shown. */
#define SHOWN_LEAST .005
#define REASONS_MOST 4
#define LABELS_MOST 12
#define OWN "employee_cost_cents"

static const char help[] =
    "bekwaam recommend EMPLOYEE [OPTIONS]: which courses close this person's gap best, and why\n"
    "\n"
    "  --goal GOAL       current (default), wishes, role:ID, change:ID[,ID], or a JSON map\n"
    "  --as-of DATE      judge on this day (default today)\n"
    "  -k N              at most N courses (1 to 100, default 10)\n"
    "  --objective O     balanced (default), closure, per_euro or per_hour\n"
    "  --diversity X     0.0 to 1.0: how much a course above makes the same again worth less\n"
    "  --filter JSON     hard conditions, e.g. '{\"max_price_cents\": 50000}'\n"
    "  --exclude ID[,ID] never these courses\n"
    "  --lang nl|en, --json\n";

/* Appends "first, second" with a middle dot between. */
static void join(char *list, size_t size, const char *text)
{
    size_t at = strlen(list);
    if (*text && at < size)
        snprintf(list + at, size - at, "%s%s", at ? " · " : "", text);
}

/* What a contribution is divided by to become closure: the price and hours in a score. */
static double scale_of(const msgpack_object *item, const msgpack_object *why, size_t n)
{
    double sum = 0, closure = bw_view_number(item, "closure", 0);
    for (size_t i = 0; i < n; i++)
        sum += bw_view_number(&why[i], "contribution", 0);
    return sum > 0 && closure > 0 ? sum / closure : 1;
}

/* "sluit 0,8 van het gat in Gespreksvoering: nu 2,1 → 3,4 (nodig 4,0)" */
static void add_reason(struct bw_app *app, struct bw_table *table, const msgpack_object *reason,
                       double scale)
{
    char label[BW_VIEW_LEN], text[BW_WORDS_LEN], via_text[BW_WORDS_LEN], whole[2 * BW_WORDS_LEN];
    char closes[BW_FORMAT_LEN], have[BW_FORMAT_LEN], after[BW_FORMAT_LEN], need[2 * BW_FORMAT_LEN];
    double amount = bw_view_number(reason, "contribution", 0) / scale;
    bw_format_number(closes, app->lang, amount, fabs(amount) < .095 ? 2 : 1);
    bw_format_number(have, app->lang, bw_view_number(reason, "have", 0), 1);
    bw_format_number(after, app->lang, bw_view_number(reason, "after", 0), 1);
    bw_question_need(app, reason, need);
    bw_view_text(label, reason, "label");
    bw_say(text, app->lang, BW_W_CLOSES, closes, label, have, after, need);
    *via_text = 0;
    const msgpack_object *via = bw_view(reason, "via");
    if (via) {
        char id[BW_VIEW_LEN], share[BW_FORMAT_LEN];
        bw_app_label(app, "competency", bw_view_text(id, via, "competency"), label, sizeof label);
        bw_format_share(share, bw_view_number(via, "similarity", 0));
        bw_say(via_text, app->lang, BW_W_VIA, label, share);
    }
    snprintf(whole, sizeof whole, "%s%s", text, via_text);
    bw_table_note(table, "      ↳ ", whole);
}

static void add_reasons(struct bw_app *app, struct bw_table *table, const msgpack_object *item)
{
    size_t n;
    const msgpack_object *why = bw_view_list(item, "why", &n);
    double scale = scale_of(item, why, n), rest = 0;
    for (size_t i = 0; i < n; i++) {
        if (i < REASONS_MOST || n == REASONS_MOST + 1)
            add_reason(app, table, &why[i], scale);
        else
            rest += bw_view_number(&why[i], "contribution", 0) / scale;
    }
    if (n > REASONS_MOST + 1) {
        char count[32], amount[BW_FORMAT_LEN], text[BW_WORDS_LEN];
        snprintf(count, sizeof count, "%zu", n - REASONS_MOST);
        bw_format_number(amount, app->lang, rest, 2);
        bw_table_note(table, "      ↳ ", bw_say(text, app->lang, BW_W_MORE_REASONS, count, amount));
    }
    const msgpack_object *terms = bw_view(item, "terms");
    for (uint32_t i = 0; terms && terms->type == MSGPACK_OBJECT_MAP && i < terms->via.map.size;
         i++) {
        char name[BW_VIEW_LEN], amount[BW_FORMAT_LEN], text[BW_WORDS_LEN];
        const char *values[] = {amount};
        bw_view_value(name, &terms->via.map.ptr[i].key);
        double term = fabs(bw_view_number(terms, name, 0));
        if (term < SHOWN_LEAST)
            continue;
        bw_format_number(amount, app->lang, term, 2);
        bw_words_fill(text, sizeof text, bw_word_term(app->lang, name), values, 1);
        bw_table_note(table, "      ↳ ", text);
    }
}

/* What is to be known of a course beside its figures, on one line. */
static void add_remarks(struct bw_app *app, struct bw_table *table, const msgpack_object *item)
{
    char list[BW_WORDS_LEN] = "", name[BW_VIEW_LEN], text[BW_WORDS_LEN], share[BW_FORMAT_LEN];
    const msgpack_object *session = bw_view(item, "next_session");
    size_t n;
    const msgpack_object *flags = bw_view_list(item, "flags", &n);
    if (bw_view_true(item, "mandatory"))
        join(list, sizeof list, bw_word(app->lang, BW_W_MANDATORY));
    if (*bw_view_text(name, session, "place"))
        join(list, sizeof list, bw_say(text, app->lang, BW_W_PLACE, name));
    int64_t seats = bw_view_int(session, "seats", -1), own = bw_view_int(item, OWN, 0);
    snprintf(name, sizeof name, "%lld", (long long)seats);
    if (seats >= 0)
        join(list, sizeof list, bw_say(text, app->lang, seats ? BW_W_SEATS : BW_W_FULL, name));
    if (own > 0)
        join(list, sizeof list,
             bw_say(text, app->lang, BW_W_OWN_SHARE, bw_format_euro(share, app->lang, own)));
    double ready = bw_view_number(item, "ready", 1);
    if (ready < .95)
        join(list, sizeof list, bw_say(text, app->lang, BW_W_READY, bw_format_share(share, ready)));
    for (size_t i = 0; i < n; i++)
        join(list, sizeof list, bw_word_flag(app->lang, bw_view_value(name, &flags[i])));
    if (*list)
        bw_table_note(table, "      ", list);
}

static void add_course(struct bw_app *app, struct bw_table *table, const msgpack_object *item)
{
    char text[BW_VIEW_LEN], buf[BW_FORMAT_LEN];
    const msgpack_object *session = bw_view(item, "next_session");
    bw_table_cellf(table, "%lld", (long long)bw_view_int(item, "rank", 0));
    bw_table_cell(table, bw_view_text(text, item, "title"));
    bw_table_cell(table, bw_format_hours(buf, app->lang, bw_view_number(item, "hours", 0)));
    bw_table_cell(table, bw_format_euro(buf, app->lang, bw_view_int(item, "price_cents", 0)));
    if (session)
        bw_table_cell(table, bw_format_date(buf, app->lang, bw_view_text(text, session, "start")));
    else
        bw_table_cell(table, bw_word(app->lang, BW_W_ANY_TIME));
    bw_table_cell(table, bw_format_share(buf, bw_view_number(item, "success", 0)));
    bw_table_cell(table, bw_format_number(buf, app->lang, bw_view_number(item, "score", 0), 2));
    add_remarks(app, table, item);
    add_reasons(app, table, item);
}

static void print_courses(struct bw_app *app, const msgpack_object *items, size_t n, size_t width)
{
    enum bw_lang lang = app->lang;
    const struct bw_column columns[] = {
        {"#", true, false},
        {bw_word(lang, BW_W_H_COURSE), false, true},
        {bw_word(lang, BW_W_H_HOURS), true, false},
        {bw_word(lang, BW_W_H_PRICE), true, false},
        {bw_word(lang, BW_W_H_START), false, false},
        {bw_word(lang, BW_W_H_CHANCE), true, false},
        {bw_word(lang, BW_W_H_SCORE), true, false},
    };
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++)
        add_course(app, table, &items[i]);
    fputc('\n', stdout);
    bw_table_print(table, stdout, 2, width);
    bw_table_free(table);
}

static void print_head(struct bw_app *app, const msgpack_object *answer, size_t n, size_t width)
{
    char id[BW_VIEW_LEN], date[BW_FORMAT_LEN], buf[BW_FORMAT_LEN];
    char title[BW_WORDS_LEN], day[BW_WORDS_LEN], goal[BW_WORDS_LEN], line[3 * BW_WORDS_LEN + 16];
    char total[BW_FORMAT_LEN], closable[BW_FORMAT_LEN], count[32];
    const msgpack_object *gap = bw_view(answer, "gap");
    bw_say(title, app->lang, BW_W_SUGGESTED_FOR, bw_view_text(id, answer, "employee"));
    bw_format_date(date, app->lang, bw_view_text(id, answer, "as_of"));
    bw_say(day, app->lang, BW_W_ON_DATE, date);
    bw_question_goal_words(app, bw_view(answer, "goal"), goal);
    snprintf(line, sizeof line, "%s · %s · %s", title, day, goal);
    bw_text_wrap(stdout, "", line, width);
    if (bw_view_int(gap, "count", 0) == 0) {
        bw_text_wrap(stdout, "", bw_word(app->lang, BW_W_NO_GAP), width);
        return;
    }
    bw_format_number(total, app->lang, bw_view_number(gap, "total", 0), 1);
    bw_format_number(closable, app->lang, bw_view_number(gap, "closable", 0), 1);
    snprintf(count, sizeof count, "%lld", (long long)bw_view_int(gap, "count", 0));
    bw_say(title, app->lang, BW_W_GAP_LINE, total, count, closable);
    bw_format_share(buf, bw_view_number(answer, "coverage", 0));
    if (n)
        bw_say(day, app->lang, BW_W_COVERAGE_LINE, buf);
    else
        bw_say(day, app->lang, BW_W_NO_COURSE, "");
    snprintf(line, sizeof line, "%s %s", title, day);
    bw_text_wrap(stdout, "", line, width);
}

/* Explains the star of assumed levels, when a reason that is shown has one. */
static void print_assumed(const struct bw_app *app, const msgpack_object *items, size_t n,
                          size_t width)
{
    bool assumed = false;
    for (size_t i = 0; i < n && !assumed; i++) {
        size_t n_why;
        const msgpack_object *why = bw_view_list(&items[i], "why", &n_why);
        assumed = bw_question_assumed(why, n_why < REASONS_MOST ? n_why : REASONS_MOST);
    }
    if (assumed) {
        fputc('\n', stdout);
        bw_text_wrap(stdout, "  ", bw_word(app->lang, BW_W_NEED_ASSUMED), width);
    }
}

static void print_foot(struct bw_app *app, const msgpack_object *answer, size_t width)
{
    char list[LABELS_MOST * BW_VIEW_LEN], text[LABELS_MOST * BW_VIEW_LEN], label[BW_VIEW_LEN];
    const char *values[] = {list};
    size_t n;
    const msgpack_object *assess = bw_view_list(answer, "assess_first", &n);
    *list = 0;
    for (size_t i = 0; i < n; i++)
        join(list, sizeof list, bw_view_text(label, &assess[i], "label"));
    if (n) {
        bw_words_fill(text, sizeof text, bw_word(app->lang, BW_W_ASSESS_FIRST), values, 1);
        fputc('\n', stdout);
        bw_text_wrap(stdout, "  ", text, width);
    }
    const msgpack_object *closed = bw_view_list(bw_view(answer, "gap"), "not_closable", &n);
    if (n) {
        bw_question_labels(app, "competency", closed, n, LABELS_MOST, list, sizeof list);
        bw_words_fill(text, sizeof text, bw_word(app->lang, BW_W_NOBODY_TEACHES), values, 1);
        fputs(bw_view_list(answer, "assess_first", &n) && n ? "" : "\n", stdout);
        bw_text_wrap(stdout, "  ", text, width);
    }
}

static void show(struct bw_app *app, const struct bw_question_line *line,
                 const msgpack_object *answer, size_t width)
{
    size_t n;
    const msgpack_object *items = bw_view_list(answer, "items", &n);
    (void)line;
    print_head(app, answer, n, width);
    if (n)
        print_courses(app, items, n, width);
    print_assumed(app, items, n, width);
    print_foot(app, answer, width);
}

int bw_cmd_recommend(struct bw_app *app, int argc, char **argv)
{
    static const struct bw_question_command command = {.help = help,
                                                       .method = "recommend",
                                                       .subject = "employee",
                                                       .set = BW_Q_GOAL | BW_Q_LIST,
                                                       .show = show};
    return bw_question_ask(app, argc, argv, &command);
}
