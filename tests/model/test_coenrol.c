/* Co-enrolment: a section written by hand is found again in place, a history scores as the formula
 * says, and nothing but a whole, sound section is taken. */
#include <stdlib.h>
#include <string.h>

#include "model/learned/coenrol.h"
#include "tests/model/check.h"

#define N 4u

/* Courses "a", "b10", "b9", "é"; who took a took b10 and é; after a comes b9, ... */
static uint32_t id_at[N + 1] = {0, 1, 4, 6, 8};
static char ids[] = "ab10b9\xc3\xa9";
static uint32_t together_at[N + 1] = {0, 2, 4, 4, 5};
static uint32_t together_to[] = {1, 3, 0, 3, 2};
static float together_weight[] = {.5f, .25f, .125f, 1, .75f};
static uint32_t follow_at[N + 1] = {0, 1, 1, 3, 3};
static uint32_t follow_to[] = {2, 0, 3};
static float follow_weight[] = {.5f, .25f, .0625f};

static struct bw_coenrol parts_by_hand(void)
{
    return (struct bw_coenrol){.n_courses = N,
                               .id_at = id_at,
                               .ids = ids,
                               .together = {together_at, together_to, together_weight},
                               .follow = {follow_at, follow_to, follow_weight},
                               .follow_share = .25,
                               .follow_fade = .5,
                               .together_full = 2,
                               .follow_full = .5};
}

struct made {
    unsigned char *bytes;
    size_t n;
};

static struct made make(void)
{
    struct bw_coenrol parts = parts_by_hand();
    struct made made = {.n = bw_coenrol_bytes(&parts)};
    struct bw_fail fail;
    made.bytes = malloc(made.n);
    assert_non_null(made.bytes);
    assert_int_equal(bw_coenrol_pack(&parts, made.bytes, &fail), BW_OK);
    return made;
}

static struct bw_coenrol open_well(const struct made *made)
{
    struct bw_coenrol opened;
    struct bw_fail fail;
    assert_int_equal(bw_coenrol_open(made->bytes, made->n, &opened, &fail), BW_OK);
    return opened;
}

static struct bw_str str_of(const char *text)
{
    return (struct bw_str){text, (uint32_t)strlen(text)};
}

static void packed__is_found_again_in_place(void **state)
{
    struct made made = make(), again = make();
    struct bw_coenrol opened = open_well(&made);
    (void)state;
    assert_int_equal(opened.n_courses, N);
    assert_near(opened.follow_share, .25, 0);
    assert_near(opened.follow_fade, .5, 0);
    assert_near(opened.together_full, 2, 0);
    assert_near(opened.follow_full, .5, 0);
    assert_memory_equal(opened.together.at, together_at, sizeof together_at);
    assert_memory_equal(opened.together.to, together_to, sizeof together_to);
    assert_memory_equal(opened.together.weight, together_weight, sizeof together_weight);
    assert_memory_equal(opened.follow.at, follow_at, sizeof follow_at);
    assert_memory_equal(opened.follow.to, follow_to, sizeof follow_to);
    assert_memory_equal(opened.follow.weight, follow_weight, sizeof follow_weight);
    assert_true((const unsigned char *)opened.ids + 8 == made.bytes + made.n);
    assert_memory_equal(made.bytes, again.bytes, made.n);
    free(made.bytes);
    free(again.bytes);
}

static void course__is_found_by_its_whole_id(void **state)
{
    static const char *const known[N] = {"a", "b10", "b9", "\xc3\xa9"};
    static const char *const unknown[] = {"",    "A", "b",        "b1",  "b100",
                                          "b99", "c", "\xc3\xa8", "\xff"};
    struct made made = make();
    struct bw_coenrol opened = open_well(&made);
    (void)state;
    for (uint32_t i = 0; i < N; i++) {
        assert_int_equal(bw_coenrol_find(&opened, str_of(known[i])), i);
        assert_int_equal(bw_str_compare(bw_coenrol_id(&opened, i), str_of(known[i])), 0);
    }
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_int_equal(bw_coenrol_find(&opened, str_of(unknown[i])), BW_NONE);
    free(made.bytes);
}

