/* report.knowledge. */
#include "daemon/encode.h"
#include "daemon/errand.h"
#include "daemon/ground.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/report/knowledge.h"

#define MONTHS 24

/* What an answer is packed with. */
struct shown {
    const struct bw_catalogue *cat;
    const struct bw_knowledge *report;
    bool persons;
    enum bw_lang lang;
    struct bw_pack *out;
};

static void pack_leaves_on(const struct shown *shown, const struct bw_person *person)
{
    if (person->leaves_on != BW_DAY_NONE)
        bw_put_day(shown->out, "leaves_on", person->leaves_on);
}

static size_t leaves_fields(const struct bw_person *person)
{
    return person->leaves_on != BW_DAY_NONE;
}

static void pack_place(const struct shown *shown, const struct bw_person *person)
{
    bw_put_str(shown->out, "employee", person->id);
    bw_put_str(shown->out, "team", shown->cat->teams[person->team].id);
}

static void pack_keepers(const struct shown *shown, const char *key,
                         const struct bw_keepers *keepers)
{
    bw_put_list(shown->out, key, keepers->n);
    for (size_t i = 0; i < keepers->n; i++) {
        const struct bw_keeper *keeper = &keepers->at[i];
        bw_pack_map(shown->out, 4 + leaves_fields(keeper->person));
        pack_place(shown, keeper->person);
        bw_put_float(shown->out, "have", bw_shown(keeper->have.mean));
        bw_put_float(shown->out, "have_sd", keeper->have.sd);
        pack_leaves_on(shown, keeper->person);
    }
}

static void pack_single(const struct shown *shown, const struct bw_single *single)
{
    size_t named = 0;
    for (size_t i = 0; i < single->n; i++)
        named += !single->who[i]->objects_to_profiling;
    bw_pack_map(shown->out, 6);
    bw_put_competency(shown->out, shown->cat, single->competency, shown->lang);
    bw_put_count(shown->out, "asked", single->asked);
    bw_put_float(shown->out, "need", single->need);
    bw_put_count(shown->out, "reach", single->n);
    bw_put_list(shown->out, "employees", named);
    for (size_t i = 0; i < single->n; i++) {
        if (single->who[i]->objects_to_profiling)
            continue;
        bw_pack_map(shown->out, 2 + leaves_fields(single->who[i]));
        pack_place(shown, single->who[i]);
        pack_leaves_on(shown, single->who[i]);
    }
}

static void pack_leaver(const struct shown *shown, const struct bw_leaver *leaver)
{
    bw_pack_map(shown->out, 5);
    pack_place(shown, leaver->person);
    bw_put_str(shown->out, "role", shown->cat->roles[leaver->person->role].id);
    bw_put_day(shown->out, "leaves_on", leaver->person->leaves_on);
    bw_put_list(shown->out, "competencies", leaver->n);
    for (size_t i = 0; i < leaver->n; i++) {
        const struct bw_leaving *leaving = &leaver->leavings[i];
        bw_pack_map(shown->out, 5);
        bw_put_competency(shown->out, shown->cat, leaving->competency, shown->lang);
        bw_put_float(shown->out, "have", bw_shown(leaving->have));
        bw_put_count(shown->out, "left", leaving->left);
        pack_keepers(shown, "takers", &leaving->takers);
    }
}

static void pack_short(const struct shown *shown, const struct bw_short *line)
{
    bw_pack_map(shown->out, 6);
    bw_put_competency(shown->out, shown->cat, line->competency, shown->lang);
    bw_put_count(shown->out, "people_short", line->people_short);
    bw_put_float(shown->out, "gap", line->gap);
    bw_put_float(shown->out, "have_mean", bw_shown(line->have_mean));
    pack_keepers(shown, "mentors", &line->mentors);
}

static void pack_persons(const struct shown *shown)
{
    const struct bw_knowledge *report = shown->report;
    bw_put_list(shown->out, "single_points", report->n_singles);
    for (size_t i = 0; i < report->n_singles; i++)
        pack_single(shown, &report->singles[i]);
    bw_put_list(shown->out, "leavers", report->n_leavers);
    for (size_t i = 0; i < report->n_leavers; i++)
        pack_leaver(shown, &report->leavers[i]);
    bw_put_list(shown->out, "mentors", report->n_shorts);
    for (size_t i = 0; i < report->n_shorts; i++)
        pack_short(shown, &report->shorts[i]);
}

static bool takes(const struct bw_joint_person *person, uint32_t course)
{
    return !person->person->objects_to_profiling && bw_joint_serves(person, course);
}

