#include "model/plan/plan_programme.h"

#include <string.h>

static const struct bw_plan_course *course_of(const struct bw_plan_problem *problem,
                                              uint32_t choice)
{
    return &problem->courses[problem->choices[choice].course];
}

static void make_room(struct bw_plan_programme *out)
{
    if (out->rows.n_columns < out->most_closes)
        return;
    uint32_t most = out->most_closes ? 2 * out->most_closes : 1024;
    double *room = BW_ARENA_NEW(out->problem->arena, double, most);
    if (out->most_closes > 0)
        memcpy(room, out->closes, out->most_closes * sizeof *room);
    out->closes = room;
    out->most_closes = most;
}

uint32_t bw_plan_programme_column(struct bw_plan_programme *programme, double closes, double start)
{
    make_room(programme);
    programme->closes[programme->rows.n_columns] = closes;
    return bw_plan_rows_column(&programme->rows, closes, 1, false, start);
}

void bw_plan_programme_drop(struct bw_plan_programme *programme, uint32_t column)
{
    programme->closes[column] = 0;
    programme->rows.n_columns = column;
}

void bw_plan_programme_gain(struct bw_plan_programme *programme, uint32_t column, double closes)
{
    programme->closes[column] += closes;
    programme->rows.columns[column].gain += closes;
}

void bw_plan_programme_add(struct bw_plan_programme *programme, uint32_t choice, double factor)
{
    uint32_t column = programme->take[choice];
    for (uint32_t o = bw_plan_first_option(programme->problem, choice);
         column != BW_NONE && o != BW_NONE; o = bw_plan_next_option(programme->problem, choice, o))
        bw_plan_rows_entry(&programme->rows, column++, factor);
}

/* The first day on which an option can have ended. */
static bw_day first_end(const struct bw_plan_problem *problem, uint32_t option, uint32_t choice)
{
    const struct bw_plan_chooser *chooser = &problem->people[problem->choices[choice].person];
    if (problem->options[option].session)
        return problem->options[option].end;
    double weeks = course_of(problem, choice)->course->hours / chooser->own_pace_hours;
    bw_day whole = (bw_day)(weeks - 1e-9) + 1;
    return problem->limits.from + BW_PLAN_DAYS_A_WEEK * (whole < 1 ? 1 : whole) - 1;
}

bw_day bw_plan_programme_last_start(const struct bw_plan_problem *problem, uint32_t option,
                                    uint32_t choice)
{
    if (problem->options[option].session)
        return problem->options[option].start;
    bw_day end = problem->limits.from + (bw_day)(BW_PLAN_DAYS_A_WEEK * problem->n_whole_weeks) - 1;
    return end - (first_end(problem, option, choice) - problem->limits.from);
}

bool bw_plan_programme_add_ended(struct bw_plan_programme *programme, uint32_t choice, bw_day day,
                                 double factor)
{
    const struct bw_plan_problem *problem = programme->problem;
    uint32_t column = programme->take[choice];
    bool all = true;
    for (uint32_t o = bw_plan_first_option(problem, choice); o != BW_NONE;
         o = bw_plan_next_option(problem, choice, o), column++) {
        bool ended = first_end(problem, o, choice) < day;
        all &= ended;
        if (ended)
            bw_plan_rows_entry(&programme->rows, column, factor);
    }
    return !all;
}

void bw_plan_programme_add_later(struct bw_plan_programme *programme, uint32_t choice, bw_day day,
                                 double factor)
{
    const struct bw_plan_problem *problem = programme->problem;
    uint32_t column = programme->take[choice];
    for (uint32_t o = bw_plan_first_option(problem, choice); o != BW_NONE;
         o = bw_plan_next_option(problem, choice, o), column++)
        if (bw_plan_programme_last_start(problem, o, choice) > day)
            bw_plan_rows_entry(&programme->rows, column, factor);
}

static bool starts_with(const struct bw_plan_draft *draft, uint32_t choice, uint32_t option)
{
    const struct bw_plan_line *line = &draft->lines[draft->problem->choices[choice].person];
    uint32_t at = bw_plan_draft_find(draft, choice);
    return at != BW_NONE && line->taken[at].option == option;
}

