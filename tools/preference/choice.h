#pragma once
/* How much preferences and co-enrolment count, learned from what became of suggestions. The same
 * choices give the same weights. Owns nothing that stays; several at once are well.
 *
 * The model. A suggestion at position k is looked at with chance t_k; if it is, it is wanted with
 * chance r, ln(r / (1 - r)) = a + b ln(score * (1 - language - format - hours + co_enrolment)),
 * each weight where it lies outside that preference, co_enrolment times what goes with the past:
 * the share by which a list changes the score is so in the units of what a course closes. Who
 * wants it accepts; who looks and does not want it declines or clicks with chance s, or leaves no
 * trace, as who does not look. So an answer says that it was looked at, and silence at the bottom
 * of a list says little.
 *
 * Why a model of looking and not only the position as one more term of the logistic curve: that
 * would do where acceptance is rare, when ln(t r) = ln t + ln r; with lists that one in three
 * follows it would not, and it could not use who declined. Propensities are estimated with the
 * weights, by expectation and maximisation on choices that were not randomised (Wang, Golbandi,
 * Bendersky, Metzler, Najork: Position bias estimation for unbiased learning to rank in personal
 * search, WSDM 2018, with traces added). The first position is always looked at: t_1 = 1; only
 * ratios can be known. A ridge draws each weight to what it is by default, as if that were known
 * to within .05. */
#include "model/base/err.h"
#include "model/learned/past.h"
#include "model/learned/preference.h"

/* One suggestion and what became of it. */
struct bw_choice {
    double score;                 /* what it closed, as a list counts it without the weights */
    double together;              /* 0..1: how much it went with what was taken before */
    bool language, format, hours; /* outside that preference */
    uint32_t position;            /* from 1; 0: not known */
    enum bw_response reply;
};

/* With fewer accepted or declined the weights stay what they are by default. */
#define BW_CHOICE_ANSWERS_LEAST 200
/* Positions from here on are looked at alike. */
#define BW_CHOICE_POSITIONS 20

struct bw_choice_fit {
    struct bw_preference weights;
    bool learned;                           /* else there were too few answers, or all alike */
    size_t n_shown, n_accepted, n_declined; /* with a score above 0: the others say nothing */
    double looked[BW_CHOICE_POSITIONS + 1]; /* t by position, [0] where it is not known */
    double trace;                           /* s */
    double level, slope;                    /* a, b */
};

/* `fixed`: weights to be taken as they are, while all else is learned; NULL: they are learned too.
 * BW_INTERNAL: out of memory. */
enum bw_err bw_choice_learn(const struct bw_choice *choices, size_t n,
                            const struct bw_preference *fixed, struct bw_choice_fit *out,
                            struct bw_fail *fail);

/* How badly a fit foretells which of n other suggestions are accepted: mean of -ln of the chance of
 * what came, looked at or not, over those with a score above 0; NaN without any. */
double bw_choice_loss(const struct bw_choice_fit *fit, const struct bw_choice *choices, size_t n);
