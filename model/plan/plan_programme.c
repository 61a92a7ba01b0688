#include "model/plan/plan_programme.h"

#include <string.h>

struct writing {
    struct bw_plan_programme *out;
    const struct bw_plan_problem *problem;
    const struct bw_plan_draft *draft;
    struct bw_plan_rows *rows;
    double *could_come;     /* per option: how many at most */
    uint32_t *who, *who_at; /* choices of course c: who[who_at[c]] .. who[who_at[c + 1] - 1] */
};

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

/* A column that closes nothing by itself and is charged. */
static uint32_t plain_column(struct writing *writing, double charge, double high, bool integer,
                             double start)
{
    make_room(writing->out);
    return bw_plan_rows_column(writing->rows, -charge, high, integer, start);
}

static bool is_told(const struct bw_plan_programme *programme, uint32_t choice)
{
    return programme->n_take[choice] > 1 || course_of(programme->problem, choice)->n_options == 1;
}

void bw_plan_programme_add(struct bw_plan_programme *programme, uint32_t choice, double factor)
{
    for (uint32_t i = 0; i < programme->n_take[choice]; i++)
        bw_plan_rows_entry(&programme->rows, programme->take[choice] + i, factor);
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
    const struct bw_plan_course *course = course_of(programme->problem, choice);
    bool all = true, told = is_told(programme, choice), any = false;
    for (uint32_t o = 0; o < course->n_options; o++) {
        bool ended = first_end(programme->problem, course->option + o, choice) < day;
        all &= ended;
        if (ended && (told || !any))
            bw_plan_rows_entry(&programme->rows, programme->take[choice] + (told ? o : 0), factor);
        any |= ended;
    }
    return !(told ? all : any);
}

void bw_plan_programme_add_later(struct bw_plan_programme *programme, uint32_t choice, bw_day day,
                                 double factor)
{
    const struct bw_plan_course *course = course_of(programme->problem, choice);
    bool told = is_told(programme, choice), any = false;
    for (uint32_t o = 0; o < course->n_options; o++) {
        if (bw_plan_programme_last_start(programme->problem, course->option + o, choice) <= day ||
            (any && !told))
            continue;
        bw_plan_rows_entry(&programme->rows, programme->take[choice] + (told ? o : 0), factor);
        any = true;
    }
}

static bool has_group(const struct bw_course *course)
{
    return course->group_price_cents >= 0 && course->group_max != 0;
}

static bool starts_with(const struct bw_plan_draft *draft, uint32_t choice, uint32_t option)
{
    uint32_t at = bw_plan_draft_find(draft, choice);
    return at != BW_NONE &&
           (option == BW_NONE ||
            draft->lines[draft->problem->choices[choice].person].taken[at].option == option);
}

/* The columns by which choices are taken. */
static void write_takes(struct writing *writing)
{
    const struct bw_plan_problem *problem = writing->problem;
    struct bw_plan_programme *out = writing->out;
    for (uint32_t c = 0; c < problem->n_choices; c++) {
        const struct bw_plan_choice *choice = &problem->choices[c];
        const struct bw_plan_course *course = course_of(problem, c);
        bool told = out->detail->sessions[choice->person] && course->n_options > 1;
        double cost = has_group(course->course) && problem->n_people > 1
                          ? 0
                          : (double)course->course->price_cents;
        double charge = problem->per_hour * course->course->hours + problem->per_cent * cost;
        out->take[c] = BW_NONE;
        out->n_take[c] = 0;
        if (choice->n_modes == 0)
            continue;
        out->take[c] = out->rows.n_columns;
        out->n_take[c] = told ? course->n_options : 1;
        for (uint32_t i = 0; i < out->n_take[c]; i++) {
            uint32_t option = told ? course->option + i : BW_NONE;
            plain_column(writing, charge, 1, true, starts_with(writing->draft, c, option));
        }
        for (uint32_t o = course->option; o < course->option + course->n_options; o++)
            writing->could_come[o]++;
        if (!told)
            continue;
        bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, 1);
        bw_plan_programme_add(out, c, 1);
    }
}

