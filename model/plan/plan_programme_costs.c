#include "model/plan/plan_programme.h"

#include "model/plan/plan_cost.h"

struct writing {
    struct bw_plan_programme *out;
    const struct bw_plan_problem *problem;
    const struct bw_plan_draft *draft;
    /* By option: the columns that take it are who[who_at[o]] .. who[who_at[o + 1] - 1]. */
    uint32_t *who, *who_at;
    double *cents; /* per column */
};

/* Each column under its option. */
static void index_options(struct writing *writing)
{
    const struct bw_plan_problem *problem = writing->problem;
    uint32_t n = problem->n_options, *next = BW_ARENA_NEW(problem->arena, uint32_t, (size_t)n + 2);
    writing->who = BW_ARENA_NEW(problem->arena, uint32_t, (size_t)writing->out->rows.n_columns + 1);
    for (int fill = 0; fill < 2; fill++)
        for (uint32_t c = 0; c < problem->n_choices; c++) {
            uint32_t column = writing->out->take[c];
            for (uint32_t o = bw_plan_first_option(problem, c); column != BW_NONE && o != BW_NONE;
                 o = bw_plan_next_option(problem, c, o), column++)
                if (fill)
                    writing->who[next[o + 1]++] = column;
                else if (o + 2 < n + 2)
                    next[o + 2]++;
            for (uint32_t o = 0; c + 1 == problem->n_choices && !fill && o < n; o++)
                next[o + 1] += next[o]; /* where each begins, one place on */
        }
    writing->who_at = next;
}

static uint32_t could_come(const struct writing *writing, uint32_t option)
{
    return writing->who_at[option + 1] - writing->who_at[option];
}

static void add_heads(struct writing *writing, uint32_t option, double factor)
{
    for (uint32_t i = writing->who_at[option]; i < writing->who_at[option + 1]; i++)
        bw_plan_rows_entry(&writing->out->rows, writing->who[i], factor);
}

/* A column that costs, or saves. */
static uint32_t paid_column(struct writing *writing, double cents, double high, bool integer,
                            double start)
{
    uint32_t column = bw_plan_programme_column(writing->out, 0, start);
    writing->out->rows.columns[column].gain = -writing->problem->per_cent * cents;
    writing->out->rows.columns[column].high = high;
    writing->out->rows.columns[column].integer = integer;
    writing->cents[column] = cents;
    return column;
}

/* How many groups of at most `most` are cheapest for the heads of the plan to begin from. */
static double groups_at_start(const struct bw_course *course, double heads, double most)
{
    double price = (double)course->price_cents, group = (double)course->group_price_cents;
    double best = 0, least = heads * price;
    for (double g = 1; heads > 1 && (g - 1) * most < heads; g++) {
        double rest = heads > g * most ? heads - g * most : 0;
        if (g * group + rest * price >= least)
            continue;
        least = g * group + rest * price;
        best = g;
    }
    return best;
}

/* One who comes may be in a group, once there is one, and saves the price then. */
static uint32_t write_member(struct writing *writing, uint32_t taken, uint32_t groups, double price,
                             double *seats)
{
    struct bw_plan_rows *rows = &writing->out->rows;
    double start = rows->start[taken] > 0 && *seats > 0;
    *seats -= start;
    uint32_t member = paid_column(writing, -price, 1, false, start);
    bw_plan_rows_row(rows, -BW_MILP_INFINITY, 0);
    bw_plan_rows_entry(rows, member, 1);
    bw_plan_rows_entry(rows, taken, -1);
    bw_plan_rows_row(rows, -BW_MILP_INFINITY, 0);
    bw_plan_rows_entry(rows, member, 1);
    bw_plan_rows_entry(rows, groups, -1);
    return member;
}

/* Groups of an option. That each member asks for a whole group by itself is what keeps the linear
 * programme from buying a tenth of one. */
static void write_groups(struct writing *writing, uint32_t option)
{
    const struct bw_course *course =
        writing->problem->courses[writing->problem->options[option].course].course;
    double could = could_come(writing, option), heads = writing->draft->heads[option];
    double most = course->group_max < 0 ? could : (double)course->group_max;
    double price = (double)course->price_cents, group = (double)course->group_price_cents;
    double begun = groups_at_start(course, heads, most), seats = begun * most;
    if (group >= price * (could < most ? could : most))
        return;
    uint32_t n = could_come(writing, option);
    uint32_t *members = bw_arena_take(writing->problem->arena, n * sizeof *members);
    uint32_t groups =
        paid_column(writing, group, (double)(uint32_t)((could + most - 1) / most), true, begun);
    for (uint32_t i = 0; i < n; i++)
        members[i] =
            write_member(writing, writing->who[writing->who_at[option] + i], groups, price, &seats);
    if (most >= n)
        return;
    bw_plan_rows_row(&writing->out->rows, -BW_MILP_INFINITY, 0);
    bw_plan_rows_entry(&writing->out->rows, groups, -most);
    for (uint32_t i = 0; i < n; i++)
        bw_plan_rows_entry(&writing->out->rows, members[i], 1);
}

static void write_budget(struct writing *writing)
{
    struct bw_plan_rows *rows = &writing->out->rows;
    bw_plan_rows_row(rows, -BW_MILP_INFINITY, (double)writing->problem->limits.budget_cents / 100);
    for (uint32_t j = 0; j < rows->n_columns; j++)
        if (writing->cents[j] < 0 || writing->cents[j] > 0)
            bw_plan_rows_entry(rows, j, writing->cents[j] / 100);
}

void bw_plan_programme_costs(struct bw_plan_programme *programme, const struct bw_plan_draft *draft)
{
    const struct bw_plan_problem *problem = programme->problem;
    struct writing writing = {.out = programme, .problem = problem, .draft = draft};
    writing.cents = BW_ARENA_NEW(problem->arena, double,
                                 (size_t)programme->rows.n_columns * 2 + problem->n_options);
    index_options(&writing);
    for (uint32_t o = 0; o < problem->n_options; o++) {
        const struct bw_plan_option *option = &problem->options[o];
        const struct bw_course *course = problem->courses[option->course].course;
        bool grouped = problem->n_people > 1 && bw_plan_cost_has_group(course);
        for (uint32_t i = writing.who_at[o]; i < writing.who_at[o + 1]; i++)
            writing.cents[writing.who[i]] = (double)course->price_cents;
        if (could_come(&writing, o) > option->seats) {
            bw_plan_rows_row(&programme->rows, -BW_MILP_INFINITY, option->seats);
            add_heads(&writing, o, 1);
        }
        if (grouped)
            write_groups(&writing, o);
    }
    if (problem->limits.budget_cents >= 0)
        write_budget(&writing);
}
