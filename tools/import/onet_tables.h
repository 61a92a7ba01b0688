#pragma once
/* What the O*NET files hold of skills and knowledge: elements, occupations and figures, each with
 * the row it came from. Owns the lists and their texts, and finding in them; knows nothing of files
 * nor of records. One thread. */
#include <stdbool.h>

#include "model/catalogue.h"
#include "tools/import/intake_place.h"
#include "tools/import/onet_level.h"

/* A row that is known by name: an element of the content model, or an occupation. */
struct bw_onet_entry {
    char *id, *label, *description; /* description or NULL */
    struct bw_intake_place place;
    double anchors[BW_ONET_ANCHORS]; /* of an element, rising */
    size_t n_anchors;
    bool made; /* its record is */
};

struct bw_onet_entries {
    struct bw_onet_entry *at; /* by id, once bw_onet_sort has been called */
    size_t n, room;
};

/* One row of Skills or Knowledge. */
struct bw_onet_figure {
    uint32_t occupation, element;
    bool is_level; /* else importance */
    bool suppressed, irrelevant;
    double value;
    double error;  /* standard error; negative: not stated */
    double raters; /* 0: not stated */
    struct bw_intake_place place;
};

struct bw_onet_tables {
    struct bw_onet_entries elements, occupations;
    struct bw_onet_figure *figures;
    size_t n_figures, figures_room;
};

void bw_onet_tables_clear(struct bw_onet_tables *tables);

/* Adds a copy of the texts; false when memory is out. */
bool bw_onet_add_entry(struct bw_onet_entries *entries, const struct bw_str texts[3],
                       struct bw_intake_place place);
bool bw_onet_add_figure(struct bw_onet_tables *tables, const struct bw_onet_figure *figure);

/* By id; of two with one id the later row is handed to `twice` and taken out. */
void bw_onet_sort_entries(struct bw_onet_entries *entries,
                          void (*twice)(void *context, const struct bw_onet_entry *first,
                                        const struct bw_onet_entry *again),
                          void *context);
/* By occupation, element, importance before level, then row. */
void bw_onet_sort_figures(struct bw_onet_tables *tables);

/* Its number; BW_NONE when there is none. */
uint32_t bw_onet_find(const struct bw_onet_entries *entries, struct bw_str id);
/* The nearest element above that there is ("2.A.1" of "2.A.1.a"), or BW_NONE. */
uint32_t bw_onet_parent(const struct bw_onet_entries *elements, const char *id);

/* Is the element below "2.A" or "2.B" (skills), or "2.C" (knowledge), or one of these? */
bool bw_onet_is_skill(struct bw_str id);
bool bw_onet_is_knowledge(struct bw_str id);
