/* What a snapshot takes over from the one before: never anything that building it from nothing
 * would not have given. Two snapshots are built after each of many drawn changes, with the one
 * before and without, and compared. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/data/uploading.h"
#include "tests/model/check.h"

#define COMPETENCIES 6
#define COURSES 5
#define PEOPLE 14
#define CHANGES 250

static uint32_t draw(uint32_t *state, uint32_t n)
{
    *state = *state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(*state >> 8) * n) >> 24);
}

#define PUT(kind_, ...)                                                                            \
    do {                                                                                           \
        char json_[2000];                                                                          \
        snprintf(json_, sizeof json_, __VA_ARGS__);                                                \
        up_change(fixture, BW_OP_PUT, kind_, json_);                                               \
    } while (0)

static const char *const names[] = {"budget",   "budgetten beheren",  "beheer van budget",
                                    "toezicht", "toezicht op budget", "praten"};

static void put_competency(struct bw_uploading *fixture, uint32_t c, uint32_t *state)
{
    PUT(BW_KIND_COMPETENCY, "[{\"id\":\"c%u\",\"label\":\"%s\"%s%s}]", c,
        names[draw(state, sizeof names / sizeof *names)],
        c > 0 && draw(state, 2) ? ",\"broader\":[\"c0\"]" : "",
        draw(state, 3) == 0 ? ",\"half_life_months\":12" : "");
}

static void put_course(struct bw_uploading *fixture, uint32_t k, uint32_t *state)
{
    PUT(BW_KIND_COURSE,
        "[{\"id\":\"k%u\",\"title\":\"K\",\"language\":\"nl\",\"format\":\"e-learning\",\"hours\":%"
        "u,"
        "\"price_cents\":0,\"teaches\":[{\"competency\":\"c%u\",\"to\":%u}]%s}]",
        k, 1 + draw(state, 9), draw(state, COMPETENCIES), 1 + draw(state, 5),
        draw(state, 2) ? ",\"certificate\":{\"name\":\"C\",\"valid_months\":24}" : "");
}

static void put_role(struct bw_uploading *fixture, uint32_t *state)
{
    PUT(BW_KIND_ROLE,
        "[{\"id\":\"r\",\"label\":\"R\",\"versions\":[{\"from\":\"2020-01-01\",\"requires\":["
        "{\"competency\":\"c1\",\"level\":%u},{\"competency\":\"c%u\",\"level\":3,\"weight\":0.%u}]"
        "}"
        "]}]",
        1 + draw(state, 5), 2 + draw(state, COMPETENCIES - 2), 1 + draw(state, 9));
}

static void add_evidence(struct bw_uploading *fixture, uint32_t *state)
{
    PUT(BW_KIND_EVIDENCE,
        "[{\"employee\":\"e%u\",\"competency\":\"c%u\",\"level\":%u,\"source\":\"test\","
        "\"at\":\"2026-0%u-01\"}]",
        draw(state, PEOPLE), draw(state, COMPETENCIES), draw(state, 6), 1 + draw(state, 9));
}

static void complete(struct bw_uploading *fixture, uint32_t n, uint32_t *state)
{
    PUT(BW_KIND_EVENT,
        "[{\"id\":\"v%u\",\"employee\":\"e%u\",\"course\":\"k%u\",\"type\":\"completed\","
        "\"at\":\"2026-05-01T10:00:00Z\"}]",
        n, draw(state, PEOPLE), draw(state, COURSES - 1)); /* the last is nobody's */
}

static void make_town(struct bw_uploading *fixture, uint32_t *state)
{
    PUT(BW_KIND_ORG, "[{\"id\":\"o\",\"name\":\"O\"}]");
    PUT(BW_KIND_TEAM, "[{\"id\":\"t\",\"org\":\"o\",\"name\":\"T\"}]");
    for (uint32_t c = 0; c < COMPETENCIES; c++)
        put_competency(fixture, c, state);
    put_role(fixture, state);
    for (uint32_t k = 0; k < COURSES; k++)
        put_course(fixture, k, state);
    for (uint32_t e = 0; e < PEOPLE; e++)
        PUT(BW_KIND_EMPLOYEE, "[{\"id\":\"e%u\",\"org\":\"o\",\"team\":\"t\",\"role\":\"r\"}]", e);
    for (int i = 0; i < 60; i++)
        add_evidence(fixture, state);
}

enum { EVIDENCE, COMPLETED, COURSE, NOBODYS_COURSE, COMPETENCY, ROLE, TEAM, NEW_COMPETENCY, KINDS };

