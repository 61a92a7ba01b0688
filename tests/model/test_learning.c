/* Lists that a learned model serves: exactly those of a plain greedy that knows the model's chance
 * of every course; what each part of it does, and nothing when it is off. */
#include "model/learned/forecast.h"

#include <string.h>

#include "tests/model/arena.h"
#include "tests/model/plain.h"
#include "tests/model/schooled.h"

#define TOWNS 1000

static struct town town;
static struct schooled schooled;
static struct plain_model plain;

static struct bw_advice advise(void)
{
    bw_arena_reset(arena);
    return bw_recommend(&town.cat, NULL, &town.person, &town.question, arena);
}

/* The score in co-enrolment of a course of the model, from the weights as they stand. */
static double plain_known(const struct bw_coenrol *coenrol, struct bw_ixs history, uint32_t target)
{
    double sum = 0, followed = 0, all = 0;
    for (size_t h = 0; h < history.n; h++) {
        uint32_t from = bw_coenrol_find(coenrol, town.courses[history.at[h]].id);
        if (from == BW_NONE)
            continue;
        all = 1 + coenrol->follow_fade * all; /* nobody in a town took more than is looked at */
        followed *= coenrol->follow_fade;
        for (uint32_t i = coenrol->together.at[from]; i < coenrol->together.at[from + 1]; i++)
            if (coenrol->together.to[i] == target)
                sum += (1 - coenrol->follow_share) * (double)coenrol->together.weight[i];
        for (uint32_t i = coenrol->follow.at[from]; i < coenrol->follow.at[from + 1]; i++)
            if (coenrol->follow.to[i] == target)
                followed += (double)coenrol->follow.weight[i];
    }
    return fmin(1, sum + (all > 0 ? coenrol->follow_share * followed / all : 0));
}

static size_t shared(uint32_t a, uint32_t b)
{
    size_t n = 0;
    for (size_t s = 0; s < town.courses[a].n_teaches; s++)
        for (size_t t = 0; t < town.courses[b].n_teaches; t++) {
            uint32_t x = town.teaches[a][s].competency, y = town.teaches[b][t].competency;
            n += x == y || (x < 2 && y < 2);
        }
    return n;
}

/* Of a course: its own score, or the mean of the five known ones that share most. */
static double plain_together(const struct bw_coenrol *coenrol, struct bw_ixs history,
                             uint32_t course)
{
    bool used[TOWN_COURSES] = {false};
    double sum = 0;
    int n = 0;
    uint32_t known = bw_coenrol_find(coenrol, town.courses[course].id);
    if (known != BW_NONE)
        return plain_known(coenrol, history, known);
    for (; n < 5; n++) {
        uint32_t best = BW_NONE;
        for (uint32_t j = 0; j < TOWN_COURSES; j++)
            if (!used[j] && bw_coenrol_find(coenrol, town.courses[j].id) != BW_NONE &&
                shared(course, j) > (best == BW_NONE ? 0 : shared(course, best)))
                best = j;
        if (best == BW_NONE)
            break;
        used[best] = true;
        sum += plain_known(coenrol, history, bw_coenrol_find(coenrol, town.courses[best].id));
    }
    return n ? sum / n : 0;
}

static struct bw_ixs plain_history(uint32_t out[4])
{
    size_t n = 0;
    for (bw_day day = 0; day <= town.question.as_of; day++)
        for (size_t i = 0; i < town.person.n_enrolments; i++) {
            bool before = false;
            for (size_t k = 0; k < n; k++)
                before |= out[k] == schooled.taken[i].course;
            if (schooled.taken[i].at == day && !before)
                out[n++] = schooled.taken[i].course;
        }
    return (struct bw_ixs){out, n};
}

