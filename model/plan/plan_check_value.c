#include "model/plan/plan_check_value.h"

#include "model/base/normal.h"
#include "model/candidates.h"
#include "model/listing.h"
#include "model/success.h"

#include <math.h>

/* The doubt of a judge's reading, as a variance. */
#define JUDGE .25

struct audit {
    const struct bw_plan_task *task;
    const struct bw_catalogue *cat;
    const struct bw_gap *gap;
    const struct bw_plan_item *items;
    size_t n;
    double *kappa, *chance;
    struct bw_arena *arena;
};

static bool is_same(const struct audit *audit, uint32_t a, uint32_t b)
{
    struct bw_ixs same = audit->cat->competencies[a].same;
    for (size_t i = 0; i < same.n; i++)
        if (same.at[i] == b)
            return true;
    return a == b;
}

/* A question about one competency: which items, up to which level, and what succeeds. */
struct ask {
    uint32_t competency;
    double cap; /* levels over it do not count */
    struct bw_belief x;
    bw_day before; /* items that end before this day */
    double least;  /* kappa of those that succeed */
};

static bool counts(const struct audit *audit, const struct ask *ask, size_t i)
{
    return audit->items[i].end < ask->before && audit->kappa[i] >= ask->least;
}

/* Where someone who stands at `x` is brought, one item after the other. */
static double brought_to(const struct audit *audit, const struct ask *ask, double x,
                         double reached[])
{
    double stands = x;
    for (size_t i = 0; i < audit->n; i++) {
        const struct bw_course *course = &audit->cat->courses[audit->items[i].course];
        reached[i] = x;
        if (!counts(audit, ask, i))
            continue;
        double before = x;
        for (size_t k = 0; k < i; k++)
            if (audit->items[k].end < audit->items[i].start && reached[k] > before)
                before = reached[k];
        for (size_t t = 0; t < course->n_teaches; t++) {
            const struct bw_teach *teach = &course->teaches[t];
            double to = teach->to < ask->cap ? teach->to : ask->cap;
            if (is_same(audit, teach->competency, ask->competency) && before >= teach->from - .5 &&
                to > reached[i])
                reached[i] = to;
        }
        stands = reached[i] > stands ? reached[i] : stands;
    }
    return stands;
}

/* The next level over `level` at which anything begins or ends; INFINITY when there is none. */
static double next_edge(const struct audit *audit, const struct ask *ask, double level)
{
    double next = INFINITY;
    for (size_t i = 0; i < audit->n; i++) {
        const struct bw_course *course = &audit->cat->courses[audit->items[i].course];
        for (size_t t = 0; t < course->n_teaches && counts(audit, ask, i); t++) {
            const struct bw_teach *teach = &course->teaches[t];
            double edges[] = {teach->from - .5, teach->to < ask->cap ? teach->to : ask->cap};
            for (int e = 0; e < 2 && is_same(audit, teach->competency, ask->competency); e++)
                if (edges[e] > level && edges[e] < next)
                    next = edges[e];
        }
    }
    return next;
}

/* E[(to - X); low <= X < high]. */
static double expected(struct bw_belief x, double to, double low, double high)
{
    double a = (low - x.mean) / x.sd, b = (high - x.mean) / x.sd;
    return (to - x.mean) * (bw_normal_cdf(b) - bw_normal_cdf(a)) +
           x.sd * (bw_normal_pdf(b) - bw_normal_pdf(a));
}

/* Levels gained; *from, unless NULL, becomes the lowest level from where `goal` is reached by it.
 */
static double gained(const struct audit *audit, const struct ask *ask, double goal, double *from)
{
    size_t mark = bw_arena_mark(audit->arena);
    double *reached = BW_ARENA_NEW(audit->arena, double, audit->n), sum = 0;
    if (from)
        *from = INFINITY;
    for (double low = next_edge(audit, ask, -INFINITY), high; low < INFINITY; low = high) {
        high = next_edge(audit, ask, low);
        if (!(high < INFINITY))
            break;
        double to = brought_to(audit, ask, low, reached);
        if (to >= high)
            sum += expected(ask->x, to, low, high);
        if (from && to >= goal && low < *from)
            *from = low;
    }
    bw_arena_rewind(audit->arena, mark);
    return sum < BW_EFFECT_LEAST ? 0 : sum;
}

/* The chance of item j when what ended before it with this kappa succeeded; under 0: not let in. */
static double let_in(const struct audit *audit, size_t j, double least)
{
    const struct bw_mind *mind = &audit->gap->mind;
    const struct bw_course *course = &audit->cat->courses[audit->items[j].course];
    double ready = 1;
    for (size_t r = 0; r < course->n_requires; r++) {
        const struct bw_entry *entry = &course->requires[r];
        double edge = entry->level - .5;
        if (bw_mind_certificates(mind, entry->competency, edge).valid)
            continue;
        struct bw_belief x = bw_mind_belief(mind, entry->competency);
        double spread = sqrt(x.sd * x.sd + JUDGE), from;
        struct ask ask = {entry->competency, INFINITY, x, audit->items[j].start, least};
        double gain = gained(audit, &ask, edge, &from);
        double today = bw_normal_cdf((x.mean - edge) / spread);
        double opened = from < edge ? bw_normal_cdf((x.mean - from) / spread) : 0;
        bool held = x.mean + gain >= edge;
        for (size_t i = 0; i < audit->n; i++) {
            const struct bw_course *before = &audit->cat->courses[audit->items[i].course];
            for (size_t t = 0; t < before->n_teaches && counts(audit, &ask, i); t++)
                held |= before->certificate && before->teaches[t].to >= edge &&
                        is_same(audit, before->teaches[t].competency, entry->competency);
        }
        if (entry->by_law && !held)
            return -1;
        ready *= opened > today ? opened : today;
    }
    return ready < .15 * (1 - 1e-12) ? -1 : audit->chance[j] * ready;
}

