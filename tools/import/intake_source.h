#pragma once
/* Gives a source back. For the intake only. */
#include "tools/import/intake.h"

void bw_intake_source_close(struct bw_intake_source *source);
