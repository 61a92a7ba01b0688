#pragma once
/* Groups of people from a CSV file with the columns employee and group, as model.promote and
 * model.compare take them. One thread. */
#include "tools/args.h"

/* Adds the argument "groups"; an error names file and line, or what the file lacks. */
enum bw_err bw_model_groups_read(const char *path, struct bw_args *args, struct bw_fail *fail);
