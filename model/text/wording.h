#pragma once
/* Names held against each other as wholes: the same words, the same in another order or written
 * apart, one word with a typing error, other forms of the same words. What only contains the other,
 * or differs by a word, is not the same. Owns nothing but what it takes from its arena. One thread.
 */
#include "model/base/arena.h"
#include "model/text/text_index.h"

enum bw_wording_kind {
    BW_WORDING_SAME,   /* the same words; case, diacritics and marks are nothing, + and # are */
    BW_WORDING_ORDER,  /* in another order, written together or apart, with another article */
    BW_WORDING_TYPING, /* but for a typing error in a word that no other record has */
    BW_WORDING_FORM,   /* the same stems: singular and plural, verb and noun (model/text/stem) */
    BW_WORDING_KINDS
};

/* A name of a record. */
struct bw_wording {
    uint32_t record;
    bool alternative; /* or the label or title itself */
    uint32_t year;    /* 2000 to 2099, that a title names; 0 */
    struct bw_str text;
    uint32_t first, n; /* its words */
    uint64_t key[BW_WORDING_KINDS + 1];
};

struct bw_wording_word;

struct bw_wordings {
    const struct bw_text_index *index; /* whose vocabulary has every word of the names */
    struct bw_arena *arena;
    bool titles; /* of courses: years and words like "training" aside */
    struct bw_wording *names;
    size_t n, room;
    struct bw_wording_word *words;
    size_t n_words, words_room;
};

/* Names come in ascending order of records. A text without words adds nothing. */
void bw_wordings_add(struct bw_wordings *all, uint32_t record, bool alternative,
                     struct bw_str text);

/* Who is told of two names that say the same; a pair may come more than once, a's record before
 * b's. Takes no memory from the arena of the names. */
struct bw_wording_meeting {
    void (*meet)(void *context, const struct bw_wording *a, const struct bw_wording *b,
                 enum bw_wording_kind kind);
    void *context;
};

/* Finds them all; where more than BW_WORDING_CROWD have the same name, each is only held against
 * as many behind it. */
#define BW_WORDING_CROWD 40
void bw_wordings_pair(const struct bw_wordings *all, const struct bw_wording_meeting *meeting);

/* How much the words of two names overlap: those that both have (by their stems) of those that one
 * has. 0 when a number, or a single letter, tells them apart ("part 1", "deel B"). */
double bw_wording_overlap(const struct bw_wordings *all, const struct bw_wording *a,
                          const struct bw_wording *b);

/* Have the two texts the same words, or forms of them? */
bool bw_wording_alike(const struct bw_wordings *all, struct bw_str a, struct bw_str b);

/* How many records have each word of the vocabulary in a name. */
uint32_t *bw_wordings_count(const struct bw_wordings *all);
