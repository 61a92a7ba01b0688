#include "tools/measure/bench_summary.h"

#include <stdio.h>

#include "tools/measure/bench_row.h"
#include "tools/text.h"

static void put_peer(struct bw_table *table, const struct bw_row *row)
{
    char peer[BW_FORMAT_LEN], ratio[BW_FORMAT_LEN];
    const struct bw_bench_goal *goal = row->goal;
    if (row->has_peer) {
        bw_table_cellf(table, "%s %s", bw_row_number(peer, row->peer.median, goal->decimals),
                       goal->peer_label);
        bw_table_cell(table, bw_row_number(ratio, row->ratio.median, 2));
    } else {
        bw_table_cell(table, goal->peer ? "- (no peer)" : "");
        bw_table_cell(table, "");
    }
}

static void put_line(struct bw_table *table, const struct bw_row *row, double load)
{
    char value[BW_FORMAT_LEN];
    bw_table_cellf(table, "%u", row->goal->anchor);
    bw_table_cell(table, row->goal->label);
    if (row->n)
        bw_table_cellf(table, "%s %s",
                       bw_row_number(value, row->spread.median, row->goal->decimals),
                       row->goal->unit);
    else
        bw_table_cell(table, "not measured");
    put_peer(table, row);
    bw_row_goal(table, row->goal);
    if (load > BW_ROW_LOAD_MOST)
        bw_table_cellf(table, "%s (others %.0f%%)", bw_row_met(row), load);
    else
        bw_table_cell(table, bw_row_met(row));
    if (row->missing)
        bw_table_note(table, "    - ", row->missing);
}

static void put_anchor(struct bw_table *table, const struct bw_gathered *gathered, unsigned anchor)
{
    struct bw_row row;
    for (size_t i = 0; i < bw_bench_n_goals; i++)
        if (bw_bench_goals[i].anchor == anchor && bw_row_make(gathered, &bw_bench_goals[i], &row))
            put_line(table, &row, bw_row_load(gathered, bw_bench_goals[i].part));
}

void bw_summary_print(const struct bw_gathered *gathered)
{
    static const struct bw_column columns[] = {{"", true, false},       {"Speed", false, true},
                                               {"Figure", true, false}, {"Peer", true, true},
                                               {"Ratio", true, false},  {"Goal", false, false},
                                               {"Met", false, false}};
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    const char *took = bw_gathered_text(gathered, BW_GATHERED_FACT, "took");
    for (unsigned anchor = 1; anchor <= BW_BENCH_ANCHORS; anchor++)
        put_anchor(table, gathered, anchor);
    if (bw_table_rows(table) > 0) {
        printf("\nThe goals, in their order (\"others\": so much of the processors went to other "
               "work: measure again)\n\n");
        bw_table_print(table, stdout, 2, bw_text_terminal());
    }
    bw_table_free(table);
    if (took)
        printf("\nTook %s\n", took);
}
