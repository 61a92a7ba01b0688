/* stats: what the daemon is, what it holds and what it has done. */
#include <stdio.h>
#include <string.h>

#include "data/json.h"
#include "tools/app.h"
#include "tools/format.h"
#include "tools/stats_words.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/view.h"

static const char help[] =
    "bekwaam stats: versions, limits and counts of the daemon, and what it has done since it "
    "started:\n"
    "who was refused or cut off and why, what waits, how long each method takes, which errors came "
    "of it\n";

/* The language, the width of the terminal, and the lines' words. */
struct page {
    enum bw_lang lang;
    size_t width;
};

/* Lists and odd values as one line of JSON. */
static void print_inline(const char *first, const msgpack_object *value, size_t width)
{
    msgpack_sbuffer text;
    msgpack_sbuffer_init(&text);
    bw_json_from_msgpack(value, false, &text);
    msgpack_sbuffer_write(&text, "", 1);
    bw_text_clean(text.data);
    bw_text_wrap(stdout, first, text.data, width);
    msgpack_sbuffer_destroy(&text);
}

/* Groups by size: "1: 4, 2-3: 1", without the sizes that never came up. */
static void print_sizes(const struct page *page, const char *first, const msgpack_object *list)
{
    char text[1000] = "", number[BW_FORMAT_LEN];
    size_t used = 0;
    for (uint32_t s = 0; s < list->via.array.size && s < 20; s++) {
        double n = bw_view_figure(&list->via.array.ptr[s], 0);
        unsigned from = 1U << s, to = (2U << s) - 1;
        if (n <= 0)
            continue;
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%u", used ? ", " : "", from);
        if (to > from)
            used += (size_t)snprintf(text + used, sizeof text - used, "-%u", to);
        bw_format_number(number, page->lang, n, 0);
        used += (size_t)snprintf(text + used, sizeof text - used, ": %s", number);
    }
    bw_text_wrap(stdout, first, used ? text : bw_stats_word(page->lang, "none"), page->width);
}

static void print_value(const struct page *page, const char *first, const char *field,
                        const msgpack_object *value)
{
    char text[BW_VIEW_LEN], figure[BW_STATS_FIGURE_LEN];
    switch (value->type) {
    case MSGPACK_OBJECT_STR:
        bw_text_wrap(stdout, first, bw_view_value(text, value), page->width);
        break;
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        bw_stats_figure(figure, page->lang, bw_stats_unit(field), bw_view_figure(value, 0));
        bw_text_wrap(stdout, first, figure, page->width);
        break;
    case MSGPACK_OBJECT_BOOLEAN:
        bw_text_wrap(stdout, first, bw_stats_word(page->lang, value->via.boolean ? "yes" : "no"),
                     page->width);
        break;
    case MSGPACK_OBJECT_ARRAY:
        print_sizes(page, first, value);
        break;
    default:
        print_inline(first, value, page->width);
    }
}

static const char *word_of(const struct page *page, const msgpack_object *key,
                           char field[BW_VIEW_LEN])
{
    return bw_stats_word(page->lang, bw_view_value(field, key));
}

static size_t widest_name(const struct page *page, const msgpack_object *map)
{
    size_t widest = 0;
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        char name[BW_VIEW_LEN];
        const char *word = word_of(page, &map->via.map.ptr[i].key, name);
        size_t width = bw_text_width(word, strlen(word));
        widest = width > widest ? width : widest;
    }
    return widest < 40 ? widest : 40;
}

static void time_cell(const struct page *page, struct bw_table *table, double microseconds)
{
    static const char *const units[] = {"µs", "ms", "s"};
    char number[BW_FORMAT_LEN];
    size_t unit = 0;
    for (; microseconds >= 1000 && unit < 2; unit++)
        microseconds /= 1000;
    bw_format_number(number, page->lang, microseconds, unit > 0 && microseconds < 100);
    bw_table_cellf(table, "%s %s", number, units[unit]);
}

/* The bound that `share` of the calls stayed under: bucket b counts those under 2^b. */
static double bound_of(const msgpack_object *buckets, size_t n, double share)
{
    double all = 0, sum = 0, bound = 1;
    for (size_t i = 0; i < n; i++)
        all += buckets[i].type == MSGPACK_OBJECT_POSITIVE_INTEGER ? (double)buckets[i].via.u64 : 0;
    for (size_t i = 0; i < n; i++, bound *= 2) {
        sum += buckets[i].type == MSGPACK_OBJECT_POSITIVE_INTEGER ? (double)buckets[i].via.u64 : 0;
        if (sum >= share * all)
            break;
    }
    return bound;
}

/* "bad_request 4, not_found 3" */
static void codes_cell(const struct page *page, struct bw_table *table, const msgpack_object *codes)
{
    char text[BW_VIEW_LEN] = "", code[BW_VIEW_LEN], number[BW_FORMAT_LEN];
    size_t used = 0;
    bool is_map = codes && codes->type == MSGPACK_OBJECT_MAP;
    for (uint32_t i = 0; is_map && i < codes->via.map.size && used < sizeof text; i++) {
        bw_view_value(code, &codes->via.map.ptr[i].key);
        bw_format_number(number, page->lang, bw_view_figure(&codes->via.map.ptr[i].val, 0), 0);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%.30s %s", used ? ", " : "",
                                 code, number);
    }
    bw_table_cell(table, text);
}

