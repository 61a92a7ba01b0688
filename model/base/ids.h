#pragma once
/* Ids that lie packed in one text, in byte order, as sections of learned models hold them. Owns
 * nothing. Any thread. */
#include "model/catalogue.h"

/* Id i is text[at[i]] .. text[at[i + 1] - 1]. */
struct bw_ids {
    const uint32_t *at;
    const char *text;
};

static inline struct bw_str bw_ids_get(struct bw_ids ids, uint32_t i)
{
    return (struct bw_str){ids.text + ids.at[i], ids.at[i + 1] - ids.at[i]};
}

/* Which of the n from `first` on has this id; BW_NONE when none has, or id.at is NULL. */
uint32_t bw_ids_find(struct bw_ids ids, uint32_t first, uint32_t n, struct bw_str id);
