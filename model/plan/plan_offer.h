#pragma once
/* Which courses may help one person: those that close enough by themselves or as a step of a chain,
 * and those that open the entry demands of these, and so on. Owns the choice and its limits; what
 * the courses do is model/plan/plan_problem's. Results live in the arena. Any thread, one arena
 * each. */
#include "model/candidates.h"
#include "model/plan/plan_problem.h"

/* What courses are to be found for one person. */
struct bw_plan_hunt {
    const struct bw_plan_task *task;
    const struct bw_gap *gap;
    const struct bw_forecast *forecast;
    struct bw_question *listed_for; /* the question, of limits.from: sessions count from then */
    struct bw_candidates_found *alone;
    struct bw_plan_limits limits;
    double week_hours, own_pace_hours;
};

struct bw_plan_offer {
    uint32_t course; /* of the catalogue */
    double chance;   /* p */
    double worth;    /* why it was taken up; for the order alone */
    unsigned depth;  /* 0: it closes something; n: it opens what has n - 1 */
    bool mandatory;  /* it closes some of a mandatory need */
};

/* At most BW_PLAN_CHOICES_MOST, ascending by course. */
const struct bw_plan_offer *bw_plan_offers_find(const struct bw_plan_hunt *hunt,
                                                struct bw_arena *arena, size_t *n);

/* May a session be planned, were there seats: it lies in time and passes the question's filters? */
bool bw_plan_session_fits(const struct bw_question *question, const struct bw_plan_limits *limits,
                          const struct bw_session *session);

/* The day on which it ends. */
static inline bw_day bw_plan_session_end(const struct bw_session *session)
{
    return session->end == BW_DAY_NONE ? session->start : session->end;
}

/* Weeks, counted from limits->from, that a session in time touches; *first, unless NULL, becomes
 * the first of them. */
uint32_t bw_plan_session_weeks(const struct bw_plan_limits *limits,
                               const struct bw_session *session, uint32_t *first);

/* Whole weeks within the limits. */
uint32_t bw_plan_whole_weeks(const struct bw_plan_limits *limits);
