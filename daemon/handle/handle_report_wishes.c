/* report.wishes. */
#include "daemon/encode.h"
#include "daemon/errand.h"
#include "daemon/ground.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/report/wishes.h"

/* What an answer is packed with. */
struct shown {
    const struct bw_catalogue *cat;
    enum bw_lang lang;
    struct bw_pack *out;
};

/* Fields of pack_sum. */
static size_t sum_fields(const struct bw_wishes_sum *sum)
{
    return 14u + (sum->budget_cents >= 0 ? 1u : 0u);
}

static void pack_sum(const struct shown *shown, const struct bw_wishes_sum *sum)
{
    bw_put_count(shown->out, "people", sum->people);
    bw_put_count(shown->out, "people_with", sum->people_with);
    bw_put_count(shown->out, "wishes", sum->wishes);
    bw_put_float(shown->out, "gap", sum->gap);
    bw_put_count(shown->out, "unserved", sum->unserved);
    bw_put_count(shown->out, "overlap", sum->overlap);
    bw_put_float(shown->out, "overlap_gap", sum->overlap_gap);
    bw_put_float(shown->out, "work_gap", sum->work_gap);
    bw_put_count(shown->out, "served", sum->served);
    bw_put_int(shown->out, "cost_cents", sum->cost_cents);
    bw_put_int(shown->out, "employee_cost_cents", sum->employee_cost_cents);
    bw_put_float(shown->out, "hours", sum->hours);
    if (sum->budget_cents >= 0)
        bw_put_int(shown->out, "budget_cents", sum->budget_cents);
    bw_put_count(shown->out, "people_budgets", sum->people_budgets);
    bw_put_int(shown->out, "personal_budget_cents", sum->personal_cents);
}

static void pack_competencies(const struct shown *shown, const struct bw_wishes *report)
{
    bw_put_list(shown->out, "competencies", report->n_competencies);
    for (size_t i = 0; i < report->n_competencies; i++) {
        const struct bw_wished *line = &report->competencies[i];
        bw_pack_map(shown->out, 10);
        bw_put_competency(shown->out, shown->cat, line->competency, shown->lang);
        bw_put_count(shown->out, "people", line->people);
        bw_put_float(shown->out, "gap", line->gap);
        bw_put_float(shown->out, "have_mean", bw_shown(line->have_mean));
        bw_put_count(shown->out, "asked", line->asked);
        bw_put_count(shown->out, "overlap", line->short_of);
        bw_put_float(shown->out, "overlap_gap", line->work_gap);
        bw_put_count(shown->out, "unserved", line->unserved);
        bw_put_list(shown->out, "employees", line->n_who);
        for (size_t w = 0; w < line->n_who; w++)
            bw_pack_str(shown->out, line->who[w].person->id);
    }
}

static void pack_courses(const struct shown *shown, const struct bw_wishes *report)
{
    bw_put_list(shown->out, "courses", report->n_courses);
    for (size_t i = 0; i < report->n_courses; i++) {
        const struct bw_joint *joint = &report->courses[i].joint;
        const struct bw_course *course = &shown->cat->courses[joint->course];
        bw_pack_map(shown->out, joint->session ? 11 : 10);
        bw_put_str(shown->out, "course", course->id);
        bw_put_str(shown->out, "title", bw_text_pick(course->title, shown->lang));
        bw_put_count(shown->out, "people", joint->people);
        bw_put_count(shown->out, "work", report->courses[i].work);
        bw_put_float(shown->out, "closure", joint->closure);
        bw_put_int(shown->out, "price_cents", course->price_cents);
        bw_put_int(shown->out, "cost_cents", joint->cost_cents);
        bw_put_count(shown->out, "groups", joint->groups);
        bw_put_float(shown->out, "hours", course->hours);
        bw_put_bool(shown->out, "fits", joint->fits);
        if (joint->session)
            bw_put_session_as(shown->out, "session", joint->session);
    }
}

static void pack_teams(const struct shown *shown, const struct bw_wishes *report)
{
    bw_put_list(shown->out, "teams", report->n_teams);
    for (size_t i = 0; i < report->n_teams; i++) {
        const struct bw_wishes_team *line = &report->teams[i];
        bw_pack_map(shown->out, 2 + sum_fields(&line->sum));
        bw_put_str(shown->out, "team", shown->cat->teams[line->team].id);
        bw_put_str(shown->out, "name", shown->cat->teams[line->team].name);
        pack_sum(shown, &line->sum);
    }
}

enum bw_err bw_handle_report_wishes(struct bw_request *request, struct bw_pack *out,
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
        err = bw_ground_load_org(request, &group, &ground, fail);
    if (err)
        return err;
    struct bw_wishes report = bw_wishes_make(&ground, group.org, group.team);
    err = bw_errand_wanted(request, fail);
    if (err)
        return err;
    struct shown shown = {&snapshot->cat, bw_question_lang(request, group.org), out};
    bool persons = bw_question_shows_persons(request, report.all.people);
    bw_pack_map(out, persons ? 8 : 5);
    bw_question_pack_group(request, &group, out);
    bw_put_day(out, "as_of", ground.as_of);
    bw_put_key(out, "totals");
    bw_pack_map(out, sum_fields(&report.all));
    pack_sum(&shown, &report.all);
    if (persons) {
        pack_competencies(&shown, &report);
        pack_courses(&shown, &report);
        pack_teams(&shown, &report);
    }
    bw_put_count(out, "revision", revision);
    bw_put_text(out, "snapshot", snapshot->name);
    return BW_OK;
}
