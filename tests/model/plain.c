#include "tests/model/plain.h"

#include <string.h>

#include "tests/model/check.h"

/* D of every course on every need, straight from the definition. */
struct plain {
    const struct town *town;
    const struct plain_model *model;
    double d[TOWN_COURSES][TOWN_COMPETENCIES]; /* by need */
    double chance[TOWN_COURSES];               /* p * q, 0: may not be listed */
    double scale[TOWN_COURSES];
    bool above[TOWN_COURSES];
    uint32_t order[TOWN_COURSES];
    size_t n;
};

static double credit_of(const struct town *town, uint32_t asked, uint32_t taught, bool mandatory)
{
    if (asked == taught || (asked < 2 && taught < 2))
        return 1;
    for (size_t i = 0; !mandatory && i < town->competencies[asked].n_near; i++) {
        const struct bw_near *near = &town->near[asked][i];
        if (near->competency == taught)
            return fmin(.5, near->sigma * near->sigma);
    }
    return 0;
}

static double effect_of(const struct town *town, const struct bw_need *need,
                        const struct bw_course *course, const struct bw_teach *teach)
{
    if (need->standing == BW_MET)
        return 0;
    double credit = credit_of(town, need->ask.competency, teach->competency, need->ask.mandatory);
    if (need->standing == BW_LAPSED)
        return credit >= 1 && course->certificate && teach->to >= need->ask.level - .5
                   ? need->shortfall
                   : 0;
    return credit * bw_course_effect(need->x, need->ask.level - .5, teach->from, teach->to);
}

static double ready_for(const struct bw_gap *gap, const struct bw_course *course)
{
    double ready = 1;
    for (size_t i = 0; i < course->n_requires; i++) {
        const struct bw_entry *entry = &course->requires[i];
        double edge = entry->level - .5;
        if (bw_mind_certificates(&gap->mind, entry->competency, edge).valid)
            continue;
        struct bw_belief x = bw_mind_belief(&gap->mind, entry->competency);
        if (entry->by_law && x.mean < edge)
            return 0;
        ready *= .5 * erfc(-(x.mean - edge) / sqrt(2 * (x.sd * x.sd + .25)));
    }
    return ready;
}

static double scale_of(const struct town *town, const struct bw_course *course)
{
    double euros = (double)course->price_cents / 100;
    const double scale[] = {[BW_BALANCED] = 1 / (1 + course->hours / 40 + euros / 1000),
                            [BW_CLOSURE] = 1,
                            [BW_PER_EURO] = 100 / (100 + euros),
                            [BW_PER_HOUR] = 8 / (8 + course->hours)};
    return scale[town->question.objective];
}

/* Fills D of a course on every need; the largest a - m over these, -100 when there is none. */
static double fill_course(struct plain *plain, const struct bw_gap *gap, uint32_t j)
{
    const struct bw_course *course = &plain->town->courses[j];
    double farthest = -100;
    for (size_t n = 0; n < gap->n_needs; n++) {
        const struct bw_need *need = &gap->needs[n];
        double reach = 0;
        for (size_t t = 0; t < course->n_teaches; t++) {
            double d = effect_of(plain->town, need, course, &course->teaches[t]);
            if (d > plain->d[j][n]) {
                plain->d[j][n] = d;
                reach = fmin(course->teaches[t].to, need->ask.level - .5);
            }
        }
        if (plain->d[j][n] > 0)
            farthest = fmax(farthest, reach - need->x.mean);
    }
    return farthest;
}

static void fill(struct plain *plain, const struct bw_gap *gap)
{
    for (uint32_t j = 0; j < TOWN_COURSES; j++) {
        const struct bw_course *course = &plain->town->courses[j];
        double farthest = fill_course(plain, gap, j), ready = ready_for(gap, course);
        double p = plain->model ? plain->model->p[j] : .8 * pow(.7, fmax(0, farthest - 2));
        if (!course->retired && ready >= .15 && farthest > -100)
            plain->chance[j] = ready * p;
        plain->scale[j] = scale_of(plain->town, course);
    }
}

