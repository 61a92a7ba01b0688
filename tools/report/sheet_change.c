/* change.preview: as tables on a terminal, as CSV, as a page to print. */
#include "tools/report/sheet.h"

static const struct bw_sheet_column facts[] = {
    {.field = "effective", .title = BW_SAY("Gaat in op", "Takes effect"), .unit = BW_UNIT_DATE},
    {.field = "people", .title = BW_SAY("Mensen", "People"), .unit = BW_UNIT_COUNT},
    {.field = "gap_before", .title = BW_SAY("Tekort nu", "Gap now"), .unit = BW_UNIT_LEVEL},
    {.field = "gap_after", .title = BW_SAY("Tekort straks", "Gap then"), .unit = BW_UNIT_LEVEL},
    {.field = "hours", .title = BW_SAY("Uren", "Hours"), .unit = BW_UNIT_HOURS},
    {.field = "cost_cents", .title = BW_SAY("Kosten", "Cost"), .unit = BW_UNIT_EURO},
    {.field = "budget_cents",
     .title = BW_SAY("Opleidingsbudget", "Training budget"),
     .unit = BW_UNIT_EURO},
    {.field = "people_ready", .title = BW_SAY("Op tijd", "In time"), .unit = BW_UNIT_COUNT},
    {.field = "people_late", .title = BW_SAY("Te laat", "Late"), .unit = BW_UNIT_COUNT},
    {.field = "people_blocked",
     .title = BW_SAY("Niet met dit aanbod", "Not by these courses"),
     .unit = BW_UNIT_COUNT},
    {.field = "ready_by",
     .title = BW_SAY("Iedereen op zijn vroegst", "Everyone at the earliest"),
     .unit = BW_UNIT_DATE},
};

static const struct bw_sheet_column changes[] = {
    {.field = "label", .title = BW_SAY("Verandering", "Change")},
    {.field = "change", .title = BW_SAY("Code", "Id"), .page_only = true},
    {.field = "effective", .title = BW_SAY("Gaat in op", "Takes effect"), .unit = BW_UNIT_DATE},
    {.field = "law", .title = BW_SAY("Wet", "Law")},
};

static const struct bw_sheet_column orgs[] = {
    {.field = "name", .title = BW_SAY("Organisatie", "Organisation")},
    {.field = "org", .title = BW_SAY("Code", "Id"), .page_only = true},
    {.field = "people", .title = BW_SAY("Mensen", "People"), .unit = BW_UNIT_COUNT},
    {.field = "gap_before", .title = BW_SAY("Tekort nu", "Gap now"), .unit = BW_UNIT_LEVEL},
    {.field = "gap_after", .title = BW_SAY("Straks", "Then"), .unit = BW_UNIT_LEVEL},
    {.field = "hours", .title = BW_SAY("Uren", "Hours"), .unit = BW_UNIT_HOURS},
    {.field = "cost_cents", .title = BW_SAY("Kosten", "Cost"), .unit = BW_UNIT_EURO},
    {.field = "budget_cents", .title = BW_SAY("Budget", "Budget"), .unit = BW_UNIT_EURO},
    {.field = "ready", .title = BW_SAY("Op tijd", "In time"), .unit = BW_UNIT_COUNT},
};

static const struct bw_sheet_column roles[] = {
    {.field = "label", .title = BW_SAY("Functie", "Role")},
    {.field = "role", .title = BW_SAY("Code", "Id"), .page_only = true},
    {.field = "to_label", .title = BW_SAY("Wordt", "Becomes")},
    {.field = "people", .title = BW_SAY("Mensen", "People"), .unit = BW_UNIT_COUNT},
    {.field = "gap_before", .title = BW_SAY("Tekort nu", "Gap now"), .unit = BW_UNIT_LEVEL},
    {.field = "gap_after", .title = BW_SAY("Straks", "Then"), .unit = BW_UNIT_LEVEL},
    {.field = "tasks_in",
     .title = BW_SAY("Taken erbij", "Tasks in"),
     .unit = BW_UNIT_LIST,
     .page_only = true},
    {.field = "tasks_out",
     .title = BW_SAY("Taken eraf", "Tasks out"),
     .unit = BW_UNIT_LIST,
     .page_only = true},
    {.field = "drops",
     .title = BW_SAY("Niet meer gevraagd", "Asked no more"),
     .unit = BW_UNIT_LIST,
     .page_only = true},
};

