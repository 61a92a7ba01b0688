#include "tools/measure/bench_answer.h"

#include <math.h>
#include <msgpack.h>
#include <string.h>

#include "tools/view.h"

#define SUM_BOUND 1e-6

const char *bw_answer_look(struct bw_str employee, const char *result, size_t len)
{
    static const char key[] = "\xa8"
                              "employee";
    const unsigned char *at = (const unsigned char *)result;
    size_t head = 1 + sizeof key - 1, id_head = employee.len < 32 ? 1 : 2;
    if (len < head + id_head + employee.len)
        return "shorter than its first field";
    if ((at[0] & 0xf0) != 0x80 || memcmp(result + 1, key, sizeof key - 1) != 0)
        return "it does not begin with the employee";
    bool head_right = id_head == 1 ? at[head] == (0xa0 | employee.len)
                                   : at[head] == 0xd9 && at[head + 1] == employee.len;
    if (!head_right || memcmp(result + head + id_head, employee.at, employee.len) != 0)
        return "it is about another employee";
    return NULL;
}

static bool in_range(const msgpack_object *map, const char *name, double least, double most)
{
    double value = bw_view_number(map, name, NAN);
    return value >= least && value <= most;
}

static double sum_of(const msgpack_object *item)
{
    size_t n;
    double sum = 0;
    const msgpack_object *why = bw_view_list(item, "why", &n);
    const msgpack_object *terms = bw_view(item, "terms");
    for (size_t i = 0; i < n; i++)
        sum += bw_view_number(&why[i], "contribution", NAN);
    for (uint32_t i = 0; terms && terms->type == MSGPACK_OBJECT_MAP && i < terms->via.map.size; i++)
        sum += terms->via.map.ptr[i].val.via.f64;
    return sum;
}

static const char *check_item(const msgpack_object *item, size_t rank)
{
    double score = bw_view_number(item, "score", NAN);
    size_t n_why;
    bw_view_list(item, "why", &n_why);
    if (bw_view_int(item, "rank", 0) != (int64_t)rank)
        return "the ranks do not count from 1";
    if (!bw_view(item, "course") || !bw_view(item, "title") || !bw_view(item, "terms"))
        return "an item without course, title or terms";
    if (!in_range(item, "success", 0, 1) || !in_range(item, "ready", 0, 1))
        return "a chance that is none";
    if (!in_range(item, "closure", 0, INFINITY) || n_why == 0)
        return "an item that closes nothing";
    if (!(fabs(sum_of(item) - score) <= SUM_BOUND * fmax(1e-9, fabs(score))))
        return "reasons and terms do not sum to the score";
    return NULL;
}

static const char *check_map(struct bw_str employee, size_t k, const msgpack_object *map)
{
    static const char *const fields[] = {"employee", "as_of", "goal",  "model",    "revision",
                                         "snapshot", "gap",   "items", "coverage", "assess_first"};
    size_t n;
    if (map->type != MSGPACK_OBJECT_MAP || map->via.map.size != 10)
        return "it has not ten fields";
    for (size_t f = 0; f < 10; f++) {
        const msgpack_object *name = &map->via.map.ptr[f].key;
        if (name->type != MSGPACK_OBJECT_STR || name->via.str.size != strlen(fields[f]) ||
            memcmp(name->via.str.ptr, fields[f], name->via.str.size) != 0)
            return "its fields are not the documented ones";
    }
    const msgpack_object *id = &map->via.map.ptr[0].val;
    if (id->type != MSGPACK_OBJECT_STR || id->via.str.size != employee.len ||
        memcmp(id->via.str.ptr, employee.at, employee.len) != 0)
        return "it is about another employee";
    const msgpack_object *items = bw_view_list(map, "items", &n);
    if (n > k)
        return "more items than were asked for";
    if (!in_range(map, "coverage", 0, 1 + SUM_BOUND))
        return "a coverage that is no share";
    for (size_t i = 0; i < n; i++) {
        const char *wrong = check_item(&items[i], i + 1);
        if (wrong)
            return wrong;
    }
    return NULL;
}

const char *bw_answer_check(struct bw_str employee, size_t k, const char *result, size_t len)
{
    msgpack_unpacked unpacked;
    size_t offset = 0;
    const char *wrong = "it cannot be unpacked";
    msgpack_unpacked_init(&unpacked);
    if (msgpack_unpack_next(&unpacked, result, len, &offset) == MSGPACK_UNPACK_SUCCESS)
        wrong = offset == len ? check_map(employee, k, &unpacked.data) : "bytes behind its end";
    msgpack_unpacked_destroy(&unpacked);
    return wrong;
}
