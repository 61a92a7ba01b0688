/* Which roles lie near. A small world made by hand, and drawn ones that are held against the
 * arithmetic of model/people/match.h said plainly, with whole vectors. */
#include "model/people/match.h"

#include <string.h>

#include "tests/model/check.h"
#include "tests/model/town.h"

#define TODAY 20780
#define LONG_AGO 10000
#define NEXT_YEAR 21000

#define ASK(c, level_)                                                                             \
    {                                                                                              \
        .competency = (c), .level = (level_), .weight = 1                                          \
    }
#define LEN(list) (sizeof(list) / sizeof *(list))
#define VERSION(day, list)                                                                         \
    {                                                                                              \
        .from = (day), .all = {(list), LEN(list) }                                                 \
    }

/* Competencies 0..2 are the work at hand; 6 is 2 under another name. */
enum { COMPETENCIES = 7, OTHER_NAME = 6 };
static const uint32_t name_of_two[] = {OTHER_NAME}, name_of_six[] = {2};
static const struct bw_competency competencies[COMPETENCIES] = {
    [2] = {.org = BW_NONE, .same = {name_of_two, 1}},
    [OTHER_NAME] = {.org = BW_NONE, .same = {name_of_six, 1}},
};

static const struct bw_ask own_asks[] = {ASK(0, 3), ASK(1, 3), ASK(2, 3)};
static const struct bw_ask more_asks[] = {ASK(0, 3), ASK(1, 3), ASK(2, 3), ASK(3, 3)};
static const struct bw_ask must_asks[] = {
    ASK(0, 3), ASK(1, 3), ASK(2, 3), {.competency = 3, .level = 3, .weight = 1, .mandatory = true}};
static const struct bw_ask above_asks[] = {ASK(0, 5), ASK(1, 5), ASK(2, 5)};
static const struct bw_ask little_asks[] = {ASK(0, 1)};
static const struct bw_ask nothing_alike_asks[] = {ASK(4, 1), ASK(5, 1)};
static const struct bw_ask renamed_asks[] = {ASK(0, 3), ASK(1, 3), ASK(OTHER_NAME, 3)};
static const struct bw_ask far_asks[] = {ASK(4, 4), ASK(5, 4)};

static const struct bw_role_version own_version = VERSION(LONG_AGO, own_asks);
static const struct bw_role_version more_version = VERSION(LONG_AGO, more_asks);
static const struct bw_role_version must_version = VERSION(LONG_AGO, must_asks);
static const struct bw_role_version above_version = VERSION(LONG_AGO, above_asks);
static const struct bw_role_version little_version = VERSION(LONG_AGO, little_asks);
static const struct bw_role_version nothing_alike_version = VERSION(LONG_AGO, nothing_alike_asks);
static const struct bw_role_version renamed_version = VERSION(LONG_AGO, renamed_asks);
static const struct bw_role_version far_version = VERSION(LONG_AGO, far_asks);
static const struct bw_role_version coming_version = VERSION(NEXT_YEAR, own_asks);

