#include "tools/measure/bench_row.h"

#include <string.h>

static bool reaches(const struct bw_bench_goal *goal, double goal_value, const struct bw_row *row)
{
    switch (goal->form) {
    case BW_GOAL_MOST:
        return row->spread.median <= goal_value;
    case BW_GOAL_RATIO_LEAST:
        return row->has_peer && row->ratio.median >= goal_value;
    case BW_GOAL_RATIO_MOST:
        return row->has_peer && row->ratio.median <= goal_value;
    default:
        return false;
    }
}

bool bw_row_make(const struct bw_gathered *gathered, const struct bw_bench_goal *goal,
                 struct bw_row *row)
{
    double values[BW_GATHERED_REPEATS];
    *row = (struct bw_row){.goal = goal};
    row->n = bw_gathered_values(gathered, goal->name, row->values, BW_GATHERED_REPEATS);
    row->missing = bw_gathered_text(gathered, BW_GATHERED_MISSING, goal->name);
    if (row->n == 0)
        return row->missing != NULL;
    memcpy(values, row->values, row->n * sizeof *values);
    row->spread = bw_spread_of(values, row->n);
    if (goal->peer) {
        row->has_peer = bw_gathered_ratio(gathered, goal->name, goal->peer, &row->ratio);
        size_t n = bw_gathered_values(gathered, goal->peer, values, BW_GATHERED_REPEATS);
        row->peer = bw_spread_of(values, n);
        if (!row->has_peer)
            row->missing = bw_gathered_text(gathered, BW_GATHERED_MISSING, goal->peer);
    }
    row->has_goal = goal->form == BW_GOAL_MOST || (goal->form != BW_GOAL_NONE && row->has_peer);
    row->met = row->has_goal && reaches(goal, goal->goal, row);
    row->stretch_met = row->met && goal->stretch > 0 && reaches(goal, goal->stretch, row);
    return true;
}

double bw_row_load(const struct bw_gathered *gathered, const char *part)
{
    double load = -1;
    for (size_t i = 0; i < gathered->n; i++)
        if (gathered->entries[i].kind == BW_GATHERED_LOAD &&
            strcmp(gathered->entries[i].name, part) == 0)
            load = gathered->entries[i].value;
    return load;
}

const char *bw_row_met(const struct bw_row *row)
{
    if (row->stretch_met)
        return "yes, stretch";
    return row->met ? "yes" : row->has_goal ? "NO" : "";
}

char *bw_row_number(char *buf, double value, int decimals)
{
    return bw_format_number(buf, BW_EN, value, decimals);
}

void bw_row_goal(struct bw_table *table, const struct bw_bench_goal *goal)
{
    char least[BW_FORMAT_LEN], stretch[BW_FORMAT_LEN];
    int decimals = goal->goal > 0 && goal->goal < 5 ? 1 : 0;
    const char *sign = goal->form == BW_GOAL_RATIO_LEAST ? "≥" : "≤";
    const char *times = goal->form == BW_GOAL_MOST ? "" : " ×";
    bw_row_number(least, goal->goal, decimals);
    bw_row_number(stretch, goal->stretch, decimals);
    if (goal->form == BW_GOAL_NONE)
        bw_table_cell(table, "");
    else if (goal->stretch > 0)
        bw_table_cellf(table, "%s %s%s (%s)", sign, least, times, stretch);
    else
        bw_table_cellf(table, "%s %s%s", sign, least, times);
}
