#include "tools/training/training_show.h"

#include <stdio.h>

#include "tools/format.h"
#include "tools/table.h"
#include "tools/text.h"
#include "tools/words.h"

struct show {
    const struct bw_training_result *result;
    enum bw_lang lang;
};

static void cell(const struct show *show, struct bw_table *table, double value, int decimals)
{
    char buf[BW_FORMAT_LEN];
    bw_table_cell(table, bw_format_number(buf, show->lang, value, decimals));
}

static void verdict(const struct show *show, struct bw_table *table, size_t n_judged, bool better)
{
    bw_table_cell(table, bw_word(show->lang, n_judged == 0 ? BW_W_TRAIN_NOT_JUDGED
                                             : better      ? BW_W_TRAIN_BETTER
                                                           : BW_W_TRAIN_NO_BETTER));
}

static void row_success(const struct show *show, struct bw_table *table)
{
    const struct bw_training_success *success = show->result->success;
    enum bw_chance_kind kind = success->chance.fit.kind;
    if (!success->chance.bytes)
        return;
    bw_table_cell(table, bw_word(show->lang, kind == BW_CHANCE_RBF        ? BW_W_TRAIN_RBF
                                             : kind == BW_CHANCE_LOGISTIC ? BW_W_TRAIN_LOGISTIC
                                                                          : BW_W_TRAIN_PRIOR));
    cell(show, table, (double)success->n_learned, 0);
    cell(show, table, (double)success->n_held, 0);
    bw_table_cell(table, bw_word(show->lang, BW_W_TRAIN_LOG_LOSS));
    if (success->n_held) {
        cell(show, table, success->judged[BW_TRAINING_MODEL].log_loss, 4);
        cell(show, table, success->judged[BW_TRAINING_CLOSED].log_loss, 4);
    } else {
        bw_table_cell(table, "");
        bw_table_cell(table, "");
    }
    verdict(show, table, success->n_held, success->better);
}

static void row_together(const struct show *show, struct bw_table *table)
{
    const struct bw_training_together *together = show->result->together;
    if (!together->section)
        return;
    bw_table_cell(table, bw_word(show->lang, BW_W_TRAIN_TOGETHER));
    cell(show, table, (double)together->n_taken, 0);
    cell(show, table, together->n_judged, 0);
    bw_table_cell(table, "NDCG@10 ↑");
    cell(show, table, together->served.ndcg_10, 4);
    cell(show, table, together->popularity.ndcg_10, 4);
    verdict(show, table, together->n_judged, together->better);
}

static void row_taste(const struct show *show, struct bw_table *table)
{
    const struct bw_training_taste *taste = show->result->taste;
    if (!taste->fit.learned)
        return;
    bw_table_cell(table, bw_word(show->lang, BW_W_TRAIN_TASTE));
    cell(show, table, (double)taste->n_learned, 0);
    cell(show, table, (double)taste->n_held, 0);
    bw_table_cell(table, bw_word(show->lang, BW_W_TRAIN_LOG_LOSS));
    cell(show, table, taste->loss, 4);
    cell(show, table, taste->loss_fixed, 4);
    verdict(show, table, taste->n_held, taste->better);
}

void bw_training_show(const struct bw_training_result *result, enum bw_lang lang,
                      const char *version, bool promoted)
{
    const struct show here = {result, lang}, *show = &here;
    char text[BW_WORDS_LEN], until[BW_DAY_TEXT_LEN + 1], date[BW_FORMAT_LEN];
    const struct bw_column columns[] = {{bw_word(lang, BW_W_H_PART), false, true},
                                        {bw_word(lang, BW_W_H_LEARNED_FROM), true, false},
                                        {bw_word(lang, BW_W_H_JUDGED_BY), true, false},
                                        {bw_word(lang, BW_W_H_MEASURE), false, false},
                                        {bw_word(lang, BW_W_H_MODEL), true, false},
                                        {bw_word(lang, BW_W_H_WITHOUT), true, false},
                                        {bw_word(lang, BW_W_H_VERDICT), false, true}};
    struct bw_table *table = bw_table_make(columns, sizeof columns / sizeof *columns);
    row_success(show, table);
    row_together(show, table);
    row_taste(show, table);
    bw_table_print(table, stdout, 2, bw_text_terminal());
    bw_table_free(table);
    bw_day_format(show->result->how->until, until);
    bw_format_date(date, lang, until);
    putchar('\n');
    bw_text_wrap(
        stdout, "  ",
        bw_say(text, lang, promoted ? BW_W_TRAIN_PROMOTED : BW_W_TRAIN_REGISTERED, version, date),
        bw_text_terminal());
}
