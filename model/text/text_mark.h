#pragma once
/* Which stretch of a text to show for a question, and which of its words were meant: as pieces, so
 * that whoever shows them needs no markup. Memory from the request's arena; any thread. */
#include "model/text/text_query.h"

/* A piece of the text, and whether it is what was asked for. */
struct bw_text_piece {
    struct bw_str text; /* borrowed from the text */
    bool hit;
};

struct bw_text_pieces {
    const struct bw_text_piece *at;
    size_t n, n_hits;
    bool cut_before, cut_after; /* the text goes on there */
};

#define BW_MARK_BYTES 240 /* longer texts are cut, at words, to the part with the most hits */

/* The pieces put together are a part of the text. Without a hit there are none. */
struct bw_text_pieces bw_text_mark(const struct bw_text_query *query, struct bw_str text,
                                   struct bw_arena *arena);
