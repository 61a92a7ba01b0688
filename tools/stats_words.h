#pragma once
/* What `bekwaam stats` calls the fields of server.info and server.stats, in both languages. Pure,
 * any thread. */
#include <stdbool.h>

#include "model/catalogue.h"

/* What a field's figure is of. */
enum bw_stats_unit { BW_STATS_PLAIN, BW_STATS_BYTES, BW_STATS_SECONDS };

/* The words for a field; its own name where there are none. */
const char *bw_stats_word(enum bw_lang lang, const char *field);
enum bw_stats_unit bw_stats_unit(const char *field);

#define BW_STATS_FIGURE_LEN 80
/* A figure with its unit, as people read it: "1,5 GiB", "2 u 5 min", "12 s". Fills and returns buf
 * of BW_STATS_FIGURE_LEN. */
char *bw_stats_figure(char *buf, enum bw_lang lang, enum bw_stats_unit unit, double value);
