/* Ids found by hash, against looking at each. */
#include "data/finder.h"

#include <stdio.h>
#include <string.h>

#include "tests/model/arena.h"

#define MOST 3000

struct record {
    uint64_t before; /* an id need not come first */
    struct bw_str id;
};

static struct record records[MOST];
static char texts[MOST][16];

static struct bw_str str_of(const char *text)
{
    return (struct bw_str){text, (uint32_t)strlen(text)};
}

static struct bw_finder of(uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        snprintf(texts[i], sizeof texts[i], "c-%u", 7 * i);
        records[i].id = str_of(texts[i]);
    }
    return bw_finder_make(&records[0].id, n, sizeof *records, arena);
}

static void find__finds_each_and_nobody_else(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {1, 2, 3, 4, 5, 63, 64, 65, MOST};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct bw_finder finder = of(sizes[s]);
        for (uint32_t i = 0; i < 7 * sizes[s]; i++) {
            char text[16];
            snprintf(text, sizeof text, "c-%u", i);
            uint32_t right = i % 7 == 0 ? i / 7 : BW_NONE;
            assert_int_equal(bw_finder_find(&finder, str_of(text)), right);
        }
    }
}

static void find__tells_apart_what_begins_alike(void **state)
{
    (void)state;
    static const struct bw_str ids[] = {{"a", 1}, {"a\0", 2}, {"ab", 2}, {"", 0}};
    struct bw_finder finder = bw_finder_make(ids, 4, sizeof *ids, arena);
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(bw_finder_find(&finder, ids[i]), i);
    assert_int_equal(bw_finder_find(&finder, (struct bw_str){"abc", 3}), BW_NONE);
}

static void find__of_nothing_is_none(void **state)
{
    (void)state;
    struct bw_finder finder = bw_finder_make(NULL, 0, sizeof(struct bw_str), arena);
    assert_int_equal(bw_finder_find(&finder, str_of("a")), BW_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find__finds_each_and_nobody_else),
        cmocka_unit_test(find__tells_apart_what_begins_alike),
        cmocka_unit_test(find__of_nothing_is_none),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