/* Their order, that of the ids, is not the expected one. */
enum { NOTHING_ALIKE, LITTLE, MUST, MORE_A, MORE_B, ABOVE, OWN, RENAMED, FAR, COMING, ELSEWHERE };
#define ROLE(name)                                                                                 \
    {                                                                                              \
        .org = BW_NONE, .versions = &(name##_version), .n_versions = 1                             \
    }
static const struct bw_role roles[] = {
    [NOTHING_ALIKE] = ROLE(nothing_alike),
    [LITTLE] = ROLE(little),
    [MUST] = ROLE(must),
    [MORE_A] = ROLE(more),
    [MORE_B] = ROLE(more),
    [ABOVE] = ROLE(above),
    [OWN] = ROLE(own),
    [RENAMED] = ROLE(renamed),
    [FAR] = ROLE(far),
    [COMING] = ROLE(coming),
    [ELSEWHERE] = {.org = 1, .versions = &own_version, .n_versions = 1},
};

static const uint32_t sees_itself[] = {0}, other_sees_itself[] = {1};
static const struct bw_org orgs[] = {{.parent = BW_NONE, .sees = {sees_itself, 1}},
                                     {.parent = BW_NONE, .sees = {other_sees_itself, 1}}};
static struct bw_catalogue cat;
static struct bw_arena *arena, *offers;

static int set_up(void **state)
{
    (void)state;
    cat = (struct bw_catalogue){.orgs = orgs,
                                .competencies = competencies,
                                .roles = roles,
                                .n_orgs = 2,
                                .n_competencies = COMPETENCIES,
                                .n_roles = LEN(roles),
                                .mandatory_factor = BW_MANDATORY_FACTOR};
    memcpy(cat.trust, bw_trust_default, sizeof cat.trust);
    bw_arena_reset(offers);
    bw_offers_pack(&cat, offers);
    bw_reach_pack(&cat, offers);
    bw_arena_reset(arena);
    return 0;
}

static struct bw_person someone(uint32_t role)
{
    return (struct bw_person){
        .id = {"e", 1}, .role = role, .target_role = BW_NONE, .leaves_on = BW_DAY_NONE};
}

/* The whole answer for `person`, for one test. */
struct answer {
    const struct bw_reachable *at;
    size_t n;
};

static struct answer ask(const struct bw_person *person)
{
    struct answer answer;
    answer.at = bw_roles_reachable(&cat, NULL, person, TODAY, 100, arena, &answer.n);
    return answer;
}

/* The rank of `role` from 0, and its line. */
static size_t rank_of(struct answer answer, uint32_t role)
{
    for (size_t i = 0; i < answer.n; i++)
        if (answer.at[i].role == role)
            return i;
    fail_msg("role %u is not listed", role);
    return 0;
}

static const struct bw_reachable *line_of(struct answer answer, uint32_t role)
{
    return &answer.at[rank_of(answer, role)];
}

static void reachable__one_competency_more_outranks_what_asks_nothing_one_can_do(void **state)
{
    (void)state;
    struct bw_person person = someone(OWN);
    struct answer answer = ask(&person);
    assert_true(line_of(answer, NOTHING_ALIKE)->gap < line_of(answer, MORE_A)->gap);
    assert_true(rank_of(answer, MORE_A) < rank_of(answer, NOTHING_ALIKE));
    assert_true(rank_of(answer, ABOVE) < rank_of(answer, NOTHING_ALIKE));
    assert_near(line_of(answer, NOTHING_ALIKE)->score, 0, 0);
}

static void reachable__a_low_subset_does_not_lead(void **state)
{
    (void)state;
    struct bw_person person = someone(OWN);
    struct answer answer = ask(&person);
    assert_near(line_of(answer, LITTLE)->gap, 0, 0);
    assert_true(rank_of(answer, LITTLE) > rank_of(answer, MORE_A));
    assert_true(rank_of(answer, LITTLE) > rank_of(answer, ABOVE));
}

static void reachable__is_directed(void **state)
{
    (void)state;
    struct bw_person low = someone(OWN), high = someone(ABOVE);
    const struct bw_reachable up = *line_of(ask(&low), ABOVE);
    const struct bw_reachable down = *line_of(ask(&high), OWN);
    assert_true(up.gap > down.gap);
    assert_true(up.score < down.score);
}

static void reachable__ties_go_by_id(void **state)
{
    (void)state;
    struct bw_person person = someone(OWN);
    struct answer answer = ask(&person);
    assert_near(line_of(answer, MORE_A)->score, line_of(answer, MORE_B)->score, 0);
    assert_int_equal(rank_of(answer, MORE_B), rank_of(answer, MORE_A) + 1);
}

static void reachable__lists_neither_the_own_role_nor_what_is_not_in_force_or_unseen(void **state)
{
    (void)state;
    struct bw_person person = someone(OWN);
    struct answer answer = ask(&person);
    assert_int_equal(answer.n, LEN(roles) - 3);
    for (size_t i = 0; i < answer.n; i++)
        assert_true(answer.at[i].role != OWN && answer.at[i].role != COMING &&
                    answer.at[i].role != ELSEWHERE);
}

/* The own role asks nothing yet: nothing is alike, and the least gap goes first. */
static void reachable__before_the_first_version_the_least_gap_leads(void **state)
{
    (void)state;
    struct bw_person person = someone(COMING);
    struct answer answer = ask(&person);
    assert_int_equal(answer.n, LEN(roles) - 2);
    for (size_t i = 0; i < answer.n; i++) {
        assert_near(answer.at[i].score, 0, 0);
        assert_true(i == 0 || answer.at[i - 1].gap <= answer.at[i].gap);
    }
    assert_int_equal(answer.at[0].role, NOTHING_ALIKE);
    assert_int_equal(answer.at[1].role, LITTLE);
}

static void reachable__mandatory_open_counts(void **state)
{
    (void)state;
    struct bw_person person = someone(OWN);
    struct answer answer = ask(&person);
    const struct bw_reachable *must = line_of(answer, MUST), *may = line_of(answer, MORE_A);
    assert_int_equal(must->mandatory_open, 1);
    assert_int_equal(may->mandatory_open, 0);
    assert_true(must->gap > may->gap && must->score < may->score);
}

/* One's own answer ranks roles, not people. */
static void reachable__answers_who_objects_to_profiling_alike(void **state)
{
    (void)state;
    struct bw_person person = someone(OWN), objector = someone(OWN);
    objector.objects_to_profiling = true;
    struct answer one = ask(&person), other = ask(&objector);
    assert_int_equal(one.n, other.n);
    for (size_t i = 0; i < one.n; i++) {
        assert_int_equal(one.at[i].role, other.at[i].role);
        assert_near(one.at[i].score, other.at[i].score, 0);
    }
}

static void reachable__the_same_under_another_name_is_the_same(void **state)
{
    (void)state;
    struct bw_person person = someone(OWN);
    struct answer answer = ask(&person);
    assert_int_equal(answer.at[0].role, RENAMED);
    cat.competencies = (const struct bw_competency[COMPETENCIES]){{.org = BW_NONE}};
    assert_true(line_of(ask(&person), RENAMED)->score < answer.at[0].score);
}

static void reachable__what_evidence_shows_opens_roles(void **state)
{
    (void)state;
    const struct bw_item items[] = {{.competency = 4,
                                     .source = BW_SOURCE_TEST,
                                     .level = 4,
                                     .at = TODAY - 30,
                                     .valid_until = BW_DAY_NONE,
                                     .course = BW_NONE},
                                    {.competency = 5,
                                     .source = BW_SOURCE_TEST,
                                     .level = 4,
                                     .at = TODAY - 30,
                                     .valid_until = BW_DAY_NONE,
                                     .course = BW_NONE}};
    struct bw_person person = someone(OWN);
    assert_near(line_of(ask(&person), FAR)->score, 0, 0);
    person.items = items;
    person.n_items = LEN(items);
    struct answer answer = ask(&person);
    assert_true(line_of(answer, FAR)->score > .3);
    assert_true(rank_of(answer, FAR) < rank_of(answer, LITTLE));
}

/* Who does the work as it is asked, and is known to, is as near to its like as who is not known. */
static void reachable__evidence_of_what_is_asked_makes_nothing_less_alike(void **state)
{
    (void)state;
    struct bw_item items[4];
    for (uint32_t c = 0; c < LEN(items); c++)
        items[c] = (struct bw_item){.competency = c < 3 ? c : OTHER_NAME,
                                    .source = BW_SOURCE_TEST,
                                    .level = 3,
                                    .at = TODAY,
                                    .valid_until = BW_DAY_NONE,
                                    .course = BW_NONE};
    struct bw_person person = someone(OWN);
    person.items = items;
    person.n_items = LEN(items);
    assert_near(line_of(ask(&person), RENAMED)->score, 1, 1e-12);
    for (uint32_t c = 0; c < 3; c++)
        items[c].level = 5;
    assert_true(line_of(ask(&person), RENAMED)->score < 1);
    assert_true(rank_of(ask(&person), ABOVE) < rank_of(ask(&person), MORE_A));
}

/* Drawn towns: as many roles as make the list cut off, courses, evidence. */
enum { DRAWN = 140 };
static struct town town;
static struct bw_ask drawn_asks[DRAWN][TOWN_COMPETENCIES];
static struct bw_role_version drawn_versions[DRAWN];
static struct bw_role drawn_roles[DRAWN];

static void draw_roles(uint64_t seed)
{
    town_draw(&town, seed);
    for (uint32_t r = 0; r < DRAWN; r++) {
        size_t n = 0;
        for (uint32_t c = 0; c < TOWN_COMPETENCIES; c++)
            if (town_uniform(&town) < .35)
                drawn_asks[r][n++] = (struct bw_ask){.competency = c,
                                                     .mandatory = town_uniform(&town) < .2,
                                                     .level = 5 * town_uniform(&town),
                                                     .weight = town_uniform(&town)};
        drawn_versions[r] = (struct bw_role_version){.from = 0, .all = {drawn_asks[r], n}};
        drawn_roles[r] =
            (struct bw_role){.org = BW_NONE, .versions = &drawn_versions[r], .n_versions = 1};
    }
    town.cat.roles = drawn_roles;
    town.cat.n_roles = DRAWN;
    town.person.role = (uint32_t)(DRAWN * town_uniform(&town));
}

static void plain_profile(double *out, uint32_t role)
{
    memset(out, 0, TOWN_COMPETENCIES * sizeof *out);
    for (size_t i = 0; i < drawn_versions[role].all.n; i++) {
        const struct bw_ask *one = &drawn_asks[role][i];
        uint32_t c = one->competency == 1 ? 0 : one->competency; /* 0 and 1 are the same */
        out[c] = fmax(out[c], one->weight * one->level);
        if (one->mandatory)
            out[c] = fmax(out[c], BW_MANDATORY_FACTOR * one->level);
    }
}

static void plain_own(double *out, const struct bw_mind *mind)
{
    memset(out, 0, TOWN_COMPETENCIES * sizeof *out);
    for (uint32_t c = 0; c < TOWN_COMPETENCIES; c++) {
        const struct bw_ask *own = bw_asks_find(drawn_versions[town.person.role].all, c);
        const struct bw_known *known = bw_mind_known(mind, c);
        double level = own ? own->level : 0;
        if (known) {
            double of_prior = pow(known->belief.sd / known->prior.sd, 2);
            level = known->belief.mean - of_prior * known->prior.mean + of_prior * level;
        }
        double w = !own ? 1 : own->mandatory ? BW_MANDATORY_FACTOR : own->weight;
        out[c == 1 ? 0 : c] = fmax(out[c == 1 ? 0 : c], w * level);
    }
}

static double plain_kin(const struct bw_mind *mind, uint32_t role)
{
    double own[TOWN_COMPETENCIES], other[TOWN_COMPETENCIES], common[TOWN_COMPETENCIES] = {0};
    double apart = 0, lengths = 0;
    bool some = false;
    for (uint32_t r = 0; r < DRAWN; r++) {
        plain_profile(other, r);
        for (uint32_t c = 0; c < TOWN_COMPETENCIES; c++)
            common[c] += other[c] / (DRAWN + 20);
    }
    plain_own(own, mind);
    plain_profile(other, role);
    for (uint32_t c = 0; c < TOWN_COMPETENCIES; c++) {
        double x = own[c] - common[c], y = other[c] - common[c];
        apart += (x - y) * (x - y);
        lengths += x * x + y * y;
        some |= other[c] > 0;
    }
    return some ? fmax(0, 1 - apart / lengths) : 0;
}

static double plain_score(const struct bw_mind *mind, const struct bw_reachable *line)
{
    struct bw_gap nobody = bw_gap_for_role(
        &(struct bw_mind){
            .cat = &town.cat, .person = &(struct bw_person){.role = BW_NONE}, .as_of = TODAY},
        line->role, arena);
    double way = nobody.total > 0 ? 1 - line->gap * (1 - line->success) / nobody.total : 1;
    return plain_kin(mind, line->role) * (1 + fmax(0, way)) / 2;
}

static void reachable__is_what_the_plain_arithmetic_says(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        draw_roles(seed);
        bw_arena_reset(arena);
        struct bw_mind mind = bw_mind_make(&town.cat, NULL, &town.person, TODAY, arena);
        size_t n, few;
        const struct bw_reachable *all =
            bw_roles_reachable(&town.cat, NULL, &town.person, TODAY, 100, arena, &n);
        const struct bw_reachable *front =
            bw_roles_reachable(&town.cat, NULL, &town.person, TODAY, 7, arena, &few);
        assert_int_equal(n, 100);
        assert_int_equal(few, 7);
        for (size_t i = 0; i < n; i++) {
            assert_near(all[i].score, plain_score(&mind, &all[i]), 1e-9);
            assert_true(i == 0 || all[i - 1].score >= all[i].score);
            assert_true(i >= few || front[i].role == all[i].role);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(reachable__one_competency_more_outranks_what_asks_nothing_one_can_do,
                               set_up),
        cmocka_unit_test_setup(reachable__a_low_subset_does_not_lead, set_up),
        cmocka_unit_test_setup(reachable__is_directed, set_up),
        cmocka_unit_test_setup(reachable__ties_go_by_id, set_up),
        cmocka_unit_test_setup(
            reachable__lists_neither_the_own_role_nor_what_is_not_in_force_or_unseen, set_up),
        cmocka_unit_test_setup(reachable__before_the_first_version_the_least_gap_leads, set_up),
        cmocka_unit_test_setup(reachable__mandatory_open_counts, set_up),
        cmocka_unit_test_setup(reachable__answers_who_objects_to_profiling_alike, set_up),
        cmocka_unit_test_setup(reachable__the_same_under_another_name_is_the_same, set_up),
        cmocka_unit_test_setup(reachable__what_evidence_shows_opens_roles, set_up),
        cmocka_unit_test_setup(reachable__evidence_of_what_is_asked_makes_nothing_less_alike,
                               set_up),
        cmocka_unit_test_setup(reachable__is_what_the_plain_arithmetic_says, set_up),
    };
    arena = bw_arena_create((size_t)64 << 20);
    offers = bw_arena_create((size_t)1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    bw_arena_free(offers);
    bw_arena_free(arena);
    return failed;
}
