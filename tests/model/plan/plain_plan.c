#include "tests/model/plan/plain_plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double cdf(double z)
{
    return .5 * erfc(-z / sqrt(2));
}

static double pdf(double z)
{
    return exp(-.5 * z * z) / sqrt(2 * acos(-1));
}

/* E[(to - X); low <= X < high]. */
static double expected(struct bw_belief x, double to, double low, double high)
{
    double a = (low - x.mean) / x.sd, b = (high - x.mean) / x.sd;
    return (to - x.mean) * (cdf(b) - cdf(a)) + x.sd * (pdf(b) - pdf(a));
}

static bool is_same(const struct bw_catalogue *cat, uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < cat->competencies[a].same.n; i++)
        if (cat->competencies[a].same.at[i] == b)
            return true;
    return a == b;
}

/* Where x is brought by the courses of a set (1 << place), `when` later than `before`. */
static double brought(const struct bw_catalogue *cat, const struct plain_taken taken[], size_t n,
                      unsigned set, uint32_t competency, double cap, double x)
{
    double after[PLAIN_MOST], best = x;
    for (size_t i = 0; i < n; i++) {
        after[i] = x;
        if (!(set >> i & 1))
            continue;
        double stands = x;
        for (size_t k = 0; k < i; k++)
            if (set >> k & 1 && taken[k].end < taken[i].start && after[k] > stands)
                stands = after[k];
        const struct bw_course *course = &cat->courses[taken[i].course];
        for (size_t t = 0; t < course->n_teaches; t++)
            if (is_same(cat, course->teaches[t].competency, competency) &&
                stands >= course->teaches[t].from - .5)
                after[i] = fmax(after[i], fmin(course->teaches[t].to, cap));
        best = fmax(best, after[i]);
    }
    return best;
}

/* All levels are halves: between two of them nothing happens. */
static double gained(const struct bw_catalogue *cat, const struct plain_taken taken[], size_t n,
                     unsigned set, uint32_t competency, double cap, struct bw_belief x)
{
    double sum = 0;
    for (double low = -2; low < cap && low < 8; low += .5) {
        double to = brought(cat, taken, n, set, competency, cap, low + .25);
        if (to > low + .25)
            sum += expected(x, to, low, low + .5);
    }
    return sum < 1e-9 ? 0 : sum;
}

/* The chance of course j when the courses of a set, that ended before, have worked; under 0: may
 * not. */
static double let_in(const struct bw_gap *gap, const struct plain_taken taken[], size_t n,
                     unsigned set, size_t j)
{
    const struct bw_catalogue *cat = gap->mind.cat;
    const struct bw_course *course = &cat->courses[taken[j].course];
    double ready = 1;
    for (size_t r = 0; r < course->n_requires; r++) {
        uint32_t c = course->requires[r].competency;
        double edge = course->requires[r].level - .5;
        if (bw_mind_certificates(&gap->mind, c, edge).valid)
            continue;
        struct bw_belief x = bw_mind_belief(&gap->mind, c);
        double factor = cdf((x.mean - edge) / sqrt(x.sd * x.sd + .25));
        for (double low = edge - .5; low >= -2; low -= .5)
            if (brought(cat, taken, n, set, c, 99, low + .25) >= edge)
                factor = fmax(factor, cdf((x.mean - low) / sqrt(x.sd * x.sd + .25)));
        bool held = x.mean + gained(cat, taken, n, set, c, 99, x) >= edge;
        for (size_t i = 0; i < n; i++)
            for (size_t t = 0; set >> i & 1 && t < cat->courses[taken[i].course].n_teaches; t++)
                held |= cat->courses[taken[i].course].certificate &&
                        cat->courses[taken[i].course].teaches[t].to >= edge &&
                        is_same(cat, cat->courses[taken[i].course].teaches[t].competency, c);
        if (course->requires[r].by_law && !held)
            return -1;
        ready *= factor;
    }
    return ready < .15 ? -1 : ready;
}

static double effect(struct bw_belief x, double edge, double from, double to)
{
    double top = fmin(to, edge), d = top > from - .5 ? expected(x, top, from - .5, top) : 0;
    return d < 1e-9 ? 0 : d;
}

