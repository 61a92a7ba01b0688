#pragma once
/* Asking for many people at once: a thread a connection, each with the next requests under way
 * while it turns an answer into the form; the pieces come to the caller in the order of the people.
 * Owns the threads and how much may be under way, so that memory stays bounded. */
#include <stdatomic.h>

#include "tools/batch/batch_form.h"
#include "tools/batch/batch_people.h"

struct bw_batch_run {
    struct bw_client **clients;
    size_t n_clients;
    const struct bw_args *question; /* but for `employees` */
    const struct bw_batch_people *people;
    size_t first; /* the first to ask for; all after it follow */
    enum bw_batch_form form;
    enum bw_lang lang;
    const atomic_bool *stop; /* set from outside: ends between two pieces */
    /* Called on the caller's thread for each piece of n people, in order; false ends the run. */
    bool (*take)(void *context, const struct bw_batch_piece *piece, size_t n);
    /* Called on the caller's thread now and then. */
    void (*tick)(void *context);
    void *context;
};

enum bw_batch_end {
    BW_BATCH_ALL,     /* everyone was asked for */
    BW_BATCH_STOPPED, /* from outside, or by `take` */
    BW_BATCH_REFUSED, /* the daemon answered a request with an error */
    BW_BATCH_LOST     /* no answer */
};

/* Runs to the end; why: BW_BATCH_WHY bytes, what was refused or lost. */
#define BW_BATCH_WHY 1200
enum bw_batch_end bw_batch_run(const struct bw_batch_run *run, char *why);
