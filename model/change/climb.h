#pragma once
/* Which courses lead somebody from where they are believed to stand to what is asked, one after
 * another. Unlike the list of recommend, where the best course of a need counts, steps build on one
 * another here. Results live in the arena. Any thread, one arena each. */
#include "model/gap.h"

/* Nobody is asked to take more courses than this. */
#define BW_CLIMB_MOST 32

/* A need and how far courses lead. */
struct bw_climb {
    const struct bw_need *need;
    double level;  /* where the courses taken lead, unclamped; without any what is believed */
    bool reached;  /* level >= edge; of a lapsed one: its certificate is had again */
    bool closable; /* some course that may be listed takes something off it */
    /* Inside: */
    double entry;  /* of the stretch of courses, when by > 0 */
    double closed; /* expected, in levels */
    struct bw_under edge;
    uint32_t by; /* 1 + the last course that led here, 0: none */
    bool stale;
};

struct bw_climb_course {
    uint32_t course;
    double closure; /* expected weighted gap that it closes on top of those before it */
    bool mandatory; /* a mandatory need takes it, or a course that one takes builds on it */
    uint32_t after; /* set of 1 << i: courses before it that it builds on */
};

struct bw_climbing {
    struct bw_climb *needs; /* in the order of the gap's */
    size_t n_needs;
    const struct bw_climb_course *courses; /* in the order of taking */
    size_t n_courses;
};

/* Takes courses for the needs of `gap`, all of them open and of a weight over 0.
 *
 * A course lifts a need that it teaches (itself or the same) when its band of entry begins at or
 * under the level reached, and it leads over that; a lapsed one when it certifies at or over its
 * edge. Again and again the course is taken that has the highest
 *   s p q sum of w (D of the whole stretch with it - D without)
 * over the needs that are not reached; s is that of objective balanced, ties go by id. D is the
 * expected gain of who stands within the stretch today (DESIGN, effect), p foretold or the closed
 * form's from the level reached, q and legal demands as of who has learnt what the courses before
 * it teach. It ends when all is reached, nothing lifts, or BW_CLIMB_MOST are taken. */
struct bw_climbing bw_climb(const struct bw_gap *gap, const struct bw_question *question,
                            struct bw_arena *arena);