static void pack_takers(const struct shown *shown, uint32_t course, struct bw_joint_people takers)
{
    size_t n = 0;
    for (size_t i = 0; i < takers.n; i++)
        n += takes(&takers.at[i], course);
    bw_put_list(shown->out, "employees", n);
    for (size_t i = 0; i < takers.n; i++) {
        if (takes(&takers.at[i], course))
            bw_pack_str(shown->out, takers.at[i].person->id);
    }
}

static void pack_joint(const struct shown *shown, const struct bw_joint *joint,
                       struct bw_joint_people takers)
{
    const struct bw_course *course = &shown->cat->courses[joint->course];
    size_t optional = (joint->session ? 1u : 0u) + (shown->persons ? 1u : 0u);
    bw_pack_map(shown->out, 9 + optional);
    bw_put_str(shown->out, "course", course->id);
    bw_put_str(shown->out, "title", bw_text_pick(course->title, shown->lang));
    bw_put_count(shown->out, "people", joint->people);
    bw_put_float(shown->out, "closure", joint->closure);
    bw_put_int(shown->out, "price_cents", course->price_cents);
    bw_put_int(shown->out, "cost_cents", joint->cost_cents);
    bw_put_count(shown->out, "groups", joint->groups);
    bw_put_float(shown->out, "hours", course->hours);
    bw_put_bool(shown->out, "fits", joint->fits);
    if (joint->session)
        bw_put_session_as(shown->out, "session", joint->session);
    if (shown->persons)
        pack_takers(shown, joint->course, takers);
}

/* Of a small group only what is about all of them says nothing about one. */
static bool may_show(const struct shown *shown, const struct bw_joint *joint)
{
    return shown->persons || joint->people == shown->report->n_people;
}

static void pack_joints(const struct shown *shown)
{
    const struct bw_knowledge *report = shown->report;
    size_t n = 0;
    for (size_t i = 0; i < report->n_joints; i++)
        n += may_show(shown, &report->joints[i]);
    bw_put_list(shown->out, "joint", n);
    for (size_t i = 0; i < report->n_joints; i++)
        if (may_show(shown, &report->joints[i]))
            pack_joint(shown, &report->joints[i],
                       (struct bw_joint_people){report->people, report->n_people});
}

static void pack_teams(const struct shown *shown)
{
    const struct bw_knowledge *report = shown->report;
    bw_put_list(shown->out, "teams", report->n_teams);
    for (size_t i = 0, from = 0; i < report->n_teams; i++) {
        const struct bw_knowledge_team *team = &report->teams[i];
        bw_pack_map(shown->out, team->joint.people ? 5 : 4);
        bw_put_str(shown->out, "team", shown->cat->teams[team->team].id);
        bw_put_str(shown->out, "name", shown->cat->teams[team->team].name);
        bw_put_count(shown->out, "people", team->people);
        bw_put_count(shown->out, "leavers", team->leavers);
        if (team->joint.people) {
            bw_put_key(shown->out, "joint");
            pack_joint(shown, &team->joint,
                       (struct bw_joint_people){report->people + from, team->people});
        }
        from += team->people;
    }
}

static void pack_totals(const struct shown *shown)
{
    const struct bw_knowledge *report = shown->report;
    size_t one = 0;
    for (size_t i = 0; i < report->n_singles; i++)
        one += report->singles[i].n == 1;
    bw_put_key(shown->out, "totals");
    bw_pack_map(shown->out, shown->persons ? 5 : 2);
    bw_put_count(shown->out, "competencies", report->n_asked);
    bw_put_count(shown->out, "nobody", report->n_nobody);
    if (!shown->persons)
        return;
    bw_put_count(shown->out, "one", one);
    bw_put_count(shown->out, "two", report->n_singles - one);
    bw_put_count(shown->out, "leavers", report->n_leavers);
}

enum bw_err bw_handle_report_knowledge(struct bw_request *request, struct bw_pack *out,
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
    int months = (int)bw_field_int(&request->args, "months", MONTHS);
    struct bw_knowledge report = bw_knowledge_make(&ground, group.team, months);
    err = bw_errand_wanted(request, fail);
    if (err)
        return err;
    struct shown shown = {&snapshot->cat, &report,
                          bw_question_shows_persons(request, report.n_people),
                          bw_question_lang(request, group.org), out};
    bw_pack_map(out, shown.persons ? 12 : 8);
    bw_question_pack_group(request, &group, out);
    bw_put_day(out, "as_of", ground.as_of);
    bw_put_int(out, "months", months);
    bw_put_count(out, "people", report.n_people);
    pack_totals(&shown);
    if (shown.persons)
        pack_persons(&shown);
    pack_joints(&shown);
    if (shown.persons)
        pack_teams(&shown);
    bw_put_count(out, "revision", revision);
    bw_put_text(out, "snapshot", snapshot->name);
    return BW_OK;
}
