#include "tools/model/model_show.h"

#include <stdio.h>
#include <string.h>

#include "tools/format.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/view.h"

#define INDENT 2

/* "slaagkans, voorkeuren" */
static char *join_parts(char *buf, enum bw_lang lang, const msgpack_object *map)
{
    char name[BW_VIEW_LEN];
    size_t n, at = 0;
    const msgpack_object *parts = bw_view_list(map, "parts", &n);
    buf[0] = 0;
    for (size_t i = 0; i < n && at < BW_VIEW_LEN; i++)
        at += (size_t)snprintf(buf + at, BW_VIEW_LEN - at, "%s%s", i ? ", " : "",
                               bw_word_part(lang, bw_view_value(name, &parts[i])));
    return buf;
}

/* The day of a time, as people write it. */
static char *day_of(char *buf, enum bw_lang lang, const msgpack_object *map, const char *name)
{
    char text[BW_VIEW_LEN];
    bw_view_text(text, map, name);
    text[10] = 0;
    return bw_format_date(buf, lang, text);
}

/* "24-11-2026 09:12" */
static void when_cell(struct bw_table *table, enum bw_lang lang, const msgpack_object *map)
{
    char day[BW_FORMAT_LEN], text[BW_VIEW_LEN];
    bw_view_text(text, map, "at");
    day_of(day, lang, map, "at");
    bw_table_cellf(table, "%s %.5s", day, strlen(text) > 11 ? text + 11 : "");
}

static void number_cell(struct bw_table *table, enum bw_lang lang, const msgpack_object *map,
                        const char *name, int decimals)
{
    char buf[BW_FORMAT_LEN];
    const msgpack_object *value = bw_view(map, name);
    bw_table_cell(table,
                  value ? bw_format_number(buf, lang, bw_view_number(map, name, 0), decimals) : "");
}

static void text_cell(struct bw_table *table, const msgpack_object *map, const char *name)
{
    char buf[BW_VIEW_LEN];
    bw_table_cell(table, bw_view_text(buf, map, name));
}

static void list_row(struct bw_table *table, enum bw_lang lang, const msgpack_object *item)
{
    char buf[BW_VIEW_LEN], day[BW_FORMAT_LEN];
    const msgpack_object *data = bw_view(item, "data");
    bool damaged = bw_view_true(item, "damaged");
    text_cell(table, item, "version");
    bw_table_cell(table, bw_view_true(item, "serving") ? "●" : "");
    bw_table_cell(table, damaged ? bw_word(lang, BW_W_MODEL_DAMAGED) : join_parts(buf, lang, item));
    bw_table_cell(table, damaged ? "" : day_of(day, lang, item, "trained_at"));
    bw_table_cell(table, damaged ? "" : day_of(day, lang, item, "until"));
    number_cell(table, lang, data, "outcomes", 0);
    number_cell(table, lang, item, "seed", 0);
}

/* Which one serves, and whether it does. */
static void say_serving(enum bw_lang lang, const msgpack_object *answer)
{
    char serving[BW_VIEW_LEN], model[BW_VIEW_LEN], text[BW_WORDS_LEN];
    bw_view_text(serving, answer, "serving");
    bw_view_text(model, answer, "model");
    bool answers = strcmp(serving, model) == 0;
    bw_text_wrap(stdout, "",
                 answers ? bw_say(text, lang, BW_W_MODEL_SERVES, serving)
                         : bw_say(text, lang, BW_W_MODEL_KEPT_OUT, serving, model),
                 bw_text_terminal());
}

void bw_model_show_list(const struct bw_app *app, const msgpack_object *answer)
{
    enum bw_lang lang = app->lang;
    size_t n, width = bw_text_terminal();
    const msgpack_object *items = bw_view_list(answer, "items", &n);
    const struct bw_column columns[] = {
        {bw_word(lang, BW_W_H_VERSION), false, false},
        {bw_word(lang, BW_W_H_SERVES), false, false},
        {bw_word(lang, BW_W_H_PARTS), false, true},
        {bw_word(lang, BW_W_H_TRAINED), true, false},
        {bw_word(lang, BW_W_H_UNTIL), true, false},
        {bw_word(lang, BW_W_H_OUTCOMES), true, false},
        {bw_word(lang, BW_W_H_SEED), true, false},
    };
    if (n == 0) {
        bw_text_wrap(stdout, "", bw_word(lang, BW_W_MODEL_NONE), width);
        return;
    }
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++)
        list_row(table, lang, &items[i]);
    bw_table_print(table, stdout, INDENT, width);
    bw_table_free(table);
    fputc('\n', stdout);
    say_serving(lang, answer);
}