static const struct bw_sheet_column asks[] = {
    {.field = "../label", .csv_name = "role_label", .title = BW_SAY("Functie", "Role")},
    {.field = "role", .title = BW_SAY("Code", "Id"), .csv_only = true},
    {.field = "label", .title = BW_SAY("Competentie", "Competency")},
    {.field = "competency", .title = BW_SAY("Code", "Id"), .page_only = true},
    {.field = "level_before", .title = BW_SAY("Was", "Was"), .unit = BW_UNIT_LEVEL},
    {.field = "level", .title = BW_SAY("Niveau", "Level"), .unit = BW_UNIT_LEVEL},
    {.field = "mandatory", .title = BW_SAY("verplicht", "mandatory"), .unit = BW_UNIT_FLAG},
    {.field = "law", .title = BW_SAY("Wet", "Law")},
};

static const struct bw_sheet_column courses[] = {
    {.field = "title", .title = BW_SAY("Opleiding", "Course")},
    {.field = "course", .title = BW_SAY("Code", "Id"), .page_only = true},
    {.field = "people", .title = BW_SAY("Mensen", "People"), .unit = BW_UNIT_COUNT},
    {.field = "closure", .title = BW_SAY("Sluit", "Closes"), .unit = BW_UNIT_LEVEL},
    {.field = "hours", .title = BW_SAY("Uren", "Hours"), .unit = BW_UNIT_HOURS},
    {.field = "cost_cents", .title = BW_SAY("Kosten", "Cost"), .unit = BW_UNIT_EURO},
    {.field = "group", .title = BW_SAY("groepsprijs", "group price"), .unit = BW_UNIT_FLAG},
};

static const struct bw_sheet_column open[] = {
    {.field = "label", .title = BW_SAY("Competentie", "Competency")},
    {.field = "competency", .title = BW_SAY("Code", "Id"), .page_only = true},
    {.field = "mandatory", .title = BW_SAY("verplicht", "mandatory"), .unit = BW_UNIT_FLAG},
    {.field = "people", .title = BW_SAY("Niets te volgen", "Nothing"), .unit = BW_UNIT_COUNT},
    {.field = "partly", .title = BW_SAY("Ten dele", "In part"), .unit = BW_UNIT_COUNT},
    {.field = "reached", .title = BW_SAY("Wel", "Reached"), .unit = BW_UNIT_COUNT},
};

static const struct bw_sheet_column gaps[] = {
    {.field = "employee", .title = BW_SAY("Medewerker", "Employee")},
    {.field = "role", .title = BW_SAY("Functie", "Role")},
    {.field = "before", .title = BW_SAY("Tekort nu", "Gap now"), .unit = BW_UNIT_LEVEL},
    {.field = "after", .title = BW_SAY("Straks", "Then"), .unit = BW_UNIT_LEVEL},
    {.field = "mandatory_open",
     .title = BW_SAY("Verplicht open", "Mandatory open"),
     .unit = BW_UNIT_COUNT},
};

static const struct bw_sheet_column moves[] = {
    {.field = "from_label", .title = BW_SAY("Functie", "Role")},
    {.field = "to_label",
     .title = BW_SAY("Wordt", "Becomes"),
     .codes = (const struct bw_code[]){{"", BW_SAY("blijft zo", "stays")}, {NULL, BW_SAY(0, 0)}}},
    {.field = "people", .title = BW_SAY("Mensen", "People"), .unit = BW_UNIT_COUNT},
};

static const struct bw_sheet_column doubles[] = {
    {.field = "a_label", .title = BW_SAY("Dit", "This")},
    {.field = "b_label", .title = BW_SAY("en dit", "and this")},
    {.field = "reason_text", .title = BW_SAY("Waarom", "Why")},
    {.field = "score", .title = BW_SAY("Zekerheid", "How sure"), .unit = BW_UNIT_SHARE},
    {.field = "a", .title = BW_SAY("Code", "Id"), .page_only = true},
    {.field = "b", .title = BW_SAY("Code", "Id"), .page_only = true},
};

static const struct bw_sheet_column catalogues[] = {
    {.field = "org", .title = BW_SAY("Organisatie", "Organisation")},
    {.field = "added", .title = BW_SAY("Opleidingen erbij", "Courses more"), .unit = BW_UNIT_COUNT},
};

static const struct bw_sheet_column same[] = {
    {.field = "from_label", .title = BW_SAY("Competentie", "Competency")},
    {.field = "to_label", .title = BW_SAY("Is hetzelfde als", "Is the same as")},
};

