#pragma once
/* The best plan for one or more people: who takes which course, in which session, in what order, so
 * that most of their gaps is expected to close within budget, hours, seats and time. Owns the
 * question, the answer and the order of the work: problem -> greedy -> programme -> repair -> check
 * -> what binds. No plan leaves that model/plan/plan_check has not passed. Never asks the clock:
 * the solver minds the seconds. Results live in the arena. Any thread, one arena each. */
#include "model/gap.h"
#include "model/plan/milp.h"

/* What a plan must keep to. */
struct bw_plan_limits {
    bw_day from, by;       /* both included: nothing starts before or ends after */
    int64_t budget_cents;  /* of all together; -1: none */
    double hours;          /* of one person, over the whole time; -1: none */
    uint32_t max_courses;  /* of one person; BW_NONE: as many as fit */
    double min_closure;    /* of every person who has a gap; 0: none */
    double max_away_share; /* of the people, in sessions in one week, never under one person unless
                              0; -1: none */
};

/* Nothing but the days. */
static inline struct bw_plan_limits bw_plan_limits_within(bw_day from, bw_day by)
{
    return (struct bw_plan_limits){.from = from,
                                   .by = by,
                                   .budget_cents = -1,
                                   .hours = -1,
                                   .max_courses = BW_NONE,
                                   .max_away_share = -1};
}

/* The default of `by`: the day before the goal's last change when that is after `from`, else a year
 * on. */
bw_day bw_plan_by(const struct bw_catalogue *cat, const struct bw_question *question, bw_day from);

/* Who has asked for seats of a session already and is not enrolled yet. */
struct bw_plan_waiting {
    size_t (*count)(void *context, uint32_t course,
                    const struct bw_session *session); /* NULL: nobody */
    void *context;
};

struct bw_plan_task {
    const struct bw_catalogue *cat;
    const struct bw_peers *peers;       /* or NULL */
    struct bw_people people;            /* at least one */
    const struct bw_question *question; /* day to judge at, goal, filters, exclude */
    struct bw_plan_limits limits;
    struct bw_plan_waiting waiting;
    struct bw_milp_solver solver; /* .solve NULL: greedy alone */
    double seconds;               /* that the solver may take */
};

struct bw_plan_item {
    uint32_t person; /* of the people */
    uint32_t course;
    const struct bw_session *session; /* NULL: at one's own pace */
    uint32_t order;                   /* of the person's courses, from 1, by start */
    bw_day start, end;
    int64_t cost_cents, employee_cost_cents;
    double hours;
    double closure;    /* what the person's plan closes less without it and what leans on it */
    double success;    /* kappa: it and all that it leans on for its entry demands */
    uint32_t group;    /* people in its run when that is at the group price, else 0 */
    bool mandatory;    /* it serves a mandatory need, by itself or by what it opens */
    bool working_time; /* necessary by law or cao: in working hours, at the employer's cost */
    enum bw_training kind;
    struct bw_ixs unlocks; /* later courses of the person that lean on it, ascending */
};

struct bw_plan_person {
    const struct bw_person *person;
    const struct bw_gap *gap;
    double closable; /* by all candidates with the courses that open them; before chances, limits */
    double closure;
    int64_t cost_cents;
    double hours;
    uint32_t courses;
    uint32_t mandatory_open; /* mandatory needs that are open now and of which nothing closes */
};

enum bw_plan_constraint {
    BW_PLAN_BUDGET,      /* limit, need in cents */
    BW_PLAN_HOURS,       /* limit, need in hours; `person` */
    BW_PLAN_MAX_COURSES, /* limit, need: a number; `person` */
    BW_PLAN_MIN_CLOSURE, /* limit: what is asked; need: the largest that can be met */
    BW_PLAN_AWAY,  /* limit: a share; need: one that closes more; `date`: a week that is full */
    BW_PLAN_SEATS, /* limit: of the session; need: one more; `course`, `session` */
    BW_PLAN_WEEK_HOURS, /* limit, need in hours a week; `person` */
    BW_PLAN_BY,         /* limit: `by` as asked; `date`: the day that would close more */
    BW_PLAN_NO_SESSION, /* `course`: no session within the time; `date`: start of the earliest */
    BW_PLAN_ENTRY,      /* `course` of `person`: its demand of `competency` cannot be opened */
    BW_PLAN_CIRCLE,     /* `courses` open each other and none can be begun */
    BW_PLAN_NOT_TAUGHT, /* `competency` of `person`: no course of the catalogue closes any of it */
    BW_PLAN_CONSTRAINT_COUNT
};

/* "budget", "hours", … as on the wire. */
const char *bw_plan_constraint_name(enum bw_plan_constraint constraint);

/* One limit that binds, or one demand that cannot be met. Figures that say nothing are NaN. */
struct bw_plan_binding {
    enum bw_plan_constraint constraint;
    bool unmet;         /* a demand that this plan does not meet; else it meets it, at a price */
    double limit, need; /* as it is, and what would close more, or be enough */
    double more;        /* closure that `need` brings: re-planned with that alone loosened */
    uint32_t person, course, competency; /* or BW_NONE */
    const struct bw_session *session;    /* or NULL */
    bw_day date;                         /* or BW_DAY_NONE */
    struct bw_ixs courses;               /* of a circle, in the order of their waiting */
};

/* Why a plan is not the solver's proven one. */
enum bw_plan_note {
    BW_PLAN_NOTE_NONE,
    BW_PLAN_NOTE_NO_SOLVER, /* there was none to ask */
    BW_PLAN_NOTE_TIME,      /* it ran out of time: the best so far */
    BW_PLAN_NOTE_FAILED,    /* it crashed or gave nonsense: `trouble` */
    BW_PLAN_NOTE_TOO_LARGE, /* the programme would be larger than solvers take */
    BW_PLAN_NOTE_GREEDY,    /* its plan was no better than the greedy one */
    BW_PLAN_NOTE_REFUSED    /* the checker refused a plan: the next best was given */
};

struct bw_plan {
    struct bw_plan_limits limits;
    const struct bw_plan_item *items; /* by person, then order */
    size_t n_items;
    const struct bw_plan_person *people; /* in the order of the people */
    size_t n_people;
    double gap, closable, closure;
    int64_t cost_cents;
    double hours;
    double bound;   /* proven: no plan closes more */
    bool optimal;   /* proven: within .1 % of it */
    bool feasible;  /* false: min_closure cannot be met, or was not; all other limits are */
    bool by_solver; /* "cbc", else "greedy" */
    enum bw_plan_note note;
    const char *trouble;                   /* BW_PLAN_NOTE_FAILED, _REFUSED: in words, for a log */
    const struct bw_plan_binding *binding; /* unmet first, then by what they cost, then by ids */
    size_t n_binding;
    /* Of the programme, for who measures: */
    uint32_t n_candidates, n_columns, n_rows;
    double solver_seconds; /* not for answers, which are the same bytes whatever it took */
};

/* Seats of a session of the course that are left; -1: as many as come. */
int64_t bw_plan_seats_left(const struct bw_plan_task *task, uint32_t course,
                           const struct bw_session *session);

/* Plans. */
struct bw_plan bw_plan_make(const struct bw_plan_task *task, struct bw_arena *arena);
