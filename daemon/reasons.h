#pragma once
/* Why two records may be one, in words. Constants only; any thread. */
#include "model/twins/twins.h"

/* The name on the wire, and what a person reads. */
const char *bw_reason_name(enum bw_twin_reason reason);
const char *bw_reason_text(enum bw_twin_reason reason, enum bw_lang lang);
