/* stats: what the daemon is, what it holds and what it has done. */
#include <stdio.h>
#include <string.h>

#include "data/json.h"
#include "tools/app.h"
#include "tools/format.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/view.h"

static const char help[] =
    "bekwaam stats: versions, limits and counts of the daemon, and what it has done since it "
    "started\n";

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

static void print_value(const char *first, const msgpack_object *value, size_t width)
{
    char text[BW_VIEW_LEN], buf[BW_FORMAT_LEN];
    switch (value->type) {
    case MSGPACK_OBJECT_STR:
        bw_text_wrap(stdout, first, bw_view_value(text, value), width);
        break;
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
        bw_text_wrap(stdout, first, bw_format_number(buf, BW_EN, (double)value->via.u64, 0), width);
        break;
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        bw_text_wrap(stdout, first, bw_format_number(buf, BW_EN, value->via.f64, 3), width);
        break;
    default:
        print_inline(first, value, width);
    }
}

static size_t widest_name(const msgpack_object *map)
{
    size_t widest = 0;
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        char name[BW_VIEW_LEN];
        bw_view_value(name, &map->via.map.ptr[i].key);
        size_t width = bw_text_width(name, strlen(name));
        widest = width > widest ? width : widest;
    }
    return widest < 40 ? widest : 40;
}

static void time_cell(struct bw_table *table, double microseconds)
{
    if (microseconds < 1000)
        bw_table_cellf(table, "%.0f µs", microseconds);
    else if (microseconds < 1e6)
        bw_table_cellf(table, "%.1f ms", microseconds / 1e3);
    else
        bw_table_cellf(table, "%.1f s", microseconds / 1e6);
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

static void print_methods(const msgpack_object *methods, size_t width)
{
    static const struct bw_column columns[] = {
        {"method", false, true}, {"calls", true, false},     {"errors", true, false},
        {"mean", true, false},   {"50% under", true, false}, {"99% under", true, false},
    };
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    for (uint32_t i = 0; i < methods->via.map.size; i++) {
        const msgpack_object *of = &methods->via.map.ptr[i].val;
        char name[BW_VIEW_LEN], buf[BW_FORMAT_LEN];
        size_t n;
        const msgpack_object *buckets = bw_view_list(of, "under_2_to_the_n_microseconds", &n);
        double calls = bw_view_number(of, "calls", 0);
        bw_table_cell(table, bw_view_value(name, &methods->via.map.ptr[i].key));
        bw_table_cell(table, bw_format_number(buf, BW_EN, calls, 0));
        bw_table_cell(table, bw_format_number(buf, BW_EN, bw_view_number(of, "errors", 0), 0));
        time_cell(table, calls > 0 ? bw_view_number(of, "microseconds", 0) / calls : 0);
        time_cell(table, bound_of(buckets, n, .5));
        time_cell(table, bound_of(buckets, n, .99));
    }
    fputc('\n', stdout);
    bw_table_print(table, stdout, 0, width);
    bw_table_free(table);
}

static void print_tree(const msgpack_object *map, size_t indent, size_t width)
{
    size_t widest = widest_name(map);
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        const msgpack_object *value = &map->via.map.ptr[i].val;
        char name[BW_VIEW_LEN], first[2 * BW_VIEW_LEN];
        bw_view_value(name, &map->via.map.ptr[i].key);
        size_t has = bw_text_width(name, strlen(name));
        size_t pad = widest > has ? widest - has : 0;
        if (value->type == MSGPACK_OBJECT_MAP && indent == 0 && strcmp(name, "methods") == 0) {
            print_methods(value, width);
            continue;
        }
        if (value->type == MSGPACK_OBJECT_MAP && indent < 12) {
            printf("%*s%s\n", (int)indent, "", name);
            print_tree(value, indent + 2, width);
            continue;
        }
        snprintf(first, sizeof first, "%*s%s%*s  ", (int)indent, "", name, (int)pad, "");
        print_value(first, value, width);
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
    size_t width = bw_text_terminal();
    if (info->type == MSGPACK_OBJECT_MAP)
        print_tree(info, 0, width);
    fputc('\n', stdout);
    if (stats->type == MSGPACK_OBJECT_MAP)
        print_tree(stats, 0, width);
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