/* What the model says of every course, one by one. */
static void fill_plain(void)
{
    const struct bw_learning *learning = &schooled.learning;
    uint32_t courses[4];
    struct bw_ixs history = plain_history(courses);
    struct bw_mind mind = bw_mind_make(&town.cat, NULL, &town.person, town.question.as_of, arena);
    struct bw_learner learner = bw_learner_make(&mind, NULL, town.question.as_of, arena);
    plain.weights = learning->weights;
    for (uint32_t j = 0; j < TOWN_COURSES; j++) {
        double row[BW_FEATURE_COUNT];
        const struct bw_course *course = &town.courses[j];
        struct bw_feature_tables tables = {
            bw_rates_provider(&learning->rates, course->provider),
            bw_rates_course(&learning->rates, course->id, course->provider),
            plain_together(&learning->coenrol, history, j), true};
        bw_feature_row(&learner, j, &tables, row);
        bw_chance_of(&learning->chance, row, 1, &plain.p[j]);
        plain.together[j] = learning->weights.co_enrolment * tables.co_enrolment;
    }
}

static void draw(uint64_t seed, unsigned parts)
{
    static const struct bw_str dutch = {"nl", 2};
    town_draw(&town, seed);
    schooled_draw(&schooled, &town, parts);
    if (town_uniform(&town) < .5) {
        town.person.preferences.languages = &dutch;
        town.person.preferences.n_languages = 1;
    }
}

static void list__equals_a_plain_greedy_over_all_courses(void **state)
{
    (void)state;
    size_t listed = 0, together = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        draw(seed, BW_PART_ALL);
        struct bw_advice advice = advise();
        fill_plain();
        listed += plain_check(&town, &advice, &plain);
        for (size_t i = 0; i < advice.n_items; i++) {
            assert_memory_equal(&advice.items[i].success, &plain.p[advice.items[i].course],
                                sizeof(double));
            together += advice.items[i].terms[BW_TERM_CO_ENROLMENT] > 0;
        }
        schooled_release(&schooled);
    }
    assert_true(listed > TOWNS);
    assert_true(together > listed / 10);
}

static void score__is_the_sum_of_its_reasons_and_terms(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        draw(seed, BW_PART_ALL);
        struct bw_advice advice = advise();
        for (size_t i = 0; i < advice.n_items; i++) {
            double why = 0, sum = 0;
            for (size_t w = 0; w < advice.items[i].n_why; w++)
                why += advice.items[i].why[w].contribution;
            for (int t = 0; t < BW_TERM_COUNT; t++)
                sum += advice.items[i].terms[t];
            assert_near(why + sum, advice.items[i].score, 1e-9 * why);
            assert_true(advice.items[i].score > 0);
            assert_true(advice.items[i].terms[BW_TERM_CO_ENROLMENT] <=
                        BW_CO_ENROLMENT_MOST * why * (1 + 1e-9));
        }
        schooled_release(&schooled);
    }
}

/* Both answers to the last bit, as far as a caller sees them. */
static void assert_same(const struct bw_advice *a, const struct bw_advice *b)
{
    assert_int_equal(a->n_items, b->n_items);
    for (size_t i = 0; i < a->n_items; i++) {
        const struct bw_suggestion *x = &a->items[i], *y = &b->items[i];
        assert_int_equal(x->course, y->course);
        assert_memory_equal(&x->score, &y->score, sizeof x->score);
        assert_memory_equal(&x->success, &y->success, sizeof x->success);
        assert_memory_equal(x->terms, y->terms, sizeof x->terms);
        assert_int_equal(x->flags, y->flags);
    }
    assert_memory_equal(&a->coverage, &b->coverage, sizeof a->coverage);
}

static void parts__that_are_off_change_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TOWNS / 4; seed++) {
        draw(seed, 0);
        struct bw_advice off = advise();
        struct bw_suggestion items[TOWN_COURSES];
        memcpy(items, off.items, off.n_items * sizeof *items);
        off.items = items;
        town.cat.learning = NULL;
        struct bw_advice closed = advise();
        assert_same(&off, &closed);
        schooled_release(&schooled);
    }
}

