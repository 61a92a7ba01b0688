#include "tools/training/training_card.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "model/learned/learned.h"

/* Points of a curve in a card: more are not seen in a drawing. */
#define POINTS_MOST 101

static const char *kind_name(enum bw_chance_kind kind)
{
    static const char *const names[] = {"prior", "logistic", "rbf"};
    return names[kind - BW_CHANCE_PRIOR];
}

unsigned bw_training_better(const struct bw_training_result *result)
{
    return (result->success->better ? BW_PART_SUCCESS : 0u) |
           (result->together->better ? BW_PART_CO_ENROLMENT : 0u) |
           (result->taste->better ? BW_PART_PREFERENCE : 0u);
}

unsigned bw_training_offered(const struct bw_training_result *result)
{
    return bw_training_better(result) | (result->success->chance.bytes ? BW_PART_SUCCESS : 0u);
}

/* What is filled apart becomes a field, or the next of a list. */
static void put_map(struct bw_args *out, const char *name, struct bw_args *map)
{
    if (name)
        bw_args_key(out, name);
    bw_args_pack(map, &out->packer);
    bw_args_clear(map);
}

/* Nothing for what is no number. */
static void put_number(struct bw_args *out, const char *name, double value)
{
    if (isfinite(value))
        bw_args_float(out, name, value);
}

static void put_list(struct bw_args *out, const char *name, size_t n)
{
    bw_args_key(out, name);
    msgpack_pack_array(&out->packer, n);
}

static void put_doubles(struct bw_args *out, const char *name, const double *values, size_t n)
{
    put_list(out, name, n);
    for (size_t i = 0; i < n; i++)
        msgpack_pack_double(&out->packer, values[i]);
}

static void put_data(const struct bw_training_result *result, struct bw_args *out)
{
    struct bw_args map;
    char fingerprint[17];
    snprintf(fingerprint, sizeof fingerprint, "%016" PRIx64,
             bw_training_fingerprint(result->records));
    bw_args_init(&map);
    bw_args_int(&map, "outcomes", (int64_t)result->success->n_learned);
    bw_args_int(&map, "held_back", (int64_t)result->success->n_held);
    bw_args_int(&map, "people", result->records->n_employees);
    bw_args_int(&map, "courses", result->records->n_courses);
    bw_args_int(&map, "taken", (int64_t)result->records->n_taken);
    bw_args_int(&map, "shown", (int64_t)result->records->n_shown);
    bw_args_str(&map, "fingerprint", fingerprint);
    put_map(out, "data", &map);
}

static void put_metrics(struct bw_args *out, const char *who, const struct bw_metrics *metrics)
{
    struct bw_args map;
    bw_args_init(&map);
    bw_args_str(&map, "who", who);
    bw_args_int(&map, "n", (int64_t)metrics->n);
    put_number(&map, "log_loss", metrics->log_loss);
    put_number(&map, "brier", metrics->brier);
    put_number(&map, "ece", metrics->ece);
    put_number(&map, "auc", metrics->auc);
    put_map(out, NULL, &map);
}

static void put_judged(struct bw_args *out, const struct bw_training_success *success)
{
    size_t n = 0;
    for (int who = 0; who < BW_TRAINING_WHO; who++)
        n += success->told[who] != NULL;
    put_list(out, "judged", n);
    for (int who = 0; who < BW_TRAINING_WHO; who++)
        if (success->told[who])
            put_metrics(out, bw_training_who_name((enum bw_training_who)who),
                        &success->judged[who]);
}

static void put_bins(struct bw_args *out, const char *name, const struct bw_foretold *told,
                     size_t n)
{
    struct bw_metrics_bin bins[BW_METRICS_BINS];
    size_t n_bins = told ? bw_metrics_bins(told, n, bins) : 0;
    put_list(out, name, n_bins);
    for (size_t i = 0; i < n_bins; i++) {
        struct bw_args map;
        bw_args_init(&map);
        bw_args_int(&map, "n", (int64_t)bins[i].n);
        bw_args_float(&map, "p", bins[i].p);
        bw_args_float(&map, "rate", bins[i].rate);
        bw_args_float(&map, "low", bins[i].low);
        bw_args_float(&map, "high", bins[i].high);
        put_map(out, NULL, &map);
    }
}

