#include <stdlib.h>
#include <string.h>

#include "model/text/lexicon.h"
#include "model/base/log.h"
#include "model/near/near.h"
#include "model/near/near_text.h"
#include "model/base/sort.h"
#include "model/near/taxonomy.h"
#include "model/twins/twins_making.h"

#define OTHER_LABELS_DIFFER .92
#define TRANSLATED_LEAST .45
#define COMMON 2.4 /* ln(1 + N/n) of a word that one name in ten has: an article, a preposition */
/* A label's rarest word is to have a translation that is this likely, and that no more have. */
#define WORD_LEAST .1
#define WORD_CROWD 100

struct competencies {
    struct bw_twins_making making;
    struct bw_wordings names;
    struct bw_name_vectors vectors;
    struct bw_taxonomy taxonomy;
};

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool is_above(const struct bw_taxonomy *taxonomy, uint32_t above, uint32_t c)
{
    uint32_t first = taxonomy->above_at[c], n = taxonomy->above_at[c + 1] - first;
    return bsearch(&above, taxonomy->above + first, n, sizeof above, by_number) != NULL;
}

static bool may(const struct competencies *all, uint32_t a, uint32_t b)
{
    const struct bw_competency *at = all->making.cat->competencies;
    return bw_twins_may(&all->making, a, b, at[a].org, at[b].org) && !bw_near_is_same(&at[a], b) &&
           !is_above(&all->taxonomy, a, b) && !is_above(&all->taxonomy, b, a);
}

/* The cosine of all their names. */
static double likeness(const struct bw_name_vectors *names, uint32_t a, uint32_t b)
{
    const struct bw_name_piece *x = names->pieces + names->first[a],
                               *x_end = names->pieces + names->first[a + 1];
    const struct bw_name_piece *y = names->pieces + names->first[b],
                               *y_end = names->pieces + names->first[b + 1];
    double sum = 0;
    while (x < x_end && y < y_end) {
        uint32_t left = x->at, right = y->at;
        if (left == right)
            sum += (double)x->value * (double)y->value;
        x += left <= right;
        y += right <= left;
    }
    return sum > 1 ? 1 : sum > 0 ? sum : 0;
}

static double hinted(const struct competencies *all, uint32_t a, uint32_t b, double base)
{
    const struct bw_competency *at = all->making.cat->competencies;
    double score = base + .35 * likeness(&all->vectors, a, b) + .15 * (at[a].org != at[b].org);
    return score < 1 ? score : 1;
}

/* Do both have a label of their own in another language, in which these are not the same words? */
static bool labels_differ(const struct competencies *all, const struct bw_wording *a,
                          const struct bw_wording *b)
{
    const struct bw_competency *at = all->making.cat->competencies;
    for (int lang = 0; lang < 2; lang++) {
        struct bw_str x = bw_text_own(at[a->record].label, (enum bw_lang)lang);
        struct bw_str y = bw_text_own(at[b->record].label, (enum bw_lang)lang);
        bool other = x.at && y.at && x.at != a->text.at && y.at != b->text.at;
        if (other && !bw_wording_alike(&all->names, x, y))
            return true;
    }
    return false;
}

static void meet(void *context, const struct bw_wording *a, const struct bw_wording *b,
                 enum bw_wording_kind kind)
{
    struct competencies *all = context;
    struct bw_twin twin = {.a = a->record, .b = b->record, .as_a = a->text, .as_b = b->text};
    if (!may(all, twin.a, twin.b))
        return;
    twin.reason = bw_twins_reason(kind);
    twin.score = bw_twins_factor(kind);
    if (a->alternative && b->alternative) {
        twin.reason = BW_TWIN_SHARED_ALTERNATIVE;
        twin.score *= hinted(all, twin.a, twin.b, .3);
    } else if (a->alternative || b->alternative) {
        twin.reason = BW_TWIN_ALTERNATIVE;
        twin.score *= hinted(all, twin.a, twin.b, .55);
    } else if (labels_differ(all, a, b)) {
        twin.score *= OTHER_LABELS_DIFFER;
    }
    bw_twins_offer(&all->making, &twin);
}

static void pair_by_names(struct competencies *all)
{
    const struct bw_catalogue *cat = all->making.cat;
    for (uint32_t c = 0; c < cat->n_competencies; c++) {
        const struct bw_prose *prose = &cat->competency_prose[c];
        for (int lang = 0; lang < 2; lang++)
            bw_wordings_add(&all->names, c, false,
                            bw_text_own(cat->competencies[c].label, (enum bw_lang)lang));
        for (size_t i = 0; i < prose->n_alt; i++)
            bw_wordings_add(&all->names, c, true, prose->alt[i]);
    }
    bw_wordings_pair(&all->names, &(struct bw_wording_meeting){meet, all});
}

