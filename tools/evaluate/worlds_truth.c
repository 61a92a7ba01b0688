#include "tools/evaluate/worlds_truth.h"

#include <errno.h>
#include <msgpack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/base/arena.h"
#include "tools/view.h"

#define BYTES_MOST ((size_t)1 << 30)

struct reading {
    struct bw_truth *truth;
    const char *bytes; /* borrowed */
    size_t len, at;
    msgpack_unpacked value;
};

static bool next(struct reading *reading)
{
    return msgpack_unpack_next(&reading->value, reading->bytes, reading->len, &reading->at) ==
           MSGPACK_UNPACK_SUCCESS;
}

static struct bw_str keep(struct bw_arena *arena, const msgpack_object *text)
{
    if (text->type != MSGPACK_OBJECT_STR)
        return (struct bw_str){"", 0};
    char *copy = bw_arena_take(arena, text->via.str.size);
    memcpy(copy, text->via.str.ptr, text->via.str.size);
    return (struct bw_str){copy, text->via.str.size};
}

static double number(const msgpack_object *value)
{
    switch (value->type) {
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
        return (double)value->via.u64;
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        return (double)value->via.i64;
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        return value->via.f64;
    default:
        return -1;
    }
}

static void read_nature(const msgpack_object *head, struct bw_sim_nature *nature)
{
    const msgpack_object *figures = bw_view(head, "nature");
    const char *name;
    *nature = bw_sim_nature_fixed;
    for (size_t i = 0; (name = bw_sim_nature_name(i)); i++) {
        double *at = bw_sim_nature_at(nature, i);
        *at = bw_view_number(figures, name, *at);
    }
}

static bool read_head(struct reading *reading)
{
    struct bw_truth *truth = reading->truth;
    size_t n, n_kin;
    char format[BW_VIEW_LEN];
    if (!next(reading))
        return false;
    const msgpack_object *head = &reading->value.data;
    if (strcmp(bw_view_text(format, head, "format"), "bekwaam-truth") != 0 ||
        bw_view_int(head, "version", 0) != 2)
        return false;
    const msgpack_object *ids = bw_view_list(head, "competencies", &n);
    const msgpack_object *kin = bw_view_list(head, "kin", &n_kin);
    if (n == 0 || n_kin % n != 0)
        return false;
    struct bw_str *competencies = BW_ARENA_NEW(truth->arena, struct bw_str, n);
    for (size_t i = 0; i < n; i++)
        competencies[i] = keep(truth->arena, &ids[i]);
    int64_t *places = BW_ARENA_NEW(truth->arena, int64_t, n_kin);
    for (size_t i = 0; i < n_kin; i++)
        places[i] = (int64_t)number(&kin[i]) < (int64_t)n ? (int64_t)number(&kin[i]) : -1;
    read_nature(head, &truth->nature);
    truth->seed = (uint64_t)bw_view_int(head, "seed", 0);
    truth->world = (uint64_t)bw_view_int(head, "world", 0);
    truth->competencies = competencies;
    truth->kin = places;
    truth->n_kin = (uint32_t)(n_kin / n);
    truth->n_competencies = (uint32_t)n;
    truth->n_people = (uint32_t)bw_view_int(head, "employees", 0);
    truth->n_courses = (uint32_t)bw_view_int(head, "courses", 0);
    return true;
}

/* A list of so many; NULL when the value is none. */
static const msgpack_object *list_of(const msgpack_object *value, uint32_t *n)
{
    *n = value->type == MSGPACK_OBJECT_ARRAY ? value->via.array.size : 0;
    return *n ? value->via.array.ptr : NULL;
}

static bool read_levels(struct bw_truth *truth, const msgpack_object *value, double *levels)
{
    uint32_t n;
    const msgpack_object *flat = list_of(value, &n);
    if (n != 2 * truth->n_competencies)
        return false;
    for (uint32_t i = 0; i < n; i += 2) {
        double place = number(&flat[i]);
        if (place < 0 || place >= truth->n_competencies)
            return false;
        levels[(uint32_t)place] = number(&flat[i + 1]);
    }
    return true;
}

static bool read_person(struct reading *reading, struct bw_truth_person *out)
{
    struct bw_truth *truth = reading->truth;
    uint32_t n, n_done;
    if (!next(reading))
        return false;
    const msgpack_object *item = list_of(&reading->value.data, &n);
    if (n < 7)
        return false;
    double *levels = BW_ARENA_NEW(truth->arena, double, truth->n_competencies);
    if (!read_levels(truth, &item[2], levels))
        return false;
    const msgpack_object *flat = list_of(&item[6], &n_done);
    struct bw_truth_done *done = BW_ARENA_NEW(truth->arena, struct bw_truth_done, n_done / 2 + 1);
    for (uint32_t i = 0; i + 1 < n_done; i += 2)
        done[i / 2] =
            (struct bw_truth_done){(uint32_t)number(&flat[i]), (bw_day)number(&flat[i + 1])};
    *out = (struct bw_truth_person){.id = keep(truth->arena, &item[0]),
                                    .role = keep(truth->arena, &item[3]),
                                    .drive = number(&item[1]),
                                    .hours_per_week = number(&item[4]),
                                    .levels = levels,
                                    .group = (uint32_t)number(&item[5]),
                                    .done = done,
                                    .n_done = n_done / 2};
    return out->hours_per_week > 0;
}

