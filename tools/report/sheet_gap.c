/* gap.team as a report: where a group is short, as a page to print. */
#include "tools/report/sheet.h"

static const struct bw_sheet_column facts[] = {
    {.field = "people", .title = BW_SAY("Mensen", "People"), .unit = BW_UNIT_COUNT},
    {.field = "gap_total", .title = BW_SAY("Tekort", "Gap"), .unit = BW_UNIT_LEVEL},
};

static const struct bw_sheet_column competencies[] = {
    {.field = "label", .title = BW_SAY("Competentie", "Competency")},
    {.field = "competency", .title = BW_SAY("Code", "Id"), .page_only = true},
    {.field = "have_mean", .title = BW_SAY("Nu", "Now"), .unit = BW_UNIT_LEVEL},
    {.field = "need_mean", .title = BW_SAY("Nodig", "Needed"), .unit = BW_UNIT_LEVEL},
    {.field = "gap_total", .title = BW_SAY("Tekort", "Gap"), .unit = BW_UNIT_LEVEL},
    {.field = "people_short", .title = BW_SAY("Mensen", "People"), .unit = BW_UNIT_COUNT},
    {.field = "only_one_has",
     .title = BW_SAY("één heeft dit", "only one has it"),
     .unit = BW_UNIT_FLAG},
    {.field = "leavers_with_it", .title = BW_SAY("Vertrekkers", "Leavers"), .unit = BW_UNIT_COUNT},
};

static const struct bw_sheet_column people[] = {
    {.field = "employee", .title = BW_SAY("Medewerker", "Employee")},
    {.field = "role", .title = BW_SAY("Functie", "Role")},
    {.field = "gap_total", .title = BW_SAY("Tekort", "Gap"), .unit = BW_UNIT_LEVEL},
};

static const struct bw_sheet_column mandatory[] = {
    {.field = "employee", .title = BW_SAY("Medewerker", "Employee")},
    {.field = "competency", .title = BW_SAY("Competentie", "Competency")},
    {.field = "law", .title = BW_SAY("Wet", "Law")},
};

static const struct bw_sheet_column courses[] = {
    {.field = "title", .title = BW_SAY("Opleiding", "Course")},
    {.field = "course", .title = BW_SAY("Code", "Id"), .page_only = true},
    {.field = "people", .title = BW_SAY("Mensen", "People"), .unit = BW_UNIT_COUNT},
    {.field = "closure", .title = BW_SAY("Sluit", "Closes"), .unit = BW_UNIT_LEVEL},
    {.field = "cost_cents", .title = BW_SAY("Kosten", "Cost"), .unit = BW_UNIT_EURO},
};

static const struct bw_sheet_column leaving[] = {
    {.field = "employee", .title = BW_SAY("Medewerker", "Employee")},
    {.field = "leaves_on", .title = BW_SAY("Vertrekt", "Leaves"), .unit = BW_UNIT_DATE},
    {.field = "only_one_has",
     .title = BW_SAY("Heeft als enige", "Alone has"),
     .unit = BW_UNIT_LIST},
};

static const struct bw_sheet_bars gap_bars[] = {
    {.title = BW_SAY("Tekort per competentie", "Gap by competency"),
     .label = "label",
     .amounts = {"gap_total", NULL},
     .said = {BW_SAY("tekort", "gap")},
     .unit = BW_UNIT_LEVEL}};
static const struct bw_sheet_heat gap_heat = {
    .title = BW_SAY("Wie waarin tekortkomt", "Who is short of what"),
    .about = BW_SAY("Het tekort van ieder per competentie; hoe donkerder, hoe groter. Leeg: de "
                    "functie vraagt het niet.",
                    "Everyone's gap by competency; the darker, the larger. Empty: the role does "
                    "not ask it."),
    .label = "employee",
    .columns = "competencies",
    .column_label = "label",
    .cells = "cells",
    .unit = BW_UNIT_LEVEL,
    .most_rows = 60,
    .most_columns = 16};

#define SMALL                                                                                      \
    BW_SAY("De groep is te klein om personen te tonen.", "The group is too small to show "         \
                                                         "persons.")
#define COLUMNS(of) .columns = (of), .n_columns = BW_SHEET_COUNT(of)
static const struct bw_sheet_table tables[] = {
    {.name = "totals", .title = BW_SAY("In het kort", "In short"), COLUMNS(facts)},
    {.name = "competencies",
     .list = "competencies",
     .title = BW_SAY("Per competentie", "By competency"),
     .empty = BW_SAY("Er wordt niets gevraagd.", "Nothing is asked."),
     COLUMNS(competencies),
     .bars = gap_bars,
     .n_bars = BW_SHEET_COUNT(gap_bars),
     .most = 15},
    {.name = "people",
     .list = "employees",
     .title = BW_SAY("Per medewerker", "By employee"),
     .hidden = SMALL,
     COLUMNS(people),
     .heat = &gap_heat,
     .most = 15},
    {.name = "mandatory",
     .list = "mandatory_open",
     .title = BW_SAY("Verplicht en nog open", "Mandatory and still open"),
     COLUMNS(mandatory),
     .most = 15},
    {.name = "courses",
     .list = "courses",
     .title = BW_SAY("Wat het meest zou helpen", "What would help most"),
     COLUMNS(courses)},
    {.name = "leaving",
     .list = "leaving",
     .title = BW_SAY("Vertrekkers", "Who leaves"),
     COLUMNS(leaving)},
};

const struct bw_sheet bw_sheet_gap = {
    .name = "gap",
    .method = "gap.team",
    .help = "where a group is short: the answer of bekwaam team, as a page or as CSV",
    .title = BW_SAY("Tekorten van {1}", "Gaps of {1}"),
    .takes = BW_SHEET_AS_OF | BW_SHEET_GOAL | BW_SHEET_MIN_GROUP,
    .tables = tables,
    .n_tables = BW_SHEET_COUNT(tables)};
