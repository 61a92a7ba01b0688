#pragma once
/* The client side of the wire: blocking MessagePack-RPC over a UNIX socket or TCP, with a timeout:
 * one call at a time, or requests sent ahead of the replies that are then received. Owns the socket
 * and what was read but not yet asked for. Every reply is checked as a whole before anything of it
 * is handed out. One thread. */
#include <msgpack.h>
#include <stdbool.h>

#include "model/base/err.h"
#include "tools/args.h"

struct bw_client;

struct bw_client_options {
    const char *unix_path; /* this, or */
    const char *address;   /* "HOST:PORT", an IPv6 host in brackets */
    int timeout_ms;        /* for connecting, and for each answer */
};

enum bw_client_result {
    BW_CLIENT_ANSWERED,
    BW_CLIENT_REFUSED, /* answered with an error */
    BW_CLIENT_LOST     /* no answer: the connection is of no use any more */
};

struct bw_reply {
    char *bytes;                  /* that the texts are in */
    msgpack_unpacked whole;       /* owns everything else */
    const msgpack_object *result; /* NULL when there is none */
    char error[1200];             /* "CODE: text", or why there was no answer */
};

/* A connected socket that does not block, for who keeps many requests under way; the caller's.
 * Errors as below. */
enum bw_err bw_client_dial(const struct bw_client_options *options, int *out, struct bw_fail *fail);

/* not_found with a readable text when nobody answers there. */
enum bw_err bw_client_open(const struct bw_client_options *options, struct bw_client **out,
                           struct bw_fail *fail);
void bw_client_close(struct bw_client *client);
/* Whoever waits for this client hears at once that the connection is lost. Any thread. */
void bw_client_abandon(struct bw_client *client);
void bw_client_patience(struct bw_client *client, int timeout_ms);

/* A reply as it came. */
struct bw_raw_reply {
    uint32_t id;                 /* of its request */
    const unsigned char *result; /* packed; borrowed until the next receive or call */
    char error[1200];            /* as in bw_reply */
};

/* Sends a request and does not wait; *id is what its reply will have. args NULL: no arguments.
 * false when the connection is of no use any more, with errno. */
bool bw_client_send(struct bw_client *client, const char *method, const struct bw_args *args,
                    uint32_t *id);
/* Waits for the next reply, of whichever request: replies may overtake each other. */
enum bw_client_result bw_client_receive(struct bw_client *client, struct bw_raw_reply *out);

/* Sends a request and waits for its reply; with no other on its way. args NULL: no arguments.
 * *reply is always to be cleared. */
enum bw_client_result bw_client_call(struct bw_client *client, const char *method,
                                     const struct bw_args *args, struct bw_reply *reply);
/* The same for who wants nothing but an answer: anything else is internal, naming the method, and
 * *reply is cleared then. */
enum bw_err bw_client_ask(struct bw_client *client, const char *method, const struct bw_args *args,
                          struct bw_reply *reply, struct bw_fail *fail);
void bw_reply_clear(struct bw_reply *reply);
