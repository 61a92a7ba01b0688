#include "tools/training/training_success.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tools/training/training_rows.h"

static int by_day(const void *a, const void *b)
{
    bw_day x = *(const bw_day *)a, y = *(const bw_day *)b;
    return (x > y) - (x < y);
}

/* Into days[], where it is not NULL, those of the outcomes; where there are none, of what was
 * taken; where that is nothing, of suggestions. How many. */
static size_t days_of(const struct bw_training_records *records, bw_day *days)
{
    size_t n = 0;
    for (; n < records->n_outcomes; n++)
        if (days)
            days[n] = records->outcomes[n].ended;
    for (; !records->n_outcomes && n < records->n_taken; n++)
        if (days)
            days[n] = records->taken[n].at;
    for (; !records->n_outcomes && !records->n_taken && n < records->n_shown; n++)
        if (days)
            days[n] = records->shown[n].at;
    return n;
}

bw_day bw_training_until(const struct bw_training_records *records)
{
    size_t n = days_of(records, NULL);
    bw_day *days = malloc((n + 1) * sizeof *days), until = BW_DAY_NONE;
    if (!days || n == 0) {
        free(days);
        return BW_DAY_NONE;
    }
    days_of(records, days);
    qsort(days, n, sizeof *days, by_day);
    size_t at = (size_t)((1 - BW_TRAINING_HELD_BACK) * (double)n);
    until = days[at < n ? at : n - 1];
    /* Something is to be held back also where most of them stand on the last day. */
    if (until == days[n - 1] && days[0] < until)
        until--;
    free(days);
    return until;
}

const char *bw_training_who_name(enum bw_training_who who)
{
    static const char *const names[] = {"model", "serving", "closed-form", "constant"};
    return names[who];
}

/* Both parts of the outcomes on their way to a model. */
struct learning {
    const struct bw_training_records *records;
    const struct bw_training_how *how;
    struct bw_training_rows learned, held;
    struct bw_training_success *out;
};

/* The rates as they were known at the time, into the rows that are learned from. */
static enum bw_err fill_rates_before(struct learning *learning, struct bw_rate_draw draw,
                                     struct bw_fail *fail)
{
    struct bw_training_rows *rows = &learning->learned;
    struct bw_rate_outcomes outcomes = bw_training_rate_outcomes(learning->records, rows);
    struct bw_rate_pair *pairs = malloc((rows->n + 1) * sizeof *pairs);
    if (!pairs)
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    enum bw_err err = bw_rates_before(&outcomes, draw, pairs, fail);
    for (size_t i = 0; !err && i < rows->n; i++) {
        double *row = rows->features + i * BW_FEATURE_COUNT;
        row[BW_FEATURE_COURSE_RATE] = pairs[i].course;
        row[BW_FEATURE_PROVIDER_RATE] = pairs[i].provider;
    }
    free(pairs);
    return err;
}

/* What the section of rates says of the rows that are held back. */
static enum bw_err fill_rates_after(struct learning *learning, struct bw_fail *fail)
{
    const struct bw_training_records *records = learning->records;
    struct bw_training_rows *held = &learning->held;
    struct bw_rates rates;
    enum bw_err err = bw_rates_open(learning->out->rates, learning->out->n_rates, &rates, fail);
    for (size_t i = 0; !err && i < held->n; i++) {
        struct bw_str course = records->courses[held->course[i]], provider = {NULL, 0};
        if (records->provider_of[held->course[i]] != BW_NONE)
            provider = records->providers[records->provider_of[held->course[i]]];
        double *row = held->features + i * BW_FEATURE_COUNT;
        row[BW_FEATURE_COURSE_RATE] = bw_rates_course(&rates, course, provider);
        row[BW_FEATURE_PROVIDER_RATE] = bw_rates_provider(&rates, provider);
    }
    return err;
}

