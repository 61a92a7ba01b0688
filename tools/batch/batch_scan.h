#pragma once
/* Reading back what an interrupted batch has written: how far it came, whole records only. Owns the
 * knowing of records in each form. Pure, any thread. */
#include "tools/batch/batch_form.h"
#include "tools/batch/batch_people.h"

struct bw_batch_scan {
    size_t bytes;    /* that stay; what follows is half a record, or rows of half a person */
    size_t n_people; /* whose answers stand in them */
    size_t n_failed; /* of these, where the form shows it */
    /* CSV: who of these have no row and may have failed; to be asked again. */
    struct bw_batch_people silent;
    char wrong[300];
};

/* Reads bytes[len] of a part about `people`. false when they are none; then `out` says in `wrong`
 * why, and `silent` needs no clearing. */
bool bw_batch_scan(enum bw_batch_form form, const struct bw_batch_people *people,
                   const unsigned char *bytes, size_t len, struct bw_batch_scan *out);
