/* report: the gathered figures beside their peers and goals, as tables and as JSON. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/app.h"
#include "tools/measure/bench.h"
#include "tools/measure/bench_gathered.h"
#include "tools/measure/bench_goals.h"
#include "tools/measure/bench_row.h"
#include "tools/measure/bench_summary.h"
#include "tools/format.h"
#include "tools/table.h"
#include "tools/text.h"

static const struct {
    const char *part, *title;
} parts[] = {
    {"inproc", "In process (decoding a request and packing its answer left out)"},
    {"rpc",
     "recommend over a socket (server and load generator share the processors; in a closed loop\n"
     "a slow answer keeps its client from asking, the open loop counts from when it was due)"},
    {"unix", "The same over the UNIX socket"},
    {"write", "Durable writes (on a copy of the store)"},
    {"start", "Start-up"},
    {"batch", "Everyone's list"},
    {"vectors", "Products of text vectors with all rows (one thread)"},
    {"svm", "A learned chance of success (libsvm's nodes and our rows made before; one thread)"},
    {"ease", "EASE, who takes what together"},
    {"embed", "Embeddings (words of ESCO where it is beside the project; from texts in memory)"},
    {"plan", "Plans (drawn instances, 100 courses; CBC alone: the same programme, its defaults, no "
             "point to\n"
             "begin from; both until proven within 1%, or 10 s for the solver)"},
    {"also", "Also"},
};
#define N_PARTS (sizeof parts / sizeof *parts)

static void put_row(struct bw_table *table, const struct bw_row *row)
{
    const struct bw_bench_goal *goal = row->goal;
    char a[BW_FORMAT_LEN], b[BW_FORMAT_LEN];
    bw_table_cell(table, goal->label);
    bw_table_cell(table, row->n ? bw_row_number(a, row->spread.median, goal->decimals) : "-");
    bw_table_cell(table, goal->unit);
    if (row->n > 1)
        bw_table_cellf(table, "%s..%s", bw_row_number(a, row->spread.least, goal->decimals),
                       bw_row_number(b, row->spread.most, goal->decimals));
    else
        bw_table_cell(table, "");
    bw_table_cell(table, row->has_peer ? bw_row_number(a, row->peer.median, goal->decimals)
                         : goal->peer  ? "-"
                                       : "");
    bw_table_cell(table, row->has_peer ? bw_row_number(a, row->ratio.median, 2) : "");
    bw_row_goal(table, goal);
    bw_table_cell(table, bw_row_met(row));
    if (row->missing)
        bw_table_note(table, "    - ", row->missing);
}

static void print_load(const struct bw_gathered *gathered, const char *part)
{
    double load = bw_row_load(gathered, part);
    if (load >= 0)
        printf("  Others used %.1f%% of the processors meanwhile%s\n", load,
               load > BW_ROW_LOAD_MOST ? ": TOO MUCH, measure again when it is quiet." : ".");
}

static void print_part(const struct bw_gathered *gathered, size_t which)
{
    static const struct bw_column columns[] = {{"Figure", false, true}, {"Median", true, false},
                                               {"", false, false},      {"Min..max", true, false},
                                               {"Peer", true, false},   {"Ratio", true, false},
                                               {"Goal", false, false},  {"Met", false, false}};
    struct bw_table *table = bw_table_make(columns, 8);
    const char *peer = NULL;
    struct bw_row row;
    for (size_t i = 0; i < bw_bench_n_goals; i++) {
        const struct bw_bench_goal *goal = &bw_bench_goals[i];
        if (strcmp(goal->part, parts[which].part) != 0 || !bw_row_make(gathered, goal, &row))
            continue;
        put_row(table, &row);
        peer = row.has_peer ? goal->peer_label : peer;
    }
    if (bw_table_rows(table) > 0) {
        printf("\n%s\n", parts[which].title);
        if (peer)
            printf("  Peer: %s, in the same run. Ratio: of each repeat's pair, the middle one.\n",
                   peer);
        print_load(gathered, parts[which].part);
        putchar('\n');
        bw_table_print(table, stdout, 2, bw_text_terminal());
    }
    bw_table_free(table);
}

static void print_head(const struct bw_gathered *gathered)
{
    for (size_t i = 0; i < gathered->n; i++)
        if (gathered->entries[i].kind == BW_GATHERED_FACT &&
            strcmp(gathered->entries[i].name, "took") != 0)
            printf("  %-20s %s\n", gathered->entries[i].name, gathered->entries[i].text);
}

static json_t *json_spread(const struct bw_spread *spread)
{
    return json_pack("{s:f,s:f,s:f}", "median", spread->median, "min", spread->least, "max",
                     spread->most);
}

static json_t *json_goal(const struct bw_row *row)
{
    static const char *const forms[] = {"", "at_most", "ratio_at_least", "ratio_at_most"};
    const struct bw_bench_goal *goal = row->goal;
    json_t *out = json_pack("{s:s,s:f}", "form", forms[goal->form], "value", goal->goal);
    if (goal->stretch > 0)
        json_object_set_new(out, "stretch", json_real(goal->stretch));
    if (row->has_goal) {
        json_object_set_new(out, "met", json_boolean(row->met));
        if (goal->stretch > 0)
            json_object_set_new(out, "stretch_met", json_boolean(row->stretch_met));
    }
    return out;
}

static json_t *json_row(const struct bw_row *row)
{
    const struct bw_bench_goal *goal = row->goal;
    json_t *out = json_pack("{s:s,s:s,s:s,s:s}", "part", goal->part, "name", goal->name, "label",
                            goal->label, "unit", goal->unit);
    if (row->n) {
        json_t *values = json_array();
        for (size_t i = 0; i < row->n; i++)
            json_array_append_new(values, json_real(row->values[i]));
        json_object_update_new(out, json_spread(&row->spread));
        json_object_set_new(out, "values", values);
    }
    if (row->has_peer) {
        json_t *peer = json_spread(&row->peer);
        json_object_set_new(peer, "who", json_string(goal->peer_label));
        json_object_set_new(out, "peer", peer);
        json_object_set_new(out, "ratio", json_spread(&row->ratio));
    }
    if (goal->form != BW_GOAL_NONE)
        json_object_set_new(out, "goal", json_goal(row));
    if (goal->anchor)
        json_object_set_new(out, "anchor", json_integer(goal->anchor));
    if (row->missing)
        json_object_set_new(out, "missing", json_string(row->missing));
    return out;
}

/* A count is a number for machines. */
static json_t *json_fact(const char *text)
{
    char *end;
    long long count = strtoll(text, &end, 10);
    return *text && *end == 0 ? json_integer(count) : json_string(text);
}

