#include "daemon/reasons.h"

/* Why two records may be one: the name on the wire, and what a person reads. */
struct said {
    const char *name, *in[2];
};

static const struct said reasons[BW_TWIN_REASONS] = {
    [BW_TWIN_SAME_NAME] = {"same_name", {"dezelfde naam", "the same name"}},
    [BW_TWIN_WORD_ORDER] = {"word_order",
                            {"dezelfde woorden in een andere volgorde, los of aaneen",
                             "the same words in another order, apart or together"}},
    [BW_TWIN_SPELLING] = {"spelling",
                          {"dezelfde naam op een spelfout na", "the same but for a typing error"}},
    [BW_TWIN_WORD_FORM] = {"word_form",
                           {"dezelfde woorden in een andere vorm",
                            "other forms of the same words"}},
    [BW_TWIN_ALTERNATIVE] = {"alternative_name",
                             {"de een heet ook zoals de ander",
                              "the one is also called what the other is called"}},
    [BW_TWIN_SHARED_ALTERNATIVE] = {"shared_alternative",
                                    {"een alternatieve naam gemeen",
                                     "an alternative name in common"}},
    [BW_TWIN_TRANSLATION] = {"translation",
                             {"de een lijkt de vertaling van de ander",
                              "the one looks like the other's translation"}},
    [BW_TWIN_EDITION] = {"edition",
                         {"dezelfde opleiding in een ander jaar",
                          "the same course in another year"}},
    [BW_TWIN_OTHER_PROVIDER] = {"other_provider",
                                {"dezelfde opleiding bij een andere aanbieder",
                                 "the same course at another provider"}},
    [BW_TWIN_IMPORTED_TWICE] = {"imported_twice",
                                {"twee keer ingelezen: hetzelfde webadres of nummer",
                                 "imported twice: the same address or number"}},
    [BW_TWIN_DESCRIPTION] = {"same_description", {"dezelfde omschrijving", "the same description"}},
};

const char *bw_reason_name(enum bw_twin_reason reason)
{
    return reasons[reason].name;
}

const char *bw_reason_text(enum bw_twin_reason reason, enum bw_lang lang)
{
    return reasons[reason].in[lang];
}