static void parts__serve_by_themselves(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TOWNS / 4; seed++) {
        draw(seed, BW_PART_CO_ENROLMENT);
        assert_near(schooled.learning.weights.co_enrolment, .1, 0);
        assert_near(schooled.learning.weights.format, .1, 0);
        struct bw_advice advice = advise();
        fill_plain();
        for (size_t i = 0; i < advice.n_items; i++) {
            const struct bw_suggestion *item = &advice.items[i];
            double why = item->score;
            for (int t = 0; t < BW_TERM_COUNT; t++)
                why -= item->terms[t];
            assert_true(item->success <= .8);
            assert_near(item->terms[BW_TERM_CO_ENROLMENT], plain.together[item->course] * why,
                        1e-9 * why);
        }
        schooled_release(&schooled);
        draw(seed, BW_PART_SUCCESS);
        advice = advise();
        fill_plain();
        for (size_t i = 0; i < advice.n_items; i++) {
            assert_near(advice.items[i].terms[BW_TERM_CO_ENROLMENT], 0, 0);
            assert_near(advice.items[i].success, plain.p[advice.items[i].course], 0);
        }
        schooled_release(&schooled);
    }
}

/* A person without a history, and one whose courses nobody else knows, get no such term. */
static void together__of_who_took_nothing_is_0(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        draw(seed, BW_PART_ALL);
        town.person.n_enrolments = 0;
        struct bw_advice advice = advise();
        for (size_t i = 0; i < advice.n_items; i++)
            assert_near(advice.items[i].terms[BW_TERM_CO_ENROLMENT], 0, 0);
        schooled_release(&schooled);
    }
}

/* What happens after the day of the question is not in its history. */
static void together__knows_no_later_enrolment(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        draw(seed, BW_PART_ALL);
        struct bw_advice before = advise();
        struct bw_suggestion items[TOWN_COURSES];
        memcpy(items, before.items, before.n_items * sizeof *items);
        before.items = items;
        struct bw_enrolment longer[5];
        memcpy(longer, schooled.taken, sizeof schooled.taken);
        longer[town.person.n_enrolments++] = (struct bw_enrolment){7, town.question.as_of + 1, 9};
        town.person.enrolments = longer;
        struct bw_advice after = advise();
        assert_same(&before, &after);
        schooled_release(&schooled);
    }
}

/* Votes of others are in the belief, and not in the features: outcomes that a model learned from
 * were judged without. */
static void chance__does_not_depend_on_votes(void **state)
{
    (void)state;
    struct bw_voter voters[6];
    uint32_t competency[6 * TOWN_COMPETENCIES];
    double mean[6 * TOWN_COMPETENCIES];
    for (uint64_t seed = 0; seed < 100; seed++) {
        draw(seed, BW_PART_ALL);
        for (size_t v = 0; v < 6; v++) {
            voters[v] = (struct bw_voter){0, 0, 100 + v, v * TOWN_COMPETENCIES, TOWN_COMPETENCIES};
            for (uint32_t c = 0; c < TOWN_COMPETENCIES; c++) {
                competency[v * TOWN_COMPETENCIES + c] = c;
                mean[v * TOWN_COMPETENCIES + c] = 5 * town_uniform(&town);
            }
        }
        struct bw_ballots ballots = {voters, 6, competency, mean};
        struct bw_peers *peers = bw_peers_build(&ballots);
        assert_non_null(peers);
        bw_arena_reset(arena);
        fill_plain();
        struct bw_advice advice =
            bw_recommend(&town.cat, peers, &town.person, &town.question, arena);
        for (size_t i = 0; i < advice.n_items; i++)
            assert_memory_equal(&advice.items[i].success, &plain.p[advice.items[i].course],
                                sizeof(double));
        bw_peers_free(peers);
        schooled_release(&schooled);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list__equals_a_plain_greedy_over_all_courses),
        cmocka_unit_test(score__is_the_sum_of_its_reasons_and_terms),
        cmocka_unit_test(parts__that_are_off_change_nothing),
        cmocka_unit_test(parts__serve_by_themselves),
        cmocka_unit_test(together__of_who_took_nothing_is_0),
        cmocka_unit_test(together__knows_no_later_enrolment),
        cmocka_unit_test(chance__does_not_depend_on_votes),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
