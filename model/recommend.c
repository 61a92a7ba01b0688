#include "model/recommend.h"

#include "model/candidates.h"
#include "model/rank.h"
#include "model/base/sort.h"

static int largest_first(const void *a, const void *b)
{
    const struct bw_reason *x = a, *y = b;
    if (x->contribution > y->contribution || x->contribution < y->contribution)
        return x->contribution > y->contribution ? -1 : 1;
    return (x->need > y->need) - (x->need < y->need);
}

/* m + E[(to - X)+; X >= from - 1/2]: whoever is under the entry level gains nothing. A lapsed
 * demand asks for no entry level. */
static double level_after(const struct bw_need *need, const struct bw_teach *teach, double credit)
{
    double gain = need->standing == BW_LAPSED
                      ? bw_shortfall(need->x, teach->to)
                      : bw_course_effect(need->x, teach->to, teach->from, teach->to);
    return need->x.mean + credit * gain;
}

static void explain(const struct bw_candidates_found *candidates, const struct bw_ranked *ranked,
                    struct bw_suggestion *out, struct bw_arena *arena)
{
    const struct bw_candidate_course *course = ranked->course;
    struct bw_reason *why = BW_ARENA_NEW(arena, struct bw_reason, course->n_effects);
    for (size_t e = 0; e < course->n_effects; e++) {
        const struct bw_effect *effect = &course->effects[e];
        if (ranked->contribution[e] <= 0)
            continue;
        const struct bw_need *need = candidates->pool.open[effect->need];
        const struct bw_path *path = &candidates->pool.paths[effect->path];
        why[out->n_why++] = (struct bw_reason){
            .need = need,
            .after = level_after(need, &course->course->teaches[effect->teach], path->credit),
            .contribution = ranked->contribution[e],
            .via = path->competency == need->ask.competency ? BW_NONE : path->competency,
            .similarity = path->sigma};
    }
    bw_sort(why, out->n_why, sizeof *why, largest_first);
    out->why = why;
}

/* The employee's own share of the price, half a cent rounded up; what the law or the job demands is
 * the employer's. */
static int64_t own_cost_cents(const struct bw_gap *gap, const struct bw_candidate_course *course)
{
    if (course->course->legal_basis || course->mandatory)
        return 0;
    double share = gap->mind.cat->orgs[gap->mind.person->org].personal_share;
    return (int64_t)(share * (double)course->course->price_cents + .5);
}

/* Asked before the change's last date, and no session lies before it. */
static bool starts_late(const struct bw_gap *gap, const struct bw_question *question,
                        const struct bw_session *next)
{
    if (gap->last_effective == BW_DAY_NONE || question->as_of >= gap->last_effective)
        return false;
    return next && next->start >= gap->last_effective;
}

static struct bw_suggestion suggest(const struct bw_gap *gap, const struct bw_question *question,
                                    const struct bw_candidates_found *candidates,
                                    const struct bw_ranked *ranked, struct bw_arena *arena)
{
    const struct bw_candidate_course *course = ranked->course;
    struct bw_suggestion out = {.course = course->index,
                                .score = ranked->score,
                                .closure = ranked->closure,
                                .success = course->success,
                                .ready = course->ready,
                                .employee_cost_cents = own_cost_cents(gap, course),
                                .next_session =
                                    bw_course_next_session(course->course, question->as_of),
                                .mandatory = course->mandatory,
                                .flags = ranked->flags};
    if (course->from_assumed)
        out.flags |= BW_FLAG_FROM_ASSUMED;
    if (starts_late(gap, question, out.next_session))
        out.flags |= BW_FLAG_STARTS_LATE;
    for (int t = 0; t < BW_TERM_COUNT; t++)
        out.terms[t] = ranked->terms[t];
    explain(candidates, ranked, &out, arena);
    return out;
}

struct bw_advice bw_recommend(const struct bw_catalogue *cat, const struct bw_peers *peers,
                              const struct bw_person *person, const struct bw_question *question,
                              struct bw_arena *arena)
{
    struct bw_advice advice = {.gap = bw_gap_make(cat, peers, person, question, arena)};
    struct bw_candidates_found found = bw_candidates_find(&advice.gap, question, arena);
    struct bw_ranking ranking = bw_rank(&found);
    struct bw_suggestion *items = BW_ARENA_NEW(arena, struct bw_suggestion, ranking.n);
    for (size_t i = 0; i < ranking.n; i++)
        items[i] = suggest(&advice.gap, question, &found, &ranking.at[i], arena);
    advice.items = items;
    advice.n_items = ranking.n;
    advice.closable = found.closable;
    advice.coverage = ranking.coverage;
    advice.not_closable = found.not_closable;
    advice.n_not_closable = found.n_not_closable;
    return advice;
}