static void show_training(enum bw_lang lang, const msgpack_object *answer)
{
    char parts[BW_VIEW_LEN], text[BW_WORDS_LEN], fingerprint[BW_VIEW_LEN];
    char trained[BW_FORMAT_LEN], until[BW_FORMAT_LEN], outcomes[BW_FORMAT_LEN];
    char people[BW_FORMAT_LEN], courses[BW_FORMAT_LEN], seed[BW_FORMAT_LEN];
    const msgpack_object *card = bw_view(answer, "card"), *data = bw_view(card, "data");
    bw_text_wrap(stdout, "", bw_say(text, lang, BW_W_MODEL_OFFERS, join_parts(parts, lang, answer)),
                 bw_text_terminal());
    day_of(trained, lang, card, "trained_at");
    day_of(until, lang, card, "until");
    bw_format_number(outcomes, lang, bw_view_number(data, "outcomes", 0), 0);
    bw_format_number(people, lang, bw_view_number(data, "people", 0), 0);
    bw_format_number(courses, lang, bw_view_number(data, "courses", 0), 0);
    snprintf(seed, sizeof seed, "%lld", (long long)bw_view_int(card, "seed", 0));
    bw_view_text(fingerprint, data, "fingerprint");
    bw_text_wrap(stdout, "",
                 bw_say(text, lang, BW_W_MODEL_TRAINED, trained, outcomes, people, courses, until,
                        seed, fingerprint),
                 bw_text_terminal());
}

/* Numbers of a part's metrics, those in maps inside as "outer.inner". */
static void measure_rows(struct bw_table *table, enum bw_lang lang, const char *of,
                         const msgpack_object *map, int depth)
{
    for (uint32_t i = 0; map->type == MSGPACK_OBJECT_MAP && i < map->via.map.size; i++) {
        const msgpack_object *value = &map->via.map.ptr[i].val;
        char key[BW_VIEW_LEN], name[2 * BW_VIEW_LEN], buf[BW_VIEW_LEN];
        snprintf(name, sizeof name, "%s%s%s", of, *of ? "." : "",
                 bw_view_value(key, &map->via.map.ptr[i].key));
        name[BW_VIEW_LEN - 1] = 0;
        if (value->type == MSGPACK_OBJECT_MAP && depth < 4) {
            measure_rows(table, lang, name, value, depth + 1);
            continue;
        }
        bool real = value->type == MSGPACK_OBJECT_FLOAT64;
        bool whole = value->type == MSGPACK_OBJECT_POSITIVE_INTEGER ||
                     value->type == MSGPACK_OBJECT_NEGATIVE_INTEGER;
        if (!real && !whole && value->type != MSGPACK_OBJECT_STR)
            continue;
        bw_table_cell(table, name);
        bw_table_cell(table,
                      real || whole
                          ? bw_format_number(buf, lang, bw_view_number(map, key, 0), real ? 4 : 0)
                          : bw_view_value(buf, value));
    }
}

static void show_measures(enum bw_lang lang, const msgpack_object *card)
{
    const msgpack_object *parts = bw_view(card, "parts");
    const struct bw_column columns[] = {{bw_word(lang, BW_W_H_MEASURE), false, true},
                                        {bw_word(lang, BW_W_H_VALUE), true, false}};
    struct bw_table *table = bw_table_make(columns, 2);
    if (parts)
        measure_rows(table, lang, "", parts, 0);
    if (bw_table_rows(table)) {
        fputc('\n', stdout);
        bw_table_print(table, stdout, INDENT, bw_text_terminal());
    }
    bw_table_free(table);
}

