/* Connections against a worker in this process: framing, limits, order, bad bytes, endings. */
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
#include "model/base/utf8.h"
#include "talk.h"

#define PING "\x94\x00\x05\xabserver.ping\x90"
#define PING_LEN (sizeof PING - 1)

static struct bw_talk talk;

static int setup(void **state)
{
    (void)state;
    bw_talk_init(&talk);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bw_talk_stop(&talk);
    return 0;
}

static void expect_end(int fd)
{
    msgpack_unpacked message;
    assert_false(bw_talk_read(fd, &message));
    close(fd);
}

static void expect_pong(int fd)
{
    struct bw_talk_reply reply;
    bw_talk_reply(fd, 5, &reply);
    assert_string_equal(reply.error, "");
    bw_talk_reply_clear(&reply);
}

static void conn__a_message_may_come_byte_by_byte(void **state)
{
    (void)state;
    bw_talk_start(&talk);
    int fd = bw_talk_connect(&talk);
    for (size_t i = 0; i < PING_LEN; i++)
        bw_talk_send(fd, &PING[i], 1);
    expect_pong(fd);
    close(fd);
}

static void conn__many_messages_may_come_at_once(void **state)
{
    char bytes[200 * PING_LEN];
    (void)state;
    bw_talk_start(&talk);
    int fd = bw_talk_connect(&talk);
    for (size_t i = 0; i < 200; i++)
        memcpy(bytes + i * PING_LEN, PING, PING_LEN);
    bw_talk_send(fd, bytes, sizeof bytes);
    for (size_t i = 0; i < 200; i++)
        expect_pong(fd);
    close(fd);
}

static void conn__who_ends_sending_still_gets_the_answers(void **state)
{
    (void)state;
    bw_talk_start(&talk);
    int fd = bw_talk_connect(&talk);
    bw_talk_ask(fd, 4, "org.put", "{\"items\": [{\"id\": \"o\", \"name\": \"O\"}]}");
    bw_talk_send(fd, PING, PING_LEN);
    assert_int_equal(shutdown(fd, SHUT_WR), 0);
    msgpack_unpacked first, second;
    assert_true(bw_talk_read(fd, &first));
    assert_true(bw_talk_read(fd, &second));
    msgpack_unpacked_destroy(&first);
    msgpack_unpacked_destroy(&second);
    expect_end(fd);
}

static void conn__bytes_that_are_no_messagepack_end_it(void **state)
{
    static const char *const broken[] = {"\xc1", "\x94\x00\x05\xc1",
                                         "\x94\x00\x05\xa2\xff\xfe\x90"};
    (void)state;
    bw_talk_start(&talk);
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        int fd = bw_talk_connect(&talk);
        size_t len = i == 0 ? 1 : i == 1 ? 4 : 7;
        bw_talk_send(fd, broken[i], len);
        expect_end(fd);
    }
}

static void conn__no_request_with_a_msgid_is_answered_and_goes_on(void **state)
{
    struct bw_talk_reply reply;
    (void)state;
    bw_talk_start(&talk);
    int fd = bw_talk_connect(&talk);
    bw_talk_send(fd, "\x95\x00\x09\xa1m\x90\x90", 7);
    bw_talk_reply(fd, 9, &reply);
    assert_memory_equal(reply.error, "bad_request: ", 13);
    bw_talk_reply_clear(&reply);
    bw_talk_send(fd, PING, PING_LEN);
    expect_pong(fd);
    close(fd);
}

static void conn__notifications_are_never_answered(void **state)
{
    (void)state;
    bw_talk_start(&talk);
    int fd = bw_talk_connect(&talk);
    bw_talk_send(fd, "\x93\x02\xa7no.such\x90", 11);
    bw_talk_send(fd, "\x93\x02\xabserver.ping\x90", 15);
    bw_talk_send(fd, PING, PING_LEN);
    expect_pong(fd);
    assert_int_equal(talk.worker->stats.notifications_failed, 1);
    close(fd);
}

static void conn__names_unknown_methods_and_arguments(void **state)
{
    (void)state;
    bw_talk_start(&talk);
    int fd = bw_talk_connect(&talk);
    bw_talk_expect(fd, "no.such", "", "bad_request: ");
    bw_talk_expect(fd, "course.similar", "{\"course\": \"x\", \"k\": 3}",
                   "not_found: course: there is no course \"x\"");
    bw_talk_expect(fd, "report.fairness", "{\"org\": \"x\"}", "not_supported: report.fairness");
    bw_talk_expect(fd, "server.ping", "{\"loud\": true}", "bad_request: \"loud\"");
    bw_talk_expect(fd, "recommend", "{\"employee\": \"e\", \"k\": 0}", "bad_request: k: ");
    bw_talk_expect(fd, "recommend", "{\"employee\": \"e\", \"k\": \"3\"}", "bad_request: k: ");
    bw_talk_expect(fd, "recommend", "{}", "bad_request: employee");
    bw_talk_expect(fd, "recommend", "{\"employee\": \"e\"}", "not_found: ");
    close(fd);
}

