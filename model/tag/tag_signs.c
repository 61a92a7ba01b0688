#include "model/tag/tag_signs.h"

#include <string.h>

#include "model/base/log.h"
#include "model/text/search.h"

#define ALT_COUNTS .9
#define NEAR_UNIT .03
/* How sure the near courses are of themselves: as if this share of what a course teaches were none
 * of what they teach. A text that is like none of them gets little from them. */
#define NEAR_DOUBT .2

struct bw_tag_words *bw_tag_words_of(const struct bw_catalogue *cat,
                                     const struct bw_text_index *texts)
{
    static const float counts[BW_SEARCH_FIELDS] = {[BW_SEARCH_LABEL] = 2, [BW_SEARCH_ALT] = 1};
    return bw_tag_words_build(texts, cat->n_competencies + cat->n_courses, counts);
}

/* The share of the name's words that the text has. */
static double words_found(const struct bw_tag_base *base, const double *folded,
                          const struct bw_name *name)
{
    double all = 0, found = 0;
    for (uint32_t t = name->first; t < name->first + name->n; t++) {
        uint32_t w = base->texts->tokens[t].word;
        all += base->words->rarity[w];
        found += folded[w] > 0 ? base->words->rarity[w] : 0;
    }
    return all > 0 ? found / all : 0;
}

static void at_least(double *sign, double value)
{
    if (value > *sign)
        *sign = value;
}

static void look_at_names(const struct bw_tag_base *base, const struct bw_text_query *query,
                          const double *folded, struct bw_tag_signs *signs)
{
    struct bw_text_range names = bw_text_index_names(base->texts, 0, base->cat->n_competencies);
    for (uint32_t n = names.first; n < names.end; n++) {
        const struct bw_name *name = &base->texts->names[n];
        struct bw_tag_signs *of = &signs[name->document];
        double counts = name->field == BW_SEARCH_ALT ? ALT_COUNTS : 1;
        double found = words_found(base, folded, name);
        at_least(&of->of[BW_TAG_LABEL], counts * bw_text_query_name(query, n));
        at_least(&of->of[BW_TAG_WORDS], counts * found * found * found);
    }
}

/* What the near courses say, by competency. */
static void look_at_near(const struct bw_tag_base *base, const struct bw_tag_near *near,
                         struct bw_tag_signs *signs)
{
    const struct bw_catalogue *cat = base->cat;
    double sum = 0;
    for (uint32_t i = 0; i < near->n; i++) {
        const struct bw_course *course = &cat->courses[near->course[i]];
        for (size_t t = 0; t < course->n_teaches; t++)
            signs[course->teaches[t].competency].of[BW_TAG_NEAR] += near->weight[i];
    }
    for (uint32_t c = 0; c < cat->n_competencies; c++)
        sum += signs[c].of[BW_TAG_NEAR] > 0 ? signs[c].of[BW_TAG_NEAR] : 0;
    for (uint32_t c = 0; c < cat->n_competencies; c++) {
        double said = signs[c].of[BW_TAG_NEAR];
        double share = said > 0 ? said / (sum + NEAR_DOUBT * base->taught_mean) : 0;
        signs[c].of[BW_TAG_NEAR] = bw_log(1 + share * base->taught_mean / NEAR_UNIT);
    }
}

void bw_tag_look(const struct bw_tag_base *base, struct bw_str text,
                 const struct bw_tag_asker *asker, struct bw_arena *arena, struct bw_tag_look *out)
{
    struct bw_text_query query;
    out->signs = NULL;
    out->near.n = 0;
    bw_text_query_make(base->texts, text, arena, &query);
    if (query.n_words == 0)
        return;
    struct bw_tag_signs *signs =
        BW_ARENA_NEW(arena, struct bw_tag_signs, base->cat->n_competencies);
    const double *folded = bw_tag_words_fold(base->words, &query, arena);
    const double *alike = bw_tag_words_alike(base->words, &query, folded, arena);
    look_at_names(base, &query, folded, signs);
    bw_tag_near_find(base->cat, base->words, alike, asker, arena, &out->near);
    look_at_near(base, &out->near, signs);
    for (uint32_t c = 0; c < base->cat->n_competencies; c++)
        signs[c].of[BW_TAG_RECORD] = alike[c];
    out->signs = signs;
}

/* A text that is put together line by line. */
struct lines {
    char *at; /* NULL: only measured */
    uint32_t len;
};

static void line(struct lines *lines, struct bw_str text)
{
    if (!text.at)
        return;
    if (lines->at) {
        memcpy(lines->at + lines->len, text.at, text.len);
        lines->at[lines->len + text.len] = '\n';
    }
    lines->len += text.len + 1;
}

static void course_lines(const struct bw_catalogue *cat, uint32_t course, struct lines *lines)
{
    const struct bw_prose *prose = &cat->course_prose[course];
    for (int lang = BW_NL; lang <= BW_EN; lang++)
        line(lines, cat->courses[course].title.in[lang]);
    for (size_t i = 0; i < prose->n_alt; i++)
        line(lines, prose->alt[i]);
    for (int lang = BW_NL; lang <= BW_EN; lang++)
        line(lines, prose->description.in[lang]);
}

struct bw_str bw_tag_text(const struct bw_catalogue *cat, uint32_t course, struct bw_arena *arena)
{
    struct lines lines = {NULL, 0};
    course_lines(cat, course, &lines);
    lines = (struct lines){bw_arena_take(arena, lines.len + 1), 0};
    course_lines(cat, course, &lines);
    return (struct bw_str){lines.at, lines.len};
}
