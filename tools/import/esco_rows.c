/* The files of concepts: what a row says is put on its concept, or the row is left out. */
#include <string.h>

#include "tools/import/esco.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { URI, LABEL, ALT_LABELS, DESCRIPTION, STATUS, MODIFIED, SKILL_TYPE, REUSE_LEVEL };
#define CODE SKILL_TYPE /* of an occupation, in the same place */

static const struct bw_column_wanted skill_columns[] = {
    {"conceptUri", false}, {"preferredLabel", false}, {"altLabels", true},  {"description", true},
    {"status", true},      {"modifiedDate", true},    {"skillType", false}, {"reuseLevel", true},
};
static const struct bw_column_wanted group_columns[] = {
    {"conceptUri", false}, {"preferredLabel", false}, {"altLabels", true},
    {"description", true}, {"status", true},          {"modifiedDate", true},
};
static const struct bw_column_wanted occupation_columns[] = {
    {"conceptUri", false}, {"preferredLabel", false}, {"altLabels", true},  {"description", true},
    {"status", true},      {"modifiedDate", true},    {"iscoGroup", false},
};
static const struct bw_column_wanted isco_columns[] = {{"code", false}};

static const char *const sort_names[] = {"a skill", "a skill group", "an occupation"};

static void bad(struct bw_esco *esco, const struct bw_cells *row, const char *text)
{
    bw_intake_add_bad(esco->intake, row->place, text);
}

/* a < b as dates of the same form; an absent one lies before all. */
static bool is_before(struct bw_str a, struct bw_str b)
{
    uint32_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.at, b.at, len) : 0;
    return order < 0 || (order == 0 && a.len < b.len);
}

/* The concept of a row that counts; BW_ESCO_NONE when the row is left out or bad. */
static uint32_t concept_of(struct bw_esco *esco, const struct bw_cells *row, enum bw_esco_sort sort)
{
    struct bw_fail fail;
    struct bw_str status = bw_esco_trim(row->cells[STATUS]);
    if (!bw_esco_trim(row->cells[URI]).at) {
        bad(esco, row, "conceptUri: empty; the URI of the concept is expected");
        return BW_ESCO_NONE;
    }
    uint32_t number = bw_esco_find_or_add(esco, row->cells[URI], sort);
    if (number == BW_ESCO_NONE)
        return number;
    struct bw_esco_concept *concept = &esco->concepts[number];
    if (concept->sort != sort) {
        bw_fail_set(&fail, BW_BAD_REQUEST, "conceptUri: \"%.*s\" is %s already",
                    (int)concept->uri.len, concept->uri.at, sort_names[concept->sort]);
        bad(esco, row, fail.text);
        return BW_ESCO_NONE;
    }
    if (status.at && !bw_esco_is(status, "released")) {
        concept->withdrawn = true;
        bw_report_left(&esco->intake->report, row->place, "the status is not released", "%.*s",
                       (int)status.len, status.at);
        return BW_ESCO_NONE;
    }
    return number;
}

static void put_text(struct bw_esco *esco, struct bw_esco_text *text, const struct bw_cells *row)
{
    *text = (struct bw_esco_text){.label = bw_esco_keep(esco, row->cells[LABEL]),
                                  .alt_labels = bw_esco_keep(esco, row->cells[ALT_LABELS]),
                                  .description = bw_esco_keep(esco, row->cells[DESCRIPTION]),
                                  .modified = bw_esco_keep(esco, row->cells[MODIFIED]),
                                  .place = row->place,
                                  .has_row = true};
}

/* Takes a row's text, unless a newer one of the same concept and language is there. */
static bool take_text(struct bw_esco *esco, uint32_t number, const struct bw_cells *row)
{
    static const char reason[] = "another row of the same concept is as new or newer";
    struct bw_esco_concept *concept = &esco->concepts[number];
    struct bw_esco_text *text = &concept->text[esco->lang];
    bool newer = !text->has_row || is_before(text->modified, bw_esco_trim(row->cells[MODIFIED]));
    if (text->has_row)
        bw_report_left(&esco->intake->report, newer ? text->place : row->place, reason, "%.*s",
                       (int)concept->uri.len, concept->uri.at);
    if (newer)
        put_text(esco, text, row);
    return newer;
}

