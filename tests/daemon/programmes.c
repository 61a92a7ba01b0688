#include "tests/daemon/programmes.h"

#include <math.h>
#include <string.h>

#define HARD_COLUMNS 80
#define HARD_ROWS 20

uint32_t draw_below(struct drawing *drawing, uint32_t n)
{
    drawing->state = drawing->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(drawing->state >> 33) % n;
}

struct building {
    struct bw_milp_column *columns;
    struct bw_milp_row *rows;
    struct bw_milp_entry *entries;
    struct bw_milp milp;
};

static struct building make(uint32_t n_columns, uint32_t n_rows, struct bw_arena *arena)
{
    struct building b = {.columns = BW_ARENA_NEW(arena, struct bw_milp_column, n_columns),
                         .rows = BW_ARENA_NEW(arena, struct bw_milp_row, n_rows),
                         .entries =
                             BW_ARENA_NEW(arena, struct bw_milp_entry, n_columns * n_rows + 1)};
    b.milp = (struct bw_milp){b.columns, b.rows, b.entries, n_columns, 0, 0, NULL};
    return b;
}

static void begin_row(struct building *b, double low, double high)
{
    b->rows[b->milp.n_rows++] = (struct bw_milp_row){low, high, b->milp.n_entries};
}

static void add_entry(struct building *b, uint32_t column, double factor)
{
    b->entries[b->milp.n_entries++] = (struct bw_milp_entry){column, factor};
}

/* The last column is continuous: at most `cap`, and at most what the others cover. */
struct bw_milp draw_programme(struct drawing *drawing, struct bw_arena *arena)
{
    uint32_t whole = 2 + draw_below(drawing, 6), rows = draw_below(drawing, 4);
    struct building b = make(whole + 1, rows + 1, arena);
    for (uint32_t j = 0; j < whole; j++)
        b.columns[j] = (struct bw_milp_column){draw_below(drawing, 100) / 10.0 - 4, 0,
                                               1 + draw_below(drawing, 3), true};
    b.columns[whole] = (struct bw_milp_column){1 + draw_below(drawing, 30) / 10.0, 0,
                                               draw_below(drawing, 50) / 10.0, false};
    for (uint32_t i = 0; i < rows; i++) {
        uint32_t kind = draw_below(drawing, 6), middle = 2 + draw_below(drawing, 12);
        begin_row(&b,
                  kind < 3    ? -BW_MILP_INFINITY
                  : kind == 5 ? middle
                              : middle / 2,
                  kind == 3 ? BW_MILP_INFINITY : middle);
        for (uint32_t j = 0; j < whole; j++)
            if (draw_below(drawing, 3))
                add_entry(&b, j, draw_below(drawing, 7));
    }
    begin_row(&b, -BW_MILP_INFINITY, 0);
    add_entry(&b, whole, 1);
    for (uint32_t j = 0; j < whole; j++)
        add_entry(&b, j, -(draw_below(drawing, 20) / 10.0));
    return b.milp;
}

/* The worth of a whole point, the last column as high as it may be; NaN when it breaks a row. */
static double worth(const struct bw_milp *milp, const double *point)
{
    uint32_t last = milp->n_columns - 1;
    double covered = milp->columns[last].high, value = 0;
    for (uint32_t i = 0; i < milp->n_rows; i++) {
        uint32_t end = i + 1 < milp->n_rows ? milp->rows[i + 1].from : milp->n_entries;
        double sum = 0;
        bool cover = false;
        for (uint32_t e = milp->rows[i].from; e < end; e++) {
            if (milp->entries[e].column == last)
                cover = true;
            else
                sum += milp->entries[e].factor * point[milp->entries[e].column];
        }
        if (cover)
            covered = fmin(covered, -sum);
        else if (sum < milp->rows[i].low - 1e-9 || sum > milp->rows[i].high + 1e-9)
            return NAN;
    }
    for (uint32_t j = 0; j < last; j++)
        value += milp->columns[j].gain * point[j];
    return value + milp->columns[last].gain * covered;
}

bool try_all(const struct bw_milp *milp, double *best)
{
    double point[16] = {0};
    bool any = false;
    for (uint32_t j = 0; j + 1 < milp->n_columns; j++)
        point[j] = milp->columns[j].low;
    for (uint32_t j = 0; j + 1 < milp->n_columns;) {
        double value = worth(milp, point);
        if (!isnan(value) && (!any || value > *best)) {
            *best = value;
            any = true;
        }
        for (j = 0; j + 1 < milp->n_columns && point[j] + 1 > milp->columns[j].high; j++)
            point[j] = milp->columns[j].low;
        point[j] += 1;
    }
    return any;
}

struct bw_milp hard_programme(struct bw_arena *arena)
{
    struct drawing drawing = {3};
    struct building b = make(HARD_COLUMNS, HARD_ROWS, arena);
    for (uint32_t j = 0; j < HARD_COLUMNS; j++)
        b.columns[j] = (struct bw_milp_column){(50 + draw_below(&drawing, 50)) / 10.0, 0, 1, true};
    for (uint32_t i = 0; i < HARD_ROWS; i++) {
        double sum = 0;
        begin_row(&b, -BW_MILP_INFINITY, 0);
        for (uint32_t j = 0; j < HARD_COLUMNS; j++) {
            double factor = draw_below(&drawing, 100);
            sum += factor;
            add_entry(&b, j, factor);
        }
        b.rows[i].high = floor(sum / 2);
    }
    b.milp.start = BW_ARENA_NEW(arena, double, HARD_COLUMNS);
    return b.milp;
}

struct bw_milp two_programme(double most, struct bw_arena *arena)
{
    struct building b = make(2, 1, arena);
    b.columns[0] = (struct bw_milp_column){1, 0, 1, true};
    b.columns[1] = (struct bw_milp_column){2, 0, 1, true};
    begin_row(&b, -BW_MILP_INFINITY, most);
    add_entry(&b, 0, 1);
    add_entry(&b, 1, 1);
    return b.milp;
}
