/* booking.list, described: an enrolment list by provider. */
#include "tools/report/sheet.h"

#define CODE(code_, nl, en)                                                                        \
    {                                                                                              \
        .code = (code_), .said = BW_SAY(nl, en)                                                    \
    }
static const struct bw_code states[] = {CODE("requested", "aangevraagd", "requested"),
                                        CODE("approved", "goedgekeurd", "approved"),
                                        CODE("enrolled", "ingeschreven", "enrolled"),
                                        CODE("completed", "afgerond", "completed"),
                                        CODE("dropped", "afgebroken", "dropped"),
                                        CODE("declined", "afgewezen", "declined"),
                                        CODE(NULL, NULL, NULL)};
static const struct bw_code nobody[] = {CODE("", "zonder aanbieder", "no provider"),
                                        CODE(NULL, NULL, NULL)};
static const struct bw_code any_time[] = {CODE("", "elk moment", "any time"),
                                          CODE(NULL, NULL, NULL)};

static const struct bw_sheet_column facts[] = {
    {.field = "bookings", .title = BW_SAY("Boekingen", "Bookings"), .unit = BW_UNIT_COUNT},
    {.field = "cost_cents", .title = BW_SAY("Kosten", "Cost"), .unit = BW_UNIT_EURO},
};

static const struct bw_sheet_column providers[] = {
    {.field = "provider", .title = BW_SAY("Aanbieder", "Provider"), .codes = nobody},
    {.field = "bookings", .title = BW_SAY("Boekingen", "Bookings"), .unit = BW_UNIT_COUNT},
    {.field = "cost_cents", .title = BW_SAY("Kosten", "Cost"), .unit = BW_UNIT_EURO},
};

#define COURSE                                                                                     \
    {.field = "title", .title = BW_SAY("Opleiding", "Course")},                                    \
        {.field = "course", .title = BW_SAY("Code", "Id"), .csv_only = true},                      \
        {.field = "external_id",                                                                   \
         .title = BW_SAY("Code aanbieder", "Provider's id"),                                       \
         .page_only = true},                                                                       \
        {.field = "url", .title = BW_SAY("Adres", "Address"), .csv_only = true},                   \
        {.field = "session", .title = BW_SAY("Uitvoering", "Session"), .csv_only = true},          \
        {.field = "start",                                                                         \
         .title = BW_SAY("Begint", "Starts"),                                                      \
         .unit = BW_UNIT_DATE,                                                                     \
         .codes = any_time},                                                                       \
        {.field = "end",                                                                           \
         .title = BW_SAY("Eindigt", "Ends"),                                                       \
         .unit = BW_UNIT_DATE,                                                                     \
         .page_only = true},                                                                       \
    {                                                                                              \
        .field = "place", .title = BW_SAY("Plaats", "Place")                                       \
    }

static const struct bw_sheet_column courses[] = {
    {.field = "provider", .title = BW_SAY("Aanbieder", "Provider"), .codes = nobody},
    COURSE,
    {.field = "people", .title = BW_SAY("Mensen", "People"), .unit = BW_UNIT_COUNT},
    {.field = "cost_cents", .title = BW_SAY("Kosten", "Cost"), .unit = BW_UNIT_EURO},
};

static const struct bw_sheet_column enrolments[] = {
    {.field = "provider",
     .title = BW_SAY("Aanbieder", "Provider"),
     .codes = nobody,
     .page_only = true},
    COURSE,
    {.field = "employee", .title = BW_SAY("Medewerker", "Employee")},
    {.field = "state", .title = BW_SAY("Stand", "State"), .codes = states},
    {.field = "price_cents", .title = BW_SAY("Prijs", "Price"), .unit = BW_UNIT_EURO},
    {.field = "by", .title = BW_SAY("Door", "By"), .page_only = true},
    {.field = "approved_by", .title = BW_SAY("Goedgekeurd door", "Approved by"), .csv_only = true},
    {.field = "since", .title = BW_SAY("Sinds", "Since"), .unit = BW_UNIT_DATE, .csv_only = true},
    {.field = "id", .title = BW_SAY("Boeking", "Booking"), .csv_only = true},
};

static const struct bw_sheet_bars bars[] = {
    {.title = BW_SAY("Kosten per aanbieder", "Cost by provider"),
     .label = "provider",
     .amounts = {"cost_cents", NULL},
     .said = {BW_SAY("kosten", "cost")},
     .unit = BW_UNIT_EURO}};

#define SMALL                                                                                      \
    BW_SAY("De groep is te klein om dit te tonen.", "The group is too small to show this.")
#define COLUMNS(of) .columns = (of), .n_columns = BW_SHEET_COUNT(of)
static const struct bw_sheet_table tables[] = {
    {.name = "totals", .title = BW_SAY("In het kort", "In short"), COLUMNS(facts)},
    {.name = "providers",
     .list = "items",
     .title = BW_SAY("Per aanbieder", "By provider"),
     .empty = BW_SAY("Er zijn geen boekingen.", "There are no bookings."),
     .hidden = SMALL,
     COLUMNS(providers),
     .bars = bars,
     .n_bars = BW_SHEET_COUNT(bars)},
    {.name = "courses",
     .list = "items/courses",
     .title = BW_SAY("Per opleiding en uitvoering", "By course and session"),
     COLUMNS(courses)},
    {.name = "enrolments",
     .list = "items/courses/enrolments",
     .title = BW_SAY("Wie waarheen gaat", "Who goes where"),
     COLUMNS(enrolments),
     .most = 40},
};

const struct bw_sheet bw_sheet_bookings = {
    .name = "bookings",
    .method = "booking.list",
    .help = "what is asked for, granted and enrolled in, by provider, course and session",
    .title = BW_SAY("Boekingen van {1}", "Bookings of {1}"),
    .takes = BW_SHEET_AS_OF | BW_SHEET_PROVIDER | BW_SHEET_STATE | BW_SHEET_MIN_GROUP,
    .main = "enrolments",
    .tables = tables,
    .n_tables = BW_SHEET_COUNT(tables)};
