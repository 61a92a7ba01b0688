#include "model/learned/coenrol.h"

#include <stdlib.h>
#include <string.h>

#include "model/base/utf8.h"

#define MAGIC "BWCOENR"
#define VERSION 2

/* In front of the parts, which follow each other without a gap: places of the ids, places in
 * `together` and in `follow`, then of each targets and weights, then the ids. */
struct head {
    char magic[8]; /* MAGIC and its 0 */
    uint32_t version, n_courses;
    uint32_t n_together, n_follow; /* weights */
    uint32_t n_ids;                /* bytes */
    uint32_t unused;               /* 0 */
    double follow_share, follow_fade, together_full, follow_full;
};

_Static_assert(sizeof(struct head) == 64, "the head is what models on disk have");

static enum bw_err damaged(struct bw_fail *fail, const char *what)
{
    return bw_fail_set(fail, BW_BAD_REQUEST,
                       "the learned model is damaged: co-enrolment: %s; train it again", what);
}

static struct head head_of(const struct bw_coenrol *parts)
{
    uint32_t n = parts->n_courses;
    return (struct head){.magic = MAGIC,
                         .version = VERSION,
                         .n_courses = n,
                         .n_together = parts->together.at[n],
                         .n_follow = parts->follow.at[n],
                         .n_ids = parts->id_at[n],
                         .follow_share = parts->follow_share,
                         .follow_fade = parts->follow_fade,
                         .together_full = parts->together_full,
                         .follow_full = parts->follow_full};
}

static uint64_t bytes_of(const struct head *head)
{
    uint64_t places = (uint64_t)head->n_courses + 1;
    return sizeof *head + 3 * places * sizeof(uint32_t) +
           ((uint64_t)head->n_together + head->n_follow) * (sizeof(uint32_t) + sizeof(float)) +
           head->n_ids;
}

static struct bw_coenrol parts_at(const void *bytes)
{
    const struct head *head = bytes;
    const uint32_t *id_at = (const void *)(head + 1);
    struct bw_coenrol parts = {.n_courses = head->n_courses,
                               .id_at = id_at,
                               .follow_share = head->follow_share,
                               .follow_fade = head->follow_fade,
                               .together_full = head->together_full,
                               .follow_full = head->follow_full};
    size_t places = (size_t)head->n_courses + 1;
    parts.together.at = id_at + places;
    parts.follow.at = parts.together.at + places;
    parts.together.to = parts.follow.at + places;
    parts.together.weight = (const void *)(parts.together.to + head->n_together);
    parts.follow.to = (const void *)(parts.together.weight + head->n_together);
    parts.follow.weight = (const void *)(parts.follow.to + head->n_follow);
    parts.ids = (const void *)(parts.follow.weight + head->n_follow);
    return parts;
}

static bool within(double x, double least, double most)
{
    return x >= least && x <= most; /* false for NaN */
}

static enum bw_err check_head(const struct head *head, size_t n, struct bw_fail *fail)
{
    if (n < sizeof *head)
        return damaged(fail, "it is shorter than its head");
    if (memcmp(head->magic, MAGIC, sizeof head->magic) != 0)
        return damaged(fail, "it does not begin with " MAGIC);
    if (head->version != VERSION)
        return bw_fail_set(fail, BW_NOT_SUPPORTED,
                           "the learned model's co-enrolment has version %u, this program reads "
                           "version %d; train it again",
                           head->version, VERSION);
    if (head->n_courses == 0 || head->n_courses > BW_COENROL_COURSES_MOST)
        return damaged(fail, "it knows no course, or more than there can be");
    if (head->unused)
        return damaged(fail, "its head holds what it should not");
    if (bytes_of(head) != n)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "the learned model is damaged: co-enrolment: it is %zu bytes, its "
                           "counts ask for %llu; train it again",
                           n, (unsigned long long)bytes_of(head));
    if (!within(head->follow_share, 0, 1))
        return damaged(fail, "the share of what follows is not from 0 to 1");
    if (!within(head->follow_fade, 0, 1))
        return damaged(fail, "what follows fades by what is not from 0 to 1");
    if (!within(head->together_full, BW_COENROL_FULL_LEAST, BW_COENROL_FULL_MOST) ||
        !within(head->follow_full, BW_COENROL_FULL_LEAST, BW_COENROL_FULL_MOST))
        return damaged(fail, "a sum that counts as 1 is out of range");
    return BW_OK;
}

/* n + 1 places that rise from 0 to `end`. */
static bool rise(const uint32_t *at, uint32_t n, uint32_t end)
{
    if (at[0] != 0 || at[n] != end)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (at[i] > at[i + 1])
            return false;
    return true;
}

static enum bw_err check_ids(const struct bw_coenrol *parts, struct bw_fail *fail)
{
    for (uint32_t i = 0; i < parts->n_courses; i++) {
        struct bw_str id = bw_coenrol_id(parts, i);
        if (id.len == 0 || !bw_utf8_valid(id.at, id.len))
            return damaged(fail, "an id is empty or no UTF-8");
        if (i && bw_str_compare(bw_coenrol_id(parts, i - 1), id) >= 0)
            return damaged(fail, "its ids are not in order, each once");
    }
    return BW_OK;
}

static enum bw_err check_row(const struct bw_coenrol_rows *rows, uint32_t source, uint32_t n,
                             struct bw_fail *fail)
{
    for (uint32_t i = rows->at[source]; i < rows->at[source + 1]; i++) {
        if (rows->to[i] >= n || rows->to[i] == source)
            return damaged(fail, "a weight is to a course that is not there, or to itself");
        if (i > rows->at[source] && rows->to[i] <= rows->to[i - 1])
            return damaged(fail, "weights are not in order, one for two courses");
        if (!(rows->weight[i] > 0) || !within((double)rows->weight[i], 0, BW_COENROL_FULL_MOST))
            return damaged(fail, "a weight is not above 0 and at most a million");
    }
    return BW_OK;
}

