#pragma once
/* What is known of one person and one course before it is taken, in numbers: all that a learned
 * chance of success ever sees. Owns the list, its order and its definitions, which training and
 * serving share. It holds nothing of who the person is: no age, gender, nationality, name,
 * organisation, team or id, nor anything that stands in for one; and nothing of the goal of a
 * question, so that what is made of a row may be kept for a person, a day and a course.
 * Pure functions, any thread. */
#include "model/learned/liking.h"
#include "model/mind.h"
#include "model/space/vectors.h"

/* Their order is that of a row. "Taught" is what the course teaches. m and v are mean and variance
 * of the belief; "required" are the course's entry demands. */
enum bw_feature {
    BW_FEATURE_READY_MEAN,     /* mean and least readiness (bw_success_entry) for what is */
    BW_FEATURE_READY_LEAST,    /* required; 1 when nothing is */
    BW_FEATURE_CLIMB_MOST,     /* largest and mean max(0, to - m) over what is taught, in levels; */
    BW_FEATURE_CLIMB_MEAN,     /* 0 when nothing is */
    BW_FEATURE_HOURS_LOG,      /* ln(1 + hours) */
    BW_FEATURE_LOAD,           /* hours a week of the course over those of the contract */
    BW_FEATURE_FORMAT_MATCH,   /* 1 as preferred, .5 no preference, 0 not as preferred */
    BW_FEATURE_LANGUAGE_MATCH, /* the same */
    BW_FEATURE_ROLE_LIKENESS,  /* how much alike the course and the own role are */
    BW_FEATURE_PROVIDER_RATE,  /* share of outcomes that were successes, shrunk, of its provider */
    BW_FEATURE_COURSE_RATE,    /* and of the course itself */
    BW_FEATURE_CO_ENROLMENT,   /* 0..1: those who took what this person took took it too */
    BW_FEATURE_EVIDENCE_VARIANCE, /* mean v over what is taught, in levels squared */
    BW_FEATURE_SELF_INITIATED,    /* 1 when the person asked for it, 0 when others did */
    BW_FEATURE_COUNT
};

/* "ready_mean", "ready_least", … */
const char *bw_feature_name(enum bw_feature feature);

/* What a row takes from elsewhere: learned tables, and who began. */
struct bw_feature_tables {
    double provider_rate, course_rate, co_enrolment;
    bool self_initiated;
};

/* Rates without a model: nobody knows, the closed form's chance stands in. */
#define BW_FEATURE_RATE_UNKNOWN .8
/* Hours a week of a contract that states none. */
#define BW_FEATURE_CONTRACT_HOURS 36
/* Weeks over which a course is spread that has no session to come. */
#define BW_FEATURE_WEEKS 4

/* A person on a day, ready to be held against many courses. */
struct bw_learner {
    const struct bw_mind *mind;
    struct bw_liking liking;
    bw_day from;                  /* sessions from this day on are to come */
    double contract_hours;        /* a week */
    struct bw_asks asked;         /* by the own role on the day */
    struct bw_rows courses, role; /* their vectors; without any at == NULL. role has one row */
};

/* `from`: the day of the question, for sessions (the mind's may be later). vectors may be NULL. */
struct bw_learner bw_learner_make(const struct bw_mind *mind, const struct bw_vectors *vectors,
                                  bw_day from, struct bw_arena *arena);

/* Fills row[BW_FEATURE_COUNT]; every figure is finite.
 *
 * LOAD: hours over the weeks of the next session (bw_course_weeks), one week when it has no end,
 * BW_FEATURE_WEEKS without a session. ROLE_LIKENESS: the cosine of the vectors of course and own
 * role; where one of them has none, the share of what is taught that the role asks or that is the
 * same as what it asks. */
void bw_feature_row(const struct bw_learner *learner, uint32_t course,
                    const struct bw_feature_tables *tables, double row[]);