static json_t *json_whole(const struct bw_gathered *gathered)
{
    json_t *head = json_object(), *loads = json_object(), *figures = json_array();
    struct bw_row row;
    for (size_t i = 0; i < gathered->n; i++) {
        const struct bw_gathered_entry *entry = &gathered->entries[i];
        if (entry->kind == BW_GATHERED_FACT)
            json_object_set_new(head, entry->name, json_fact(entry->text));
        else if (entry->kind == BW_GATHERED_LOAD)
            json_object_set_new(loads, entry->name, json_real(entry->value));
    }
    for (size_t i = 0; i < bw_bench_n_goals; i++)
        if (bw_row_make(gathered, &bw_bench_goals[i], &row))
            json_array_append_new(figures, json_row(&row));
    return json_pack("{s:i,s:o,s:o,s:o}", "format", 1, "head", head, "other_load_percent", loads,
                     "figures", figures);
}

int bw_bench_report(const struct bw_bench *bench)
{
    struct bw_gathered gathered;
    struct bw_fail fail;
    if (bw_gathered_read(bench->figures, &gathered, &fail) != BW_OK)
        return bw_bench_failed(bench, &fail);
    print_head(&gathered);
    for (size_t i = 0; i < N_PARTS; i++)
        print_part(&gathered, i);
    bw_summary_print(&gathered);
    int exit_code = BW_EXIT_WELL;
    if (bench->json) {
        json_t *whole = json_whole(&gathered);
        if (json_dump_file(whole, bench->json, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) != 0) {
            bw_fail_set(&fail, BW_STORAGE_FULL, "%s cannot be written", bench->json);
            exit_code = bw_bench_failed(bench, &fail);
        }
        json_decref(whole);
    }
    bw_gathered_release(&gathered);
    return exit_code;
}
