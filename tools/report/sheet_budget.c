/* report.budget, described. */
#include "tools/report/sheet.h"

static const struct bw_sheet_column facts[] = {
    {.field = "budget_cents",
     .title = BW_SAY("Opleidingsbudget", "Training budget"),
     .unit = BW_UNIT_EURO},
    {.field = "spent_cents", .title = BW_SAY("Besteed", "Spent"), .unit = BW_UNIT_EURO},
    {.field = "committed_cents", .title = BW_SAY("Toegezegd", "Committed"), .unit = BW_UNIT_EURO},
    {.field = "left_cents", .title = BW_SAY("Over", "Left"), .unit = BW_UNIT_EURO},
    {.field = "requested_cents",
     .title = BW_SAY("Aangevraagd, nog niet toegezegd", "Asked for, not granted yet"),
     .unit = BW_UNIT_EURO},
    {.field = "people", .title = BW_SAY("Mensen", "People"), .unit = BW_UNIT_COUNT},
    {.field = "people_trained",
     .title = BW_SAY("Van wie met een opleiding", "Of whom with a course"),
     .unit = BW_UNIT_COUNT},
    {.field = "per_head_cents",
     .title = BW_SAY("Besteed per hoofd", "Spent a head"),
     .unit = BW_UNIT_EURO,
     .beside = "sector_per_head_cents",
     .beside_said = BW_SAY("sector, per jaar", "sector, a year")},
    {.field = "payroll_share",
     .title = BW_SAY("Deel van de loonsom", "Share of payroll"),
     .unit = BW_UNIT_PERMIL,
     .beside = "sector_payroll_share",
     .beside_said = BW_SAY("sector", "sector")},
    {.field = "legal_cents",
     .title = BW_SAY("Waarvan verplicht (wet, cao, functie)", "Of which owed (law, cao, the job)"),
     .unit = BW_UNIT_EURO},
    {.field = "employee_cents",
     .title = BW_SAY("Ten laste van persoonlijke budgetten", "Charged to personal budgets"),
     .unit = BW_UNIT_EURO},
    {.field = "hours", .title = BW_SAY("Uren", "Hours"), .unit = BW_UNIT_HOURS},
    {.field = "working_hours",
     .title = BW_SAY("Waarvan werktijd door verplichting", "Of which working time, being owed"),
     .unit = BW_UNIT_HOURS},
};

#define AMOUNTS                                                                                    \
    {.field = "spent_cents", .title = BW_SAY("Besteed", "Spent"), .unit = BW_UNIT_EURO},           \
        {.field = "committed_cents",                                                               \
         .title = BW_SAY("Toegezegd", "Committed"),                                                \
         .unit = BW_UNIT_EURO},                                                                    \
    {                                                                                              \
        .field = "requested_cents", .title = BW_SAY("Gevraagd", "Asked"), .unit = BW_UNIT_EURO     \
    }
#define PEOPLE                                                                                     \
    {                                                                                              \
        .field = "people", .title = BW_SAY("Mensen", "People"), .unit = BW_UNIT_COUNT              \
    }
#define HOURS                                                                                      \
    {                                                                                              \
        .field = "hours", .title = BW_SAY("Uren", "Hours"), .unit = BW_UNIT_HOURS                  \
    }

static const struct bw_code together[] = {
    {"", BW_SAY("kleine teams samen", "small teams together")}, {NULL, BW_SAY(NULL, NULL)}};
static const struct bw_sheet_column teams[] = {
    {.field = "name", .title = BW_SAY("Team", "Team"), .codes = together},
    {.field = "team", .title = BW_SAY("Code", "Id"), .page_only = true},
    PEOPLE,
    AMOUNTS,
    {.field = "per_head_cents", .title = BW_SAY("Per hoofd", "A head"), .unit = BW_UNIT_EURO},
    HOURS,
};

static const struct bw_sheet_column quarters[] = {
    {.field = "from", .title = BW_SAY("Kwartaal vanaf", "Quarter from"), .unit = BW_UNIT_DATE},
    PEOPLE,
    AMOUNTS,
    HOURS,
};

static const struct bw_code nobody[] = {{"", BW_SAY("zonder aanbieder", "no provider")},
                                        {NULL, BW_SAY(NULL, NULL)}};
static const struct bw_sheet_column providers[] = {
    {.field = "provider", .title = BW_SAY("Aanbieder", "Provider"), .codes = nobody},
    PEOPLE,
    AMOUNTS,
    HOURS,
};

static const struct bw_sheet_column courses[] = {
    {.field = "title", .title = BW_SAY("Opleiding", "Course")},
    {.field = "course", .title = BW_SAY("Code", "Id"), .page_only = true},
    {.field = "provider", .title = BW_SAY("Aanbieder", "Provider"), .page_only = true},
    PEOPLE,
    AMOUNTS,
    HOURS,
};