/* The choices of each course that can be taken. */
static void index_courses(struct writing *writing)
{
    const struct bw_plan_problem *problem = writing->problem;
    struct bw_arena *arena = problem->arena;
    writing->who = bw_arena_take(arena, problem->n_choices * sizeof *writing->who);
    writing->who_at = BW_ARENA_NEW(arena, uint32_t, (size_t)problem->n_courses + 2);
    uint32_t *next = writing->who_at + 1; /* counts first, then where the next one goes */
    for (uint32_t c = 0; c < problem->n_choices; c++)
        if (writing->out->n_take[c] > 0 && problem->choices[c].course + 1 < problem->n_courses)
            next[problem->choices[c].course + 1]++;
    for (uint32_t k = 1; k < problem->n_courses; k++)
        next[k] += next[k - 1];
    for (uint32_t c = 0; c < problem->n_choices; c++)
        if (writing->out->n_take[c] > 0)
            writing->who[next[problem->choices[c].course]++] = c;
}

/* Who of those whose session is not told comes to an option, in the plan to begin from. */
static double untold_heads(const struct writing *writing, uint32_t option)
{
    const struct bw_plan_problem *problem = writing->problem;
    double n = 0;
    for (uint32_t p = 0; p < problem->n_people; p++)
        for (uint32_t i = 0; i < writing->draft->lines[p].n; i++) {
            const struct bw_plan_taken *taken = &writing->draft->lines[p].taken[i];
            n += taken->option == option && !is_told(writing->out, taken->choice);
        }
    return n;
}

/* Does it matter who comes when? */
static bool sessions_matter(const struct writing *writing, const struct bw_plan_course *course)
{
    bool matter = has_group(course->course);
    for (uint32_t o = course->option; o < course->option + course->n_options; o++)
        matter |= writing->could_come[o] > writing->problem->options[o].seats;
    return matter && writing->problem->n_people > 1;
}

/* Those whose session is not told are divided over the sessions as numbers. */
static void write_come(struct writing *writing, uint32_t course)
{
    const struct bw_plan_problem *problem = writing->problem;
    const struct bw_plan_course *one = &problem->courses[course];
    struct bw_plan_programme *out = writing->out;
    bool untold = false;
    for (uint32_t i = writing->who_at[course]; i < writing->who_at[course + 1]; i++)
        untold |= !is_told(out, writing->who[i]);
    if (!untold || !sessions_matter(writing, one))
        return;
    for (uint32_t o = one->option; o < one->option + one->n_options; o++)
        out->come[o] =
            plain_column(writing, 0, writing->could_come[o], true, untold_heads(writing, o));
    bw_plan_rows_row(writing->rows, 0, 0);
    for (uint32_t o = one->option; o < one->option + one->n_options; o++)
        bw_plan_rows_entry(writing->rows, out->come[o], 1);
    for (uint32_t i = writing->who_at[course]; i < writing->who_at[course + 1]; i++)
        if (!is_told(out, writing->who[i]))
            bw_plan_programme_add(out, writing->who[i], -1);
}

/* How many come to an option, into the last row. */
static void add_heads(struct writing *writing, uint32_t option, double factor)
{
    const struct bw_plan_problem *problem = writing->problem;
    const struct bw_plan_programme *out = writing->out;
    uint32_t course = problem->options[option].course, first = problem->courses[course].option;
    if (out->come[option] != BW_NONE)
        bw_plan_rows_entry(writing->rows, out->come[option], factor);
    for (uint32_t i = writing->who_at[course]; i < writing->who_at[course + 1]; i++) {
        uint32_t c = writing->who[i];
        if (is_told(out, c))
            bw_plan_rows_entry(writing->rows,
                               out->take[c] + (out->n_take[c] > 1 ? option - first : 0), factor);
    }
}

