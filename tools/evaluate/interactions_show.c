#include "tools/evaluate/interactions_show.h"

#include <stdio.h>

#include "tools/args.h"
#include "tools/format.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/words.h"

#define LINE_LEN 1024

const uint32_t bw_measured_cuts[BW_MEASURED_CUTS] = {5, 10, 20};

static const enum bw_word method_words[BW_METHOD_COUNT] = {BW_W_METHOD_POPULARITY, BW_W_METHOD_KNN,
                                                           BW_W_METHOD_EASE, BW_W_METHOD_FOLLOW,
                                                           BW_W_METHOD_SERVED};

static uint32_t single_users(const struct bw_measured_all *all)
{
    return all->read->taken.n_users - all->n_judged;
}

/* A line of words with whole numbers in their places. */
static void print_counts(enum bw_lang lang, enum bw_word word, const size_t *counts, size_t n)
{
    char line[LINE_LEN], texts[9][BW_FORMAT_LEN];
    const char *values[9];
    for (size_t i = 0; i < n; i++)
        values[i] = bw_format_number(texts[i], lang, (double)counts[i], 0);
    bw_words_fill(line, sizeof line, bw_word(lang, word), values, n);
    bw_text_wrap(stdout, "", line, bw_text_terminal());
}

static void figure(struct bw_table *table, enum bw_lang lang, double value, int decimals)
{
    char buf[BW_FORMAT_LEN];
    bw_table_cell(table, bw_format_number(buf, lang, value, decimals));
}

/* What was chosen, in figures. */
static void chosen_cell(struct bw_table *table, enum bw_lang lang, enum bw_method method,
                        const struct bw_measured *measured)
{
    char a[BW_FORMAT_LEN], b[BW_FORMAT_LEN], c[BW_FORMAT_LEN], d[BW_FORMAT_LEN];
    const struct bw_learn_choice *choice = &measured->choice;
    switch (method) {
    case BW_METHOD_KNN:
        bw_table_cellf(table, "k %u", measured->neighbours);
        break;
    case BW_METHOD_EASE:
        bw_table_cellf(table, "λ %s", bw_format_number(a, lang, choice->ridge, 0));
        break;
    case BW_METHOD_FOLLOW:
        bw_table_cellf(table, "κ %s, d %s", bw_format_number(a, lang, choice->prior, 0),
                       bw_format_number(b, lang, choice->follow_fade, 2));
        break;
    case BW_METHOD_SERVED:
        bw_table_cellf(table, "λ %s, κ %s, a %s, d %s", bw_format_number(a, lang, choice->ridge, 0),
                       bw_format_number(b, lang, choice->prior, 0),
                       bw_format_number(c, lang, choice->follow_share, 1),
                       bw_format_number(d, lang, choice->follow_fade, 2));
        break;
    default:
        bw_table_cell(table, "");
    }
}

static void method_row(struct bw_table *table, enum bw_lang lang, enum bw_method method,
                       const struct bw_measured *measured)
{
    bw_table_cell(table, bw_word(lang, method_words[method]));
    for (size_t i = 0; i < BW_MEASURED_CUTS; i++)
        figure(table, lang, measured->hits[i], 4);
    for (size_t i = 0; i < BW_MEASURED_CUTS; i++)
        figure(table, lang, measured->ndcg[i], 4);
    chosen_cell(table, lang, method, measured);
}

static void cost_row(struct bw_table *table, enum bw_lang lang, enum bw_method method,
                     const struct bw_measured *measured)
{
    char buf[BW_FORMAT_LEN];
    bw_table_cell(table, bw_word(lang, method_words[method]));
    figure(table, lang, measured->choose_s, 1);
    figure(table, lang, measured->learn_s, 2);
    figure(table, lang, measured->score_s, 1);
    if (measured->peak_mib < 0)
        bw_table_cell(table, "?");
    else
        bw_table_cellf(table, "%s MiB", bw_format_number(buf, lang, measured->peak_mib, 0));
}

typedef void row_of(struct bw_table *table, enum bw_lang lang, enum bw_method method,
                    const struct bw_measured *measured);

static void print_rows(enum bw_lang lang, const struct bw_measured_all *all, row_of *row,
                       const struct bw_column *columns, size_t n_columns)
{
    struct bw_table *table = bw_table_make(columns, n_columns);
    for (int method = 0; method < BW_METHOD_COUNT; method++)
        row(table, lang, (enum bw_method)method, &all->methods[method]);
    bw_table_print(table, stdout, 0, bw_text_terminal());
    bw_table_free(table);
    putchar('\n');
}

