#pragma once
/* How a made-up world works: how sources see a level, how people learn and forget, what makes them
 * complete a course and look at one. Owns the ranges that worlds are drawn from, which were set
 * from what is published on assessment, training and forgetting (beside each range) and not from
 * the engine's defaults, and the few formulas that whoever judges needs again. Pure, any thread. */
#include "model/belief.h"
#include "tools/draw.h"

/* How a source sees a true level. By enum bw_source. */
struct bw_sim_eye {
    double bias, sd; /* levels */
    double rater_sd; /* of the bias of one rater; of self: of one person */
    double steps;    /* of a level, in which it answers */
};

struct bw_sim_nature {
    struct bw_sim_eye eyes[BW_SOURCE_COUNT];
    /* People; levels. */
    double ability_sd, drive_sd;
    double start_below, start_sd;     /* how far under what the work asks one begins */
    double later_mean, later_sd;      /* where one is in what the work asked only later */
    double practice_least;            /* of the way to half a level above, practice leads so far */
    double practice_years;            /* half of that way takes so long at least */
    double forget_years, forget_left; /* likewise; the share that is never lost */
    double unmet_most;                /* true level of what a person never met */
    /* Learning. */
    double effect_mean, effect_sd; /* share of the way to `to` that who is ready goes */
    double entry_slack, unready;   /* who is further under the entry level learns this share */
    double spill;                  /* share that goes over to kin of what is taught */
    double gain_left, gain_years;  /* what a course gave fades to this share, half in so long */
    /* The chance to complete, in log odds. */
    double odds, per_hour, per_week; /* per_week: of a week's contract hours that a course takes */
    double steep_from, steep, lack;  /* per level to climb above steep_from; short of the entry */
    double initiative;               /* for who asked for it */
    double difficulty_sd, provider_sd;
    /* What is looked at and taken. */
    double look_power; /* the place r of a list is looked at with chance r to the power -this */
    double relevance;  /* per weighted level that one would gain, in log odds */
    double taste;      /* per wish as to language, form and hours that is not met */
    double eager;      /* per sd of drive, in log odds of taking up a course */
    /* The catalogue, and what counts. */
    double wrong_tags;                   /* share of courses whose `teaches` is wrong */
    double breadth;                      /* competencies that a course teaches besides the first */
    double revised_roles, revised_share; /* roles that ask more later; the share of it */
    double mandatory;                    /* how much a mandatory gap counts, times max(1, weight) */
    double lapse; /* least gap of a mandatory requirement whose certificate has expired */
};

/* That of the fixed sizes: no world of it is drawn. */
extern const struct bw_sim_nature bw_sim_nature_fixed;

/* One world's: each figure drawn evenly from its range. */
struct bw_sim_nature bw_sim_nature_draw(uint64_t seed, uint32_t stream);

/* The figures by name, eyes as "manager.bias": index 0 .. n - 1; NULL behind the last. */
const char *bw_sim_nature_name(size_t i);
double *bw_sim_nature_at(struct bw_sim_nature *nature, size_t i);

/* One person before one course. */
struct bw_sim_try {
    double drive, difficulty, hours;
    double weeks;      /* of their contract hours; 0 when these are not known */
    double climb;      /* most levels from theirs to what it teaches to */
    double lack;       /* most levels that they are short of what it requires */
    double initiative; /* 1: asked for it, .5: took it from a list, 0: was sent */
};

/* The chance to complete it. */
double bw_sim_nature_chance(const struct bw_sim_nature *nature, const struct bw_sim_try *at);

/* What who completes it gains of one competency from `level`: levels, >= 0. */
double bw_sim_nature_gain(const struct bw_sim_nature *nature, double effect, double from, double to,
                          double level);
