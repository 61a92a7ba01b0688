/* report.catalogue, described. */
#include "tools/report/sheet.h"

#define COUNT_OF(field_, nl, en)                                                                   \
    {                                                                                              \
        .field = (field_), .title = BW_SAY(nl, en), .unit = BW_UNIT_COUNT                          \
    }
#define COMPETENCY                                                                                 \
    {.field = "label", .title = BW_SAY("Competentie", "Competency")},                              \
    {                                                                                              \
        .field = "competency", .title = BW_SAY("Code", "Id"), .page_only = true                    \
    }
#define WANTED                                                                                     \
    {.field = "need", .title = BW_SAY("Gevraagd", "Asked"), .unit = BW_UNIT_LEVEL},                \
        COUNT_OF("people", "Van", "Of"), COUNT_OF("people_short", "Te kort", "Short"),             \
        {.field = "gap", .title = BW_SAY("Kloof", "Gap"), .unit = BW_UNIT_FIGURE},                 \
    {                                                                                              \
        .field = "roles", .title = BW_SAY("Functies", "Roles"), .unit = BW_UNIT_LIST,              \
        .page_only = true                                                                          \
    }
#define COURSE                                                                                     \
    {.field = "title", .title = BW_SAY("Opleiding", "Course")},                                    \
        {.field = "course", .title = BW_SAY("Code", "Id"), .page_only = true},                     \
        {.field = "provider", .title = BW_SAY("Aanbieder", "Provider")},                           \
    {                                                                                              \
        .field = "last_session", .title = BW_SAY("Laatste keer", "Last session"),                  \
        .unit = BW_UNIT_DATE                                                                       \
    }

static const struct bw_sheet_column totals[] = {
    COUNT_OF("courses", "Opleidingen die te boeken zijn", "Courses that can be booked"),
    COUNT_OF("untaught", "Gevraagd en door geen opleiding geleerd",
             "Asked and taught by no course"),
    COUNT_OF("too_low", "Niet zo ver geleerd als gevraagd", "Not taught as far as asked"),
    COUNT_OF("unrenewed", "Verlopen certificaat dat niets vernieuwt",
             "Ended certificate that nothing renews"),
    COUNT_OF("other_language", "Niet in de taal van de organisatie",
             "Not in the language of the organisation"),
    COUNT_OF("unneeded", "Opleidingen die niemand nodig heeft", "Courses that nobody needs"),
    COUNT_OF("from_assumed", "Opleidingen zonder instapniveau", "Courses without an entry level"),
    COUNT_OF("people_on_assumed", "Mensen van wie de lijst daarop rust",
             "People whose list rests on these"),
    COUNT_OF("without_sessions", "Klassikaal zonder data", "In a classroom, without dates"),
    COUNT_OF("sessions_past", "Alle data voorbij", "All dates past"),
    COUNT_OF("roles", "Functies zonder eisen of niveaus", "Roles without demands or levels"),
};

static const struct bw_sheet_column untaught[] = {
    COMPETENCY,
    WANTED,
    {.field = "near/label", .title = BW_SAY("Wel verwant geleerd", "Taught and related")},
    {.field = "sessions_past", .title = BW_SAY("data voorbij", "dates past"), .unit = BW_UNIT_FLAG},
};
static const struct bw_sheet_column too_low[] = {
    COMPETENCY,
    {.field = "taught_to", .title = BW_SAY("Geleerd tot", "Taught to"), .unit = BW_UNIT_LEVEL},
    WANTED,
    COUNT_OF("concerns", "Blijft te kort", "Left short"),
};
static const struct bw_sheet_column unrenewed[] = {
    COMPETENCY,
    WANTED,
    COUNT_OF("concerns", "Verlopen", "Ended"),
};
static const struct bw_sheet_column foreign[] = {
    COMPETENCY,
    {.field = "languages", .title = BW_SAY("Talen", "Languages"), .unit = BW_UNIT_LIST},
    WANTED,
};
static const struct bw_sheet_column courses[] = {COURSE};
static const struct bw_sheet_column assumed[] = {
    COURSE,
    COUNT_OF("people", "Op lijsten van", "On lists of"),
    {.field = "competencies",
     .title = BW_SAY("Zonder instapniveau", "Without an entry level"),
     .unit = BW_UNIT_LIST},
};

