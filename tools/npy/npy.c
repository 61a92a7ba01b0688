#include "tools/npy/npy.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tools/npy/npy_header.h"

#define MAGIC "\x93NUMPY"
#define MAGIC_LEN (sizeof MAGIC - 1)
#define FRONT_LEN (MAGIC_LEN + 2) /* magic and version */
#define HEADER_MOST 65535

struct bw_npy {
    FILE *file;
    char *name;
    uint64_t n_rows, next;
    int64_t data_bytes; /* of all rows */
    uint32_t n_columns;
    uint32_t width;     /* bytes of a number: 2 or 4 */
    bool is_big_endian; /* its first byte is the highest */
    unsigned char row[BW_NPY_COLUMNS_MOST * sizeof(float)];
};

/* "NAME: text", the text made beforehand. */
static enum bw_err of_file(const char *name, struct bw_fail *fail)
{
    struct bw_fail inner = *fail;
    return bw_fail_set(fail, inner.code, "%s: %s", name, inner.text);
}

/* Fewer bytes than wanted were there; `what` could not be read whole. */
static enum bw_err ended(FILE *file, const char *what, struct bw_fail *fail)
{
    if (ferror(file))
        return bw_fail_set(fail, BW_INTERNAL, "cannot be read: %s", strerror(errno));
    return bw_fail_set(fail, BW_BAD_REQUEST, "ends in the middle of %s; get it again", what);
}

/* Magic and version; how many bytes the length of the header takes. */
static enum bw_err read_front(FILE *file, size_t *length_bytes, struct bw_fail *fail)
{
    unsigned char front[FRONT_LEN];
    size_t n = fread(front, 1, sizeof front, file);
    if (n >= 4 && memcmp(front, "PK\3\4", 4) == 0)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "is an archive of arrays (.npz); save one array with np.save");
    if (n == 0 && !ferror(file))
        return bw_fail_set(fail, BW_BAD_REQUEST, "is empty; save the array with np.save");
    if (memcmp(front, MAGIC, n < MAGIC_LEN ? n : MAGIC_LEN) != 0)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "is no .npy file (it does not begin with \\x93NUMPY); save the array "
                           "with np.save");
    if (n < sizeof front)
        return ended(file, "its first 8 bytes", fail);
    unsigned char major = front[MAGIC_LEN], minor = front[MAGIC_LEN + 1];
    if (major < 1 || major > 3 || minor != 0)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "has format version %u.%u; 1.0, 2.0 and 3.0 are known", major, minor);
    *length_bytes = major == 1 ? 2 : 4;
    return BW_OK;
}

static enum bw_err read_length(FILE *file, size_t length_bytes, size_t *out, struct bw_fail *fail)
{
    unsigned char bytes[4] = {0};
    if (fread(bytes, 1, length_bytes, file) < length_bytes)
        return ended(file, "the length of its header", fail);
    uint32_t length =
        bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    if (length > HEADER_MOST)
        return bw_fail_set(fail, BW_BAD_REQUEST, "has a header of %u bytes; %d are the most",
                           length, HEADER_MOST);
    *out = length;
    return BW_OK;
}

static enum bw_err use_type(struct bw_npy *npy, struct bw_npy_text descr, struct bw_fail *fail)
{
    char shown[BW_NPY_SHOWN + 4];
    bool is_float = descr.len == 3 && (descr.at[0] == '<' || descr.at[0] == '>') &&
                    descr.at[1] == 'f' && (descr.at[2] == '4' || descr.at[2] == '2');
    if (!is_float)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "holds numbers of type '%s'; float32 ('<f4') and float16 ('<f2') are "
                           "taken: save a.astype('<f4')",
                           bw_npy_show(descr.at, descr.len, shown));
    npy->is_big_endian = descr.at[0] == '>';
    npy->width = descr.at[2] == '4' ? 4 : 2;
    return BW_OK;
}

static enum bw_err use_shape(struct bw_npy *npy, const struct bw_npy_header *header,
                             struct bw_fail *fail)
{
    uint64_t n_rows = header->shape[0], n_columns = header->shape[1];
    if (header->n_dims != 2)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "has %zu dimension%s; 2 are wanted, (rows, numbers a row)",
                           header->n_dims, header->n_dims == 1 ? "" : "s");
    if (header->by_columns)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "is stored column by column (Fortran order); save "
                           "np.ascontiguousarray(a)");
    if (n_rows == 0)
        return bw_fail_set(fail, BW_BAD_REQUEST, "has no rows; 1 is the least");
    if (n_columns == 0 || n_columns > BW_NPY_COLUMNS_MOST)
        return bw_fail_set(fail, BW_BAD_REQUEST, "has %ju numbers a row; 1 to %d are taken",
                           (uintmax_t)n_columns, BW_NPY_COLUMNS_MOST);
    if (__builtin_mul_overflow(n_rows, n_columns * npy->width, &npy->data_bytes))
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "has %ju rows of %ju numbers, more than a file can hold",
                           (uintmax_t)n_rows, (uintmax_t)n_columns);
    npy->n_rows = n_rows;
    npy->n_columns = (uint32_t)n_columns;
    return BW_OK;
}

static enum bw_err read_header(struct bw_npy *npy, struct bw_fail *fail)
{
    static const char what[] = "its header";
    struct bw_npy_header header;
    size_t length_bytes = 0, length = 0;
    enum bw_err err = read_front(npy->file, &length_bytes, fail);
    if (!err)
        err = read_length(npy->file, length_bytes, &length, fail);
    char *text = err ? NULL : malloc(length + 1);
    if (!err && !text)
        err = bw_fail_set(fail, BW_INTERNAL, "out of memory");
    if (!err && fread(text, 1, length, npy->file) < length)
        err = ended(npy->file, what, fail);
    if (!err)
        err = bw_npy_header_read(text, length, &header, fail);
    if (!err)
        err = use_type(npy, header.descr, fail);
    if (!err)
        err = use_shape(npy, &header, fail);
    free(text);
    return err;
}

