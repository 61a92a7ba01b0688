#pragma once
/* The forms that a batch writes answers in. Owns how an answer to recommend.many becomes the bytes
 * of a file: JSON lines, rows of CSV, or MessagePack as it came. Any thread, each piece one. */
#include <msgpack.h>
#include <stdbool.h>

#include "model/catalogue.h"

enum bw_batch_form { BW_BATCH_JSONL, BW_BATCH_CSV, BW_BATCH_MSGPACK };

/* What a chunk of people became. */
struct bw_batch_piece {
    msgpack_sbuffer bytes;
    msgpack_sbuffer complaints; /* lines about people who have no place in the form (CSV) */
    size_t n_failed;
    char snapshot[80]; /* that the answers rest on; empty when all failed */
};

/* By the ending of a file's name; false when it has none of them. */
bool bw_batch_form_find(const char *path, enum bw_batch_form *out);
const char *bw_batch_form_name(enum bw_batch_form form);
/* What a file of the form begins with. */
const char *bw_batch_form_head(enum bw_batch_form form);

void bw_batch_piece_init(struct bw_batch_piece *piece);
void bw_batch_piece_clear(struct bw_batch_piece *piece);
/* Fills the piece anew from the result of recommend.many about n people; lang is that of the
 * reasons in CSV. false when the result is none of that. */
bool bw_batch_form_write(enum bw_batch_form form, enum bw_lang lang, const unsigned char *result,
                         size_t n, struct bw_batch_piece *out);

/* Is the answer at `at` {employee, error}? */
bool bw_batch_form_failed(const unsigned char *at);
