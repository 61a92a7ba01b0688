#pragma once
/* The label of a record made from a source that need not have both languages. Any thread. */
#include <msgpack.h>

#include "model/catalogue.h"

/* Packs the field "label" in both languages; one that is absent is the other's, marked with the
 * language it is in: "dig holes [EN]". */
void bw_pack_label(msgpack_packer *out, struct bw_text label);
