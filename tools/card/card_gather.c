#include "tools/card/card_gather.h"

#include <stdlib.h>
#include <string.h>

#include "data/kind.h"
#include "model/base/day.h"
#include "model/learned/feature.h"
#include "tools/batch/batch_people.h"
#include "tools/card/drift.h"
#include "tools/pages.h"
#include "tools/view.h"

#define PEOPLE_A_PAGE 200
#define PEOPLE_ASKED 200
#define LIST_LENGTH 10
#define COMPARE_MS (10 * 60 * 1000)

struct gathering {
    struct bw_app *app;
    char version[BW_VIEW_LEN];
    const struct bw_args *groups;
    struct bw_reply info; /* of the model */
    const msgpack_object *card;
    struct bw_args *out;
};

/* A feature as the card has it. */
struct feature {
    char name[BW_VIEW_LEN];
    double mean, then[BW_DRIFT_PARTS];
    struct bw_drift now;
    bool told; /* the card says what it was like, and learning.page what it is like */
};

static double number_at(const msgpack_object *list, size_t n, size_t i)
{
    return i < n ? bw_view_figure(&list[i], 0) : 0;
}

/* Rates and co-enrolment are of the model's own tables: a page does not have them. */
static bool is_of_a_table(int feature)
{
    return feature == BW_FEATURE_PROVIDER_RATE || feature == BW_FEATURE_COURSE_RATE ||
           feature == BW_FEATURE_CO_ENROLMENT;
}

static void read_features(const struct gathering *gathering,
                          struct feature features[BW_FEATURE_COUNT])
{
    size_t n;
    const msgpack_object *list = bw_view_list(gathering->card, "features", &n);
    for (size_t i = 0; i < n && i < BW_FEATURE_COUNT; i++) {
        struct feature *feature = &features[i];
        size_t n_deciles, n_shares;
        const msgpack_object *deciles = bw_view_list(&list[i], "deciles", &n_deciles),
                             *shares = bw_view_list(&list[i], "shares", &n_shares);
        bw_view_text(feature->name, &list[i], "name");
        feature->mean = bw_view_number(&list[i], "mean", 0);
        for (size_t d = 0; d < BW_DRIFT_PARTS - 1; d++)
            feature->now.deciles[d] = number_at(deciles, n_deciles, d);
        for (size_t d = 0; d < BW_DRIFT_PARTS; d++)
            feature->then[d] = number_at(shares, n_shares, d);
        feature->told = n_deciles == BW_DRIFT_PARTS - 1 && n_shares == BW_DRIFT_PARTS &&
                        strcmp(feature->name, bw_feature_name((enum bw_feature)i)) == 0 &&
                        !is_of_a_table((int)i);
    }
}

static void add_person(const msgpack_object *person, struct feature features[BW_FEATURE_COUNT])
{
    size_t n_outcomes, n;
    const msgpack_object *outcomes = bw_view_list(person, "outcomes", &n_outcomes);
    for (size_t i = 0; i < n_outcomes; i++) {
        const msgpack_object *row = bw_view_list(&outcomes[i], "features", &n);
        for (size_t f = 0; f < n && f < BW_FEATURE_COUNT; f++)
            bw_drift_add(&features[f].now, number_at(row, n, f));
    }
}

static int add_page(void *context, const msgpack_object *page)
{
    size_t n;
    const msgpack_object *people = bw_view_list(page, "items", &n);
    for (size_t i = 0; i < n; i++)
        add_person(&people[i], context);
    return BW_EXIT_WELL;
}

/* All outcomes from `from` on. */
static int read_since(struct gathering *gathering, const char *from,
                      struct feature features[BW_FEATURE_COUNT])
{
    struct bw_args args;
    struct bw_pages_list list = {"learning.page", &args, PEOPLE_A_PAGE, add_page, features};
    bw_args_init(&args);
    bw_args_str(&args, "from", from);
    int exit_code = bw_pages_each(gathering->app, &list);
    bw_args_clear(&args);
    return exit_code;
}

