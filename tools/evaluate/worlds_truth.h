#pragma once
/* What is true of a simulated world, read from the truth file that `simulate --size world` writes
 * (tools/simulate/simulate_truth.h has its format). Owns everything that it points to. Immutable
 * once read, any thread. */
#include "model/catalogue.h"
#include "model/base/err.h"
#include "tools/simulate/simulate_nature.h"

struct bw_truth_done {
    uint32_t course;
    bw_day at;
};

struct bw_truth_person {
    struct bw_str id, role;
    double drive, hours_per_week;
    const double *levels; /* of all competencies */
    uint32_t group;       /* means nothing */
    const struct bw_truth_done *done;
    size_t n_done;
};

struct bw_truth_course {
    struct bw_str id;
    double effect, difficulty;
    const struct bw_teach *teaches; /* truly */
    size_t n_teaches;
};

struct bw_truth {
    struct bw_sim_nature nature;
    uint64_t seed, world;
    const struct bw_str *competencies;
    const int64_t *kin; /* n_kin of each competency, -1 for none */
    uint32_t n_competencies, n_people, n_courses, n_kin;
    const struct bw_truth_person *people;
    const struct bw_truth_course *courses;
    struct bw_arena *arena;
};

/* bad_request, naming what is wrong, when it is no truth file of a world. */
enum bw_err bw_truth_read(const char *path, struct bw_truth **out, struct bw_fail *fail);
/* The same people, but of courses only what can be known before: what the catalogue says that they
 * teach, and what courses give and ask on average. Borrows from `truth`; freed before it. */
enum bw_err bw_truth_as_said(const struct bw_truth *truth, const struct bw_catalogue *cat,
                             struct bw_truth **out, struct bw_fail *fail);
void bw_truth_free(struct bw_truth *truth);
