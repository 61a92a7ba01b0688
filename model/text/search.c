#include "model/text/search.h"

#include "model/listing.h"

static const double weights[BW_SEARCH_FIELDS] = {
    [BW_SEARCH_LABEL] = 1,        [BW_SEARCH_ALT] = .98,     [BW_SEARCH_TEACHES] = .6,
    [BW_SEARCH_DESCRIPTION] = .6, [BW_SEARCH_PROVIDER] = .5,
};

static void add(struct bw_text_builder *builder, uint32_t document, enum bw_search_field field,
                struct bw_str text)
{
    bool prose = field == BW_SEARCH_DESCRIPTION;
    struct bw_passage passage = {document, prose ? BW_PASSAGE_PROSE : BW_PASSAGE_NAME,
                                 (uint8_t)field, text};
    if (text.at)
        bw_text_builder_add(builder, &passage);
}

static void add_record(struct bw_text_builder *builder, uint32_t document, struct bw_text name,
                       const struct bw_prose *prose)
{
    for (int lang = BW_NL; lang <= BW_EN; lang++)
        add(builder, document, BW_SEARCH_LABEL, name.in[lang]);
    for (size_t i = 0; i < prose->n_alt; i++)
        add(builder, document, BW_SEARCH_ALT, prose->alt[i]);
    for (int lang = BW_NL; lang <= BW_EN; lang++)
        add(builder, document, BW_SEARCH_DESCRIPTION, prose->description.in[lang]);
}

struct bw_text_index *bw_search_build(const struct bw_catalogue *cat)
{
    struct bw_text_builder *builder = bw_text_builder_create();
    if (!builder)
        return NULL;
    for (uint32_t c = 0; c < cat->n_competencies; c++)
        add_record(builder, c, cat->competencies[c].label, &cat->competency_prose[c]);
    for (uint32_t c = 0; c < cat->n_courses; c++) {
        uint32_t document = cat->n_competencies + c;
        add_record(builder, document, cat->courses[c].title, &cat->course_prose[c]);
        add(builder, document, BW_SEARCH_PROVIDER, cat->courses[c].provider);
    }
    return bw_text_builder_finish(builder);
}

/* How much the fields of each document of one kind look like the text. */
struct looks {
    double of[BW_SEARCH_FIELDS];   /* times the field's weight */
    uint32_t by[BW_SEARCH_FIELDS]; /* the passage */
};

static void look(struct looks *looks, uint32_t field, uint32_t passage, double score)
{
    score *= weights[field];
    if (score > looks->of[field]) {
        looks->of[field] = score;
        looks->by[field] = passage;
    }
}

/* Of documents [first, first + n): the best name of each field. */
static struct looks *look_at_names(const struct bw_text_query *query, uint32_t first, uint32_t n,
                                   struct bw_arena *arena)
{
    struct looks *looks = BW_ARENA_NEW(arena, struct looks, n);
    struct bw_text_range range = bw_text_index_names(query->index, first, first + n);
    for (uint32_t i = range.first; i < range.end; i++) {
        const struct bw_name *name = &query->index->names[i];
        look(&looks[name->document - first], name->field, name->passage,
             bw_text_query_name(query, i));
    }
    return looks;
}

static void look_at_prose(const struct bw_text_query *query, uint32_t first, uint32_t n,
                          struct looks *looks, struct bw_arena *arena)
{
    struct bw_text_range range = bw_text_index_parts(query->index, first, first + n);
    const double *scores = bw_text_query_prose(query, range, arena);
    for (uint32_t i = range.first; i < range.end; i++) {
        const struct bw_prose_part *part = &query->index->parts[i];
        look(&looks[part->document - first], part->field, part->passage, scores[i - range.first]);
    }
}

/* Which of a record's names looks most like the text. */
static enum bw_search_field name_of(const struct looks *looks)
{
    return looks->of[BW_SEARCH_ALT] > looks->of[BW_SEARCH_LABEL] ? BW_SEARCH_ALT : BW_SEARCH_LABEL;
}

static double score_of(const struct looks *looks)
{
    double missing = 1 - looks->of[name_of(looks)];
    for (int field = BW_SEARCH_TEACHES; field < BW_SEARCH_FIELDS; field++)
        missing *= 1 - looks->of[field];
    return 1 - missing;
}

static struct bw_found found_of(const struct bw_text_index *index, const struct looks *looks,
                                uint32_t i, double score)
{
    int best = BW_SEARCH_LABEL;
    for (int field = BW_SEARCH_ALT; field < BW_SEARCH_FIELDS; field++)
        if (looks->of[field] > looks->of[best])
            best = field;
    const struct bw_passage *passage = &index->passages[looks->by[best]];
    return (struct bw_found){
        .index = i,
        .score = score,
        .field = (enum bw_search_field)best,
        .text = passage->text,
        .competency = best == BW_SEARCH_TEACHES ? passage->document : BW_NONE,
    };
}

