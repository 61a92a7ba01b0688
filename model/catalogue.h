#pragma once
/* The catalogue as the engine sees it: organisations, competencies, roles, changes and courses,
 * each known by its index in byte order of the ids, so that ties by id are ties by index and sums
 * do not depend on the order of writing. Plain values, built by the store's loader in one stretch
 * of memory that the snapshot owns; immutable once published, any thread may read. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/belief.h"
#include "model/base/day.h"
#include "model/offers.h"
#include "model/reach.h"

#define BW_NONE UINT32_MAX

/* Borrowed text, not terminated; at == NULL when absent. */
struct bw_str {
    const char *at;
    uint32_t len;
};

enum bw_lang { BW_NL, BW_EN };

/* Text in the languages of the answers; an absent language has at == NULL. */
struct bw_text {
    struct bw_str in[2]; /* by enum bw_lang */
};

/* A list of indices. */
struct bw_ixs {
    const uint32_t *at;
    size_t n;
};

struct bw_org {
    struct bw_str id;
    struct bw_str name;
    uint32_t parent; /* or BW_NONE */
    enum bw_lang language;
    double personal_share;         /* 0..1 of a price that the employee's own budget bears */
    int64_t training_budget_cents; /* -1 absent */
    int64_t payroll_cents;         /* -1 absent */
    struct bw_ixs sees;            /* ascending: itself, its parents, its catalogues */
};

struct bw_team {
    struct bw_str id, name;
    uint32_t org;
    struct bw_str manager; /* employee id or absent */
};

/* One demanded level. Lists of these are ascending by competency, each competency once. */
struct bw_ask {
    uint32_t competency;
    bool mandatory;
    double level, weight;
    struct bw_str law;  /* or absent */
    double level_sd;    /* doubt about the level, shown and not reckoned with; 0: none stated */
    bool level_assumed; /* nobody stated the level: the source has none */
};

struct bw_asks {
    const struct bw_ask *at;
    size_t n;
};

/* A competency near another one; sigma in (0, 1]. */
struct bw_near {
    uint32_t competency;
    double sigma;
};

struct bw_competency {
    struct bw_str id;
    uint32_t org; /* BW_NONE: everyone's; likewise below */
    struct bw_text label;
    double half_life_months;    /* 0 none */
    struct bw_ixs broader;      /* as recorded */
    struct bw_ixs same;         /* same_as, both ways and through others, without itself */
    const struct bw_near *near; /* at most 32, nearest first; neither itself nor the same */
    size_t n_near;
};

/* What a record says in words, beside its name. */
struct bw_prose {
    struct bw_text description;
    const struct bw_str *alt; /* alternative names, of either language */
    size_t n_alt;
};

struct bw_task {
    struct bw_str id;
    uint32_t org;
    struct bw_text label;
    struct bw_str law;
    struct bw_asks asks;
};

struct bw_role_version {
    bw_day from;
    struct bw_ixs tasks;
    struct bw_asks own; /* its own `requires`, merged per competency */
    struct bw_asks all; /* what it asks: tasks and own together */
};

struct bw_role {
    struct bw_str id;
    uint32_t org;
    struct bw_text label;
    const struct bw_role_version *versions; /* ascending by date, each date once */
    size_t n_versions;
};

struct bw_move {
    uint32_t task, to_role, from_role; /* from_role or BW_NONE */
    double share;
};

struct bw_change_ask {
    uint32_t role;
    struct bw_ask ask; /* law: the change's */
};

struct bw_role_pair {
    uint32_t from, to;
};

struct bw_merge {
    uint32_t from_org, to_org;
    const struct bw_role_pair *roles;
    size_t n_roles;
};

/* A change as recorded: decentralisation, a law, a merger. */
struct bw_change {
    struct bw_str id;
    uint32_t org;
    struct bw_text label;
    bw_day effective;
    struct bw_str law;
    const struct bw_move *moves;
    size_t n_moves;
    const struct bw_change_ask *asks;
    size_t n_asks;
    const struct bw_merge *merges;
    size_t n_merges;
};

struct bw_teach {
    uint32_t competency;
    bool from_assumed; /* no entry level recorded: from = max(0, to - 2) */
    double from, to;
};

struct bw_entry {
    uint32_t competency;
    double level;
    bool by_law;
};

struct bw_session {
    struct bw_str id;
    bw_day start, end; /* end or BW_DAY_NONE */
    struct bw_str place;
    int64_t seats; /* -1 absent */
};

enum bw_format {
    BW_FORMAT_E_LEARNING,
    BW_FORMAT_CLASSROOM,
    BW_FORMAT_BLENDED,
    BW_FORMAT_ON_THE_JOB,
    BW_FORMAT_COACHING,
    BW_FORMAT_COUNT
};

