#include "daemon/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)address;
        return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
    }
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)address;
    return address->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

/* Splits "HOST:PORT" and "[HOST]:PORT". */
static bool split(const char *address, char *host, size_t size, const char **port)
{
    const char *colon = strrchr(address, ':');
    if (!colon || colon == address || !colon[1] || (size_t)(colon - address) >= size)
        return false;
    size_t len = (size_t)(colon - address);
    if (address[0] == '[' && address[len - 1] == ']') {
        address++;
        len -= 2;
    }
    memcpy(host, address, len);
    host[len] = '\0';
    *port = colon + 1;
    return true;
}

static void describe(int fd, char *bound, size_t size)
{
    struct sockaddr_storage address = {0};
    const struct sockaddr_un *local = (const struct sockaddr_un *)(const void *)&address;
    socklen_t len = sizeof address;
    char host[64] = "?", port[16] = "?";
    if (getsockname(fd, (struct sockaddr *)&address, &len) == 0 && address.ss_family == AF_UNIX) {
        snprintf(bound, size, "%.107s", local->sun_path[0] ? local->sun_path : "a UNIX socket");
        return;
    }
    getnameinfo((struct sockaddr *)&address, len, host, sizeof host, port, sizeof port,
                NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(bound, size, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
}

enum bw_err bw_listen_tcp(const char *address, int *fd, char *bound, size_t size,
                          struct bw_fail *fail)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found;
    char host[100];
    const char *port;
    int on = 1;
    if (!split(address, host, sizeof host, &port))
        return bw_fail_set(fail, BW_BAD_REQUEST, "listen: \"%s\" is no HOST:PORT", address);
    int code = getaddrinfo(host, port, &hints, &found);
    if (code != 0)
        return bw_fail_set(fail, BW_BAD_REQUEST, "listen: %s: %s", address, gai_strerror(code));
    if (!is_loopback(found->ai_addr)) {
        freeaddrinfo(found);
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "listen: %s: TCP without a token is for loopback only (127.0.0.1, ::1)",
                           address);
    }
    int sock = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool ok = sock >= 0 && setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
              setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0 &&
              bind(sock, found->ai_addr, found->ai_addrlen) == 0 && listen(sock, BACKLOG) == 0;
    freeaddrinfo(found);
    if (!ok) {
        int why = errno;
        if (sock >= 0)
            close(sock);
        return bw_fail_set(fail, BW_CONFLICT, "listen: %s: %s", address, strerror(why));
    }
    describe(sock, bound, size);
    *fd = sock;
    return BW_OK;
}

/* Who listens there: a process, 0 when it cannot be told which, -1 when nobody does. Never waits.
 */
static pid_t who_listens(const struct sockaddr_un *address)
{
    struct ucred peer = {0};
    socklen_t len = sizeof peer;
    int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (sock < 0)
        return 0;
    bool dead = connect(sock, (const struct sockaddr *)address, sizeof *address) != 0 &&
                errno == ECONNREFUSED;
    if (getsockopt(sock, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0 || peer.pid < 0)
        peer.pid = 0;
    close(sock);
    return dead ? -1 : peer.pid;
}

/* Makes way for a new socket. */
static enum bw_err clear_path(const struct sockaddr_un *address, struct bw_fail *fail)
{
    const char *path = address->sun_path;
    struct stat info;
    if (lstat(path, &info) != 0)
        return BW_OK;
    if (!S_ISSOCK(info.st_mode))
        return bw_fail_set(fail, BW_CONFLICT,
                           "unix: %s: is there and is no socket; move it or take another path",
                           path);
    pid_t holder = who_listens(address);
    if (holder > 0)
        return bw_fail_set(fail, BW_CONFLICT,
                           "unix: %s: is in use, process %ld listens there; end it or take another "
                           "path",
                           path, (long)holder);
    if (holder == 0)
        return bw_fail_set(fail, BW_CONFLICT,
                           "unix: %s: is in use, another process listens there; end it or take "
                           "another path",
                           path);
    unlink(path); /* of a daemon that did not come to do so itself */
    return BW_OK;
}

enum bw_err bw_listen_unix(const char *path, int *fd, struct bw_listen_mark *mark,
                           struct bw_fail *fail)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat info;
    if (strlen(path) >= sizeof address.sun_path)
        return bw_fail_set(fail, BW_BAD_REQUEST, "unix: %s: longer than %zu bytes", path,
                           sizeof address.sun_path - 1);
    memcpy(address.sun_path, path, strlen(path) + 1);
    enum bw_err err = clear_path(&address, fail);
    if (err)
        return err;
    int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    mode_t before = umask(0177);
    bool ok = sock >= 0 && bind(sock, (struct sockaddr *)&address, sizeof address) == 0 &&
              lstat(path, &info) == 0 && listen(sock, BACKLOG) == 0;
    int why = errno;
    umask(before);
    if (!ok) {
        if (sock >= 0)
            close(sock);
        return bw_fail_set(fail, BW_CONFLICT, "unix: %s: %s", path, strerror(why));
    }
    *mark = (struct bw_listen_mark){info.st_dev, info.st_ino};
    *fd = sock;
    return BW_OK;
}

void bw_listen_remove(const char *path, const struct bw_listen_mark *mark)
{
    struct stat info;
    if (lstat(path, &info) == 0 && info.st_dev == mark->device && info.st_ino == mark->inode)
        unlink(path);
}

static int option_of(int fd, int option)
{
    int value = -1;
    socklen_t len = sizeof value;
    return getsockopt(fd, SOL_SOCKET, option, &value, &len) == 0 ? value : -1;
}

enum bw_err bw_listen_given(int fd, char *bound, size_t size, struct bw_fail *fail)
{
    struct sockaddr_storage address = {0};
    const struct sockaddr *any = (const struct sockaddr *)(const void *)&address;
    socklen_t len = sizeof address;
    if (option_of(fd, SO_TYPE) != SOCK_STREAM || option_of(fd, SO_ACCEPTCONN) != 1 ||
        getsockname(fd, (struct sockaddr *)&address, &len) != 0)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "the descriptor %d that was handed over is no socket that listens for "
                           "streams (ListenStream=)",
                           fd);
    describe(fd, bound, size);
    if (any->sa_family != AF_UNIX && !is_loopback(any))
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "%s was handed over: TCP without a token is for loopback only "
                           "(127.0.0.1, ::1)",
                           bound);
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) != 0)
        return bw_fail_set(fail, BW_INTERNAL, "%s was handed over: %s", bound, strerror(errno));
    return BW_OK;
}