/* kappa of item j, those before it known: whatever it leans on, the best. */
static double kappa_of(const struct audit *audit, size_t j)
{
    double best = let_in(audit, j, 2);
    for (size_t i = 0; i < audit->n; i++) {
        if (audit->items[i].end >= audit->items[j].start)
            continue;
        double least = audit->kappa[i], with = let_in(audit, j, least);
        with = with < least ? with : least;
        best = with > best ? with : best;
    }
    return best;
}

/* p as the list has it; of what closes nothing by itself from where its steps begin. */
static double chance_of(struct audit *audit, struct bw_candidates_found *alone,
                        const struct bw_forecast *forecast, uint32_t course)
{
    struct bw_candidate_course made = bw_candidates_alone(alone, course);
    double chance = made.success, farthest = 0;
    for (size_t t = 0; t < made.course->n_teaches && made.n_effects == 0; t++) {
        const struct bw_teach *teach = &made.course->teaches[t];
        double m = bw_mind_belief(&audit->gap->mind, teach->competency).mean;
        farthest = fmax(farthest, teach->to - fmax(m, teach->from - .5));
    }
    if (made.n_effects == 0)
        chance = bw_success_chance(farthest);
    if (forecast->learned_chance)
        bw_forecast_chances(forecast, &course, 1, &chance);
    return chance;
}

/* What items that are near, or that renew a lapsed certificate, close of a need by themselves. */
static double closes_aside(const struct audit *audit, const struct bw_need *need, size_t i)
{
    const struct bw_course *course = &audit->cat->courses[audit->items[i].course];
    const struct bw_competency *asked = &audit->cat->competencies[need->ask.competency];
    double best = 0;
    for (size_t t = 0; t < course->n_teaches; t++) {
        const struct bw_teach *teach = &course->teaches[t];
        if (need->standing == BW_LAPSED && course->certificate && teach->to >= need->edge &&
            is_same(audit, teach->competency, need->ask.competency))
            best = fmax(best, need->shortfall);
        for (size_t k = 0; k < asked->n_near && !need->ask.mandatory; k++)
            if (asked->near[k].competency == teach->competency)
                best =
                    fmax(best, fmin(.5, asked->near[k].sigma * asked->near[k].sigma) *
                                   bw_course_effect(need->x, need->edge, teach->from, teach->to));
    }
    return best;
}

/* The integral over what succeeds together. */
static double closes(const struct audit *audit, const struct bw_need *need)
{
    struct ask ask = {need->ask.competency, need->edge, need->x, INT32_MAX, 0};
    double chain = 0, aside = 0;
    for (double upper = 2; need->standing != BW_LAPSED && upper > 0;) {
        double kappa = 0, lower = 0;
        for (size_t i = 0; i < audit->n; i++)
            kappa = audit->kappa[i] < upper ? fmax(kappa, audit->kappa[i]) : kappa;
        for (size_t i = 0; i < audit->n; i++)
            lower = audit->kappa[i] < kappa ? fmax(lower, audit->kappa[i]) : lower;
        ask.least = kappa;
        if (kappa > 0)
            chain += (kappa - lower) * gained(audit, &ask, INFINITY, NULL);
        upper = kappa;
    }
    for (size_t i = 0; i < audit->n; i++)
        aside = fmax(aside, audit->kappa[i] * closes_aside(audit, need, i));
    return need->w * fmax(chain, aside);
}

struct bw_plan_audit bw_plan_audit_value(const struct bw_plan_task *task, const struct bw_gap *gap,
                                         const struct bw_plan_item items[], size_t n,
                                         struct bw_arena *arena)
{
    struct audit audit = {.task = task,
                          .cat = task->cat,
                          .gap = gap,
                          .items = items,
                          .n = n,
                          .kappa = BW_ARENA_NEW(arena, double, n),
                          .chance = BW_ARENA_NEW(arena, double, n),
                          .arena = arena};
    struct bw_plan_audit out = {.admitted = true, .item = n, .kappa = audit.kappa};
    struct bw_candidates_found alone = bw_candidates_unlisted(gap, task->question, arena);
    struct bw_forecast forecast = bw_forecast_make(&gap->mind, task->question->as_of, arena);
    for (size_t i = 0; i < n && out.admitted; i++) {
        audit.chance[i] = chance_of(&audit, &alone, &forecast, items[i].course);
        audit.kappa[i] = kappa_of(&audit, i);
        out.admitted = audit.kappa[i] > 0;
        out.item = out.admitted ? n : i;
    }
    for (size_t k = 0; k < gap->n_needs && out.admitted; k++)
        if (gap->needs[k].standing != BW_MET)
            out.closure += closes(&audit, &gap->needs[k]);
    return out;
}