static void show_features(enum bw_lang lang, const msgpack_object *card)
{
    size_t n;
    const msgpack_object *features = bw_view_list(card, "features", &n);
    const struct bw_column columns[] = {{bw_word(lang, BW_W_H_FEATURE), false, true},
                                        {bw_word(lang, BW_W_H_WEIGHT), true, false}};
    if (n == 0)
        return;
    struct bw_table *table = bw_table_make(columns, 2);
    for (size_t i = 0; i < n; i++) {
        text_cell(table, &features[i], "name");
        number_cell(table, lang, &features[i], "weight", 3);
    }
    fputc('\n', stdout);
    bw_table_print(table, stdout, INDENT, bw_text_terminal());
    bw_table_free(table);
}

static void show_history(enum bw_lang lang, const msgpack_object *answer)
{
    size_t n;
    const msgpack_object *steps = bw_view_list(answer, "history", &n);
    const struct bw_column columns[] = {
        {bw_word(lang, BW_W_H_WHEN), false, false},    {bw_word(lang, BW_W_H_STEP), false, false},
        {bw_word(lang, BW_W_H_VERSION), false, false}, {bw_word(lang, BW_W_H_BEFORE), false, false},
        {bw_word(lang, BW_W_H_BY), false, true},       {bw_word(lang, BW_W_H_REASON), false, true},
    };
    fputc('\n', stdout);
    if (n == 0) {
        bw_text_wrap(stdout, "", bw_word(lang, BW_W_MODEL_NO_HISTORY), bw_text_terminal());
        return;
    }
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++) {
        char step[BW_VIEW_LEN];
        when_cell(table, lang, &steps[i]);
        bw_table_cell(table, bw_word_step(lang, bw_view_text(step, &steps[i], "step")));
        text_cell(table, &steps[i], "version");
        text_cell(table, &steps[i], "before");
        text_cell(table, &steps[i], "by");
        text_cell(table, &steps[i], "reason");
    }
    bw_table_print(table, stdout, INDENT, bw_text_terminal());
    bw_table_free(table);
}

void bw_model_show_info(const struct bw_app *app, const msgpack_object *answer)
{
    char version[BW_VIEW_LEN], text[BW_WORDS_LEN];
    const msgpack_object *card = bw_view(answer, "card");
    bw_view_text(version, answer, "version");
    bw_text_wrap(stdout, "", bw_say(text, app->lang, BW_W_MODEL_TITLE, version),
                 bw_text_terminal());
    if (card) {
        show_training(app->lang, answer);
        show_measures(app->lang, card);
        show_features(app->lang, card);
    } else {
        bw_text_wrap(stdout, "", bw_word(app->lang, BW_W_MODEL_CLOSED_FORM), bw_text_terminal());
    }
    show_history(app->lang, answer);
}

/* What stands in the way, if anything. */
static void show_verdict(enum bw_lang lang, const msgpack_object *answer)
{
    char version[BW_VIEW_LEN], with[BW_VIEW_LEN], text[BW_WORDS_LEN], reason[BW_VIEW_LEN];
    size_t n, width = bw_text_terminal();
    const msgpack_object *reasons = bw_view_list(answer, "reasons", &n);
    bw_view_text(version, answer, "version");
    bw_view_text(with, answer, "with");
    bw_text_wrap(stdout, "",
                 bw_say(text, lang, n ? BW_W_MODEL_UNFIT : BW_W_MODEL_FIT, version, with), width);
    for (size_t i = 0; i < n; i++)
        bw_text_wrap(stdout, "  - ", bw_view_value(reason, &reasons[i]), width);
}

static void show_outcomes(enum bw_lang lang, const msgpack_object *answer)
{
    char number[BW_FORMAT_LEN], day[BW_FORMAT_LEN], text[BW_WORDS_LEN];
    char version[BW_VIEW_LEN], with[BW_VIEW_LEN];
    const msgpack_object *outcomes = bw_view(answer, "outcomes");
    fputc('\n', stdout);
    if (!outcomes) {
        bw_text_wrap(stdout, "", bw_word(lang, BW_W_MODEL_NO_OUTCOMES), bw_text_terminal());
        return;
    }
    bw_format_number(number, lang, bw_view_number(outcomes, "n", 0), 0);
    bw_text_wrap(
        stdout, "",
        bw_say(text, lang, BW_W_MODEL_OUTCOMES, number, day_of(day, lang, outcomes, "after")),
        bw_text_terminal());
    const struct bw_column columns[] = {
        {"", false, false},
        {bw_view_text(version, answer, "version"), true, false},
        {bw_view_text(with, answer, "with"), true, false},
        {"closed-form", true, false},
    };
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    bw_table_cell(table, bw_word(lang, BW_W_H_LOG_LOSS));
    number_cell(table, lang, outcomes, "log_loss", 4);
    number_cell(table, lang, outcomes, "log_loss_with", 4);
    number_cell(table, lang, outcomes, "log_loss_closed", 4);
    bw_table_print(table, stdout, INDENT, bw_text_terminal());
    bw_table_free(table);
}