/* The columns by which choices are taken; one option each. */
static void write_takes(struct bw_plan_programme *out, const struct bw_plan_draft *draft)
{
    const struct bw_plan_problem *problem = out->problem;
    for (uint32_t c = 0; c < problem->n_choices; c++) {
        const struct bw_course *course = course_of(problem, c)->course;
        double charge =
            problem->choices[c].charge + problem->per_cent * (double)course->price_cents;
        out->take[c] = BW_NONE;
        if (problem->choices[c].n_modes == 0)
            continue;
        out->take[c] = out->rows.n_columns;
        for (uint32_t o = bw_plan_first_option(problem, c); o != BW_NONE;
             o = bw_plan_next_option(problem, c, o)) {
            make_room(out);
            bw_plan_rows_column(&out->rows, -charge, 1, true, starts_with(draft, c, o));
        }
        if (out->rows.n_columns - out->take[c] < 2)
            continue;
        bw_plan_rows_row(&out->rows, -BW_MILP_INFINITY, 1);
        bw_plan_programme_add(out, c, 1);
    }
}

/* The columns that close something of one person's needs. */
static void write_least(struct bw_plan_programme *out, uint32_t p)
{
    const struct bw_plan_problem *problem = out->problem;
    const struct bw_plan_chooser *chooser = &problem->people[p];
    if (chooser->gap->total <= 0)
        return;
    bw_plan_rows_row(&out->rows, problem->limits.min_closure - 1e-7, BW_MILP_INFINITY);
    for (uint32_t j = out->person_at[p]; j < out->person_at[p + 1]; j++)
        if (out->closes[j] > 0)
            bw_plan_rows_entry(&out->rows, j, out->closes[j]);
    for (uint32_t c = chooser->choice; c < chooser->choice + chooser->n_choices; c++) {
        uint32_t column = out->take[c];
        for (uint32_t o = bw_plan_first_option(problem, c); column != BW_NONE && o != BW_NONE;
             o = bw_plan_next_option(problem, c, o), column++)
            if (out->closes[column] > 0)
                bw_plan_rows_entry(&out->rows, column, out->closes[column]);
    }
}

struct bw_plan_programme bw_plan_programme_write(const struct bw_plan_draft *draft, bool least)
{
    const struct bw_plan_problem *problem = draft->problem;
    struct bw_plan_programme out = {.problem = problem};
    bw_plan_rows_begin(&out.rows, problem->arena);
    out.take = BW_ARENA_NEW(problem->arena, uint32_t, problem->n_choices);
    out.person_at = BW_ARENA_NEW(problem->arena, uint32_t, (size_t)problem->n_people + 1);
    write_takes(&out, draft);
    bw_plan_programme_costs(&out, draft);
    bw_plan_programme_calendar(&out, draft);
    for (uint32_t p = 0; p < problem->n_people; p++) {
        out.person_at[p] = out.rows.n_columns;
        bw_plan_programme_needs(&out, draft, p);
        out.person_at[p + 1] = out.rows.n_columns;
        if (least && problem->limits.min_closure > 0)
            write_least(&out, p);
    }
    return out;
}

bool bw_plan_programme_takes(const struct bw_plan_programme *programme, const double point[],
                             uint32_t choice, uint32_t *option)
{
    const struct bw_plan_problem *problem = programme->problem;
    uint32_t column = programme->take[choice];
    for (uint32_t o = bw_plan_first_option(problem, choice); column != BW_NONE && o != BW_NONE;
         o = bw_plan_next_option(problem, choice, o), column++)
        if (point[column] > .5) {
            *option = o;
            return true;
        }
    return false;
}

double bw_plan_programme_closes(const struct bw_plan_programme *programme, const double point[],
                                uint32_t person)
{
    const struct bw_plan_problem *problem = programme->problem;
    const struct bw_plan_chooser *chooser = &problem->people[person];
    double sum = 0;
    for (uint32_t j = programme->person_at[person]; j < programme->person_at[person + 1]; j++)
        sum += programme->closes[j] * point[j];
    for (uint32_t c = chooser->choice; c < chooser->choice + chooser->n_choices; c++) {
        uint32_t column = programme->take[c];
        for (uint32_t o = bw_plan_first_option(problem, c); column != BW_NONE && o != BW_NONE;
             o = bw_plan_next_option(problem, c, o), column++)
            sum += programme->closes[column] * point[column];
    }
    return sum;
}
