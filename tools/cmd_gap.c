/* gap: what a person is short of, with level bars, evidence and how sure it is. */
#include <stdio.h>
#include <string.h>

#include "tools/format.h"
#include "tools/question.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/view.h"

#define EVIDENCE_MOST 3

static const char help[] =
    "bekwaam gap EMPLOYEE [OPTIONS]: what this person is short of, and how sure that is\n"
    "\n"
    "  --goal GOAL   current (default), wishes, role:ID, change:ID[,ID], or a JSON map\n"
    "  --as-of DATE  judge on this day (default today)\n"
    "  --lang nl|en, --json\n"
    "\n"
    "In a bar, ▰ is what is believed to be there, ▱ what is needed above that.\n";

static void join(char *list, size_t size, const char *between, const char *text)
{
    size_t at = strlen(list);
    if (*text && at < size)
        snprintf(list + at, size - at, "%s%s", at ? between : "", text);
}

/* "▰▰▱▱· 2,1 ± 0,6" */
static void add_level(struct bw_app *app, struct bw_table *table, const msgpack_object *item)
{
    char bar[BW_FORMAT_LEN], have[BW_FORMAT_LEN], sd[BW_FORMAT_LEN];
    double level = bw_view_number(item, "have", 0);
    bw_format_level(bar, level, bw_view_number(item, "need", 0));
    bw_format_number(have, app->lang, level, 1);
    bw_format_number(sd, app->lang, bw_view_number(item, "have_sd", 0), 1);
    bw_table_cellf(table, "%s %s ± %s", bar, have, sd);
}

static void add_remark(struct bw_app *app, struct bw_table *table, const msgpack_object *item)
{
    char list[BW_WORDS_LEN] = "", law[BW_VIEW_LEN];
    if (bw_view_true(item, "mandatory"))
        join(list, sizeof list, ", ", bw_word(app->lang, BW_W_MANDATORY));
    join(list, sizeof list, ", ", bw_view_text(law, item, "law"));
    if (bw_view_true(item, "lapsed"))
        join(list, sizeof list, ", ", bw_word(app->lang, BW_W_LAPSED));
    else if (bw_view_true(item, "doubtful"))
        join(list, sizeof list, ", ", bw_word(app->lang, BW_W_DOUBTFUL));
    if (*list)
        bw_table_note(table, "    ", list);
}

/* "leidinggevende 3,0 op 12-03-2026 · toets 2,0 op …" */
static void add_evidence(struct bw_app *app, struct bw_table *table, const msgpack_object *item)
{
    char list[BW_WORDS_LEN] = "", text[BW_WORDS_LEN], source[BW_VIEW_LEN], at[BW_VIEW_LEN];
    char level[BW_FORMAT_LEN], date[BW_FORMAT_LEN], count[32];
    size_t n;
    const msgpack_object *evidence = bw_view_list(item, "evidence", &n);
    for (size_t i = 0; i < n && i < EVIDENCE_MOST; i++) {
        bw_view_text(source, &evidence[i], "source");
        bw_format_number(level, app->lang, bw_view_number(&evidence[i], "level", 0), 1);
        bw_format_date(date, app->lang, bw_view_text(at, &evidence[i], "at"));
        join(list, sizeof list, " · ",
             bw_say(text, app->lang, BW_W_EVIDENCE_ONE, bw_word_source(app->lang, source), level,
                    date));
    }
    if (n > EVIDENCE_MOST) {
        snprintf(count, sizeof count, "%zu", n - EVIDENCE_MOST);
        join(list, sizeof list, " ", bw_say(text, app->lang, BW_W_MORE_ROWS, count));
    }
    if (n == 0)
        join(list, sizeof list, "", bw_word(app->lang, BW_W_EVIDENCE_NONE));
    bw_table_note(table, "    ", list);
}