struct bw_course {
    struct bw_str id;
    uint32_t org;
    struct bw_text title;
    struct bw_str language, provider; /* provider or absent */
    enum bw_format format;
    double hours;
    int64_t price_cents;
    int64_t group_price_cents, group_max; /* -1 absent */
    bool legal_basis, certificate, retired;
    int valid_months;               /* of the certificate */
    const struct bw_teach *teaches; /* ascending by competency */
    size_t n_teaches;
    const struct bw_entry *requires; /* as recorded */
    size_t n_requires;
    const struct bw_session *sessions; /* ascending by start, then id */
    size_t n_sessions;
    struct bw_str url, external_id; /* what it is known by elsewhere, or absent */
};

/* What listing and scoring ask of every course that comes by, side by side: thousands are looked at
 * for ten that are listed. */
struct bw_course_card {
    double hours;
    int64_t price_cents;
    uint64_t language; /* its bytes and length, 0 when they do not fit */
    uint32_t org;
    uint32_t likeness; /* the same for courses of one provider and format that teach the same */
    bw_day last_start; /* of its sessions, BW_DAY_NONE without */
    uint8_t format;    /* enum bw_format */
    bool retired, certificate, has_sessions, has_requires;
};

/* What a steward may decide about. */
enum bw_about {
    BW_ABOUT_TAG,          /* course a teaches competency b */
    BW_ABOUT_COMPETENCIES, /* a and b are the same */
    BW_ABOUT_COURSES,
    BW_ABOUT_COUNT
};

enum bw_ruling { BW_RULED_NOT, BW_RULED_NO, BW_RULED_YES };

struct bw_verdict {
    uint32_t a, b; /* of two of a kind a < b */
    bool yes;
};

/* Ascending by a, then b; see model/twins/verdict. */
struct bw_verdicts {
    const struct bw_verdict *at;
    size_t n;
};

struct bw_learning;

struct bw_catalogue {
    const struct bw_org *orgs;
    const struct bw_team *teams;
    const struct bw_competency *competencies;
    const struct bw_task *tasks;
    const struct bw_role *roles;
    const struct bw_change *changes;
    const struct bw_course *courses;
    const struct bw_course_card *cards;                                  /* one a course */
    const struct bw_prose *competency_prose, *role_prose, *course_prose; /* one a record */
    uint32_t n_orgs, n_teams, n_competencies, n_tasks, n_roles, n_changes, n_courses;
    /* Inverted index: teaching[teaching_at[c]] .. teaching[teaching_at[c + 1]] teach competency c,
     * ascending by course. */
    const struct bw_teaching *teaching;
    const uint32_t *teaching_at; /* n_competencies + 1 */
    struct bw_offers offers;
    struct bw_reach reach;
    struct bw_verdicts verdicts[BW_ABOUT_COUNT];
    struct bw_trust trust[BW_SOURCE_COUNT];
    double mandatory_factor;            /* 1..5, 2 when nobody sets it */
    const struct bw_learning *learning; /* in service; NULL: the closed form */
};

/* Is a record of `record_org` seen by people of `org`? */
bool bw_catalogue_sees(const struct bw_catalogue *cat, uint32_t org, uint32_t record_org);

struct bw_course_card bw_course_card_of(const struct bw_course *course);

/* "e-learning", … as on the wire. */
const char *bw_course_format_name(enum bw_format format);

/* The language as a card has it. */
uint64_t bw_language_key(struct bw_str language);

/* The first session from `day` on; NULL when there is none. */
const struct bw_session *bw_course_next_session(const struct bw_course *course, bw_day day);

/* Weeks over which the hours of its next session from `day` on are spread, both its days included
 * and at least 1; 0 when there is no such session or it has no end. */
double bw_course_weeks(const struct bw_course *course, bw_day day);

/* The version in force on `day`; NULL before the first. */
const struct bw_role_version *bw_role_at(const struct bw_role *role, bw_day day);

/* What is asked of `competency`; NULL when nothing. */
const struct bw_ask *bw_asks_find(struct bw_asks asks, uint32_t competency);

/* Sorts and merges a list in place: of a competency asked twice the highest level and weight hold,
 * mandatory if any is. */
struct bw_asks bw_asks_merge(struct bw_ask *asks, size_t n_asks);

/* a < b, 0, > 0 by bytes, the shorter first. */
int bw_str_compare(struct bw_str a, struct bw_str b);

/* Which of n elements in byte order of their ids has this one; BW_NONE when none has. `ids` is
 * where the first one's id stands (not looked at when n is 0), the next is `step` bytes on. */
uint32_t bw_str_find(const void *ids, uint32_t n, size_t step, struct bw_str id);

/* The text in `lang`, else in the other language. */
struct bw_str bw_text_pick(struct bw_text text, enum bw_lang lang);

/* What stands in for a text that is absent in `lang` ends with this: " [EN]" in a Dutch one. */
const char *bw_text_stand_in(enum bw_lang lang);
/* The text that really is in `lang`; absent when another one stands in for it. */
struct bw_str bw_text_own(struct bw_text text, enum bw_lang lang);
