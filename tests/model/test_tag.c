/* Tagging held against the same arithmetic done plainly, and against what a reader would say. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/base/log.h"
#include "model/text/search.h"
#include "model/tag/tag.h"
#include "model/tag/tag_level.h"
#include "tests/model/arena.h"

#define COMPETENCIES 6
#define COURSES 40

/* A catalogue of six competencies; the courses of each talk about their own things. */
struct shelf {
    struct bw_catalogue cat;
    struct bw_org orgs[2];
    uint32_t sees[2];
    struct bw_competency competencies[COMPETENCIES];
    struct bw_prose competency_prose[COMPETENCIES], course_prose[COURSES];
    struct bw_course courses[COURSES];
    struct bw_teach teaches[COURSES];
    uint32_t teaching_at[COMPETENCIES + 1];
    char ids[COURSES][8], titles[COURSES][64], descriptions[COURSES][128];
    uint32_t same[2];
    struct bw_text_index *index;
    struct bw_tagger *tagger;
};

static const char *const labels[COMPETENCIES] = {
    "Permits", "Youth care",      "Debt counselling",
    "Welding", "Archive keeping", "Guidance on debt" /* the same as Debt counselling */};
static const char *const talk[COMPETENCIES] = {
    "building dormer zoning plan objection hearing",
    "family school visit signals neglect safety",
    "creditors budget instalment bankruptcy letters",
    "torch metal seam electrode helmet fumes",
    "retention dossier metadata shelf destruction list",
    "creditors budget instalment bankruptcy letters",
};

static struct bw_str str_of(const char *text)
{
    return (struct bw_str){text, text ? (uint32_t)strlen(text) : 0};
}

/* The w-th of the words of `text`, times over. */
static struct bw_str word_at(const char *text, unsigned w)
{
    for (unsigned i = 0; i < w % 6 && strchr(text, ' '); i++)
        text = strchr(text, ' ') + 1;
    return (struct bw_str){text, (uint32_t)strcspn(text, " ")};
}

static void write_course(struct shelf *shelf, uint32_t c, uint32_t competency)
{
    struct bw_str a = word_at(talk[competency], c), b = word_at(talk[competency], c / 3 + 1),
                  d = word_at(talk[competency], c / 7 + 3);
    snprintf(shelf->ids[c], sizeof shelf->ids[c], "k%03u", c);
    snprintf(shelf->titles[c], sizeof shelf->titles[c], "Course %u: %.*s and more", c, (int)a.len,
             a.at);
    snprintf(shelf->descriptions[c], sizeof shelf->descriptions[c],
             "You learn about the %.*s, the %.*s and the %.*s.", (int)a.len, a.at, (int)b.len, b.at,
             (int)d.len, d.at);
    shelf->course_prose[c].description.in[BW_EN] = str_of(shelf->descriptions[c]);
    shelf->teaches[c] = (struct bw_teach){competency, false, 1, competency == 3 ? 5 : 3};
    shelf->courses[c] = (struct bw_course){
        .id = str_of(shelf->ids[c]), .org = BW_NONE, .teaches = &shelf->teaches[c], .n_teaches = 1};
    shelf->courses[c].title.in[BW_EN] = str_of(shelf->titles[c]);
}

