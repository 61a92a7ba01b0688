#pragma once
/* A report card in a file. One thread. */
#include "tools/app.h"

/* Writes the page of `card` (as bw_card_gather fills it); the file is there when it is whole. An
 * error names the file. */
enum bw_err bw_card_file(const char *path, enum bw_lang lang, const struct bw_args *card,
                         struct bw_fail *fail);
