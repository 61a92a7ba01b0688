#include "tools/training/training_records.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "data/kind.h"
#include "tools/pages.h"
#include "tools/view.h"

#define PEOPLE_A_PAGE 200
#define COURSES_A_PAGE 1000
/* Address space for ids. */
#define TEXTS_MOST ((size_t)4 << 30)

struct reading {
    struct bw_app *app;
    struct bw_training_records *out;
    struct bw_str *provider_names; /* of each course; at NULL: none */
    size_t room_courses, room_employees, room_outcomes, room_taken, room_shown;
    size_t n_people; /* of the store, for the progress */
    void (*step)(void *context, double done);
    void *context;
};

static int trouble(const char *text)
{
    fprintf(stderr, "bekwaam: %s\n", text);
    return BW_EXIT_ERROR;
}

/* Room for one more behind the `n` of `size` bytes each; NULL when memory is out. */
static void *room_for(void *at, size_t n, size_t size, size_t *room)
{
    if (n < *room)
        return at;
    size_t more = 2 * *room + 256;
    void *moved = realloc(at, more * size);
    if (moved)
        *room = more;
    return moved;
}

/* The next place of a list of `reading`, or NULL; the list grows as it has to. */
#define NEXT(reading_, list_)                                                                      \
    next_place((void **)&(reading_)->out->list_, (reading_)->out->n_##list_,                       \
               sizeof *(reading_)->out->list_, &(reading_)->room_##list_)

static void *next_place(void **list, size_t n, size_t size, size_t *room)
{
    void *at = room_for(*list, n, size, room);
    if (!at)
        return NULL;
    *list = at;
    return (char *)at + n * size;
}

static struct bw_str copy_of(struct bw_arena *arena, const msgpack_object *text)
{
    if (!text || text->type != MSGPACK_OBJECT_STR)
        return (struct bw_str){NULL, 0};
    char *copy = bw_arena_take(arena, text->via.str.size + 1);
    memcpy(copy, text->via.str.ptr, text->via.str.size);
    return (struct bw_str){copy, text->via.str.size};
}

static int add_course(struct reading *reading, const msgpack_object *item)
{
    struct bw_training_records *out = reading->out;
    size_t room = reading->room_courses;
    struct bw_str *names = room_for(reading->provider_names, out->n_courses, sizeof *names, &room);
    reading->provider_names = names ? names : reading->provider_names;
    struct bw_str *place = NEXT(reading, courses);
    if (!names || !place)
        return trouble("memory is out");
    *place = copy_of(out->arena, bw_view(item, "id"));
    names[out->n_courses] = copy_of(out->arena, bw_view(item, "provider"));
    out->n_courses += place->at != NULL;
    return BW_EXIT_WELL;
}

static int by_bytes(const void *a, const void *b)
{
    return bw_str_compare(*(const struct bw_str *)a, *(const struct bw_str *)b);
}

/* The names of providers become numbers. */
static int number_providers(struct reading *reading)
{
    struct bw_training_records *out = reading->out;
    out->providers = malloc((out->n_courses + 1) * sizeof *out->providers);
    out->provider_of = malloc((out->n_courses + 1) * sizeof *out->provider_of);
    if (!out->providers || !out->provider_of)
        return trouble("memory is out");
    const struct bw_str *names = reading->provider_names;
    uint32_t n = 0;
    for (uint32_t i = 0; names && i < out->n_courses; i++)
        if (names[i].at)
            out->providers[n++] = names[i];
    qsort(out->providers, n, sizeof *out->providers, by_bytes);
    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || by_bytes(&out->providers[i], &out->providers[out->n_providers - 1]) != 0)
            out->providers[out->n_providers++] = out->providers[i];
    for (uint32_t i = 0; names && i < out->n_courses; i++)
        out->provider_of[i] = names[i].at ? bw_str_find(out->providers, out->n_providers,
                                                        sizeof *out->providers, names[i])
                                          : BW_NONE;
    return BW_EXIT_WELL;
}

static uint32_t course_of(const struct reading *reading, const msgpack_object *item)
{
    const msgpack_object *id = bw_view(item, "course");
    if (!id || id->type != MSGPACK_OBJECT_STR)
        return BW_NONE;
    return bw_str_find(reading->out->courses, reading->out->n_courses,
                       sizeof *reading->out->courses,
                       (struct bw_str){id->via.str.ptr, id->via.str.size});
}