/* With the first n_confirmed courses confirmed; competency i % 5 for course i. */
static struct shelf *shelf_make(uint32_t n_confirmed)
{
    struct shelf *shelf = calloc(1, sizeof *shelf);
    assert_non_null(shelf);
    for (uint32_t o = 0; o < 2; o++) {
        shelf->sees[o] = o;
        shelf->orgs[o] = (struct bw_org){.parent = BW_NONE, .sees = {&shelf->sees[o], 1}};
    }
    for (uint32_t c = 0; c < COMPETENCIES; c++) {
        shelf->competencies[c] = (struct bw_competency){.id = str_of(labels[c]), .org = BW_NONE};
        shelf->competencies[c].label.in[BW_EN] = str_of(labels[c]);
    }
    shelf->same[0] = 5;
    shelf->same[1] = 2;
    shelf->competencies[2].same = (struct bw_ixs){&shelf->same[0], 1};
    shelf->competencies[5].same = (struct bw_ixs){&shelf->same[1], 1};
    for (uint32_t c = 0; c < COURSES; c++) {
        write_course(shelf, c, c % 5);
        if (c >= n_confirmed)
            shelf->courses[c].n_teaches = 0;
        else
            for (uint32_t i = c % 5 + 1; i <= COMPETENCIES; i++)
                shelf->teaching_at[i]++;
    }
    shelf->cat = (struct bw_catalogue){.orgs = shelf->orgs,
                                       .competencies = shelf->competencies,
                                       .courses = shelf->courses,
                                       .competency_prose = shelf->competency_prose,
                                       .course_prose = shelf->course_prose,
                                       .n_orgs = 2,
                                       .n_competencies = COMPETENCIES,
                                       .n_courses = COURSES,
                                       .teaching_at = shelf->teaching_at};
    shelf->index = bw_search_build(&shelf->cat);
    assert_non_null(shelf->index);
    shelf->tagger = bw_tagger_build(&shelf->cat, shelf->index, arena);
    assert_non_null(shelf->tagger);
    return shelf;
}

static void shelf_free(struct shelf *shelf)
{
    bw_tagger_free(shelf->tagger);
    bw_text_index_free(shelf->index);
    free(shelf);
}

static struct bw_tags tag(const struct shelf *shelf, const char *text)
{
    struct bw_tag_ask ask = {
        .text = str_of(text), .asker = {true, BW_NONE, BW_NONE}, .k = COMPETENCIES};
    return bw_tag(shelf->tagger, &ask, arena);
}

/* ---- vectors of words */

/* Weight of the word in a record, by reading the texts again. */
static double weight_in(const struct shelf *shelf, uint32_t course, const char *word)
{
    struct bw_str texts[2] = {shelf->courses[course].title.in[BW_EN],
                              shelf->course_prose[course].description.in[BW_EN]};
    double weight = 0;
    for (int t = 0; t < 2; t++) {
        struct bw_text_fold fold;
        struct bw_folded at;
        uint32_t n = 0;
        bw_text_fold_start(&fold, texts[t]);
        while (bw_text_fold_next(&fold, &at))
            n += at.len == strlen(word) && memcmp(at.at, word, at.len) == 0;
        weight += n ? (t == 0 ? 2 : 1) * (1 + bw_log(n)) : 0;
    }
    return weight;
}

static double rarity_of(const struct shelf *shelf, const char *word)
{
    double n = 0;
    for (uint32_t c = 0; c < COURSES; c++)
        n += weight_in(shelf, c, word) > 0;
    return bw_log(1 + (COURSES + COMPETENCIES) / (n + .5));
}

static void words__weigh_as_a_plain_count_says(void **state)
{
    static const char *const words[] = {"course", "dormer", "and", "you", "creditors", "learn"};
    struct shelf *shelf = shelf_make(COURSES);
    const struct bw_tag_words *of = shelf->tagger->words;
    (void)state;
    for (uint32_t c = 0; c < COURSES; c++) {
        uint32_t document = COMPETENCIES + c;
        double square = 0, first = 0, first_said = 0;
        for (size_t e = of->first_of[document]; e < of->first_of[document + 1]; e++)
            square += (double)of->words_of[e].weight * of->words_of[e].weight;
        assert_near(square, 1, 1e-6);
        /* Lengths are 1, so what is compared are ratios to the first word. */
        for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
            double plain = weight_in(shelf, c, words[w]) * rarity_of(shelf, words[w]), said = 0;
            uint32_t number = bw_text_index_find(shelf->index, str_of(words[w]));
            assert_int_not_equal(number, BW_NONE);
            for (size_t e = of->first[number]; e < of->first[number + 1]; e++)
                said += of->entries[e].at == document ? of->entries[e].weight : 0;
            first = w == 0 ? plain : first;
            first_said = w == 0 ? said : first_said;
            assert_near(said * first, plain * first_said, 1e-6 * first);
        }
    }
    shelf_free(shelf);
}

