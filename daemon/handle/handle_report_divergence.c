/* report.divergence. */
#include "daemon/encode.h"
#include "daemon/errand.h"
#include "daemon/ground.h"
#include "daemon/handle.h"
#include "daemon/question.h"
#include "model/report/divergence.h"

/* What an answer is packed with. */
struct shown {
    const struct bw_catalogue *cat;
    double bias;
    enum bw_lang lang;
    struct bw_pack *out;
};

static bool says_something(const struct bw_apart *apart)
{
    return apart->people >= BW_DIVERGENCE_LEAST;
}

/* Fields of pack_apart. */
static size_t apart_fields(const struct bw_apart *apart)
{
    return says_something(apart) ? 9 : 2;
}

static void pack_apart(const struct shown *shown, const struct bw_apart *apart)
{
    bw_put_count(shown->out, "n", apart->n);
    bw_put_count(shown->out, "people", apart->people);
    if (!says_something(apart))
        return;
    bw_put_float(shown->out, "difference", apart->mean);
    bw_put_float(shown->out, "corrected", apart->mean - shown->bias);
    bw_put_float(shown->out, "spread", apart->sd);
    bw_put_float(shown->out, "low", apart->low);
    bw_put_float(shown->out, "high", apart->high);
    bw_put_count(shown->out, "above", apart->above);
    bw_put_count(shown->out, "below", apart->below);
}

static void pack_team(const struct shown *shown, uint32_t team)
{
    bw_put_str(shown->out, "team", shown->cat->teams[team].id);
    bw_put_str(shown->out, "name", shown->cat->teams[team].name);
}

static void pack_lines(const struct shown *shown, const char *key, struct bw_aparts lines)
{
    bw_put_list(shown->out, key, lines.n);
    for (size_t i = 0; i < lines.n; i++) {
        const struct bw_apart *line = &lines.at[i];
        size_t names = (line->team != BW_NONE ? 2u : 0u) + (line->competency != BW_NONE ? 2u : 0u);
        bw_pack_map(shown->out, names + apart_fields(line));
        if (line->team != BW_NONE)
            pack_team(shown, line->team);
        if (line->competency != BW_NONE)
            bw_put_competency(shown->out, shown->cat, line->competency, shown->lang);
        pack_apart(shown, line);
    }
}

static void pack_sources(const struct shown *shown, const struct bw_divergence *report)
{
    bw_put_list(shown->out, "by_source", BW_DIVERGENCE_OTHERS);
    for (int s = 0; s < BW_DIVERGENCE_OTHERS; s++) {
        bw_pack_map(shown->out, 1 + apart_fields(&report->by_source[s]));
        bw_put_text(shown->out, "source", bw_source_name(bw_divergence_others[s]));
        pack_apart(shown, &report->by_source[s]);
    }
}

/* What self-assessments are taken to say too high, and what they do in this org. */
static void pack_bias(const struct shown *shown, const struct bw_divergence *report)
{
    bool fitted = says_something(&report->org);
    bw_put_key(shown->out, "bias");
    bw_pack_map(shown->out, fitted ? 6 : 3);
    bw_put_float(shown->out, "assumed", report->bias);
    if (fitted) {
        bw_put_float(shown->out, "fitted", report->org.mean);
        bw_put_float(shown->out, "low", report->org.low);
        bw_put_float(shown->out, "high", report->org.high);
    }
    bw_put_count(shown->out, "n", report->org.n);
    bw_put_count(shown->out, "people", report->org.people);
}

static void pack_far(const struct shown *shown, const struct bw_divergence *report)
{
    bw_put_list(shown->out, "employees", report->n_far);
    for (size_t i = 0; i < report->n_far; i++) {
        const struct bw_rating *rating = &report->far[i];
        bw_pack_map(shown->out, 8);
        bw_put_str(shown->out, "employee", rating->person->id);
        pack_team(shown, rating->person->team);
        bw_put_competency(shown->out, shown->cat, rating->competency, shown->lang);
        bw_put_float(shown->out, "self", bw_shown(rating->own));
        bw_put_float(shown->out, "others", bw_shown(rating->others));
        bw_put_float(shown->out, "difference", rating->difference);
    }
}

static size_t members(struct bw_people people, uint32_t team)
{
    size_t n = 0;
    for (size_t i = 0; i < people.n; i++)
        n += team == BW_NONE || people.at[i].team == team;
    return n;
}

static void pack_all(const struct shown *shown, const struct bw_divergence *report)
{
    bw_put_key(shown->out, "overall");
    bw_pack_map(shown->out, apart_fields(&report->all));
    pack_apart(shown, &report->all);
    pack_sources(shown, report);
    pack_bias(shown, report);
    pack_lines(shown, "teams", report->teams);
    pack_lines(shown, "competencies", report->competencies);
    pack_lines(shown, "cells", report->cells);
    bw_put_count(shown->out, "withheld", report->withheld);
}

enum bw_err bw_handle_report_divergence(struct bw_request *request, struct bw_pack *out,
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
    struct bw_divergence report = bw_divergence_make(&ground, group.team);
    err = bw_errand_wanted(request, fail);
    if (err)
        return err;
    struct shown shown = {&snapshot->cat, report.bias, bw_question_lang(request, group.org), out};
    size_t n = members(ground.people, group.team);
    bool persons = bw_question_shows_persons(request, n);
    bw_pack_map(out, persons ? 13 : 12);
    bw_question_pack_group(request, &group, out);
    bw_put_day(out, "as_of", ground.as_of);
    bw_put_count(out, "people", n);
    pack_all(&shown, &report);
    if (persons)
        pack_far(&shown, &report);
    bw_put_count(out, "revision", revision);
    bw_put_text(out, "snapshot", snapshot->name);
    return BW_OK;
}
