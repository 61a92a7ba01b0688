#include "tools/training/training_rows.h"

#include <stdlib.h>
#include <string.h>

#include "tools/training/training_past.h"

static bool make_room(struct bw_training_rows *rows, size_t n)
{
    size_t room = n + 1;
    rows->features = malloc(room * BW_FEATURE_COUNT * sizeof *rows->features);
    rows->came = malloc(room);
    rows->employee = malloc(room * sizeof *rows->employee);
    rows->course = malloc(room * sizeof *rows->course);
    rows->asked = malloc(room * sizeof *rows->asked);
    rows->known = malloc(room * sizeof *rows->known);
    rows->closed = malloc(room * sizeof *rows->closed);
    rows->served = malloc(room * sizeof *rows->served);
    return rows->features && rows->came && rows->employee && rows->course && rows->asked &&
           rows->known && rows->closed && rows->served;
}

static void add(struct bw_training_rows *rows, struct bw_training_past *past,
                const struct bw_training_outcome *outcome)
{
    size_t i = rows->n++;
    double *row = rows->features + i * BW_FEATURE_COUNT;
    memcpy(row, outcome->row, sizeof outcome->row);
    row[BW_FEATURE_CO_ENROLMENT] =
        bw_training_together_with(past, outcome->employee, outcome->course, outcome->at);
    rows->came[i] = outcome->came;
    rows->employee[i] = outcome->employee;
    rows->course[i] = outcome->course;
    rows->asked[i] = outcome->at;
    rows->known[i] = outcome->ended;
    rows->closed[i] = outcome->closed;
    rows->served[i] = outcome->served;
}

enum bw_err bw_training_rows_make(const struct bw_training_records *records,
                                  const struct bw_coenrol *coenrol, bw_day after, bw_day until,
                                  struct bw_training_rows *out, struct bw_fail *fail)
{
    struct bw_training_past past;
    *out = (struct bw_training_rows){0};
    bool room =
        bw_training_past_start(records, coenrol, &past) && make_room(out, records->n_outcomes);
    for (size_t i = 0; room && i < records->n_outcomes; i++)
        if (records->outcomes[i].ended > after && records->outcomes[i].ended <= until)
            add(out, &past, &records->outcomes[i]);
    bw_training_past_end(&past);
    return room ? BW_OK : bw_fail_set(fail, BW_INTERNAL, "memory is out");
}

void bw_training_rows_clear(struct bw_training_rows *rows)
{
    free(rows->features);
    free(rows->came);
    free(rows->employee);
    free(rows->course);
    free(rows->asked);
    free(rows->known);
    free(rows->closed);
    free(rows->served);
    *rows = (struct bw_training_rows){0};
}

struct bw_rate_outcomes bw_training_rate_outcomes(const struct bw_training_records *records,
                                                  const struct bw_training_rows *rows)
{
    return (struct bw_rate_outcomes){.course = rows->course,
                                     .employee = rows->employee,
                                     .asked = rows->asked,
                                     .known = rows->known,
                                     .came = rows->came,
                                     .n = rows->n,
                                     .course_ids = records->courses,
                                     .provider_ids = records->providers,
                                     .provider_of = records->provider_of,
                                     .n_courses = records->n_courses,
                                     .n_providers = records->n_providers};
}
