#pragma once
/* What the tables say, in both languages. Owns every word that a person reads in an answer; a {1}
 * stands for the first value that is filled in. Pure, any thread. */
#include <stddef.h>

#include "model/catalogue.h"

enum bw_word {
    /* Recommend */
    BW_W_SUGGESTED_FOR,
    BW_W_ON_DATE,
    BW_W_GOAL_CURRENT,
    BW_W_GOAL_ROLE,
    BW_W_GOAL_CHANGE,
    BW_W_GOAL_WISHES,
    BW_W_GOAL_COMPETENCIES,
    BW_W_GAP_LINE,
    BW_W_COVERAGE_LINE,
    BW_W_NO_GAP,
    BW_W_NO_COURSE,
    BW_W_CLOSES,
    BW_W_VIA,
    BW_W_MORE_REASONS,
    BW_W_READY,
    BW_W_PLACE,
    BW_W_SEATS,
    BW_W_FULL,
    BW_W_OWN_SHARE,
    BW_W_ANY_TIME,
    BW_W_MANDATORY,
    BW_W_FLAG_FROM_ASSUMED,
    BW_W_FLAG_NEAR_DUPLICATE,
    BW_W_FLAG_STARTS_LATE,
    BW_W_FLAG_OUTSIDE_PREFERENCES,
    BW_W_FLAG_PINNED,
    BW_W_TERM_NEAR_DUPLICATE,
    BW_W_TERM_PREFERENCE,
    BW_W_TERM_CO_ENROLMENT,
    BW_W_TERM_PIN,
    BW_W_ASSESS_FIRST,
    BW_W_NOBODY_TEACHES,
    BW_W_NEED_ASSUMED,
    BW_W_H_COURSE,
    BW_W_H_HOURS,
    BW_W_H_PRICE,
    BW_W_H_START,
    BW_W_H_CHANCE,
    BW_W_H_SCORE,
    /* Gap */
    BW_W_GAP_FOR,
    BW_W_ROLE,
    BW_W_GAP_TOTAL,
    BW_W_ALL_MET,
    BW_W_MET,
    BW_W_SURPLUS,
    BW_W_SURPLUS_ONE,
    BW_W_H_COMPETENCY,
    BW_W_H_NOW,
    BW_W_H_NEED,
    BW_W_H_GAP,
    BW_W_H_KIND,
    BW_W_KIND_NECESSARY,
    BW_W_KIND_REDEPLOYMENT,
    BW_W_KIND_DEVELOPMENT,
    BW_W_DOUBTFUL,
    BW_W_LAPSED,
    BW_W_EVIDENCE_NONE,
    BW_W_EVIDENCE_ONE,
    BW_W_SOURCE_SELF,
    BW_W_SOURCE_PEER,
    BW_W_SOURCE_MANAGER,
    BW_W_SOURCE_TEST,
    BW_W_SOURCE_CERTIFICATE,
    BW_W_SOURCE_COURSE,
    /* Team */
    BW_W_TEAM_OF,
    BW_W_ORG_OF,
    BW_W_TEAM_LINE,
    BW_W_H_NEED_MEAN,
    BW_W_H_HAVE_MEAN,
    BW_W_H_SHORT,
    BW_W_H_REMARKS,
    BW_W_ONLY_ONE,
    BW_W_LEAVERS,
    BW_W_PEOPLE_TITLE,
    BW_W_COLUMNS_ARE,
    BW_W_H_EMPLOYEE,
    BW_W_H_ROLE,
    BW_W_H_TOTAL,
    BW_W_MANDATORY_TITLE,
    BW_W_H_LAW,
    BW_W_COURSES_TITLE,
    BW_W_H_PEOPLE,
    BW_W_H_CLOSES,
    BW_W_H_COST,
    BW_W_LEAVING_TITLE,
    BW_W_H_LEAVES_ON,
    BW_W_H_ONLY_ONE,
    BW_W_TALENT_TITLE,
    BW_W_H_FIT,
    BW_W_SMALL_GROUP,
    BW_W_NO_TEAM_GAP,
    BW_W_MORE_ROWS,
    /* Batch */
    BW_W_REASON_SHORT,
    BW_W_BATCH_PROGRESS,
    BW_W_BATCH_DONE,
    BW_W_BATCH_FAILED,
    /* Search */
    BW_W_H_ID,
    BW_W_NOTHING_FOUND,
    BW_W_FIELD_NAME,
    BW_W_FIELD_ALT,
    BW_W_FIELD_DESCRIPTION,
    BW_W_FIELD_PROVIDER,
    BW_W_FIELD_TEACHES,
    /* Tag */
    BW_W_H_LEVEL,
    BW_W_TAG_NOTHING,
    BW_W_TAG_MORE,
    BW_W_TAG_COURSE,
    BW_W_TAG_TEACHES,
    BW_W_TAG_PROPOSAL,
    BW_W_TAG_IS_ACCEPTED,
    BW_W_TAG_IS_REJECTED,
    BW_W_TAG_ACCEPT,
    BW_W_TAG_LEVEL,
    BW_W_TAG_REJECT,
    BW_W_TAG_NEXT,
    BW_W_TAG_NEXT_COURSE,
    BW_W_TAG_BACK,
    BW_W_TAG_QUIT,
    BW_W_TAG_LEVEL_PROMPT,
    BW_W_TAG_NO_LEVEL,
    BW_W_TAG_SAVED_ACCEPTED,
    BW_W_TAG_SAVED_REJECTED,
    BW_W_TAG_DONE,
    /* Duplicates */
    BW_W_TWINS_NONE,
    BW_W_TWINS_SHOWN,
    BW_W_H_FIRST,
    BW_W_H_SECOND,
    BW_W_H_WHY,
    BW_W_TWINS_MATCH,
    BW_W_TWINS_HEAD,
    BW_W_KEY_SAME,
    BW_W_KEY_DIFFERENT,
    BW_W_KEY_SKIP,
    BW_W_KEY_QUIT,
    BW_W_RETIRE_WHICH,
    BW_W_KEY_FIRST,
    BW_W_KEY_SECOND,
    BW_W_KEY_NEITHER,
    BW_W_TWINS_FAILED,
    BW_W_TWINS_DONE,
    BW_W_TWINS_NOT_KEPT,
    /* Embeddings */
    BW_W_H_MODEL,
    BW_W_H_DIMENSIONS,
    BW_W_H_VECTORS,
    BW_W_H_MEMORY,
    BW_W_H_SECONDS,
    BW_W_EMBED_LEFT_OUT,
    BW_W_EMBED_DROPPED,
    BW_W_EMBED_NEAR_ALL,
    BW_W_EMBED_NEAR_TAXONOMY,
    BW_W_COUNT
};

/* The word in `lang`. */
const char *bw_word(enum bw_lang lang, enum bw_word word);

/* Fills {1} to {n} of the word with values[n] into out[size]; cut at a character when too long. */
const char *bw_words_fill(char *out, size_t size, const char *words, const char *const values[],
                          size_t n);

#define BW_WORDS_LEN 1024
/* bw_say(buf, lang, word, value, …): the common case, buf of BW_WORDS_LEN. */
#define bw_say(buf, lang, word, ...)                                                               \
    bw_words_fill((buf), BW_WORDS_LEN, bw_word((lang), (word)),                                    \
                  (const char *const[]){__VA_ARGS__},                                              \
                  sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* The word for a name of the wire ("from_assumed", "manager", "noodzakelijk"); the name itself when
 * there is none. */
const char *bw_word_flag(enum bw_lang lang, const char *name);
const char *bw_word_term(enum bw_lang lang, const char *name);
const char *bw_word_source(enum bw_lang lang, const char *name);
const char *bw_word_field(enum bw_lang lang, const char *name);
const char *bw_word_kind(enum bw_lang lang, const char *name);
