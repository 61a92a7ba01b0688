/* gap.team. */
#include "daemon/encode.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/people/team.h"

#define COURSES_A_PERSON 5

static void pack_competencies(struct bw_pack *out, const struct bw_catalogue *cat,
                              const struct bw_team_report *report, enum bw_lang lang, bool persons)
{
    bw_put_list(out, "competencies", report->n_competencies);
    for (size_t i = 0; i < report->n_competencies; i++) {
        const struct bw_team_competency *line = &report->competencies[i];
        bw_pack_map(out, persons ? 8 : 6);
        bw_put_competency(out, cat, line->competency, lang);
        bw_put_float(out, "need_mean", line->need_mean);
        bw_put_float(out, "have_mean", bw_shown(line->have_mean));
        bw_put_float(out, "gap_total", line->gap_total);
        bw_put_count(out, "people_short", line->people_short);
        if (!persons)
            continue;
        bw_put_bool(out, "only_one_has", line->only_one_has);
        bw_put_count(out, "leavers_with_it", line->leavers_with_it);
    }
}

static void pack_members(struct bw_pack *out, const struct bw_catalogue *cat,
                         const struct bw_team_report *report)
{
    bw_put_list(out, "employees", report->n_members);
    for (size_t i = 0; i < report->n_members; i++) {
        const struct bw_team_member *member = &report->members[i];
        bw_pack_map(out, 4);
        bw_put_str(out, "employee", member->person->id);
        bw_put_str(out, "role", cat->roles[member->role].id);
        bw_put_float(out, "gap_total", member->gap_total);
        bw_put_list(out, "cells", report->n_competencies);
        for (size_t line = 0, cell = 0; line < report->n_competencies; line++) {
            if (cell < member->n_cells && member->cells[cell].line == line)
                bw_pack_float(out, member->cells[cell++].gap);
            else
                bw_pack_nil(out);
        }
    }
}

static void pack_mandatory(struct bw_pack *out, const struct bw_catalogue *cat,
                           const struct bw_team_report *report)
{
    bw_put_list(out, "mandatory_open", report->n_mandatory_open);
    for (size_t i = 0; i < report->n_mandatory_open; i++) {
        const struct bw_team_mandatory *open = &report->mandatory_open[i];
        bw_pack_map(out, open->law.at ? 3 : 2);
        bw_put_str(out, "employee", open->person->id);
        bw_put_str(out, "competency", cat->competencies[open->competency].id);
        if (open->law.at)
            bw_put_str(out, "law", open->law);
    }
}

static void pack_courses(struct bw_pack *out, const struct bw_catalogue *cat,
                         const struct bw_team_report *report, enum bw_lang lang, size_t least)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n_courses; i++)
        n += report->courses[i].people >= least;
    bw_put_list(out, "courses", n);
    for (size_t i = 0; i < report->n_courses; i++) {
        const struct bw_team_course *line = &report->courses[i];
        if (line->people < least)
            continue;
        bw_pack_map(out, 5);
        bw_put_str(out, "course", cat->courses[line->course].id);
        bw_put_str(out, "title", bw_text_pick(cat->courses[line->course].title, lang));
        bw_put_count(out, "people", line->people);
        bw_put_float(out, "closure", line->closure);
        bw_put_int(out, "cost_cents", line->cost_cents);
    }
}

static void pack_leaving(struct bw_pack *out, const struct bw_catalogue *cat,
                         const struct bw_team_report *report)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n_members; i++)
        n += report->members[i].sole != NULL;
    bw_put_list(out, "leaving", n);
    for (size_t i = 0; i < report->n_members; i++) {
        const struct bw_team_member *member = &report->members[i];
        if (!member->sole)
            continue;
        bw_pack_map(out, 3);
        bw_put_str(out, "employee", member->person->id);
        bw_put_day(out, "leaves_on", member->person->leaves_on);
        bw_put_competency_ids(out, "only_one_has", cat, member->sole, member->n_sole);
    }
}

static void pack_talents(struct bw_pack *out, const struct bw_catalogue *cat,
                         const struct bw_team_report *report)
{
    bw_put_list(out, "hidden_talent", report->n_talents);
    for (size_t i = 0; i < report->n_talents; i++) {
        bw_pack_map(out, 3);
        bw_put_str(out, "employee", report->talents[i].person->id);
        bw_put_str(out, "role", cat->roles[report->talents[i].role].id);
        bw_put_float(out, "fit", report->talents[i].fit);
    }
}

enum bw_err bw_handle_gap_team(struct bw_request *request, struct bw_pack *out,
                               struct bw_fail *fail)
{
    const struct bw_snapshot *snapshot = request->snapshot;
    const struct bw_catalogue *cat = &snapshot->cat;
    struct bw_people people;
    struct bw_question question;
    struct bw_group group = {BW_NONE, BW_NONE};
    enum bw_err err = bw_question_group(request, &group, fail);
    if (!err)
        err = bw_question_read(request, group.org, &question, fail);
    uint64_t revision = bw_revision_latest(request->reader);
    if (!err && bw_question_unchanged(request, revision, out))
        return BW_OK;
    if (!err)
        err = bw_people_load(request->reader, snapshot, &group, request->arena, &people, fail);
    if (err)
        return err;
    bool persons = bw_question_shows_persons(request, people.n);
    question.k = COURSES_A_PERSON;
    struct bw_team_report report =
        bw_team_make(cat, snapshot->peers, people, &question, request->arena);
    enum bw_lang lang = bw_question_lang(request, group.org);
    bw_pack_map(out, persons ? 10 : 6);
    bw_put_count(out, "people", people.n);
    bw_put_float(out, "gap_total", report.gap_total);
    pack_competencies(out, cat, &report, lang, persons);
    if (persons) {
        pack_members(out, cat, &report);
        pack_mandatory(out, cat, &report);
    }
    pack_courses(out, cat, &report, lang, persons ? 1 : people.n);
    if (persons) {
        pack_leaving(out, cat, &report);
        pack_talents(out, cat, &report);
    }
    bw_put_count(out, "revision", revision);
    bw_put_text(out, "snapshot", snapshot->name);
    return BW_OK;
}
