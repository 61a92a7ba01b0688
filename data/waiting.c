#include "data/waiting.h"

#include "data/booked.h"

#define NOT_COUNTED UINT32_MAX

struct bw_waiting {
    struct bw_reader *reader; /* NULL: closed */
    const struct bw_snapshot *snapshot;
    bw_day as_of;
    struct bw_arena *arena;
    const uint32_t *first; /* of a course's sessions among all */
    uint32_t *counts;      /* per session; made at once: who asks may give memory back */
    enum bw_err err;
    struct bw_fail fail;
};

struct bw_waiting *bw_waiting_open(struct bw_reader *reader, const struct bw_snapshot *snapshot,
                                   bw_day as_of, struct bw_arena *arena)
{
    const struct bw_catalogue *cat = &snapshot->cat;
    struct bw_waiting *out = BW_ARENA_NEW(arena, struct bw_waiting, 1);
    uint32_t *first = BW_ARENA_NEW(arena, uint32_t, (size_t)cat->n_courses + 1);
    for (uint32_t c = 0; c < cat->n_courses; c++)
        first[c + 1] = first[c] + (uint32_t)cat->courses[c].n_sessions;
    *out = (struct bw_waiting){
        .reader = reader, .snapshot = snapshot, .as_of = as_of, .arena = arena, .first = first};
    out->counts = BW_ARENA_NEW(arena, uint32_t, first[cat->n_courses]);
    for (uint32_t i = 0; i < first[cat->n_courses]; i++)
        out->counts[i] = NOT_COUNTED;
    return out;
}

static enum bw_err count(struct bw_waiting *waiting, uint32_t course, struct bw_str session,
                         size_t *out)
{
    struct bw_booked_view view = {waiting->reader->txn, waiting->arena, waiting->as_of,
                                  &waiting->fail};
    struct bw_str id = waiting->snapshot->cat.courses[course].id;
    struct bw_booked_course booked;
    struct bw_place place;
    bool found;
    enum bw_err err = bw_place_get(view.txn, BW_KIND_COURSE, id, &place, &found, view.fail);
    if (err || !found)
        return err; /* deleted since the snapshot: nobody waits */
    err = bw_booked_course(&view, &place, id, &booked);
    return err ? err : bw_booked_waiting(&view, &booked, session, out);
}

size_t bw_waiting_count(struct bw_waiting *waiting, uint32_t course,
                        const struct bw_session *session)
{
    const struct bw_course *its = &waiting->snapshot->cat.courses[course];
    uint32_t *kept = &waiting->counts[waiting->first[course] + (session - its->sessions)];
    size_t n = 0, mark = bw_arena_mark(waiting->arena);
    if (*kept != NOT_COUNTED)
        return *kept;
    if (!waiting->reader || waiting->err)
        return 0;
    waiting->err = count(waiting, course, session->id, &n);
    bw_arena_rewind(waiting->arena, mark);
    *kept = waiting->err ? 0 : (uint32_t)n;
    return *kept;
}

void bw_waiting_close(struct bw_waiting *waiting)
{
    waiting->reader = NULL;
}

enum bw_err bw_waiting_trouble(const struct bw_waiting *waiting, struct bw_fail *fail)
{
    if (waiting->err)
        *fail = waiting->fail;
    return waiting->err;
}
