/* Learning co-enrolment: each part against its formula said again plainly, and the whole on small
 * made-up worlds. */
#include <stdlib.h>
#include <string.h>

#include "tests/model/check.h"
#include "tools/draw.h"
#include "tools/ease/climb.h"
#include "tools/ease/follow.h"
#include "tools/ease/judge.h"
#include "tools/ease/learn.h"

/* Users one after the other, each ending with END. */
#define END UINT32_MAX
static struct bw_taken taken_of(uint32_t n_items, const uint32_t *lists, size_t n)
{
    struct bw_taken taken = {.n_items = n_items};
    taken.at = calloc(n + 1, sizeof *taken.at);
    taken.items = calloc(n + 1, sizeof *taken.items);
    assert_true(taken.at && taken.items);
    for (size_t i = 0, at = 0; i < n; i++) {
        if (lists[i] == END)
            taken.at[++taken.n_users] = at;
        else
            taken.items[at++] = lists[i];
    }
    return taken;
}
#define TAKEN(n_items, ...)                                                                        \
    taken_of(n_items, (uint32_t[]){__VA_ARGS__}, sizeof(uint32_t[]){__VA_ARGS__} / 4)

/* Each user takes `n` different items; what is next follows the one before with this chance. */
struct world {
    uint32_t n_users, n_items, n;
    double follows;
};
static struct bw_taken draw_taken(struct world world, uint64_t seed)
{
    struct bw_taken taken = {.n_users = world.n_users, .n_items = world.n_items};
    taken.at = calloc((size_t)world.n_users + 1, sizeof *taken.at);
    taken.items = calloc((size_t)world.n_users * world.n, sizeof *taken.items);
    bool *has = calloc(world.n_items, sizeof *has);
    assert_true(taken.at && taken.items && has);
    for (uint32_t u = 0; u < world.n_users; u++) {
        struct bw_draw draw = bw_draw_start(seed, 1, u);
        uint32_t *items = taken.items + (size_t)u * world.n;
        memset(has, 0, world.n_items * sizeof *has);
        for (uint32_t i = 0; i < world.n; i++) {
            bool follows = i && bw_draw_chance(&draw, world.follows);
            do {
                /* Some are taken more often than others. */
                double x = bw_draw_unit(&draw);
                items[i] = follows ? (items[i - 1] * 7 + 3) % world.n_items
                                   : (uint32_t)(x * x * world.n_items);
                follows = false;
            } while (has[items[i]]);
            has[items[i]] = true;
        }
        taken.at[u + 1] = taken.at[u] + world.n;
    }
    free(has);
    return taken;
}

/* Plainly, by Gauss and Jordan: the inverse of what is given, in its place. */
static void invert_plainly(double *a, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        double pivot = a[k * n + k];
        a[k * n + k] = 1;
        for (size_t j = 0; j < n; j++)
            a[k * n + j] /= pivot;
        for (size_t i = 0; i < n; i++) {
            double factor = a[i * n + k];
            if (i == k)
                continue;
            a[i * n + k] = 0;
            for (size_t j = 0; j < n; j++)
                a[i * n + j] -= factor * a[k * n + j];
        }
    }
}

static void fill_square(struct bw_square *square, struct bw_draw *draw)
{
    size_t n = square->n;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++)
            square->at[i * n + j] = bw_draw_unit(draw);
        square->diagonal[i] = (double)n / 2 + bw_draw_unit(draw);
    }
}

static double *whole_of(const struct bw_square *square, double lambda)
{
    size_t n = square->n;
    double *whole = calloc(n * n, sizeof *whole);
    assert_non_null(whole);
    bw_square_rows(square, 0, square->n, whole);
    for (size_t i = 0; i < n; i++)
        whole[i * n + i] += lambda;
    return whole;
}

