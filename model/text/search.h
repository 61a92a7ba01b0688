#pragma once
/* Searching the catalogue by text: which courses or competencies look like what was asked, best
 * first. Owns which texts of a record count and for how much. The index borrows the texts of the
 * catalogue that it was built from. Any thread; building: one. */
#include "model/question.h"
#include "model/text/text_query.h"

/* Where something was found. */
enum bw_search_field {
    BW_SEARCH_LABEL,   /* label or title, weight 1 */
    BW_SEARCH_ALT,     /* alternative labels or titles, .98: in a tie the name itself goes first */
    BW_SEARCH_TEACHES, /* names of the competencies that a course teaches, .6 */
    BW_SEARCH_DESCRIPTION, /* .6 */
    BW_SEARCH_PROVIDER,    /* .5 */
    BW_SEARCH_FIELDS
};

/* Who asks for what. */
struct bw_search {
    struct bw_str text;
    uint32_t org; /* whose people see what is found; BW_NONE: everything is looked through */
    size_t k;
    const struct bw_question *question; /* day and filters; courses only */
};

struct bw_found {
    uint32_t index; /* of the course or competency */
    /* 1 - the product over fields of 1 - weight * how much the field looks like the text: 0 to 1,
     * and 1 when the name is the same words. */
    double score;
    enum bw_search_field field; /* that adds most */
    struct bw_str text;         /* its text */
    uint32_t competency;        /* BW_SEARCH_TEACHES: which one, else BW_NONE */
};

/* What was found, and the question as words for marking. */
struct bw_findings {
    const struct bw_found *at;
    size_t n;
    struct bw_text_query query; /* n_words 0: there was nothing to look for */
};

/* What is less alike than this is not found; a long text, of which a name can only be a small part,
 * is content with less. */
#define BW_SEARCH_LEAST .15
#define BW_SEARCH_LEAST_LONG .03 /* of more than BW_QUERY_WORDS_MOST words */

/* The index of a catalogue's competencies and courses; NULL when memory is out. Competency i is
 * document i, course i document n_competencies + i. */
struct bw_text_index *bw_search_build(const struct bw_catalogue *cat);

/* The k best competencies that the asker sees; ties by id. */
struct bw_findings bw_search_competencies(const struct bw_catalogue *cat,
                                          const struct bw_text_index *index,
                                          const struct bw_search *search, struct bw_arena *arena);
/* The k best courses that the asker sees, that are open (model/listing) and pass the filters. */
struct bw_findings bw_search_courses(const struct bw_catalogue *cat,
                                     const struct bw_text_index *index,
                                     const struct bw_search *search, struct bw_arena *arena);

/* May the asker be shown the course: open to them, passing the filters? */
bool bw_search_lists(const struct bw_catalogue *cat, const struct bw_search *search,
                     uint32_t course);
