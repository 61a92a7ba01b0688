#pragma once
/* What is measured and what it is held against: the figures of the report in their order, each with
 * its words, its peer and its goal. Owns that table. Any thread. */
#include <stddef.h>

enum bw_goal_form {
    BW_GOAL_NONE,
    BW_GOAL_MOST,        /* the figure is at most `goal` */
    BW_GOAL_RATIO_LEAST, /* figure / peer is at least `goal` */
    BW_GOAL_RATIO_MOST   /* figure / peer is at most `goal` */
};

struct bw_bench_goal {
    const char *part;
    const char *name; /* as in the figures */
    const char *label;
    const char *unit;
    int decimals;
    const char *peer;       /* name of the peer's figure, or NULL */
    const char *peer_label; /* who that is */
    enum bw_goal_form form;
    double goal, stretch; /* stretch 0: none */
    unsigned anchor;      /* number of the line of the speed goals that it stands in; 0: none */
};

extern const struct bw_bench_goal bw_bench_goals[];
extern const size_t bw_bench_n_goals;

/* Lines of the speed goals: everyone's list, recommend over TCP, the same pipelined, in process,
 * writes by 1,000, single writes, start, success model, EASE, embeddings, plans. */
#define BW_BENCH_ANCHORS 11