static void square__is_inverted_whatever_its_size(void **state)
{
    static const uint32_t sizes[] = {1, 2, 255, 256, 257, 600};
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct bw_draw draw = bw_draw_start(1, 2, s);
        struct bw_square square;
        size_t n = sizes[s];
        assert_true(bw_square_make(sizes[s], &square));
        fill_square(&square, &draw);
        double *want = whole_of(&square, 20);
        double *got = malloc(n * n * sizeof *got);
        assert_non_null(got);
        assert_true(bw_square_invert(&square, 5, 2)); /* another ridge before it leaves no trace */
        assert_true(bw_square_invert(&square, 20, 2));
        bw_square_inverse_rows(&square, 0, sizes[s], got);
        invert_plainly(want, n);
        for (size_t i = 0; i < n * n; i++)
            assert_near(got[i], -want[i], 1e-12);
        /* Some of the rows are as they are in all. */
        bw_square_inverse_rows(&square, sizes[s] / 2, sizes[s], want);
        assert_memory_equal(want, got + n / 2 * n, (n - n / 2) * n * sizeof *want);
        free(want);
        free(got);
        bw_square_free(&square);
    }
}

static void square__is_the_same_with_any_number_of_threads(void **state)
{
    struct bw_draw draw = bw_draw_start(1, 3, 0);
    struct bw_square square;
    size_t n = 900, bytes = n * n * sizeof(double);
    double *first = malloc(bytes);
    (void)state;
    assert_non_null(first);
    assert_true(bw_square_make((uint32_t)n, &square));
    fill_square(&square, &draw);
    assert_true(bw_square_invert(&square, 3, 1));
    memcpy(first, square.at, bytes);
    for (unsigned n_threads = 2; n_threads <= 4; n_threads++) {
        assert_true(bw_square_invert(&square, 3, n_threads));
        assert_memory_equal(first, square.at, bytes);
    }
    free(first);
    bw_square_free(&square);
}

static void square__that_has_no_inverse_is_refused(void **state)
{
    struct bw_square square;
    (void)state;
    assert_true(bw_square_make(2, &square));
    square.at[1] = 2;
    square.diagonal[0] = square.diagonal[1] = 1;
    assert_false(bw_square_invert(&square, .5, 1));
    assert_true(bw_square_invert(&square, 1.5, 1));
    bw_square_free(&square);
}

