/* report.trend, described. */
#include "tools/report/sheet.h"

static const struct bw_sheet_column facts[] = {
    {.field = "people", .title = BW_SAY("Mensen", "People"), .unit = BW_UNIT_COUNT},
    {.field = "gap_before",
     .title = BW_SAY("Tekort aan het begin", "Gap at the beginning"),
     .unit = BW_UNIT_LEVEL},
};

static const struct bw_sheet_column quarters[] = {
    {.field = "to", .title = BW_SAY("Tot en met", "Up to"), .unit = BW_UNIT_DATE},
    {.field = "gap_total", .title = BW_SAY("Tekort", "Gap"), .unit = BW_UNIT_LEVEL},
    {.field = "people_short", .title = BW_SAY("Met tekort", "People short"), .unit = BW_UNIT_COUNT},
    {.field = "closed", .title = BW_SAY("Gesloten", "Closed"), .unit = BW_UNIT_COUNT},
    {.field = "opened", .title = BW_SAY("Nieuw", "Opened"), .unit = BW_UNIT_COUNT},
    {.field = "less",
     .title = BW_SAY("Minder tekort", "Gap less"),
     .unit = BW_UNIT_LEVEL,
     .page_only = true},
    {.field = "more",
     .title = BW_SAY("Meer tekort", "Gap more"),
     .unit = BW_UNIT_LEVEL,
     .page_only = true},
    {.field = "completed", .title = BW_SAY("Afgerond", "Completed"), .unit = BW_UNIT_COUNT},
    {.field = "hours", .title = BW_SAY("Uren", "Hours"), .unit = BW_UNIT_HOURS},
    {.field = "spent_cents", .title = BW_SAY("Besteed", "Spent"), .unit = BW_UNIT_EURO},
};

static const struct bw_sheet_bars bars[] = {
    {.title = BW_SAY("Tekort aan het eind van elk kwartaal", "Gap at the end of each quarter"),
     .label = "to",
     .amounts = {"gap_total", NULL},
     .said = {BW_SAY("tekort", "gap")},
     .unit = BW_UNIT_LEVEL},
    {.title = BW_SAY("Tekorten gesloten en nieuw", "Gaps closed and opened"),
     .label = "to",
     .amounts = {"closed", "opened"},
     .said = {BW_SAY("gesloten", "closed"), BW_SAY("nieuw", "opened")},
     .unit = BW_UNIT_COUNT}};

static const struct bw_sheet_table tables[] = {
    {.name = "facts",
     .title = BW_SAY("Waarover", "About"),
     .columns = facts,
     .n_columns = BW_SHEET_COUNT(facts)},
    {.name = "quarters",
     .list = "quarters",
     .title = BW_SAY("Per kwartaal", "By quarter"),
     .about = BW_SAY("Steeds beoordeeld met wat toen bekend was en wat de functies toen vroegen. "
                     "Nieuw is ook wat een wet erbij vraagt of wat verlopen is.",
                     "Judged each time by what was known and what the roles asked then. Opened is "
                     "also what a new law asks and what has lapsed."),
     .columns = quarters,
     .n_columns = BW_SHEET_COUNT(quarters),
     .bars = bars,
     .n_bars = BW_SHEET_COUNT(bars)},
};

const struct bw_sheet bw_sheet_trend = {
    .name = "trend",
    .method = "report.trend",
    .help = "how the gap went, quarter by quarter: closed, opened, hours and euros",
    .title = BW_SAY("Verloop van het tekort van {1}", "The gap of {1}, by quarter"),
    .takes = BW_SHEET_AS_OF | BW_SHEET_QUARTERS,
    .tables = tables,
    .n_tables = BW_SHEET_COUNT(tables)};
