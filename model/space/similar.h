#pragma once
/* Courses that are like a course: by the product of their vectors, of those that the asker could
 * take. Any thread. */
#include "model/text/search.h"
#include "model/space/vectors.h"

struct bw_similar {
    uint32_t course;
    double score; /* cosine, above 0, at most 1 */
};

struct bw_similars {
    const struct bw_similar *at;
    size_t n;
};

/* The search->k courses that are most like `course` (which has a row), best first, ties by id:
 * those that bw_search_courses would list for the same asker, without the course itself.
 * search->text is not looked at. */
struct bw_similars bw_similar_courses(const struct bw_catalogue *cat,
                                      const struct bw_vectors *vectors,
                                      const struct bw_search *search, uint32_t course,
                                      struct bw_arena *arena);
