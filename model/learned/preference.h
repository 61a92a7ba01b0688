#pragma once
/* How much a list gives way to what a person likes, as learned from accepted and declined
 * suggestions: shares of what a course closes. Owns the section's form and its bounds. Pure
 * functions, any thread. */
#include <stddef.h>

#include "model/base/err.h"

/* Each is taken off, as a share, where a course lies outside a preference of that kind;
 * co_enrolment is what the whole of its score adds at most. Without a learned model .1 and 0. */
struct bw_preference {
    double language, format, hours; /* 0 to BW_PREFERENCE_MOST */
    double co_enrolment;            /* 0 to BW_CO_ENROLMENT_MOST */
};

/* All three and a near duplicate's half together leave something of what a course closes: a list
 * that takes the highest score first relies on scores that never rise (model/rank). */
#define BW_PREFERENCE_MOST .15
#define BW_CO_ENROLMENT_MOST .15
#define BW_PREFERENCE_BYTES (4 * sizeof(double))

/* What each preference, and the whole of co-enrolment, count for where nobody learned it. */
#define BW_PREFERENCE_DEFAULT .1
/* That of each preference; without a learned model co-enrolment does not count. */
extern const struct bw_preference bw_preference_closed_form;

/* Reads a section of n bytes. BW_BAD_REQUEST names what is of another length, not finite or out of
 * range; then *out is left as it was. */
enum bw_err bw_preference_open(const void *bytes, size_t n, struct bw_preference *out,
                               struct bw_fail *fail);
/* Writes one into out[BW_PREFERENCE_BYTES]; what bw_preference_open would refuse is refused. */
enum bw_err bw_preference_pack(const struct bw_preference *preference, void *out,
                               struct bw_fail *fail);