static bool read_course(struct reading *reading, struct bw_truth_course *out)
{
    struct bw_truth *truth = reading->truth;
    uint32_t n, n_teaches;
    if (!next(reading))
        return false;
    const msgpack_object *item = list_of(&reading->value.data, &n);
    if (n < 4)
        return false;
    const msgpack_object *flat = list_of(&item[3], &n_teaches);
    struct bw_teach *teaches = BW_ARENA_NEW(truth->arena, struct bw_teach, n_teaches / 3 + 1);
    for (uint32_t i = 0; i + 2 < n_teaches; i += 3) {
        double place = number(&flat[i]);
        if (place < 0 || place >= truth->n_competencies)
            return false;
        teaches[i / 3] =
            (struct bw_teach){(uint32_t)place, false, number(&flat[i + 1]), number(&flat[i + 2])};
    }
    *out = (struct bw_truth_course){.id = keep(truth->arena, &item[0]),
                                    .effect = number(&item[1]),
                                    .difficulty = number(&item[2]),
                                    .teaches = teaches,
                                    .n_teaches = n_teaches / 3};
    return true;
}

static bool read_all(struct reading *reading)
{
    struct bw_truth *truth = reading->truth;
    if (!read_head(reading))
        return false;
    struct bw_truth_person *people =
        BW_ARENA_NEW(truth->arena, struct bw_truth_person, truth->n_people);
    struct bw_truth_course *courses =
        BW_ARENA_NEW(truth->arena, struct bw_truth_course, truth->n_courses);
    for (uint32_t i = 0; i < truth->n_people; i++)
        if (!read_person(reading, &people[i]))
            return false;
    for (uint32_t i = 0; i < truth->n_courses; i++)
        if (!read_course(reading, &courses[i]))
            return false;
    truth->people = people;
    truth->courses = courses;
    return true;
}

/* The whole file, the caller's to free; *len bytes. */
static char *slurp(const char *path, size_t *len, struct bw_fail *fail)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        bw_fail_set(fail, BW_NOT_FOUND, "%s: %s", path, strerror(errno));
        if (file)
            fclose(file);
        return NULL;
    }
    long size = ftell(file);
    rewind(file);
    char *bytes = malloc(size > 0 ? (size_t)size : 1);
    if (bytes)
        *len = size > 0 ? fread(bytes, 1, (size_t)size, file) : 0;
    else
        bw_fail_set(fail, BW_INTERNAL, "%s: out of memory", path);
    fclose(file);
    return bytes;
}

/* All of it out of the bytes that were read. */
static enum bw_err unpack(struct reading *reading, const char *path, struct bw_fail *fail)
{
    enum bw_err err = BW_OK;
    msgpack_unpacked_init(&reading->value);
    if (!read_all(reading))
        err = bw_fail_set(fail, BW_BAD_REQUEST,
                          "%s: near byte %zu it is no truth file of a world (version 2)", path,
                          reading->at);
    msgpack_unpacked_destroy(&reading->value);
    return err;
}

static struct bw_truth *make_truth(void)
{
    struct bw_truth *truth = calloc(1, sizeof *truth);
    if (truth && (truth->arena = bw_arena_create(BYTES_MOST)))
        return truth;
    free(truth);
    return NULL;
}

enum bw_err bw_truth_read(const char *path, struct bw_truth **out, struct bw_fail *fail)
{
    struct reading reading = {.truth = make_truth()};
    if (!reading.truth)
        return bw_fail_set(fail, BW_INTERNAL, "%s: out of memory", path);
    char *bytes = slurp(path, &reading.len, fail);
    reading.bytes = bytes;
    enum bw_err err = bytes ? unpack(&reading, path, fail) : fail->code;
    free(bytes);
    if (err)
        bw_truth_free(reading.truth);
    else
        *out = reading.truth;
    return err;
}

enum bw_err bw_truth_as_said(const struct bw_truth *truth, const struct bw_catalogue *cat,
                             struct bw_truth **out, struct bw_fail *fail)
{
    double effect = 0, difficulty = 0;
    struct bw_truth *said = make_truth();
    if (!said)
        return bw_fail_set(fail, BW_INTERNAL, "%u courses: out of memory", truth->n_courses);
    struct bw_arena *arena = said->arena;
    *said = *truth;
    said->arena = arena;
    for (uint32_t k = 0; k < truth->n_courses; k++) {
        effect += truth->courses[k].effect / truth->n_courses;
        difficulty += truth->courses[k].difficulty / truth->n_courses;
    }
    struct bw_truth_course *courses = BW_ARENA_NEW(arena, struct bw_truth_course, truth->n_courses);
    for (uint32_t k = 0; k < truth->n_courses; k++)
        courses[k] = (struct bw_truth_course){.id = truth->courses[k].id,
                                              .effect = effect,
                                              .difficulty = difficulty,
                                              .teaches = cat->courses[k].teaches,
                                              .n_teaches = cat->courses[k].n_teaches};
    said->courses = courses;
    *out = said;
    return BW_OK;
}

void bw_truth_free(struct bw_truth *truth)
{
    if (truth && truth->arena)
        bw_arena_free(truth->arena);
    free(truth);
}
