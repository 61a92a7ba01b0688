/* Any bytes as a file of NumPy's, once where its length can be asked for and once where it shows at
 * its end only. Nothing may crash; both ways take the same files and give the same rows, of finite
 * numbers that are not all 0; and whatever is refused is refused in plain text with its name. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tools/npy/npy.h"

#define ROWS_KEPT_BYTES 65536

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* What came of reading a file. */
struct outcome {
    bool is_taken;
    uint64_t n_rows; /* that were given */
    uint32_t n_columns;
    size_t kept; /* bytes of their numbers, the first of them here: */
    unsigned char rows[ROWS_KEPT_BYTES];
};

static void check_refused(const struct bw_fail *fail)
{
    static const char name[] = "any.npy: ";
    must(fail->code == BW_BAD_REQUEST);
    must(strncmp(fail->text, name, sizeof name - 1) == 0);
    must(strlen(fail->text) > sizeof name + 8);
    for (const char *at = fail->text; *at; at++)
        must(*at >= ' ' && *at <= '~');
}

static void check_row(const float *row, uint32_t n)
{
    bool is_zero = true;
    for (uint32_t i = 0; i < n; i++) {
        must(isfinite(row[i]));
        is_zero = is_zero && fpclassify(row[i]) == FP_ZERO;
    }
    must(!is_zero);
}

static void keep(struct outcome *outcome, const float *row)
{
    size_t size = outcome->n_columns * sizeof *row, room = sizeof outcome->rows - outcome->kept;
    size_t n = size < room ? size : room;
    memcpy(outcome->rows + outcome->kept, row, n);
    outcome->kept += n;
    outcome->n_rows++;
}

static void read_file(FILE *file, size_t size, struct outcome *out)
{
    static float row[BW_NPY_COLUMNS_MOST];
    struct bw_npy *npy = NULL;
    struct bw_fail fail = {BW_OK, ""};
    must(file != NULL);
    enum bw_err err = bw_npy_from(file, "any.npy", &npy, &fail);
    uint64_t n_rows = err ? 0 : bw_npy_rows(npy);
    out->n_columns = err ? 0 : bw_npy_columns(npy);
    out->n_rows = out->kept = 0;
    must(err || (n_rows > 0 && out->n_columns > 0 && out->n_columns <= BW_NPY_COLUMNS_MOST));
    while (!err && out->n_rows < n_rows) {
        err = bw_npy_next(npy, row, &fail);
        if (!err) {
            check_row(row, out->n_columns);
            keep(out, row);
        }
    }
    if (err)
        check_refused(&fail);
    else
        must(n_rows * out->n_columns * 2 < size && bw_npy_next(npy, row, &fail) == BW_INTERNAL);
    bw_npy_free(npy);
    out->is_taken = !err;
}

/* Bytes that come one after the other and cannot be gone back in. */
struct stream {
    const uint8_t *bytes;
    size_t left;
};

static ssize_t read_stream(void *cookie, char *out, size_t n)
{
    struct stream *stream = cookie;
    n = n < stream->left ? n : stream->left;
    memcpy(out, stream->bytes, n);
    stream->bytes += n;
    stream->left -= n;
    return (ssize_t)n;
}

static bool is_same(const struct outcome *a, const struct outcome *b)
{
    return a->n_rows == b->n_rows && a->n_columns == b->n_columns &&
           memcmp(a->rows, b->rows, a->kept) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct outcome known, unknown;
    struct stream stream = {bytes, size};
    read_file(fopencookie(&stream, "rb", (cookie_io_functions_t){.read = read_stream}), size,
              &unknown);
    read_file(fmemopen((void *)bytes, size, "rb"), size, &known);
    must(known.is_taken == unknown.is_taken);
    /* Of what is refused, rows may have come already where the length was not known. */
    must(!known.is_taken || is_same(&known, &unknown));
    return 0;
}
