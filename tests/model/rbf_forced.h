#pragma once
/* Which version of the weighted sum of Gaussians a test program uses. A program that this is linked
 * into has this choice in the place of the model's own, for all that it calls. One thread. */
#include "model/learned/rbf.h"

/* All sums are made by `version` from now on. */
void bw_test_force_rbf(const struct bw_rbf_version *version);