static void put_drift(struct gathering *gathering, const struct feature features[BW_FEATURE_COUNT])
{
    struct bw_args *out = gathering->out;
    size_t n = 0;
    for (int f = 0; f < BW_FEATURE_COUNT; f++)
        n += features[f].told && features[f].now.n;
    bw_args_key(out, "drift");
    msgpack_pack_array(&out->packer, n);
    for (int f = 0; f < BW_FEATURE_COUNT; f++) {
        const struct feature *feature = &features[f];
        struct bw_args map;
        double now[BW_DRIFT_PARTS];
        if (!feature->told || !feature->now.n)
            continue;
        bw_drift_shares(&feature->now, now);
        bw_args_init(&map);
        bw_args_str(&map, "name", feature->name);
        bw_args_int(&map, "n", (int64_t)feature->now.n);
        bw_args_float(&map, "mean_then", feature->mean);
        bw_args_float(&map, "mean_now", bw_drift_mean(&feature->now));
        bw_args_float(&map, "psi", bw_drift_index(feature->then, now));
        bw_args_pack(&map, &out->packer);
        bw_args_clear(&map);
    }
}

static int gather_drift(struct gathering *gathering)
{
    struct feature features[BW_FEATURE_COUNT];
    char until[BW_VIEW_LEN], from[BW_DAY_TEXT_LEN + 1];
    bw_day day;
    memset(features, 0, sizeof features);
    bw_view_text(until, gathering->card, "until");
    if (!bw_day_parse(until, strlen(until), &day))
        return BW_EXIT_WELL;
    read_features(gathering, features);
    bw_day_format(day + 1, from);
    int exit_code = read_since(gathering, from, features);
    if (!exit_code)
        put_drift(gathering, features);
    return exit_code;
}