/* Seats, and groups with whom comes beside them. The budget is in the first row. */
static void write_option(struct writing *writing, uint32_t option, double factors[])
{
    const struct bw_plan_problem *problem = writing->problem;
    const struct bw_plan_option *one = &problem->options[option];
    const struct bw_course *course = problem->courses[one->course].course;
    double could = writing->could_come[option], heads = writing->draft->heads[option];
    if (could > one->seats) {
        bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, one->seats);
        add_heads(writing, option, 1);
    }
    if (!has_group(course) || problem->n_people < 2 || could < 1)
        return;
    double price = (double)course->price_cents, group = (double)course->group_price_cents;
    double most = course->group_max < 0 ? could : (double)course->group_max;
    double start = 0, least = heads * price;
    for (double g = 1; g * most < heads + most && heads > 1; g++) {
        double rest = heads > g * most ? heads - g * most : 0;
        if (g * group + rest * price >= least)
            continue;
        least = g * group + rest * price;
        start = g;
    }
    double alone = heads > start * most ? heads - start * most : 0;
    uint32_t groups = plain_column(writing, problem->per_cent * group,
                                   (double)(uint32_t)((could + most - 1) / most), true, start);
    uint32_t singles = plain_column(writing, problem->per_cent * price, could, false, alone);
    factors[groups] = group;
    factors[singles] = price;
    bw_plan_rows_row(writing->rows, 0, BW_MILP_INFINITY);
    bw_plan_rows_entry(writing->rows, groups, most);
    bw_plan_rows_entry(writing->rows, singles, 1);
    add_heads(writing, option, -1);
}

/* Seats, groups and the budget. */
static void write_costs(struct writing *writing)
{
    const struct bw_plan_problem *problem = writing->problem;
    for (uint32_t c = 0; c < problem->n_courses; c++)
        write_come(writing, c);
    double *factors = BW_ARENA_NEW(problem->arena, double,
                                   writing->rows->n_columns + 2 * (size_t)problem->n_options);
    for (uint32_t o = 0; o < problem->n_options; o++)
        write_option(writing, o, factors);
    if (problem->limits.budget_cents < 0)
        return;
    bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, (double)problem->limits.budget_cents / 100);
    for (uint32_t j = 0; j < writing->rows->n_columns; j++)
        if (factors[j] > 0)
            bw_plan_rows_entry(writing->rows, j, factors[j] / 100);
    for (uint32_t c = 0; c < problem->n_choices; c++) {
        const struct bw_course *course = course_of(problem, c)->course;
        bool grouped = has_group(course) && problem->n_people > 1;
        if (!grouped && course->price_cents > 0)
            bw_plan_programme_add(writing->out, c, (double)course->price_cents / 100);
    }
}

/* Hours and number of one person's courses, and the hours that can be learned at one's own pace. */
static void write_person(struct writing *writing, uint32_t p)
{
    const struct bw_plan_problem *problem = writing->problem;
    const struct bw_plan_chooser *chooser = &problem->people[p];
    const struct bw_plan_limits *limits = &problem->limits;
    double own = 0, all = 0, n = 0, most = chooser->own_pace_hours * problem->n_whole_weeks;
    for (uint32_t c = chooser->choice; c < chooser->choice + chooser->n_choices; c++) {
        const struct bw_plan_course *course = course_of(problem, c);
        all += course->course->hours;
        own += problem->options[course->option].session ? 0 : course->course->hours;
        n++;
    }
    bool by_hours = limits->hours >= 0 && all > limits->hours;
    bool by_number = limits->max_courses != BW_NONE && n > limits->max_courses;
    if (by_hours)
        bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, limits->hours);
    for (uint32_t i = 0; by_hours && i < chooser->n_choices; i++)
        bw_plan_programme_add(writing->out, chooser->choice + i,
                              course_of(problem, chooser->choice + i)->course->hours);
    if (by_number)
        bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, limits->max_courses);
    for (uint32_t i = 0; by_number && i < chooser->n_choices; i++)
        bw_plan_programme_add(writing->out, chooser->choice + i, 1);
    if (own > most)
        bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, most);
    for (uint32_t i = 0; own > most && i < chooser->n_choices; i++) {
        const struct bw_plan_course *course = course_of(problem, chooser->choice + i);
        if (!problem->options[course->option].session)
            bw_plan_programme_add(writing->out, chooser->choice + i, course->course->hours);
    }
}