static bool read_kind(struct bw_str text, enum bw_esco_kind *out)
{
    text = bw_esco_trim(text);
    if (!text.at)
        *out = BW_ESCO_NO_KIND;
    else if (bw_esco_is(text, "knowledge"))
        *out = BW_ESCO_IS_KNOWLEDGE;
    else if (bw_esco_is(text, "skill/competence"))
        *out = BW_ESCO_IS_SKILL;
    else
        return false;
    return true;
}

static void take_skill(void *context, const struct bw_cells *row)
{
    struct bw_esco *esco = context;
    struct bw_fail fail;
    enum bw_esco_kind kind;
    if (!read_kind(row->cells[SKILL_TYPE], &kind)) {
        bw_fail_set(&fail, BW_BAD_REQUEST,
                    "skillType: \"%.*s\"; knowledge, skill/competence or nothing is expected",
                    (int)row->cells[SKILL_TYPE].len, row->cells[SKILL_TYPE].at);
        bad(esco, row, fail.text);
        return;
    }
    uint32_t number = concept_of(esco, row, BW_ESCO_SKILL);
    if (number == BW_ESCO_NONE || !take_text(esco, number, row))
        return;
    struct bw_esco_concept *concept = &esco->concepts[number];
    concept->kind = concept->kind == BW_ESCO_NO_KIND ? kind : concept->kind;
    concept->transversal |= bw_esco_is(bw_esco_trim(row->cells[REUSE_LEVEL]), "transversal");
}

static void take_group(void *context, const struct bw_cells *row)
{
    struct bw_esco *esco = context;
    uint32_t number = concept_of(esco, row, BW_ESCO_GROUP);
    if (number != BW_ESCO_NONE)
        take_text(esco, number, row);
}

/* 0 to 9999 for four digits, else -1. */
static int four_digits(struct bw_str code)
{
    int value = 0;
    for (uint32_t i = 0; i < code.len; i++) {
        if (code.at[i] < '0' || code.at[i] > '9')
            return -1;
        value = 10 * value + (code.at[i] - '0');
        if (i == 4)
            return -1;
    }
    return code.len == 4 ? value : -1;
}

/* What is wrong with a code of an occupation; nothing when it has none. */
static bool code_is_well(const struct bw_esco *esco, struct bw_str code, struct bw_fail *fail)
{
    if (!code.at)
        return true;
    int value = four_digits(code);
    if (value < 0)
        bw_fail_set(fail, BW_BAD_REQUEST,
                    "iscoGroup: \"%.*s\"; the four digits of an ISCO-08 unit group are expected",
                    (int)code.len, code.at);
    else if (esco->has_isco && !esco->isco[value])
        bw_fail_set(fail, BW_BAD_REQUEST, "iscoGroup: \"%.*s\" is in no ISCOGroups file",
                    (int)code.len, code.at);
    else
        return true;
    return false;
}

static void take_occupation(void *context, const struct bw_cells *row)
{
    struct bw_esco *esco = context;
    struct bw_fail fail;
    struct bw_str code = bw_esco_trim(row->cells[CODE]);
    if (!code_is_well(esco, code, &fail)) {
        bad(esco, row, fail.text);
        return;
    }
    uint32_t number = concept_of(esco, row, BW_ESCO_OCCUPATION);
    if (number == BW_ESCO_NONE || !take_text(esco, number, row) || !code.at)
        return;
    struct bw_esco_concept *concept = &esco->concepts[number];
    struct bw_str modified = concept->text[esco->lang].modified;
    bool other = concept->code.at && memcmp(concept->code.at, code.at, code.len) != 0;
    concept->codes_differ |= other;
    if (!concept->code.at || (other && is_before(concept->coded, modified))) {
        concept->code = bw_esco_keep(esco, code);
        concept->coded = modified;
    }
}

static void take_isco_group(void *context, const struct bw_cells *row)
{
    struct bw_esco *esco = context;
    int value = four_digits(bw_esco_trim(row->cells[0]));
    if (value >= 0)
        esco->isco[value] = true;
    esco->has_isco = true;
    bw_report_left(&esco->intake->report, row->place,
                   "a group of occupations: their codes are checked against it, it is no record",
                   NULL);
}

