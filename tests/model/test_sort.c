#include "model/base/sort.h"

#include <stdlib.h>

#include "tests/model/check.h"

static int by_value(const void *a, const void *b)
{
    const int *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void sort__equals_the_library_s(void **state)
{
    (void)state;
    unsigned draw = 7;
    for (size_t n = 0; n < 300; n++) {
        int ours[300], theirs[300];
        for (size_t i = 0; i < n; i++) {
            draw = draw * 1103515245 + 12345;
            ours[i] = theirs[i] = (int)(draw >> 16) % (n % 3 ? 1000 : 5);
        }
        bw_sort(ours, n, sizeof *ours, by_value);
        qsort(theirs, n, sizeof *theirs, by_value);
        assert_memory_equal(ours, theirs, n * sizeof *ours);
    }
}

static void sort__sorted_and_turned_round_lists_are_well(void **state)
{
    (void)state;
    int up[100], down[100];
    for (int i = 0; i < 100; i++) {
        up[i] = i;
        down[i] = 99 - i;
    }
    bw_sort(up, 100, sizeof *up, by_value);
    bw_sort(down, 100, sizeof *down, by_value);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(up[i], i);
        assert_int_equal(down[i], i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sort__equals_the_library_s),
        cmocka_unit_test(sort__sorted_and_turned_round_lists_are_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