/* Whether the file is as long as its header says, before anything is done with the first rows. A
 * pipe has no length; it is seen at its end. */
static enum bw_err check_length(struct bw_npy *npy, struct bw_fail *fail)
{
    off_t start = ftello(npy->file);
    if (start < 0 || fseeko(npy->file, 0, SEEK_END) != 0)
        return BW_OK;
    off_t end = ftello(npy->file);
    if (end < start || fseeko(npy->file, start, SEEK_SET) != 0)
        return bw_fail_set(fail, BW_INTERNAL, "cannot be read: %s", strerror(errno));
    if (end - start == npy->data_bytes)
        return BW_OK;
    return bw_fail_set(fail, BW_BAD_REQUEST,
                       "%s: %jd bytes follow the header, and %ju rows of %u numbers take %jd; get "
                       "it again",
                       end - start < npy->data_bytes ? "is cut off" : "is too long",
                       (intmax_t)(end - start), (uintmax_t)npy->n_rows, npy->n_columns,
                       (intmax_t)npy->data_bytes);
}

enum bw_err bw_npy_from(FILE *file, const char *name, struct bw_npy **out, struct bw_fail *fail)
{
    struct bw_npy *npy = calloc(1, sizeof *npy);
    if (!npy || !(npy->name = strdup(name))) {
        free(npy);
        fclose(file);
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    }
    npy->file = file;
    enum bw_err err = read_header(npy, fail);
    if (!err)
        err = check_length(npy, fail);
    if (err) {
        bw_npy_free(npy);
        return of_file(name, fail);
    }
    *out = npy;
    return BW_OK;
}

enum bw_err bw_npy_open(const char *path, struct bw_npy **out, struct bw_fail *fail)
{
    FILE *file = fopen(path, "rbe");
    if (!file)
        return bw_fail_set(fail, BW_NOT_FOUND, "%s: %s", path, strerror(errno));
    return bw_npy_from(file, path, out, fail);
}

void bw_npy_free(struct bw_npy *npy)
{
    if (!npy)
        return;
    fclose(npy->file);
    free(npy->name);
    free(npy);
}

uint64_t bw_npy_rows(const struct bw_npy *npy)
{
    return npy->n_rows;
}

uint32_t bw_npy_columns(const struct bw_npy *npy)
{
    return npy->n_columns;
}

static float from_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Sign, 5 bits of exponent about 15, 10 bits of fraction; float32 has 8 about 127, and 23. */
float bw_npy_half(uint16_t bits)
{
    uint32_t sign = (uint32_t)(bits & 0x8000) << 16, exponent = bits >> 10 & 0x1f;
    uint32_t fraction = (uint32_t)(bits & 0x3ff) << 13;
    if (exponent == 0) { /* 0 or denormal: no leading 1, and the step is 2^-24 */
        float size = (float)(bits & 0x3ff) * 0x1p-24f;
        return sign ? -size : size;
    }
    if (exponent == 0x1f) /* infinity and NaN */
        return from_bits(sign | 0x7f800000u | fraction);
    return from_bits(sign | (exponent + 127 - 15) << 23 | fraction);
}

static float number_at(const struct bw_npy *npy, uint32_t column)
{
    const unsigned char *at = npy->row + (size_t)column * npy->width;
    uint32_t bits = 0;
    for (uint32_t i = 0; i < npy->width; i++)
        bits = bits << 8 | at[npy->is_big_endian ? i : npy->width - 1 - i];
    return npy->width == 2 ? bw_npy_half((uint16_t)bits) : from_bits(bits);
}

/* The row that was read, as numbers. */
static enum bw_err take_row(const struct bw_npy *npy, float *row, struct bw_fail *fail)
{
    uintmax_t at = npy->next;
    bool is_zero = true;
    for (uint32_t i = 0; i < npy->n_columns; i++) {
        row[i] = number_at(npy, i);
        if (!isfinite(row[i]))
            return bw_fail_set(fail, BW_BAD_REQUEST,
                               "row %ju has %s (a[%ju, %u]); only finite numbers can be compared",
                               at + 1, isnan(row[i]) ? "NaN" : "infinity", at, i);
        is_zero = is_zero && fpclassify(row[i]) == FP_ZERO;
    }
    if (is_zero)
        return bw_fail_set(
            fail, BW_BAD_REQUEST,
            "row %ju is all 0 (a[%ju]) and points nowhere; leave it out, and its key", at + 1, at);
    return BW_OK;
}

static enum bw_err read_row(struct bw_npy *npy, float *row, struct bw_fail *fail)
{
    char what[64];
    size_t size = (size_t)npy->n_columns * npy->width;
    if (npy->next == npy->n_rows)
        return bw_fail_set(fail, BW_INTERNAL, "has no row after row %ju", (uintmax_t)npy->n_rows);
    snprintf(what, sizeof what, "row %ju of %ju", (uintmax_t)npy->next + 1, (uintmax_t)npy->n_rows);
    if (fread(npy->row, 1, size, npy->file) < size)
        return ended(npy->file, what, fail);
    enum bw_err err = take_row(npy, row, fail);
    if (err)
        return err;
    npy->next++;
    if (npy->next == npy->n_rows && getc(npy->file) != EOF)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "goes on after row %ju, the last by its header; get it again",
                           (uintmax_t)npy->n_rows);
    return BW_OK;
}

enum bw_err bw_npy_next(struct bw_npy *npy, float *row, struct bw_fail *fail)
{
    return read_row(npy, row, fail) ? of_file(npy->name, fail) : BW_OK;
}
