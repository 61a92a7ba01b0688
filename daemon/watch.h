#pragma once
/* Feeds systemd's watchdog, and only while everything that answers goes on: the main loop (which
 * runs this), every worker's loop, and the writer, which gets an empty write to finish. The main
 * thread. */
#include <event2/event.h>

#include "daemon/server.h"

struct bw_watch;

/* Begins to feed; *out is NULL where there is no watchdog. */
enum bw_err bw_watch_start(struct bw_server *server, struct event_base *base, struct bw_watch **out,
                           struct bw_fail *fail);
/* Feeds no more. Nothing is freed: the writer may still have a write of it. */
void bw_watch_stop(struct bw_watch *watch);
/* Once the writer has stopped. */
void bw_watch_free(struct bw_watch *watch);
