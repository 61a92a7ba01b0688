#include "tools/train/svm.h"

#include <libsvm/svm.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "model/learned/chance.h"

#define CACHE_MIB 200
#define TOLERANCE 1e-3
#define POINTS_MOST BW_CHANCE_VECTORS_MOST

struct bw_svm_points {
    size_t n, n_features, n_came;
    struct svm_node *nodes, **rows;
    double *label; /* 1 and -1 */
};

struct bw_svm {
    struct svm_model *model;
    size_t n_features;
    double sign; /* of decision values: libsvm's are above 0 for the label that it puts first */
};

static void no_words(const char *text)
{
    (void)text;
}

static void silence(void)
{
    svm_set_print_string_function(no_words);
}

struct bw_svm_points *bw_svm_points_create(const struct bw_points *points)
{
    size_t n = points->n, n_features = points->n_features;
    struct bw_svm_points *out = malloc(sizeof *out);
    if (!out)
        return NULL;
    *out = (struct bw_svm_points){n,
                                  n_features,
                                  0,
                                  malloc((n * (n_features + 1) + 1) * sizeof *out->nodes),
                                  malloc((n + 1) * sizeof(struct svm_node *)),
                                  malloc((n + 1) * sizeof *out->label)};
    if (!out->nodes || !out->rows || !out->label) {
        bw_svm_points_free(out);
        return NULL;
    }
    struct svm_node *node = out->nodes;
    for (size_t i = 0; i < n; i++) {
        out->rows[i] = node;
        for (size_t f = 0; f < n_features; f++) {
            double z = points->z[i * n_features + f];
            if (z != 0)
                *node++ = (struct svm_node){(int)f + 1, z};
        }
        *node++ = (struct svm_node){-1, 0};
        out->label[i] = points->came[i] ? 1 : -1;
        out->n_came += points->came[i];
    }
    return out;
}

void bw_svm_points_free(struct bw_svm_points *points)
{
    if (!points)
        return;
    free(points->nodes);
    free(points->rows);
    free(points->label);
    free(points);
}

static enum bw_err check(const struct bw_svm_points *points, double c, double gamma,
                         struct bw_fail *fail)
{
    if (points->n_came == 0 || points->n_came == points->n)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "all %zu outcomes are the same: there is nothing to tell apart",
                           points->n);
    if (!(c > 0 && c <= 1e6) || !(gamma > 0 && gamma <= 1e6))
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "C and gamma of a support-vector machine must be above 0 and at most "
                           "1e6, not %g and %g",
                           c, gamma);
    if (points->n > POINTS_MOST)
        return bw_fail_set(fail, BW_TOO_LARGE,
                           "a support-vector machine is trained on at most %d outcomes, not %zu",
                           POINTS_MOST, points->n);
    for (size_t i = 0; i < points->n; i++)
        for (const struct svm_node *node = points->rows[i]; node->index >= 0; node++)
            if (!isfinite(node->value))
                return bw_fail_set(fail, BW_BAD_REQUEST, "feature %d of point %zu is no number",
                                   node->index - 1, i);
    return BW_OK;
}

enum bw_err bw_svm_train(const struct bw_svm_points *points, double c, double gamma,
                         struct bw_svm **out, struct bw_fail *fail)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct svm_problem problem = {(int)points->n, points->label, points->rows};
    struct svm_parameter parameter = {.svm_type = C_SVC,
                                      .kernel_type = RBF,
                                      .gamma = gamma,
                                      .cache_size = CACHE_MIB,
                                      .eps = TOLERANCE,
                                      .C = c,
                                      .shrinking = 1};
    enum bw_err err = check(points, c, gamma, fail);
    if (err)
        return err;
    pthread_once(&once, silence);
    const char *wrong = svm_check_parameter(&problem, &parameter);
    if (wrong)
        return bw_fail_set(fail, BW_BAD_REQUEST, "libsvm refuses to train: %s", wrong);
    struct bw_svm *svm = malloc(sizeof *svm);
    if (!svm)
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    *svm = (struct bw_svm){svm_train(&problem, &parameter), points->n_features, 1};
    int labels[2];
    svm_get_labels(svm->model, labels);
    svm->sign = labels[0];
    *out = svm;
    return BW_OK;
}

void bw_svm_free(struct bw_svm *svm)
{
    if (!svm)
        return;
    svm_free_and_destroy_model(&svm->model);
    free(svm);
}

size_t bw_svm_n_vectors(const struct bw_svm *svm)
{
    return (size_t)svm->model->l;
}

void bw_svm_copy(const struct bw_svm *svm, double *vectors, double *weights, double *rho)
{
    size_t n = svm->n_features;
    memset(vectors, 0, bw_svm_n_vectors(svm) * n * sizeof *vectors);
    for (size_t v = 0; v < bw_svm_n_vectors(svm); v++) {
        for (const struct svm_node *node = svm->model->SV[v]; node->index >= 0; node++)
            vectors[v * n + (size_t)node->index - 1] = node->value;
        weights[v] = svm->sign * svm->model->sv_coef[0][v];
    }
    *rho = svm->sign * svm->model->rho[0];
}

void bw_svm_decisions(const struct bw_svm *svm, const struct bw_svm_points *points, double *out)
{
    for (size_t i = 0; i < points->n; i++) {
        double value;
        svm_predict_values(svm->model, points->rows[i], &value);
        out[i] = svm->sign * value;
    }
}
