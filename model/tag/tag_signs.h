#pragma once
/* What speaks for a course of this text teaching a competency: four signs, each 0 or more, and none
 * that anyone cannot check by reading. Owns what the signs are. Memory from the request's arena;
 * any thread. */
#include "model/tag/tag_near.h"

enum bw_tag_sign {
    /* ln(1 + s/.03): s is how many such competencies the near courses (model/tag/tag_near) say that
     * the text has, among as many as a course teaches on the average. */
    BW_TAG_NEAR,
    BW_TAG_LABEL,  /* how much its name looks like the text, by pieces of words (text_query); an
                      alternative name counts .9 of that */
    BW_TAG_RECORD, /* how alike its names and description and the text are, by words */
    BW_TAG_WORDS,  /* the share of the name's words that the text has, rare ones counting more, to
                      the third power; likewise */
    BW_TAG_SIGNS
};

struct bw_tag_signs {
    double of[BW_TAG_SIGNS];
};

/* What tagging rests on. */
struct bw_tag_base {
    const struct bw_catalogue *cat;
    const struct bw_text_index *texts;
    const struct bw_tag_words *words;
    double taught_mean; /* competencies that a course teaches, of those that teach any */
};

/* A text that was looked at. */
struct bw_tag_look {
    const struct bw_tag_signs *signs; /* by competency; NULL: the text has no words */
    struct bw_tag_near near;
};

void bw_tag_look(const struct bw_tag_base *base, struct bw_str text,
                 const struct bw_tag_asker *asker, struct bw_arena *arena, struct bw_tag_look *out);

/* A course in words, as tagging reads it: titles, alternative titles, descriptions, a line each. */
struct bw_str bw_tag_text(const struct bw_catalogue *cat, uint32_t course, struct bw_arena *arena);

/* The vectors of words of a catalogue's search index; NULL when memory is out. */
struct bw_tag_words *bw_tag_words_of(const struct bw_catalogue *cat,
                                     const struct bw_text_index *texts);