/* A description by its words. */
struct described {
    uint64_t whole;
    uint32_t competency;
};

static int by_whole(const void *a, const void *b)
{
    const struct described *x = a, *y = b;
    if (x->whole != y->whole)
        return x->whole < y->whole ? -1 : 1;
    return (x->competency > y->competency) - (x->competency < y->competency);
}

static void pair_by_description(struct competencies *all)
{
    const struct bw_catalogue *cat = all->making.cat;
    struct bw_arena *scratch = all->making.scratch;
    struct described *at = BW_ARENA_NEW(scratch, struct described, (size_t)2 * cat->n_competencies);
    size_t n = 0;
    for (uint32_t c = 0; c < cat->n_competencies; c++) {
        for (int lang = 0; lang < 2; lang++) {
            uint64_t whole = bw_twins_hash(cat->competency_prose[c].description.in[lang]);
            if (whole)
                at[n++] = (struct described){whole, c};
        }
    }
    bw_sort(at, n, sizeof *at, by_whole);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n && j - i <= BW_WORDING_CROWD && at[j].whole == at[i].whole;
             j++) {
            struct bw_twin twin = {
                .a = at[i].competency, .b = at[j].competency, .reason = BW_TWIN_DESCRIPTION};
            if (twin.a == twin.b || !may(all, twin.a, twin.b))
                continue;
            twin.score = hinted(all, twin.a, twin.b, .5);
            bw_twins_offer(&all->making, &twin);
        }
    }
}

/* A label in one language of a competency that has none in the other. */
struct lone {
    uint32_t competency, n;
    uint32_t words[BW_LEXICON_WORDS];
    uint32_t best; /* of the other language's, or BW_NONE */
    double score;
};

struct translating {
    struct competencies *all;
    struct bw_lexicon lexicon;
    struct lone *of[2]; /* by language */
    uint32_t n[2];
    const double *rarity;              /* by word */
    uint32_t *english_at, *english_of; /* those with a word */
};

static void find_lone(struct translating *of)
{
    const struct bw_catalogue *cat = of->all->making.cat;
    struct bw_arena *scratch = of->all->making.scratch;
    for (int lang = 0; lang < 2; lang++)
        of->of[lang] = BW_ARENA_NEW(scratch, struct lone, cat->n_competencies);
    for (uint32_t c = 0; c < cat->n_competencies; c++) {
        struct bw_str label[] = {bw_text_own(cat->competencies[c].label, BW_NL),
                                 bw_text_own(cat->competencies[c].label, BW_EN)};
        enum bw_lang lang = label[BW_NL].at ? BW_NL : BW_EN;
        struct lone *lone = &of->of[lang][of->n[lang]];
        if (!label[lang].at || label[!lang].at)
            continue;
        lone->competency = c;
        lone->best = BW_NONE;
        lone->n = bw_lexicon_words(of->all->making.index, label[lang], lone->words);
        of->n[lang] += lone->n > 0;
    }
}

/* ln(1 + N/(n + .5)) of a word that n of N names have. */
static void weigh_words(struct translating *of)
{
    const struct bw_wordings *names = &of->all->names;
    const uint32_t *n = bw_wordings_count(names);
    double *rarity = BW_ARENA_NEW(names->arena, double, names->index->n_words);
    for (uint32_t w = 0; w < names->index->n_words; w++)
        rarity[w] = bw_log(1 + of->all->making.cat->n_competencies / (n[w] + .5));
    of->rarity = rarity;
}

static void list_english(struct translating *of)
{
    struct bw_arena *scratch = of->all->making.scratch;
    uint32_t n_words = of->all->making.index->n_words;
    uint32_t *at = BW_ARENA_NEW(scratch, uint32_t, (size_t)n_words + 2);
    for (uint32_t i = 0; i < of->n[BW_EN]; i++)
        for (uint32_t w = 0; w < of->of[BW_EN][i].n; w++)
            at[of->of[BW_EN][i].words[w] + 2]++;
    for (uint32_t w = 0; w < n_words; w++)
        at[w + 2] += at[w + 1];
    of->english_of = BW_ARENA_NEW(scratch, uint32_t, at[n_words + 1]);
    for (uint32_t i = 0; i < of->n[BW_EN]; i++)
        for (uint32_t w = 0; w < of->of[BW_EN][i].n; w++)
            of->english_of[at[of->of[BW_EN][i].words[w] + 1]++] = i;
    of->english_at = at;
}