static void words__both_ways_round_are_the_same(void **state)
{
    struct shelf *shelf = shelf_make(COURSES);
    const struct bw_tag_words *of = shelf->tagger->words;
    size_t n = 0;
    (void)state;
    for (uint32_t w = 0; w < of->n_words; w++) {
        for (size_t e = of->first[w]; e < of->first[w + 1]; e++) {
            const struct bw_tag_entry *entry = &of->entries[e];
            size_t found = 0;
            for (size_t i = of->first_of[entry->at]; i < of->first_of[entry->at + 1]; i++)
                found += of->words_of[i].at == w && of->words_of[i].weight == entry->weight;
            assert_int_equal(found, 1);
            n++;
        }
    }
    assert_int_equal(n, of->first_of[of->n_documents]);
    shelf_free(shelf);
}

/* ---- near courses */

static void near__solves_the_equations_of_the_ridge(void **state)
{
    struct shelf *shelf = shelf_make(COURSES);
    const struct bw_tag_words *words = shelf->tagger->words;
    struct bw_tag_asker asker = {true, BW_NONE, 7};
    struct bw_text_query query;
    struct bw_tag_near near;
    (void)state;
    bw_text_query_make(shelf->index, str_of("creditors and a budget plan in the family"), arena,
                       &query);
    const double *folded = bw_tag_words_fold(words, &query, arena);
    const double *alike = bw_tag_words_alike(words, &query, folded, arena);
    bw_tag_near_find(&shelf->cat, words, alike, &asker, arena, &near);
    assert_true(near.n > 20);
    for (uint32_t i = 0; i < near.n; i++) {
        double left = near.weight[i]; /* the ridge, 1 */
        assert_int_not_equal(near.course[i], 7);
        assert_true(i == 0 || near.alike[i] <= near.alike[i - 1]);
        for (uint32_t j = 0; j < near.n; j++) {
            uint32_t a = COMPETENCIES + near.course[i], b = COMPETENCIES + near.course[j];
            for (size_t e = words->first_of[a]; e < words->first_of[a + 1]; e++)
                for (size_t f = words->first_of[b]; f < words->first_of[b + 1]; f++)
                    if (words->words_of[e].at == words->words_of[f].at)
                        left += (double)words->words_of[e].weight * words->words_of[f].weight *
                                near.weight[j];
        }
        assert_near(left, near.alike[i], 1e-9);
    }
    shelf_free(shelf);
}

/* ---- weights */

static void fit__without_anything_confirmed_the_weights_are_the_fixed_ones(void **state)
{
    struct shelf *shelf = shelf_make(0);
    (void)state;
    const struct bw_tag_weights *fitted = &shelf->tagger->weights;
    assert_int_equal(fitted->n_courses, 0);
    assert_near(fitted->constant, bw_tag_weights_fixed.constant, 0);
    for (int s = 0; s < BW_TAG_SIGNS; s++)
        assert_near(fitted->of[s], bw_tag_weights_fixed.of[s], 0);
    shelf_free(shelf);
}

static void fit__learns_that_here_names_say_nothing_and_near_courses_much(void **state)
{
    struct shelf *shelf = shelf_make(COURSES);
    const struct bw_tag_weights *fitted = &shelf->tagger->weights;
    (void)state;
    assert_int_equal(fitted->n_courses, COURSES);
    assert_true(fitted->of[BW_TAG_NEAR] > .5);
    struct bw_tags tags = tag(shelf, "Seminar\nThe torch, the electrode and the helmet.");
    struct shelf *none = shelf_make(0);
    struct bw_tags before = tag(none, "Seminar\nThe torch, the electrode and the helmet.");
    assert_string_equal(tags.at[0].competency == 3 ? "Welding" : "another", "Welding");
    assert_true(tags.at[0].probability > .5);
    assert_true(before.at[0].probability < .1);
    shelf_free(none);
    shelf_free(shelf);
}

