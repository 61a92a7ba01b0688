#pragma once
/* Competencies, roles or courses of a store as what they are called and described in each language,
 * for the programs that measure texts. Memory is the caller's arena. */
#include "data/store.h"
#include "model/space/space.h"

struct concept {
    /* By language; a label that stands in for a missing one ("graven [NL]") is none. */
    struct bw_str label[2], description[2];
    struct bw_str *alt[2];
    size_t n_alt[2];
    struct bw_str code;  /* of a role; no text */
    struct bw_said said; /* all of it, as the engine has it */
};

struct concepts {
    struct concept *at;
    size_t n;
};

extern const char *const concept_languages[2]; /* "nl", "en" */

enum bw_err concepts_read(struct bw_reader *reader, enum bw_kind kind, struct bw_arena *arena,
                          struct concepts *out, struct bw_fail *fail);
