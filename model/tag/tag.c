#include "model/tag/tag.h"

#include <stdlib.h>

#include "model/tag/tag_level.h"
#include "model/twins/verdict.h"

/* Nothing says to which level: basic. Too low a guess closes less of a gap than it could, too high
 * a one says that people learn what they do not. */
#define TO_UNSAID 2.

struct bw_tagger *bw_tagger_build(const struct bw_catalogue *cat, const struct bw_text_index *texts,
                                  struct bw_arena *arena)
{
    struct bw_tagger *tagger = calloc(1, sizeof *tagger);
    struct bw_tag_words *words = bw_tag_words_of(cat, texts);
    uint32_t n_taught = 0;
    if (!tagger || !words) {
        free(tagger);
        bw_tag_words_free(words);
        return NULL;
    }
    for (uint32_t c = 0; c < cat->n_courses; c++)
        n_taught += cat->courses[c].n_teaches > 0;
    double teachings = cat->n_competencies ? cat->teaching_at[cat->n_competencies] : 0;
    tagger->words = words;
    tagger->base = (struct bw_tag_base){cat, texts, words, n_taught ? teachings / n_taught : 0};
    size_t mark = bw_arena_mark(arena);
    tagger->weights = bw_tag_fit(&tagger->base, arena);
    bw_arena_rewind(arena, mark);
    return tagger;
}

void bw_tagger_free(struct bw_tagger *tagger)
{
    if (!tagger)
        return;
    bw_tag_words_free(tagger->words);
    free(tagger);
}

static bool is_in(uint32_t competency, const uint32_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == competency)
            return true;
    return false;
}

/* Is it not to be proposed: taught already, or rejected by a steward? */
static bool is_settled(const struct bw_catalogue *cat, const struct bw_tag_ask *ask,
                       uint32_t competency)
{
    return is_in(competency, ask->without, ask->n_without) ||
           (ask->asker.but != BW_NONE &&
            bw_verdict_of(cat, BW_ABOUT_TAG, ask->asker.but, competency) == BW_RULED_NO);
}

static bool is_without(const struct bw_catalogue *cat, const struct bw_tag_ask *ask,
                       uint32_t competency)
{
    struct bw_ixs same = cat->competencies[competency].same;
    bool without = is_settled(cat, ask, competency);
    for (size_t i = 0; !without && i < same.n; i++)
        without = is_settled(cat, ask, same.at[i]);
    return without;
}

/* To which level the near courses teach it, by their weight; half levels. */
static void level_of_near(const struct bw_catalogue *cat, const struct bw_tag_near *near,
                          struct bw_tag *tag)
{
    double weight = 0, to = 0, from_weight = 0, from = 0;
    for (uint32_t i = 0; i < near->n; i++) {
        const struct bw_course *course = &cat->courses[near->course[i]];
        for (size_t t = 0; near->weight[i] > 0 && t < course->n_teaches; t++) {
            const struct bw_teach *teach = &course->teaches[t];
            if (teach->competency != tag->competency)
                continue;
            weight += near->weight[i];
            to += near->weight[i] * teach->to;
            from_weight += teach->from_assumed ? 0 : near->weight[i];
            from += teach->from_assumed ? 0 : near->weight[i] * teach->from;
        }
    }
    if (weight <= 0)
        return;
    tag->to = (double)(int)(2 * to / weight + .5) / 2;
    tag->from = from_weight > 0 ? (double)(int)(2 * from / from_weight + .5) / 2 : -1;
}

/* What the title says, else what near courses teach it to, else what the text says, else basic. */
static void guess_level(const struct bw_catalogue *cat, const struct bw_tag_level *said,
                        const struct bw_tag_near *near, struct bw_tag *tag)
{
    tag->to = 0;
    tag->from = -1;
    if (!said->in_title || said->to <= 0)
        level_of_near(cat, near, tag);
    if (tag->to <= 0 && said->to > 0) {
        tag->from = said->from;
        tag->to = said->to;
    }
    if (tag->to <= 0)
        tag->to = TO_UNSAID;
    if (tag->from >= tag->to)
        tag->from = -1;
}

/* May it be proposed to who asks, and for the course that is asked about? */
static bool may_be(const struct bw_catalogue *cat, const struct bw_tag_ask *ask,
                   uint32_t competency)
{
    uint32_t org = cat->competencies[competency].org, course = ask->asker.but;
    return bw_tag_sees(cat, &ask->asker, org) &&
           (course == BW_NONE || bw_catalogue_sees(cat, cat->courses[course].org, org)) &&
           !is_without(cat, ask, competency);
}

/* At most k, likeliest first; of equals the earlier one stays before. */
struct list {
    struct bw_tag *at;
    size_t n, k;
};

static void insert(struct list *list, struct bw_tag tag)
{
    size_t at = list->n < list->k ? list->n++ : list->k - 1;
    for (; at > 0 && list->at[at - 1].probability < tag.probability; at--)
        list->at[at] = list->at[at - 1];
    list->at[at] = tag;
}

struct bw_tags bw_tag(const struct bw_tagger *tagger, const struct bw_tag_ask *ask,
                      struct bw_arena *arena)
{
    const struct bw_catalogue *cat = tagger->base.cat;
    struct list list = {BW_ARENA_NEW(arena, struct bw_tag, ask->k), 0, ask->k};
    struct bw_tag_level said = bw_tag_level_of(ask->text);
    struct bw_tag_look look;
    bw_tag_look(&tagger->base, ask->text, &ask->asker, arena, &look);
    for (uint32_t c = 0; look.signs && list.k && c < cat->n_competencies; c++) {
        double p = bw_tag_chance(bw_tag_sum(&tagger->weights, &look.signs[c]));
        if (p < ask->least || (list.n == list.k && p <= list.at[list.k - 1].probability) ||
            !may_be(cat, ask, c))
            continue;
        insert(&list, (struct bw_tag){c, p, -1, 0});
    }
    for (size_t i = 0; i < list.n; i++)
        guess_level(cat, &said, &look.near, &list.at[i]);
    return (struct bw_tags){list.at, list.n};
}
