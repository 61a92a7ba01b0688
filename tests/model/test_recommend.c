/* The list against a plain greedy that looks at every course at every step and knows no index, no
 * heap and no bounds; and what must hold for every list. */
#include "model/recommend.h"

#include <string.h>

#include "tests/model/arena.h"
#include "tests/model/town.h"

#define TOWNS 1000

static struct town town;

static struct bw_advice advise(void)
{
    bw_arena_reset(arena);
    return bw_recommend(&town.cat, NULL, &town.person, &town.question, arena);
}

/* D of every course on every need, straight from the definition. */
struct plain {
    double d[TOWN_COURSES][TOWN_COMPETENCIES]; /* by need */
    double chance[TOWN_COURSES];               /* p * q, 0: may not be listed */
    double scale[TOWN_COURSES];
    bool above[TOWN_COURSES];
    uint32_t order[TOWN_COURSES];
    size_t n;
};

static double plain_credit(uint32_t asked, uint32_t taught, bool mandatory)
{
    if (asked == taught || (asked < 2 && taught < 2))
        return 1;
    for (size_t i = 0; !mandatory && i < town.competencies[asked].n_near; i++) {
        const struct bw_near *near = &town.near[asked][i];
        if (near->competency == taught)
            return fmin(.5, near->sigma * near->sigma);
    }
    return 0;
}

static double plain_effect(const struct bw_need *need, const struct bw_course *course,
                           const struct bw_teach *teach)
{
    if (need->standing == BW_MET)
        return 0;
    double credit = plain_credit(need->ask.competency, teach->competency, need->ask.mandatory);
    if (need->standing == BW_LAPSED)
        return credit >= 1 && course->certificate && teach->to >= need->ask.level - .5
                   ? need->shortfall
                   : 0;
    return credit * bw_course_effect(need->x, need->ask.level - .5, teach->from, teach->to);
}

static double plain_ready(const struct bw_gap *gap, const struct bw_course *course)
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

static double plain_scale(const struct bw_course *course)
{
    double euros = (double)course->price_cents / 100;
    const double scale[] = {[BW_BALANCED] = 1 / (1 + course->hours / 40 + euros / 1000),
                            [BW_CLOSURE] = 1,
                            [BW_PER_EURO] = 100 / (100 + euros),
                            [BW_PER_HOUR] = 8 / (8 + course->hours)};
    return scale[town.question.objective];
}

static void plain_fill(struct plain *plain, const struct bw_gap *gap)
{
    memset(plain, 0, sizeof *plain);
    for (uint32_t j = 0; j < TOWN_COURSES; j++) {
        const struct bw_course *course = &town.courses[j];
        double farthest = -100;
        for (size_t n = 0; n < gap->n_needs; n++) {
            const struct bw_need *need = &gap->needs[n];
            double reach = 0;
            for (size_t t = 0; t < course->n_teaches; t++) {
                double d = plain_effect(need, course, &course->teaches[t]);
                if (d > plain->d[j][n]) {
                    plain->d[j][n] = d;
                    reach = fmin(course->teaches[t].to, need->ask.level - .5);
                }
            }
            if (plain->d[j][n] > 0)
                farthest = fmax(farthest, reach - need->x.mean);
        }
        double ready = plain_ready(gap, course);
        if (!course->retired && ready >= .15 && farthest > -100)
            plain->chance[j] = ready * .8 * pow(.7, fmax(0, farthest - 2));
        plain->scale[j] = plain_scale(course);
    }
}

/* E[(D - M)+] by going through every outcome of who succeeds: from the best down. */
static double plain_gain(const struct plain *plain, uint32_t j, size_t need)
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
                none *= 1 - town.question.diversity * plain->chance[plain->order[i]];
        gain += mass * (best > 0 ? 1 - none : 1) * fmax(0, d - best);
        if (best <= 0)
            break;
        mass *= none;
        ceiling = best;
    }
    return gain;
}

static bool plain_copy(const struct bw_course *a, const struct bw_course *b)
{
    bool same = a->format == b->format && a->n_teaches == b->n_teaches &&
                (a->provider.at == b->provider.at);
    for (size_t t = 0; same && t < a->n_teaches; t++)
        same = a->teaches[t].competency == b->teaches[t].competency;
    return same;
}

static double plain_score(const struct plain *plain, const struct bw_gap *gap, uint32_t j,
                          double *closure)
{
    *closure = 0;
    for (size_t n = 0; n < gap->n_needs; n++)
        *closure += gap->needs[n].w * plain->chance[j] * plain_gain(plain, j, n);
    double share = 1;
    for (size_t i = 0; i < plain->n; i++)
        if (plain_copy(&town.courses[plain->order[i]], &town.courses[j])) {
            share -= .5;
            break;
        }
    unsigned formats = town.person.preferences.formats;
    if (formats && !(formats & 1u << town.courses[j].format))
        share -= .1;
    return plain->scale[j] * *closure * share;
}

