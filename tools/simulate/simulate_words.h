#pragma once
/* Dutch words of a municipality, to make up readable labels from. Owns the lists; names no person,
 * place or firm that exists. Any thread. */
#include <stddef.h>

struct bw_sim_words {
    const char *const *at;
    unsigned n;
};

#define BW_SIM_DOMAINS 24
#define BW_SIM_TOPICS 12 /* of each domain */

const char *bw_sim_domain(unsigned domain);
const char *bw_sim_topic(unsigned domain, unsigned topic);

/* What one can do with a topic ("Beleid maken voor %s"); the first few are knowledge, the last few
 * attitudes. */
extern const struct bw_sim_words bw_sim_words_activities;
#define BW_SIM_ACTIVITIES_KNOWLEDGE 12
#define BW_SIM_ACTIVITIES_ATTITUDE 3
/* Crafts that activities belong to as well: their second parent. */
extern const struct bw_sim_words bw_sim_words_crafts;
/* Sides of a competency that is there already ("%s: …"). */
extern const struct bw_sim_words bw_sim_words_aspects;
#define BW_SIM_ASPECTS 45
extern const struct bw_sim_words bw_sim_words_jobs;      /* "Beleidsmedewerker" */
extern const struct bw_sim_words bw_sim_words_duties;    /* tasks: "Aanvragen behandelen" */
extern const struct bw_sim_words bw_sim_words_laws;      /* names of Dutch laws */
extern const struct bw_sim_words bw_sim_words_changes;   /* "Herziening %s" */
extern const struct bw_sim_words bw_sim_words_titles;    /* of courses: "Basiscursus %s" */
extern const struct bw_sim_words bw_sim_words_openings;  /* of descriptions, with one %s */
extern const struct bw_sim_words bw_sim_words_closings;  /* of descriptions, plain */
extern const struct bw_sim_words bw_sim_words_providers; /* made up */
extern const struct bw_sim_words bw_sim_words_animals;   /* with the endings: names of places */
extern const struct bw_sim_words bw_sim_words_endings;
extern const struct bw_sim_words bw_sim_words_refusals; /* why a course was declined */