/* How much of the one's words the other accounts for; 0 when it leaves one out. */
static double accounted(const struct translating *of, const struct lone *lone,
                        const struct lone *by, bool dutch)
{
    double sum = 0, all = 0;
    for (uint32_t i = 0; i < lone->n; i++) {
        double best = 0;
        for (uint32_t j = 0; j < by->n; j++) {
            double share = dutch ? bw_lexicon_share(&of->lexicon, lone->words[i], by->words[j])
                                 : bw_lexicon_share(&of->lexicon, by->words[j], lone->words[i]);
            best = share > best ? share : best;
        }
        if (best <= 0 && of->rarity[lone->words[i]] > COMMON)
            return 0;
        sum += of->rarity[lone->words[i]] * best;
        all += of->rarity[lone->words[i]];
    }
    return all > 0 ? sum / all : 0;
}

static void better(struct lone *lone, uint32_t other, double score)
{
    if (score > lone->score) {
        lone->score = score;
        lone->best = other;
    }
}

/* Holds a Dutch label against the English ones that have the word. */
static void hold_against(struct translating *of, uint32_t dutch, uint32_t english_word)
{
    struct lone *lone = &of->of[BW_NL][dutch];
    uint32_t first = of->english_at[english_word], end = of->english_at[english_word + 1];
    for (uint32_t i = first; i < end && end - first <= WORD_CROWD; i++) {
        struct lone *other = &of->of[BW_EN][of->english_of[i]];
        double one = accounted(of, lone, other, true), two = accounted(of, other, lone, false);
        double score = one < two ? one : two;
        if (score < TRANSLATED_LEAST || !may(of->all, lone->competency, other->competency))
            continue;
        better(lone, of->english_of[i], score);
        better(other, dutch, score);
    }
}

/* What is the same has a translation of its rarest word. */
static void translate(struct translating *of, uint32_t dutch)
{
    const struct lone *lone = &of->of[BW_NL][dutch];
    uint32_t word = lone->words[0];
    for (uint32_t i = 1; i < lone->n; i++)
        if (of->rarity[lone->words[i]] > of->rarity[word])
            word = lone->words[i];
    hold_against(of, dutch, word);
    for (uint32_t t = of->lexicon.at[word]; t < of->lexicon.at[word + 1]; t++)
        if (of->lexicon.english[t].word != word && of->lexicon.english[t].share >= WORD_LEAST)
            hold_against(of, dutch, of->lexicon.english[t].word);
}

static void pair_by_translation(struct competencies *all)
{
    struct translating of = {.all = all};
    find_lone(&of);
    if (of.n[BW_NL] == 0 || of.n[BW_EN] == 0)
        return;
    of.lexicon = bw_lexicon_learn(all->making.cat, all->making.index, all->making.scratch);
    weigh_words(&of);
    list_english(&of);
    for (uint32_t i = 0; i < of.n[BW_NL]; i++)
        translate(&of, i);
    for (uint32_t i = 0; i < of.n[BW_NL]; i++) {
        const struct lone *dutch = &of.of[BW_NL][i];
        if (dutch->best == BW_NONE || of.of[BW_EN][dutch->best].best != i)
            continue;
        const struct bw_competency *at = all->making.cat->competencies;
        uint32_t b = of.of[BW_EN][dutch->best].competency, a = dutch->competency;
        struct bw_twin twin = {.a = a < b ? a : b,
                               .b = a < b ? b : a,
                               .score = .6 + .35 * dutch->score,
                               .reason = BW_TWIN_TRANSLATION};
        twin.as_a = bw_text_own(at[twin.a].label, a < b ? BW_NL : BW_EN);
        twin.as_b = bw_text_own(at[twin.b].label, a < b ? BW_EN : BW_NL);
        bw_twins_offer(&all->making, &twin);
    }
}

bool bw_twins_competencies(const struct bw_catalogue *cat, const struct bw_text_index *index,
                           const struct bw_twin_question *question, struct bw_arena *arena,
                           struct bw_twins *out)
{
    struct competencies all = {
        .making = {
            .cat = cat, .index = index, .question = question, .about = BW_ABOUT_COMPETENCIES}};
    if (!bw_twins_begin(&all.making))
        return false;
    all.names = (struct bw_wordings){.index = index, .arena = all.making.scratch};
    all.vectors = bw_name_vectors_make(cat, all.making.scratch);
    all.taxonomy = bw_taxonomy_make(cat->competencies, cat->n_competencies, all.making.scratch);
    pair_by_names(&all);
    pair_by_description(&all);
    pair_by_translation(&all);
    *out = bw_twins_end(&all.making, arena);
    return true;
}