/* Whatever is quoted from a request, an error is valid UTF-8. */
static void conn__errors_are_valid_utf8(void **state)
{
    char bytes[160];
    struct bw_talk_reply reply;
    (void)state;
    bw_talk_start(&talk);
    int fd = bw_talk_connect(&talk);
    bw_talk_send(fd, "\x94\x00\x05\xc4\x02\xff\xfe\x90", 8); /* a method of bytes */
    for (unsigned shift = 0; shift < 2; shift++) {           /* and one that is cut */
        memcpy(bytes, "\x94\x00\x05\xd9\x79", 5);
        for (size_t i = 0; i < 121; i++)
            bytes[5 + i] = i < shift || i - shift >= 120 ? 'x' : (i - shift) % 2 ? '\xa9' : '\xc3';
        bytes[126] = '\x90';
        if (shift)
            bytes[125] = '\xa9';
        bw_talk_send(fd, bytes, 127);
    }
    for (int i = 0; i < 3; i++) {
        bw_talk_reply(fd, 5, &reply);
        assert_memory_equal(reply.error, "bad_request: ", 13);
        assert_true(bw_utf8_valid(reply.error, strlen(reply.error)));
        bw_talk_reply_clear(&reply);
    }
    close(fd);
}

static void expect_too_large(const char *head, size_t head_len, size_t more)
{
    struct bw_talk_reply reply;
    int fd = bw_talk_connect(&talk);
    bw_talk_send(fd, head, head_len);
    char *filler = calloc(1, more);
    assert_non_null(filler);
    for (size_t sent = 0; sent < more;) { /* the other side may have had enough */
        ssize_t n = send(fd, filler + sent, more - sent, MSG_NOSIGNAL);
        if (n <= 0)
            break;
        sent += (size_t)n;
    }
    free(filler);
    bw_talk_reply(fd, 5, &reply);
    assert_memory_equal(reply.error, "too_large: ", 11);
    bw_talk_reply_clear(&reply);
    shutdown(fd, SHUT_WR);
    expect_end(fd);
}

static void conn__over_a_limit_is_answered_and_ends(void **state)
{
    (void)state;
    talk.server.config.limits.message_bytes = 1000;
    talk.server.config.limits.objects = 50;
    bw_talk_start(&talk);
    expect_too_large("\x94\x00\x05\xabserver.ping\xc6\x00\x10\x00\x00", 20, 1 << 20);
    expect_too_large("\x94\x00\x05\xabserver.ping\xdd\xff\xff\xff\xff", 20, 100);
    expect_too_large("\x94\x00\x05\xabserver.ping\x91\x91\x91\x91\x91\x91\x91\x91\x91\x91"
                     "\x91\x91\x91\x91\x91\x91\x91\x91",
                     33, 100);
}

static void conn__bulk_writes_may_be_larger(void **state)
{
    char args[4000];
    (void)state;
    talk.server.config.limits.message_bytes = 1000;
    bw_talk_start(&talk);
    int fd = bw_talk_connect(&talk);
    snprintf(args, sizeof args, "{\"items\": [{\"id\": \"o\", \"name\": \"%02000d\"}]}", 0);
    bw_talk_expect(fd, "org.put", args, "");
    close(fd);
}

/* Clients that write every integer with eight bytes are as good as others. */
static void conn__bulk_writes_are_known_by_any_envelope(void **state)
{
    static const char head[] = "\xdd\x00\x00\x00\x04\xd3\x00\x00\x00\x00\x00\x00\x00\x00"
                               "\xd3\x00\x00\x00\x00\x00\x00\x00\x05\xdb\x00\x00\x00\x07org.put"
                               "\x91\x81\xa5items\x91\x82\xa2id\xa1o\xa4name\xda\x07\xd0";
    char name[2000];
    (void)state;
    talk.server.config.limits.message_bytes = 1000;
    bw_talk_start(&talk);
    int fd = bw_talk_connect(&talk);
    memset(name, 'n', sizeof name);
    bw_talk_send(fd, head, sizeof head - 1);
    bw_talk_send(fd, name, sizeof name);
    expect_pong(fd);
    close(fd);
}

