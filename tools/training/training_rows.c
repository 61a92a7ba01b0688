#include "tools/training/training_rows.h"

#include <stdlib.h>
#include <string.h>

/* What is needed to look back on what a person had taken. */
struct looking {
    const struct bw_training_records *records;
    const struct bw_coenrol *coenrol;
    uint32_t *known;  /* of each course of the records its place among those of coenrol */
    uint32_t *before; /* room for places */
    double *scores;   /* one a course of coenrol */
    size_t at;        /* the first of `taken` of the employee at hand */
};

static bool start(struct looking *looking)
{
    const struct bw_training_records *records = looking->records;
    if (!looking->coenrol)
        return true;
    looking->known = malloc((records->n_courses + 1) * sizeof *looking->known);
    looking->before = malloc((records->n_courses + 1) * sizeof *looking->before);
    looking->scores = malloc((looking->coenrol->n_courses + 1) * sizeof *looking->scores);
    if (!looking->known || !looking->before || !looking->scores)
        return false;
    for (uint32_t i = 0; i < records->n_courses; i++)
        looking->known[i] = bw_coenrol_find(looking->coenrol, records->courses[i]);
    return true;
}

static void end(struct looking *looking)
{
    free(looking->known);
    free(looking->before);
    free(looking->scores);
}

/* How much the course goes with what the person had taken before. */
static double together(struct looking *looking, const struct bw_training_outcome *outcome)
{
    const struct bw_training_records *records = looking->records;
    size_t n = 0, i = looking->at;
    if (!looking->coenrol || looking->known[outcome->course] == BW_NONE)
        return 0;
    while (i < records->n_taken && records->taken[i].employee < outcome->employee)
        i++;
    looking->at = i;
    for (; i < records->n_taken && records->taken[i].employee == outcome->employee &&
           records->taken[i].at < outcome->at;
         i++) {
        uint32_t place = looking->known[records->taken[i].course];
        if (place != BW_NONE && records->taken[i].course != outcome->course)
            looking->before[n++] = place;
    }
    if (n == 0)
        return 0;
    bw_coenrol_score(looking->coenrol, looking->before, n, looking->scores);
    return looking->scores[looking->known[outcome->course]];
}

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

static void add(struct bw_training_rows *rows, struct looking *looking,
                const struct bw_training_outcome *outcome)
{
    size_t i = rows->n++;
    double *row = rows->features + i * BW_FEATURE_COUNT;
    memcpy(row, outcome->row, sizeof outcome->row);
    row[BW_FEATURE_CO_ENROLMENT] = together(looking, outcome);
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
    struct looking looking = {.records = records, .coenrol = coenrol};
    *out = (struct bw_training_rows){0};
    bool room = make_room(out, records->n_outcomes) && start(&looking);
    for (size_t i = 0; room && i < records->n_outcomes; i++)
        if (records->outcomes[i].ended > after && records->outcomes[i].ended <= until)
            add(out, &looking, &records->outcomes[i]);
    end(&looking);
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