static bw_day day_of(const msgpack_object *item, const char *name)
{
    char text[BW_VIEW_LEN];
    bw_day day = BW_DAY_NONE;
    bw_view_text(text, item, name);
    bw_day_parse(text, strlen(text), &day);
    return day;
}

/* A course that is gone by now, or a day that is none: others are learnt from. */
static bool places(const struct reading *reading, const msgpack_object *item, uint32_t *course,
                   bw_day *day)
{
    *course = course_of(reading, item);
    *day = day_of(item, "at");
    return *course != BW_NONE && *day != BW_DAY_NONE;
}

static int add_outcome(struct reading *reading, const msgpack_object *item)
{
    struct bw_training_outcome outcome = {.employee = reading->out->n_employees - 1};
    size_t n;
    const msgpack_object *row = bw_view_list(item, "features", &n);
    if (!places(reading, item, &outcome.course, &outcome.at) || n != BW_FEATURE_COUNT)
        return BW_EXIT_WELL;
    for (size_t i = 0; i < n; i++)
        outcome.row[i] = row[i].type == MSGPACK_OBJECT_FLOAT64 ? row[i].via.f64 : NAN;
    outcome.ended = day_of(item, "ended");
    outcome.came = bw_view_int(item, "outcome", 0) == 1;
    outcome.closed = bw_view_number(item, "closed", NAN);
    outcome.served = bw_view_number(item, "served", NAN);
    struct bw_training_outcome *place = NEXT(reading, outcomes);
    if (!place)
        return trouble("memory is out");
    *place = outcome;
    reading->out->n_outcomes++;
    return BW_EXIT_WELL;
}

static int add_taken(struct reading *reading, const msgpack_object *item)
{
    struct bw_training_taken taken = {.employee = reading->out->n_employees - 1};
    if (!places(reading, item, &taken.course, &taken.at))
        return BW_EXIT_WELL;
    struct bw_training_taken *place = NEXT(reading, taken);
    if (!place)
        return trouble("memory is out");
    *place = taken;
    reading->out->n_taken++;
    return BW_EXIT_WELL;
}

static enum bw_response reply_of(const msgpack_object *item)
{
    char text[BW_VIEW_LEN];
    bw_view_text(text, item, "type");
    for (int i = BW_RESPONSE_IGNORED; i <= BW_RESPONSE_ACCEPTED; i++)
        if (strcmp(text, bw_response_name((enum bw_response)i)) == 0)
            return (enum bw_response)i;
    return BW_RESPONSE_IGNORED;
}

static int add_shown(struct reading *reading, const msgpack_object *item)
{
    const msgpack_object *outside = bw_view(item, "outside");
    struct bw_training_shown shown = {.employee = reading->out->n_employees - 1,
                                      .position = (uint32_t)bw_view_int(item, "position", 0),
                                      .reply = reply_of(item),
                                      .language = bw_view_true(outside, "language"),
                                      .format = bw_view_true(outside, "format"),
                                      .hours = bw_view_true(outside, "hours"),
                                      .score = bw_view_number(item, "score", 0)};
    if (!places(reading, item, &shown.course, &shown.at))
        return BW_EXIT_WELL;
    struct bw_training_shown *place = NEXT(reading, shown);
    if (!place)
        return trouble("memory is out");
    *place = shown;
    reading->out->n_shown++;
    return BW_EXIT_WELL;
}

typedef int add_function(struct reading *reading, const msgpack_object *item);

static int add_each(struct reading *reading, const msgpack_object *item, const char *name,
                    add_function *add)
{
    size_t n;
    int exit_code = BW_EXIT_WELL;
    const msgpack_object *list = bw_view_list(item, name, &n);
    for (size_t i = 0; !exit_code && i < n; i++)
        exit_code = add(reading, &list[i]);
    return exit_code;
}

static int add_person(struct reading *reading, const msgpack_object *item)
{
    struct bw_str *place = NEXT(reading, employees);
    if (!place)
        return trouble("memory is out");
    *place = copy_of(reading->out->arena, bw_view(item, "employee"));
    if (!place->at)
        return BW_EXIT_WELL;
    reading->out->n_employees++;
    int exit_code = add_each(reading, item, "outcomes", add_outcome);
    if (!exit_code)
        exit_code = add_each(reading, item, "taken", add_taken);
    return exit_code ? exit_code : add_each(reading, item, "shown", add_shown);
}