/* Weights by the formula, n * n, source by source, from who took what. */
static double *weights_plainly(const struct bw_known_courses *known, double lambda)
{
    size_t n = known->n;
    double *p = calloc(n * n, sizeof *p), *weights = calloc(n * n, sizeof *weights);
    assert_true(p && weights);
    for (uint32_t u = 0; u < known->taken.n_users; u++) {
        struct bw_ixs took = bw_taken_but(&known->taken, u, 0);
        for (size_t i = 0; i < took.n; i++)
            for (size_t j = 0; j < took.n; j++)
                p[took.at[i] * n + took.at[j]]++;
    }
    for (size_t i = 0; i < n; i++)
        p[i * n + i] += lambda;
    invert_plainly(p, n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            weights[i * n + j] = i == j ? 0 : -p[i * n + j] / p[j * n + j];
    free(p);
    return weights;
}

/* How many sources are stronger for target j than this weight. */
static uint32_t stronger(const double *weights, size_t n, size_t j, double than)
{
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += weights[i * n + j] > than;
    return count;
}

static float weight_in(const struct bw_coenrol_rows *rows, uint32_t i, uint32_t j)
{
    for (uint32_t w = rows->at[i]; w < rows->at[i + 1]; w++)
        if (rows->to[w] == j)
            return rows->weight[w];
    return 0;
}

static void ease__equals_its_formula_pruned_to_100_of_a_target(void **state)
{
    static const double ridges[] = {5, 200};
    struct bw_taken taken = draw_taken((struct world){3000, 300, 12, .3}, 7);
    struct bw_known_courses known;
    struct bw_ease ease;
    struct bw_fail fail;
    size_t kept = 0, pruned = 0;
    (void)state;
    assert_int_equal(bw_known_make(&taken, 0, &known, &fail), BW_OK);
    assert_int_equal(known.n, 300);
    assert_int_equal(bw_ease_start(&known, 2, &ease, &fail), BW_OK);
    for (size_t r = 0; r < 2; r++) {
        double *want = weights_plainly(&known, ridges[r]);
        struct bw_strong_rows rows;
        assert_int_equal(bw_ease_solve(&ease, ridges[r], &fail), BW_OK);
        assert_int_equal(bw_learn_together(&ease, &rows, &fail), BW_OK);
        for (uint32_t i = 0; i < known.n; i++)
            for (uint32_t j = 0; j < known.n; j++) {
                double weight = want[i * known.n + j];
                bool keep = weight > 0 && stronger(want, known.n, j, weight) < BW_COENROL_MOST;
                assert_near((double)weight_in(&rows.rows, i, j), keep ? weight : 0, 1e-6);
                kept += keep;
                pruned += weight > 0 && !keep;
            }
        bw_strong_rows_free(&rows);
        free(want);
    }
    assert_true(kept > 40000 && pruned > 5000);
    bw_ease_free(&ease);
    bw_known_free(&known);
    bw_taken_free(&taken);
}

static void fill_by_hand(const void *context, uint32_t first, uint32_t end, double *out)
{
    memcpy(out, (const double *)context + (size_t)first * 5,
           (size_t)(end - first) * 5 * sizeof *out);
}

static void strongest__are_above_0_and_of_equal_ones_the_first(void **state)
{
    static const double weights[5][5] = {
        {9, 1, 2, 2, 3}, {2, 9, 2, 2, 2}, {-1, 0, 9, -3, 0}, {0, 5, -1, 9, 0}, {4, 3, 2, 1, 9}};
    static const uint32_t n_of[] = {3, 3, 0, 1, 3};
    static const uint32_t at[] = {0, 3, 6, 6, 7, 10};
    static const uint32_t to[] = {2, 3, 4, 0, 2, 3, 1, 0, 1, 2};
    static const uint32_t turned_at[] = {0, 2, 4, 7, 9, 10};
    static const uint32_t turned_to[] = {1, 4, 3, 4, 0, 1, 4, 0, 1, 0};
    struct bw_strongest strongest;
    struct bw_strong_rows rows, turned;
    (void)state;
    assert_true(bw_strongest_make(5, 3, 2, fill_by_hand, weights, &strongest));
    assert_memory_equal(strongest.n_of, n_of, sizeof n_of);
    assert_true(bw_strong_rows_make(&strongest, false, &rows));
    assert_true(bw_strong_rows_make(&strongest, true, &turned));
    assert_memory_equal(rows.at, at, sizeof at);
    assert_memory_equal(rows.to, to, sizeof to);
    assert_memory_equal(turned.at, turned_at, sizeof turned_at);
    assert_memory_equal(turned.to, turned_to, sizeof turned_to);
    for (uint32_t i = 0; i < 5; i++)
        for (uint32_t j = 0; j < 5; j++)
            assert_near((double)weight_in(&turned.rows, j, i), (double)weight_in(&rows.rows, i, j),
                        0);
    assert_near((double)weight_in(&rows.rows, 4, 1), 3, 0);
    bw_strong_rows_free(&rows);
    bw_strong_rows_free(&turned);
    bw_strongest_free(&strongest);
}

static void known__are_those_with_five_takers(void **state)
{
    struct bw_taken taken =
        TAKEN(4, 0, 1, END, 0, 1, 2, END, 1, 0, END, 3, 0, END, 0, 3, 1, END, 3, 1, END, 3, 1, END);
    struct bw_known_courses known;
    struct bw_fail fail;
    uint32_t places[3];
    (void)state;
    assert_int_equal(bw_known_make(&taken, 0, &known, &fail), BW_OK);
    assert_int_equal(known.n, 2);
    assert_int_equal(known.item[0], 0);
    assert_int_equal(known.item[1], 1);
    assert_int_equal(known.takers[0], 5);
    assert_int_equal(known.takers[1], 6);
    assert_int_equal(known.place[2], BW_NONE);
    assert_int_equal(known.taken.at[7], 11);
    assert_int_equal(bw_known_places(&known, bw_taken_but(&taken, 4, 0), places), 2);
    assert_int_equal(places[0], 0);
    assert_int_equal(places[1], 1);
    double scores[4] = {.5, .25, 9, 9};
    bw_known_spread(&known, 4, scores);
    assert_near(scores[0], .5, 0);
    assert_near(scores[1], .25, 0);
    assert_near(scores[2] + scores[3], 0, 0);
    bw_known_free(&known);
    /* Without the last of each, 0 was taken three times and 1 twice. */
    assert_int_equal(bw_known_make(&taken, 1, &known, &fail), BW_NOT_FOUND);
    assert_string_equal(fail.text, "co-enrolment needs two courses that 5 people took each; 0 have "
                                   "so many");
    bw_taken_free(&taken);
}

static void known__spread_moves_scores_to_their_items(void **state)
{
    uint32_t item[] = {1, 4, 5};
    struct bw_known_courses known = {.n = 3, .item = item};
    double scores[] = {.1, .2, .3, 9, 9, 9, 9};
    static const double want[] = {0, .1, 0, 0, .2, .3, 0};
    (void)state;
    bw_known_spread(&known, 7, scores);
    for (size_t i = 0; i < 7; i++)
        assert_near(scores[i], want[i], 0);
}

static void follow__is_what_came_next_drawn_to_what_is_next_at_all(void **state)
{
    struct bw_taken taken = TAKEN(3, 0, 1, 2, END, 0, 1, END, 0, 2, END, 1, 0, END, 2, END);
    struct bw_known_courses known = {.n = 3, .taken = taken};
    struct bw_follow follow;
    struct bw_fail fail;
    double got[9];
    /* Five steps: to 0 one, to 1 two, to 2 two. From 0: twice 1, once 2; from 1: once 2, once 0. */
    static const double want[3][3] = {
        {.4 / 5, 2.8 / 5, 1.8 / 5}, {1.4 / 4, .8 / 4, 1.8 / 4}, {.4 / 2, .8 / 2, .8 / 2}};
    (void)state;
    assert_int_equal(bw_follow_start(&known, 2, &follow, &fail), BW_OK);
    bw_follow_fill(&follow, 0, 3, got);
    for (size_t i = 0; i < 9; i++)
        assert_near(got[i], want[i / 3][i % 3], 1e-15);
    bw_follow_free(&follow);
    bw_taken_free(&taken);
}

/* Item i has score n - i, but 2 and 3 have the same. */
static void score_by_hand(const void *context, struct bw_ixs history, uint32_t *room, double *out)
{
    static const double scores[] = {5, 4, 3, 3, 1};
    (void)context;
    assert_true(history.n > 0);
    room[4] = 0; /* as many as there are items */
    memcpy(out, scores, sizeof scores);
}

static void judge__looks_for_the_held_back_among_what_was_not_taken(void **state)
{
    /* Held back: 4 after 0, 1 (behind 2 and 3); 3 after 0 (behind 1 and, with the same score, 2); 0
     * after 4; nothing of the one who took one. */
    struct bw_taken taken = TAKEN(5, 0, 1, 4, END, 0, 3, END, 2, END, 4, 0, END);
    static const struct bw_judge_case cases[] = {{0, 1}, {1, 1}, {3, 1}};
    static const struct bw_judge_case all_cases[] = {{0, 1}, {0, 2}, {1, 1}, {3, 1}};
    static const uint32_t want[] = {3, 3, 1}, want_all[] = {3, 1, 3, 1};
    static const double highest[] = {3, 4, 5};
    struct bw_judge judge;
    struct bw_fail fail;
    uint32_t ranks[4];
    double got[3];
    (void)state;
    assert_int_equal(bw_judge_make(&taken, (struct bw_judge_whom){1, 1, 1, 9, 0}, 2, &judge, &fail),
                     BW_OK);
    assert_int_equal(judge.n, 3);
    assert_memory_equal(judge.cases, cases, sizeof cases);
    assert_int_equal(bw_judge_rank(&judge, score_by_hand, NULL, ranks, &fail), BW_OK);
    assert_memory_equal(ranks, want, sizeof want);
    assert_int_equal(bw_judge_highest(&judge, score_by_hand, NULL, got, &fail), BW_OK);
    for (size_t i = 0; i < 3; i++)
        assert_near(got[i], highest[i], 0);
    assert_near(bw_judge_hits(ranks, 3, 1), 1. / 3, 1e-15);
    assert_near(bw_judge_hits(ranks, 3, 3), 1, 1e-15);
    assert_near(bw_judge_ndcg(ranks, 3, 2), 1. / 3, 1e-15);
    assert_near(bw_judge_ndcg(ranks, 3, 3), (1 + .5 + .5) / 3, 1e-15);
    bw_judge_free(&judge);
    /* Both places at once. */
    assert_int_equal(bw_judge_make(&taken, (struct bw_judge_whom){1, 2, 1, 9, 0}, 2, &judge, &fail),
                     BW_OK);
    assert_int_equal(judge.n, 4);
    assert_memory_equal(judge.cases, all_cases, sizeof all_cases);
    assert_int_equal(bw_judge_rank(&judge, score_by_hand, NULL, ranks, &fail), BW_OK);
    assert_memory_equal(ranks, want_all, sizeof want_all);
    bw_judge_free(&judge);
    /* Of the one before the last, one user has a history: 1 after 0, and nothing is in front. */
    assert_int_equal(bw_judge_make(&taken, (struct bw_judge_whom){2, 2, 1, 9, 0}, 1, &judge, &fail),
                     BW_OK);
    assert_int_equal(judge.n, 1);
    assert_int_equal(bw_judge_rank(&judge, score_by_hand, NULL, ranks, &fail), BW_OK);
    assert_int_equal(ranks[0], 1);
    bw_judge_free(&judge);
    bw_taken_free(&taken);
}

static void judge__is_learned_for_without_what_is_foretold(void **state)
{
    /* Three have something before the last two: the first and the third of them are judged. */
    struct bw_taken taken =
        TAKEN(5, 0, 1, 4, 2, END, 0, 3, 1, END, 2, END, 4, 0, 3, END, 1, 2, END, 3, 4, END);
    static const size_t at[] = {0, 1, 3, 4, 5, 6, 7};
    static const uint32_t items[] = {0, 0, 3, 2, 4, 1, 3};
    static const struct bw_judge_case cases[] = {{0, 2}, {0, 3}, {3, 2}};
    struct bw_taken before;
    struct bw_judge judge;
    struct bw_fail fail;
    (void)state;
    assert_int_equal(bw_judge_make(&taken, (struct bw_judge_whom){2, 3, 2, 9, 0}, 1, &judge, &fail),
                     BW_OK);
    assert_int_equal(judge.n, 3);
    assert_memory_equal(judge.cases, cases, sizeof cases);
    assert_int_equal(bw_judge_before(&judge, 1, &before, &fail), BW_OK);
    assert_memory_equal(before.at, at, sizeof at);
    assert_memory_equal(before.items, items, sizeof items);
    bw_taken_free(&before);
    bw_judge_free(&judge);
    bw_taken_free(&taken);
}

static void judge__draws_as_many_as_asked_by_the_seed(void **state)
{
    struct bw_taken taken = draw_taken((struct world){1000, 20, 3, 0}, 1);
    struct bw_judge a, b, c;
    struct bw_fail fail;
    (void)state;
    assert_int_equal(bw_judge_make(&taken, (struct bw_judge_whom){1, 3, 2, 40, 5}, 1, &a, &fail),
                     BW_OK);
    assert_int_equal(bw_judge_make(&taken, (struct bw_judge_whom){1, 3, 2, 40, 5}, 1, &b, &fail),
                     BW_OK);
    assert_int_equal(bw_judge_make(&taken, (struct bw_judge_whom){1, 3, 2, 40, 6}, 1, &c, &fail),
                     BW_OK);
    assert_true(a.n == 80 && b.n == 80 && c.n == 80); /* two of each: three were taken */
    assert_memory_equal(a.cases, b.cases, 80 * sizeof *a.cases);
    assert_memory_not_equal(a.cases, c.cases, 80 * sizeof *a.cases);
    for (uint32_t i = 0; i < a.n; i++) {
        assert_int_equal(a.cases[i].user % 2, 0);
        assert_int_equal(a.cases[i].back, 1 + i % 2);
        assert_true(i < 2 || a.cases[i].user > a.cases[i - 2].user);
    }
    bw_judge_free(&a);
    bw_judge_free(&b);
    bw_judge_free(&c);
    bw_taken_free(&taken);
}

struct hill {
    double top;
    unsigned n_tried;
};

static enum bw_err try_hill(void *context, double ridge, double *worth, struct bw_fail *fail)
{
    struct hill *hill = context;
    double off = log10(ridge) - hill->top;
    (void)fail;
    hill->n_tried++;
    *worth = -off * off;
    return BW_OK;
}

static void climb__finds_the_top_between_its_bounds(void **state)
{
    static const struct {
        double top, want;
    } cases[] = {{2.5, 2.5}, {2.6, 2.5}, {2.7, 2.75}, {.1, 0}, {-3, 0}, {4.3, 4.25}, {9, 5}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct hill hill = {cases[i].top, 0};
        struct bw_climbed climbed;
        struct bw_fail fail;
        assert_int_equal(bw_ease_climb(try_hill, &hill, &climbed, &fail), BW_OK);
        assert_near(log10(climbed.ridge), cases[i].want, 1e-12);
        assert_near(climbed.worth, -pow(cases[i].want - cases[i].top, 2), 1e-12);
        assert_int_equal(climbed.n_tried, hill.n_tried);
        assert_true(hill.n_tried <= 10);
    }
}

struct names {
    char text[1000][4];
    struct bw_str ids[1000];
};

static struct names *make_names(void)
{
    struct names *names = calloc(1, sizeof *names);
    assert_non_null(names);
    for (size_t i = 0; i < 1000; i++) {
        for (size_t d = 0, left = i; d < 3; d++, left /= 10)
            names->text[i][2 - d] = (char)('0' + left % 10);
        names->ids[i] = (struct bw_str){names->text[i], 3};
    }
    return names;
}

static struct bw_learnt learn_world(struct world world, uint32_t back, unsigned n_threads)
{
    struct bw_taken taken = draw_taken(world, 11);
    struct names *names = make_names();
    struct bw_learn_how how = {.ids = names->ids, .back = back, .seed = 1, .n_threads = n_threads};
    struct bw_learnt learnt;
    struct bw_fail fail;
    assert_int_equal(bw_learn_coenrol(&taken, &how, &learnt, &fail), BW_OK);
    bw_taken_free(&taken);
    free(names);
    return learnt;
}

static void learnt__is_a_section_and_the_same_with_any_number_of_threads(void **state)
{
    struct world world = {1500, 120, 8, .4};
    struct bw_learnt first = learn_world(world, 0, 1), again = learn_world(world, 0, 3);
    struct bw_coenrol coenrol;
    struct bw_fail fail;
    (void)state;
    assert_int_equal(first.n_bytes, again.n_bytes);
    assert_memory_equal(first.section, again.section, first.n_bytes);
    assert_int_equal(bw_coenrol_open(first.section, first.n_bytes, &coenrol, &fail), BW_OK);
    assert_int_equal(coenrol.n_courses, 120);
    assert_int_equal(bw_coenrol_find(&coenrol, (struct bw_str){"042", 3}), 42);
    assert_near(coenrol.follow_share, first.choice.follow_share, 0);
    /* 42 * 7 + 3 = 297 comes after 42, and nothing else as often. */
    for (uint32_t j = 0; j < 120; j++)
        if (j != 297 % 120)
            assert_true(weight_in(&coenrol.follow, 42, j) <
                        weight_in(&coenrol.follow, 42, 297 % 120) / 2);
    free(first.section);
    free(again.section);
}

static void follow_up__serves_where_it_helps_and_only_there(void **state)
{
    struct bw_learnt in_order = learn_world((struct world){3000, 200, 6, .5}, 0, 2);
    struct bw_learnt without = learn_world((struct world){3000, 200, 6, 0}, 0, 2);
    (void)state;
    assert_int_equal(in_order.choice.n_judged, 3000); /* three of every third */
    assert_true(in_order.choice.follow_share >= .5);
    assert_true(in_order.choice.ndcg_mixed > 1.05 * in_order.choice.ndcg_together);
    assert_near(without.choice.follow_share, 0, 0);
    assert_near(without.choice.ndcg_mixed, without.choice.ndcg_together, 0);
    free(in_order.section);
    free(without.section);
}

/* Who took what in order, and at the end something that has nothing to do with it. */
static void follow_up__serves_whatever_stands_last(void **state)
{
    struct world world = {3000, 200, 7, .5};
    struct bw_taken taken = draw_taken(world, 11);
    struct names *names = make_names();
    struct bw_learn_how how = {.ids = names->ids, .back = 0, .seed = 1, .n_threads = 2};
    struct bw_learnt learnt;
    struct bw_fail fail;
    (void)state;
    for (uint32_t u = 0; u < taken.n_users; u++) {
        uint32_t *row = taken.items + taken.at[u], odd = u % 200;
        for (size_t i = 0; i + 1 < world.n; i++)
            if (row[i] == odd) {
                odd = (odd + 1) % 200;
                i = (size_t)-1; /* from the first again */
            }
        row[world.n - 1] = odd;
    }
    assert_int_equal(bw_learn_coenrol(&taken, &how, &learnt, &fail), BW_OK);
    assert_true(learnt.choice.follow_share > 0);
    assert_true(learnt.choice.ndcg_mixed > 1.05 * learnt.choice.ndcg_together);
    free(learnt.section);
    free(names);
    bw_taken_free(&taken);
}

static void held_back__is_not_seen(void **state)
{
    struct world world = {800, 60, 6, .3};
    struct bw_taken taken = draw_taken(world, 11), changed = draw_taken(world, 11);
    struct names *names = make_names();
    struct bw_learn_how how = {.ids = names->ids, .back = 1, .seed = 1, .n_threads = 2};
    struct bw_learnt a, b;
    struct bw_fail fail;
    (void)state;
    for (uint32_t u = 0; u < changed.n_users; u++)
        changed.items[changed.at[u + 1] - 1] = u % 60;
    assert_int_equal(bw_learn_coenrol(&taken, &how, &a, &fail), BW_OK);
    assert_int_equal(bw_learn_coenrol(&changed, &how, &b, &fail), BW_OK);
    assert_int_equal(a.n_bytes, b.n_bytes);
    assert_memory_equal(a.section, b.section, a.n_bytes);
    assert_memory_equal(&a.choice, &b.choice, sizeof a.choice);
    free(a.section);
    free(b.section);
    free(names);
    bw_taken_free(&taken);
    bw_taken_free(&changed);
}

static void few_takers__are_learned_from_without_a_choice(void **state)
{
    struct bw_taken taken = TAKEN(2, 0, 1, END, 0, 1, END, 0, 1, END, 1, 0, END, 1, 0, END);
    struct bw_learn_how how = {.ids = (struct bw_str[]){{"a", 1}, {"b", 1}}, .n_threads = 1};
    struct bw_learnt learnt;
    struct bw_fail fail;
    (void)state;
    assert_int_equal(bw_learn_coenrol(&taken, &how, &learnt, &fail), BW_OK);
    assert_int_equal(learnt.n_courses, 2);
    assert_int_equal(learnt.choice.n_judged, 0);
    assert_near(learnt.choice.ridge, BW_CLIMB_USUAL, 1e-9);
    assert_near(learnt.choice.follow_share, 0, 0);
    free(learnt.section);
    taken.n_users = 4;
    assert_int_equal(bw_learn_coenrol(&taken, &how, &learnt, &fail), BW_NOT_FOUND);
    bw_taken_free(&taken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(square__is_inverted_whatever_its_size),
        cmocka_unit_test(square__is_the_same_with_any_number_of_threads),
        cmocka_unit_test(square__that_has_no_inverse_is_refused),
        cmocka_unit_test(ease__equals_its_formula_pruned_to_100_of_a_target),
        cmocka_unit_test(strongest__are_above_0_and_of_equal_ones_the_first),
        cmocka_unit_test(known__are_those_with_five_takers),
        cmocka_unit_test(known__spread_moves_scores_to_their_items),
        cmocka_unit_test(follow__is_what_came_next_drawn_to_what_is_next_at_all),
        cmocka_unit_test(judge__looks_for_the_held_back_among_what_was_not_taken),
        cmocka_unit_test(judge__is_learned_for_without_what_is_foretold),
        cmocka_unit_test(judge__draws_as_many_as_asked_by_the_seed),
        cmocka_unit_test(climb__finds_the_top_between_its_bounds),
        cmocka_unit_test(learnt__is_a_section_and_the_same_with_any_number_of_threads),
        cmocka_unit_test(follow_up__serves_where_it_helps_and_only_there),
        cmocka_unit_test(follow_up__serves_whatever_stands_last),
        cmocka_unit_test(held_back__is_not_seen),
        cmocka_unit_test(few_takers__are_learned_from_without_a_choice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
