#pragma once
/* What training costs a group of people over a period: asked for, committed, spent, by team,
 * provider, course and quarter, and what is left. Owns the adding up; what a booking is and where
 * its money is says model/report/booking. Results live in the arena. Any thread, one arena each.
 *
 * A booking is in the period when its day is (bw_booking_day), both ends included. Prices are whole
 * ones: what the employees' own budgets bear is in them. An amount of a year (budget, payroll)
 * stands for a period by its share of days in each calendar year.
 *
 * Beside it the sector: EUR 1,042 a head and 1.8 % of payroll a year were spent on training by
 * Dutch municipalities (A&O fonds Gemeenten, Personeelsmonitor Gemeenten 2018). */
#include "model/report/booking.h"

#define BW_SECTOR_PER_HEAD_CENTS 104200
#define BW_SECTOR_PAYROLL_SHARE .018

struct bw_budget_terms {
    bw_day as_of;    /* later events do not exist */
    bw_day from, to; /* both included, from <= to */
};

/* Amounts of some bookings. */
struct bw_spending {
    int64_t spent_cents, committed_cents, requested_cents;
    double hours;  /* of what is spent or committed */
    size_t people; /* who have one of these bookings */
};

/* A team, provider, course or quarter. */
struct bw_budget_line {
    uint32_t index; /* of the team, of a course (of the provider), of the course; else unused */
    bw_day from;    /* of the quarter, or of the period when that begins in it */
    struct bw_spending sum;
    size_t members;   /* of the team */
    int64_t *cells;   /* of a team of the org: spent and committed cents of each quarter */
    uint32_t counted; /* inside: who was counted last */
};

struct bw_budget_lines {
    const struct bw_budget_line *at;
    size_t n;
};

/* Whoever has a budget of their own. */
struct bw_personal_budget {
    const struct bw_person *person;
    int64_t budget_cents, charged_cents;
};

struct bw_budget {
    struct bw_spending all;
    size_t people;        /* of the group */
    int64_t budget_cents; /* of the org for the period; -1 when it has none */
    int64_t payroll_cents;
    int64_t legal_cents;    /* of what is spent or committed: for courses that are owed */
    int64_t employee_cents; /* likewise: what comes on own budgets, personal_share of the price */
    double working_hours;   /* likewise: hours of courses that are owed */
    struct bw_budget_lines teams;   /* by id */
    struct bw_budget_lines courses; /* the most spent and committed first, then by id; providers
                                       likewise, those without one under the absent one */
    struct bw_budget_lines providers, quarters;
    const struct bw_personal_budget *personal; /* in the order of the people */
    size_t n_personal;
};

struct bw_ledger; /* a budget in the making */

/* Of `org`, for up to `most` people. */
struct bw_ledger *bw_ledger_begin(const struct bw_catalogue *cat, uint32_t org,
                                  const struct bw_budget_terms *terms, size_t most,
                                  struct bw_arena *arena);
/* One more person, in the order of the ids; of `bookings` nothing is kept. */
void bw_ledger_add(struct bw_ledger *ledger, const struct bw_person *person,
                   struct bw_bookings bookings);
struct bw_budget bw_ledger_end(struct bw_ledger *ledger);

/* The teams as an answer may show them when nothing about fewer than `least` people is shown:
 * smaller ones stand together in a last line of index BW_NONE, with the next smallest as long as
 * they are too few. No line at all when everyone together is. */
struct bw_budget_lines bw_budget_teams_shown(const struct bw_budget *budget, size_t least,
                                             struct bw_arena *arena);

/* `cents` a year, for the days from `from` to `to`, half a cent rounded up; -1 stays. */
int64_t bw_budget_of_period(int64_t cents, bw_day from, bw_day to);
/* What an employee's own budget bears of a price: nothing of a course that is owed, else the org's
 * personal_share, half a cent rounded up. */
int64_t bw_budget_own_cents(const struct bw_org *org, int64_t price_cents, bool owed);