typedef size_t curve_function(const struct bw_foretold *sorted, size_t n,
                              struct bw_metrics_point *out, size_t most);

static void put_curve(struct bw_args *out, const char *name, curve_function *curve,
                      const struct bw_foretold *told, size_t n)
{
    struct bw_metrics_point points[POINTS_MOST];
    size_t n_points = told ? curve(told, n, points, POINTS_MOST) : 0;
    put_list(out, name, n_points);
    for (size_t i = 0; i < n_points; i++) {
        msgpack_pack_array(&out->packer, 2);
        msgpack_pack_double(&out->packer, points[i].x);
        msgpack_pack_double(&out->packer, points[i].y);
    }
}

/* What was tried, and how well each did on people that it had not seen. */
static void put_grid(struct bw_args *out, const struct bw_grid *grid)
{
    put_list(out, "grid", grid->n);
    for (size_t i = 0; i < grid->n; i++) {
        const struct bw_recipe *recipe = &grid->cells[i].recipe;
        struct bw_args map;
        bw_args_init(&map);
        bw_args_str(&map, "kind", kind_name(recipe->kind));
        bw_args_float(&map, "c", recipe->c);
        if (recipe->kind == BW_CHANCE_RBF)
            bw_args_float(&map, "gamma", recipe->gamma);
        put_number(&map, "log_loss", grid->cells[i].loss);
        put_map(out, NULL, &map);
    }
}

static void put_success(const struct bw_training_success *success, struct bw_args *out)
{
    const struct bw_success_fit *fit = &success->chance.fit;
    const struct bw_foretold *model = success->told[BW_TRAINING_MODEL],
                             *closed = success->told[BW_TRAINING_CLOSED];
    size_t n = success->n_held;
    struct bw_args map;
    bw_args_init(&map);
    bw_args_str(&map, "kind", kind_name(fit->kind));
    bw_args_int(&map, "used", (int64_t)fit->n_used);
    bw_args_int(&map, "completed", (int64_t)fit->n_came);
    if (fit->kind != BW_CHANCE_PRIOR)
        bw_args_float(&map, "c", fit->recipe.c);
    if (fit->kind == BW_CHANCE_RBF) {
        bw_args_float(&map, "gamma", fit->recipe.gamma);
        bw_args_int(&map, "support_vectors", (int64_t)fit->n_vectors);
    }
    put_grid(&map, &fit->grid);
    put_judged(&map, success);
    put_bins(&map, "reliability", model, n);
    put_bins(&map, "reliability_closed", closed, n);
    put_curve(&map, "roc", bw_metrics_roc, model, n);
    put_curve(&map, "roc_closed", bw_metrics_roc, closed, n);
    put_curve(&map, "gains", bw_metrics_gains, model, n);
    put_curve(&map, "gains_closed", bw_metrics_gains, closed, n);
    put_map(out, "success", &map);
}

static void put_order(struct bw_args *out, const char *who, uint32_t n,
                      const struct bw_training_order *order)
{
    struct bw_args map;
    bw_args_init(&map);
    bw_args_str(&map, "who", who);
    bw_args_int(&map, "n", n);
    bw_args_float(&map, "recall_10", order->recall_10);
    bw_args_float(&map, "ndcg_10", order->ndcg_10);
    put_map(out, NULL, &map);
}

