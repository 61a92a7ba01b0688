/* report.divergence, described. */
#include "tools/report/sheet.h"

#define PEOPLE                                                                                     \
    {                                                                                              \
        .field = "people", .title = BW_SAY("Mensen", "People"), .unit = BW_UNIT_COUNT              \
    }
#define APART                                                                                      \
    PEOPLE,                                                                                        \
        {.field = "n",                                                                             \
         .title = BW_SAY("Oordelen", "Ratings"),                                                   \
         .unit = BW_UNIT_COUNT,                                                                    \
         .page_only = true},                                                                       \
        {.field = "difference",                                                                    \
         .title = BW_SAY("Verschil", "Difference"),                                                \
         .unit = BW_UNIT_CHANGE},                                                                  \
        {.field = "low", .title = BW_SAY("95%", "95%"), .unit = BW_UNIT_RANGE, .beside = "high"},  \
        {.field = "corrected",                                                                     \
         .title = BW_SAY("Na correctie", "Corrected"),                                             \
         .unit = BW_UNIT_CHANGE,                                                                   \
         .page_only = true},                                                                       \
        {.field = "spread",                                                                        \
         .title = BW_SAY("Spreiding", "Spread"),                                                   \
         .unit = BW_UNIT_FIGURE,                                                                   \
         .page_only = true},                                                                       \
        {.field = "above", .title = BW_SAY("> 1 hoger", "> 1 above"), .unit = BW_UNIT_COUNT},      \
    {                                                                                              \
        .field = "below", .title = BW_SAY("> 1 lager", "> 1 below"), .unit = BW_UNIT_COUNT         \
    }

static const struct bw_code sources[] = {{"manager", BW_SAY("leidinggevenden", "managers")},
                                         {"peer", BW_SAY("collega's", "peers")},
                                         {"test", BW_SAY("toetsen", "tests")},
                                         {NULL, BW_SAY(NULL, NULL)}};
static const struct bw_code together[] = {
    {"", BW_SAY("kleine teams samen", "small teams together")}, {NULL, BW_SAY(NULL, NULL)}};

static const struct bw_sheet_column overall[] = {APART};
static const struct bw_sheet_column bias[] = {
    {.field = "assumed", .title = BW_SAY("Aangenomen", "Assumed"), .unit = BW_UNIT_FIGURE},
    {.field = "fitted", .title = BW_SAY("Gemeten", "Measured"), .unit = BW_UNIT_FIGURE},
    {.field = "low", .title = BW_SAY("95%", "95%"), .unit = BW_UNIT_RANGE, .beside = "high"},
    PEOPLE,
};
static const struct bw_sheet_column by_source[] = {
    {.field = "source", .title = BW_SAY("Tegenover", "Against"), .codes = sources}, APART};
static const struct bw_sheet_column teams[] = {
    {.field = "name", .title = BW_SAY("Team", "Team")},
    {.field = "team", .title = BW_SAY("Code", "Id"), .page_only = true},
    APART,
};
static const struct bw_sheet_column competencies[] = {
    {.field = "label", .title = BW_SAY("Competentie", "Competency")},
    {.field = "competency", .title = BW_SAY("Code", "Id"), .page_only = true},
    APART,
};
static const struct bw_sheet_column cells[] = {
    {.field = "name", .title = BW_SAY("Team", "Team"), .codes = together},
    {.field = "team", .title = BW_SAY("Code", "Id"), .page_only = true},
    {.field = "label", .title = BW_SAY("Competentie", "Competency")},
    {.field = "competency", .title = BW_SAY("Code", "Id"), .page_only = true},
    APART,
};
static const struct bw_sheet_column employees[] = {
    {.field = "employee", .title = BW_SAY("Medewerker", "Employee")},
    {.field = "name", .title = BW_SAY("Team", "Team")},
    {.field = "label", .title = BW_SAY("Competentie", "Competency")},
    {.field = "competency", .title = BW_SAY("Code", "Id"), .page_only = true},
    {.field = "self", .title = BW_SAY("Zelf", "Self"), .unit = BW_UNIT_LEVEL},
    {.field = "others", .title = BW_SAY("Anderen", "Others"), .unit = BW_UNIT_LEVEL},
    {.field = "difference", .title = BW_SAY("Verschil", "Difference"), .unit = BW_UNIT_CHANGE},
};
static const struct bw_sheet_heat heat = {
    .title = BW_SAY("Zelf min anderen, per team en competentie",
                    "Self less others, by team and competency"),
    .about = BW_SAY("Hoe donkerder, hoe verder men zich boven het oordeel van anderen schat.",
                    "The darker, the further people rate themselves above what others say."),
    .label = "label",
    .column_label = "name",
    .cells = "difference",
    .unit = BW_UNIT_CHANGE};

