#pragma once
/* The nearest of one competency while they are found: at most 32, nearest first, ties by index,
 * neither itself nor what is the same, none less near than .55. One thread. */
#include "model/catalogue.h"

#define BW_NEAR_MOST 32
#define BW_NEAR_LEAST .55

struct bw_near_list {
    struct bw_near at[BW_NEAR_MOST];
    size_t n;
};

bool bw_near_is_same(const struct bw_competency *competency, uint32_t other);

/* Puts `competency` in its place when it is near enough and there is room or it is nearer. */
void bw_near_offer(struct bw_near_list *list, uint32_t competency, double sigma);