static enum bw_err check_rows(const struct bw_coenrol_rows *rows, uint32_t n, struct bw_fail *fail)
{
    enum bw_err err = BW_OK;
    for (uint32_t i = 0; !err && i < n; i++)
        err = check_row(rows, i, n, fail);
    return err;
}

/* The rows are sound. */
static enum bw_err check_counts(const struct bw_coenrol *parts, struct bw_fail *fail)
{
    unsigned char *sources = calloc(parts->n_courses, 1);
    uint32_t n = parts->n_courses, most = 0;
    if (!sources)
        return bw_fail_set(fail, BW_BUSY, "out of memory for a learned model");
    for (uint32_t i = 0; i < parts->together.at[n] && most <= BW_COENROL_MOST; i++) {
        uint32_t of_target = ++sources[parts->together.to[i]];
        most = of_target > most ? of_target : most;
    }
    free(sources);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t of_source = parts->follow.at[i + 1] - parts->follow.at[i];
        most = of_source > most ? of_source : most;
    }
    return most <= BW_COENROL_MOST ? BW_OK : damaged(fail, "a course has more than 100 weights");
}

static enum bw_err check_parts(const struct bw_coenrol *parts, const struct head *head,
                               struct bw_fail *fail)
{
    uint32_t n = parts->n_courses;
    if (!rise(parts->id_at, n, head->n_ids) || !rise(parts->together.at, n, head->n_together) ||
        !rise(parts->follow.at, n, head->n_follow))
        return damaged(fail, "its parts do not follow each other");
    enum bw_err err = check_ids(parts, fail);
    if (!err)
        err = check_rows(&parts->together, n, fail);
    if (!err)
        err = check_rows(&parts->follow, n, fail);
    return err ? err : check_counts(parts, fail);
}

enum bw_err bw_coenrol_open(const void *bytes, size_t n, struct bw_coenrol *out,
                            struct bw_fail *fail)
{
    if ((uintptr_t)bytes % sizeof(double))
        return bw_fail_set(fail, BW_INTERNAL,
                           "a section of co-enrolment must stand on a multiple of 8 bytes");
    enum bw_err err = check_head(bytes, n, fail);
    if (err)
        return err;
    struct bw_coenrol parts = parts_at(bytes);
    err = check_parts(&parts, bytes, fail);
    if (!err)
        *out = parts;
    return err;
}

size_t bw_coenrol_bytes(const struct bw_coenrol *parts)
{
    struct head head = head_of(parts);
    return (size_t)bytes_of(&head);
}

static void write_rows(const struct bw_coenrol_rows *rows, uint32_t n, struct bw_coenrol_rows to)
{
    memcpy((uint32_t *)to.at, rows->at, ((size_t)n + 1) * sizeof *rows->at);
    if (rows->at[n] == 0)
        return;
    memcpy((uint32_t *)to.to, rows->to, rows->at[n] * sizeof *rows->to);
    memcpy((float *)to.weight, rows->weight, rows->at[n] * sizeof *rows->weight);
}

enum bw_err bw_coenrol_pack(const struct bw_coenrol *parts, void *out, struct bw_fail *fail)
{
    uint32_t n = parts->n_courses;
    struct bw_coenrol opened;
    *(struct head *)out = head_of(parts);
    struct bw_coenrol to = parts_at(out);
    memcpy((uint32_t *)to.id_at, parts->id_at, ((size_t)n + 1) * sizeof *parts->id_at);
    memcpy((char *)to.ids, parts->ids, parts->id_at[n]);
    write_rows(&parts->together, n, to.together);
    write_rows(&parts->follow, n, to.follow);
    return bw_coenrol_open(out, bw_coenrol_bytes(parts), &opened, fail);
}

uint32_t bw_coenrol_find(const struct bw_coenrol *coenrol, struct bw_str id)
{
    return bw_ids_find((struct bw_ids){coenrol->id_at, coenrol->ids}, 0, coenrol->n_courses, id);
}

static void add_row(const struct bw_coenrol_rows *rows, uint32_t source, double factor, double *out)
{
    for (uint32_t i = rows->at[source]; i < rows->at[source + 1]; i++)
        out[rows->to[i]] += factor * (double)rows->weight[i];
}

/* The last few, the last one most. */
static void add_follow(const struct bw_coenrol *coenrol, const uint32_t *history, size_t n,
                       double *out)
{
    size_t looks = n < BW_COENROL_LOOKS_BACK ? n : BW_COENROL_LOOKS_BACK;
    double counts[BW_COENROL_LOOKS_BACK] = {1}, all = 1;
    for (size_t k = 1; k < looks; k++) {
        counts[k] = counts[k - 1] * coenrol->follow_fade;
        all += counts[k];
    }
    for (size_t k = 0; k < looks && counts[k] > 0; k++)
        add_row(&coenrol->follow, history[n - 1 - k],
                counts[k] / all * coenrol->follow_share / coenrol->follow_full, out);
}

void bw_coenrol_score(const struct bw_coenrol *coenrol, const uint32_t *history, size_t n,
                      double *out)
{
    memset(out, 0, coenrol->n_courses * sizeof *out);
    if (n == 0)
        return;
    for (size_t i = 0; i < n; i++)
        add_row(&coenrol->together, history[i],
                (1 - coenrol->follow_share) / coenrol->together_full, out);
    add_follow(coenrol, history, n, out);
    for (uint32_t j = 0; j < coenrol->n_courses; j++)
        out[j] = out[j] < 1 ? out[j] : 1;
}