static bool is_shown(const struct bw_catalogue *cat, uint32_t org, uint32_t record_org)
{
    return org == BW_NONE || bw_catalogue_sees(cat, org, record_org);
}

/* A list of at most k, best first; of equals the earlier one stays before. */
struct list {
    struct bw_found *at;
    size_t n, k;
    double least;
};

static bool has_room_for(const struct list *list, double score)
{
    return score >= list->least &&
           (list->n < list->k || (list->k && score > list->at[list->k - 1].score));
}

static void insert(struct list *list, const struct bw_found *found)
{
    size_t at = list->n < list->k ? list->n++ : list->k - 1;
    for (; at > 0 && list->at[at - 1].score < found->score; at--)
        list->at[at] = list->at[at - 1];
    list->at[at] = *found;
}

static double least_of(const struct bw_text_query *query)
{
    return query->n_words <= BW_QUERY_WORDS_MOST ? BW_SEARCH_LEAST : BW_SEARCH_LEAST_LONG;
}

static struct list list_make(size_t k, const struct bw_text_query *query, struct bw_arena *arena)
{
    return (struct list){BW_ARENA_NEW(arena, struct bw_found, k), 0, k, least_of(query)};
}

struct bw_findings bw_search_competencies(const struct bw_catalogue *cat,
                                          const struct bw_text_index *index,
                                          const struct bw_search *search, struct bw_arena *arena)
{
    struct bw_findings out = {NULL, 0, {0}};
    bw_text_query_make(index, search->text, arena, &out.query);
    if (out.query.n_words == 0)
        return out;
    struct list list = list_make(search->k, &out.query, arena);
    struct looks *looks = look_at_names(&out.query, 0, cat->n_competencies, arena);
    look_at_prose(&out.query, 0, cat->n_competencies, looks, arena);
    for (uint32_t c = 0; c < cat->n_competencies; c++) {
        double score = score_of(&looks[c]);
        if (!has_room_for(&list, score) || !is_shown(cat, search->org, cat->competencies[c].org))
            continue;
        struct bw_found found = found_of(index, &looks[c], c, score);
        insert(&list, &found);
    }
    out.at = list.at;
    out.n = list.n;
    return out;
}

/* The best name of what each course teaches. What the asker does not see, and what hardly looks
 * like the text, is not looked at: most competencies, and so most lines of the index of teachings.
 */
static void look_at_teaches(const struct bw_catalogue *cat, const struct looks *competencies,
                            double least, uint32_t org, struct looks *looks)
{
    for (uint32_t c = 0; c < cat->n_competencies; c++) {
        enum bw_search_field name = name_of(&competencies[c]);
        double score = competencies[c].of[name];
        if (score < least || !is_shown(cat, org, cat->competencies[c].org))
            continue;
        for (uint32_t t = cat->teaching_at[c]; t < cat->teaching_at[c + 1]; t++)
            look(&looks[cat->teaching[t].course], BW_SEARCH_TEACHES, competencies[c].by[name],
                 score);
    }
}

bool bw_search_lists(const struct bw_catalogue *cat, const struct bw_search *search,
                     uint32_t course)
{
    return bw_listing_open(cat, search->org, course, search->question) &&
           bw_listing_teaches(cat, course, search->question->filters.competencies);
}

struct bw_findings bw_search_courses(const struct bw_catalogue *cat,
                                     const struct bw_text_index *index,
                                     const struct bw_search *search, struct bw_arena *arena)
{
    struct bw_findings out = {NULL, 0, {0}};
    bw_text_query_make(index, search->text, arena, &out.query);
    if (out.query.n_words == 0)
        return out;
    struct list list = list_make(search->k, &out.query, arena);
    struct looks *looks = look_at_names(&out.query, cat->n_competencies, cat->n_courses, arena);
    look_at_prose(&out.query, cat->n_competencies, cat->n_courses, looks, arena);
    look_at_teaches(cat, look_at_names(&out.query, 0, cat->n_competencies, arena), list.least,
                    search->org, looks);
    for (uint32_t c = 0; c < cat->n_courses; c++) {
        double score = score_of(&looks[c]);
        if (!has_room_for(&list, score) || !bw_search_lists(cat, search, c))
            continue;
        struct bw_found found = found_of(index, &looks[c], c, score);
        insert(&list, &found);
    }
    out.at = list.at;
    out.n = list.n;
    return out;
}
