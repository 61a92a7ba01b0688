#pragma once
/* A plan's question made countable: the people with their open needs, the courses that may help in
 * the sessions that lie in time, and what each would do for whom. Plain values that
 * model/plan/plan_offer fills; all else reads them. Live in the arena. Any thread. */
#include "model/plan/plan.h"

/* Sessions of a course that are looked at: the earliest in time. */
#define BW_PLAN_OPTIONS_MOST 6
/* Courses that are looked at for one person. */
#define BW_PLAN_CHOICES_MOST 60
#define BW_PLAN_DAYS_A_WEEK 7
/* The charge of spending all money and hours, as a share of what can be closed: far under what a
 * plan is proven to. */
#define BW_PLAN_CHARGE 2e-4
/* What a course has to close by itself and by what leans on it, of what can be closed of the
 * person, times 1 + hours/40 + euros/1,000 (the list's own measure of what a course takes). */
#define BW_PLAN_LEAST .01

/* One way to take a course: in a session, or at one's own pace. */
struct bw_plan_option {
    const struct bw_session *session; /* NULL: own pace */
    bw_day start, end;      /* of the session; own pace: the first and last day there is */
    uint32_t seats;         /* BW_NONE: as many as come */
    uint32_t week, n_weeks; /* that the session touches, counted from limits.from */
    uint32_t course;        /* of the problem's courses */
};

struct bw_plan_course {
    uint32_t index; /* in the catalogue */
    const struct bw_course *course;
    uint32_t option, n_options; /* options[option] .. options[option + n_options - 1], by start */
};

/* The levels of one competency that matter for one person, and what lies between them. Class i is
 * who is between level[i] and level[i + 1]. */
struct bw_plan_track {
    uint32_t competency;
    struct bw_belief x;
    const double *level; /* ascending */
    uint32_t n_levels;
    const double *lift;  /* n_levels - 1: E[level[i + 1] - X; X in class i] */
    const double *mass;  /* n_levels - 1: P(X in class i) */
    const double *ready; /* n_levels: P(X + judge's spread >= level[i]) */
};

/* What a course does on a track: lifts who has levels[entry] to levels[top]. */
struct bw_plan_step {
    uint32_t track, entry, top;
};

/* What a course closes of a need by itself, in levels: by a near competency, or of a lapsed one. */
struct bw_plan_side {
    uint32_t need;
    double d;
};

/* An entry demand that is not sure to be met today, and that other courses may open. */
struct bw_plan_demand {
    uint32_t track, edge; /* met from levels[edge] */
    double today;         /* factor without them */
    bool by_law, held;    /* by law: is it held already */
};

/* One way to be let in, or better prepared: with these courses before it. */
struct bw_plan_mode {
    double kappa;
    const uint32_t *after; /* choices of the same person, each before those that lean on it */
    uint32_t n_after;      /* 0: as things stand */
    uint32_t loose;        /* stands for many that are not told apart: so many of `after`; 0: all */
};

/* One course for one person. */
struct bw_plan_choice {
    uint32_t person, course;
    double chance;                        /* p, times the factors of demands that nothing changes */
    double sure;                          /* these factors alone */
    const struct bw_plan_step *steps;     /* on needs, then on what others demand */
    const struct bw_plan_side *sides;     /* one a need at most */
    const struct bw_plan_demand *demands; /* that can change */
    const struct bw_plan_mode *modes;     /* highest kappa first; none: it
                                           cannot be begun */
    uint32_t n_steps, n_sides, n_demands, n_modes;
    uint64_t helped_by; /* set of 1 << choice - first choice of the person: if they come before */
    uint32_t options;   /* set of 1 << option of the course: those whose weeks are not too full */
    double charge;      /* that taking it costs of what is maximised, but for its price */
    bool mandatory;     /* it closes some of a mandatory need */
};

/* One of the people. Tracks 0 .. n_open - 1 are those of the open needs, to their edges. */
struct bw_plan_chooser {
    const struct bw_person *person;
    const struct bw_gap *gap;
    const struct bw_need **open; /* ascending by competency */
    uint32_t n_open;
    const struct bw_plan_track *tracks;
    uint32_t n_tracks;
    uint32_t choice, n_choices;        /* choices[choice] .. */
    double week_hours, own_pace_hours; /* a week: of all learning, and at one's own pace */
    double closable;
};

struct bw_plan_problem {
    const struct bw_plan_task *task;
    struct bw_arena *arena;
    struct bw_plan_limits limits;
    const struct bw_plan_chooser *people;
    const struct bw_plan_course *courses; /* ascending by index */
    const struct bw_plan_option *options;
    const struct bw_plan_choice *choices; /* by person, then course */
    uint32_t n_people, n_courses, n_options, n_choices;
    uint32_t n_weeks, n_whole_weeks; /* that begin, and that end, by limits.by */
    double *weeks;                   /* 2 * n_weeks, for model/plan/plan_calendar to reckon in */
    uint32_t away_most;              /* people in sessions in one week; BW_NONE: all */
    double per_cent;                 /* charge, in closure: so that nothing is bought for nothing */
    double gap, closable;
};

/* Sets the question out, for the task's people within `limits`; everything in the arena. */
struct bw_plan_problem *bw_plan_problem_make(const struct bw_plan_task *task,
                                             const struct bw_plan_limits *limits,
                                             struct bw_arena *arena);

/* The same people and courses within other limits, sharing what does not depend on these: from the
 * same day on, and up to the same last day or an earlier one. */
struct bw_plan_problem *bw_plan_problem_within(const struct bw_plan_problem *problem,
                                               const struct bw_plan_limits *limits,
                                               struct bw_arena *arena);

/* The options of a choice, in order: the first, and the one after `option`; BW_NONE: no more. */
uint32_t bw_plan_first_option(const struct bw_plan_problem *problem, uint32_t choice);
uint32_t bw_plan_next_option(const struct bw_plan_problem *problem, uint32_t choice,
                             uint32_t option);

/* Hours in each week of an option. */
double bw_plan_option_hours(const struct bw_plan_problem *problem, uint32_t option);

/* Working hours a week of a person, and how many of these may go to learning at one's own pace. */
double bw_plan_week_hours(const struct bw_person *person);
double bw_plan_own_pace_hours(const struct bw_person *person);
