#pragma once
/* What happened with a course, as recorded. Plain values; texts are borrowed. */
#include "model/catalogue.h"

/* In the contract's order; the numbers are kept in the store. */
enum bw_event_type {
    BW_EVENT_SHOWN,
    BW_EVENT_CLICKED,
    BW_EVENT_REQUESTED,
    BW_EVENT_APPROVED,
    BW_EVENT_ACCEPTED,
    BW_EVENT_DECLINED,
    BW_EVENT_ENROLLED,
    BW_EVENT_COMPLETED,
    BW_EVENT_DROPPED,
    BW_EVENT_RATED
};

struct bw_event {
    enum bw_event_type type;
    uint32_t course;
    bw_day at;
    struct bw_str time;            /* in UTC: byte order is the order of time */
    uint64_t order;                /* of writing */
    bool by_other;                 /* who did it is not the employee */
    int64_t position;              /* in the list that was shown, from 1; -1 absent */
    struct bw_str id, by, session; /* by and session or absent */
    int64_t price_cents;           /* -1 absent */
    double value;                  /* of a rating; NAN absent */
};
