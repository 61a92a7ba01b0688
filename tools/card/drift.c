#include "tools/card/drift.h"

#include <math.h>

#define SHARE_LEAST 1e-3

void bw_drift_add(struct bw_drift *drift, double value)
{
    size_t part = 0;
    while (part < BW_DRIFT_PARTS - 1 && value > drift->deciles[part])
        part++;
    drift->n_in[part]++;
    drift->n++;
    drift->sum += value;
}

double bw_drift_mean(const struct bw_drift *drift)
{
    return drift->n ? drift->sum / (double)drift->n : 0;
}

void bw_drift_shares(const struct bw_drift *drift, double shares[BW_DRIFT_PARTS])
{
    for (size_t part = 0; part < BW_DRIFT_PARTS; part++)
        shares[part] = drift->n ? (double)drift->n_in[part] / (double)drift->n : 0;
}

double bw_drift_index(const double then[BW_DRIFT_PARTS], const double now[BW_DRIFT_PARTS])
{
    double index = 0;
    for (size_t part = 0; part < BW_DRIFT_PARTS; part++) {
        double was = then[part] > SHARE_LEAST ? then[part] : SHARE_LEAST,
               is = now[part] > SHARE_LEAST ? now[part] : SHARE_LEAST;
        index += (is - was) * log(is / was);
    }
    return index;
}