/* The text of a concept that has none in this language from elsewhere. */
static bool fill_text(struct bw_esco *esco, uint32_t number, const struct bw_cells *row)
{
    struct bw_esco_text *text = &esco->concepts[number].text[esco->lang];
    if (text->label.at || !bw_esco_trim(row->cells[LABEL]).at)
        return false;
    text->label = bw_esco_keep(esco, row->cells[LABEL]);
    if (!text->alt_labels.at)
        text->alt_labels = bw_esco_keep(esco, row->cells[ALT_LABELS]);
    if (!text->description.at)
        text->description = bw_esco_keep(esco, row->cells[DESCRIPTION]);
    return true;
}

static void take_collected(void *context, const struct bw_cells *row)
{
    struct bw_esco *esco = context;
    uint32_t number = bw_esco_find(esco, row->cells[URI]);
    if (number == BW_ESCO_NONE)
        bw_report_left(&esco->intake->report, row->place,
                       "in a collection, but in no file of skills or occupations", "%.*s",
                       (int)row->cells[URI].len, row->cells[URI].at ? row->cells[URI].at : "");
    else if (fill_text(esco, number, row))
        bw_report_used(&esco->intake->report, row->place.source);
    else
        bw_report_left(&esco->intake->report, row->place, "known already", NULL);
}

/* The hierarchy: a row is about the deepest of four levels. */
enum { LEVEL_0_URI = 0, LEVEL_0_TERM = 4, HIERARCHY_DESCRIPTION = 8 };

static const struct bw_column_wanted hierarchy_columns[] = {
    {"Level 0 URI", false},
    {"Level 1 URI", false},
    {"Level 2 URI", false},
    {"Level 3 URI", false},
    {"Level 0 preferred term", false},
    {"Level 1 preferred term", false},
    {"Level 2 preferred term", false},
    {"Level 3 preferred term", false},
    {"Description", true},
};

static bool only_in_hierarchy(const struct bw_esco_concept *concept)
{
    return !concept->text[BW_NL].has_row && !concept->text[BW_EN].has_row;
}

/* A group that only the hierarchy has stands for its first row there, also when that has no name:
 * whoever reads that it lacks one is led to it. */
static void take_level(void *context, const struct bw_cells *row)
{
    struct bw_esco *esco = context;
    size_t level = 4;
    while (level > 0 && !bw_esco_trim(row->cells[LEVEL_0_URI + level - 1]).at)
        level--;
    if (level == 0) {
        bad(esco, row, "Level 0 URI: empty; the URI of a skill group is expected");
        return;
    }
    level--;
    struct bw_cells like = {.place = row->place};
    like.cells[URI] = row->cells[LEVEL_0_URI + level];
    like.cells[LABEL] = row->cells[LEVEL_0_TERM + level];
    like.cells[DESCRIPTION] = row->cells[HIERARCHY_DESCRIPTION];
    uint32_t number = bw_esco_find_or_add(esco, like.cells[URI], BW_ESCO_GROUP);
    if (number == BW_ESCO_NONE)
        return;
    bool alone = only_in_hierarchy(&esco->concepts[number]);
    bool first = alone && bw_esco_place(&esco->concepts[number]).line == 0;
    if (!fill_text(esco, number, &like) && !first) {
        bw_report_left(&esco->intake->report, row->place, "known already", NULL);
        return;
    }
    bw_report_used(&esco->intake->report, row->place.source);
    if (alone)
        esco->concepts[number].text[esco->lang].place = row->place;
}

static void take_unused(void *context, const struct bw_cells *row)
{
    struct bw_esco *esco = context;
    bw_report_left(&esco->intake->report, row->place, "of a file that no record is made of", NULL);
}

const struct bw_esco_rows bw_esco_skills = {skill_columns, COUNT(skill_columns), take_skill};
const struct bw_esco_rows bw_esco_groups = {group_columns, COUNT(group_columns), take_group};
const struct bw_esco_rows bw_esco_hierarchy = {hierarchy_columns, COUNT(hierarchy_columns),
                                               take_level};
const struct bw_esco_rows bw_esco_occupations = {occupation_columns, COUNT(occupation_columns),
                                                 take_occupation};
const struct bw_esco_rows bw_esco_isco_groups = {isco_columns, COUNT(isco_columns),
                                                 take_isco_group};
const struct bw_esco_rows bw_esco_collection = {group_columns, COUNT(group_columns),
                                                take_collected};
const struct bw_esco_rows bw_esco_unused = {NULL, 0, take_unused};
