#pragma once
/* Which version of the dot product a test program uses. A program that this is linked into has this
 * choice in the place of the model's own, for all that it calls. One thread. */
#include "model/space/dot.h"

/* All products are made by `version` from now on. */
void bw_test_force_dot(const struct bw_dot_version *version);
