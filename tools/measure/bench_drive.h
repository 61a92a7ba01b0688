#pragma once
/* The load generator: N connections with D requests in flight each, in a closed loop (a reply
 * makes room for the next request) or an open one (requests leave at a fixed rate, whatever comes
 * back). One thread with epoll, so that it leaves as much of the processors as it can to the
 * daemon, which runs on the same ones. Owns the connections and the samples; what is asked and
 * what a good answer is belongs to the work. One thread. */
#include "tools/measure/bench_line.h"
#include "tools/measure/bench_recorder.h"

/* What is asked, and how answers are judged. */
struct bw_drive_work {
    void *context;
    /* Packs method and params of the next request. *subject: what judge and inspect get back. */
    void (*ask)(void *context, msgpack_packer *out, uint32_t *subject);
    /* Of every answer without an error: NULL, or what is wrong. Must be cheap. */
    const char *(*judge)(void *context, uint32_t subject, const char *result, size_t len);
    /* Of a sample of them, after the run. NULL: judge has seen everything. */
    const char *(*inspect)(void *context, uint32_t subject, const char *result, size_t len);
};

struct bw_drive_options {
    struct bw_client_options to;
    unsigned n_conns, depth; /* depth: of the closed loop */
    double rate;             /* requests a second of an open loop; 0: closed */
    double warm_s, seconds;  /* before the counting, and of it */
    uint64_t n_most;         /* ends a closed loop after so many counted answers; 0: none */
    pid_t server;            /* whose processor time is counted; 0: nobody's */
};

struct bw_drive_result {
    uint64_t n, n_bytes; /* counted answers, and their whole messages */
    uint64_t n_inspected;
    double elapsed_s;               /* in which they came */
    double watched_s;               /* in which processor time was counted: about the same */
    double own_cpu_s, server_cpu_s; /* in that time */
    struct bw_recorder latency;     /* open loop: from the intended moment of sending */
    struct bw_recorder lag;         /* open loop: how late requests were sent by this side */
};

/* Runs the work. An answer with an error, or one that is found wrong, ends it: a figure of wrong
 * answers is none. *out is the caller's (bw_drive_release) only when this is BW_OK. */
enum bw_err bw_drive(const struct bw_drive_options *options, const struct bw_drive_work *work,
                     struct bw_drive_result *out, struct bw_fail *fail);
void bw_drive_release(struct bw_drive_result *result);

/* What a whole message says: a reply with this id and either an error or a result. */
struct bw_drive_reply {
    uint32_t msgid;
    bool refused;
    const char *rest; /* the error, or the result, with what follows */
    size_t len;
};
/* false when it is no reply. `bytes` is one whole, well-formed message. */
bool bw_drive_reply_read(const char *bytes, size_t len, struct bw_drive_reply *out);