static bool touches(const struct bw_plan_option *option, uint32_t week)
{
    return option->session && option->week <= week && week < option->week + option->n_weeks;
}

/* Adds the sessions of one choice that touch a week, each with `factor` or its hours there. */
static double add_week(struct writing *writing, uint32_t choice, uint32_t week, double factor,
                       bool in_hours, bool for_real)
{
    const struct bw_plan_course *course = course_of(writing->problem, choice);
    double most = 0;
    if (writing->out->n_take[choice] == 0 || !is_told(writing->out, choice))
        return 0;
    for (uint32_t o = 0; o < course->n_options; o++) {
        const struct bw_plan_option *option = &writing->problem->options[course->option + o];
        if (!touches(option, week))
            continue;
        double one = in_hours ? course->course->hours / option->n_weeks : 1;
        most = one > most ? one : most;
        if (for_real)
            bw_plan_rows_entry(writing->rows, writing->out->take[choice] + o, factor * one);
    }
    return most;
}

/* The hours of a person's weeks, where sessions could fill one. */
static void write_weeks(struct writing *writing, uint32_t p)
{
    const struct bw_plan_chooser *chooser = &writing->problem->people[p];
    for (uint32_t w = 0; w < writing->problem->n_weeks; w++) {
        double could = 0;
        for (uint32_t i = 0; i < chooser->n_choices; i++)
            could += add_week(writing, chooser->choice + i, w, 1, true, false);
        if (could <= chooser->week_hours)
            continue;
        bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, chooser->week_hours);
        for (uint32_t i = 0; i < chooser->n_choices; i++)
            add_week(writing, chooser->choice + i, w, 1, true, true);
    }
}

/* Sessions of one day on the same day: one of them. */
static void write_days(struct writing *writing, uint32_t p)
{
    const struct bw_plan_problem *problem = writing->problem;
    const struct bw_plan_chooser *chooser = &problem->people[p];
    for (bw_day day = problem->limits.from; day <= problem->limits.by; day++) {
        uint32_t columns[BW_PLAN_CHOICES_MOST * BW_PLAN_OPTIONS_MOST], n = 0;
        for (uint32_t c = chooser->choice; c < chooser->choice + chooser->n_choices; c++) {
            const struct bw_plan_course *course = course_of(problem, c);
            for (uint32_t o = 0; o < course->n_options && writing->out->n_take[c] > 0; o++) {
                const struct bw_plan_option *option = &problem->options[course->option + o];
                if (option->session && option->start == day && option->end == day &&
                    is_told(writing->out, c))
                    columns[n++] = writing->out->take[c] + o;
            }
        }
        if (n < 2)
            continue;
        bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, 1);
        for (uint32_t i = 0; i < n; i++)
            bw_plan_rows_entry(writing->rows, columns[i], 1);
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

/* People in sessions in one week. */
static void write_away(struct writing *writing, uint32_t week)
{
    const struct bw_plan_problem *problem = writing->problem;
    uint32_t *columns = BW_ARENA_NEW(problem->arena, uint32_t, problem->n_people), n = 0;
    for (uint32_t p = 0; p < problem->n_people; p++) {
        const struct bw_plan_chooser *chooser = &problem->people[p];
        uint32_t column = BW_NONE;
        for (uint32_t c = chooser->choice; c < chooser->choice + chooser->n_choices; c++) {
            if (add_week(writing, c, week, 0, false, false) <= 0)
                continue;
            if (column == BW_NONE)
                column = columns[n++] =
                    plain_column(writing, 0, 1, false, begins_away(writing, p, week));
            bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, 0);
            bw_plan_rows_entry(writing->rows, column, -1);
            add_week(writing, c, week, 1, false, true);
        }
    }
    if (n <= problem->away_most)
        return;
    bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, problem->away_most);
    for (uint32_t i = 0; i < n; i++)
        bw_plan_rows_entry(writing->rows, columns[i], 1);
}

