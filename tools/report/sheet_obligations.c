/* report.obligations, described. */
#include "tools/report/sheet.h"

#define COUNT_OF(field_, nl, en)                                                                   \
    {                                                                                              \
        .field = (field_), .title = BW_SAY(nl, en), .unit = BW_UNIT_COUNT                          \
    }
#define EXPIRING                                                                                   \
    COUNT_OF("expiring/7", "0–7 d", "0–7 d"), COUNT_OF("expiring/30", "8–30 d", "8–30 d"),         \
        COUNT_OF("expiring/60", "31–60 d", "31–60 d"),                                             \
        COUNT_OF("expiring/90", "61–90 d", "61–90 d")
#define COST                                                                                       \
    {                                                                                              \
        .field = "cost_cents", .title = BW_SAY("Kosten", "Cost"), .unit = BW_UNIT_EURO             \
    }
#define HOURS(page_only_)                                                                          \
    {                                                                                              \
        .field = "hours", .title = BW_SAY("Uren", "Hours"), .unit = BW_UNIT_HOURS,                 \
        .page_only = (page_only_)                                                                  \
    }

static const struct bw_sheet_column totals[] = {
    COUNT_OF("people", "Mensen", "People"),
    COUNT_OF("people_with", "Van wie met een plicht of aflopend certificaat",
             "Of whom with a duty or a certificate that ends"),
    COUNT_OF("open", "Open plichten", "Open duties"),
    COUNT_OF("lapsed", "Verlopen certificaten", "Lapsed certificates"),
    COUNT_OF("expiring/7", "Loopt af binnen 7 dagen", "Ends within 7 days"),
    COUNT_OF("expiring/30", "Daarna binnen 30 dagen", "After that within 30 days"),
    COUNT_OF("expiring/60", "Daarna binnen 60 dagen", "After that within 60 days"),
    COUNT_OF("expiring/90", "Daarna binnen 90 dagen", "After that within 90 days"),
    COUNT_OF("expiring/later", "Daarna", "After that"),
    COUNT_OF("without_course", "Zonder passende opleiding", "Without a course that helps"),
    COST,
    HOURS(false),
};

static const struct bw_code kinds[] = {{"open", BW_SAY("open", "open")},
                                       {"lapsed", BW_SAY("verlopen", "lapsed")},
                                       {"expiring", BW_SAY("loopt af", "ends")},
                                       {NULL, BW_SAY(NULL, NULL)}};
static const struct bw_sheet_column items[] = {
    {.field = "employee", .title = BW_SAY("Medewerker", "Employee")},
    {.field = "team", .title = BW_SAY("Team", "Team"), .page_only = true},
    {.field = "label", .title = BW_SAY("Competentie", "Competency")},
    {.field = "competency", .title = BW_SAY("Code", "Id"), .page_only = true},
    {.field = "kind", .title = BW_SAY("Wat", "What"), .codes = kinds},
    {.field = "since", .title = BW_SAY("Sinds", "Since"), .unit = BW_UNIT_DATE},
    {.field = "valid_until",
     .title = BW_SAY("Geldig tot en met", "Valid until"),
     .unit = BW_UNIT_DATE},
    {.field = "days_left", .title = BW_SAY("Dagen", "Days"), .unit = BW_UNIT_COUNT},
    {.field = "law", .title = BW_SAY("Wet", "Law")},
    {.field = "kind_of_training", .title = BW_SAY("Soort", "Kind"), .page_only = true},
    {.field = "have", .title = BW_SAY("Heeft", "Has"), .unit = BW_UNIT_LEVEL, .page_only = true},
    {.field = "need", .title = BW_SAY("Nodig", "Needs"), .unit = BW_UNIT_LEVEL, .page_only = true},
    {.field = "courses/title", .title = BW_SAY("Opleiding", "Course")},
    {.field = "courses/course", .title = BW_SAY("Opleidingscode", "Course id"), .page_only = true},
    {.field = "courses/next_session/start",
     .title = BW_SAY("Begint", "Starts"),
     .unit = BW_UNIT_DATE,
     .page_only = true},
    {.field = "courses/price_cents",
     .title = BW_SAY("Prijs", "Price"),
     .unit = BW_UNIT_EURO,
     .page_only = true},
};

static const struct bw_sheet_column teams[] = {
    {.field = "name", .title = BW_SAY("Team", "Team")},
    {.field = "team", .title = BW_SAY("Code", "Id"), .page_only = true},
    COUNT_OF("people", "Mensen", "People"),
    COUNT_OF("open", "Open", "Open"),
    COUNT_OF("lapsed", "Verlopen", "Lapsed"),
    EXPIRING,
    COST,
    HOURS(true),
};
static const struct bw_sheet_bars team_bars[] = {
    {.title = BW_SAY("Open en verlopen per team", "Open and lapsed by team"),
     .label = "name",
     .amounts = {"open", "lapsed"},
     .said = {BW_SAY("open", "open"), BW_SAY("verlopen", "lapsed")},
     .unit = BW_UNIT_COUNT}};

#define SMALL                                                                                      \
    BW_SAY("De groep is te klein om dit te tonen.", "The group is too small to show this.")
#define COLUMNS(of) .columns = (of), .n_columns = BW_SHEET_COUNT(of)
static const struct bw_sheet_table tables[] = {
    {.name = "totals",
     .list = "totals",
     .facts = true,
     .title = BW_SAY("In het kort", "In short"),
     COLUMNS(totals)},
    {.name = "teams",
     .list = "teams",
     .title = BW_SAY("Per team", "By team"),
     .hidden = SMALL,
     COLUMNS(teams),
     .bars = team_bars,
     .n_bars = BW_SHEET_COUNT(team_bars)},
    {.name = "certificates",
     .list = "items",
     .having = "valid_until",
     .title =
         BW_SAY("Certificaten die verlopen zijn of aflopen", "Certificates that ended or will end"),
     .empty = BW_SAY("Geen.", "None."),
     COLUMNS(items),
     .most = 25},
    {.name = "items",
     .list = "items",
     .title = BW_SAY("Alles, het oudste eerst", "Everything, the oldest first"),
     .empty = BW_SAY("Niets staat open en niets loopt af.", "Nothing is open and nothing ends."),
     .hidden = SMALL,
     COLUMNS(items),
     .most = 25},
};

const struct bw_sheet bw_sheet_obligations = {
    .name = "obligations",
    .method = "report.obligations",
    .help = "duties that are open, and certificates that ended or will end soon",
    .title = BW_SAY("Scholingsplichten van {1}", "Training duties of {1}"),
    .about = BW_SAY(
        "Wat de wet, de cao of de functie eist. Die opleiding is kosteloos voor de medewerker, is "
        "werktijd en komt niet op een persoonlijk budget (artikel 7:611a BW). De kosten zijn die "
        "van de eerstgenoemde opleidingen.",
        "What the law, the cao or the job demands. That training is free to the employee, is "
        "working time and is not charged to a personal budget (Dutch Civil Code 7:611a). The cost "
        "is of the courses named first."),
    .takes = BW_SHEET_AS_OF | BW_SHEET_WITHIN | BW_SHEET_MIN_GROUP,
    .main = "items",
    .tables = tables,
    .n_tables = BW_SHEET_COUNT(tables)};
