#pragma once
/* Is an answer of recommend a good one? A cheap look at every answer and a full one at a sample, so
 * that no figure is of answers that nobody could use. Pure, any thread. */
#include "model/catalogue.h"

/* The result's first field names the employee who was asked for. NULL, or what is wrong. */
const char *bw_answer_look(struct bw_str employee, const char *result, size_t len);

/* All of it: the documented fields, ranks that count from 1 to at most k, figures within their
 * ranges, reasons and terms that sum to the score to 1e-6 relative. NULL, or what is wrong. */
const char *bw_answer_check(struct bw_str employee, size_t k, const char *result, size_t len);