static int gather_groups(struct gathering *gathering)
{
    struct bw_args args;
    struct bw_reply reply;
    bw_args_init(&args);
    bw_args_str(&args, "version", gathering->version);
    bw_args_str(&args, "with", "closed-form");
    if (gathering->groups)
        bw_args_append(&args, gathering->groups);
    bw_app_patience(gathering->app, COMPARE_MS);
    int exit_code = bw_app_call(gathering->app, "model.compare", &args, &reply);
    bw_app_patience(gathering->app, 0);
    bw_args_clear(&args);
    if (exit_code)
        return exit_code;
    const msgpack_object *groups = bw_view(reply.result, "groups");
    if (groups) {
        bw_args_key(gathering->out, "groups");
        msgpack_pack_object(&gathering->out->packer, *groups);
    }
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

/* What lists hold: closure by place, the share of the gap that is closed, and which courses. */
struct lists {
    double closure[LIST_LENGTH], coverage;
    size_t n_people, n_courses;
    struct bw_str listed[PEOPLE_ASKED * LIST_LENGTH]; /* of the answer; in the end each once */
    size_t n_listed;
};

static void add_list(struct lists *lists, const msgpack_object *answer)
{
    size_t n;
    const msgpack_object *items = bw_view_list(answer, "items", &n);
    if (bw_view_number(bw_view(answer, "gap"), "count", 0) < 1)
        return; /* nothing to suggest to */
    lists->n_people++;
    lists->coverage += bw_view_number(answer, "coverage", 0);
    for (size_t i = 0; i < n && i < LIST_LENGTH; i++) {
        const msgpack_object *course = bw_view(&items[i], "course");
        lists->closure[i] += bw_view_number(&items[i], "closure", 0);
        if (course && course->type == MSGPACK_OBJECT_STR)
            lists->listed[lists->n_listed++] =
                (struct bw_str){course->via.str.ptr, course->via.str.size};
    }
}

static int by_bytes(const void *a, const void *b)
{
    return bw_str_compare(*(const struct bw_str *)a, *(const struct bw_str *)b);
}

static void keep_each_once(struct lists *lists)
{
    size_t kept = 0;
    qsort(lists->listed, lists->n_listed, sizeof *lists->listed, by_bytes);
    for (size_t i = 0; i < lists->n_listed; i++)
        if (kept == 0 || by_bytes(&lists->listed[kept - 1], &lists->listed[i]) != 0)
            lists->listed[kept++] = lists->listed[i];
    lists->n_listed = kept;
}

static void put_lists(struct gathering *gathering, const struct lists *lists)
{
    struct bw_args map;
    if (lists->n_people == 0)
        return;
    bw_args_init(&map);
    bw_args_int(&map, "people", (int64_t)lists->n_people);
    bw_args_float(&map, "coverage", lists->coverage / (double)lists->n_people);
    bw_args_float(&map, "listed_share",
                  lists->n_courses ? (double)lists->n_listed / (double)lists->n_courses : 0);
    bw_args_key(&map, "closure_by_rank");
    msgpack_pack_array(&map.packer, LIST_LENGTH);
    for (size_t i = 0; i < LIST_LENGTH; i++)
        msgpack_pack_double(&map.packer, lists->closure[i] / (double)lists->n_people);
    bw_args_key(gathering->out, "lists");
    bw_args_pack(&map, &gathering->out->packer);
    bw_args_clear(&map);
}

/* The lists of some people, evenly chosen, into the card. */
static int ask_lists(struct gathering *gathering, const struct bw_batch_people *people,
                     struct lists *lists)
{
    struct bw_args args;
    struct bw_reply reply;
    size_t n, asked = people->n < PEOPLE_ASKED ? people->n : PEOPLE_ASKED,
              every = people->n > PEOPLE_ASKED ? people->n / PEOPLE_ASKED : 1;
    bw_args_init(&args);
    bw_args_key(&args, "employees");
    msgpack_pack_array(&args.packer, asked);
    for (size_t i = 0; i < asked; i++) {
        struct bw_str id = bw_batch_people_id(people, i * every);
        msgpack_pack_str_with_body(&args.packer, id.at, id.len);
    }
    bw_args_int(&args, "k", LIST_LENGTH);
    bw_args_bool(&args, "explain", false);
    int exit_code = bw_app_call(gathering->app, "recommend.many", &args, &reply);
    bw_args_clear(&args);
    if (exit_code)
        return exit_code;
    const msgpack_object *items = bw_view_list(reply.result, "items", &n);
    for (size_t i = 0; i < n && i < PEOPLE_ASKED; i++)
        add_list(lists, &items[i]);
    keep_each_once(lists);
    put_lists(gathering, lists);
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

static int count_courses(struct bw_app *app, size_t *out)
{
    struct bw_reply reply;
    int exit_code = bw_app_call(app, "server.info", NULL, &reply);
    if (exit_code)
        return exit_code;
    *out = (size_t)bw_view_int(bw_view(reply.result, "records"), bw_kind_name(BW_KIND_COURSE), 0);
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

/* Of the model that serves: lists are by that. */
static int gather_lists(struct gathering *gathering)
{
    struct lists lists = {.n_people = 0};
    struct bw_batch_people people;
    int exit_code = count_courses(gathering->app, &lists.n_courses);
    if (exit_code)
        return exit_code;
    exit_code = bw_batch_people_list(gathering->app, NULL, &people);
    if (!exit_code && people.n)
        exit_code = ask_lists(gathering, &people, &lists);
    bw_batch_people_clear(&people);
    return exit_code;
}

static int gather_all(struct gathering *gathering)
{
    gathering->card = bw_view(gathering->info.result, "card");
    bw_view_text(gathering->version, gathering->info.result, "version");
    bw_args_str(gathering->out, "version", gathering->version);
    if (gathering->card)
        bw_args_merge(gathering->out, gathering->card);
    int exit_code = gather_drift(gathering);
    if (!exit_code)
        exit_code = gather_groups(gathering);
    return exit_code || !bw_view_true(gathering->info.result, "serving") ? exit_code
                                                                         : gather_lists(gathering);
}

int bw_card_gather(struct bw_app *app, const char *version, const struct bw_args *groups,
                   struct bw_args *out)
{
    struct gathering gathering = {.app = app, .groups = groups, .out = out};
    struct bw_args args;
    bw_args_init(&args);
    if (version)
        bw_args_str(&args, "version", version);
    int exit_code = bw_app_call(app, "model.info", &args, &gathering.info);
    bw_args_clear(&args);
    if (exit_code)
        return exit_code;
    exit_code = gather_all(&gathering);
    bw_reply_clear(&gathering.info);
    return exit_code;
}
