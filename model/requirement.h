#pragma once
/* One demanded level held against one belief: is it met, how large is the gap, is it in doubt. Owns
 * the bands, the weight of the mandatory and the rule for lapsed certificates. Pure functions, any
 * thread. */
#include <stdbool.h>

#include "model/shortfall.h"

#define BW_MANDATORY_FACTOR 2.0

/* What is asked, and what is known of certificates for it at the date of the question. */
struct bw_requirement {
    double level;  /* 0..5 */
    double weight; /* as recorded, 1 when not recorded */
    bool mandatory;
    bool has_evidence;      /* of any source */
    bool certificate_valid; /* one that reaches the level's band is valid on the day */
    bool certificate_ended; /* one that reached it has expired */
};

enum bw_standing { BW_MET, BW_OPEN, BW_DOUBTFUL, BW_LAPSED };

/* The lower edge of the band: the level is met from here. */
double bw_requirement_edge(const struct bw_requirement *req);

/* w: the recorded weight, for a mandatory one factor * max(1, weight); factor 1..5, usually
 * BW_MANDATORY_FACTOR. */
double bw_requirement_weight(const struct bw_requirement *req, double factor);

/* Lapsed beats met: an expired mandatory certificate is open whatever the belief says. Doubtful is
 * open, and without evidence or with a chance of at least a quarter to be met. */
enum bw_standing bw_requirement_standing(const struct bw_requirement *req, struct bw_belief x);

/* H in levels; 0 when met; of a lapsed one at least half a level. The gap is w * H. */
double bw_requirement_shortfall(const struct bw_requirement *req, struct bw_belief x);
