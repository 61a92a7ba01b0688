/* The load options of the command line, and what a run of the load generator gives to report. */
#include "tools/measure/bench.h"

struct bw_drive_options bw_bench_drive_options(const struct bw_bench *bench)
{
    return (struct bw_drive_options){.to = bw_bench_to(bench),
                                     .n_conns = (unsigned)bench->conns,
                                     .depth = (unsigned)bench->depth,
                                     .rate = bench->rate,
                                     .warm_s = bench->warm_s,
                                     .seconds = bench->seconds,
                                     .n_most = bench->n,
                                     .server = (pid_t)bench->server};
}

static double ms(struct bw_recorder *recorder, double share)
{
    return 1e-6 * (double)bw_recorder_percentile(recorder, share);
}

void bw_bench_drive_figures(const struct bw_bench *bench, struct bw_drive_result *result,
                            double per_reply)
{
    bw_bench_figure(bench, "rate", per_reply * (double)result->n / result->elapsed_s);
    bw_bench_figure(bench, "p50", ms(&result->latency, .5));
    bw_bench_figure(bench, "p99", ms(&result->latency, .99));
    bw_bench_figure(bench, "p999", ms(&result->latency, .999));
    bw_bench_figure(bench, "answers", (double)result->n);
    bw_bench_figure(bench, "inspected", (double)result->n_inspected);
    bw_bench_figure(bench, "bytes", (double)result->n_bytes / (double)result->n);
    bw_bench_figure(bench, "load_cpu", 100 * result->own_cpu_s / result->watched_s);
    if (bench->server)
        bw_bench_figure(bench, "daemon_cpu", 100 * result->server_cpu_s / result->watched_s);
    if (result->lag.n)
        bw_bench_figure(bench, "lag_p99", ms(&result->lag, .99));
}