/* Are the rows of features what this program takes them for? */
static bool are_our_features(const msgpack_object *page)
{
    char name[BW_VIEW_LEN];
    size_t n;
    const msgpack_object *names = bw_view_list(page, "names", &n);
    bool ours = n == BW_FEATURE_COUNT;
    for (size_t i = 0; ours && i < n; i++)
        ours = strcmp(bw_view_value(name, &names[i]), bw_feature_name((enum bw_feature)i)) == 0;
    return ours;
}

static int add_courses(void *context, const msgpack_object *page)
{
    return add_each(context, page, "items", add_course);
}

static int add_people(void *context, const msgpack_object *page)
{
    struct reading *reading = context;
    if (!are_our_features(page))
        return trouble("the daemon has other features than this program; both are to be of one "
                       "version");
    int exit_code = add_each(reading, page, "items", add_person);
    if (reading->step && reading->n_people)
        reading->step(reading->context,
                      (double)reading->out->n_employees / (double)reading->n_people);
    return exit_code;
}

static int count_people(struct reading *reading)
{
    struct bw_reply reply;
    int exit_code = bw_app_call(reading->app, "server.info", NULL, &reply);
    if (exit_code)
        return exit_code;
    reading->n_people =
        (size_t)bw_view_int(bw_view(reply.result, "records"), bw_kind_name(BW_KIND_EMPLOYEE), 0);
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

int bw_training_records_read(struct bw_app *app, void (*step)(void *context, double done),
                             void *context, struct bw_training_records *out)
{
    struct reading reading = {.app = app, .out = out, .step = step, .context = context};
    const struct bw_pages_list courses = {"course.list", NULL, COURSES_A_PAGE, add_courses,
                                          &reading},
                               people = {"learning.page", NULL, PEOPLE_A_PAGE, add_people,
                                         &reading};
    *out = (struct bw_training_records){.arena = bw_arena_create(TEXTS_MOST)};
    if (!out->arena)
        return trouble("memory is out");
    int exit_code = count_people(&reading);
    if (!exit_code)
        exit_code = bw_pages_each(app, &courses);
    if (!exit_code)
        exit_code = number_providers(&reading);
    free(reading.provider_names);
    return exit_code ? exit_code : bw_pages_each(app, &people);
}

void bw_training_records_clear(struct bw_training_records *records)
{
    bw_arena_free(records->arena);
    free(records->employees);
    free(records->courses);
    free(records->providers);
    free(records->provider_of);
    free(records->outcomes);
    free(records->taken);
    free(records->shown);
    *records = (struct bw_training_records){0};
}

uint64_t bw_training_fingerprint(const struct bw_training_records *records)
{
    uint64_t hash = records->n_employees;
    for (uint32_t i = 0; i < records->n_employees; i++)
        hash = XXH3_64bits_withSeed(records->employees[i].at, records->employees[i].len, hash);
    for (uint32_t i = 0; i < records->n_courses; i++)
        hash = XXH3_64bits_withSeed(records->courses[i].at, records->courses[i].len, hash);
    for (size_t i = 0; i < records->n_outcomes; i++) {
        const struct bw_training_outcome *at = &records->outcomes[i];
        uint32_t figures[] = {at->employee, at->course, (uint32_t)at->at, (uint32_t)at->ended,
                              at->came};
        hash = XXH3_64bits_withSeed(figures, sizeof figures, hash);
        hash = XXH3_64bits_withSeed(at->row, sizeof at->row, hash);
    }
    for (size_t i = 0; i < records->n_taken; i++) {
        const struct bw_training_taken *at = &records->taken[i];
        uint32_t figures[] = {at->employee, at->course, (uint32_t)at->at};
        hash = XXH3_64bits_withSeed(figures, sizeof figures, hash);
    }
    for (size_t i = 0; i < records->n_shown; i++) {
        const struct bw_training_shown *at = &records->shown[i];
        uint32_t figures[] = {at->employee, at->course, (uint32_t)at->at, at->position, at->reply};
        hash = XXH3_64bits_withSeed(figures, sizeof figures, hash);
    }
    return hash;
}
