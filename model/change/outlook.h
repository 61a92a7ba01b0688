#pragma once
/* What changes that come ask of each role, and who sees whose catalogue after the mergers among
 * them, before any person is looked at. Owns the comparison of what is asked before and after; the
 * stacking of changes is model/demand's. Lives in the arena; immutable once made, any thread. */
#include "model/demand.h"

enum bw_shift_kind {
    BW_SHIFT_NONE,  /* asked as before */
    BW_SHIFT_GAIN,  /* not asked before */
    BW_SHIFT_RAISE, /* at a higher level, or mandatory now */
    BW_SHIFT_OTHER  /* with another weight or law, at a lower level, or no longer mandatory */
};

/* What becomes of a role. */
struct bw_shift {
    uint32_t role, to;      /* to: what a merger makes of it, else the role itself */
    uint32_t line;          /* its number among all of them */
    struct bw_asks before;  /* of the role's version in force on the day */
    struct bw_demand after; /* of `to` */
    const uint8_t *kinds;   /* of each that is asked after: enum bw_shift_kind */
    size_t n_of[4];         /* how many of each kind */
    struct bw_ixs drops;    /* competencies that are asked no more, ascending */
    struct bw_ixs tasks_in, tasks_out;
    bool differs; /* before and after are not the same */
};

struct bw_outlook_view;

/* The changes of one question. */
struct bw_outlook {
    struct bw_catalogue cat;   /* as given, but that merged orgs see what each of them saw */
    bw_day as_of;              /* that was asked about: sessions and hours count from it */
    bw_day effective;          /* of the last change */
    bw_day day;                /* the later of the two: everything is judged at it */
    struct bw_ixs changes;     /* in the order in which they take effect */
    const bool *moves;         /* per org: a merger takes its people */
    const uint32_t *org_after; /* per org: what its people are of after the mergers */
    const struct bw_shift *const *shifts; /* by line */
    size_t n_shifts;
    /* Inside: */
    const struct bw_shift *const **shift_of; /* per org, then role; NULL: nothing changes there */
};

/* The changes (of cat->changes, each once) seen from `as_of`. A change only concerns the people of
 * orgs that see it. `cat` outlives the result. */
struct bw_outlook bw_outlook_make(const struct bw_catalogue *cat, struct bw_ixs changes,
                                  bw_day as_of, struct bw_arena *arena);

/* What becomes of `role` for people of `org`; NULL when they are not touched: what is asked of them
 * stays the same and no merger moves them. */
static inline const struct bw_shift *bw_outlook_of(const struct bw_outlook *outlook, uint32_t org,
                                                   uint32_t role)
{
    const struct bw_shift *const *of = outlook->shift_of[org];
    return of ? of[role] : NULL;
}

/* The question that recommend would be asked about the changes. */
struct bw_question bw_outlook_question(const struct bw_outlook *outlook);