static void history__scores_by_all_of_it_and_most_by_its_last(void **state)
{
    static const struct {
        size_t n;
        uint32_t history[4];
        double score[N];
    } cases[] = {
        {0, {0}, {0, 0, 0, 0}},
        /* .75 / 2 of together, .25 / .5 of follow */
        {1, {0}, {0, .5 * .375, .5 * .5, .25 * .375}},
        {1, {2}, {.25 * .5, 0, 0, .0625 * .5}},
        /* Of two the last counts for 2/3; of four for 8/15, and the first for 1/15. */
        {2, {0, 2}, {.25 / 3, .5 * .375, .25 / 3, .25 * .375 + .0625 / 3}},
        {2, {2, 0}, {.125 / 3, .5 * .375, .5 / 3, .25 * .375 + .03125 / 3}},
        {4,
         {0, 1, 3, 2},
         {.125 * .375 + .25 * 4 / 15, .5 * .375, .75 * .375 + .25 / 15,
          1.25 * .375 + .0625 * 4 / 15}},
    };
    struct made made = make();
    struct bw_coenrol opened = open_well(&made);
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        double got[N] = {9, 9, 9, 9};
        bw_coenrol_score(&opened, cases[c].history, cases[c].n, got);
        for (uint32_t j = 0; j < N; j++)
            assert_near(got[j], cases[c].score[j], 1e-15);
    }
    free(made.bytes);
}

/* After course i comes the sixth with a weight of 2^-i, and nothing else. */
static void history__is_followed_from_its_last_four(void **state)
{
    static const uint32_t none[7] = {0}, at[7] = {0, 1, 2, 3, 4, 5, 5}, to[5] = {5, 5, 5, 5, 5};
    static const float weight[5] = {1, .5f, .25f, .125f, .0625f};
    static const uint32_t history[] = {0, 1, 2, 3, 4};
    struct bw_coenrol parts = {.n_courses = 6,
                               .together = {none, NULL, NULL},
                               .follow = {at, to, weight},
                               .follow_share = 1,
                               .together_full = 1,
                               .follow_full = 1};
    double got[6];
    (void)state;
    parts.follow_fade = 1;
    bw_coenrol_score(&parts, history, 5, got);
    assert_near(got[5], (.5 + .25 + .125 + .0625) / 4, 1e-15);
    bw_coenrol_score(&parts, history, 3, got);
    assert_near(got[5], (1 + .5 + .25) / 3, 1e-15);
    parts.follow_fade = .25;
    bw_coenrol_score(&parts, history, 5, got);
    assert_near(got[5], (.0625 + .125 / 4 + .25 / 16 + .5 / 64) / (1 + 1. / 4 + 1. / 16 + 1. / 64),
                1e-15);
    parts.follow_fade = 0;
    bw_coenrol_score(&parts, history, 5, got);
    assert_near(got[5], .0625, 0);
}

static void score__is_1_at_most(void **state)
{
    struct bw_coenrol parts = parts_by_hand();
    double got[N];
    (void)state;
    parts.together_full = .25;
    parts.follow_share = 0;
    bw_coenrol_score(&parts, (uint32_t[]){1, 0}, 2, got);
    assert_near(got[0], .5, 0);
    assert_near(got[1], 1, 0);
    assert_near(got[2], 0, 0);
    assert_near(got[3], 1, 0);
}

/* From memory of just its size, so that a sanitizer sees a byte too far. */
static enum bw_err open_copy(const unsigned char *bytes, size_t n, struct bw_fail *fail)
{
    unsigned char *copy = malloc(n ? n : 1);
    struct bw_coenrol opened, untouched;
    memset(&opened, 0x55, sizeof opened);
    untouched = opened;
    assert_non_null(copy);
    memcpy(copy, bytes, n);
    enum bw_err err = bw_coenrol_open(copy, n, &opened, fail);
    if (err) {
        assert_memory_equal(&opened, &untouched, sizeof opened);
        assert_true(strlen(fail->text) > 0);
    }
    free(copy);
    return err;
}

static void section__of_any_other_length_is_refused(void **state)
{
    struct made made = make();
    struct bw_fail fail;
    (void)state;
    for (size_t n = 0; n < made.n; n++)
        assert_int_equal(open_copy(made.bytes, n, &fail), BW_BAD_REQUEST);
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_OK);
    made.bytes = realloc(made.bytes, made.n + 1);
    assert_non_null(made.bytes);
    made.bytes[made.n] = 'z';
    assert_int_equal(open_copy(made.bytes, made.n + 1, &fail), BW_BAD_REQUEST);
    free(made.bytes);
}

