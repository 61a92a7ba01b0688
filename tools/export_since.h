#pragma once
/* export --since: what the log has after a revision, as an increment. One thread. */
#include "tools/app.h"

/* argv[0] is "export". */
int bw_export_since(struct bw_app *app, int argc, char **argv);
