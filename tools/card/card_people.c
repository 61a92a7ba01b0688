/* What people get: lists, drift, groups; and what the model is not for. */
#include "tools/card/card_part.h"

#include <math.h>
#include <string.h>

#define RANKS_MOST 100
#define DRIFT_SOME .1
#define DRIFT_LARGE .25

void bw_card_lists(const struct bw_card *card)
{
    const msgpack_object *lists = bw_view(card->map, "lists");
    struct bw_bar bars[RANKS_MOST];
    char names[RANKS_MOST][BW_FORMAT_LEN], shown[RANKS_MOST][BW_FORMAT_LEN];
    char people[BW_FORMAT_LEN], coverage[BW_FORMAT_LEN], listed[BW_FORMAT_LEN], line[BW_VIEW_LEN];
    size_t n;
    const msgpack_object *ranks = bw_view_list(lists, "closure_by_rank", &n);
    if (!lists)
        return;
    n = n < RANKS_MOST ? n : RANKS_MOST;
    for (size_t i = 0; i < n; i++) {
        double closure = bw_view_figure(&ranks[i], 0);
        snprintf(names[i], sizeof names[i], "%zu", i + 1);
        bars[i] =
            (struct bw_bar){names[i], closure, bw_format_number(shown[i], card->lang, closure, 3)};
    }
    bw_format_number(people, card->lang, bw_view_number(lists, "people", 0), 0);
    bw_format_share(coverage, bw_view_number(lists, "coverage", 0));
    bw_format_share(listed, bw_view_number(lists, "listed_share", 0));
    snprintf(line, sizeof line,
             bw_card_say(card,
                         "Lijsten van %s mensen sluiten samen naar verwachting %s van hun tekort; "
                         "%s van het aanbod staat op minstens één lijst.",
                         "The lists of %s people are expected to close %s of their gap; %s of the "
                         "courses stand on at least one list."),
             people, coverage, listed);
    bw_card_head(card, bw_card_say(card, "De lijsten", "The lists"), line);
    bw_bars(card->out,
            bw_card_say(card, "Gesloten tekort per plaats op de lijst",
                        "Gap closed by place on the list"),
            bw_card_say(card, "Een staaf per plaats, gemiddeld over de mensen.",
                        "A bar for each place, the mean over the people."),
            bars, n);
}

static const char *how_much(const struct bw_card *card, double psi)
{
    if (psi < DRIFT_SOME)
        return bw_card_say(card, "gelijk", "the same");
    return psi < DRIFT_LARGE ? bw_card_say(card, "enigszins verschoven", "somewhat shifted")
                             : bw_card_say(card, "sterk verschoven", "much shifted");
}

void bw_card_drift(const struct bw_card *card)
{
    size_t n;
    char name[BW_VIEW_LEN];
    const msgpack_object *rows = bw_view_list(card->map, "drift", &n);
    if (n == 0)
        return;
    bw_card_head(
        card, bw_card_say(card, "Verloop sinds de training", "Drift since the training"),
        bw_card_say(card,
                    "Of de mensen en opleidingen van nu nog lijken op die waarvan geleerd is "
                    "(PSI). Boven 0,25: train opnieuw.",
                    "Whether people and courses of today still look like those it was learnt from "
                    "(PSI). Above 0.25: train again."));
    const char *const titles[] = {bw_card_say(card, "Kenmerk", "Feature"),
                                  bw_card_say(card, "toen", "then"), bw_card_say(card, "nu", "now"),
                                  "PSI", bw_card_say(card, "oordeel", "verdict")};
    struct bw_page_table at = bw_page_table_begin(card->out, titles, 5);
    for (size_t i = 0; i < n; i++) {
        bw_view_text(name, &rows[i], "name");
        bw_page_table_cell(&at, bw_card_feature(card->lang, name));
        bw_card_cell(card, &at, &rows[i], "mean_then", 3);
        bw_card_cell(card, &at, &rows[i], "mean_now", 3);
        bw_card_cell(card, &at, &rows[i], "psi", 3);
        bw_page_table_cell(&at, how_much(card, bw_view_number(&rows[i], "psi", 0)));
    }
    bw_page_table_end(&at);
}

void bw_card_groups(const struct bw_card *card)
{
    size_t n;
    char name[BW_VIEW_LEN];
    const msgpack_object *rows = bw_view_list(card->map, "groups", &n);
    if (n == 0)
        return;
    bw_card_head(
        card, bw_card_say(card, "Voor welke groep klopt het?", "For which group does it hold?"),
        bw_card_say(card,
                    "Per groep de genoemde kans naast wat er gebeurde, en wat de lijsten ervan "
                    "geven. Groepen onder 30 uitkomsten zeggen weinig. Groepen komen uit een "
                    "opgave naast de gegevens; het model kent ze niet.",
                    "For each group the chance told beside what happened, and what its lists "
                    "give. Groups of fewer than 30 outcomes say little. Groups are given beside "
                    "the data; the model does not know them."));
    const char *const titles[] = {bw_card_say(card, "Groep", "Group"),
                                  bw_card_say(card, "uitkomsten", "outcomes"),
                                  bw_card_say(card, "genoemde kans", "chance told"),
                                  bw_card_say(card, "rondde af", "completed"),
                                  bw_card_say(card, "logverlies ↓", "log loss ↓"),
                                  bw_card_say(card, "vaste formule", "closed form"),
                                  bw_card_say(card, "lijst sluit", "list closes"),
                                  bw_card_say(card, "vaste formule", "closed form")};
    struct bw_page_table at = bw_page_table_begin(card->out, titles, 8);
    for (size_t i = 0; i < n; i++) {
        bw_page_table_cell(&at, bw_view_text(name, &rows[i], "group"));
        bw_card_cell(card, &at, &rows[i], "outcomes", 0);
        bw_card_cell_share(card, &at, &rows[i], "chance");
        bw_card_cell_share(card, &at, &rows[i], "succeeded");
        bw_card_cell(card, &at, &rows[i], "log_loss", 4);
        bw_card_cell(card, &at, &rows[i], "log_loss_with", 4);
        bw_card_cell_share(card, &at, &rows[i], "closure");
        bw_card_cell_share(card, &at, &rows[i], "closure_with");
    }
    bw_page_table_end(&at);
}

void bw_card_limits(const struct bw_card *card)
{
    static const char *const lines[][2] = {
        {"Een kans is geen oordeel over een mens. Een voorstel is geen inschrijving; een mens "
         "beslist.",
         "A chance is no judgement of a person. A suggestion is no enrolment; a human decides."},
        {"Wie bezwaar maakt tegen profilering, komt niet in de gegevens en krijgt er geen kans "
         "uit.",
         "Who objects to profiling is not in the data and gets no chance from it."},
        {"Het kent alleen wie begon: wat gebeurd zou zijn met wie nooit begon, weet het niet.",
         "It only knows who began: what would have happened to those who never did, it does not "
         "know."},
        {"Uitzetten kan altijd: bekwaam model promote closed-form, of terug met bekwaam model "
         "rollback.",
         "It can always be turned off: bekwaam model promote closed-form, or back with bekwaam "
         "model rollback."}};
    bw_card_head(card, bw_card_say(card, "Grenzen", "Limits"), NULL);
    fputs("<ul>\n", card->out);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        bw_page_tag(card->out, "li", NULL, bw_card_say(card, lines[i][0], lines[i][1]));
    fputs("</ul>\n", card->out);
}