/* Whatever stands in a number, the section is refused or scores within 0..1. */
static void section__with_any_bit_changed_is_refused_or_sound(void **state)
{
    struct made made = make();
    size_t refused = 0;
    (void)state;
    for (size_t bit = 0; bit < 8 * made.n; bit++) {
        struct bw_coenrol opened;
        struct bw_fail fail;
        double score[N] = {-1, -1, -1, -1};
        made.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        if (open_copy(made.bytes, made.n, &fail)) {
            refused++;
        } else {
            opened = open_well(&made);
            assert_int_equal(opened.n_courses, N);
            bw_coenrol_score(&opened, (uint32_t[]){3, 2, 1, 0}, 4, score);
            for (uint32_t j = 0; j < N; j++)
                assert_true(score[j] >= 0 && score[j] <= 1);
        }
        made.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    /* The magic, the version and the counts, at least. */
    assert_true(refused >= (size_t)8 * 32);
    free(made.bytes);
}

/* Packs what is no section: a change to the parts by hand, taken back afterwards. */
#define ASSERT_REFUSED(place, value, what)                                                         \
    do {                                                                                           \
        __typeof__(place) before_ = (place);                                                       \
        struct bw_fail fail_;                                                                      \
        unsigned char bytes_[1024] __attribute__((aligned(8)));                                    \
        (place) = (value);                                                                         \
        assert_int_equal(bw_coenrol_pack(&parts, bytes_, &fail_), BW_BAD_REQUEST);                 \
        (place) = before_;                                                                         \
        assert_string_equal(fail_.text, "the learned model is damaged: co-enrolment: " what        \
                                        "; train it again");                                       \
    } while (0)

static void section__says_what_is_wrong(void **state)
{
    struct bw_coenrol parts = parts_by_hand();
    (void)state;
    ASSERT_REFUSED(parts.follow_share, -.1, "the share of what follows is not from 0 to 1");
    ASSERT_REFUSED(parts.follow_share, 1.1, "the share of what follows is not from 0 to 1");
    ASSERT_REFUSED(parts.follow_share, NAN, "the share of what follows is not from 0 to 1");
    ASSERT_REFUSED(parts.follow_fade, -.1, "what follows fades by what is not from 0 to 1");
    ASSERT_REFUSED(parts.follow_fade, 1.1, "what follows fades by what is not from 0 to 1");
    ASSERT_REFUSED(parts.follow_fade, NAN, "what follows fades by what is not from 0 to 1");
    ASSERT_REFUSED(parts.together_full, 0, "a sum that counts as 1 is out of range");
    ASSERT_REFUSED(parts.together_full, NAN, "a sum that counts as 1 is out of range");
    ASSERT_REFUSED(parts.follow_full, INFINITY, "a sum that counts as 1 is out of range");
    ASSERT_REFUSED(parts.follow_full, -1, "a sum that counts as 1 is out of range");
    ASSERT_REFUSED(id_at[1], 5, "its parts do not follow each other");
    ASSERT_REFUSED(together_at[0], 1, "its parts do not follow each other");
    ASSERT_REFUSED(follow_at[1], 9, "its parts do not follow each other");
    ASSERT_REFUSED(id_at[1], 0, "an id is empty or no UTF-8");
    ASSERT_REFUSED(ids[6], 'x', "an id is empty or no UTF-8");
    ASSERT_REFUSED(ids[0], 'c', "its ids are not in order, each once");
    ASSERT_REFUSED(together_to[0], 0, "a weight is to a course that is not there, or to itself");
    ASSERT_REFUSED(together_to[1], N, "a weight is to a course that is not there, or to itself");
    ASSERT_REFUSED(follow_to[2], 2, "a weight is to a course that is not there, or to itself");
    ASSERT_REFUSED(together_to[1], 1, "weights are not in order, one for two courses");
    ASSERT_REFUSED(follow_to[1], 3, "weights are not in order, one for two courses");
    ASSERT_REFUSED(together_weight[4], 0, "a weight is not above 0 and at most a million");
    ASSERT_REFUSED(together_weight[0], -1, "a weight is not above 0 and at most a million");
    ASSERT_REFUSED(follow_weight[0], NAN, "a weight is not above 0 and at most a million");
    ASSERT_REFUSED(follow_weight[2], INFINITY, "a weight is not above 0 and at most a million");
}

static void section__of_another_kind_or_version_says_so(void **state)
{
    struct made made = make();
    struct bw_coenrol opened;
    struct bw_fail fail;
    (void)state;
    made.bytes[8]--;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_NOT_SUPPORTED);
    assert_string_equal(fail.text, "the learned model's co-enrolment has version 1, this program "
                                   "reads version 2; train it again");
    made.bytes[8] += 2;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_NOT_SUPPORTED);
    made.bytes[0] = '?';
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    assert_int_equal(bw_coenrol_open(made.bytes + 4, made.n - 4, &opened, &fail), BW_INTERNAL);
    free(made.bytes);
}

