/* report.effect, described. */
#include "tools/report/sheet.h"

static const char *const by[] = {"course", "provider", "team", "format", NULL};

#define CODE(code_, nl, en)                                                                        \
    {                                                                                              \
        .code = (code_), .said = BW_SAY(nl, en)                                                    \
    }
static const struct bw_code by_codes[] = {
    CODE("course", "opleiding", "course"), CODE("provider", "aanbieder", "provider"),
    CODE("team", "team", "team"), CODE("format", "vorm", "format"), CODE(NULL, NULL, NULL)};
static const struct bw_code names[] = {CODE("", "zonder aanbieder", "no provider"),
                                       CODE("e-learning", "e-learning", "e-learning"),
                                       CODE("classroom", "klassikaal", "classroom"),
                                       CODE("blended", "gemengd", "blended"),
                                       CODE("on-the-job", "op de werkplek", "on the job"),
                                       CODE("coaching", "begeleiding", "coaching"),
                                       CODE(NULL, NULL, NULL)};

static const struct bw_sheet_column facts[] = {
    {.field = "by", .title = BW_SAY("Per", "By"), .codes = by_codes},
    {.field = "people", .title = BW_SAY("Mensen", "People"), .unit = BW_UNIT_COUNT},
};

#define GAINED BW_SAY("Gewonnen", "Gained")
#define MEASURED                                                                                   \
    {.field = "n", .title = BW_SAY("Gemeten", "Measured"), .unit = BW_UNIT_COUNT},                 \
        {.field = "gained", .title = GAINED, .unit = BW_UNIT_CHANGE},                              \
        {.field = "low", .title = BW_SAY("90%", "90%"), .unit = BW_UNIT_RANGE, .beside = "high"},  \
        {.field = "mean",                                                                          \
         .title = BW_SAY("Los gemiddelde", "Plain mean"),                                          \
         .unit = BW_UNIT_CHANGE,                                                                   \
         .page_only = true},                                                                       \
        {.field = "promised", .title = BW_SAY("Beloofd", "Promised"), .unit = BW_UNIT_CHANGE},     \
        {.field = "per_1000_euro",                                                                 \
         .title = BW_SAY("Per € 1.000", "Per €1,000"),                                             \
         .unit = BW_UNIT_CHANGE},                                                                  \
        {.field = "per_hour",                                                                      \
         .title = BW_SAY("Per uur", "Per hour"),                                                   \
         .unit = BW_UNIT_CHANGE,                                                                   \
         .page_only = true},                                                                       \
        {.field = "completed",                                                                     \
         .title = BW_SAY("Afgerond", "Completed"),                                                 \
         .unit = BW_UNIT_COUNT,                                                                    \
         .page_only = true},                                                                       \
        {.field = "drop_out", .title = BW_SAY("Uitval", "Drop-out"), .unit = BW_UNIT_SHARE},       \
    {                                                                                              \
        .field = "rating", .title = BW_SAY("Cijfer", "Rating"), .unit = BW_UNIT_LEVEL              \
    }

static const struct bw_sheet_column total[] = {MEASURED};
static const struct bw_sheet_column items[] = {
    {.field = "name", .title = BW_SAY("Naam", "Name"), .codes = names},
    {.field = "course", .title = BW_SAY("Code", "Id"), .page_only = true},
    {.field = "team", .title = BW_SAY("Code", "Id"), .page_only = true},
    MEASURED,
    {.field = "ratings",
     .title = BW_SAY("Cijfers", "Ratings"),
     .unit = BW_UNIT_COUNT,
     .page_only = true},
    {.field = "few", .title = BW_SAY("weinig", "few"), .unit = BW_UNIT_FLAG},
};

static const struct bw_sheet_bars item_bars[] = {
    {.title =
         BW_SAY("Gewonnen niveau per geleerde competentie", "Level gained per competency taught"),
     .label = "name",
     .amounts = {"gained", NULL},
     .said = {BW_SAY("gewonnen", "gained")},
     .unit = BW_UNIT_CHANGE},
    {.title = BW_SAY("Gewonnen per € 1.000", "Gained per €1,000"),
     .label = "name",
     .amounts = {"per_1000_euro", NULL},
     .said = {BW_SAY("gewonnen", "gained")},
     .unit = BW_UNIT_CHANGE}};

#define COLUMNS(of) .columns = (of), .n_columns = BW_SHEET_COUNT(of)
static const struct bw_sheet_table tables[] = {
    {.name = "facts", .title = BW_SAY("Waarover", "About"), COLUMNS(facts)},
    {.name = "total",
     .list = "total",
     .title = BW_SAY("Alles samen", "All together"),
     COLUMNS(total)},
    {.name = "items",
     .list = "items",
     .title = BW_SAY("Wat het opleverde", "What it brought"),
     .about =
         BW_SAY("Gewonnen: het niveau dat binnen een jaar na afloop gevonden is, min wat er voor "
                "aanvang bekend was. Waar weinig gemeten is, ligt het dicht bij het gemiddelde "
                "van alles; het los gemiddelde is wat daar gezien is.",
                "Gained: the level that was found within a year after, less what was known before "
                "it began. Where little was measured it lies near the mean of all; the plain mean "
                "is what was seen there."),
     .empty = BW_SAY("Er is niets afgerond.", "Nothing was completed."),
     .hidden =
         BW_SAY("De groep is te klein om dit te tonen.", "The group is too small to show this."),
     COLUMNS(items),
     .bars = item_bars,
     .n_bars = BW_SHEET_COUNT(item_bars),
     .most = 20},
};

const struct bw_sheet bw_sheet_effect = {
    .name = "effect",
    .method = "report.effect",
    .help = "what training brought: level gained, per euro and hour, beside what was promised",
    .title = BW_SAY("Wat opleidingen opleverden: {1}", "What training brought: {1}"),
    .takes = BW_SHEET_PERIOD | BW_SHEET_AS_OF | BW_SHEET_BY | BW_SHEET_MIN_GROUP,
    .by = by,
    .main = "items",
    .tables = tables,
    .n_tables = BW_SHEET_COUNT(tables)};
