#include "model/plan/plan_programme.h"

struct writing {
    struct bw_plan_programme *out;
    const struct bw_plan_problem *problem;
    const struct bw_plan_draft *draft;
    const struct bw_plan_chooser *chooser;
    uint32_t *columns, *last_columns; /* of a week's row, and of the one before */
};

static const struct bw_plan_course *course_of(const struct bw_plan_problem *problem,
                                              uint32_t choice)
{
    return &problem->courses[problem->choices[choice].course];
}

/* One row over a person's courses: the sum of what `weight` says of each is at most `most`. */
static void write_sum(struct writing *writing, double most,
                      double (*weight)(const struct writing *writing, uint32_t choice))
{
    const struct bw_plan_chooser *chooser = writing->chooser;
    double sum = 0;
    for (uint32_t i = 0; i < chooser->n_choices; i++)
        sum += weight(writing, chooser->choice + i);
    if (sum <= most)
        return;
    bw_plan_rows_row(&writing->out->rows, -BW_MILP_INFINITY, most);
    for (uint32_t i = 0; i < chooser->n_choices; i++) {
        double one = weight(writing, chooser->choice + i);
        if (one > 0)
            bw_plan_programme_add(writing->out, chooser->choice + i, one);
    }
}

static double all_hours(const struct writing *writing, uint32_t choice)
{
    return course_of(writing->problem, choice)->course->hours;
}

static double own_pace_hours(const struct writing *writing, uint32_t choice)
{
    const struct bw_plan_course *course = course_of(writing->problem, choice);
    return writing->problem->options[course->option].session ? 0 : course->course->hours;
}

static double one_each(const struct writing *writing, uint32_t choice)
{
    (void)writing;
    (void)choice;
    return 1;
}

static bool touches(const struct bw_plan_option *option, uint32_t week)
{
    return option->session && option->week <= week && week < option->week + option->n_weeks;
}

/* The columns of a choice that touch a week, after the `n` that are there; their number then. */
static uint32_t gather_week(const struct writing *writing, uint32_t choice, uint32_t week,
                            uint32_t n)
{
    const struct bw_plan_problem *problem = writing->problem;
    uint32_t column = writing->out->take[choice];
    for (uint32_t o = bw_plan_first_option(problem, choice); column != BW_NONE && o != BW_NONE;
         o = bw_plan_next_option(problem, choice, o), column++)
        if (touches(&problem->options[o], week))
            writing->columns[n++] = column;
    return n;
}

/* The most hours in a week that a choice can take. */
static double most_hours(const struct writing *writing, uint32_t choice, uint32_t week)
{
    const struct bw_plan_problem *problem = writing->problem;
    double most = 0;
    for (uint32_t o = bw_plan_first_option(problem, choice);
         writing->out->take[choice] != BW_NONE && o != BW_NONE;
         o = bw_plan_next_option(problem, choice, o)) {
        double hours = bw_plan_option_hours(problem, o);
        if (touches(&problem->options[o], week) && hours > most)
            most = hours;
    }
    return most;
}

/* Adds the hours of a choice in a week to the last row. */
static void add_hours(struct writing *writing, uint32_t choice, uint32_t week)
{
    const struct bw_plan_problem *problem = writing->problem;
    uint32_t column = writing->out->take[choice];
    for (uint32_t o = bw_plan_first_option(problem, choice); column != BW_NONE && o != BW_NONE;
         o = bw_plan_next_option(problem, choice, o), column++)
        if (touches(&problem->options[o], week))
            bw_plan_rows_entry(&writing->out->rows, column, bw_plan_option_hours(problem, o));
}

/* The hours of a person's weeks, where sessions could fill one; a week with the same sessions as
 * the one before says nothing new. */
static void write_weeks(struct writing *writing)
{
    const struct bw_plan_chooser *chooser = writing->chooser;
    uint32_t n_last = 0;
    for (uint32_t w = 0; w < writing->problem->n_weeks; w++) {
        double could = 0;
        uint32_t n = 0;
        for (uint32_t i = 0; i < chooser->n_choices; i++) {
            could += most_hours(writing, chooser->choice + i, w);
            n = gather_week(writing, chooser->choice + i, w, n);
        }
        bool same = n == n_last;
        for (uint32_t i = 0; same && i < n; i++)
            same = writing->columns[i] == writing->last_columns[i];
        uint32_t *kept = writing->last_columns;
        writing->last_columns = writing->columns;
        writing->columns = kept;
        n_last = n;
        if (same || could <= chooser->week_hours)
            continue;
        bw_plan_rows_row(&writing->out->rows, -BW_MILP_INFINITY, chooser->week_hours);
        for (uint32_t i = 0; i < chooser->n_choices; i++)
            add_hours(writing, chooser->choice + i, w);
    }
}

/* A day on which one of a person's sessions of one day is. */
struct single {
    bw_day day;
    uint32_t column;
};

