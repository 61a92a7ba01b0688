/* The client against a scripted peer: whatever comes back, it answers or says why not. */
#include "tests/model/check.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/client.h"

/* A peer that waits for a request, then sends `bytes` piece by piece and closes, or stays. */
struct peer {
    char dir[64], path[80];
    int listener;
    const char *bytes;
    size_t len, piece;
    bool stay;
    pthread_t thread;
};

static void *play(void *context)
{
    struct peer *peer = context;
    char request[4096];
    int fd = accept(peer->listener, NULL, NULL);
    ssize_t got = recv(fd, request, sizeof request, 0);
    for (size_t at = 0; got > 0 && at < peer->len; at += peer->piece) {
        size_t n = peer->len - at < peer->piece ? peer->len - at : peer->piece;
        if (send(fd, peer->bytes + at, n, MSG_NOSIGNAL) < 0)
            break;
    }
    while (peer->stay && recv(fd, request, sizeof request, 0) > 0)
        ;
    close(fd);
    return NULL;
}

static void peer_start(struct peer *peer)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(peer->dir, sizeof peer->dir, "/tmp/bw-client-XXXXXX");
    assert_non_null(mkdtemp(peer->dir));
    snprintf(peer->path, sizeof peer->path, "%s/s", peer->dir);
    memcpy(address.sun_path, peer->path, strlen(peer->path) + 1);
    peer->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(peer->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(peer->listener, 1), 0);
    assert_int_equal(pthread_create(&peer->thread, NULL, play, peer), 0);
}

static void peer_end(struct peer *peer)
{
    pthread_join(peer->thread, NULL);
    close(peer->listener);
    unlink(peer->path);
    rmdir(peer->dir);
}

static enum bw_client_result ask(const char *bytes, size_t len, size_t piece, bool stay,
                                 struct bw_reply *reply)
{
    struct peer peer = {.bytes = bytes, .len = len, .piece = piece, .stay = stay};
    struct bw_client *client;
    struct bw_fail fail;
    peer_start(&peer);
    struct bw_client_options options = {.unix_path = peer.path, .timeout_ms = 300};
    assert_int_equal(bw_client_open(&options, &client, &fail), BW_OK);
    enum bw_client_result result = bw_client_call(client, "m", NULL, reply);
    bw_client_close(client);
    peer_end(&peer);
    return result;
}

#define ASK(text, piece, stay, reply) ask(text, sizeof(text) - 1, piece, stay, reply)

static void client__reads_an_answer_in_any_pieces(void **state)
{
    (void)state;
    /* [1, 1, nil, {"a": "bc"}] */
    static const char answer[] = "\x94\x01\x01\xc0\x81\xa1"
                                 "a\xa2"
                                 "bc";
    for (size_t piece = 1; piece < sizeof answer; piece++) {
        struct bw_reply reply;
        assert_int_equal(ASK(answer, piece, false, &reply), BW_CLIENT_ANSWERED);
        assert_int_equal(reply.result->type, MSGPACK_OBJECT_MAP);
        assert_memory_equal(reply.result->via.map.ptr[0].val.via.str.ptr, "bc", 2);
        bw_reply_clear(&reply);
    }
}

static void client__passes_over_what_is_not_its_answer(void **state)
{
    (void)state;
    /* a notification, an answer to another request, an int, then the answer 7 */
    static const char answer[] = "\x93\x02\xa1n\x90\x94\x01\x63\xc0\x01\x05\x94\x01\x01\xc0\x07";
    struct bw_reply reply;
    assert_int_equal(ASK(answer, 3, false, &reply), BW_CLIENT_ANSWERED);
    assert_int_equal(reply.result->via.u64, 7);
    bw_reply_clear(&reply);
}

static void client__an_error_is_its_text(void **state)
{
    (void)state;
    static const char answer[] = "\x94\x01\x01\xa7"
                                 "busy: x\xc0";
    struct bw_reply reply;
    assert_int_equal(ASK(answer, 100, false, &reply), BW_CLIENT_REFUSED);
    assert_string_equal(reply.error, "busy: x");
    assert_null(reply.result);
    bw_reply_clear(&reply);
}

static void client__says_why_there_is_no_answer(void **state)
{
    (void)state;
    struct bw_reply reply;
    assert_int_equal(ASK("\x94\x01\x01", 10, false, &reply), BW_CLIENT_LOST);
    assert_string_equal(reply.error, "the daemon closed the connection");
    bw_reply_clear(&reply);
    assert_int_equal(ASK("\x94\x01\x01", 10, true, &reply), BW_CLIENT_LOST);
    assert_string_equal(reply.error, "no answer in time");
    bw_reply_clear(&reply);
    assert_int_equal(ASK("\xc1", 10, true, &reply), BW_CLIENT_LOST);
    assert_string_equal(reply.error, "the answer is no MessagePack that can be read");
    bw_reply_clear(&reply);
    assert_int_equal(ASK("\xdd\xff\xff\xff\xff", 10, true, &reply), BW_CLIENT_LOST);
    bw_reply_clear(&reply);
}

static void client__takes_replies_in_the_order_they_come(void **state)
{
    (void)state;
    /* a notification, the answer to 2, an error for 1 */
    static const char answers[] = "\x93\x02\xa1n\x90\x94\x01\x02\xc0\xa2"
                                  "ok\x94\x01\x01\xa7"
                                  "busy: x\xc0";
    for (size_t piece = 1; piece < sizeof answers; piece += 5) {
        struct peer peer = {
            .bytes = answers, .len = sizeof answers - 1, .piece = piece, .stay = true};
        struct bw_client *client;
        struct bw_fail fail;
        struct bw_raw_reply reply;
        uint32_t first, second;
        peer_start(&peer);
        struct bw_client_options options = {.unix_path = peer.path, .timeout_ms = 30000};
        assert_int_equal(bw_client_open(&options, &client, &fail), BW_OK);
        assert_true(bw_client_send(client, "m", NULL, &first));
        assert_true(bw_client_send(client, "m", NULL, &second));
        assert_int_equal(bw_client_receive(client, &reply), BW_CLIENT_ANSWERED);
        assert_int_equal(reply.id, second);
        assert_memory_equal(reply.result, "\xa2ok", 3);
        assert_int_equal(bw_client_receive(client, &reply), BW_CLIENT_REFUSED);
        assert_int_equal(reply.id, first);
        assert_string_equal(reply.error, "busy: x");
        assert_null(reply.result);
        bw_client_close(client);
        peer_end(&peer);
    }
}

static void client__nobody_there_is_not_found(void **state)
{
    (void)state;
    struct bw_client *client;
    struct bw_fail fail;
    struct bw_client_options nowhere = {.unix_path = "/nowhere/s", .timeout_ms = 100};
    assert_int_equal(bw_client_open(&nowhere, &client, &fail), BW_NOT_FOUND);
    static const char *const wrong[] = {"", "localhost", ":1", "localhost:"};
    for (size_t i = 0; i < 4; i++) {
        struct bw_client_options options = {.address = wrong[i], .timeout_ms = 100};
        assert_int_equal(bw_client_open(&options, &client, &fail), BW_BAD_REQUEST);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(client__reads_an_answer_in_any_pieces),
        cmocka_unit_test(client__passes_over_what_is_not_its_answer),
        cmocka_unit_test(client__an_error_is_its_text),
        cmocka_unit_test(client__says_why_there_is_no_answer),
        cmocka_unit_test(client__takes_replies_in_the_order_they_come),
        cmocka_unit_test(client__nobody_there_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
