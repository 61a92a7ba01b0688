/* How good the chances are: tables and drawings. */
#include "tools/card/card_part.h"
#include "tools/train/success.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CURVE_MOST 512

/* A curve of a card: a list of pairs. */
struct curve {
    double x[CURVE_MOST], y[CURVE_MOST];
    size_t n;
};

static struct curve curve_of(const msgpack_object *part, const char *name)
{
    struct curve curve = {.n = 0};
    size_t n;
    const msgpack_object *pairs = bw_view_list(part, name, &n);
    for (size_t i = 0; i < n && curve.n < CURVE_MOST; i++) {
        if (pairs[i].type != MSGPACK_OBJECT_ARRAY || pairs[i].via.array.size != 2)
            continue;
        const msgpack_object *pair = pairs[i].via.array.ptr;
        double x = bw_view_figure(&pair[0], NAN), y = bw_view_figure(&pair[1], NAN);
        if (isnan(x) || isnan(y))
            continue;
        curve.x[curve.n] = x;
        curve.y[curve.n++] = y;
    }
    return curve;
}

static void table(const struct bw_card *card, const msgpack_object *part)
{
    size_t n;
    char who[BW_VIEW_LEN];
    const msgpack_object *rows = bw_view_list(part, "judged", &n);
    const char *const titles[] = {
        bw_card_say(card, "Wie de kans noemt", "Who tells the chance"),
        bw_card_say(card, "uitkomsten", "outcomes"),
        bw_card_say(card, "logverlies ↓", "log loss ↓"),
        bw_card_say(card, "Brier ↓", "Brier ↓"),
        bw_card_say(card, "ijkfout ↓", "calibration error ↓"),
        bw_card_say(card, "onderscheid (AUC) ↑", "discrimination (AUC) ↑")};
    struct bw_page_table at = bw_page_table_begin(card->out, titles, 6);
    for (size_t i = 0; i < n; i++) {
        bw_page_table_cell(&at, bw_card_who(card, &rows[i], who));
        bw_card_cell(card, &at, &rows[i], "n", 0);
        bw_card_cell(card, &at, &rows[i], "log_loss", 4);
        bw_card_cell(card, &at, &rows[i], "brier", 4);
        bw_card_cell_share(card, &at, &rows[i], "ece");
        bw_card_cell(card, &at, &rows[i], "auc", 3);
    }
    bw_page_table_end(&at);
}

static void spots(const struct bw_card *card, const msgpack_object *part, const char *name,
                  enum bw_ink ink)
{
    size_t n;
    const msgpack_object *bins = bw_view_list(part, name, &n);
    double all = 0;
    for (size_t i = 0; i < n; i++)
        all += bw_view_number(&bins[i], "n", 0);
    for (size_t i = 0; i < n; i++) {
        double rate = bw_view_number(&bins[i], "rate", NAN);
        struct bw_spot spot = {
            bw_view_number(&bins[i], "p", NAN), rate, bw_view_number(&bins[i], "low", rate),
            bw_view_number(&bins[i], "high", rate),
            3 + 5 * sqrt(bw_view_number(&bins[i], "n", 0) / (all > 0 ? all : 1))};
        if (!isnan(spot.x) && !isnan(spot.y))
            bw_field_spot(card->out, &spot, ink);
    }
}

static void reliability(const struct bw_card *card, const msgpack_object *part)
{
    struct bw_field field = {
        bw_card_say(card, "Klopt een kans?", "Does a chance hold?"),
        bw_card_say(card,
                    "Genoemde kans tegen het deel dat echt afrondde, met 95%-intervallen. Op de "
                    "stippellijn klopt de kans precies.",
                    "The chance told against the share that really completed, with 95% "
                    "intervals. On the dotted line a chance holds exactly."),
        bw_card_say(card, "genoemde kans", "chance told"),
        bw_card_say(card, "rondde af", "completed")};
    const char *const names[] = {bw_card_say(card, "dit model", "this model"),
                                 bw_card_say(card, "de vaste formule", "the closed form")};
    size_t n;
    bw_field_begin(card->out, &field);
    bw_field_even(card->out);
    spots(card, part, "reliability_closed", BW_INK_2);
    spots(card, part, "reliability", BW_INK_1);
    bw_view_list(part, "reliability_closed", &n);
    bw_field_end(card->out, names, n ? 2 : 1);
}

