#pragma once
/* Support-vector machines by libsvm: training, and its own decision values to hold ours against.
 * Only this file's source knows libsvm. Never reads or writes libsvm's files, never lets it print
 * or draw. Several threads may train at once. */
#include "model/base/err.h"
#include "tools/train/logistic.h"

/* Points in libsvm's form. */
struct bw_svm_points;

/* A copy of them, without the features that are 0. NULL when memory is out. */
struct bw_svm_points *bw_svm_points_create(const struct bw_points *points);
void bw_svm_points_free(struct bw_svm_points *points);

struct bw_svm;

/* C-SVC with the kernel exp(-gamma |x - y|^2) and the price `c` of an error; the points must
 * outlive it. BW_BAD_REQUEST: all outcomes are the same (libsvm would train without a word), c or
 * gamma are no numbers above 0, or what libsvm's own check says. */
enum bw_err bw_svm_train(const struct bw_svm_points *points, double c, double gamma,
                         struct bw_svm **out, struct bw_fail *fail);
void bw_svm_free(struct bw_svm *svm);

size_t bw_svm_n_vectors(const struct bw_svm *svm);

/* The machine as plain numbers: support vectors (rows of n_features), their weights, and rho; its
 * decision value, sum of weight * kernel - rho, is above 0 where completing is foreseen. */
void bw_svm_copy(const struct bw_svm *svm, double *vectors, double *weights, double *rho);

/* libsvm's decision values of other points, by svm_predict_values, with that sign. */
void bw_svm_decisions(const struct bw_svm *svm, const struct bw_svm_points *points, double *out);