static void fit__chances_are_logistic(void **state)
{
    (void)state;
    assert_near(bw_tag_chance(0), .5, 1e-15);
    for (int z = -30; z <= 30; z++) {
        assert_near(bw_tag_chance(z), 1 / (1 + exp(-z)), 1e-14);
        assert_near(bw_tag_chance(z) + bw_tag_chance(-z), 1, 1e-15);
    }
}

/* ---- proposals */

static void tag__a_name_in_the_text_is_proposed_when_nothing_is_confirmed(void **state)
{
    struct shelf *shelf = shelf_make(0);
    struct bw_tags tags = tag(shelf, "Welding for all");
    (void)state;
    assert_int_equal(tags.at[0].competency, 3);
    assert_true(tags.at[0].probability > .5);
    for (size_t i = 1; i < tags.n; i++)
        assert_true(tags.at[i].probability <= tags.at[i - 1].probability &&
                    tags.at[i].probability < .3);
    shelf_free(shelf);
}

static void tag__a_text_without_words_has_none(void **state)
{
    struct shelf *shelf = shelf_make(COURSES);
    (void)state;
    assert_int_equal(tag(shelf, "").n, 0);
    assert_int_equal(tag(shelf, " \xf0\x9f\x98\x80 \xff\xfe ...").n, 0);
    shelf_free(shelf);
}

static void tag__what_is_taught_or_the_same_as_that_is_left_out(void **state)
{
    struct shelf *shelf = shelf_make(0);
    uint32_t taught[] = {2};
    struct bw_tag_ask ask = {.text = str_of("Debt counselling and welding"),
                             .asker = {true, BW_NONE, BW_NONE},
                             .k = COMPETENCIES,
                             .without = taught,
                             .n_without = 1};
    struct bw_tags tags = bw_tag(shelf->tagger, &ask, arena);
    (void)state;
    assert_int_equal(tags.n, COMPETENCIES - 2);
    for (size_t i = 0; i < tags.n; i++)
        assert_true(tags.at[i].competency != 2 && tags.at[i].competency != 5);
    ask.least = .4;
    tags = bw_tag(shelf->tagger, &ask, arena);
    assert_int_equal(tags.n, 1);
    assert_int_equal(tags.at[0].competency, 3);
    shelf_free(shelf);
}

static void tag__nobody_is_proposed_what_they_do_not_see(void **state)
{
    struct shelf *shelf = shelf_make(0);
    struct bw_tag_ask ask = {
        .text = str_of("Welding"), .asker = {false, 0, BW_NONE}, .k = COMPETENCIES};
    (void)state;
    shelf->competencies[3].org = 1;
    assert_int_equal(bw_tag(shelf->tagger, &ask, arena).n, COMPETENCIES - 1);
    ask.asker.org = 1;
    assert_int_equal(bw_tag(shelf->tagger, &ask, arena).n, COMPETENCIES);
    /* A shared course cannot refer to what is an org's own. */
    ask.asker = (struct bw_tag_asker){true, BW_NONE, 4};
    assert_int_equal(bw_tag(shelf->tagger, &ask, arena).n, COMPETENCIES - 1);
    shelf->courses[4].org = 1;
    assert_int_equal(bw_tag(shelf->tagger, &ask, arena).n, COMPETENCIES);
    shelf_free(shelf);
}

/* A course is not near itself: what is said of it must not rest on what it teaches. */
static void tag__a_course_does_not_vouch_for_itself(void **state)
{
    struct shelf *shelf = shelf_make(COURSES);
    struct bw_tag_ask ask = {.asker = {true, BW_NONE, 3}, .k = COMPETENCIES};
    (void)state;
    ask.text = bw_tag_text(&shelf->cat, 3, arena);
    struct bw_tags without = bw_tag(shelf->tagger, &ask, arena);
    shelf->teaches[3].competency = 0; /* were it counted, this would show */
    struct bw_tags other = bw_tag(shelf->tagger, &ask, arena);
    assert_int_equal(without.n, other.n);
    assert_memory_equal(without.at, other.at, without.n * sizeof *without.at);
    shelf_free(shelf);
}