static void put_together(const struct bw_training_together *together, struct bw_args *out)
{
    struct bw_args map;
    bw_args_init(&map);
    bw_args_int(&map, "people", together->n_people);
    bw_args_int(&map, "taken", (int64_t)together->n_taken);
    bw_args_int(&map, "courses", together->coenrol.n_courses);
    bw_args_float(&map, "lambda", together->choice.ridge);
    bw_args_float(&map, "follow_share", together->choice.follow_share);
    bw_args_float(&map, "follow_fade", together->choice.follow_fade);
    put_list(&map, "judged", together->n_judged ? 2 : 0);
    if (together->n_judged) {
        put_order(&map, "popularity", together->n_judged, &together->popularity);
        put_order(&map, "served", together->n_judged, &together->served);
    }
    put_map(out, "co_enrolment", &map);
}

static void put_weights(struct bw_args *out, const char *name, const struct bw_preference *weights)
{
    struct bw_args map;
    bw_args_init(&map);
    bw_args_float(&map, "language", weights->language);
    bw_args_float(&map, "format", weights->format);
    bw_args_float(&map, "hours", weights->hours);
    bw_args_float(&map, "co_enrolment", weights->co_enrolment);
    put_map(out, name, &map);
}

static void put_loss(struct bw_args *out, const char *who, size_t n, double loss)
{
    struct bw_args map;
    bw_args_init(&map);
    bw_args_str(&map, "who", who);
    bw_args_int(&map, "n", (int64_t)n);
    put_number(&map, "log_loss", loss);
    put_map(out, NULL, &map);
}

static void put_taste(const struct bw_training_taste *taste, struct bw_args *out)
{
    struct bw_args map;
    bw_args_init(&map);
    bw_args_int(&map, "shown", (int64_t)taste->fit.n_shown);
    bw_args_int(&map, "accepted", (int64_t)taste->fit.n_accepted);
    bw_args_int(&map, "declined", (int64_t)taste->fit.n_declined);
    put_weights(&map, "weights", &taste->fit.weights);
    put_weights(&map, "defaults", &bw_preference_closed_form);
    put_doubles(&map, "looked", taste->fit.looked + 1, BW_CHOICE_POSITIONS);
    put_list(&map, "judged", taste->n_held ? 2 : 0);
    if (taste->n_held) {
        put_loss(&map, "model", taste->n_held, taste->loss);
        put_loss(&map, "defaults", taste->n_held, taste->loss_fixed);
    }
    put_map(out, "preference", &map);
}

static void put_features(const struct bw_training_success *success, struct bw_args *out)
{
    put_list(out, "features", BW_FEATURE_COUNT);
    for (int f = 0; f < BW_FEATURE_COUNT; f++) {
        const struct bw_drift *range = &success->ranges[f];
        double shares[BW_DRIFT_PARTS];
        struct bw_args map;
        bw_drift_shares(range, shares);
        bw_args_init(&map);
        bw_args_str(&map, "name", bw_feature_name((enum bw_feature)f));
        bw_args_float(&map, "weight", success->chance.fit.importance[f]);
        bw_args_float(&map, "mean", bw_drift_mean(range));
        put_doubles(&map, "deciles", range->deciles, BW_DRIFT_PARTS - 1);
        put_doubles(&map, "shares", shares, BW_DRIFT_PARTS);
        put_map(out, NULL, &map);
    }
}

void bw_training_card(const struct bw_training_result *result, struct bw_args *out)
{
    char until[BW_DAY_TEXT_LEN + 1];
    struct bw_args parts;
    bw_day_format(result->how->until, until);
    bw_args_str(out, "trained_at", result->trained_at);
    bw_args_str(out, "until", until);
    bw_args_int(out, "seed", (int64_t)result->how->seed);
    put_data(result, out);
    bw_args_init(&parts);
    if (result->success->chance.bytes)
        put_success(result->success, &parts);
    if (result->together->section)
        put_together(result->together, &parts);
    if (result->taste->fit.learned)
        put_taste(result->taste, &parts);
    put_map(out, "parts", &parts);
    put_features(result->success, out);
}
