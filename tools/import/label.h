#pragma once
/* The label of a record made from a source that need not have both languages. Any thread. */
#include <msgpack.h>

#include "model/catalogue.h"

/* Packs the field "label" in both languages; one that is absent is the other's, marked with the
 * language it is in: "dig holes [EN]". */
void bw_pack_label(msgpack_packer *out, struct bw_text label);

/* The text in `lang`, else in the other language, without such a mark: to make a title of. */
struct bw_str bw_label_plain(struct bw_text label, enum bw_lang lang);