static uint32_t change_something(struct bw_uploading *fixture, uint32_t n, uint32_t *state)
{
    uint32_t kind = draw(state, KINDS);
    if (kind == EVIDENCE)
        add_evidence(fixture, state);
    else if (kind == COMPLETED)
        complete(fixture, n, state);
    else if (kind == COURSE)
        put_course(fixture, draw(state, COURSES - 1), state);
    else if (kind == NOBODYS_COURSE)
        put_course(fixture, COURSES - 1, state);
    else if (kind == COMPETENCY)
        put_competency(fixture, draw(state, COMPETENCIES), state);
    else if (kind == ROLE)
        put_role(fixture, state);
    else if (kind == TEAM)
        PUT(BW_KIND_TEAM, "[{\"id\":\"t%u\",\"org\":\"o\",\"name\":\"T\"}]", n);
    else /* before all others in the order of ids: every index moves */
        PUT(BW_KIND_COMPETENCY, "[{\"id\":\"a%u\",\"label\":\"budget\"}]", 999 - n);
    return kind;
}

static size_t compare_near(const struct bw_catalogue *a, const struct bw_catalogue *b)
{
    size_t n = 0;
    assert_int_equal(a->n_competencies, b->n_competencies);
    for (uint32_t c = 0; c < a->n_competencies; c++) {
        const struct bw_competency *x = &a->competencies[c], *y = &b->competencies[c];
        assert_int_equal(x->n_near, y->n_near);
        for (size_t i = 0; i < x->n_near; i++) {
            assert_int_equal(x->near[i].competency, y->near[i].competency);
            assert_memory_equal(&x->near[i].sigma, &y->near[i].sigma, sizeof(double));
        }
        n += x->n_near;
    }
    return n;
}

/* Every sum of votes, as any of the people sees them. */
static size_t compare_peers(const struct bw_snapshot *a, const struct bw_snapshot *b)
{
    size_t voted = 0;
    for (uint64_t e = 0; e <= PEOPLE; e++) {
        struct bw_peers_view x = bw_peers_view(a->peers, 0, 0, e);
        struct bw_peers_view y = bw_peers_view(b->peers, 0, 0, e);
        for (uint32_t c = 0; c < a->cat.n_competencies; c++) {
            double sum_x = 0, sum_y = 0;
            size_t n = bw_peers_others(&x, c, &sum_x);
            assert_int_equal(n, bw_peers_others(&y, c, &sum_y));
            assert_memory_equal(&sum_x, &sum_y, sizeof(double));
            voted += n > 0;
        }
    }
    return voted;
}

static bool must_count_anew(uint32_t kind)
{
    return kind != COURSE && kind != NOBODYS_COURSE && kind != TEAM;
}

static void walk(struct bw_uploading *fixture, uint32_t seed)
{
    size_t near = 0, voted = 0, shared = 0, based = 0;
    make_town(fixture, &seed);
    struct bw_snapshot *before = up_build(fixture, NULL);
    for (uint32_t n = 0; n < CHANGES; n++) {
        uint32_t kind = change_something(fixture, n, &seed);
        struct bw_snapshot *with = up_build(fixture, before), *without = up_build(fixture, NULL);
        near += compare_near(&with->cat, &without->cat);
        voted += compare_peers(with, without);
        if (kind == NOBODYS_COURSE || kind == TEAM)
            assert_ptr_equal(with->poll, before->poll);
        if (must_count_anew(kind) && with->catalogue_revision + with->people_revision >
                                         before->catalogue_revision + before->people_revision)
            assert_ptr_not_equal(with->poll, before->poll);
        shared += with->poll == before->poll;
        bool same_records = with->records_revision == before->records_revision;
        assert_int_equal(with->base == before->base, same_records);
        based += same_records;
        bw_snapshot_drop(without);
        bw_snapshot_drop(before);
        before = with;
    }
    bw_snapshot_drop(before);
    assert_true(near > 500 && voted > 500 && shared > 20 && based > 5); /* it was worth looking */
}

static void snapshot__takes_over_only_what_is_the_same_by_the_taxonomy(void **state)
{
    walk(*state, 5);
}

static void snapshot__takes_over_only_what_is_the_same_by_all(void **state)
{
    up_well(up_upload_space(*state));
    walk(*state, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(snapshot__takes_over_only_what_is_the_same_by_the_taxonomy,
                                        up_open_store, up_close_store),
        cmocka_unit_test_setup_teardown(snapshot__takes_over_only_what_is_the_same_by_all,
                                        up_open_store, up_close_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