static void print_items(struct bw_app *app, const msgpack_object *items, size_t n, size_t width)
{
    enum bw_lang lang = app->lang;
    const struct bw_column columns[] = {
        {bw_word(lang, BW_W_H_COMPETENCY), false, true}, {bw_word(lang, BW_W_H_NOW), false, false},
        {bw_word(lang, BW_W_H_NEED), true, false},       {bw_word(lang, BW_W_H_GAP), true, false},
        {bw_word(lang, BW_W_H_KIND), false, false},
    };
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++) {
        char text[BW_VIEW_LEN], buf[2 * BW_FORMAT_LEN];
        bw_table_cell(table, bw_view_text(text, &items[i], "label"));
        add_level(app, table, &items[i]);
        bw_table_cell(table, bw_question_need(app, &items[i], buf));
        bw_table_cell(table, bw_format_number(buf, lang, bw_view_number(&items[i], "gap", 0), 2));
        bw_table_cell(table, bw_word_kind(lang, bw_view_text(text, &items[i], "kind")));
        add_remark(app, table, &items[i]);
        add_evidence(app, table, &items[i]);
    }
    fputc('\n', stdout);
    bw_table_print(table, stdout, 2, width);
    bw_table_free(table);
    if (bw_question_assumed(items, n)) {
        fputc('\n', stdout);
        bw_text_wrap(stdout, "  ", bw_word(lang, BW_W_NEED_ASSUMED), width);
    }
}

static void print_head(struct bw_app *app, const msgpack_object *answer, size_t n, size_t width)
{
    char id[BW_VIEW_LEN], label[BW_VIEW_LEN], date[BW_FORMAT_LEN], total[BW_FORMAT_LEN];
    char who[BW_WORDS_LEN], role[BW_WORDS_LEN], day[BW_WORDS_LEN], line[3 * BW_WORDS_LEN + 16];
    char open[32], met[32];
    bw_app_label(app, "role", bw_view_text(id, answer, "role"), label, sizeof label);
    bw_say(role, app->lang, BW_W_ROLE, label);
    bw_say(who, app->lang, BW_W_GAP_FOR, bw_view_text(id, answer, "employee"));
    bw_format_date(date, app->lang, bw_view_text(id, answer, "as_of"));
    bw_say(day, app->lang, BW_W_ON_DATE, date);
    snprintf(line, sizeof line, "%s · %s%s%s", who, *label ? role : "", *label ? " · " : "", day);
    bw_text_wrap(stdout, "", line, width);
    snprintf(open, sizeof open, "%zu", n);
    snprintf(met, sizeof met, "%lld", (long long)bw_view_int(answer, "met", 0));
    bw_format_number(total, app->lang, bw_view_number(answer, "total", 0), 1);
    bw_text_wrap(stdout, "",
                 n ? bw_say(who, app->lang, BW_W_GAP_TOTAL, total, open, met)
                   : bw_say(who, app->lang, BW_W_ALL_MET, met),
                 width);
}

static void print_surplus(struct bw_app *app, const msgpack_object *answer, size_t width)
{
    char list[8 * BW_WORDS_LEN] = "", text[BW_WORDS_LEN], whole[8 * BW_WORDS_LEN];
    char label[BW_VIEW_LEN], have[BW_FORMAT_LEN], need[2 * BW_FORMAT_LEN];
    const char *values[] = {list};
    size_t n;
    const msgpack_object *surplus = bw_view_list(answer, "surplus", &n);
    for (size_t i = 0; i < n && i < 6; i++) {
        bw_view_text(label, &surplus[i], "label");
        bw_format_number(have, app->lang, bw_view_number(&surplus[i], "have", 0), 1);
        bw_question_need(app, &surplus[i], need);
        join(list, sizeof list, ", ", bw_say(text, app->lang, BW_W_SURPLUS_ONE, label, have, need));
    }
    if (n == 0)
        return;
    bw_words_fill(whole, sizeof whole, bw_word(app->lang, BW_W_SURPLUS), values, 1);
    fputc('\n', stdout);
    bw_text_wrap(stdout, "  ", whole, width);
}

static void show(struct bw_app *app, const struct bw_question_line *line,
                 const msgpack_object *answer, size_t width)
{
    size_t n;
    const msgpack_object *items = bw_view_list(answer, "items", &n);
    (void)line;
    print_head(app, answer, n, width);
    if (n)
        print_items(app, items, n, width);
    print_surplus(app, answer, width);
}

int bw_cmd_gap(struct bw_app *app, int argc, char **argv)
{
    static const struct bw_question_command command = {.help = help,
                                                       .method = "gap.employee",
                                                       .subject = "employee",
                                                       .set = BW_Q_GOAL,
                                                       .show = show};
    return bw_question_ask(app, argc, argv, &command);
}