static const struct bw_code lacks[] = {
    {"no_version", BW_SAY("geen versie van kracht", "no version in force")},
    {"no_requirements", BW_SAY("vraagt niets", "asks nothing")},
    {"no_levels", BW_SAY("geen niveaus", "no levels")},
    {"some_levels", BW_SAY("niet overal een niveau", "not everywhere a level")},
    {NULL, BW_SAY(NULL, NULL)}};
static const struct bw_sheet_column roles[] = {
    {.field = "label", .title = BW_SAY("Functie", "Role")},
    {.field = "role", .title = BW_SAY("Code", "Id"), .page_only = true},
    COUNT_OF("people", "Mensen", "People"),
    {.field = "lacks", .title = BW_SAY("Wat ontbreekt", "What is missing"), .codes = lacks},
    COUNT_OF("requirements", "Eisen", "Demands"),
    COUNT_OF("assumed", "Zonder niveau", "Without a level"),
};

static const struct bw_sheet_bars gaps[] = {
    {.title = BW_SAY("Kloof die geen opleiding sluit", "Gap that no course closes"),
     .label = "label",
     .amounts = {"gap", NULL},
     .said = {BW_SAY("kloof", "gap")},
     .unit = BW_UNIT_FIGURE}};
static const struct bw_sheet_bars lists[] = {
    {.title = BW_SAY("Mensen van wie de lijst op een aangenomen instapniveau rust",
                     "People whose list rests on an assumed entry level"),
     .label = "title",
     .amounts = {"people", NULL},
     .said = {BW_SAY("mensen", "people")},
     .unit = BW_UNIT_COUNT}};

#define COLUMNS(of) .columns = (of), .n_columns = BW_SHEET_COUNT(of)
#define TABLE(name_, nl, en, of)                                                                   \
    .name = (name_), .list = (name_), .title = BW_SAY(nl, en), COLUMNS(of), .most = 12
static const struct bw_sheet_table tables[] = {
    {.name = "totals",
     .list = "totals",
     .facts = true,
     .title = BW_SAY("In het kort", "In short"),
     COLUMNS(totals)},
    {TABLE("untaught", "Gevraagd en door geen opleiding geleerd", "Asked and taught by no course",
           untaught),
     .bars = gaps, .n_bars = BW_SHEET_COUNT(gaps)},
    {TABLE("too_low", "Niet zo ver geleerd als gevraagd", "Not taught as far as asked", too_low)},
    {TABLE("unrenewed", "Verlopen certificaten die niets vernieuwt",
           "Ended certificates that nothing renews", unrenewed)},
    {TABLE("other_language", "Niet in de taal van de organisatie",
           "Not in the language of the organisation", foreign)},
    {TABLE("unneeded", "Opleidingen die niemand nodig heeft", "Courses that nobody needs",
           courses)},
    {TABLE("from_assumed", "Opleidingen zonder instapniveau", "Courses without an entry level",
           assumed),
     .bars = lists, .n_bars = BW_SHEET_COUNT(lists)},
    {TABLE("without_sessions", "Klassikaal zonder data", "In a classroom, without dates", courses)},
    {TABLE("sessions_past", "Alle data voorbij", "All dates past", courses)},
    {TABLE("roles", "Functies zonder eisen of niveaus", "Roles without demands or levels", roles)},
};

const struct bw_sheet bw_sheet_catalogue = {
    .name = "catalogue",
    .method = "report.catalogue",
    .help = "what the work asks and no course teaches, courses that nobody needs, what is missing",
    .title = BW_SAY("Het aanbod voor {1}", "The catalogue for {1}"),
    .takes = BW_SHEET_AS_OF | BW_SHEET_LIMIT,
    .main = "untaught",
    .tables = tables,
    .n_tables = BW_SHEET_COUNT(tables)};
