#include "tools/card/card.h"

#include <math.h>
#include <string.h>

#include "model/base/day.h"
#include "tools/card/card_part.h"

void bw_card_head(const struct bw_card *card, const char *title, const char *about)
{
    bw_page_tag(card->out, "h2", NULL, title);
    if (about)
        bw_page_tag(card->out, "p", "quiet", about);
}

void bw_card_cell(const struct bw_card *card, struct bw_page_table *table,
                  const msgpack_object *map, const char *name, int decimals)
{
    char buf[BW_FORMAT_LEN];
    double value = bw_view_number(map, name, NAN);
    bw_page_table_cell(table,
                       isnan(value) ? "–" : bw_format_number(buf, card->lang, value, decimals));
}

void bw_card_cell_share(const struct bw_card *card, struct bw_page_table *table,
                        const msgpack_object *map, const char *name)
{
    char number[BW_FORMAT_LEN], shown[BW_FORMAT_LEN + 1];
    double value = bw_view_number(map, name, NAN);
    snprintf(shown, sizeof shown, "%s%%", bw_format_number(number, card->lang, 100 * value, 1));
    bw_page_table_cell(table, isnan(value) ? "–" : shown);
}

const char *bw_card_who(const struct bw_card *card, const msgpack_object *row, char *buf)
{
    static const char *const names[][3] = {
        {"model", "dit model", "this model"},
        {"closed-form", "de vaste formule", "the closed form"},
        {"serving", "het model dat nu dient", "the model that serves now"},
        {"constant", "voor iedereen dezelfde kans", "the same chance for everyone"},
        {"popularity", "wat het meest gevolgd wordt", "what is taken most"},
        {"item-knn", "wat samen gevolgd wordt (buren)", "what is taken together (neighbours)"},
        {"ease", "wat samen gevolgd wordt (EASE)", "what is taken together (EASE)"},
        {"follow-up", "wat erna gevolgd wordt", "what is taken after it"},
        {"served", "zoals dit model het geeft", "as this model gives it"},
        {"defaults", "de vaste gewichten", "the fixed weights"}};
    bw_view_text(buf, row, "who");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(buf, names[i][0]) == 0)
            return bw_card_say(card, names[i][1], names[i][2]);
    return buf;
}

static void fact(const struct bw_card *card, const char *name, const char *value)
{
    if (!*value)
        return;
    bw_page_tag(card->out, "dt", NULL, name);
    bw_page_tag(card->out, "dd", NULL, value);
}

static void fact_date(const struct bw_card *card, const char *name, const char *field)
{
    char text[BW_VIEW_LEN], date[BW_FORMAT_LEN];
    bw_view_text(text, card->map, field);
    text[BW_DAY_TEXT_LEN] = 0; /* of a time the day */
    fact(card, name, *text ? bw_format_date(date, card->lang, text) : "");
}

static void fact_count(const struct bw_card *card, const char *name, const msgpack_object *map,
                       const char *field)
{
    char number[BW_FORMAT_LEN];
    double n = bw_view_number(map, field, NAN);
    fact(card, name, isnan(n) ? "" : bw_format_number(number, card->lang, n, 0));
}

static void facts(const struct bw_card *card)
{
    const msgpack_object *data = bw_view(card->map, "data");
    char text[BW_VIEW_LEN];
    fputs("<dl>\n", card->out);
    fact_date(card, bw_card_say(card, "Getraind op", "Trained on"), "trained_at");
    fact_date(card,
              bw_card_say(card, "Geleerd van wat liep tot en met", "Learnt from what was up to"),
              "until");
    fact_count(card, bw_card_say(card, "Uitkomsten om van te leren", "Outcomes to learn from"),
               data, "outcomes");
    fact_count(card, bw_card_say(card, "Uitkomsten om op te toetsen", "Outcomes to judge by"), data,
               "held_back");
    fact_count(card, bw_card_say(card, "Mensen", "People"), data, "people");
    fact_count(card, bw_card_say(card, "Opleidingen", "Courses"), data, "courses");
    fact_count(card, bw_card_say(card, "Startgetal", "Seed"), card->map, "seed");
    fact(card, bw_card_say(card, "Vingerafdruk van de gegevens", "Fingerprint of the data"),
         bw_view_text(text, data, "fingerprint"));
    fputs("</dl>\n", card->out);
}

/* The row of `judged` about `who`. */
static const msgpack_object *judged(const msgpack_object *part, const char *who)
{
    char text[BW_VIEW_LEN];
    size_t n;
    const msgpack_object *rows = bw_view_list(part, "judged", &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(bw_view_text(text, &rows[i], "who"), who) == 0)
            return &rows[i];
    return NULL;
}

/* Better than the closed form or not, in a sentence. */
static void verdict(const struct bw_card *card)
{
    const msgpack_object *success = bw_view(bw_view(card->map, "parts"), "success");
    double model = bw_view_number(judged(success, "model"), "log_loss", NAN),
           closed = bw_view_number(judged(success, "closed-form"), "log_loss", NAN);
    if (isnan(model) || isnan(closed))
        return;
    bool better = model < closed;
    bw_page_tag(
        card->out, "p", better ? "verdict good" : "verdict bad",
        better ? bw_card_say(card,
                             "Op uitkomsten die het niet gezien heeft, schat dit model de kans van "
                             "slagen beter dan de vaste formule.",
                             "On outcomes that it has not seen, this model tells the chance of "
                             "success better than the closed form does.")
               : bw_card_say(card,
                             "Op uitkomsten die het niet gezien heeft, schat dit model de kans van "
                             "slagen niet beter dan de vaste formule. Het mag niet dienen.",
                             "On outcomes that it has not seen, this model tells the chance of "
                             "success no better than the closed form does. It may not serve."));
}

void bw_card_page(FILE *out, enum bw_lang lang, const msgpack_object *map)
{
    struct bw_card card = {out, lang, map};
    char title[2 * BW_VIEW_LEN], version[BW_VIEW_LEN];
    bw_view_text(version, map, "version");
    snprintf(title, sizeof title, "%s %s",
             bw_card_say(&card, "Rapport van model", "Report card of model"), version);
    bw_page_begin(out, lang, title);
    bw_page_tag(out, "p", "quiet",
                bw_card_say(&card,
                            "Bekwaam stelt opleidingen voor. Een model helpt daarbij met drie "
                            "dingen: de kans dat iemand een opleiding afrondt, wat mensen samen en "
                            "na elkaar volgen, en hoe zwaar voorkeuren wegen. Het beslist niets.",
                            "Bekwaam suggests courses. A model helps with three things: the chance "
                            "that somebody completes a course, what people take together and "
                            "one after another, and how much preferences weigh. It decides "
                            "nothing."));
    verdict(&card);
    facts(&card);
    bw_card_success(&card);
    bw_card_features(&card);
    bw_card_co_enrolment(&card);
    bw_card_preference(&card);
    bw_card_lists(&card);
    bw_card_drift(&card);
    bw_card_groups(&card);
    bw_card_limits(&card);
    bw_page_end(out);
}
