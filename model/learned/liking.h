#pragma once
/* What a person would rather have of a course: language, format, hours a week. Owns the question
 * whether a course fits; what that counts for is others' business. Results live in the arena. Any
 * thread. */
#include "model/base/arena.h"
#include "model/person.h"

/* Preferences, ready to be held against many courses. */
struct bw_liking {
    const struct bw_preferences *preferences;
    const uint64_t *languages; /* preferred ones, as cards have them */
    bool any;                  /* there is a preference: else all that follow are ANY */
};

struct bw_liking bw_liking_make(const struct bw_preferences *preferences, struct bw_arena *arena);

enum bw_fit { BW_FIT_NOT, BW_FIT_ANY, BW_FIT_YES }; /* ANY: there is no preference */

enum bw_fit bw_liking_language(const struct bw_liking *liking, const struct bw_catalogue *cat,
                               uint32_t course);
enum bw_fit bw_liking_format(const struct bw_liking *liking, const struct bw_course_card *card);

/* ANY also when it cannot be said how many hours a week it takes: no session from `day` on has an
 * end. */
enum bw_fit bw_liking_hours(const struct bw_liking *liking, const struct bw_catalogue *cat,
                            uint32_t course, bw_day day);
