#include "daemon/listen.h"

#include <arpa/inet.h>
#include <errno.h>
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
    struct sockaddr_storage address;
    socklen_t len = sizeof address;
    char host[64] = "?", port[16] = "?";
    if (getsockname(fd, (struct sockaddr *)&address, &len) == 0)
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

/* Does somebody listen there? */
static bool is_alive(const struct sockaddr_un *address)
{
    int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool alive = sock >= 0 && connect(sock, (const struct sockaddr *)address, sizeof *address) == 0;
    if (sock >= 0)
        close(sock);
    return alive;
}

enum bw_err bw_listen_unix(const char *path, int *fd, struct bw_fail *fail)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat info;
    if (strlen(path) >= sizeof address.sun_path)
        return bw_fail_set(fail, BW_BAD_REQUEST, "unix: %s: longer than %zu bytes", path,
                           sizeof address.sun_path - 1);
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (lstat(path, &info) == 0) {
        if (!S_ISSOCK(info.st_mode) || is_alive(&address))
            return bw_fail_set(fail, BW_CONFLICT, "unix: %s: is in use", path);
        unlink(path);
    }
    int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    mode_t before = umask(0177);
    bool ok = sock >= 0 && bind(sock, (struct sockaddr *)&address, sizeof address) == 0 &&
              listen(sock, BACKLOG) == 0;
    int why = errno;
    umask(before);
    if (!ok) {
        if (sock >= 0)
            close(sock);
        return bw_fail_set(fail, BW_CONFLICT, "unix: %s: %s", path, strerror(why));
    }
    *fd = sock;
    return BW_OK;
}
