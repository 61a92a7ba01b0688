/* report.wishes, described. */
#include "tools/report/sheet.h"

#define COUNT_OF(field_, nl, en)                                                                   \
    {                                                                                              \
        .field = (field_), .title = BW_SAY(nl, en), .unit = BW_UNIT_COUNT                          \
    }
#define EURO_OF(field_, nl, en)                                                                    \
    {                                                                                              \
        .field = (field_), .title = BW_SAY(nl, en), .unit = BW_UNIT_EURO                           \
    }
#define FIGURE_OF(field_, nl, en)                                                                  \
    {                                                                                              \
        .field = (field_), .title = BW_SAY(nl, en), .unit = BW_UNIT_FIGURE                         \
    }

static const struct bw_sheet_column totals[] = {
    COUNT_OF("people", "Mensen", "People"),
    COUNT_OF("people_with", "Van wie met een wens", "Of whom with a wish"),
    COUNT_OF("wishes", "Wensen", "Wishes"),
    COUNT_OF("unserved", "Waarvoor geen opleiding is", "That no course serves"),
    COUNT_OF("overlap", "Die het werk ook vraagt", "That the work asks as well"),
    FIGURE_OF("gap", "Kloof naar de wensen", "Gap to the wishes"),
    FIGURE_OF("work_gap", "Kloof van het werk", "Gap of the work"),
    FIGURE_OF("overlap_gap", "Waarvan ook gewenst", "Of which also wished"),
    EURO_OF("cost_cents", "Kosten van de beste opleiding voor ieder",
            "Cost of the best course for each"),
    EURO_OF("employee_cost_cents", "Waarvan eigen bijdrage", "Of which the employees' own share"),
    {.field = "hours", .title = BW_SAY("Uren", "Hours"), .unit = BW_UNIT_HOURS},
    EURO_OF("budget_cents", "Opleidingsbudget per jaar, naar hoofden",
            "Training budget a year, by head"),
    EURO_OF("personal_budget_cents", "Persoonlijke budgetten per jaar", "Personal budgets a year"),
};
static const struct bw_sheet_column competencies[] = {
    {.field = "label", .title = BW_SAY("Competentie", "Competency")},
    {.field = "competency", .title = BW_SAY("Code", "Id"), .page_only = true},
    COUNT_OF("people", "Gewenst door", "Wished by"),
    FIGURE_OF("gap", "Kloof", "Gap"),
    {.field = "have_mean", .title = BW_SAY("Gemiddeld", "Mean"), .unit = BW_UNIT_LEVEL},
    COUNT_OF("overlap", "Ook nodig", "Also needed"),
    COUNT_OF("unserved", "Geen opleiding", "No course"),
    {.field = "employees", .title = BW_SAY("Wie", "Who"), .unit = BW_UNIT_LIST, .page_only = true},
};
static const struct bw_sheet_column courses[] = {
    {.field = "title", .title = BW_SAY("Opleiding", "Course")},
    {.field = "course", .title = BW_SAY("Code", "Id"), .page_only = true},
    COUNT_OF("people", "Mensen", "People"),
    COUNT_OF("work", "Ook voor het werk", "For the work too"),
    FIGURE_OF("closure", "Sluit", "Closes"),
    EURO_OF("cost_cents", "Kosten", "Cost"),
    {.field = "session/start", .title = BW_SAY("Begint", "Starts"), .unit = BW_UNIT_DATE},
    {.field = "fits", .title = BW_SAY("past in één keer", "holds all"), .unit = BW_UNIT_FLAG},
};
static const struct bw_sheet_column teams[] = {
    {.field = "name", .title = BW_SAY("Team", "Team")},
    {.field = "team", .title = BW_SAY("Code", "Id"), .page_only = true},
    COUNT_OF("people", "Mensen", "People"),
    COUNT_OF("wishes", "Wensen", "Wishes"),
    COUNT_OF("overlap", "Ook nodig", "Also needed"),
    EURO_OF("cost_cents", "Kosten", "Cost"),
    EURO_OF("budget_cents", "Budget", "Budget"),
    EURO_OF("personal_budget_cents", "Persoonlijk", "Personal"),
    {.field = "gap", .title = BW_SAY("Kloof", "Gap"), .unit = BW_UNIT_FIGURE, .page_only = true},
    {.field = "work_gap",
     .title = BW_SAY("Kloof van het werk", "Gap of the work"),
     .unit = BW_UNIT_FIGURE,
     .page_only = true},
};

static const struct bw_sheet_bars competency_bars[] = {
    {.title = BW_SAY("Meest gewenst", "Most wished"),
     .label = "label",
     .amounts = {"people", NULL},
     .said = {BW_SAY("mensen", "people")},
     .unit = BW_UNIT_COUNT}};
static const struct bw_sheet_bars team_bars[] = {
    {.title = BW_SAY("Kloof naar wensen en van het werk, per team",
                     "Gap to wishes and of the work, by team"),
     .label = "name",
     .amounts = {"gap", "work_gap"},
     .said = {BW_SAY("wensen", "wishes"), BW_SAY("werk", "work")},
     .unit = BW_UNIT_FIGURE}};

#define SMALL                                                                                      \
    BW_SAY("De groep is te klein om dit te tonen.", "The group is too small to show this.")
#define COLUMNS(of) .columns = (of), .n_columns = BW_SHEET_COUNT(of)
static const struct bw_sheet_table tables[] = {
    {.name = "totals",
     .list = "totals",
     .facts = true,
     .title = BW_SAY("In het kort", "In short"),
     COLUMNS(totals)},
    {.name = "competencies",
     .list = "competencies",
     .title = BW_SAY("Wat men wil leren", "What people want to learn"),
     .empty = BW_SAY("Er zijn geen wensen vastgelegd.", "No wishes are recorded."),
     .hidden = SMALL,
     COLUMNS(competencies),
     .bars = competency_bars,
     .n_bars = BW_SHEET_COUNT(competency_bars),
     .most = 15},
    {.name = "courses",
     .list = "courses",
     .title = BW_SAY("Opleidingen die de meeste wensen dienen", "Courses that serve most wishes"),
     COLUMNS(courses)},
    {.name = "teams",
     .list = "teams",
     .title = BW_SAY("Per team", "By team"),
     COLUMNS(teams),
     .bars = team_bars,
     .n_bars = BW_SHEET_COUNT(team_bars)},
};

const struct bw_sheet bw_sheet_wishes = {
    .name = "wishes",
    .method = "report.wishes",
    .help = "what people want to learn, beside what the work asks, and what it takes",
    .title = BW_SAY("Ontwikkelwensen van {1}", "Development wishes of {1}"),
    .takes = BW_SHEET_AS_OF | BW_SHEET_MIN_GROUP,
    .main = "competencies",
    .tables = tables,
    .n_tables = BW_SHEET_COUNT(tables)};
