#include "tools/npy/npy_header.h"

#include <string.h>

struct reading {
    const char *text;
    size_t len, at;
    struct bw_fail *fail;
};

const char *bw_npy_show(const char *at, size_t len, char shown[BW_NPY_SHOWN + 4])
{
    size_t n = len < BW_NPY_SHOWN ? len : BW_NPY_SHOWN;
    for (size_t i = 0; i < n; i++)
        shown[i] = at[i] >= ' ' && at[i] <= '~' ? at[i] : '?';
    memcpy(shown + n, n < len ? "..." : "", n < len ? 4 : 1);
    return shown;
}

static void skip_spaces(struct reading *reading)
{
    while (reading->at < reading->len && memchr(" \t\n\r", reading->text[reading->at], 4))
        reading->at++;
}

static enum bw_err wrong(const struct reading *reading, const char *wanted)
{
    char shown[BW_NPY_SHOWN + 4];
    if (reading->at == reading->len)
        return bw_fail_set(reading->fail, BW_BAD_REQUEST,
                           "the header ends after %zu characters, where %s is wanted", reading->len,
                           wanted);
    return bw_fail_set(reading->fail, BW_BAD_REQUEST,
                       "the header has \"%s\" at character %zu, where %s is wanted",
                       bw_npy_show(reading->text + reading->at, reading->len - reading->at, shown),
                       reading->at + 1, wanted);
}

/* Is `word` next? Then it is behind us. */
static bool takes(struct reading *reading, const char *word)
{
    size_t len = strlen(word);
    skip_spaces(reading);
    if (reading->len - reading->at < len || memcmp(reading->text + reading->at, word, len) != 0)
        return false;
    reading->at += len;
    return true;
}

static enum bw_err take(struct reading *reading, const char *word, const char *wanted)
{
    return takes(reading, word) ? BW_OK : wrong(reading, wanted);
}

/* A text in single or double quotes. */
static enum bw_err take_text(struct reading *reading, const char *wanted, struct bw_npy_text *out)
{
    char quote = takes(reading, "'") ? '\'' : '"';
    if (quote == '"' && !takes(reading, "\""))
        return wrong(reading, wanted);
    size_t start = reading->at;
    for (; reading->at < reading->len && reading->text[reading->at] != quote; reading->at++)
        if (reading->text[reading->at] == '\\' || reading->text[reading->at] == '\n')
            return wrong(reading, "plain text up to the closing quote");
    if (reading->at == reading->len)
        return wrong(reading, "the closing quote");
    *out = (struct bw_npy_text){reading->text + start, reading->at - start};
    reading->at++;
    return BW_OK;
}

static bool is_digit(const struct reading *reading)
{
    return reading->at < reading->len && reading->text[reading->at] >= '0' &&
           reading->text[reading->at] <= '9';
}

static enum bw_err take_number(struct reading *reading, uint64_t *out)
{
    static const char wanted[] = "a whole number from 0 to 2^63 - 1";
    uint64_t value = 0;
    skip_spaces(reading);
    size_t start = reading->at;
    for (; is_digit(reading); reading->at++) {
        uint64_t digit = (uint64_t)(reading->text[reading->at] - '0');
        if (value > ((uint64_t)INT64_MAX - digit) / 10) {
            reading->at = start;
            return wrong(reading, wanted);
        }
        value = 10 * value + digit;
    }
    if (reading->at == start || (reading->text[start] == '0' && reading->at > start + 1)) {
        reading->at = start;
        return wrong(reading, wanted);
    }
    *out = value;
    return BW_OK;
}

static enum bw_err take_descr(struct reading *reading, struct bw_npy_header *out)
{
    return take_text(reading, "a type in quotes, '<f4' or '<f2',", &out->descr);
}

static enum bw_err take_order(struct reading *reading, struct bw_npy_header *out)
{
    out->by_columns = takes(reading, "True");
    return out->by_columns ? BW_OK : take(reading, "False", "False");
}

/* (), (3,), (3, 4), (3, 4,) ... but not (3), which is a number in Python. */
static enum bw_err take_shape(struct reading *reading, struct bw_npy_header *out)
{
    enum bw_err err = take(reading, "(", "the shape, as (rows, numbers a row),");
    bool comma = true;
    while (!err && !takes(reading, ")")) {
        uint64_t extent = 0;
        err = comma ? take_number(reading, &extent) : wrong(reading, "a comma or )");
        if (!err && out->n_dims < 2)
            out->shape[out->n_dims] = extent;
        out->n_dims++;
        comma = takes(reading, ",");
        if (!err && out->n_dims == 1 && !comma)
            err = wrong(reading, "a comma");
    }
    return err;
}

static const struct key {
    const char *name;
    enum bw_err (*take)(struct reading *reading, struct bw_npy_header *out);
} keys[] = {
    {"descr", take_descr},
    {"fortran_order", take_order},
    {"shape", take_shape},
};

#define KEYS (sizeof keys / sizeof *keys)

static enum bw_err take_item(struct reading *reading, struct bw_npy_header *out, bool has[KEYS])
{
    char shown[BW_NPY_SHOWN + 4];
    struct bw_npy_text name = {"", 0};
    enum bw_err err = take_text(reading, "a key in quotes or }", &name);
    if (err)
        return err;
    for (size_t i = 0; i < KEYS; i++) {
        if (strlen(keys[i].name) != name.len || memcmp(keys[i].name, name.at, name.len) != 0)
            continue;
        if (has[i])
            return bw_fail_set(reading->fail, BW_BAD_REQUEST,
                               "the header has '%s' twice; once is right", keys[i].name);
        has[i] = true;
        err = take(reading, ":", "a colon");
        return err ? err : keys[i].take(reading, out);
    }
    return bw_fail_set(
        reading->fail, BW_BAD_REQUEST,
        "the header has a key '%s'; there are 'descr', 'fortran_order' and 'shape' only",
        bw_npy_show(name.at, name.len, shown));
}

static enum bw_err take_dictionary(struct reading *reading, struct bw_npy_header *out)
{
    bool has[KEYS] = {false}, comma = true;
    enum bw_err err = take(reading, "{", "a dictionary, {'descr': ...},");
    while (!err && !takes(reading, "}")) {
        err = comma ? take_item(reading, out, has) : wrong(reading, "a comma or }");
        comma = takes(reading, ",");
    }
    for (size_t i = 0; !err && i < KEYS; i++)
        if (!has[i])
            err =
                bw_fail_set(reading->fail, BW_BAD_REQUEST, "the header has no '%s'", keys[i].name);
    return err;
}

enum bw_err bw_npy_header_read(const char *text, size_t len, struct bw_npy_header *out,
                               struct bw_fail *fail)
{
    struct reading reading = {text, len, 0, fail};
    struct bw_npy_header header = {.n_dims = 0};
    enum bw_err err = take_dictionary(&reading, &header);
    skip_spaces(&reading);
    if (!err && reading.at < len)
        err = wrong(&reading, "nothing but spaces and a line end");
    if (!err)
        *out = header;
    return err;
}
