#include "model/catalogue.h"
#include "model/base/sort.h"

#include <string.h>

#define DAYS_A_WEEK 7

bool bw_catalogue_sees(const struct bw_catalogue *cat, uint32_t org, uint32_t record_org)
{
    if (record_org == BW_NONE || record_org == org)
        return true;
    if (org == BW_NONE)
        return false;
    struct bw_ixs sees = cat->orgs[org].sees;
    for (size_t i = 0; i < sees.n; i++)
        if (sees.at[i] == record_org)
            return true;
    return false;
}

uint64_t bw_language_key(struct bw_str language)
{
    uint64_t key = 0;
    if (language.len == 0 || language.len >= sizeof key)
        return 0;
    memcpy(&key, language.at, language.len);
    return key | (uint64_t)language.len << 56;
}

/* Fowler, Noll and Vo's hash (FNV-1a), a byte further. */
static uint32_t hash_on(uint32_t hash, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * 16777619u;
    return hash;
}

static uint32_t likeness(const struct bw_course *course)
{
    uint32_t hash = hash_on(2166136261u, course->provider.at, course->provider.len);
    hash = hash_on(hash, &(unsigned char){(unsigned char)course->format}, 1);
    for (size_t t = 0; t < course->n_teaches; t++)
        hash = hash_on(hash, &course->teaches[t].competency, sizeof(uint32_t));
    return hash;
}

struct bw_course_card bw_course_card_of(const struct bw_course *course)
{
    return (struct bw_course_card){
        .hours = course->hours,
        .price_cents = course->price_cents,
        .language = bw_language_key(course->language),
        .org = course->org,
        .likeness = likeness(course),
        .last_start =
            course->n_sessions ? course->sessions[course->n_sessions - 1].start : BW_DAY_NONE,
        .format = (uint8_t)course->format,
        .retired = course->retired,
        .certificate = course->certificate,
        .has_sessions = course->n_sessions > 0,
        .has_requires = course->n_requires > 0,
    };
}

const struct bw_session *bw_course_next_session(const struct bw_course *course, bw_day day)
{
    for (size_t i = 0; i < course->n_sessions; i++)
        if (course->sessions[i].start >= day)
            return &course->sessions[i];
    return NULL;
}

double bw_course_weeks(const struct bw_course *course, bw_day day)
{
    const struct bw_session *next = bw_course_next_session(course, day);
    if (!next || next->end == BW_DAY_NONE)
        return 0;
    double weeks = (double)(next->end - next->start + 1) / DAYS_A_WEEK;
    return weeks > 1 ? weeks : 1;
}

const struct bw_role_version *bw_role_at(const struct bw_role *role, bw_day day)
{
    const struct bw_role_version *found = NULL;
    for (size_t i = 0; i < role->n_versions && role->versions[i].from <= day; i++)
        found = &role->versions[i];
    return found;
}

const struct bw_ask *bw_asks_find(struct bw_asks asks, uint32_t competency)
{
    size_t low = 0, high = asks.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (asks.at[middle].competency < competency)
            low = middle + 1;
        else
            high = middle;
    }
    return low < asks.n && asks.at[low].competency == competency ? &asks.at[low] : NULL;
}

static int by_competency(const void *a, const void *b)
{
    const struct bw_ask *x = a, *y = b;
    return (x->competency > y->competency) - (x->competency < y->competency);
}

/* The level that holds brings its doubt along; of two equal ones the surer. */
static void absorb_level(struct bw_ask *kept, const struct bw_ask *other)
{
    bool higher = other->level > kept->level, equal = !higher && !(other->level < kept->level);
    if (higher || (equal && other->level_sd < kept->level_sd))
        kept->level_sd = other->level_sd;
    if (higher || (equal && !other->level_assumed))
        kept->level_assumed = other->level_assumed;
    if (higher)
        kept->level = other->level;
}

static void absorb(struct bw_ask *kept, const struct bw_ask *other)
{
    absorb_level(kept, other);
    if (other->weight > kept->weight)
        kept->weight = other->weight;
    kept->mandatory |= other->mandatory;
    if (!kept->law.at || (other->law.at && bw_str_compare(other->law, kept->law) < 0))
        kept->law = other->law;
}

struct bw_asks bw_asks_merge(struct bw_ask *asks, size_t n_asks)
{
    bw_sort(asks, n_asks, sizeof *asks, by_competency);
    size_t n = 0;
    for (size_t i = 0; i < n_asks; i++) {
        if (n > 0 && asks[n - 1].competency == asks[i].competency)
            absorb(&asks[n - 1], &asks[i]);
        else
            asks[n++] = asks[i];
    }
    return (struct bw_asks){asks, n};
}

int bw_str_compare(struct bw_str a, struct bw_str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.at, b.at, shorter) : 0;
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

uint32_t bw_str_find(const void *ids, uint32_t n, size_t step, struct bw_str id)
{
    uint32_t low = 0, high = n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct bw_str found;
        memcpy(&found, (const char *)ids + (size_t)middle * step, sizeof found);
        int order = bw_str_compare(found, id);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return BW_NONE;
}

struct bw_str bw_text_pick(struct bw_text text, enum bw_lang lang)
{
    return text.in[lang].at ? text.in[lang] : text.in[1 - lang];
}

const char *bw_text_stand_in(enum bw_lang lang)
{
    return lang == BW_NL ? " [EN]" : " [NL]";
}

struct bw_str bw_text_own(struct bw_text text, enum bw_lang lang)
{
    struct bw_str own = text.in[lang];
    const char *mark = bw_text_stand_in(lang);
    size_t len = strlen(mark);
    if (own.len >= len && memcmp(own.at + own.len - len, mark, len) == 0)
        return (struct bw_str){NULL, 0};
    return own;
}

const char *bw_course_format_name(enum bw_format format)
{
    static const char *const names[BW_FORMAT_COUNT] = {"e-learning", "classroom", "blended",
                                                       "on-the-job", "coaching"};
    return names[format];
}
