#include "model/change/uptake.h"

#include "model/change/ready.h"
#include "model/people/match.h"

/* What is open and new, as a gap of its own. */
static struct bw_gap only_new(const struct bw_gap *gap, const struct bw_shift *shift,
                              struct bw_arena *arena)
{
    struct bw_gap out = *gap;
    struct bw_need *needs = bw_arena_take(arena, gap->n_needs * sizeof *needs);
    out.total = 0;
    out.n_needs = out.n_open = out.n_assess = 0;
    for (size_t i = 0; i < gap->n_needs; i++) {
        bool new = shift->kinds[i] == BW_SHIFT_GAIN || shift->kinds[i] == BW_SHIFT_RAISE;
        if (!new || gap->needs[i].standing == BW_MET || !(gap->needs[i].w > 0))
            continue;
        needs[out.n_needs++] = gap->needs[i];
        out.total += gap->needs[i].gap;
    }
    out.n_open = out.n_needs;
    out.needs = needs;
    return out;
}

static enum bw_uptake_end end_of(const struct bw_climb *climb)
{
    if (climb->reached)
        return BW_UPTAKE_REACHED;
    return climb->closable ? BW_UPTAKE_PARTLY : BW_UPTAKE_NOT;
}

static void note_needs(const struct bw_climbing *climbing, struct bw_uptake *out,
                       struct bw_arena *arena)
{
    struct bw_uptake_need *needs = bw_arena_take(arena, climbing->n_needs * sizeof *needs);
    for (size_t i = 0; i < climbing->n_needs; i++) {
        const struct bw_climb *climb = &climbing->needs[i];
        needs[i] = (struct bw_uptake_need){.competency = climb->need->ask.competency,
                                           .mandatory = climb->need->ask.mandatory,
                                           .end = end_of(climb)};
        out->n_mandatory += needs[i].mandatory;
        out->blocked |= needs[i].mandatory && !climb->reached;
    }
    out->needs = needs;
    out->n_needs = climbing->n_needs;
}

static void note_courses(const struct bw_climbing *climbing, struct bw_uptake *out,
                         struct bw_arena *arena)
{
    struct bw_uptake_course *courses = bw_arena_take(arena, climbing->n_courses * sizeof *courses);
    for (size_t i = 0; i < climbing->n_courses; i++)
        courses[i] =
            (struct bw_uptake_course){climbing->courses[i].course, climbing->courses[i].closure,
                                      climbing->courses[i].mandatory};
    out->courses = courses;
    out->n_courses = climbing->n_courses;
}

static void meet_needs(const struct bw_outlook *outlook, const struct bw_gap *gap,
                       struct bw_uptake *out, const struct bw_uptake_room *room)
{
    struct bw_question question = bw_outlook_question(outlook);
    struct bw_climbing climbing = bw_climb(gap, &question, room->scratch);
    note_needs(&climbing, out, room->out);
    note_courses(&climbing, out, room->out);
    bw_day by =
        bw_ready_by(&outlook->cat, &climbing, outlook->as_of, bw_ready_pace(gap->mind.person));
    out->blocked |= by == BW_DAY_NONE;
    out->ready_by = out->blocked ? BW_DAY_NONE : by;
}

const struct bw_uptake *bw_uptake_make(const struct bw_outlook *outlook,
                                       const struct bw_peers *peers, const struct bw_person *person,
                                       const struct bw_uptake_room *room)
{
    struct bw_uptake *out = BW_ARENA_NEW(room->out, struct bw_uptake, 1);
    out->shift = bw_outlook_of(outlook, person->org, person->role);
    struct bw_demand before = {.as_of = outlook->day,
                               .last_effective = BW_DAY_NONE,
                               .role = person->role,
                               .org = person->org,
                               .asks = out->shift->before};
    struct bw_mind mind = bw_mind_make(&outlook->cat, peers, person, outlook->day, room->scratch);
    struct bw_gap now = bw_gap_for_demand(&mind, &before, room->scratch);
    struct bw_gap then = bw_gap_for_demand(&mind, &out->shift->after, room->scratch);
    out->before = now.total;
    out->after = then.total;
    out->ready_by = outlook->as_of;
    out->mandatory_open = bw_match_mandatory_open(&then);
    struct bw_gap fresh = only_new(&then, out->shift, room->scratch);
    if (fresh.n_needs > 0)
        meet_needs(outlook, &fresh, out, room);
    return out;
}
