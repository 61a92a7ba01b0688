#include "daemon/systemd.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "data/clock.h"

#define FIRST_SOCKET 3
#define SOCKETS_MOST 1000

/* A whole number of the environment from 1 to `most`; 0 when it is not there, -1 when it is none.
 */
static int64_t number_of(const char *name, int64_t most)
{
    const char *text = getenv(name);
    char *end;
    if (!text)
        return 0;
    long long number = strtoll(text, &end, 10);
    return end == text || *end || number < 1 || number > most ? -1 : number;
}

/* Is what the variable speaks of meant for this process, or for one that started it? */
static bool is_ours(const char *name)
{
    return number_of(name, INT32_MAX) == getpid();
}

enum bw_err bw_systemd_sockets(int *first, size_t *n, struct bw_fail *fail)
{
    int64_t found = is_ours("LISTEN_PID") ? number_of("LISTEN_FDS", SOCKETS_MOST) : 0;
    if (found < 0)
        return bw_fail_set(fail, BW_BAD_REQUEST, "LISTEN_FDS: \"%s\" is no number of sockets",
                           getenv("LISTEN_FDS"));
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
    *first = FIRST_SOCKET;
    *n = (size_t)found;
    return BW_OK;
}

void bw_systemd_notify(const char *text)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t len = path ? strlen(path) : 0;
    if (len < 2 || len >= sizeof address.sun_path || (path[0] != '/' && path[0] != '@'))
        return;
    memcpy(address.sun_path, path, len);
    if (path[0] == '@')
        address.sun_path[0] = '\0'; /* the abstract namespace */
    int sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (sock < 0)
        return;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
    ssize_t sent = sendto(sock, text, strlen(text), MSG_NOSIGNAL,
                          (const struct sockaddr *)(const void *)&address, size);
    (void)sent; /* who started the daemon may be gone: nobody is to be told */
    close(sock);
}

void bw_systemd_notify_reloading(void)
{
    char text[80];
    snprintf(text, sizeof text, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)bw_clock_us());
    bw_systemd_notify(text);
}

int64_t bw_systemd_watchdog_us(void)
{
    if (getenv("WATCHDOG_PID") && !is_ours("WATCHDOG_PID"))
        return 0;
    int64_t us = number_of("WATCHDOG_USEC", INT64_MAX);
    return us < 0 ? 0 : us;
}