static void ids__are_each_once(void **state)
{
    struct bw_coenrol parts = parts_by_hand();
    static const uint32_t at[] = {0, 1, 2}, none[] = {0, 0, 0};
    unsigned char bytes[256] __attribute__((aligned(8)));
    struct bw_fail fail;
    (void)state;
    parts.n_courses = 2;
    parts.id_at = at;
    parts.together.at = parts.follow.at = none;
    parts.ids = "aa";
    assert_int_equal(bw_coenrol_pack(&parts, bytes, &fail), BW_BAD_REQUEST);
    parts.ids = "ab";
    assert_int_equal(bw_coenrol_pack(&parts, bytes, &fail), BW_OK);
    parts.n_courses = 0;
    assert_int_equal(bw_coenrol_pack(&parts, bytes, &fail), BW_BAD_REQUEST);
}

#define MANY (BW_COENROL_MOST + 2)

/* Course 0 has one weight of each of `n` others in `together`, or to each in `follow`. */
static enum bw_err pack_many(uint32_t n_together, uint32_t n_follow)
{
    static uint32_t places[MANY + 1], from[MANY + 1], to[MANY + 1], zero[MANY], rising[MANY];
    static float weight[MANY];
    static char names[3 * MANY + 1];
    static unsigned char bytes[8192] __attribute__((aligned(8)));
    struct bw_fail fail;
    for (uint32_t i = 0; i <= MANY; i++) {
        places[i] = 3 * i;
        from[i] = i < 1 ? 0 : i - 1 < n_together ? i - 1 : n_together;
        to[i] = i ? n_follow : 0;
    }
    for (size_t i = 0; i < MANY; i++) {
        rising[i] = (uint32_t)i + 1;
        weight[i] = 1;
        names[3 * i] = (char)('0' + i / 100);
        names[3 * i + 1] = (char)('0' + i / 10 % 10);
        names[3 * i + 2] = (char)('0' + i % 10);
    }
    struct bw_coenrol parts = {.n_courses = MANY,
                               .id_at = places,
                               .ids = names,
                               .together = {from, zero, weight},
                               .follow = {to, rising, weight},
                               .together_full = 1,
                               .follow_full = 1};
    assert_true(bw_coenrol_bytes(&parts) <= sizeof bytes);
    return bw_coenrol_pack(&parts, bytes, &fail);
}

static void course__has_100_weights_of_a_kind_at_most(void **state)
{
    (void)state;
    assert_int_equal(pack_many(100, 100), BW_OK);
    assert_int_equal(pack_many(101, 0), BW_BAD_REQUEST);
    assert_int_equal(pack_many(0, 101), BW_BAD_REQUEST);
    assert_int_equal(pack_many(0, 0), BW_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packed__is_found_again_in_place),
        cmocka_unit_test(course__is_found_by_its_whole_id),
        cmocka_unit_test(history__scores_by_all_of_it_and_most_by_its_last),
        cmocka_unit_test(history__is_followed_from_its_last_four),
        cmocka_unit_test(score__is_1_at_most),
        cmocka_unit_test(section__of_any_other_length_is_refused),
        cmocka_unit_test(section__with_any_bit_changed_is_refused_or_sound),
        cmocka_unit_test(section__says_what_is_wrong),
        cmocka_unit_test(section__of_another_kind_or_version_says_so),
        cmocka_unit_test(ids__are_each_once),
        cmocka_unit_test(course__has_100_weights_of_a_kind_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