static const struct bw_sheet_bars role_bars[] = {
    {.title = BW_SAY("Tekort nu en straks per functie", "Gap now and then by role"),
     .label = "label",
     .amounts = {"gap_after", "gap_before"},
     .said = {BW_SAY("straks", "then"), BW_SAY("nu", "now")},
     .unit = BW_UNIT_LEVEL}};
static const struct bw_sheet_bars course_bars[] = {
    {.title = BW_SAY("Wat opleidingen sluiten", "What courses close"),
     .label = "title",
     .amounts = {"closure", NULL},
     .said = {BW_SAY("sluit", "closes")},
     .unit = BW_UNIT_LEVEL}};

#define COLUMNS(of) .columns = (of), .n_columns = BW_SHEET_COUNT(of)
#define BARS(of) .bars = (of), .n_bars = BW_SHEET_COUNT(of)
static const struct bw_sheet_table tables[] = {
    {.name = "totals", .title = BW_SAY("In het kort", "In short"), COLUMNS(facts)},
    {.name = "changes",
     .list = "changes",
     .title = BW_SAY("Wat er verandert", "What changes"),
     COLUMNS(changes)},
    {.name = "orgs",
     .list = "orgs",
     .title = BW_SAY("Per organisatie", "By organisation"),
     COLUMNS(orgs),
     .most = 15},
    {.name = "roles",
     .list = "roles",
     .title = BW_SAY("Per functie", "By role"),
     COLUMNS(roles),
     BARS(role_bars),
     .most = 15},
    {.name = "gains",
     .list = "roles/gains",
     .title = BW_SAY("Nieuw gevraagd", "Asked anew"),
     COLUMNS(asks),
     .most = 20},
    {.name = "raises",
     .list = "roles/raises",
     .title = BW_SAY("Zwaarder gevraagd", "Asked more of"),
     COLUMNS(asks),
     .most = 20},
    {.name = "courses",
     .list = "courses",
     .title = BW_SAY("Wat het meest sluit", "What closes most"),
     COLUMNS(courses),
     BARS(course_bars),
     .most = 15},
    {.name = "not_closable",
     .list = "not_closable",
     .title = BW_SAY("Wat met dit aanbod niet lukt", "What these courses do not reach"),
     .about = BW_SAY("Voor hoeveel mensen niets te volgen is, voor hoeveel het niet tot het "
                     "gevraagde niveau komt, en voor hoeveel wel.",
                     "For how many people nothing helps, for how many it does not come to what is "
                     "asked, and for how many it does."),
     COLUMNS(open),
     .most = 15},
    {.name = "gaps",
     .list = "gaps",
     .title = BW_SAY("Wie het meest opschuift", "Whose gap rises most"),
     .hidden = BW_SAY("De groep is te klein om personen te tonen.",
                      "The group is too small to show persons."),
     COLUMNS(gaps),
     .most = 15},
    {.name = "moves",
     .list = "merge/roles",
     .title = BW_SAY("Functies die meegaan", "Roles that come along"),
     COLUMNS(moves),
     .most = 15},
    {.name = "double_roles",
     .list = "merge/double_roles",
     .title = BW_SAY("Functies die hetzelfde kunnen zijn", "Roles that may be one"),
     COLUMNS(doubles),
     .most = 15},
    {.name = "double_courses",
     .list = "merge/double_courses",
     .title = BW_SAY("Opleidingen die hetzelfde kunnen zijn", "Courses that may be one"),
     COLUMNS(doubles),
     .most = 15},
    {.name = "double_competencies",
     .list = "merge/double_competencies",
     .title = BW_SAY("Competenties die hetzelfde kunnen zijn", "Competencies that may be one"),
     COLUMNS(doubles),
     .most = 15},
    {.name = "catalogues",
     .list = "merge/catalogues",
     .title = BW_SAY("Wat er in de catalogus bij komt", "What the catalogue has more"),
     COLUMNS(catalogues)},
    {.name = "same",
     .list = "merge/same_competencies",
     .title = BW_SAY("Competenties die overgaan", "Competencies that carry over"),
     COLUMNS(same),
     .most = 15},
};

const struct bw_sheet bw_sheet_change = {.name = "change",
                                         .method = "change.preview",
                                         .title = BW_SAY("Wat er komt: {1}", "What is coming: {1}"),
                                         .main = "roles",
                                         .tables = tables,
                                         .n_tables = BW_SHEET_COUNT(tables)};
