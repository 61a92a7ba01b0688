#pragma once
/* A learned model: what a trainer found in outcomes and choices, as ONE block of bytes that is used
 * where it lies. Owns the envelope: a head, a directory, and sections, each of one kind and at most
 * once. What is inside a section is its own file's: model/learned/chance, model/learned/rates,
 * model/learned/coenrol, model/learned/preference. Immutable, any thread. */
#include <stdbool.h>

#include "model/base/block.h"
#include "model/base/err.h"

/* The kinds of section. */
enum bw_section_kind {
    BW_SECTION_CHANCE,     /* the chance to succeed, from features */
    BW_SECTION_RATES,      /* how often courses and providers were completed: features of that */
    BW_SECTION_COENROL,    /* what is taken together, and after what: a term, and such a feature */
    BW_SECTION_PREFERENCE, /* how much preferences count */
    BW_SECTION_KINDS
};

/* What of a model can be in service by itself, one bit each. A part needs its section; the success
 * model takes rates and co-enrolment as features whichever parts serve. */
enum bw_learned_part {
    BW_PART_SUCCESS = 1,      /* CHANCE */
    BW_PART_CO_ENROLMENT = 2, /* COENROL */
    BW_PART_PREFERENCE = 4,   /* PREFERENCE */
    BW_PART_ALL = 7
};

struct bw_section {
    const void *at; /* NULL: there is none; else on a multiple of BW_BLOCK_ALIGN */
    size_t n;       /* bytes */
};

struct bw_learned {
    struct bw_section sections[BW_SECTION_KINDS];
    uint64_t id; /* of the bytes */
};

#define BW_LEARNED_BYTES_MOST ((size_t)1 << 28)

/* Opens the block of `n` bytes, which *out then borrows; `bytes` stands on a multiple of
 * BW_BLOCK_ALIGN. BW_BAD_REQUEST says what of the envelope is damaged, BW_NOT_SUPPORTED that
 * another version made it; then *out is left as it was. */
enum bw_err bw_learned_open(const void *bytes, size_t n, struct bw_learned *out,
                            struct bw_fail *fail);

/* at NULL when the model has no such section. */
static inline struct bw_section bw_learned_section(const struct bw_learned *learned,
                                                   enum bw_section_kind kind)
{
    return learned->sections[kind];
}

/* The parts (bits) that the model could serve. */
unsigned bw_learned_parts(const struct bw_learned *learned);

/* Bytes of the block that holds these sections. */
size_t bw_learned_bytes(const struct bw_section sections[BW_SECTION_KINDS]);
/* Writes it to out[bw_learned_bytes()]; the same sections, the same bytes. */
void bw_learned_pack(const struct bw_section sections[BW_SECTION_KINDS], void *out);
