/* report.knowledge, described. */
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
#define HAVE(field_, page_only_)                                                                   \
    {                                                                                              \
        .field = (field_), .title = BW_SAY("Niveau", "Level"), .unit = BW_UNIT_LEVEL,              \
        .page_only = (page_only_)                                                                  \
    }
#define LEAVES(field_)                                                                             \
    {                                                                                              \
        .field = (field_), .title = BW_SAY("Vertrekt", "Leaves"), .unit = BW_UNIT_DATE             \
    }

static const struct bw_sheet_column totals[] = {
    COUNT_OF("competencies", "Competenties die gevraagd zijn", "Competencies that are asked"),
    COUNT_OF("nobody", "Waarvan niemand ze haalt", "Of which nobody reaches"),
    COUNT_OF("one", "Waarvan één persoon ze haalt", "Of which one person reaches"),
    COUNT_OF("two", "Waarvan twee mensen ze halen", "Of which two people reach"),
    COUNT_OF("leavers", "Vertrekkers", "People who leave"),
};
static const struct bw_sheet_column singles[] = {
    COMPETENCY,
    COUNT_OF("asked", "Gevraagd van", "Asked of"),
    COUNT_OF("reach", "Gehaald door", "Reached by"),
    {.field = "employees/0/employee", .title = BW_SAY("Wie", "Who")},
    LEAVES("employees/0/leaves_on"),
    {.field = "employees/1/employee", .title = BW_SAY("En", "And")},
    LEAVES("employees/1/leaves_on"),
};
static const struct bw_sheet_column leavers[] = {
    {.field = "employee", .title = BW_SAY("Medewerker", "Employee")},
    {.field = "team", .title = BW_SAY("Team", "Team")},
    {.field = "role", .title = BW_SAY("Functie", "Role")},
    LEAVES("leaves_on"),
};
static const struct bw_sheet_column leaving[] = {
    {.field = "employee", .title = BW_SAY("Medewerker", "Employee")},
    LEAVES("leaves_on"),
    COMPETENCY,
    HAVE("have", false),
    COUNT_OF("left", "Blijft bij", "Left with"),
    {.field = "takers/0/employee", .title = BW_SAY("Overnemer", "Taker")},
    HAVE("takers/0/have", false),
    {.field = "takers/1/employee", .title = BW_SAY("Of", "Or"), .page_only = true},
    HAVE("takers/1/have", true),
};
static const struct bw_sheet_column mentors[] = {
    COMPETENCY,
    COUNT_OF("people_short", "Te kort", "Short"),
    {.field = "gap", .title = BW_SAY("Kloof", "Gap"), .unit = BW_UNIT_FIGURE},
    {.field = "have_mean", .title = BW_SAY("Gemiddeld", "Mean"), .unit = BW_UNIT_LEVEL},
    {.field = "mentors/0/employee", .title = BW_SAY("Mentor", "Mentor")},
    HAVE("mentors/0/have", false),
    {.field = "mentors/0/team", .title = BW_SAY("Team", "Team"), .page_only = true},
    {.field = "mentors/1/employee", .title = BW_SAY("Of", "Or"), .page_only = true},
    HAVE("mentors/1/have", true),
};
static const struct bw_sheet_column joint[] = {
    {.field = "title", .title = BW_SAY("Opleiding", "Course")},
    {.field = "course", .title = BW_SAY("Code", "Id"), .page_only = true},
    COUNT_OF("people", "Mensen", "People"),
    {.field = "closure", .title = BW_SAY("Sluit", "Closes"), .unit = BW_UNIT_FIGURE},
    {.field = "cost_cents", .title = BW_SAY("Kosten", "Cost"), .unit = BW_UNIT_EURO},
    COUNT_OF("groups", "Groepen", "Groups"),
    {.field = "session/start", .title = BW_SAY("Begint", "Starts"), .unit = BW_UNIT_DATE},
    {.field = "fits", .title = BW_SAY("past in één keer", "holds all"), .unit = BW_UNIT_FLAG},
};
static const struct bw_sheet_column teams[] = {
    {.field = "name", .title = BW_SAY("Team", "Team")},
    {.field = "team", .title = BW_SAY("Code", "Id"), .page_only = true},
    COUNT_OF("people", "Mensen", "People"),
    COUNT_OF("leavers", "Vertrekkers", "Leavers"),
    {.field = "joint/title", .title = BW_SAY("Samen het meest gebaat bij", "Best served by")},
    {.field = "joint/people", .title = BW_SAY("Voor", "For"), .unit = BW_UNIT_COUNT},
    {.field = "joint/closure", .title = BW_SAY("Sluit", "Closes"), .unit = BW_UNIT_FIGURE},
    {.field = "joint/cost_cents", .title = BW_SAY("Kosten", "Cost"), .unit = BW_UNIT_EURO},
};

static const struct bw_sheet_bars team_bars[] = {
    {.title = BW_SAY("Vertrekkers per team", "People who leave, by team"),
     .label = "name",
     .amounts = {"leavers", NULL},
     .said = {BW_SAY("vertrekkers", "leavers")},
     .unit = BW_UNIT_COUNT}};
static const struct bw_sheet_bars joint_bars[] = {
    {.title = BW_SAY("Wat één opleiding samen sluit", "What one course closes together"),
     .label = "title",
     .amounts = {"closure", NULL},
     .said = {BW_SAY("kloof", "gap")},
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
    {.name = "single_points",
     .list = "single_points",
     .title = BW_SAY("Hangt aan één of twee", "Hangs on one or two"),
     .about = BW_SAY("Gevraagde competenties die maar één of twee mensen halen.",
                     "Competencies that are asked and that only one or two people reach."),
     .empty = BW_SAY("Niets.", "Nothing."),
     .hidden = SMALL,
     COLUMNS(singles),
     .most = 20},
    {.name = "leavers",
     .list = "leavers",
     .title = BW_SAY("Wie vertrekt", "Who leaves"),
     .empty = BW_SAY("Niemand, zover bekend.", "Nobody, as far as is known."),
     COLUMNS(leavers)},
    {.name = "leaving",
     .list = "leavers/competencies",
     .title = BW_SAY("Wat er meegaat, en wie het kan overnemen",
                     "What goes with them, and who could take it over"),
     COLUMNS(leaving),
     .most = 20},
    {.name = "mentors",
     .list = "mentors",
     .title = BW_SAY("Wie het kan leren aan wie te kort komt", "Who can teach what is short"),
     COLUMNS(mentors),
     .most = 15},
    {.name = "joint",
     .list = "joint",
     .title = BW_SAY("Eén opleiding voor velen", "One course for many"),
     COLUMNS(joint),
     .bars = joint_bars,
     .n_bars = BW_SHEET_COUNT(joint_bars)},
    {.name = "teams",
     .list = "teams",
     .title = BW_SAY("Per team", "By team"),
     COLUMNS(teams),
     .bars = team_bars,
     .n_bars = BW_SHEET_COUNT(team_bars)},
};

const struct bw_sheet bw_sheet_knowledge = {
    .name = "knowledge",
    .method = "report.knowledge",
    .help = "what hangs on one or two people, what leaves with whom, who can teach, one course for "
            "many",
    .title = BW_SAY("Kennis van {1}", "Knowledge of {1}"),
    .takes = BW_SHEET_AS_OF | BW_SHEET_MONTHS | BW_SHEET_MIN_GROUP,
    .main = "single_points",
    .tables = tables,
    .n_tables = BW_SHEET_COUNT(tables)};
