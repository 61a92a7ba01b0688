#pragma once
/* The truth file: what the simulated people truly can do and what courses truly give, for
 * evaluation; nothing of it is in the store. A stream of MessagePack values:
 *
 * 1. a map: {"format": "bekwaam-truth", "version": 1, "seed", "size", "today": "YYYY-MM-DD",
 *    "sources": {name: {"bias", "sd", "rater_sd", "steps"}}, "unmet_most": level,
 *    "competencies": [id], "employees": n, "courses": n};
 * 2. for each employee [id, drive, [competency, level, competency, level, ...]]: the place of the
 *    competency in that list, and the true level on `today` as float32; ability of what is not
 *    named is at most unmet_most;
 * 3. for each course [id, effect, difficulty] as float32: the share of the way from the learner's
 *    level to `to` that one who is ready goes, and what it takes off the log odds to complete it.
 *
 * Of a drawn world (`--size world`) the version is 2 and there is more, always behind the above:
 *
 * 1. "world": which one, "nature": {name: figure} as drawn (simulate_nature), "kin": for each
 *    competency the two that gain `spill` of what is gained in it, as places, -1 for none;
 * 2. [..., role id, hours_per_week, group, [course, day, ...]]: all competencies have a level; the
 *    group means nothing, no record depends on it; completions since events are kept, the place of
 *    the course in part 3 and the day since 1970-01-01;
 * 3. [..., [competency, from, to, ...]]: what it truly teaches, whatever the catalogue says.
 *
 * Owns the file. One thread. */
#include "tools/simulate/simulate_person.h"

struct bw_sim_truth;

/* `path`.part until it is closed well. */
enum bw_err bw_sim_truth_open(const char *path, struct bw_sim_truth **out, struct bw_fail *fail);
void bw_sim_truth_head(struct bw_sim_truth *truth, const struct bw_sim *sim);
void bw_sim_truth_person(struct bw_sim_truth *truth, const struct bw_sim *sim,
                         const struct bw_sim_person *person);
void bw_sim_truth_courses(struct bw_sim_truth *truth, const struct bw_sim *sim);
/* Gives the file its name when `well`, else takes it away; NULL is nothing to close. */
enum bw_err bw_sim_truth_close(struct bw_sim_truth *truth, bool well, struct bw_fail *fail);
