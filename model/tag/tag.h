#pragma once
/* From the text of a course the competencies that it probably teaches, to be confirmed by people:
 * nothing here ever enters a ranking. Owns the tagger of a catalogue and the guess of levels. A
 * tagger is immutable once built, any thread; building: one. */
#include "model/tag/tag_fit.h"

struct bw_tagger {
    struct bw_tag_base base;
    struct bw_tag_words *words; /* that `base` borrows */
    struct bw_tag_weights weights;
};

/* Borrows the catalogue and its index. Looks at BW_TAG_SAMPLE courses: takes as long as so many
 * texts tagged. arena: scratch, given back. NULL when memory is out. */
struct bw_tagger *bw_tagger_build(const struct bw_catalogue *cat, const struct bw_text_index *texts,
                                  struct bw_arena *arena);
void bw_tagger_free(struct bw_tagger *tagger);

struct bw_tag {
    uint32_t competency;
    /* The chance that a steward who confirms competencies as those of the catalogue were confirmed
     * would confirm this one; among proposals of .7, seven in ten are confirmed
     * (model/tag/tag_fit). */
    double probability;
    double from; /* level, or -1 when nothing says any */
    double to;
};

struct bw_tag_ask {
    struct bw_str text; /* the first line counts as its title */
    struct bw_tag_asker asker;
    size_t k;
    double least;            /* probability */
    const uint32_t *without; /* competencies that are not to be proposed */
    size_t n_without;
};

struct bw_tags {
    const struct bw_tag *at;
    size_t n;
};

/* The k likeliest competencies that the asker sees, ties by id. What is in `without`, and what is
 * the same as that, is left out; for a course (asker.but) so is what the course cannot refer to and
 * what a steward has rejected for it.
 * Without a word in the text there are none. */
struct bw_tags bw_tag(const struct bw_tagger *tagger, const struct bw_tag_ask *ask,
                      struct bw_arena *arena);
