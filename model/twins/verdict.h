#pragma once
/* What stewards decided about proposals: that a course teaches a competency, that two records are
 * the same. Owns the finding of a decision; the decisions themselves are the catalogue's. Any
 * thread. */
#include "model/catalogue.h"

/* What was decided about the pair (a, b): indices; of a tag the course first, of competencies and
 * courses in either order. Takes the logarithm of the number of verdicts. */
enum bw_ruling bw_verdict_of(const struct bw_catalogue *cat, enum bw_about about, uint32_t a,
                             uint32_t b);

/* Sorts a list so that bw_verdict_of finds in it. */
void bw_verdicts_settle(struct bw_verdict *verdicts, size_t n);