static const struct bw_sheet_column personal[] = {
    {.field = "employee", .title = BW_SAY("Medewerker", "Employee")},
    {.field = "budget_cents", .title = BW_SAY("Budget", "Budget"), .unit = BW_UNIT_EURO},
    {.field = "charged_cents", .title = BW_SAY("Belast", "Charged"), .unit = BW_UNIT_EURO},
    {.field = "left_cents", .title = BW_SAY("Over", "Left"), .unit = BW_UNIT_EURO},
};

#define SAID                                                                                       \
    {                                                                                              \
        BW_SAY("besteed", "spent"), BW_SAY("toegezegd", "committed")                               \
    }
static const struct bw_sheet_bars team_bars[] = {
    {.title = BW_SAY("Besteed en toegezegd per team", "Spent and committed by team"),
     .label = "name",
     .amounts = {"spent_cents", "committed_cents"},
     .said = SAID,
     .unit = BW_UNIT_EURO},
    {.title = BW_SAY("Besteed per hoofd, naast de sector", "Spent a head, beside the sector"),
     .label = "name",
     .amounts = {"per_head_cents", NULL},
     .said = {BW_SAY("per hoofd", "a head")},
     .unit = BW_UNIT_EURO,
     .mark = "sector_per_head_cents",
     .mark_said = BW_SAY("sector, per jaar", "sector, a year")}};
static const struct bw_sheet_bars provider_bars[] = {
    {.title = BW_SAY("Besteed en toegezegd per aanbieder", "Spent and committed by provider"),
     .label = "provider",
     .amounts = {"spent_cents", "committed_cents"},
     .said = SAID,
     .unit = BW_UNIT_EURO}};
static const struct bw_sheet_bars quarter_bars[] = {
    {.title = BW_SAY("Besteed en toegezegd per kwartaal", "Spent and committed by quarter"),
     .label = "from",
     .amounts = {"spent_cents", "committed_cents"},
     .said = SAID,
     .unit = BW_UNIT_EURO}};
static const struct bw_sheet_heat team_heat = {
    .title = BW_SAY("Per team en kwartaal", "By team and quarter"),
    .about = BW_SAY("Besteed en toegezegd in euro's; hoe donkerder, hoe meer.",
                    "Spent and committed, in euros; the darker, the more."),
    .label = "name",
    .columns = "quarters",
    .column_label = "from",
    .cells = "quarters",
    .unit = BW_UNIT_EURO};

#define SMALL                                                                                      \
    BW_SAY("De groep is te klein om dit te tonen.", "The group is too small to show this.")
#define NOTHING BW_SAY("Er is niets besteed of gevraagd.", "Nothing was spent or asked for.")
#define COLUMNS(of) .columns = (of), .n_columns = BW_SHEET_COUNT(of)
#define BARS(of) .bars = (of), .n_bars = BW_SHEET_COUNT(of)
static const struct bw_sheet_table tables[] = {
    {.name = "totals", .title = BW_SAY("In het kort", "In short"), COLUMNS(facts)},
    {.name = "teams",
     .list = "teams",
     .title = BW_SAY("Per team", "By team"),
     .empty = SMALL,
     COLUMNS(teams),
     BARS(team_bars),
     .heat = &team_heat},
    {.name = "quarters",
     .list = "quarters",
     .title = BW_SAY("Per kwartaal", "By quarter"),
     COLUMNS(quarters),
     BARS(quarter_bars)},
    {.name = "providers",
     .list = "providers",
     .title = BW_SAY("Per aanbieder", "By provider"),
     .empty = NOTHING,
     .hidden = SMALL,
     COLUMNS(providers),
     BARS(provider_bars)},
    {.name = "courses",
     .list = "courses",
     .title = BW_SAY("Per opleiding", "By course"),
     .empty = NOTHING,
     COLUMNS(courses),
     .most = 15},
    {.name = "personal",
     .list = "personal",
     .title = BW_SAY("Persoonlijke budgetten", "Personal budgets"),
     .about = BW_SAY("Wat de wet, de cao of de functie vraagt, komt hier niet op.",
                     "What the law, the cao or the job demands is not charged to these."),
     COLUMNS(personal),
     .most = 15},
};

const struct bw_sheet bw_sheet_budget = {
    .name = "budget",
    .method = "report.budget",
    .help = "what training costs: spent, committed and left, by team, provider and course",
    .title = BW_SAY("Opleidingskosten van {1}", "Training costs of {1}"),
    .about = BW_SAY(
        "Besteed is wat afgerond of afgebroken is, of waarvan de cursusdag voorbij is. Toegezegd "
        "is "
        "wat goedgekeurd of ingeschreven is. Een opleiding telt in de periode waarin die begint.",
        "Spent is what was completed or broken off, or whose session is over. Committed is what "
        "was "
        "approved or enrolled in. A course counts in the period in which it begins."),
    .takes = BW_SHEET_PERIOD | BW_SHEET_AS_OF | BW_SHEET_MIN_GROUP,
    .tables = tables,
    .n_tables = BW_SHEET_COUNT(tables)};
