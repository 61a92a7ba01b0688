/* report.catalogue. */
#include "daemon/encode.h"
#include "daemon/errand.h"
#include "daemon/ground.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/report/supply.h"

#define LIMIT 200

/* What an answer is packed with. */
struct shown {
    const struct bw_catalogue *cat;
    enum bw_lang lang;
    size_t limit; /* of every list */
    struct bw_pack *out;
};

static size_t at_most(const struct shown *shown, size_t n)
{
    return n < shown->limit ? n : shown->limit;
}

static void pack_roles_asking(const struct shown *shown, struct bw_ixs roles)
{
    bw_put_list(shown->out, "roles", roles.n);
    for (size_t i = 0; i < roles.n; i++)
        bw_pack_str(shown->out, shown->cat->roles[roles.at[i]].id);
}

static void pack_near(const struct shown *shown, const struct bw_near *near)
{
    bw_put_key(shown->out, "near");
    bw_pack_map(shown->out, 3);
    bw_put_competency(shown->out, shown->cat, near->competency, shown->lang);
    bw_put_float(shown->out, "similarity", near->sigma);
}

static void pack_languages(const struct shown *shown, struct bw_strs languages)
{
    bw_put_list(shown->out, "languages", languages.n);
    for (size_t i = 0; i < languages.n; i++)
        bw_pack_str(shown->out, languages.at[i]);
}

static void pack_want(const struct shown *shown, const struct bw_supply_want *want)
{
    bool taught = want->taught_to > 0, near = want->near.competency != BW_NONE;
    bw_pack_map(shown->out, taught ? 10 : near ? 10 : 9);
    bw_put_competency(shown->out, shown->cat, want->competency, shown->lang);
    bw_put_count(shown->out, "people", want->people);
    bw_put_count(shown->out, "people_short", want->people_short);
    bw_put_count(shown->out, "concerns", want->about);
    bw_put_float(shown->out, "gap", want->gap);
    bw_put_float(shown->out, "need", want->need);
    if (taught) {
        bw_put_float(shown->out, "taught_to", want->taught_to);
        pack_languages(shown, want->languages);
    } else {
        bw_put_bool(shown->out, "sessions_past", want->over);
        if (near)
            pack_near(shown, &want->near);
    }
    pack_roles_asking(shown, want->roles);
}

static void pack_wants(const struct shown *shown, const char *key, struct bw_supply_wants wants)
{
    size_t n = at_most(shown, wants.n);
    bw_put_list(shown->out, key, n);
    for (size_t i = 0; i < n; i++)
        pack_want(shown, &wants.at[i]);
}

/* What of a course is taught from a level that it does not state. */
static void pack_assumed(const struct shown *shown, const struct bw_supply_course *line)
{
    const struct bw_course *course = &shown->cat->courses[line->course];
    size_t n = 0;
    for (size_t t = 0; t < course->n_teaches; t++)
        n += course->teaches[t].from_assumed;
    bw_put_count(shown->out, "people", line->people);
    bw_put_list(shown->out, "competencies", n);
    for (size_t t = 0; t < course->n_teaches; t++) {
        if (course->teaches[t].from_assumed)
            bw_pack_str(shown->out, shown->cat->competencies[course->teaches[t].competency].id);
    }
}

static void pack_courses(const struct shown *shown, const char *key,
                         struct bw_supply_courses courses, bool assumed)
{
    size_t n = at_most(shown, courses.n);
    bw_put_list(shown->out, key, n);
    for (size_t i = 0; i < n; i++) {
        const struct bw_supply_course *line = &courses.at[i];
        const struct bw_course *course = &shown->cat->courses[line->course];
        bool dated = line->last_session != BW_DAY_NONE;
        bw_pack_map(shown->out,
                    2 + (course->provider.at ? 1u : 0u) + (dated ? 1u : 0u) + (assumed ? 2u : 0u));
        bw_put_str(shown->out, "course", course->id);
        bw_put_str(shown->out, "title", bw_text_pick(course->title, shown->lang));
        if (course->provider.at)
            bw_put_str(shown->out, "provider", course->provider);
        if (dated)
            bw_put_day(shown->out, "last_session", line->last_session);
        if (assumed)
            pack_assumed(shown, line);
    }
}

static void pack_roles(const struct shown *shown, const struct bw_supply *report)
{
    static const char *const lacks[] = {"no_version", "no_requirements", "no_levels",
                                        "some_levels"};
    size_t n = at_most(shown, report->n_roles);
    bw_put_list(shown->out, "roles", n);
    for (size_t i = 0; i < n; i++) {
        const struct bw_supply_role *line = &report->roles[i];
        const struct bw_role *role = &shown->cat->roles[line->role];
        bw_pack_map(shown->out, 6);
        bw_put_str(shown->out, "role", role->id);
        bw_put_str(shown->out, "label", bw_text_pick(role->label, shown->lang));
        bw_put_count(shown->out, "people", line->people);
        bw_put_text(shown->out, "lacks", lacks[line->lack]);
        bw_put_count(shown->out, "requirements", line->asks);
        bw_put_count(shown->out, "assumed", line->assumed);
    }
}

/* How long each list is in full. */
static void pack_totals(const struct shown *shown, const struct bw_supply *report)
{
    const struct {
        const char *name;
        size_t n;
    } totals[] = {{"courses", report->n_courses},
                  {"untaught", report->untaught.n},
                  {"too_low", report->too_low.n},
                  {"unrenewed", report->unrenewed.n},
                  {"other_language", report->foreign.n},
                  {"unneeded", report->unneeded.n},
                  {"from_assumed", report->assumed.n},
                  {"people_on_assumed", report->people_on_assumed},
                  {"without_sessions", report->undated.n},
                  {"sessions_past", report->over.n},
                  {"roles", report->n_roles}};
    bw_put_key(shown->out, "totals");
    bw_pack_map(shown->out, sizeof totals / sizeof *totals);
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        bw_put_count(shown->out, totals[i].name, totals[i].n);
}

static void pack_lists(const struct shown *shown, const struct bw_supply *report)
{
    pack_totals(shown, report);
    pack_wants(shown, "untaught", report->untaught);
    pack_wants(shown, "too_low", report->too_low);
    pack_wants(shown, "unrenewed", report->unrenewed);
    pack_wants(shown, "other_language", report->foreign);
    pack_courses(shown, "unneeded", report->unneeded, false);
    pack_courses(shown, "from_assumed", report->assumed, true);
    pack_courses(shown, "without_sessions", report->undated, false);
    pack_courses(shown, "sessions_past", report->over, false);
    pack_roles(shown, report);
}

enum bw_err bw_handle_report_catalogue(struct bw_request *request, struct bw_pack *out,
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
    struct bw_supply report = bw_supply_make(&ground, group.org);
    err = bw_errand_wanted(request, fail);
    if (err)
        return err;
    struct shown shown = {&snapshot->cat, bw_question_lang(request, group.org),
                          (size_t)bw_field_int(&request->args, "limit", LIMIT), out};
    bw_pack_map(out, 15);
    bw_question_pack_group(request, &group, out);
    bw_put_day(out, "as_of", ground.as_of);
    bw_put_count(out, "people", ground.people.n);
    pack_lists(&shown, &report);
    bw_put_count(out, "revision", revision);
    bw_put_text(out, "snapshot", snapshot->name);
    return BW_OK;
}
