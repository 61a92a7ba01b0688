#pragma once
/* bekwaam-bench: what its subcommands share. Each measures one thing and writes the figures it saw
 * to standard output, a line each, for tools/bench to gather and for `report` to compare. The
 * comparing is not here. One thread. */
#include "model/base/day.h"
#include "tools/measure/bench_drive.h"

/* Exit codes are those of the command: tools/app.h. */
struct bw_bench {
    const char *data;                     /* a store that nobody holds */
    const char *unix_path;                /* a running daemon: this, or */
    const char *address;                  /* this */
    const char *daemon;                   /* the program */
    const char *employees, *competencies; /* files of ids, one a line */
    const char *name;                     /* what the figures' names begin with */
    const char *figures, *json;
    const char *dir;       /* a folder to work in, or to write into */
    const char *id;        /* of the course or the org that it is about */
    uint64_t conns, depth; /* connections, and requests in flight on each */
    uint64_t batch;        /* items a write */
    uint64_t bytes;        /* of a value */
    double rate, warm_s, seconds;
    uint64_t n, seed, server;
    bw_day today;
    bool cold;
};

/* A figure: a name and a value, a repeat a line. */
void bw_bench_figure(const struct bw_bench *bench, const char *name, double value);
/* A fact for the head of the report. */
void bw_bench_fact(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Why a figure cannot be measured; the format makes its name. */
void bw_bench_missing(const struct bw_bench *bench, const char *why, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Says on stderr what went wrong; BW_EXIT_ERROR. */
int bw_bench_failed(const struct bw_bench *bench, const struct bw_fail *fail);

/* Where bench->unix_path or address leads. */
struct bw_client_options bw_bench_to(const struct bw_bench *bench);
/* The options of the command line for the load generator. */
struct bw_drive_options bw_bench_drive_options(const struct bw_bench *bench);
/* Figures of one run of the load generator: rate, latencies, bytes and processor time. `per_reply`:
 * what one answer stands for. */
void bw_bench_drive_figures(const struct bw_bench *bench, struct bw_drive_result *result,
                            double per_reply);

/* The subcommands. */
int bw_bench_survey(const struct bw_bench *bench);
int bw_bench_inproc(const struct bw_bench *bench);
int bw_bench_rpc(const struct bw_bench *bench);
int bw_bench_write(const struct bw_bench *bench);
int bw_bench_lmdb(const struct bw_bench *bench);
int bw_bench_start(const struct bw_bench *bench);
int bw_bench_team(const struct bw_bench *bench);
int bw_bench_publish(const struct bw_bench *bench);
int bw_bench_vectors(const struct bw_bench *bench);
int bw_bench_report(const struct bw_bench *bench);
