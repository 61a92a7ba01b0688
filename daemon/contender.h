#pragma once
/* A version of the registry as it would serve the catalogue of a snapshot, which it must not
 * outlive. Owns the model in memory. The thread for long questions. */
#include "daemon/request.h"
#include "model/learned/learning.h"

struct bw_contender;

/* Reads a version, which would serve with these parts (0: with all that it offers). not_found when
 * there is none, bad_request when it does not offer a part; version 0 is the closed form. */
enum bw_err bw_contender_make(struct bw_request *request, uint32_t version, unsigned parts,
                              struct bw_contender **out, struct bw_fail *fail);
void bw_contender_free(struct bw_contender *contender);

/* NULL: the closed form. */
const struct bw_learning *bw_contender_learning(const struct bw_contender *contender);
const char *bw_contender_name(const struct bw_contender *contender);
/* The parts that would serve. */
unsigned bw_contender_parts(const struct bw_contender *contender);
/* The day up to which it was trained; BW_DAY_NONE for the closed form. */
bw_day bw_contender_until(const struct bw_contender *contender);
