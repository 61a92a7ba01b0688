/* The n-th allocation that fails, in each part of model/ that takes memory from the system: an
 * error, never a result that leaves something out. All else in model/ lives in the caller's arena,
 * which never comes back empty: at its cap it calls its way out, or the process ends with a word.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/base/arena.h"
#include "model/learned/chance.h"
#include "model/learned/rates.h"
#include "model/peers.h"
#include "model/tag/tag.h"
#include "model/text/search.h"
#include "tests/model/check.h"
#include "tests/model/scarce.h"

#define COURSES 60
#define PEOPLE 40
#define FAILED 1

static uint64_t right; /* what work comes to when nothing fails */
static uint64_t sum;   /* what it came to */

static void mix(const void *bytes, size_t n)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < n; i++)
        sum = (sum ^ at[i]) * 0x100000001b3u;
}

static void settle(void *prepared, int err)
{
    (void)prepared;
    if (!err && sum != right)
        fail_msg("it went well and came to something else");
}

static void try_all(const char *name, void *(*prepare)(void), int (*work)(void *prepared),
                    void (*give_back)(void *prepared))
{
    void *prepared = prepare();
    sum = 0;
    assert_int_equal(work(prepared), 0);
    give_back(prepared);
    right = sum;
    sum = 0;
    scarce_try(&(struct scarce){name, prepare, work, settle}, 0);
}

static struct bw_str str_of(const char *text)
{
    return (struct bw_str){text, (uint32_t)strlen(text)};
}

/* Courses with titles and prose that share words. */
struct shelf {
    struct bw_catalogue cat;
    struct bw_competency competencies[3];
    struct bw_prose competency_prose[3], course_prose[COURSES];
    struct bw_course courses[COURSES];
    struct bw_teach teaches[COURSES];
    uint32_t teaching_at[4];
    char titles[COURSES][64], descriptions[COURSES][128];
    struct bw_arena *arena;
    struct bw_text_index *index;
};

static void *make_shelf(void)
{
    static const char *const words[] = {"jeugd", "schuld", "vergunning", "gesprek", "archief"};
    struct shelf *shelf = calloc(1, sizeof *shelf);
    for (unsigned c = 0; c < COURSES; c++) {
        snprintf(shelf->titles[c], sizeof shelf->titles[c], "cursus %u %s en %s", c, words[c % 5],
                 words[c / 5 % 5]);
        snprintf(shelf->descriptions[c], sizeof shelf->descriptions[c],
                 "over %s, %s en wat er nog meer is in %u", words[c % 3], words[c % 5], c);
        shelf->course_prose[c].description.in[BW_NL] = str_of(shelf->descriptions[c]);
        shelf->teaches[c] = (struct bw_teach){c % 3, false, 1, 3};
        shelf->courses[c] = (struct bw_course){.id = str_of(shelf->titles[c]),
                                               .org = BW_NONE,
                                               .teaches = &shelf->teaches[c],
                                               .n_teaches = 1};
        shelf->courses[c].title.in[BW_NL] = str_of(shelf->titles[c]);
        for (uint32_t i = c % 3 + 1; i <= 3; i++)
            shelf->teaching_at[i]++;
    }
    for (unsigned c = 0; c < 3; c++) {
        shelf->competencies[c] = (struct bw_competency){.id = str_of(words[c]), .org = BW_NONE};
        shelf->competencies[c].label.in[BW_NL] = str_of(words[c]);
    }
    shelf->cat = (struct bw_catalogue){.competencies = shelf->competencies,
                                       .courses = shelf->courses,
                                       .competency_prose = shelf->competency_prose,
                                       .course_prose = shelf->course_prose,
                                       .n_competencies = 3,
                                       .n_courses = COURSES,
                                       .teaching_at = shelf->teaching_at};
    shelf->arena = bw_arena_create((size_t)16 << 20);
    return shelf;
}

static void *make_indexed(void)
{
    struct shelf *shelf = make_shelf();
    shelf->index = bw_search_build(&shelf->cat);
    assert_non_null(shelf->index);
    return shelf;
}

static void give_shelf_back(void *prepared)
{
    struct shelf *shelf = prepared;
    bw_text_index_free(shelf->index);
    bw_arena_free(shelf->arena);
    free(shelf);
}

static int build_index(void *prepared)
{
    struct shelf *shelf = prepared;
    struct bw_text_index *index = bw_search_build(&shelf->cat);
    if (!index)
        return FAILED;
    mix(&index->n_words, sizeof index->n_words);
    mix(index->tokens, index->n_tokens * sizeof *index->tokens);
    mix(index->gram_at, (BW_GRAM_BUCKETS + 1) * sizeof *index->gram_at);
    mix(index->prose, index->prose_at[index->n_words] * sizeof *index->prose);
    bw_text_index_free(index);
    return 0;
}

static int build_tagger(void *prepared)
{
    struct shelf *shelf = prepared;
    struct bw_tagger *tagger = bw_tagger_build(&shelf->cat, shelf->index, shelf->arena);
    if (!tagger)
        return FAILED;
    bw_tagger_free(tagger);
    return 0;
}