static uint32_t gather_singles(const struct writing *writing, struct single out[])
{
    const struct bw_plan_problem *problem = writing->problem;
    const struct bw_plan_chooser *chooser = writing->chooser;
    uint32_t n = 0;
    for (uint32_t c = chooser->choice; c < chooser->choice + chooser->n_choices; c++) {
        uint32_t column = writing->out->take[c];
        for (uint32_t o = bw_plan_first_option(problem, c); column != BW_NONE && o != BW_NONE;
             o = bw_plan_next_option(problem, c, o), column++) {
            const struct bw_plan_option *option = &problem->options[o];
            if (option->session && option->start == option->end)
                out[n++] = (struct single){option->start, column};
        }
    }
    return n;
}

/* Of sessions of one day on the same day, one. */
static void write_days(struct writing *writing)
{
    struct single singles[BW_PLAN_CHOICES_MOST * BW_PLAN_OPTIONS_MOST];
    uint32_t n = gather_singles(writing, singles);
    for (uint32_t i = 0; i < n; i++) {
        bool first = true, others = false;
        for (uint32_t k = 0; k < n; k++) {
            first &= k >= i || singles[k].day != singles[i].day;
            others |= k > i && singles[k].day == singles[i].day;
        }
        if (!first || !others)
            continue;
        bw_plan_rows_row(&writing->out->rows, -BW_MILP_INFINITY, 1);
        for (uint32_t k = i; k < n; k++)
            if (singles[k].day == singles[i].day)
                bw_plan_rows_entry(&writing->out->rows, singles[k].column, 1);
    }
}

/* Is the person away in this week, in the plan to begin from? */
static bool begins_away(const struct writing *writing, uint32_t p, uint32_t week)
{
    const struct bw_plan_line *line = &writing->draft->lines[p];
    for (uint32_t i = 0; i < line->n; i++)
        if (touches(&writing->problem->options[line->taken[i].option], week))
            return true;
    return false;
}

/* A column for a person who is away in a week, whichever course that is for; BW_NONE: never. */
static uint32_t away_column(struct writing *writing, uint32_t p, uint32_t week)
{
    const struct bw_plan_chooser *chooser = &writing->problem->people[p];
    uint32_t column = BW_NONE;
    for (uint32_t c = chooser->choice; c < chooser->choice + chooser->n_choices; c++) {
        uint32_t n = gather_week(writing, c, week, 0);
        if (n == 0)
            continue;
        if (column == BW_NONE)
            column = bw_plan_programme_column(writing->out, 0, begins_away(writing, p, week));
        bw_plan_rows_row(&writing->out->rows, -BW_MILP_INFINITY, 0);
        bw_plan_rows_entry(&writing->out->rows, column, -1);
        for (uint32_t i = 0; i < n; i++)
            bw_plan_rows_entry(&writing->out->rows, writing->columns[i], 1);
    }
    return column;
}

/* People in sessions in one week, where they could be too many. */
static void write_away(struct writing *writing, uint32_t week)
{
    const struct bw_plan_problem *problem = writing->problem;
    uint32_t could = 0, n = 0;
    for (uint32_t p = 0; p < problem->n_people; p++) {
        const struct bw_plan_chooser *chooser = &problem->people[p];
        bool may = false;
        for (uint32_t c = chooser->choice; c < chooser->choice + chooser->n_choices && !may; c++)
            may = gather_week(writing, c, week, 0) > 0;
        could += may;
    }
    if (could <= problem->away_most)
        return;
    uint32_t *columns = BW_ARENA_NEW(problem->arena, uint32_t, problem->n_people);
    for (uint32_t p = 0; p < problem->n_people; p++) {
        uint32_t column = away_column(writing, p, week);
        if (column != BW_NONE)
            columns[n++] = column;
    }
    bw_plan_rows_row(&writing->out->rows, -BW_MILP_INFINITY, problem->away_most);
    for (uint32_t i = 0; i < n; i++)
        bw_plan_rows_entry(&writing->out->rows, columns[i], 1);
}

void bw_plan_programme_calendar(struct bw_plan_programme *programme,
                                const struct bw_plan_draft *draft)
{
    const struct bw_plan_problem *problem = programme->problem;
    const struct bw_plan_limits *limits = &problem->limits;
    size_t most = (size_t)BW_PLAN_CHOICES_MOST * BW_PLAN_OPTIONS_MOST;
    struct writing writing = {.out = programme,
                              .problem = problem,
                              .draft = draft,
                              .columns = BW_ARENA_NEW(problem->arena, uint32_t, most),
                              .last_columns = BW_ARENA_NEW(problem->arena, uint32_t, most)};
    for (uint32_t p = 0; p < problem->n_people; p++) {
        const struct bw_plan_chooser *chooser = writing.chooser = &problem->people[p];
        if (limits->hours >= 0)
            write_sum(&writing, limits->hours, all_hours);
        if (limits->max_courses != BW_NONE)
            write_sum(&writing, limits->max_courses, one_each);
        write_sum(&writing, chooser->own_pace_hours * problem->n_whole_weeks, own_pace_hours);
        write_sum(&writing, chooser->week_hours * problem->n_weeks, all_hours);
        write_weeks(&writing);
        write_days(&writing);
    }
    for (uint32_t w = 0; w < problem->n_weeks && problem->away_most != BW_NONE; w++)
        write_away(&writing, w);
}
