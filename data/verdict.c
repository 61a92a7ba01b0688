#include "data/verdict.h"

#include <inttypes.h>
#include <stdio.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static const char *const names[BW_ABOUT_COUNT] = {"tag", "competencies", "courses"};

const char *bw_about_name(enum bw_about about)
{
    return names[about];
}

bool bw_about_parse(struct bw_str name, enum bw_about *out)
{
    for (int about = 0; about < BW_ABOUT_COUNT; about++) {
        if (strlen(names[about]) == name.len && memcmp(names[about], name.at, name.len) == 0) {
            *out = (enum bw_about)about;
            return true;
        }
    }
    return false;
}

struct bw_pair bw_pair_of(enum bw_about about, struct bw_str a, struct bw_str b)
{
    bool turn = about != BW_ABOUT_TAG && bw_str_compare(b, a) < 0;
    return turn ? (struct bw_pair){b, a} : (struct bw_pair){a, b};
}

const char *bw_verdict_id(enum bw_about about, struct bw_pair pair, char *buf)
{
    char both[2 * 128 + 1];
    /* No id has a line end. */
    int len = snprintf(both, sizeof both, "%.*s\n%.*s", (int)pair.a.len, pair.a.at, (int)pair.b.len,
                       pair.b.at);
    XXH128_hash_t hash = XXH3_128bits(both, (size_t)len);
    snprintf(buf, BW_VERDICT_ID_LEN + 1, "%s.%016" PRIx64 "%016" PRIx64, names[about],
             (uint64_t)hash.high64, (uint64_t)hash.low64);
    return buf;
}

static struct bw_str id_at(const msgpack_object *list, uint32_t i)
{
    const msgpack_object *id = &list->via.array.ptr[i];
    return (struct bw_str){id->via.str.ptr, id->via.str.size};
}

bool bw_verdict_pair(const msgpack_object *map, enum bw_about *about, struct bw_pair *out)
{
    static const uint32_t n_courses[] = {1, 0, 2}, n_competencies[] = {1, 2, 0};
    const msgpack_object *courses = bw_field_get(map, "courses");
    const msgpack_object *competencies = bw_field_get(map, "competencies");
    const msgpack_object *kind = bw_field_get(map, "kind");
    bw_about_parse((struct bw_str){kind->via.str.ptr, kind->via.str.size}, about);
    if ((courses ? courses->via.array.size : 0) != n_courses[*about] ||
        (competencies ? competencies->via.array.size : 0) != n_competencies[*about])
        return false;
    if (*about == BW_ABOUT_TAG)
        *out = (struct bw_pair){id_at(courses, 0), id_at(competencies, 0)};
    else if (*about == BW_ABOUT_COURSES)
        *out = (struct bw_pair){id_at(courses, 0), id_at(courses, 1)};
    else
        *out = (struct bw_pair){id_at(competencies, 0), id_at(competencies, 1)};
    return true;
}

enum bw_err bw_verdict_check(const msgpack_object *map, const char *path, struct bw_fail *fail)
{
    static const char *const wants[] = {"one of courses and one of competencies",
                                        "two of competencies and no courses",
                                        "two of courses and no competencies"};
    char wanted[BW_VERDICT_ID_LEN + 1];
    const char *dot = *path ? "." : "";
    enum bw_about about = BW_ABOUT_TAG;
    struct bw_pair pair;
    if (!bw_verdict_pair(map, &about, &pair))
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s%skind: \"%s\" is about %s", path, dot,
                           names[about], wants[about]);
    if (about != BW_ABOUT_TAG && bw_str_compare(pair.a, pair.b) >= 0)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "%s%s%s: two different ids in byte order; \"%.*s\" is not before "
                           "\"%.*s\"",
                           path, dot, names[about], (int)pair.a.len, pair.a.at, (int)pair.b.len,
                           pair.b.at);
    const msgpack_object *id = bw_field_get(map, "id");
    bw_verdict_id(about, pair, wanted);
    if (!bw_value_is(id, wanted, strlen(wanted)))
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "%s%sid: follows from what the verdict is about; here \"%s\"", path, dot,
                           wanted);
    return BW_OK;
}

static void pack_field(msgpack_packer *out, const char *name, struct bw_str value)
{
    msgpack_pack_str_with_body(out, name, strlen(name));
    msgpack_pack_str_with_body(out, value.at, value.len);
}

static void pack_ids(msgpack_packer *out, const char *name, const struct bw_str *ids, size_t n)
{
    msgpack_pack_str_with_body(out, name, strlen(name));
    msgpack_pack_array(out, n);
    for (size_t i = 0; i < n; i++)
        msgpack_pack_str_with_body(out, ids[i].at, ids[i].len);
}

void bw_verdict_pack(const struct bw_ruled *ruled, msgpack_packer *out)
{
    const struct bw_str both[] = {ruled->pair.a, ruled->pair.b};
    char id[BW_VERDICT_ID_LEN + 1], day[BW_DAY_TEXT_LEN + 1];
    struct bw_str name = {names[ruled->about], (uint32_t)strlen(names[ruled->about])};
    bool tag = ruled->about == BW_ABOUT_TAG;
    bw_verdict_id(ruled->about, ruled->pair, id);
    bw_day_format(ruled->at, day);
    msgpack_pack_map(out, 5 + (size_t)tag + (ruled->by.at != NULL));
    pack_field(out, "id", (struct bw_str){id, (uint32_t)strlen(id)});
    pack_field(out, "kind", name);
    if (tag || ruled->about == BW_ABOUT_COURSES)
        pack_ids(out, "courses", both, tag ? 1 : 2);
    if (tag || ruled->about == BW_ABOUT_COMPETENCIES)
        pack_ids(out, "competencies", tag ? both + 1 : both, tag ? 1 : 2);
    msgpack_pack_str_with_body(out, "yes", 3);
    if (ruled->yes)
        msgpack_pack_true(out);
    else
        msgpack_pack_false(out);
    pack_field(out, "at", (struct bw_str){day, BW_DAY_TEXT_LEN});
    if (ruled->by.at)
        pack_field(out, "by", ruled->by);
}