static void list__equals_a_plain_greedy_over_all_courses(void **state)
{
    (void)state;
    static struct plain plain;
    size_t listed = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        town_draw(&town, seed);
        struct bw_advice advice = advise();
        plain_fill(&plain, &advice.gap);
        for (size_t rank = 0; rank < town.question.k; rank++) {
            double best = 0, chosen_score = -1;
            bool any = false;
            for (uint32_t j = 0; j < TOWN_COURSES; j++) {
                double closure, score = 0;
                if (plain.above[j] || plain.chance[j] <= 0)
                    continue;
                score = plain_score(&plain, &advice.gap, j, &closure);
                if (closure < .02 * advice.closable)
                    continue;
                any = true;
                best = fmax(best, score);
                if (rank < advice.n_items && advice.items[rank].course == j)
                    chosen_score = score;
            }
            assert_true(any == (rank < advice.n_items));
            if (!any)
                break;
            /* Scores closer than 1e-9 may stand either way. */
            assert_near(chosen_score, best, 1e-9 * best);
            assert_near(advice.items[rank].score, best, 1e-9 * best);
            plain.above[advice.items[rank].course] = true;
            plain.order[plain.n++] = advice.items[rank].course;
            listed++;
        }
    }
    assert_true(listed > TOWNS);
}

static void score__is_the_sum_of_its_reasons_and_terms(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        town_draw(&town, seed);
        struct bw_advice advice = advise();
        for (size_t i = 0; i < advice.n_items; i++) {
            double sum = 0;
            for (size_t w = 0; w < advice.items[i].n_why; w++)
                sum += advice.items[i].why[w].contribution;
            for (int t = 0; t < BW_TERM_COUNT; t++)
                sum += advice.items[i].terms[t];
            assert_true(advice.items[i].n_why > 0);
            assert_near(sum, advice.items[i].score, 1e-9 * sum);
        }
    }
}

static void coverage__is_between_nothing_and_what_can_be_closed(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        town_draw(&town, seed);
        struct bw_advice advice = advise();
        assert_true(advice.coverage >= 0);
        if (advice.gap.total > 0)
            assert_true(advice.coverage * advice.gap.total <= advice.closable * (1 + 1e-12));
        assert_true(advice.closable <= advice.gap.total * (1 + 1e-12));
    }
}

static void list__does_not_depend_on_the_order_of_evidence(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        town_draw(&town, seed);
        struct bw_advice first = advise();
        double score[TOWN_COURSES];
        uint32_t course[TOWN_COURSES];
        size_t n = first.n_items;
        for (size_t i = 0; i < n; i++) {
            score[i] = first.items[i].score;
            course[i] = first.items[i].course;
        }
        for (size_t i = 0; i < TOWN_ITEMS / 2; i++) {
            struct bw_item swapped = town.items[i];
            town.items[i] = town.items[TOWN_ITEMS - 1 - i];
            town.items[TOWN_ITEMS - 1 - i] = swapped;
        }
        struct bw_advice again = advise();
        assert_int_equal(again.n_items, n);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(again.items[i].course, course[i]);
            assert_memory_equal(&again.items[i].score, &score[i], sizeof score[i]);
        }
    }
}

static void coverage__of_nobody_short_is_one_and_the_list_is_empty(void **state)
{
    (void)state;
    town_draw(&town, 1);
    town.version.all.n = 0;
    struct bw_advice advice = advise();
    assert_int_equal(advice.n_items, 0);
    assert_near(advice.coverage, 1, 0);
    assert_near(advice.gap.total, 0, 0);
}

static void exclude__keeps_a_course_off_the_list(void **state)
{
    (void)state;
    town_draw(&town, 3);
    struct bw_advice advice = advise();
    assert_true(advice.n_items > 0);
    uint32_t first = advice.items[0].course;
    town.question.exclude = (struct bw_ixs){&first, 1};
    advice = advise();
    for (size_t i = 0; i < advice.n_items; i++)
        assert_int_not_equal(advice.items[i].course, first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list__equals_a_plain_greedy_over_all_courses),
        cmocka_unit_test(score__is_the_sum_of_its_reasons_and_terms),
        cmocka_unit_test(coverage__is_between_nothing_and_what_can_be_closed),
        cmocka_unit_test(list__does_not_depend_on_the_order_of_evidence),
        cmocka_unit_test(coverage__of_nobody_short_is_one_and_the_list_is_empty),
        cmocka_unit_test(exclude__keeps_a_course_off_the_list),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
