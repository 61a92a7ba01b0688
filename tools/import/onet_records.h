#pragma once
/* Makes the records: a competency of each element, a role of each occupation with what it asks.
 * Owns which figures count and what becomes of every row. One thread.
 *
 * An occupation asks an element when its pair of figures, importance and level, says that it does.
 * The pair is left out whole when
 * - either is recommended to be suppressed: half a pair would need the other half made up;
 * - the level is marked not relevant: most who were asked found the element not important, and the
 *   few others' levels have no meaning;
 * - the importance is under 2, "somewhat important": of the least a job does not ask for it;
 * - the level is under .5, our band of none.
 * Else the weight is (importance - 1) / 4, from .25 to 1, the level what bw_onet_level says, and
 * its doubt (level_sd) the level's standard error times the slope there. A standard error of 0 says
 * that all raters gave one whole figure, not that there is no doubt: it is taken for the least that
 * one of n raters who is a step away makes, 1/n. Without one, no doubt is stated. */
#include "tools/import/intake.h"
#include "tools/import/onet_tables.h"

/* `from` is the date of the roles' one version. */
void bw_onet_make_records(struct bw_intake *intake, struct bw_onet_tables *tables,
                          const char *from);
