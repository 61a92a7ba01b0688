/* How well a text finds the name that belongs to it: each occupation's description is held against
 * the names of all occupations, by the engine's own score of names (model/text/text_query). Prints
 * the mean of 1/rank, where the right one is among the first ten, else 0 (MRR@10), for Dutch and
 * English: esco_rank STORE STORE has ESCO's occupations as roles. Ranked are the preferred labels;
 * "with alternative labels" an occupation counts by its best name. Ties go by id. The index holds
 * labels and descriptions of one language (and the alternative labels in the second figure): how
 * rare a piece is comes from all of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text/text_query.h"
#include "tests/text/concepts.h"
#include "tests/text/stored.h"

#define MOST 20000
#define FIRST_OF 10

enum { PREFERRED, ALTERNATIVE, DESCRIPTION };

static struct concepts occupations;

static void add(struct bw_text_builder *builder, size_t i, int field, struct bw_str text)
{
    struct bw_passage passage = {(uint32_t)i,
                                 field == DESCRIPTION ? BW_PASSAGE_PROSE : BW_PASSAGE_NAME,
                                 (uint8_t)field, text};
    if (text.at)
        bw_text_builder_add(builder, &passage);
}

static struct bw_text_index *build(int lang, bool with_alt)
{
    struct bw_text_builder *builder = bw_text_builder_create();
    for (size_t i = 0; builder && i < occupations.n; i++) {
        const struct concept *of = &occupations.at[i];
        add(builder, i, PREFERRED, of->label[lang]);
        for (size_t a = 0; with_alt && a < of->n_alt[lang]; a++)
            add(builder, i, ALTERNATIVE, of->alt[lang][a]);
        add(builder, i, DESCRIPTION, of->description[lang]);
    }
    return builder ? bw_text_builder_finish(builder) : NULL;
}

/* Place of occupation i among all by their best names, from 1. */
static size_t rank_of(const struct bw_text_index *index, const struct bw_text_query *query,
                      size_t i, double *best)
{
    size_t rank = 1;
    memset(best, 0, occupations.n * sizeof *best);
    for (uint32_t name = 0; name < index->n_names; name++) {
        double score = bw_text_query_name(query, name);
        if (score > best[index->names[name].document])
            best[index->names[name].document] = score;
    }
    if (best[i] <= 0)
        return SIZE_MAX;
    for (size_t other = 0; other < occupations.n; other++)
        rank += best[other] > best[i] || (other < i && best[other] >= best[i]);
    return rank;
}

static void evaluate(int lang, bool with_alt, struct bw_arena *arena)
{
    static double best[MOST];
    struct bw_text_index *index = build(lang, with_alt);
    double sum = 0, began = stored_seconds();
    size_t n = 0;
    if (!index)
        exit(1);
    for (size_t i = 0; i < occupations.n; i++) {
        struct bw_text_query query;
        if (!occupations.at[i].label[lang].at || !occupations.at[i].description[lang].at)
            continue;
        size_t mark = bw_arena_mark(arena);
        bw_text_query_make(index, occupations.at[i].description[lang], arena, &query);
        size_t rank = rank_of(index, &query, i, best);
        sum += rank <= FIRST_OF ? 1.0 / (double)rank : 0;
        n++;
        bw_arena_rewind(arena, mark);
    }
    printf("%s, description to %s: MRR@10 %.4f over %zu occupations, %.2f ms each\n",
           concept_languages[lang], with_alt ? "the best of label and alternative labels" : "label",
           n ? sum / (double)n : 0, n, n ? 1e3 * (stored_seconds() - began) / (double)n : 0);
    bw_text_index_free(index);
}

int main(int argc, char **argv)
{
    struct stored stored;
    struct bw_fail fail;
    struct bw_arena *arena = bw_arena_create((size_t)2 << 30);
    if (argc != 2 || !arena) {
        fprintf(stderr, "usage: esco_rank STORE\n");
        return 2;
    }
    enum bw_err err = stored_open(argv[1], &stored, &fail);
    if (!err)
        err = concepts_read(stored.reader, BW_KIND_ROLE, arena, &occupations, &fail);
    if (err) {
        fprintf(stderr, "esco_rank: %s\n", fail.text);
        return 3;
    }
    for (int lang = 0; lang < 2; lang++)
        for (int with_alt = 0; with_alt < 2; with_alt++)
            evaluate(lang, with_alt, arena);
    stored_close(&stored);
    bw_arena_free(arena);
    return 0;
}