static void conn__a_write_is_seen_by_the_next_request(void **state)
{
    (void)state;
    bw_talk_start(&talk);
    int fd = bw_talk_connect(&talk);
    bw_talk_expect(fd, "org.put", "{\"items\": [{\"id\": \"o\", \"name\": \"O\"}]}", "");
    bw_talk_expect(fd, "team.put",
                   "{\"items\": [{\"id\": \"t\", \"org\": \"o\", \"name\": \"T\"}]}", "");
    bw_talk_expect(fd, "role.put",
                   "{\"items\": [{\"id\": \"r\", \"label\": \"R\", \"versions\": "
                   "[{\"from\": \"2020-01-01\"}]}]}",
                   "");
    bw_talk_expect(
        fd, "employee.put",
        "{\"items\": [{\"id\": \"e\", \"org\": \"o\", \"team\": \"t\", \"role\": \"r\"}]}", "");
    bw_talk_expect(fd, "recommend", "{\"employee\": \"e\"}", "");
    bw_talk_expect(fd, "role.delete", "{\"ids\": [\"r\"]}", "conflict: ");
    bw_talk_expect(fd, "recommend", "{\"employee\": \"e\", \"goal\": {\"kind\": \"role\"}}",
                   "bad_request: goal.role");
    close(fd);
}

static void conn__imports_end_with_their_connection(void **state)
{
    (void)state;
    bw_talk_start(&talk);
    int fd = bw_talk_connect(&talk);
    bw_talk_expect(fd, "import.begin", "", "");
    bw_talk_expect(
        fd, "import.add",
        "{\"import\": 1, \"kind\": \"org\", \"items\": [{\"id\": \"o\", \"name\": \"O\"}]}", "");
    int other = bw_talk_connect(&talk);
    bw_talk_expect(other, "import.commit", "{\"import\": 1}", "not_found: ");
    close(fd);
    bw_talk_expect(other, "org.get", "{\"id\": \"o\"}", "not_found: ");
    close(other);
}

static void conn__an_import_is_one_write(void **state)
{
    struct bw_talk_reply reply;
    (void)state;
    bw_talk_start(&talk);
    int fd = bw_talk_connect(&talk);
    bw_talk_expect(fd, "import.begin", "", "");
    bw_talk_expect(fd, "import.add",
                   "{\"import\": 1, \"kind\": \"team\", \"items\": "
                   "[{\"id\": \"t\", \"org\": \"o\", \"name\": \"T\"}, {\"id\": \"u\"}]}",
                   "");
    bw_talk_expect(
        fd, "import.add",
        "{\"import\": 1, \"kind\": \"org\", \"items\": [{\"id\": \"o\", \"name\": \"O\"}]}", "");
    bw_talk_ask(fd, 5, "import.commit", "{\"import\": 1}");
    bw_talk_reply(fd, 5, &reply);
    assert_string_equal(reply.error, "");
    assert_true(bw_field_bool(reply.result, "refused", false));
    assert_int_equal(bw_field_int(reply.result, "written", -1), 0);
    const msgpack_object *bad = bw_field_get(reply.result, "bad");
    assert_int_equal(bad->via.array.size, 1);
    assert_int_equal(bw_field_int(&bad->via.array.ptr[0], "item", -1), 1);
    bw_talk_reply_clear(&reply);
    bw_talk_expect(fd, "org.get", "{\"id\": \"o\"}", "not_found: ");
    close(fd);
}

/* Whoever asks and never reads neither fills the memory nor keeps the daemon from ending. */
static void conn__a_slow_reader_does_not_keep_the_daemon_from_ending(void **state)
{
    char args[8000];
    (void)state;
    talk.server.config.limits.waiting_bytes = 1 << 20;
    talk.server.config.limits.drain_seconds = 1;
    bw_talk_start(&talk);
    int fd = bw_talk_connect(&talk), other = bw_talk_connect(&talk);
    snprintf(args, sizeof args, "{\"items\": [{\"id\": \"o\", \"name\": \"%06000d\"}]}", 0);
    bw_talk_expect(other, "org.put", args, "");
    struct timeval briefly = {0, 200000};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &briefly, sizeof briefly);
    static const char get[] = "\x94\x00\x05\xa7org.get\x91\x81\xa2id\xa1o";
    for (int i = 0; i < 100000; i++)
        if (send(fd, get, sizeof get - 1, MSG_NOSIGNAL) != sizeof get - 1)
            break;
    bw_talk_send(other, PING, PING_LEN);
    expect_pong(other);
    close(other);
    /* the slow one stays open: the end comes with teardown all the same */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(conn__a_message_may_come_byte_by_byte),
        TEST(conn__many_messages_may_come_at_once),
        TEST(conn__who_ends_sending_still_gets_the_answers),
        TEST(conn__bytes_that_are_no_messagepack_end_it),
        TEST(conn__no_request_with_a_msgid_is_answered_and_goes_on),
        TEST(conn__notifications_are_never_answered),
        TEST(conn__names_unknown_methods_and_arguments),
        TEST(conn__errors_are_valid_utf8),
        TEST(conn__over_a_limit_is_answered_and_ends),
        TEST(conn__bulk_writes_may_be_larger),
        TEST(conn__bulk_writes_are_known_by_any_envelope),
        TEST(conn__a_write_is_seen_by_the_next_request),
        TEST(conn__imports_end_with_their_connection),
        TEST(conn__an_import_is_one_write),
        TEST(conn__a_slow_reader_does_not_keep_the_daemon_from_ending),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
