#include "talk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/conn.h"
#include "data/json.h"

#define PATIENCE_SECONDS 10

void bw_talk_init(struct bw_talk *talk)
{
    char *argv[] = {"bekwaamd", "--today", "2026-11-23", NULL};
    const char *show;
    struct bw_fail fail;
    memset(talk, 0, sizeof *talk);
    assert_int_equal(bw_config_read(3, argv, &talk->server.config, &show, &fail), BW_OK);
    snprintf(talk->dir, sizeof talk->dir, "/tmp/bekwaam-talk-XXXXXX");
    assert_non_null(mkdtemp(talk->dir));
    memcpy(talk->server.config.data, talk->dir, sizeof talk->dir);
}

static void answer(struct bw_pending *pending)
{
    bw_worker_post_written(pending->worker, pending);
}

void bw_talk_start(struct bw_talk *talk)
{
    struct bw_server *server = &talk->server;
    struct bw_store_options options = {
        .dir = talk->dir, .map_bytes = (size_t)64 << 20, .create = true};
    struct bw_fail fail;
    assert_int_equal(bw_store_open(&options, &server->store, &fail), BW_OK);
    assert_int_equal(bw_writer_start(server->store, &server->writer, &fail), BW_OK);
    assert_int_equal(bw_publisher_start(server->store, server->writer, &server->config, answer,
                                        &server->publisher, &fail),
                     BW_OK);
    assert_int_equal(bw_worker_start(server, &talk->worker, &fail), BW_OK);
    talk->workers[0] = talk->worker;
    server->workers = talk->workers;
    server->config.workers = 1;
}

void bw_talk_stop(struct bw_talk *talk)
{
    char command[128];
    bw_worker_stop(talk->worker);
    bw_worker_join(talk->worker);
    bw_publisher_stop(talk->server.publisher);
    bw_writer_stop(talk->server.writer);
    bw_worker_free(talk->worker);
    bw_store_close(talk->server.store);
    snprintf(command, sizeof command, "rm -r '%s'", talk->dir);
    assert_int_equal(system(command), 0);
}

int bw_talk_connect(struct bw_talk *talk)
{
    int pair[2];
    struct timeval patience = {PATIENCE_SECONDS, 0};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    assert_int_equal(evutil_make_socket_nonblocking(pair[1]), 0);
    setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    atomic_fetch_add(&talk->server.n_conns, 1);
    bw_worker_post_conn(talk->worker, pair[1], false);
    return pair[0];
}

void bw_talk_send(int fd, const void *bytes, size_t len)
{
    for (size_t sent = 0; sent < len;) {
        ssize_t n = send(fd, (const char *)bytes + sent, len - sent, MSG_NOSIGNAL);
        assert_true(n > 0);
        sent += (size_t)n;
    }
}

void bw_talk_ask(int fd, uint32_t msgid, const char *method, const char *args)
{
    msgpack_sbuffer bytes;
    msgpack_packer packer;
    struct bw_fail fail;
    msgpack_sbuffer_init(&bytes);
    msgpack_packer_init(&packer, &bytes, msgpack_sbuffer_write);
    msgpack_pack_array(&packer, 4);
    msgpack_pack_int(&packer, 0);
    msgpack_pack_uint32(&packer, msgid);
    msgpack_pack_str_with_body(&packer, method, strlen(method));
    msgpack_pack_array(&packer, *args ? 1 : 0);
    if (*args)
        assert_int_equal(bw_json_to_msgpack(args, strlen(args), &packer, &fail), BW_OK);
    bw_talk_send(fd, bytes.data, bytes.size);
    msgpack_sbuffer_destroy(&bytes);
}

bool bw_talk_read(int fd, msgpack_unpacked *out)
{
    static const struct bw_frame_limits limits = {(size_t)1 << 30, (size_t)1 << 30, 64};
    struct bw_frame_scan scan = {0};
    msgpack_sbuffer bytes;
    char byte;
    msgpack_sbuffer_init(&bytes);
    enum bw_frame_state state = BW_FRAME_MORE;
    while (state == BW_FRAME_MORE) {
        ssize_t n = read(fd, &byte, 1);
        if (n <= 0) {
            assert_int_equal(n, 0); /* not that nobody answered in time */
            assert_int_equal(bytes.size, 0);
            msgpack_sbuffer_destroy(&bytes);
            return false;
        }
        msgpack_sbuffer_write(&bytes, &byte, 1);
        state = bw_frame_continue(&scan, bytes.data, bytes.size, &limits);
    }
    assert_int_equal(state, BW_FRAME_WHOLE);
    /* text is borrowed from the bytes: they live as long as the zone */
    size_t size = bytes.size;
    char *keep = msgpack_sbuffer_release(&bytes);
    msgpack_unpacked_init(out);
    assert_int_equal(msgpack_unpack_next(out, keep, size, NULL), MSGPACK_UNPACK_SUCCESS);
    assert_true(msgpack_zone_push_finalizer(out->zone, free, keep));
    return true;
}

void bw_talk_reply(int fd, uint32_t msgid, struct bw_talk_reply *out)
{
    assert_true(bw_talk_read(fd, &out->whole));
    const msgpack_object *message = &out->whole.data;
    assert_int_equal(message->type, MSGPACK_OBJECT_ARRAY);
    assert_int_equal(message->via.array.size, 4);
    const msgpack_object *at = message->via.array.ptr;
    assert_int_equal(at[0].via.u64, 1);
    assert_int_equal(at[1].via.u64, msgid);
    out->error[0] = 0;
    if (at[2].type == MSGPACK_OBJECT_STR) {
        assert_int_equal(at[3].type, MSGPACK_OBJECT_NIL);
        snprintf(out->error, sizeof out->error, "%.*s", (int)at[2].via.str.size, at[2].via.str.ptr);
    } else {
        assert_int_equal(at[2].type, MSGPACK_OBJECT_NIL);
    }
    out->result = &at[3];
}

void bw_talk_reply_clear(struct bw_talk_reply *reply)
{
    msgpack_unpacked_destroy(&reply->whole);
}

void bw_talk_expect(int fd, const char *method, const char *args, const char *error)
{
    struct bw_talk_reply reply;
    bw_talk_ask(fd, 7, method, args);
    bw_talk_reply(fd, 7, &reply);
    if (strncmp(reply.error, error, *error ? strlen(error) : 1) != 0)
        fail_msg("%s %s: \"%s\" where \"%s\" is expected", method, args, reply.error, error);
    bw_talk_reply_clear(&reply);
}
