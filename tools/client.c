#include "tools/client.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "data/frame.h"
#include "data/token.h"

#define READ_BYTES ((size_t)256 << 10)

static const struct bw_frame_limits reply_limits = {
    .bytes = (size_t)1 << 30, .objects = (size_t)1 << 27, .depth = 32};

struct bw_client {
    int fd;
    int timeout_ms;
    uint32_t last_id;
    char *bytes;
    size_t len, room;
    size_t lent; /* bytes at the front that the last reply is made of */
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits until the socket is ready for `events`; false when the time is over (errno ETIMEDOUT). */
static bool wait_for(int fd, short events, int64_t deadline_ms)
{
    for (;;) {
        int64_t left = deadline_ms - now_ms();
        struct pollfd ready = {.fd = fd, .events = events};
        int n = poll(&ready, 1, left > 0 ? (int)left : 0);
        if (n > 0)
            return true;
        if (n == 0) {
            errno = ETIMEDOUT;
            return false;
        }
        if (errno != EINTR)
            return false;
    }
}

/* Waits for a connection that is being made; 0, or -1 with errno. */
static int finish_connect(int fd, int timeout_ms)
{
    int error = 0;
    socklen_t size = sizeof error;
    if (!wait_for(fd, POLLOUT, now_ms() + timeout_ms) ||
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        return -1;
    errno = error;
    return error == 0 ? 0 : -1;
}

/* Connects without blocking for longer than the timeout; -1 with errno. */
static int connect_to(int family, const struct sockaddr *address, socklen_t len, int timeout_ms)
{
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    int rc = connect(fd, address, len);
    if (rc < 0 && errno == EINPROGRESS)
        rc = finish_connect(fd, timeout_ms);
    if (rc == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

static int connect_unix(const struct bw_client_options *options, struct bw_fail *fail)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(options->unix_path) >= sizeof address.sun_path) {
        bw_fail_set(fail, BW_BAD_REQUEST, "%s: a socket's path is at most %zu bytes",
                    options->unix_path, sizeof address.sun_path - 1);
        return -1;
    }
    memcpy(address.sun_path, options->unix_path, strlen(options->unix_path) + 1);
    int fd =
        connect_to(AF_UNIX, (const struct sockaddr *)&address, sizeof address, options->timeout_ms);
    if (fd < 0)
        bw_fail_set(fail, BW_NOT_FOUND, "%s: %s", options->unix_path, strerror(errno));
    return fd;
}

/* Splits "HOST:PORT" or "[HOST]:PORT". */
static bool split_address(const char *address, char *host, size_t size, const char **port)
{
    const char *colon = strrchr(address, ':');
    if (!colon || colon == address || !colon[1])
        return false;
    size_t len = (size_t)(colon - address);
    if (address[0] == '[' && colon[-1] == ']') {
        address++;
        len -= 2;
    }
    if (len >= size)
        return false;
    memcpy(host, address, len);
    host[len] = 0;
    *port = colon + 1;
    return true;
}

static int connect_tcp(const struct bw_client_options *options, struct bw_fail *fail)
{
    char host[256];
    const char *port;
    struct addrinfo *list, hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    if (!split_address(options->address, host, sizeof host, &port)) {
        bw_fail_set(fail, BW_BAD_REQUEST, "\"%s\" is no address; HOST:PORT", options->address);
        return -1;
    }
    int rc = getaddrinfo(host, port, &hints, &list);
    if (rc != 0) {
        bw_fail_set(fail, BW_NOT_FOUND, "%s: %s", options->address, gai_strerror(rc));
        return -1;
    }
    int fd = -1;
    for (struct addrinfo *at = list; at && fd < 0; at = at->ai_next)
        fd = connect_to(at->ai_family, at->ai_addr, at->ai_addrlen, options->timeout_ms);
    if (fd < 0)
        bw_fail_set(fail, BW_NOT_FOUND, "%s: %s", options->address, strerror(errno));
    freeaddrinfo(list);
    return fd;
}

enum bw_err bw_client_dial(const struct bw_client_options *options, int *out, struct bw_fail *fail)
{
    int fd = options->unix_path ? connect_unix(options, fail) : connect_tcp(options, fail);
    if (fd < 0)
        return fail->code;
    *out = fd;
    return BW_OK;
}

enum bw_err bw_client_open(const struct bw_client_options *options, struct bw_client **out,
                           struct bw_fail *fail)
{
    int fd = -1;
    enum bw_err err = bw_client_dial(options, &fd, fail);
    if (err)
        return err;
    struct bw_client *client = calloc(1, sizeof *client);
    if (!client) {
        close(fd);
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    }
    client->fd = fd;
    client->timeout_ms = options->timeout_ms;
    *out = client;
    return BW_OK;
}

void bw_client_close(struct bw_client *client)
{
    if (!client)
        return;
    close(client->fd);
    free(client->bytes);
    free(client);
}

void bw_client_abandon(struct bw_client *client)
{
    shutdown(client->fd, SHUT_RDWR);
}

void bw_client_patience(struct bw_client *client, int timeout_ms)
{
    client->timeout_ms = timeout_ms;
}

static enum bw_client_result lost(struct bw_raw_reply *reply, const char *what)
{
    snprintf(reply->error, sizeof reply->error, "%s", what);
    return BW_CLIENT_LOST;
}

static bool send_all(struct bw_client *client, const char *at, size_t len)
{
    int64_t deadline_ms = now_ms() + client->timeout_ms;
    while (len > 0) {
        ssize_t n = send(client->fd, at, len, MSG_NOSIGNAL);
        if (n > 0) {
            at += n;
            len -= (size_t)n;
            deadline_ms = now_ms() + client->timeout_ms;
        } else if (errno == EAGAIN) {
            if (!wait_for(client->fd, POLLOUT, deadline_ms))
                return false;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

bool bw_client_send(struct bw_client *client, const char *method, const struct bw_args *args,
                    uint32_t *id)
{
    msgpack_sbuffer message;
    msgpack_packer packer;
    msgpack_sbuffer_init(&message);
    msgpack_packer_init(&packer, &message, msgpack_sbuffer_write);
    msgpack_pack_array(&packer, 4);
    msgpack_pack_int(&packer, 0);
    *id = ++client->last_id;
    msgpack_pack_uint32(&packer, *id);
    bw_pack_str(&packer, method);
    msgpack_pack_array(&packer, args && args->n ? 1 : 0);
    if (args && args->n)
        bw_args_pack(args, &packer);
    bool sent = send_all(client, message.data, message.size);
    msgpack_sbuffer_destroy(&message);
    return sent;
}

static bool make_room(struct bw_client *client)
{
    if (client->room - client->len >= READ_BYTES)
        return true;
    size_t room = 2 * client->room + READ_BYTES;
    char *grown = realloc(client->bytes, room);
    if (!grown)
        return false;
    client->bytes = grown;
    client->room = room;
    return true;
}

/* Reads what is there, waiting for it; NULL, or why there is nothing. */
static const char *read_more(struct bw_client *client, int64_t deadline_ms)
{
    if (!make_room(client))
        return "out of memory for the answer";
    for (;;) {
        ssize_t n = recv(client->fd, client->bytes + client->len, client->room - client->len, 0);
        if (n > 0) {
            client->len += (size_t)n;
            return NULL;
        }
        if (n == 0)
            return "the daemon closed the connection";
        if (errno != EAGAIN && errno != EINTR)
            return strerror(errno);
        if (!wait_for(client->fd, POLLIN, deadline_ms))
            return "no answer in time";
    }
}

/* Reads until a whole message stands at the front; its length, or 0 with *why. */
static size_t read_message(struct bw_client *client, const char **why)
{
    struct bw_frame_scan scan = {0};
    for (;;) {
        enum bw_frame_state state =
            bw_frame_continue(&scan, client->bytes, client->len, &reply_limits);
        if (state == BW_FRAME_WHOLE)
            return scan.at;
        *why = "the answer is no MessagePack that can be read";
        if (state != BW_FRAME_MORE)
            return 0;
        *why = read_more(client, now_ms() + client->timeout_ms);
        if (*why)
            return 0;
    }
}

/* Reads the head of a reply [1, id, error, result]; false when the message is none. */
static bool read_reply(const unsigned char *at, struct bw_raw_reply *out)
{
    struct bw_token array, type, id, error;
    at = bw_token_read(at, &array);
    if (array.type != BW_TOKEN_ARRAY || array.size != 4)
        return false;
    at = bw_token_read(at, &type);
    if (type.type != BW_TOKEN_UNSIGNED || type.as.number != 1)
        return false;
    at = bw_token_read(at, &id);
    if (id.type != BW_TOKEN_UNSIGNED || id.as.number > UINT32_MAX)
        return false;
    bw_token_read(at, &error);
    out->id = (uint32_t)id.as.number;
    out->result = error.type == BW_TOKEN_NIL ? bw_token_skip(at) : NULL;
    if (error.type == BW_TOKEN_TEXT)
        snprintf(out->error, sizeof out->error, "%.*s", (int)error.size, error.as.text);
    else
        snprintf(out->error, sizeof out->error, "internal: an error without a text");
    return true;
}

/* The last reply's bytes are needed no more. */
static void give_back(struct bw_client *client)
{
    if (client->lent == 0)
        return;
    memmove(client->bytes, client->bytes + client->lent, client->len - client->lent);
    client->len -= client->lent;
    client->lent = 0;
}

enum bw_client_result bw_client_receive(struct bw_client *client, struct bw_raw_reply *out)
{
    const char *why = NULL;
    out->result = NULL;
    do {
        give_back(client);
        client->lent = read_message(client, &why);
        if (client->lent == 0)
            return lost(out, why);
    } while (!read_reply((const unsigned char *)client->bytes, out));
    return out->result ? BW_CLIENT_ANSWERED : BW_CLIENT_REFUSED;
}

/* Unpacks the result into memory of the reply's own, which outlives the next call. */
static enum bw_client_result unpack(struct bw_client *client, const struct bw_raw_reply *raw,
                                    struct bw_reply *reply)
{
    const char *from = (const char *)raw->result;
    size_t size = (size_t)(client->bytes + client->lent - from);
    reply->bytes = malloc(size);
    if (reply->bytes)
        memcpy(reply->bytes, from, size);
    if (!reply->bytes ||
        msgpack_unpack_next(&reply->whole, reply->bytes, size, NULL) != MSGPACK_UNPACK_SUCCESS) {
        snprintf(reply->error, sizeof reply->error, "the answer cannot be unpacked");
        return BW_CLIENT_LOST;
    }
    reply->result = &reply->whole.data;
    return BW_CLIENT_ANSWERED;
}

enum bw_client_result bw_client_call(struct bw_client *client, const char *method,
                                     const struct bw_args *args, struct bw_reply *reply)
{
    struct bw_raw_reply raw;
    uint32_t id;
    enum bw_client_result result;
    memset(reply, 0, sizeof *reply);
    msgpack_unpacked_init(&reply->whole);
    if (!bw_client_send(client, method, args, &id)) {
        snprintf(reply->error, sizeof reply->error, "%s", strerror(errno));
        return BW_CLIENT_LOST;
    }
    do
        result = bw_client_receive(client, &raw);
    while (result != BW_CLIENT_LOST && raw.id != id);
    if (result == BW_CLIENT_ANSWERED)
        return unpack(client, &raw, reply);
    memcpy(reply->error, raw.error, sizeof reply->error);
    return result;
}

enum bw_err bw_client_ask(struct bw_client *client, const char *method, const struct bw_args *args,
                          struct bw_reply *reply, struct bw_fail *fail)
{
    if (bw_client_call(client, method, args, reply) == BW_CLIENT_ANSWERED)
        return BW_OK;
    enum bw_err err = bw_fail_set(fail, BW_INTERNAL, "%s: %s", method, reply->error);
    bw_reply_clear(reply);
    return err;
}

void bw_reply_clear(struct bw_reply *reply)
{
    msgpack_unpacked_destroy(&reply->whole);
    free(reply->bytes);
    reply->bytes = NULL;
    reply->result = NULL;
}
