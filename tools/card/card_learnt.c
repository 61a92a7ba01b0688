/* What the model goes by: features, what is taken together, preferences. */
#include "tools/card/card_part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEATURES_MOST 64

const char *bw_card_feature(enum bw_lang lang, const char *name)
{
    static const char *const names[][3] = {
        {"ready_mean", "klaar voor de instapeisen, gemiddeld", "ready for entry demands, mean"},
        {"ready_least", "klaar voor de zwaarste instapeis", "ready for the hardest entry demand"},
        {"climb_most", "grootste klim in niveau", "largest climb in level"},
        {"climb_mean", "gemiddelde klim in niveau", "mean climb in level"},
        {"hours_log", "duur", "length"},
        {"load", "belasting naast het contract", "load against the contract"},
        {"format_match", "vorm volgens voorkeur", "format as preferred"},
        {"language_match", "taal volgens voorkeur", "language as preferred"},
        {"role_likeness", "past bij de functie", "likeness to the role"},
        {"provider_rate", "slaagdeel van de aanbieder", "success rate of the provider"},
        {"course_rate", "slaagdeel van de opleiding", "success rate of the course"},
        {"co_enrolment", "wordt samen gevolgd met eerdere", "taken together with earlier ones"},
        {"evidence_variance", "onzekerheid over het niveau", "doubt about the level"},
        {"self_initiated", "op eigen verzoek", "asked for by oneself"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i][0]) == 0)
            return names[i][lang == BW_NL ? 1 : 2];
    return name;
}

static int largest_first(const void *a, const void *b)
{
    double x = ((const struct bw_bar *)a)->amount, y = ((const struct bw_bar *)b)->amount;
    return (x < y) - (x > y);
}

void bw_card_features(const struct bw_card *card)
{
    struct bw_bar bars[FEATURES_MOST];
    char names[FEATURES_MOST][BW_VIEW_LEN], shown[FEATURES_MOST][BW_FORMAT_LEN];
    size_t n;
    const msgpack_object *features = bw_view_list(card->map, "features", &n);
    if (n == 0)
        return;
    n = n < FEATURES_MOST ? n : FEATURES_MOST;
    for (size_t i = 0; i < n; i++) {
        double weight = bw_view_number(&features[i], "weight", 0);
        bw_view_text(names[i], &features[i], "name");
        bars[i] = (struct bw_bar){bw_card_feature(card->lang, names[i]), weight,
                                  bw_format_number(shown[i], card->lang, weight, 4)};
    }
    qsort(bars, n, sizeof *bars, largest_first);
    bw_card_head(
        card, bw_card_say(card, "Waar de kans op let", "What the chance goes by"),
        bw_card_say(card,
                    "Hoeveel slechter (logverlies) de kansen worden als een kenmerk door elkaar "
                    "geschud wordt. Dit zijn alle kenmerken: leeftijd, geslacht, nationaliteit, "
                    "naam en wat daarvoor in de plaats kan staan, komen er niet in voor.",
                    "How much worse (log loss) the chances become when a feature is shuffled. "
                    "These are all features: age, gender, nationality, name and what could stand "
                    "in for them are not among them."));
    bw_bars(card->out, bw_card_say(card, "Gewicht per kenmerk", "Weight of each feature"),
            bw_card_say(card, "Staven per kenmerk, met het getal erachter.",
                        "A bar for each feature, with its figure."),
            bars, n);
}

void bw_card_co_enrolment(const struct bw_card *card)
{
    const msgpack_object *part = bw_view(bw_view(card->map, "parts"), "co_enrolment");
    size_t n;
    char who[BW_VIEW_LEN];
    const msgpack_object *rows = bw_view_list(part, "judged", &n);
    if (!part)
        return;
    bw_card_head(
        card, bw_card_say(card, "Wat mensen samen volgen", "What people take together"),
        bw_card_say(card,
                    "Van wie later nog iets volgde: hoe vaak die opleiding bij de eerste tien "
                    "stond. Het telt voor hoogstens 15% mee in een score.",
                    "Of those who took another course later: how often it was among the "
                    "first ten. It adds at most 15% to a score."));
    const char *const titles[] = {
        bw_card_say(card, "Volgorde", "Order"), bw_card_say(card, "mensen", "people"),
        bw_card_say(card, "bij de eerste tien ↑", "among the first ten ↑"), "NDCG@10 ↑"};
    struct bw_page_table at = bw_page_table_begin(card->out, titles, 4);
    for (size_t i = 0; i < n; i++) {
        bw_page_table_cell(&at, bw_card_who(card, &rows[i], who));
        bw_card_cell(card, &at, &rows[i], "n", 0);
        bw_card_cell_share(card, &at, &rows[i], "recall_10");
        bw_card_cell(card, &at, &rows[i], "ndcg_10", 3);
    }
    bw_page_table_end(&at);
}

void bw_card_preference(const struct bw_card *card)
{
    static const char *const names[][3] = {
        {"language", "andere taal dan gewenst", "another language than wanted"},
        {"format", "andere vorm dan gewenst", "another format than wanted"},
        {"hours", "meer uren per week dan gewenst", "more hours a week than wanted"},
        {"co_enrolment", "wat mensen samen volgen (erbij)", "what people take together (added)"}};
    const msgpack_object *part = bw_view(bw_view(card->map, "parts"), "preference"),
                         *weights = bw_view(part, "weights"), *defaults = bw_view(part, "defaults");
    if (!weights)
        return;
    bw_card_head(
        card, bw_card_say(card, "Hoe zwaar voorkeuren wegen", "How much preferences weigh"),
        bw_card_say(card,
                    "Geleerd van aangenomen en afgewezen voorstellen, waarbij is verrekend dat wat "
                    "bovenaan staat vaker gezien wordt.",
                    "Learnt from accepted and declined suggestions, with the fact reckoned in "
                    "that what stands on top is seen more often."));
    const char *const titles[] = {bw_card_say(card, "Voorkeur", "Preference"),
                                  bw_card_say(card, "geleerd", "learnt"),
                                  bw_card_say(card, "vast", "fixed")};
    struct bw_page_table at = bw_page_table_begin(card->out, titles, 3);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bw_page_table_cell(&at, bw_card_say(card, names[i][1], names[i][2]));
        bw_card_cell(card, &at, weights, names[i][0], 3);
        bw_card_cell(card, &at, defaults, names[i][0], 3);
    }
    bw_page_table_end(&at);
}
