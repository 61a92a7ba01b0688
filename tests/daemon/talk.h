#pragma once
/* A daemon of one worker inside the test: a store in a fresh folder, writer, publisher, worker, and
 * socket pairs in the place of a network. Owns all of it; the test's thread. */
#include <msgpack.h>

#include "daemon/worker.h"

struct bw_talk {
    struct bw_server server;
    struct bw_worker *worker, *workers[2];
    char dir[64];
};

/* Limits may be changed in talk->server.config before `bw_talk_start`. */
void bw_talk_init(struct bw_talk *talk);
void bw_talk_start(struct bw_talk *talk);
/* Drains, ends every thread and removes the folder. Call once every connection is closed. */
void bw_talk_stop(struct bw_talk *talk);

/* A new connection; reads from it give up after ten seconds. */
int bw_talk_connect(struct bw_talk *talk);
void bw_talk_send(int fd, const void *bytes, size_t len);
/* Packs [0, msgid, method, [args]] from JSON and sends it; args "" for no arguments at all. */
void bw_talk_ask(int fd, uint32_t msgid, const char *method, const char *args);

/* The next message of a connection, read byte by byte so that nothing of a later one is lost; false
 * at the connection's end. To be destroyed by the caller when true. */
bool bw_talk_read(int fd, msgpack_unpacked *out);

/* The next reply: asserts its msgid and gives its error, "" without one, and result. */
struct bw_talk_reply {
    msgpack_unpacked whole;
    const msgpack_object *result;
    char error[1200];
};
void bw_talk_reply(int fd, uint32_t msgid, struct bw_talk_reply *out);
void bw_talk_reply_clear(struct bw_talk_reply *reply);

/* Asks, asserts that the answer begins with `error` ("" for none) and throws it away. */
void bw_talk_expect(int fd, const char *method, const char *args, const char *error);