/* E[(D - M)+] by going through every outcome of who succeeds: from the best down. */
static double gain_of(const struct plain *plain, uint32_t j, size_t need)
{
    double gain = 0, mass = 1, ceiling = 1e9, d = plain->d[j][need];
    while (mass > 0) {
        double best = 0;
        for (size_t i = 0; i < plain->n; i++)
            if (plain->d[plain->order[i]][need] < ceiling)
                best = fmax(best, plain->d[plain->order[i]][need]);
        double none = 1;
        for (size_t i = 0; best > 0 && i < plain->n; i++)
            if (plain->d[plain->order[i]][need] >= best && plain->d[plain->order[i]][need] <= best)
                none *= 1 - plain->town->question.diversity * plain->chance[plain->order[i]];
        gain += mass * (best > 0 ? 1 - none : 1) * fmax(0, d - best);
        if (best <= 0)
            break;
        mass *= none;
        ceiling = best;
    }
    return gain;
}

static bool is_copy(const struct bw_course *a, const struct bw_course *b)
{
    bool same = a->format == b->format && a->n_teaches == b->n_teaches &&
                (a->provider.at == b->provider.at);
    for (size_t t = 0; same && t < a->n_teaches; t++)
        same = a->teaches[t].competency == b->teaches[t].competency;
    return same;
}

static double share_of(const struct plain *plain, uint32_t j)
{
    const struct bw_preferences *likes = &plain->town->person.preferences;
    const struct bw_course *course = &plain->town->courses[j];
    struct bw_preference weights = {.1, .1, .1, 0};
    double share = 1;
    if (plain->model) {
        weights = plain->model->weights;
        share += plain->model->together[j];
    }
    for (size_t i = 0; i < plain->n; i++)
        if (is_copy(&plain->town->courses[plain->order[i]], course)) {
            share -= .5;
            break;
        }
    if (likes->formats && !(likes->formats & 1u << course->format))
        share -= weights.format;
    if (likes->n_languages && memcmp(likes->languages[0].at, course->language.at, 2) != 0)
        share -= weights.language;
    return share;
}

static double score_of(const struct plain *plain, const struct bw_gap *gap, uint32_t j,
                       double *closure)
{
    *closure = 0;
    for (size_t n = 0; n < gap->n_needs; n++)
        *closure += gap->needs[n].w * plain->chance[j] * gain_of(plain, j, n);
    return plain->scale[j] * *closure * share_of(plain, j);
}

/* The highest score that a course could have now, -1 when none is for the list; in *chosen that of
 * course `j`. */
static double best_now(const struct plain *plain, const struct bw_advice *advice, uint32_t j,
                       double *chosen)
{
    double best = -1;
    *chosen = -1;
    for (uint32_t i = 0; i < TOWN_COURSES; i++) {
        double closure;
        if (plain->above[i] || plain->chance[i] <= 0)
            continue;
        double score = score_of(plain, &advice->gap, i, &closure);
        if (closure < .02 * advice->closable)
            continue;
        best = fmax(best, score);
        if (i == j)
            *chosen = score;
    }
    return best;
}

size_t plain_check(const struct town *town, const struct bw_advice *advice,
                   const struct plain_model *model)
{
    static struct plain plain;
    memset(&plain, 0, sizeof plain);
    plain.town = town;
    plain.model = model;
    fill(&plain, &advice->gap);
    for (size_t rank = 0; rank < town->question.k; rank++) {
        bool listed = rank < advice->n_items;
        uint32_t course = listed ? advice->items[rank].course : BW_NONE;
        double chosen, best = best_now(&plain, advice, course, &chosen);
        assert_true((best >= 0) == listed);
        if (!listed)
            break;
        /* Scores closer than 1e-9 may stand either way. */
        assert_near(chosen, best, 1e-9 * best);
        assert_near(advice->items[rank].score, best, 1e-9 * best);
        plain.above[course] = true;
        plain.order[plain.n++] = course;
    }
    return plain.n;
}
