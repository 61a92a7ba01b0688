/* For test_npy.py: the rows of a .npy file as they are read, float32 in this machine's order. */
#include <stdio.h>

#include "tools/npy/npy.h"

int main(int argc, char **argv)
{
    static float row[BW_NPY_COLUMNS_MOST];
    struct bw_npy *npy;
    struct bw_fail fail;
    if (argc != 2)
        return 2;
    enum bw_err err = bw_npy_open(argv[1], &npy, &fail);
    for (uint64_t i = 0; !err && i < bw_npy_rows(npy); i++) {
        err = bw_npy_next(npy, row, &fail);
        if (!err)
            fwrite(row, sizeof *row, bw_npy_columns(npy), stdout);
    }
    if (err) {
        fprintf(stderr, "%s\n", fail.text);
        return 1;
    }
    bw_npy_free(npy);
    return 0;
}