#define FEW BW_SAY("Er zijn te weinig oordelen.", "There are too few ratings.")
#define COLUMNS(of) .columns = (of), .n_columns = BW_SHEET_COUNT(of)
static const struct bw_sheet_table tables[] = {
    {.name = "overall",
     .list = "overall",
     .facts = true,
     .title = BW_SAY("Alles samen", "All together"),
     COLUMNS(overall)},
    {.name = "bias",
     .list = "bias",
     .facts = true,
     .title = BW_SAY("Hoeveel te hoog men zichzelf schat", "How much too high self-ratings are"),
     .about = BW_SAY("Van de hele organisatie. Van wat mensen van zichzelf zeggen gaat het "
                     "aangenomen verschil af.",
                     "Of the whole organisation. The assumed difference is taken off what people "
                     "say of themselves."),
     COLUMNS(bias)},
    {.name = "by_source",
     .list = "by_source",
     .title = BW_SAY("Per bron", "By source"),
     COLUMNS(by_source)},
    {.name = "teams",
     .list = "teams",
     .title = BW_SAY("Per team", "By team"),
     .empty = FEW,
     COLUMNS(teams)},
    {.name = "competencies",
     .list = "competencies",
     .title = BW_SAY("Per competentie", "By competency"),
     .empty = FEW,
     COLUMNS(competencies),
     .most = 12},
    {.name = "cells",
     .list = "cells",
     .title = BW_SAY("Per team en competentie", "By team and competency"),
     .empty = FEW,
     COLUMNS(cells),
     .heat = &heat,
     .most = 12},
    {.name = "employees",
     .list = "employees",
     .title = BW_SAY("Verder dan een niveau uit elkaar", "More than a level apart"),
     .about =
         BW_SAY("Een gesprek waard: wie hoger zit, kan meer kunnen dan gezien wordt, of minder "
                "zien dan er te leren is.",
                "Worth a talk: who is above may do more than is seen, or see less than there "
                "is to learn."),
     .hidden =
         BW_SAY("De groep is te klein om dit te tonen.", "The group is too small to show this."),
     COLUMNS(employees),
     .most = 15},
};

const struct bw_sheet bw_sheet_divergence = {
    .name = "divergence",
    .method = "report.divergence",
    .help = "what people say of themselves, beside managers, peers and tests",
    .title = BW_SAY("Zelf en anderen: {1}", "Self and others: {1}"),
    .about =
        BW_SAY("Verschil is het niveau dat mensen zichzelf geven, min wat leidinggevenden, "
               "collega's en toetsen zeggen; na correctie is daar af wat men gemiddeld te hoog "
               "zit. Meer dan een niveau hoger of lager is geteld.",
               "Difference is the level that people give themselves, less what managers, peers "
               "and tests say; corrected, less what people are assumed to be too high by. More "
               "than a level above or below is counted."),
    .takes = BW_SHEET_AS_OF | BW_SHEET_MIN_GROUP,
    .main = "cells",
    .tables = tables,
    .n_tables = BW_SHEET_COUNT(tables)};