static void write_least(struct writing *writing, uint32_t p)
{
    const struct bw_plan_programme *out = writing->out;
    if (writing->problem->people[p].gap->total <= 0)
        return;
    bw_plan_rows_row(writing->rows, writing->problem->limits.min_closure - 1e-7, BW_MILP_INFINITY);
    for (uint32_t j = out->person_at[p]; j < out->person_at[p + 1]; j++)
        if (out->closes[j] > 0)
            bw_plan_rows_entry(writing->rows, j, out->closes[j]);
    const struct bw_plan_chooser *chooser = &writing->problem->people[p];
    for (uint32_t c = chooser->choice; c < chooser->choice + chooser->n_choices; c++)
        for (uint32_t i = 0; i < out->n_take[c]; i++)
            if (out->closes[out->take[c] + i] > 0)
                bw_plan_rows_entry(writing->rows, out->take[c] + i, out->closes[out->take[c] + i]);
}

struct bw_plan_programme bw_plan_programme_write(const struct bw_plan_draft *draft,
                                                 const struct bw_plan_detail *detail)
{
    const struct bw_plan_problem *problem = draft->problem;
    struct bw_arena *arena = problem->arena;
    struct bw_plan_programme out = {.problem = problem, .detail = detail};
    struct writing writing = {.out = &out, .problem = problem, .draft = draft, .rows = &out.rows};
    bw_plan_rows_begin(&out.rows, arena);
    out.take = BW_ARENA_NEW(arena, uint32_t, problem->n_choices);
    out.n_take = BW_ARENA_NEW(arena, uint32_t, problem->n_choices);
    out.come = BW_ARENA_NEW(arena, uint32_t, problem->n_options);
    out.person_at = BW_ARENA_NEW(arena, uint32_t, (size_t)problem->n_people + 1);
    writing.could_come = BW_ARENA_NEW(arena, double, problem->n_options);
    for (uint32_t o = 0; o < problem->n_options; o++)
        out.come[o] = BW_NONE;
    write_takes(&writing);
    index_courses(&writing);
    write_costs(&writing);
    for (uint32_t p = 0; p < problem->n_people; p++) {
        write_person(&writing, p);
        if (detail->sessions[p])
            write_days(&writing, p);
        if (detail->weeks[p])
            write_weeks(&writing, p);
        out.person_at[p] = out.rows.n_columns;
        bw_plan_programme_needs(&out, draft, p);
        out.person_at[p + 1] = out.rows.n_columns;
        if (detail->least && problem->limits.min_closure > 0)
            write_least(&writing, p);
    }
    for (uint32_t w = 0; w < problem->n_weeks && problem->away_most != BW_NONE; w++)
        write_away(&writing, w);
    return out;
}

bool bw_plan_programme_takes(const struct bw_plan_programme *programme, const double point[],
                             uint32_t choice, uint32_t *option)
{
    const struct bw_plan_course *course = course_of(programme->problem, choice);
    for (uint32_t i = 0; i < programme->n_take[choice]; i++) {
        if (point[programme->take[choice] + i] < .5)
            continue;
        *option = is_told(programme, choice) ? course->option + i : BW_NONE;
        return true;
    }
    return false;
}

double bw_plan_programme_closes(const struct bw_plan_programme *programme, const double point[],
                                uint32_t person)
{
    const struct bw_plan_chooser *chooser = &programme->problem->people[person];
    double sum = 0;
    for (uint32_t j = programme->person_at[person]; j < programme->person_at[person + 1]; j++)
        sum += programme->closes[j] * point[j];
    for (uint32_t c = chooser->choice; c < chooser->choice + chooser->n_choices; c++)
        for (uint32_t i = 0; i < programme->n_take[c]; i++)
            sum += programme->closes[programme->take[c] + i] * point[programme->take[c] + i];
    return sum;
}
