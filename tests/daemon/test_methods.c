/* The table of methods against the names of the contract. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/request.h"
#include "daemon/stats.h"

static struct bw_str str_of(const char *text)
{
    return (struct bw_str){text, (uint32_t)strlen(text)};
}

static void methods__each_is_found_by_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < bw_method_count(); i++) {
        bool planned;
        const struct bw_method *method = bw_method_at(i);
        assert_ptr_equal(bw_method_find(str_of(method->name), &planned), method);
        assert_int_equal(bw_method_index(method), i);
        assert_non_null(method->args);
        assert_true((method->read != NULL) != (method->write != NULL));
        assert_true((method->write != NULL) == (method->answer != NULL));
    }
}

static void methods__all_are_counted(void **state)
{
    (void)state;
    assert_true(bw_method_count() <= BW_STATS_METHODS);
}

static void methods__built_ones_are_all_there(void **state)
{
    static const char *const names[] = {
        "org.put",
        "team.get",
        "competency.list",
        "role.delete",
        "task.put",
        "change.get",
        "course.list",
        "employee.delete",
        "evidence.add",
        "evidence.list",
        "evidence.delete",
        "event.add",
        "recommend",
        "recommend.many",
        "gap.employee",
        "employee.profile",
        "gap.team",
        "mentor.find",
        "role.reachable",
        "role.candidates",
        "import.begin",
        "import.add",
        "import.commit",
        "import.abort",
        "server.ping",
        "server.info",
        "server.stats",
        "course.search",
        "competency.search",
        "course.similar",
        "embedding.begin",
        "embedding.add",
        "embedding.commit",
        "embedding.abort",
        "embedding.drop",
        "duplicates.list",
        "duplicates.confirm",
        "report.budget",
        "report.effect",
        "report.trend",
        "booking.request",
        "booking.approve",
        "booking.decline",
        "booking.list",
    };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bool planned;
        if (!bw_method_find(str_of(names[i]), &planned))
            fail_msg("%s is missing", names[i]);
    }
}

static void methods__later_ones_are_told_from_unknown_ones(void **state)
{
    static const char *const later[] = {"report.effect",   "plan.team",      "change.preview",
                                        "report.fairness", "model.rollback", "privacy.erase"};
    static const char *const unknown[] = {"",          "recommen", "recommend.",
                                          "Recommend", "org",      "org.pu"};
    bool planned;
    (void)state;
    for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
        if (!bw_method_find(str_of(later[i]), &planned))
            assert_true(planned);
    }
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_null(bw_method_find(str_of(unknown[i]), &planned));
        assert_false(planned);
    }
}

/* Only whole-record writes and imports may send the large messages. */
static void methods__bulk_ones_carry_items(void **state)
{
    (void)state;
    for (size_t i = 0; i < bw_method_count(); i++) {
        const struct bw_method *method = bw_method_at(i);
        bool items = false;
        for (size_t f = 0; f < method->args->n_fields; f++) {
            const char *name = method->args->fields[f].name;
            items |= strcmp(name, "items") == 0 || strcmp(name, "ids") == 0;
        }
        if (method->bulk != items)
            fail_msg("%s: bulk %d, items %d", method->name, method->bulk, items);
    }
}

static void stats__a_call_is_under_the_bound_of_its_bucket(void **state)
{
    static const uint64_t times[] = {0, 1, 2, 3, 1000, 1024, 1u << 22, UINT64_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct bw_method_stats stats = {0};
        bw_stats_count(&stats, times[i], i & 1);
        assert_int_equal(stats.calls, 1);
        assert_int_equal(stats.failed, i & 1);
        assert_int_equal(stats.errors[BW_BAD_REQUEST], i & 1);
        for (unsigned b = 0; b < BW_STATS_BUCKETS; b++) {
            bool here =
                b + 1 == BW_STATS_BUCKETS
                    ? times[i] >= (uint64_t)1 << (b - 1)
                    : times[i] < (uint64_t)1 << b && (b == 0 || times[i] >= (uint64_t)1 << (b - 1));
            assert_int_equal(stats.buckets[b], here);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(methods__each_is_found_by_its_name),
        cmocka_unit_test(methods__all_are_counted),
        cmocka_unit_test(methods__built_ones_are_all_there),
        cmocka_unit_test(methods__later_ones_are_told_from_unknown_ones),
        cmocka_unit_test(methods__bulk_ones_carry_items),
        cmocka_unit_test(stats__a_call_is_under_the_bound_of_its_bucket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