/* What a course closes alone of a need, in levels, and how far that reaches. */
static double alone(const struct bw_gap *gap, const struct bw_need *need,
                    const struct bw_course *course, double *reach)
{
    const struct bw_catalogue *cat = gap->mind.cat;
    double best = 0;
    for (size_t t = 0; t < course->n_teaches; t++) {
        const struct bw_teach *teach = &course->teaches[t];
        double d = 0;
        if (need->standing == BW_LAPSED) {
            if (is_same(cat, teach->competency, need->ask.competency) && course->certificate &&
                teach->to >= need->edge)
                d = need->shortfall;
        } else if (is_same(cat, teach->competency, need->ask.competency)) {
            d = effect(need->x, need->edge, teach->from, teach->to);
        } else if (!need->ask.mandatory) {
            const struct bw_competency *asked = &cat->competencies[need->ask.competency];
            for (size_t k = 0; k < asked->n_near; k++)
                if (asked->near[k].competency == teach->competency)
                    d = fmin(.5, asked->near[k].sigma * asked->near[k].sigma) *
                        effect(need->x, need->edge, teach->from, teach->to);
        }
        if (d > best) {
            best = d;
            *reach = need->standing == BW_LAPSED ? need->edge : fmin(teach->to, need->edge);
        }
    }
    return best;
}

static double chance(const struct bw_gap *gap, const struct bw_course *course)
{
    double farthest = 0;
    bool any = false;
    for (size_t k = 0; k < gap->n_needs; k++) {
        double reach = 0;
        if (gap->needs[k].standing == BW_MET || alone(gap, &gap->needs[k], course, &reach) <= 0)
            continue;
        any = true;
        farthest = fmax(farthest, reach - gap->needs[k].x.mean);
    }
    for (size_t t = 0; t < course->n_teaches && !any; t++) {
        double m = bw_mind_belief(&gap->mind, course->teaches[t].competency).mean;
        farthest = fmax(farthest, course->teaches[t].to - fmax(m, course->teaches[t].from - .5));
    }
    return .8 * pow(.7, fmax(0, farthest - 2));
}

/* Is any step of what a lapsed or near one closes a chain? No: those count by themselves. */
static double need_closes(const struct bw_gap *gap, const struct bw_need *need,
                          const struct plain_taken taken[], size_t n, const double kappa[])
{
    const struct bw_catalogue *cat = gap->mind.cat;
    double chain = 0, aside = 0;
    for (size_t i = 0; i < n && need->standing != BW_LAPSED; i++) {
        unsigned set = 0;
        double lower = 0;
        bool counted = false;
        for (size_t k = 0; k < n; k++) {
            set |= kappa[k] >= kappa[i] ? 1u << k : 0;
            counted |= k < i && !(kappa[k] < kappa[i]) && !(kappa[k] > kappa[i]);
            if (kappa[k] < kappa[i])
                lower = fmax(lower, kappa[k]);
        }
        if (!counted)
            chain += (kappa[i] - lower) *
                     gained(cat, taken, n, set, need->ask.competency, need->edge, need->x);
    }
    for (size_t i = 0; i < n; i++) {
        const struct bw_course *course = &cat->courses[taken[i].course];
        double reach = 0;
        bool direct = false;
        for (size_t t = 0; t < course->n_teaches; t++)
            direct |= is_same(cat, course->teaches[t].competency, need->ask.competency);
        if (need->standing == BW_LAPSED || !direct) {
            aside = fmax(aside, kappa[i] * alone(gap, need, course, &reach));
            continue;
        }
        /* It teaches the asked one and perhaps a near one too. */
        struct bw_course rest = *course;
        struct bw_teach kept[8];
        rest.n_teaches = 0;
        rest.teaches = kept;
        for (size_t t = 0; t < course->n_teaches; t++)
            if (!is_same(cat, course->teaches[t].competency, need->ask.competency))
                kept[rest.n_teaches++] = course->teaches[t];
        aside = fmax(aside, kappa[i] * alone(gap, need, &rest, &reach));
    }
    return need->w * fmax(chain, aside);
}

double plain_value(const struct bw_plan_task *task, const struct bw_gap *gap,
                   const struct plain_taken taken[], size_t n, double kappa[])
{
    for (size_t j = 0; j < n; j++) {
        const struct bw_course *course = &task->cat->courses[taken[j].course];
        double p = chance(gap, course);
        unsigned before = 0;
        kappa[j] = -1;
        for (size_t i = 0; i < j; i++)
            before |= taken[i].end < taken[j].start ? 1u << i : 0;
        for (unsigned set = before;; set = (set - 1) & before) { /* every set to lean on */
            double least = p * let_in(gap, taken, n, set, j);
            for (size_t i = 0; i < j; i++)
                least = set >> i & 1 ? fmin(least, kappa[i]) : least;
            kappa[j] = fmax(kappa[j], least);
            if (set == 0)
                break;
        }
        if (kappa[j] <= 0)
            return -1;
    }
    double sum = 0;
    for (size_t k = 0; k < gap->n_needs; k++)
        if (gap->needs[k].standing != BW_MET)
            sum += need_closes(gap, &gap->needs[k], taken, n, kappa);
    return sum;
}
