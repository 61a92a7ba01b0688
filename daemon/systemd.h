#pragma once
/* What systemd and the daemon tell each other: sockets that are handed over, readiness, the
 * watchdog's wish. Owns the words of these protocols (sd_listen_fds(3), sd_notify(3)); without
 * systemd nothing is handed over and nothing told. The main thread. */
#include <stddef.h>
#include <stdint.h>

#include "model/base/err.h"

/* The first of the sockets that were handed over to this process, and how many there are; they are
 * in order. bad_request when the environment makes no sense. What children would inherit of it is
 * taken out of the environment. */
enum bw_err bw_systemd_sockets(int *first, size_t *n, struct bw_fail *fail);

/* Tells, one NAME=VALUE a line: "READY=1". */
void bw_systemd_notify(const char *text);

/* Tells that the configuration is being read again; READY=1 follows. */
void bw_systemd_notify_reloading(void);

/* Within how long the watchdog wants to hear; 0: there is none. */
int64_t bw_systemd_watchdog_us(void);
