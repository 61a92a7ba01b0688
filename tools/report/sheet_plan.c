/* A plan as CSV, or as a page to print and to sign. */
#include "tools/report/sheet.h"

static const struct bw_sheet_column facts[] = {
    {.field = "from", .title = BW_SAY("Van", "From"), .unit = BW_UNIT_DATE},
    {.field = "by", .title = BW_SAY("Tot en met", "Up to"), .unit = BW_UNIT_DATE},
    {.field = "booked",
     .title = BW_SAY("Al geboekt (telt als afgerond)", "Booked already (counts as completed)"),
     .unit = BW_UNIT_COUNT},
    {.field = "gap", .title = BW_SAY("Tekort", "Gap"), .unit = BW_UNIT_LEVEL},
    {.field = "closable", .title = BW_SAY("Te sluiten", "Can be closed"), .unit = BW_UNIT_LEVEL},
    {.field = "closure",
     .title = BW_SAY("Sluit naar verwachting", "Expected to close"),
     .unit = BW_UNIT_LEVEL,
     .beside = "bound",
     .beside_said = BW_SAY("hoogstens mogelijk", "at most possible")},
    {.field = "cost_cents", .title = BW_SAY("Kosten", "Cost"), .unit = BW_UNIT_EURO},
    {.field = "hours", .title = BW_SAY("Uren", "Hours"), .unit = BW_UNIT_HOURS},
    {.field = "optimal",
     .title = BW_SAY("Bewezen het beste plan", "Proven the best plan"),
     .unit = BW_UNIT_FLAG},
};

static const struct bw_sheet_column items[] = {
    {.field = "employee", .title = BW_SAY("Medewerker", "Employee")},
    {.field = "order", .title = BW_SAY("#", "#"), .unit = BW_UNIT_COUNT, .csv_only = true},
    {.field = "title", .title = BW_SAY("Opleiding", "Course")},
    {.field = "course", .title = BW_SAY("Code", "Id"), .csv_only = true},
    {.field = "session", .title = BW_SAY("Uitvoering", "Session"), .csv_only = true},
    {.field = "start", .title = BW_SAY("Begint", "Starts"), .unit = BW_UNIT_DATE},
    {.field = "end", .title = BW_SAY("Eindigt", "Ends"), .unit = BW_UNIT_DATE},
    {.field = "hours", .title = BW_SAY("Uren", "Hours"), .unit = BW_UNIT_HOURS},
    {.field = "cost_cents", .title = BW_SAY("Kosten", "Cost"), .unit = BW_UNIT_EURO},
    {.field = "employee_cost_cents",
     .title = BW_SAY("Eigen deel", "Own share"),
     .unit = BW_UNIT_EURO,
     .csv_only = true},
    {.field = "success", .title = BW_SAY("Kans", "Chance"), .unit = BW_UNIT_SHARE},
    {.field = "closure", .title = BW_SAY("Sluit", "Closes"), .unit = BW_UNIT_FIGURE},
    {.field = "group", .title = BW_SAY("Groep", "Group"), .unit = BW_UNIT_COUNT},
    {.field = "mandatory", .title = BW_SAY("verplicht", "mandatory"), .unit = BW_UNIT_FLAG},
    {.field = "working_time",
     .title = BW_SAY("werktijd", "working time"),
     .unit = BW_UNIT_FLAG,
     .csv_only = true},
};

static const struct bw_sheet_column people[] = {
    {.field = "employee", .title = BW_SAY("Medewerker", "Employee")},
    {.field = "gap", .title = BW_SAY("Tekort", "Gap"), .unit = BW_UNIT_LEVEL},
    {.field = "closable", .title = BW_SAY("Te sluiten", "Can be closed"), .unit = BW_UNIT_LEVEL},
    {.field = "closure", .title = BW_SAY("Sluit", "Closes"), .unit = BW_UNIT_LEVEL},
    {.field = "hours", .title = BW_SAY("Uren", "Hours"), .unit = BW_UNIT_HOURS},
    {.field = "cost_cents", .title = BW_SAY("Kosten", "Cost"), .unit = BW_UNIT_EURO},
    {.field = "mandatory_open",
     .title = BW_SAY("Verplicht open", "Mandatory open"),
     .unit = BW_UNIT_COUNT},
};

static const struct bw_sheet_column binding[] = {
    {.field = "constraint", .title = BW_SAY("Grens", "Limit"), .csv_only = true},
    {.field = "text", .title = BW_SAY("Wat het plan begrenst", "What limits the plan")},
};

static const struct bw_sheet_bars people_bars[] = {
    {.title =
         BW_SAY("Wat het plan sluit, en wat overblijft", "What the plan closes, and what remains"),
     .label = "employee",
     .amounts = {"closure", "gap_after"},
     .said = {BW_SAY("sluit", "closes"), BW_SAY("blijft over", "remains")},
     .unit = BW_UNIT_LEVEL,
     .most = 60}};

#define COLUMNS(of) .columns = (of), .n_columns = BW_SHEET_COUNT(of)
static const struct bw_sheet_table tables[] = {
    {.name = "totals", .title = BW_SAY("In het kort", "In short"), COLUMNS(facts)},
    {.name = "people",
     .list = "people",
     .title = BW_SAY("Per medewerker", "By employee"),
     COLUMNS(people),
     .bars = people_bars,
     .n_bars = BW_SHEET_COUNT(people_bars)},
    {.name = "items",
     .list = "items",
     .title = BW_SAY("Wie wat wanneer volgt", "Who takes what, and when"),
     .empty = BW_SAY("Binnen deze grenzen sluit geen opleiding iets.",
                     "Within these limits no course closes anything."),
     COLUMNS(items)},
    {.name = "binding",
     .list = "binding",
     .title = BW_SAY("Wat het plan begrenst", "What limits the plan"),
     .empty = BW_SAY("Niets: ruimere grenzen sluiten niet meer.",
                     "Nothing: wider limits close no more."),
     COLUMNS(binding)},
};

const struct bw_sheet bw_sheet_plan = {
    .name = "plan",
    .method = "plan.team",
    .title = BW_SAY("Opleidingsplan voor {1}", "Training plan for {1}"),
    .about = BW_SAY("Een voorstel: niemand is hiermee ingeschreven. Opleiding die op grond van wet "
                    "of cao nodig is, is voor de medewerker kosteloos en telt als werktijd (BW "
                    "7:611a).",
                    "A proposal: nobody is enrolled by it. Training that law or collective "
                    "agreement demands is free for the employee and counts as working time "
                    "(Dutch Civil Code 7:611a)."),
    .tables = tables,
    .n_tables = BW_SHEET_COUNT(tables)};
