#pragma once
/* How often courses and the courses of a provider were completed, as one section of bytes that is
 * opened where it lies. Each rate is drawn towards that of its parent, the more the fewer outcomes
 * it rests on: (successes + k * parent) / (n + k), where the parent of a course is its provider and
 * that of a provider is all courses; who writes the section has done so. Owns nothing: the bytes
 * are the owner's and must outlive it. Immutable, any thread. */
#include <stdint.h>

#include "model/base/block.h"
#include "model/base/err.h"
#include "model/base/ids.h"

#define BW_RATES_ALIGN BW_BLOCK_ALIGN
#define BW_RATES_MAGIC "BWRATES"
#define BW_RATES_VERSION 1
#define BW_RATES_ORDER BW_BLOCK_ORDER
#define BW_RATES_ENTRIES_MOST (1u << 24)

/* How a section begins. Behind it, each on a multiple of 64 and padded with 0: the rates of courses
 * and then of providers, in byte order of the ids (float64); where the id of each begins in the
 * text and where the last one ends (uint32); how many outcomes it rests on (uint32); the text. */
struct bw_rates_head {
    char magic[8]; /* BW_RATES_MAGIC and its 0 */
    uint32_t version, order;
    uint64_t bytes; /* of the whole section */
    uint32_t n_courses, n_providers;
    uint32_t text_bytes, n_outcomes; /* outcomes in all */
    double overall;                  /* rate of all courses */
    char padding[16];                /* 0 */
};

/* An opened section. */
struct bw_rates {
    const struct bw_rates_head *head;
    const double *rate;    /* courses, then providers */
    const uint32_t *begin; /* one more than rates */
    const uint32_t *n;     /* outcomes */
    const char *text;      /* of all ids */
};

/* Opens the section in `bytes` (n of them, on a multiple of 64). All that is relied on later is
 * looked at here. BW_BAD_REQUEST: no rates, or damaged ones; BW_NOT_SUPPORTED: of another version
 * or byte order. */
enum bw_err bw_rates_open(const void *bytes, size_t n, struct bw_rates *out, struct bw_fail *fail);

/* The rate of all courses, 0 <= rate <= 1. */
double bw_rates_overall(const struct bw_rates *rates);
/* The rate of a provider's courses; of all courses when it has none or is absent. */
double bw_rates_provider(const struct bw_rates *rates, struct bw_str provider);
/* The rate of a course; of its provider when it has none. */
double bw_rates_course(const struct bw_rates *rates, struct bw_str course, struct bw_str provider);

struct bw_rate {
    struct bw_str id;
    double rate;
    uint32_t n;
};

/* What a section is made of: lists in byte order of their ids, each id once. */
struct bw_rates_parts {
    const struct bw_rate *courses, *providers;
    size_t n_courses, n_providers;
    double overall;
    uint32_t n_outcomes;
};

/* Writes a section: `*bytes` is on a multiple of 64 and to be freed. BW_BAD_REQUEST: parts that
 * bw_rates_open would refuse. */
enum bw_err bw_rates_pack(const struct bw_rates_parts *parts, void **bytes, size_t *n,
                          struct bw_fail *fail);
