#pragma once
/* The kinds of records, and their names on the wire and in file names. Any thread. */
#include <stdbool.h>
#include <stddef.h>

/* In the order in which they may refer to each other; the numbers are kept in the store. */
enum bw_kind {
    BW_KIND_ORG = 1,
    BW_KIND_TEAM,
    BW_KIND_COMPETENCY,
    BW_KIND_TASK,
    BW_KIND_ROLE,
    BW_KIND_CHANGE,
    BW_KIND_COURSE,
    BW_KIND_EMPLOYEE,
    BW_KIND_EVIDENCE,
    BW_KIND_EVENT,
    BW_KIND_VERDICT, /* what a steward decided about a proposal */
    BW_KIND_END
};

/* May there be verdicts about it? */
static inline bool bw_kind_is_judged(enum bw_kind kind)
{
    return kind == BW_KIND_COMPETENCY || kind == BW_KIND_COURSE;
}

/* Rows of an employee, not records of their own? */
static inline bool bw_kind_is_rows(enum bw_kind kind)
{
    return kind == BW_KIND_EVIDENCE || kind == BW_KIND_EVENT;
}

/* "org", "team", … */
const char *bw_kind_name(enum bw_kind kind);
/* false when no kind is called so. */
bool bw_kind_parse(const char *name, size_t len, enum bw_kind *out);
