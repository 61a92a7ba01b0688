/* report.obligations. */
#include <stdio.h>

#include "daemon/encode.h"
#include "daemon/errand.h"
#include "daemon/ground.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/report/obligations.h"

#define WITHIN_DAYS 90

static const char *const kind_names[] = {"open", "lapsed", "expiring"};

/* What an answer is packed with. */
struct shown {
    const struct bw_catalogue *cat;
    bw_day as_of;
    enum bw_lang lang;
    struct bw_pack *out;
};

static void pack_course(const struct shown *shown, const struct bw_remedy *remedy)
{
    const struct bw_course *course = &shown->cat->courses[remedy->course];
    const struct bw_session *next = bw_course_next_session(course, shown->as_of);
    bw_pack_map(shown->out, next ? 7 : 6);
    bw_put_str(shown->out, "course", course->id);
    bw_put_str(shown->out, "title", bw_text_pick(course->title, shown->lang));
    if (next)
        bw_put_session(shown->out, next);
    bw_put_int(shown->out, "price_cents", course->price_cents);
    bw_put_float(shown->out, "hours", course->hours);
    bw_put_float(shown->out, "closes", remedy->closes);
    bw_put_bool(shown->out, "bookable", !remedy->waits);
}

/* Why, since when, until when. */
static void pack_dates(const struct shown *shown, const struct bw_duty *item)
{
    if (item->ask.law.at)
        bw_put_str(shown->out, "law", item->ask.law);
    bw_put_bool(shown->out, "mandatory", item->ask.mandatory);
    if (item->since != BW_DAY_NONE)
        bw_put_day(shown->out, "since", item->since);
    if (item->valid_until != BW_DAY_NONE)
        bw_put_day(shown->out, "valid_until", item->valid_until);
    if (item->kind != BW_DUTY_EXPIRING)
        return;
    bw_put_int(shown->out, "days_left", item->valid_until - shown->as_of);
    if (item->bucket < BW_DUTY_BUCKETS - 1)
        bw_put_int(shown->out, "bucket", bw_duty_bucket_days[item->bucket]);
}

static size_t date_fields(const struct bw_duty *item)
{
    bool expiring = item->kind == BW_DUTY_EXPIRING;
    return 1 + (size_t)(item->ask.law.at != NULL) + (size_t)(item->since != BW_DAY_NONE) +
           (size_t)(item->valid_until != BW_DAY_NONE) + (size_t)expiring +
           (size_t)(expiring && item->bucket < BW_DUTY_BUCKETS - 1);
}

static void pack_item(const struct shown *shown, const struct bw_duty *item)
{
    struct bw_pack *out = shown->out;
    bool duty = bw_duty_is(&item->ask);
    size_t fields = 10 + date_fields(item) + bw_need_fields(&item->ask);
    bw_pack_map(out, fields - (size_t)!duty - (size_t)(item->person->team == BW_NONE));
    bw_put_str(out, "employee", item->person->id);
    if (item->person->team != BW_NONE)
        bw_put_str(out, "team", shown->cat->teams[item->person->team].id);
    bw_put_competency(out, shown->cat, item->ask.competency, shown->lang);
    bw_put_text(out, "kind", kind_names[item->kind]);
    pack_dates(shown, item);
    bw_put_need(out, &item->ask);
    bw_put_float(out, "have", bw_shown(item->have));
    bw_put_text(out, "kind_of_training",
                bw_training_name(duty ? BW_TRAINING_NEEDED : BW_TRAINING_DEVELOPMENT));
    bw_put_bool(out, "working_time", duty);
    if (duty)
        bw_put_int(out, "employee_cost_cents", 0);
    bw_put_list(out, "courses", item->remedies.n);
    for (size_t i = 0; i < item->remedies.n; i++)
        pack_course(shown, &item->remedies.at[i]);
}

/* The five last fields of a team and of the whole. */
static void pack_counts(struct bw_pack *out, const struct bw_duty_counts *counts)
{
    bw_put_count(out, "people", counts->people);
    bw_put_count(out, "people_with", counts->people_with);
    bw_put_count(out, "open", counts->open);
    bw_put_count(out, "lapsed", counts->lapsed);
    bw_put_key(out, "expiring");
    bw_pack_map(out, BW_DUTY_BUCKETS);
    for (int b = 0; b < BW_DUTY_BUCKETS; b++) {
        char name[16] = "later";
        if (b < BW_DUTY_BUCKETS - 1)
            snprintf(name, sizeof name, "%d", bw_duty_bucket_days[b]);
        bw_put_count(out, name, counts->expiring[b]);
    }
    bw_put_count(out, "without_course", counts->without_course);
    bw_put_int(out, "cost_cents", counts->cost_cents);
    bw_put_float(out, "hours", counts->hours);
}

static void pack_teams(const struct shown *shown, const struct bw_obligations *report)
{
    bw_put_list(shown->out, "teams", report->n_teams);
    for (size_t i = 0; i < report->n_teams; i++) {
        const struct bw_team *team = &shown->cat->teams[report->teams[i].team];
        bw_pack_map(shown->out, 10);
        bw_put_str(shown->out, "team", team->id);
        bw_put_str(shown->out, "name", team->name);
        pack_counts(shown->out, &report->teams[i].counts);
    }
}

enum bw_err bw_handle_report_obligations(struct bw_request *request, struct bw_pack *out,
                                         struct bw_fail *fail)
{
    const struct bw_snapshot *snapshot = request->snapshot;
    struct bw_group group;
    struct bw_ground ground;
    uint64_t revision = bw_revision_latest(request->reader);
    enum bw_err err = bw_question_group(request, &group, fail);
    if (!err && bw_question_unchanged(request, revision, out))
        return BW_OK;
    if (!err)
        err = bw_ground_load(request, &group, &ground, fail);
    if (err)
        return err;
    struct shown shown = {&snapshot->cat, ground.as_of, bw_question_lang(request, group.org), out};
    int within = (int)bw_field_int(&request->args, "within", WITHIN_DAYS);
    struct bw_obligations report = bw_obligations_make(&ground, within);
    err = bw_errand_wanted(request, fail);
    if (err)
        return err;
    bool persons = bw_question_shows_persons(request, ground.people.n);
    bw_pack_map(out, persons ? 8 : 6);
    bw_question_pack_group(request, &group, out);
    bw_put_day(out, "as_of", shown.as_of);
    bw_put_int(out, "within", within);
    if (persons) {
        bw_put_list(out, "items", report.n_items);
        for (size_t i = 0; i < report.n_items; i++)
            pack_item(&shown, &report.items[i]);
        pack_teams(&shown, &report);
    }
    bw_put_key(out, "totals");
    bw_pack_map(out, 8);
    pack_counts(out, &report.totals);
    bw_put_count(out, "revision", revision);
    bw_put_text(out, "snapshot", snapshot->name);
    return BW_OK;
}
