#include "model/learned/rates.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(struct bw_rates_head) == 64, "the head is what sections on disk have");

/* Where things begin, and behind the last. */
struct places {
    uint64_t rate, begin, n, text, end;
};

static struct places places_of(uint64_t n_entries, uint64_t text_bytes)
{
    struct places at;
    at.rate = sizeof(struct bw_rates_head);
    at.begin = at.rate + bw_block_padded(n_entries * sizeof(double));
    at.n = at.begin + bw_block_padded((n_entries + 1) * sizeof(uint32_t));
    at.text = at.n + bw_block_padded(n_entries * sizeof(uint32_t));
    at.end = at.text + bw_block_padded(text_bytes);
    return at;
}

static uint64_t entries_of(const struct bw_rates_head *head)
{
    return (uint64_t)head->n_courses + head->n_providers;
}

static struct bw_rates rates_at(const void *bytes)
{
    const struct bw_rates_head *head = bytes;
    const char *from = bytes;
    struct places at = places_of(entries_of(head), head->text_bytes);
    return (struct bw_rates){head, (const void *)(from + at.rate), (const void *)(from + at.begin),
                             (const void *)(from + at.n), from + at.text};
}

static enum bw_err damaged(struct bw_fail *fail, const char *what)
{
    return bw_fail_set(fail, BW_BAD_REQUEST,
                       "the success rates are damaged: %s; train them again with bekwaam train",
                       what);
}

static bool is_rate(double x)
{
    return x >= 0 && x <= 1; /* false for NaN */
}

static enum bw_err check_head(const struct bw_rates_head *head, size_t n, struct bw_fail *fail)
{
    if (memcmp(head->magic, BW_RATES_MAGIC, sizeof head->magic) != 0)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "these bytes are no success rates: they do not begin with %s",
                           BW_RATES_MAGIC);
    if (head->order != BW_RATES_ORDER)
        return bw_fail_set(fail, BW_NOT_SUPPORTED,
                           "the success rates were made on a processor of another byte order; "
                           "train them here with bekwaam train");
    if (head->version != BW_RATES_VERSION)
        return bw_fail_set(fail, BW_NOT_SUPPORTED,
                           "the success rates have version %u, this program reads version %u; "
                           "train them again with bekwaam train",
                           head->version, BW_RATES_VERSION);
    if (head->n_courses > BW_RATES_ENTRIES_MOST || head->n_providers > BW_RATES_ENTRIES_MOST)
        return damaged(fail, "they count more courses or providers than there can be");
    uint64_t bytes = places_of(entries_of(head), head->text_bytes).end;
    if (head->bytes != n || bytes != n)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "the success rates are damaged: they are %zu bytes, their head asks for "
                           "%llu and their counts for %llu; train them again with bekwaam train",
                           n, (unsigned long long)head->bytes, (unsigned long long)bytes);
    if (!is_rate(head->overall))
        return damaged(fail, "the rate of all courses is not between 0 and 1");
    return bw_block_is_zero(head->padding, sizeof head->padding)
               ? BW_OK
               : damaged(fail, "something stands in their head where nothing should");
}

static struct bw_ids ids_of(const struct bw_rates *rates)
{
    return (struct bw_ids){rates->begin, rates->text};
}

static enum bw_err check_entries(const struct bw_rates *rates, struct bw_fail *fail)
{
    uint32_t n = (uint32_t)entries_of(rates->head);
    struct bw_ids ids = ids_of(rates);
    if (rates->begin[0] != 0 || rates->begin[n] != rates->head->text_bytes)
        return damaged(fail, "their ids do not fill their text");
    for (uint32_t i = 0; i < n; i++) {
        if (rates->begin[i + 1] < rates->begin[i] || rates->begin[i + 1] > rates->head->text_bytes)
            return damaged(fail, "an id lies outside their text");
        if (!is_rate(rates->rate[i]))
            return damaged(fail, "a rate is not between 0 and 1");
    }
    for (uint32_t i = 1; i < n; i++)
        if (i != rates->head->n_courses &&
            bw_str_compare(bw_ids_get(ids, i - 1), bw_ids_get(ids, i)) >= 0)
            return damaged(fail, "their ids are not in order");
    return BW_OK;
}