struct votes {
    struct bw_voter voters[PEOPLE];
    uint32_t competency[PEOPLE * 3];
    double mean[PEOPLE * 3];
};

static void *make_votes(void)
{
    struct votes *votes = calloc(1, sizeof *votes);
    for (uint32_t v = 0; v < PEOPLE; v++) {
        votes->voters[v] = (struct bw_voter){v % 2, v % 3, v + 1, (size_t)v * 3, 3};
        for (uint32_t c = 0; c < 3; c++) {
            votes->competency[v * 3 + c] = c;
            votes->mean[v * 3 + c] = v % 5 + c;
        }
    }
    return votes;
}

static int build_peers(void *prepared)
{
    const struct votes *votes = prepared;
    struct bw_peers *peers =
        bw_peers_build(&(struct bw_ballots){votes->voters, PEOPLE, votes->competency, votes->mean});
    if (!peers)
        return FAILED;
    for (uint32_t v = 0; v < PEOPLE; v++) {
        struct bw_peers_view view = bw_peers_view(peers, v % 2, v % 3, v + 1);
        for (uint32_t c = 0; c < 3; c++) {
            double total = 0;
            size_t n = bw_peers_others(&view, c, &total);
            mix(&n, sizeof n);
            mix(&total, sizeof total);
        }
    }
    bw_peers_free(peers);
    return 0;
}

static void *nothing(void)
{
    return NULL;
}

static int pack_rates(void *prepared)
{
    struct bw_rate courses[] = {{str_of("a"), .9, 40}, {str_of("b"), .25, 9}};
    struct bw_rate providers[] = {{str_of("huis"), .7, 9}};
    struct bw_rates_parts parts = {courses, providers, 2, 1, .8, 52};
    struct bw_fail fail;
    void *bytes;
    size_t n;
    (void)prepared;
    if (bw_rates_pack(&parts, &bytes, &n, &fail))
        return FAILED;
    mix(bytes, n);
    free(bytes);
    return 0;
}

static int pack_chance(void *prepared)
{
    static const double means[] = {0, 1}, scales[] = {1, 2}, weights[] = {.5, .25};
    struct bw_chance_parts parts = {
        BW_CHANCE_LOGISTIC, 2, 0, means, scales, .72, weights, NULL, .1, -.25, 1.5, .5};
    struct bw_fail fail;
    void *bytes;
    size_t n;
    (void)prepared;
    if (bw_chance_pack(&parts, &bytes, &n, &fail))
        return FAILED;
    mix(bytes, n);
    free(bytes);
    return 0;
}

static int create_arena(void *prepared)
{
    struct bw_arena *arena = bw_arena_create((size_t)1 << 20);
    (void)prepared;
    if (!arena)
        return FAILED;
    bw_arena_free(arena);
    return 0;
}

static void scarce__indexes_and_taggers_are_whole_or_none(void **state)
{
    (void)state;
    try_all("index", make_shelf, build_index, give_shelf_back);
    try_all("tagger", make_indexed, build_tagger, give_shelf_back);
}

static void scarce__peers_are_all_or_none(void **state)
{
    (void)state;
    try_all("peers", make_votes, build_peers, free);
}

static void scarce__sections_of_models_are_whole_or_none(void **state)
{
    (void)state;
    try_all("rates", nothing, pack_rates, free);
    try_all("chance", nothing, pack_chance, free);
}

static void scarce__arenas_are_made_or_not(void **state)
{
    (void)state;
    try_all("arena", nothing, create_arena, free);
}

static void leave(void *context)
{
    longjmp(*(jmp_buf *)context, 1);
}

static void full__arena_takes_its_owners_way_out(void **state)
{
    struct bw_arena *arena = bw_arena_create(4096);
    jmp_buf out;
    (void)state;
    bw_arena_on_full(arena, leave, &out);
    if (setjmp(out) == 0) {
        memset(bw_arena_take(arena, 3000), 1, 3000);
        bw_arena_take(arena, 3000);
        fail_msg("an arena gave more than it has");
    }
    bw_arena_reset(arena);
    memset(bw_arena_take(arena, 3000), 1, 3000);
    bw_arena_free(arena);
}

static void *make_small_arena(void)
{
    return bw_arena_create(4096);
}

static void give_arena_back(void *prepared)
{
    bw_arena_free(prepared);
}

/* In a process of its own, where an allocation fails: there is nothing to come back to. */
static int overfill(void *prepared)
{
    void *probe = malloc(1);
    if (!probe)
        bw_arena_take(prepared, 5000);
    free(probe);
    return 0;
}

static void full__arena_without_one_ends_the_process_with_a_word(void **state)
{
    (void)state;
    try_all("full arena", make_small_arena, overfill, give_arena_back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scarce__indexes_and_taggers_are_whole_or_none),
        cmocka_unit_test(scarce__peers_are_all_or_none),
        cmocka_unit_test(scarce__sections_of_models_are_whole_or_none),
        cmocka_unit_test(scarce__arenas_are_made_or_not),
        cmocka_unit_test(full__arena_takes_its_owners_way_out),
        cmocka_unit_test(full__arena_without_one_ends_the_process_with_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