void bw_measured_print_table(enum bw_lang lang, const struct bw_measured_all *all)
{
    const struct bw_interactions *read = all->read;
    const struct bw_column columns[] = {{bw_word(lang, BW_W_H_METHOD), false, false},
                                        {"HR@5", true, false},
                                        {"HR@10", true, false},
                                        {"HR@20", true, false},
                                        {"NDCG@5", true, false},
                                        {"NDCG@10", true, false},
                                        {"NDCG@20", true, false},
                                        {bw_word(lang, BW_W_H_CHOSEN), false, true}};
    const struct bw_column costs[] = {{bw_word(lang, BW_W_H_METHOD), false, false},
                                      {bw_word(lang, BW_W_H_CHOOSING), true, false},
                                      {bw_word(lang, BW_W_H_LEARNING), true, false},
                                      {bw_word(lang, BW_W_H_SCORING), true, false},
                                      {bw_word(lang, BW_W_H_MEMORY), true, false}};
    print_counts(lang, BW_W_INTERACTIONS_LINE,
                 (size_t[]){read->n_rows - read->n_repeated, read->taken.n_users,
                            read->taken.n_items, read->n_repeated},
                 4);
    if (all->how->without_last)
        print_counts(lang, BW_W_WITHOUT_LAST_LINE, (size_t[]){all->how->without_last}, 1);
    print_counts(lang, BW_W_HELD_BACK_LINE, (size_t[]){all->n_judged, single_users(all)}, 2);
    print_counts(lang, BW_W_CHOSEN_LINE,
                 (size_t[]){all->n_chosen_by, (size_t)all->how->seed, all->how->n_threads}, 3);
    putchar('\n');
    print_rows(lang, all, method_row, columns, sizeof columns / sizeof *columns);
    print_rows(lang, all, cost_row, costs, sizeof costs / sizeof *costs);
    print_counts(lang, BW_W_MEASURES_LINE, NULL, 0);
    print_counts(lang, BW_W_METHODS_LINE,
                 (size_t[]){all->methods[BW_METHOD_SERVED].n_known, read->taken.n_items}, 2);
}

static void cuts_map(struct bw_args *out, const char *name, const double *values)
{
    struct bw_args map;
    char cut[16];
    bw_args_init(&map);
    for (size_t i = 0; i < BW_MEASURED_CUTS; i++) {
        snprintf(cut, sizeof cut, "%u", bw_measured_cuts[i]);
        bw_args_float(&map, cut, values[i]);
    }
    bw_args_key(out, name);
    bw_args_pack(&map, &out->packer);
    bw_args_clear(&map);
}

static void chosen_map(struct bw_args *out, enum bw_method method,
                       const struct bw_measured *measured)
{
    const struct bw_learn_choice *choice = &measured->choice;
    if (method == BW_METHOD_KNN)
        bw_args_int(out, "neighbours", measured->neighbours);
    if (method == BW_METHOD_EASE || method == BW_METHOD_SERVED)
        bw_args_float(out, "lambda", choice->ridge);
    if (method == BW_METHOD_FOLLOW || method == BW_METHOD_SERVED) {
        bw_args_float(out, "prior", choice->prior);
        bw_args_float(out, "follow_fade", choice->follow_fade);
    }
    if (method == BW_METHOD_SERVED) {
        bw_args_float(out, "follow_share", choice->follow_share);
        bw_args_float(out, "together_full", choice->together_full);
        bw_args_float(out, "follow_full", choice->follow_full);
    }
    if (method != BW_METHOD_POPULARITY)
        bw_args_int(out, "courses", measured->n_known);
}

static void method_map(struct bw_args *out, enum bw_method method,
                       const struct bw_measured *measured)
{
    struct bw_args map;
    bw_args_init(&map);
    bw_args_str(&map, "name", bw_method_name(method));
    cuts_map(&map, "recall", measured->hits);
    cuts_map(&map, "hr", measured->hits);
    cuts_map(&map, "ndcg", measured->ndcg);
    chosen_map(&map, method, measured);
    bw_args_float(&map, "choose_s", measured->choose_s);
    bw_args_float(&map, "learn_s", measured->learn_s);
    bw_args_float(&map, "score_s", measured->score_s);
    if (measured->peak_mib >= 0)
        bw_args_float(&map, "peak_mib", measured->peak_mib);
    bw_args_pack(&map, &out->packer);
    bw_args_clear(&map);
}

void bw_measured_print_json(const struct bw_measured_all *all)
{
    const struct bw_interactions *read = all->read;
    struct bw_args out;
    bw_args_init(&out);
    bw_args_int(&out, "users", read->taken.n_users);
    bw_args_int(&out, "items", read->taken.n_items);
    bw_args_int(&out, "interactions", (int64_t)(read->n_rows - read->n_repeated));
    bw_args_int(&out, "repeated", (int64_t)read->n_repeated);
    bw_args_str(&out, "held_back", "the last item of each user");
    bw_args_int(&out, "without_last", all->how->without_last);
    bw_args_int(&out, "judged", all->n_judged);
    bw_args_int(&out, "with_one_item", single_users(all));
    bw_args_int(&out, "chosen_by", all->n_chosen_by);
    bw_args_int(&out, "seed", (int64_t)all->how->seed);
    bw_args_int(&out, "threads", all->how->n_threads);
    bw_args_key(&out, "methods");
    msgpack_pack_array(&out.packer, BW_METHOD_COUNT);
    for (int method = 0; method < BW_METHOD_COUNT; method++)
        method_map(&out, (enum bw_method)method, &all->methods[method]);
    bw_app_print_args(&out);
    bw_args_clear(&out);
}
