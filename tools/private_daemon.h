#pragma once
/* A daemon of our own, for a store that no other daemon holds: with --data every answer comes the
 * same way as from a running one. Owns the child process and its socket's folder. One thread. */
#include "tools/client.h"

struct bw_private_daemon;

/* Starts `bekwaamd` (beside our own executable, or $BEKWAAMD, or in PATH) on the store in `data`
 * and connects. today: a date or NULL. Errors have the daemon's own words. */
enum bw_err bw_private_daemon_start(const char *data, const char *today, int timeout_ms,
                                    struct bw_private_daemon **out, struct bw_client **client,
                                    struct bw_fail *fail);
/* Connects once more. */
enum bw_err bw_private_daemon_connect(const struct bw_private_daemon *daemon, int timeout_ms,
                                      struct bw_client **client, struct bw_fail *fail);
/* No more connections: the socket's folder goes, so that nothing stays behind when we are killed.
 */
void bw_private_daemon_shut(struct bw_private_daemon *daemon);
/* SIGTERM, then waits for its end; true when it ended well. */
bool bw_private_daemon_stop(struct bw_private_daemon *daemon);
