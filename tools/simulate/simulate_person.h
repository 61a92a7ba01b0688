#pragma once
/* One made-up person: what they truly can do at any day, what they learn from courses, and how
 * others see it. Owns the true model, whose figures are not the engine's, so that the engine is
 * judged in a world that it did not assume. One thread. */
#include "tools/simulate/simulate.h"

#define BW_SIM_ID_LEN 24
#define BW_SIM_SKILLS_MOST 400
#define BW_SIM_GAINS_MOST 1200
#define BW_SIM_DONE_MOST 64
#define BW_SIM_EVENTS_DAYS 1095 /* events are kept that long; what was before is evidence */

/* What there is of a competency without any course; levels 0..5, years. */
struct bw_sim_skill {
    uint32_t competency;
    double need;       /* asked by the role today; 0: not asked */
    bw_day since;      /* the start of the work that asks it, or of its being forgotten */
    double base;       /* at `since` */
    double target;     /* where practice leads in the end; below base: what forgetting leaves */
    double pace_years; /* half of the way is gone after these */
};

struct bw_sim_gain { /* by a course */
    uint32_t competency;
    bw_day at;
    double amount;
};

struct bw_sim_done {
    uint32_t course;
    bw_day at;
};

struct bw_sim_taste { /* what a person would rather have; 0: no matter */
    bool dutch;
    unsigned forms; /* a bit for each enum bw_format */
    double hours_per_week;
};

struct bw_sim_person {
    uint32_t index;                                    /* over all orgs */
    uint64_t key;                                      /* of what they can do besides */
    uint32_t org, role, number, team_first, team_size; /* numbers in the org, from 1 */
    char id[BW_SIM_ID_LEN], manager[BW_SIM_ID_LEN];    /* manager: empty for who has none */
    double ability, drive;                             /* around 0 */
    double self_bias, manager_bias;                    /* levels */
    uint32_t group;        /* means nothing, and is in the truth file only */
    double hours_per_week; /* of the contract */
    double unmet_most;
    struct bw_sim_taste taste;
    struct bw_sim_skill skills[BW_SIM_SKILLS_MOST]; /* those of the role first */
    uint32_t n_skills, n_asked;
    struct bw_sim_gain gains[BW_SIM_GAINS_MOST];
    uint32_t n_gains;
    struct bw_sim_done done[BW_SIM_DONE_MOST]; /* courses completed, by day */
    uint32_t n_done;
};

/* Of a course, as it truly is. */
struct bw_sim_course_truth {
    double effect;     /* share of the way to `to` that who is ready goes, .3 to 1 */
    double difficulty; /* lowers the chance to complete; in log odds, its provider's included */
};
struct bw_sim_course_truth bw_sim_course_truth(const struct bw_sim *sim, uint32_t course);
/* What it truly teaches, whatever the catalogue says. */
struct bw_sim_teaching bw_sim_teaching(const struct bw_sim *sim, uint32_t course);

/* Draws what the person brings along; org, role and index are set. */
void bw_sim_person_settle(const struct bw_sim *sim, struct bw_sim_person *person);

/* Courses completed before events were kept. */
void bw_sim_schooling(const struct bw_sim *sim, struct bw_sim_person *person);

/* The true level of a competency on a day; of one that the person never met, a little. */
double bw_sim_level(const struct bw_sim *sim, const struct bw_sim_person *person,
                    uint32_t competency, bw_day day);

/* The chance to complete a course begun on `day`; initiative: 1 asked for, .5 taken from a list,
 * 0 sent to. */
double bw_sim_chance(const struct bw_sim *sim, const struct bw_sim_person *person, uint32_t course,
                     bw_day day, double initiative);
/* The person completes it and learns. */
void bw_sim_learn(const struct bw_sim *sim, struct bw_sim_person *person, uint32_t course,
                  bw_day day);
bool bw_sim_has_done(const struct bw_sim_person *person, uint32_t course);

/* What `source` says of the level, within 0..5. */
double bw_sim_seen(const struct bw_sim *sim, const struct bw_sim_person *person,
                   enum bw_source source, double level, struct bw_draw *draw);

/* A course that the person may be shown on that day, mostly for something they lack; BW_NONE. */
uint32_t bw_sim_course_for(const struct bw_sim *sim, const struct bw_sim_person *person, bw_day day,
                           struct bw_draw *draw);

/* The rest of a person's history. All add to sim->out; n of them exactly. */
void bw_sim_events(struct bw_sim *sim, struct bw_sim_person *person, uint32_t n);
/* Instead of n events: those of somebody who chooses from lists, as the world has it. */
void bw_sim_choices(struct bw_sim *sim, struct bw_sim_person *person);
void bw_sim_evidence(struct bw_sim *sim, struct bw_sim_person *person, uint32_t n);