enum bw_err bw_rates_open(const void *bytes, size_t n, struct bw_rates *out, struct bw_fail *fail)
{
    const struct bw_rates_head *head = bytes;
    if ((uintptr_t)bytes % BW_RATES_ALIGN)
        return bw_fail_set(fail, BW_INTERNAL, "success rates must stand on a multiple of %d bytes",
                           BW_RATES_ALIGN);
    if (n < sizeof *head)
        return damaged(fail, "they are shorter than their head");
    enum bw_err err = check_head(head, n, fail);
    if (err)
        return err;
    struct bw_rates rates = rates_at(bytes);
    err = check_entries(&rates, fail);
    if (!err)
        *out = rates;
    return err;
}

double bw_rates_overall(const struct bw_rates *rates)
{
    return rates->head->overall;
}

/* The rate of `id` among the n from `first`, or `otherwise`. */
static double find(const struct bw_rates *rates, uint32_t first, uint32_t n, struct bw_str id,
                   double otherwise)
{
    uint32_t found = bw_ids_find(ids_of(rates), first, n, id);
    return found == BW_NONE ? otherwise : rates->rate[found];
}

double bw_rates_provider(const struct bw_rates *rates, struct bw_str provider)
{
    const struct bw_rates_head *head = rates->head;
    return find(rates, head->n_courses, head->n_providers, provider, head->overall);
}

double bw_rates_course(const struct bw_rates *rates, struct bw_str course, struct bw_str provider)
{
    return find(rates, 0, rates->head->n_courses, course, bw_rates_provider(rates, provider));
}

static uint64_t text_bytes_of(const struct bw_rate *list, size_t n)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < n; i++)
        bytes += list[i].id.len;
    return bytes;
}

/* Writes a list as the entries from `first`, behind the text that is there. */
static void fill(const struct bw_rate *list, size_t n, size_t first, const struct bw_rates *rates)
{
    uint32_t *begin = (uint32_t *)rates->begin;
    for (size_t i = 0; i < n; i++) {
        ((double *)rates->rate)[first + i] = list[i].rate;
        ((uint32_t *)rates->n)[first + i] = list[i].n;
        if (list[i].id.len > 0)
            memcpy((char *)rates->text + begin[first + i], list[i].id.at, list[i].id.len);
        begin[first + i + 1] = begin[first + i] + list[i].id.len;
    }
}

enum bw_err bw_rates_pack(const struct bw_rates_parts *parts, void **bytes, size_t *n,
                          struct bw_fail *fail)
{
    uint64_t text = text_bytes_of(parts->courses, parts->n_courses) +
                    text_bytes_of(parts->providers, parts->n_providers);
    if (parts->n_courses > BW_RATES_ENTRIES_MOST || parts->n_providers > BW_RATES_ENTRIES_MOST ||
        text > UINT32_MAX)
        return bw_fail_set(fail, BW_BAD_REQUEST, "success rates are of at most %u courses",
                           BW_RATES_ENTRIES_MOST);
    size_t size = (size_t)places_of(parts->n_courses + parts->n_providers, text).end;
    struct bw_rates opened;
    void *out;
    if (posix_memalign(&out, BW_RATES_ALIGN, size) != 0)
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    memset(out, 0, size);
    *(struct bw_rates_head *)out =
        (struct bw_rates_head){.magic = BW_RATES_MAGIC,
                               .version = BW_RATES_VERSION,
                               .order = BW_RATES_ORDER,
                               .bytes = size,
                               .n_courses = (uint32_t)parts->n_courses,
                               .n_providers = (uint32_t)parts->n_providers,
                               .text_bytes = (uint32_t)text,
                               .n_outcomes = parts->n_outcomes,
                               .overall = parts->overall};
    struct bw_rates rates = rates_at(out);
    fill(parts->courses, parts->n_courses, 0, &rates);
    fill(parts->providers, parts->n_providers, parts->n_courses, &rates);
    enum bw_err err = bw_rates_open(out, size, &opened, fail);
    if (err) {
        free(out);
        return err;
    }
    *bytes = out;
    *n = size;
    return BW_OK;
}