static void show_lists(enum bw_lang lang, const msgpack_object *answer)
{
    char people[BW_FORMAT_LEN], overlap[BW_FORMAT_LEN], ratio[BW_FORMAT_LEN], before[BW_FORMAT_LEN];
    char with[BW_VIEW_LEN], text[BW_WORDS_LEN];
    size_t width = bw_text_terminal();
    const msgpack_object *lists = bw_view(answer, "lists");
    bw_format_number(people, lang, bw_view_number(lists, "people", 0), 0);
    bw_format_number(overlap, lang, bw_view_number(lists, "overlap", 1), 2);
    bw_format_number(ratio, lang, bw_view_number(lists, "closure_ratio", 1), 2);
    bw_format_number(before, lang, bw_view_number(lists, "closure_ratio_with", 1), 2);
    bw_view_text(with, answer, "with");
    fputc('\n', stdout);
    bw_text_wrap(stdout, "", bw_say(text, lang, BW_W_MODEL_OVERLAP, people, overlap), width);
    bw_text_wrap(stdout, "", bw_say(text, lang, BW_W_MODEL_RATIO, ratio, with, before), width);
}

static void show_groups(enum bw_lang lang, const msgpack_object *answer)
{
    size_t n;
    const msgpack_object *groups = bw_view_list(answer, "groups", &n);
    char with[BW_VIEW_LEN];
    bw_view_text(with, answer, "with");
    const struct bw_column columns[] = {
        {bw_word(lang, BW_W_H_GROUP), false, true},
        {bw_word(lang, BW_W_H_OUTCOMES), true, false},
        {bw_word(lang, BW_W_H_LOG_LOSS), true, false},
        {with, true, false},
        {bw_word(lang, BW_W_H_CHANCE), true, false},
        {bw_word(lang, BW_W_H_SUCCEEDED), true, false},
        {bw_word(lang, BW_W_H_PEOPLE), true, false},
        {bw_word(lang, BW_W_H_CLOSED), true, false},
        {with, true, false},
    };
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++) {
        text_cell(table, &groups[i], "group");
        number_cell(table, lang, &groups[i], "outcomes", 0);
        number_cell(table, lang, &groups[i], "log_loss", 4);
        number_cell(table, lang, &groups[i], "log_loss_with", 4);
        number_cell(table, lang, &groups[i], "chance", 2);
        number_cell(table, lang, &groups[i], "succeeded", 2);
        number_cell(table, lang, &groups[i], "people", 0);
        number_cell(table, lang, &groups[i], "closure", 2);
        number_cell(table, lang, &groups[i], "closure_with", 2);
    }
    fputc('\n', stdout);
    if (n)
        bw_table_print(table, stdout, INDENT, bw_text_terminal());
    bw_table_free(table);
}

void bw_model_show_diff(const struct bw_app *app, const msgpack_object *answer)
{
    show_verdict(app->lang, answer);
    show_outcomes(app->lang, answer);
    show_lists(app->lang, answer);
    show_groups(app->lang, answer);
}

void bw_model_show_change(const struct bw_app *app, const msgpack_object *answer)
{
    char version[BW_VIEW_LEN], before[BW_VIEW_LEN], joined[BW_VIEW_LEN], text[BW_WORDS_LEN];
    char parts[BW_VIEW_LEN + 4] = "";
    bw_view_text(version, answer, "version");
    bw_view_text(before, answer, "before");
    join_parts(joined, app->lang, answer);
    if (joined[0])
        snprintf(parts, sizeof parts, " (%s)", joined);
    bool same = strcmp(version, before) == 0;
    bw_text_wrap(stdout, "",
                 same ? bw_say(text, app->lang, BW_W_MODEL_SAME, version, parts)
                      : bw_say(text, app->lang, BW_W_MODEL_CHANGED, version, parts, before),
                 bw_text_terminal());
}