/* The section of rates, and the rates of all rows. */
static enum bw_err learn_rates(struct learning *learning, struct bw_fail *fail)
{
    struct bw_rate_outcomes outcomes =
        bw_training_rate_outcomes(learning->records, &learning->learned);
    struct bw_rate_draw draw;
    enum bw_err err = bw_rates_learn_draw(&outcomes, &draw, fail);
    if (!err)
        err = fill_rates_before(learning, draw, fail);
    if (!err)
        err = bw_rates_learn(&outcomes, draw, &learning->out->rates, &learning->out->n_rates, fail);
    return err ? err : fill_rates_after(learning, fail);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What the features were like. */
static enum bw_err measure_ranges(struct learning *learning, struct bw_fail *fail)
{
    const struct bw_training_rows *rows = &learning->learned;
    double *values = malloc((rows->n + 1) * sizeof *values);
    if (!values)
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    for (size_t f = 0; f < BW_FEATURE_COUNT && rows->n; f++) {
        struct bw_drift *range = &learning->out->ranges[f];
        for (size_t i = 0; i < rows->n; i++)
            values[i] = rows->features[i * BW_FEATURE_COUNT + f];
        qsort(values, rows->n, sizeof *values, by_value);
        for (size_t d = 0; d < BW_DRIFT_PARTS - 1; d++)
            range->deciles[d] = values[(d + 1) * rows->n / BW_DRIFT_PARTS];
        for (size_t i = 0; i < rows->n; i++)
            bw_drift_add(range, values[i]);
    }
    free(values);
    return BW_OK;
}

static enum bw_err learn_chance(struct learning *learning, struct bw_fail *fail)
{
    static const char *names[BW_FEATURE_COUNT];
    const struct bw_training_how *how = learning->how;
    for (int f = 0; f < BW_FEATURE_COUNT; f++)
        names[f] = bw_feature_name((enum bw_feature)f);
    struct bw_outcomes outcomes = {.features = learning->learned.features,
                                   .came = learning->learned.came,
                                   .employee = learning->learned.employee,
                                   .n = learning->learned.n,
                                   .n_features = BW_FEATURE_COUNT,
                                   .names = names};
    struct bw_success_how train = {
        .seed = how->seed, .n_threads = how->n_threads, .step = how->step, .context = how->context};
    return bw_train_success(&outcomes, &train, &learning->out->chance, fail);
}

/* What one of them said of the outcomes that were held back. */
static void tell(const struct learning *learning, enum bw_training_who who, double *p)
{
    const struct bw_training_rows *held = &learning->held;
    const struct bw_success_fit *fit = &learning->out->chance.fit;
    struct bw_chance chance;
    struct bw_fail fail;
    for (size_t i = 0; i < held->n; i++)
        p[i] = who == BW_TRAINING_SERVING  ? held->served[i]
               : who == BW_TRAINING_CLOSED ? held->closed[i]
                                           : (double)fit->n_came / (double)fit->n_outcomes;
    if (who == BW_TRAINING_MODEL &&
        bw_chance_open(learning->out->chance.bytes, learning->out->chance.n, BW_FEATURE_COUNT,
                       &chance, &fail) == BW_OK)
        bw_chance_of(&chance, held->features, held->n, p);
}

static enum bw_err judge(struct learning *learning, enum bw_training_who who, struct bw_fail *fail)
{
    const struct bw_training_rows *held = &learning->held;
    double *p = malloc((held->n + 1) * sizeof *p);
    struct bw_foretold *told = malloc((held->n + 1) * sizeof *told);
    if (!p || !told) {
        free(p);
        free(told);
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    }
    bool all = true;
    tell(learning, who, p);
    for (size_t i = 0; i < held->n; i++) {
        all = all && !isnan(p[i]);
        told[i] = (struct bw_foretold){p[i], held->came[i]};
    }
    free(p);
    if (!all) { /* nothing serves */
        free(told);
        return BW_OK;
    }
    bw_metrics_sort(told, held->n);
    learning->out->told[who] = told;
    learning->out->judged[who] = bw_metrics_of(told, held->n);
    return BW_OK;
}

static enum bw_err learn_and_judge(struct learning *learning, struct bw_fail *fail)
{
    struct bw_training_success *out = learning->out;
    enum bw_err err = learn_rates(learning, fail);
    if (!err)
        err = measure_ranges(learning, fail);
    if (!err)
        err = learn_chance(learning, fail);
    for (int who = 0; !err && learning->held.n && who < BW_TRAINING_WHO; who++)
        err = judge(learning, (enum bw_training_who)who, fail);
    out->better =
        !err && out->told[BW_TRAINING_MODEL] &&
        out->judged[BW_TRAINING_MODEL].log_loss < out->judged[BW_TRAINING_CLOSED].log_loss;
    return err;
}

enum bw_err bw_training_success(const struct bw_training_records *records,
                                const struct bw_coenrol *coenrol, const struct bw_training_how *how,
                                struct bw_training_success *out, struct bw_fail *fail)
{
    struct learning learning = {.records = records, .how = how, .out = out};
    *out = (struct bw_training_success){0};
    enum bw_err err =
        bw_training_rows_make(records, coenrol, BW_DAY_NONE, how->until, &learning.learned, fail);
    if (!err)
        err = bw_training_rows_make(records, coenrol, how->until, INT32_MAX, &learning.held, fail);
    out->n_learned = learning.learned.n;
    out->n_held = learning.held.n;
    if (!err && learning.learned.n)
        err = learn_and_judge(&learning, fail);
    bw_training_rows_clear(&learning.learned);
    bw_training_rows_clear(&learning.held);
    return err;
}

void bw_training_success_clear(struct bw_training_success *success)
{
    bw_success_free(&success->chance);
    free(success->rates);
    for (int who = 0; who < BW_TRAINING_WHO; who++)
        free(success->told[who]);
    *success = (struct bw_training_success){0};
}
