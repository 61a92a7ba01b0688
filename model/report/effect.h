#pragma once
/* What training brought: how far the level of who completed a course has risen, by course,
 * provider, team or format, beside what the catalogue promised, what it cost, who dropped out and
 * how it was rated. Results live in the arena. Any thread, one arena each.
 *
 * A completed course counts by its day of completion. Per competency that it teaches:
 *   before = the belief on the day before the course began (enrolled, else completed), by the
 *            person's own evidence (nobody's votes: they are counted today);
 *   after  = the precision-weighted mean, without any prior, of what was found within 12 months
 *            after: the newest item of each source (test, certificate, manager, peer) and giver,
 *            judged on the day of the newest; certificates of the course itself and what people say
 *            of themselves are no finding;
 *   promised = E[(to - X)+; X >= from - 1/2] of the belief before: what success brings by the
 *            arithmetic.
 * Only competencies with both count as measured; a completion's gain is the mean of after - before
 * over these. Gains by group are drawn towards the mean of all (model/report/shrink), the more the
 * fewer there are. Price and hours of a course lie evenly on the competencies that it teaches. */
#include "model/report/booking.h"
#include "model/report/shrink.h"

#define BW_EFFECT_MONTHS 12 /* within which a finding counts */
#define BW_EFFECT_FEW 5     /* fewer measured completions than these are marked */

enum bw_effect_by { BW_BY_COURSE, BW_BY_PROVIDER, BW_BY_TEAM, BW_BY_FORMAT };

struct bw_effect_terms {
    enum bw_effect_by by;
    bw_day as_of;    /* later events and evidence do not exist */
    bw_day from, to; /* of completions, ends and ratings, both included */
};

/* One completed course of one person. */
struct bw_gain {
    size_t pairs;            /* competencies with before and after */
    double gained, promised; /* means over these, in levels */
};

/* The gain by a booking that is completed. `arena` is used and given back. */
struct bw_gain bw_gain_of(const struct bw_catalogue *cat, const struct bw_person *person,
                          const struct bw_booking *booking, bw_day as_of, struct bw_arena *arena);

struct bw_effect_line {
    uint32_t index; /* of the course, of a course of the provider, of the team; the format */
    size_t completed, dropped;
    size_t n_ratings;
    double ratings;              /* their sum */
    size_t pairs;                /* of the measured completions */
    struct bw_shrink_group seen; /* gains of the measured completions, as they are */
    double promised;             /* mean over these */
    double cents, hours;         /* sums over these, of one competency each */
    struct bw_shrunk gained;     /* when any is measured */
};

struct bw_effect {
    struct bw_shrink all;               /* over all lines */
    struct bw_effect_line total;        /* gained: the mean of all */
    const struct bw_effect_line *lines; /* the most gained first, unmeasured last, by their number;
                                           then by id */
    size_t n_lines;
};

struct bw_effects; /* in the making */
struct bw_effects *bw_effects_begin(const struct bw_catalogue *cat,
                                    const struct bw_effect_terms *terms, struct bw_arena *arena);
/* One more person: nothing of events and bookings is kept; `arena` is used and given back. */
void bw_effects_add(struct bw_effects *effects, const struct bw_person *person,
                    const struct bw_event *events, size_t n, struct bw_arena *arena);
struct bw_effect bw_effects_end(struct bw_effects *effects, struct bw_arena *arena);
