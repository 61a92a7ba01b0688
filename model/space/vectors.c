#include "model/space/vectors.h"

#include <math.h>

const float *bw_vectors_row(struct bw_rows rows, uint32_t i)
{
    const float *row = rows.at + (size_t)i * rows.stride;
    for (size_t d = 0; d < rows.stride; d++)
        if (row[d] < 0 || row[d] > 0)
            return row;
    return NULL;
}

bool bw_vectors_unit(float *vector, uint32_t dim)
{
    double square = 0;
    for (uint32_t d = 0; d < dim; d++)
        square += (double)vector[d] * (double)vector[d];
    if (!isfinite(square) || square <= 0)
        return false;
    double length = sqrt(square);
    for (uint32_t d = 0; d < dim; d++)
        vector[d] = (float)((double)vector[d] / length);
    return true;
}