/* ---- levels */

static void level__of_words_for_beginners_advanced_people_and_experts(void **state)
{
    static const struct {
        const char *text;
        double from, to;
        bool title;
    } table[] = {
        {"", 0, 0, false},
        {"Gesprekken voeren", 0, 0, false},
        {"Basiscursus Omgevingswet", 0, 2, true},
        {"Inleiding staatssteun\nVoor gevorderden en experts", 0, 2, true},
        {"Staatssteun\nVoor wie beginner is op dit terrein", 0, 2, false},
        {"Staatssteun\nOp basis van casussen van experts", 0, 0, false},
        {"Staatssteun\nGeen voorkennis nodig", 0, 2, false},
        {"Staatssteun\nEr is voorkennis nodig, en geen kleine", 0, 0, false},
        {"Excel voor gevorderden", 2, 4, true},
        {"Verdiepingsdag Wmo", 2, 4, true},
        {"Intermediate Python", 1, 3, true},
        {"Python, from beginner to expert", 0, 5, true},
        {"Advanced accounting", 2, 4, true},
        {"Accounting\nNo prior experience required", 0, 2, false},
        {"ADVANCED ACCOUNTING", 2, 4, true},
        {"Masterclass aanbesteden", 3, 5, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct bw_tag_level level = bw_tag_level_of(str_of(table[i].text));
        if (level.to != table[i].to || level.from != table[i].from ||
            (level.to > 0 && level.in_title != table[i].title))
            fail_msg("\"%s\": %g to %g", table[i].text, level.from, level.to);
    }
}

static void level__is_what_the_title_says_else_near_courses_else_the_text_else_basic(void **state)
{
    struct shelf *shelf = shelf_make(COURSES);
    struct bw_tags tags = tag(shelf, "Torch and electrode for beginners");
    (void)state;
    assert_int_equal(tags.at[0].competency, 3);
    assert_near(tags.at[0].from, 0, 0);
    assert_near(tags.at[0].to, 2, 0);
    tags = tag(shelf, "Torch and electrode\nNo prior knowledge");
    assert_int_equal(tags.at[0].competency, 3);
    assert_near(tags.at[0].from, 1, 0);
    assert_near(tags.at[0].to, 5, 0);
    shelf_free(shelf);
    shelf = shelf_make(0);
    assert_near(tag(shelf, "Welding\nAdvanced welders only").at[0].to, 4, 0);
    assert_near(tag(shelf, "Welding").at[0].to, 2, 0);
    assert_near(tag(shelf, "Welding").at[0].from, -1, 0);
    shelf_free(shelf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words__weigh_as_a_plain_count_says),
        cmocka_unit_test(words__both_ways_round_are_the_same),
        cmocka_unit_test(near__solves_the_equations_of_the_ridge),
        cmocka_unit_test(fit__without_anything_confirmed_the_weights_are_the_fixed_ones),
        cmocka_unit_test(fit__learns_that_here_names_say_nothing_and_near_courses_much),
        cmocka_unit_test(fit__chances_are_logistic),
        cmocka_unit_test(tag__a_name_in_the_text_is_proposed_when_nothing_is_confirmed),
        cmocka_unit_test(tag__a_text_without_words_has_none),
        cmocka_unit_test(tag__what_is_taught_or_the_same_as_that_is_left_out),
        cmocka_unit_test(tag__nobody_is_proposed_what_they_do_not_see),
        cmocka_unit_test(tag__a_course_does_not_vouch_for_itself),
        cmocka_unit_test(level__of_words_for_beginners_advanced_people_and_experts),
        cmocka_unit_test(level__is_what_the_title_says_else_near_courses_else_the_text_else_basic),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
