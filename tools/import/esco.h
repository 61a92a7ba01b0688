#pragma once
/* An ESCO download while it is imported: its concepts, what they are to each other, and the rows
 * they came from. For the esco files only. Owns all of it; texts lie in its arena. One thread. */
#include "model/base/arena.h"
#include "model/catalogue.h"
#include "tools/import/columns.h"
#include "tools/import/import_format.h"

enum bw_esco_sort { BW_ESCO_SKILL, BW_ESCO_GROUP, BW_ESCO_OCCUPATION };
enum bw_esco_kind { BW_ESCO_NO_KIND, BW_ESCO_IS_KNOWLEDGE, BW_ESCO_IS_SKILL };
#define BW_ESCO_LANGS 2 /* BW_NL, BW_EN */

/* What a concept is called in one language. */
struct bw_esco_text {
    struct bw_str label, alt_labels /* as one cell */, description, modified;
    struct bw_intake_place place; /* of its row, when has_row */
    bool has_row;
};

struct bw_esco_concept {
    struct bw_str uri;
    enum bw_esco_sort sort;
    enum bw_esco_kind kind;
    bool transversal;    /* by its reuse level */
    bool withdrawn;      /* a row says so; it counts when no row has a text */
    bool bad;            /* its record would not be taken */
    struct bw_str code;  /* of an occupation: ISCO group, from the row last modified */
    struct bw_str coded; /* when that was */
    bool codes_differ;
    struct bw_esco_text text[BW_ESCO_LANGS];
    uint32_t rank; /* of its uri among all; set by bw_esco_edges_settle */
};

/* Relations come in families, each pair of concepts once in one. */
enum bw_esco_family { BW_ESCO_BROADER, BW_ESCO_BETWEEN_SKILLS, BW_ESCO_ASKED, BW_ESCO_FAMILIES };

struct bw_esco_edge {
    uint32_t from, to; /* concepts */
    bool optional;     /* else essential, or broader */
    struct bw_intake_place place;
};

struct bw_esco_edges {
    struct bw_esco_edge *at; /* once settled: by from, then by the uri of to */
    size_t n, room;
    size_t *first; /* per concept, and one more: its edges */
};

/* What is asked, as ESCO does not say: per relation and sort of competency. */
struct bw_esco_ask {
    double skill, knowledge, transversal, weight;
};

struct bw_esco_levels {
    struct bw_esco_ask essential, optional;
};

struct bw_esco_made {
    uint64_t competencies, groups, roles;
    uint64_t broader, requires, related, essential, optional;
    uint64_t fallback[BW_ESCO_LANGS]; /* labels that are missing in this language */
    uint64_t codes_differ, without_code, asking_nothing;
};

struct bw_esco {
    struct bw_intake *intake;
    struct bw_arena *arena;
    struct bw_esco_concept *concepts;
    size_t n_concepts, concepts_room;
    uint32_t *index; /* by hash of the uri: number + 1, or 0 */
    size_t index_size;
    struct bw_esco_edges edges[BW_ESCO_FAMILIES];
    bool has_isco, isco[10000]; /* the groups of four digits */
    struct bw_esco_levels levels;
    const char *from;  /* date of the roles' version */
    enum bw_lang lang; /* of the file at hand */
    struct bw_esco_made made;
};

#define BW_ESCO_NONE UINT32_MAX

/* esco_concepts: the number of the concept with this uri; BW_ESCO_NONE when there is none. */
uint32_t bw_esco_find(const struct bw_esco *esco, struct bw_str uri);
/* The same; a new one of `sort` when there is none. BW_ESCO_NONE when memory is out. */
uint32_t bw_esco_find_or_add(struct bw_esco *esco, struct bw_str uri, enum bw_esco_sort sort);
/* Without blanks and line ends around it; at NULL when nothing is left. */
struct bw_str bw_esco_trim(struct bw_str text);
struct bw_arena *bw_esco_arena(void);
/* A trimmed copy that stays; at NULL also when memory is out (the intake knows). */
struct bw_str bw_esco_keep(struct bw_esco *esco, struct bw_str text);
bool bw_esco_is(struct bw_str text, const char *word);
/* No row has a text for it. */
bool bw_esco_is_gone(const struct bw_esco_concept *concept);
/* Its row in English, else in Dutch; of the hierarchy when no other file has it. */
struct bw_intake_place bw_esco_place(const struct bw_esco_concept *concept);

/* esco_rows: what is done with a file's rows. */
struct bw_esco_rows {
    const struct bw_column_wanted *wanted;
    size_t n_wanted;
    void (*take)(void *esco, const struct bw_cells *row);
};
extern const struct bw_esco_rows bw_esco_skills, bw_esco_groups, bw_esco_hierarchy,
    bw_esco_occupations, bw_esco_isco_groups, bw_esco_collection, bw_esco_unused;
/* esco_edges: the same for relations. */
extern const struct bw_esco_rows bw_esco_broader, bw_esco_between_skills, bw_esco_asked;

/* Decides about every relation that was read: those left out go to the report, the others are
 * sorted. After all concepts are judged. false when memory is out. */
bool bw_esco_edges_settle(struct bw_esco *esco);

/* esco_records: marks the concepts that make no record, or a bad one. */
void bw_esco_judge(struct bw_esco *esco);
/* Every concept as a record into the intake. */
void bw_esco_make_records(struct bw_esco *esco);

/* esco_levels: the built-in table. */
extern const struct bw_esco_levels bw_esco_levels_default;
/* Reads a table from a JSON file over the built-in one. Errors name the file and the field. */
enum bw_err bw_esco_levels_read(const char *path, struct bw_esco_levels *out, struct bw_fail *fail);