static void method_cells(const struct page *page, struct bw_table *table, const msgpack_object *of)
{
    char buf[BW_FORMAT_LEN];
    size_t n;
    const msgpack_object *buckets = bw_view_list(of, "under_2_to_the_n_microseconds", &n);
    double calls = bw_view_number(of, "calls", 0);
    bw_table_cell(table, bw_format_number(buf, page->lang, calls, 0));
    time_cell(page, table, calls > 0 ? bw_view_number(of, "microseconds", 0) / calls : 0);
    time_cell(page, table, bound_of(buckets, n, .5));
    time_cell(page, table, bound_of(buckets, n, .99));
    bw_table_cell(table, bw_format_number(buf, page->lang, bw_view_number(of, "errors", 0), 0));
    codes_cell(page, table, bw_view(of, "errors_by_code"));
}

static void print_methods(const struct page *page, const msgpack_object *methods)
{
    const struct bw_column columns[] = {
        {bw_stats_word(page->lang, "method"), false, true},
        {bw_stats_word(page->lang, "calls"), true, false},
        {bw_stats_word(page->lang, "mean"), true, false},
        {bw_stats_word(page->lang, "half"), true, false},
        {bw_stats_word(page->lang, "nearly_all"), true, false},
        {bw_stats_word(page->lang, "errors"), true, false},
        {bw_stats_word(page->lang, "by_code"), false, true},
    };
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (uint32_t i = 0; i < methods->via.map.size; i++) {
        char name[BW_VIEW_LEN];
        bw_table_cell(table, bw_view_value(name, &methods->via.map.ptr[i].key));
        method_cells(page, table, &methods->via.map.ptr[i].val);
    }
    fputc('\n', stdout);
    bw_table_print(table, stdout, 0, page->width);
    bw_table_free(table);
}

static void print_tree(const struct page *page, const msgpack_object *map, size_t indent)
{
    size_t widest = widest_name(page, map);
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        const msgpack_object *value = &map->via.map.ptr[i].val;
        char field[BW_VIEW_LEN], first[2 * BW_VIEW_LEN];
        const char *word = word_of(page, &map->via.map.ptr[i].key, field);
        size_t has = bw_text_width(word, strlen(word));
        size_t pad = widest > has ? widest - has : 0;
        bool is_map = value->type == MSGPACK_OBJECT_MAP && value->via.map.size > 0;
        if (is_map && indent == 0 && strcmp(field, "methods") == 0) {
            print_methods(page, value);
            continue;
        }
        if (is_map && indent < 12) {
            printf("%*s%s\n", (int)indent, "", word);
            print_tree(page, value, indent + 2);
            continue;
        }
        snprintf(first, sizeof first, "%*s%s%*s  ", (int)indent, "", word, (int)pad, "");
        if (value->type == MSGPACK_OBJECT_MAP)
            bw_text_wrap(stdout, first, bw_stats_word(page->lang, "none"), page->width);
        else
            print_value(page, first, field, value);
    }
}

static void print_both(const struct bw_app *app, const msgpack_object *info,
                       const msgpack_object *stats)
{
    if (app->json) {
        msgpack_object_kv pairs[2] = {{.val = *info}, {.val = *stats}};
        static const char *const names[] = {"info", "stats"};
        for (size_t i = 0; i < 2; i++) {
            pairs[i].key.type = MSGPACK_OBJECT_STR;
            pairs[i].key.via.str.ptr = names[i];
            pairs[i].key.via.str.size = (uint32_t)strlen(names[i]);
        }
        msgpack_object both = {.type = MSGPACK_OBJECT_MAP, .via.map = {.size = 2, .ptr = pairs}};
        bw_app_print_json(&both);
        return;
    }
    const struct page page = {app->lang, bw_text_terminal()};
    if (info->type == MSGPACK_OBJECT_MAP)
        print_tree(&page, info, 0);
    fputc('\n', stdout);
    if (stats->type == MSGPACK_OBJECT_MAP)
        print_tree(&page, stats, 0);
}

int bw_cmd_stats(struct bw_app *app, int argc, char **argv)
{
    struct bw_reply info, stats;
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return BW_EXIT_WELL;
    }
    if (argc > 2 || (argc == 2 && strcmp(argv[1], "--json") != 0))
        return bw_app_usage("stats", "stats: \"%s\" is one too many", argv[argc - 1]);
    app->json = app->json || argc == 2;
    int exit_code = bw_app_call(app, "server.info", NULL, &info);
    if (exit_code)
        return exit_code;
    exit_code = bw_app_call(app, "server.stats", NULL, &stats);
    if (!exit_code) {
        print_both(app, info.result, stats.result);
        bw_reply_clear(&stats);
    }
    bw_reply_clear(&info);
    return exit_code;
}