/* Two curves, of the model and of the closed form. */
static void curves(const struct bw_card *card, const msgpack_object *part,
                   const struct bw_field *field, const char *const curve_names[2])
{
    const char *const names[] = {bw_card_say(card, "dit model", "this model"),
                                 bw_card_say(card, "de vaste formule", "the closed form")};
    bw_field_begin(card->out, field);
    bw_field_even(card->out);
    struct curve closed = curve_of(part, curve_names[1]), model = curve_of(part, curve_names[0]);
    if (closed.n)
        bw_field_line(card->out, closed.x, closed.y, closed.n, BW_INK_2);
    if (model.n)
        bw_field_line(card->out, model.x, model.y, model.n, BW_INK_1);
    bw_field_end(card->out, names, closed.n ? 2 : 1);
}

static void roc(const struct bw_card *card, const msgpack_object *part)
{
    static const char *const names[2] = {"roc", "roc_closed"};
    struct bw_field field = {
        bw_card_say(card, "Wie afrondt en wie niet (ROC)", "Who completes and who does not (ROC)"),
        bw_card_say(card,
                    "Deel van de afronders dat boven een grens ligt tegen het deel van de "
                    "afhakers daarboven. Hoe verder boven de stippellijn, hoe beter onderscheiden.",
                    "Share of those who complete above a limit against the share of those who "
                    "drop out above it. The further above the dotted line, the better told apart."),
        bw_card_say(card, "afhakers boven de grens", "drop-outs above the limit"),
        bw_card_say(card, "afronders boven de grens", "completers above the limit")};
    curves(card, part, &field, names);
}

static void gains(const struct bw_card *card, const msgpack_object *part)
{
    static const char *const names[2] = {"gains", "gains_closed"};
    struct bw_field field = {
        bw_card_say(card, "Opbrengst naar rang", "Gains by rank"),
        bw_card_say(card,
                    "Deel van alle afgeronde opleidingen bij wie de hoogste kans kreeg. De "
                    "stippellijn is willekeurige volgorde.",
                    "Share of all completed courses among those with the highest chance. The "
                    "dotted line is an order by lot."),
        bw_card_say(card, "de hoogste kansen eerst", "highest chances first"),
        bw_card_say(card, "deel van de afgeronde", "share of the completed")};
    curves(card, part, &field, names);
}

static const char *kind_of(const struct bw_card *card, const msgpack_object *part)
{
    char kind[BW_VIEW_LEN];
    bw_view_text(kind, part, "kind");
    if (strcmp(kind, "rbf") == 0)
        return bw_card_say(card,
                           "Een steunvectormodel (RBF), geijkt op mensen die het niet gezien had.",
                           "A support vector model (RBF), calibrated on people that it had not "
                           "seen.");
    if (strcmp(kind, "logistic") == 0 && bw_view_int(part, "used", 0) < BW_SUCCESS_RBF_LEAST)
        return bw_card_say(card, "Een logistisch model: er zijn minder dan 500 uitkomsten.",
                           "A logistic model: there are fewer than 500 outcomes.");
    if (strcmp(kind, "logistic") == 0)
        return bw_card_say(card,
                           "Een logistisch model: op mensen die het niet gezien had deed het niet "
                           "onder voor steunvectoren, en het is eenvoudiger.",
                           "A logistic model: on people that it had not seen it did no worse than "
                           "support vectors, and it is simpler.");
    return bw_card_say(
        card, "Eén kans voor alles: er zijn minder dan 50 uitkomsten om van te leren.",
        "One chance for everything: there are fewer than 50 outcomes to learn from.");
}

void bw_card_success(const struct bw_card *card)
{
    const msgpack_object *part = bw_view(bw_view(card->map, "parts"), "success");
    if (!part)
        return;
    bw_card_head(card, bw_card_say(card, "De kans van slagen", "The chance of success"),
                 kind_of(card, part));
    table(card, part);
    fputs("<div class=\"plots\">\n", card->out);
    reliability(card, part);
    roc(card, part);
    gains(card, part);
    fputs("</div>\n", card->out);
}
