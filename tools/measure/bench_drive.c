#include "tools/measure/bench_drive.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "tools/measure/bench_schedule.h"
#include "tools/measure/bench_usage.h"

#define OPEN_SLOTS 65536u
#define EVENTS_MOST 64
#define PATIENCE_NS (UINT64_C(120) * 1000000000)
/* A prime, so that the sample does not walk in step with anything. */
#define INSPECT_EVERY 997
#define INSPECT_MOST 256
#define TIMER UINT32_MAX

/* A request under way. Its msgid is its number in the table and, in the upper half, how often that
 * place was used: an answer that comes twice is found out. */
struct slot {
    uint64_t intended_ns;
    uint32_t subject;
    uint16_t line, round;
    bool busy;
};

/* An answer kept for a closer look. */
struct kept {
    char *bytes;
    size_t len;
    uint32_t subject;
};

enum phase { WARMING, COUNTING, DRAINING };

struct drive {
    const struct bw_drive_options *options;
    const struct bw_drive_work *work;
    struct bw_drive_result *result;
    struct bw_fail *fail;
    struct bw_line *lines;
    struct slot *slots;
    uint32_t *idle; /* numbers of slots that are not busy */
    size_t n_slots, n_idle;
    struct kept kept[INSPECT_MOST];
    size_t n_kept;
    uint64_t n_replies;
    int epoll, timer;
    enum phase phase;
    struct bw_schedule schedule;
    unsigned next_line;
    uint64_t count_from_ns, count_until_ns, last_reply_ns, armed_ns;
    double own_cpu_s, server_cpu_s; /* at the start of the counting */
};

static bool is_open(const struct drive *drive)
{
    return drive->options->rate > 0;
}

bool bw_drive_reply_read(const char *bytes, size_t len, struct bw_drive_reply *out)
{
    const unsigned char *at = (const unsigned char *)bytes;
    if (len < 5 || at[0] != 0x94 || at[1] != 1)
        return false;
    size_t width = at[2] < 0x80    ? 0
                   : at[2] == 0xcc ? 1
                   : at[2] == 0xcd ? 2
                   : at[2] == 0xce ? 4
                                   : 99;
    if (width == 99 || len < 5 + width)
        return false;
    uint32_t id = width ? 0 : at[2];
    for (size_t i = 0; i < width; i++)
        id = id << 8 | at[3 + i];
    out->msgid = id;
    out->refused = at[3 + width] != 0xc0;
    size_t head = 3 + width + (out->refused ? 0 : 1);
    out->rest = bytes + head;
    out->len = len - head;
    return true;
}

static void release_kept(struct drive *drive)
{
    for (size_t i = 0; i < drive->n_kept; i++)
        free(drive->kept[i].bytes);
}

static void tear_down(struct drive *drive)
{
    for (unsigned i = 0; drive->lines && i < drive->options->n_conns; i++)
        bw_line_close(&drive->lines[i]);
    release_kept(drive);
    free(drive->lines);
    free(drive->slots);
    free(drive->idle);
    if (drive->epoll >= 0)
        close(drive->epoll);
    if (drive->timer >= 0)
        close(drive->timer);
}

static enum bw_err watch(struct drive *drive, int op, int fd, uint32_t events, uint32_t number)
{
    struct epoll_event event = {.events = events, .data.u32 = number};
    if (epoll_ctl(drive->epoll, op, fd, &event) != 0)
        return bw_fail_set(drive->fail, BW_INTERNAL, "epoll: %s", strerror(errno));
    return BW_OK;
}

static enum bw_err open_lines(struct drive *drive)
{
    unsigned n = drive->options->n_conns;
    drive->lines = calloc(n, sizeof *drive->lines);
    if (!drive->lines) {
        bw_fail_set(drive->fail, BW_INTERNAL, "out of memory");
        return BW_INTERNAL;
    }
    for (unsigned i = 0; i < n; i++)
        drive->lines[i].fd = -1;
    enum bw_err err = BW_OK;
    for (unsigned i = 0; !err && i < n; i++) {
        err = bw_line_open(&drive->lines[i], &drive->options->to, drive->fail);
        if (!err)
            err = watch(drive, EPOLL_CTL_ADD, drive->lines[i].fd, EPOLLIN, i);
    }
    return err;
}

static enum bw_err set_up(struct drive *drive)
{
    const struct bw_drive_options *options = drive->options;
    drive->n_slots = is_open(drive) ? OPEN_SLOTS : (size_t)options->n_conns * options->depth;
    drive->n_idle = drive->n_slots;
    drive->slots = calloc(drive->n_slots, sizeof *drive->slots);
    drive->idle = calloc(drive->n_slots, sizeof *drive->idle);
    drive->epoll = epoll_create1(EPOLL_CLOEXEC);
    drive->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (!drive->slots || !drive->idle || drive->epoll < 0 || drive->timer < 0) {
        bw_fail_set(drive->fail, BW_INTERNAL, "the load generator cannot start: %s",
                    strerror(errno));
        return BW_INTERNAL;
    }
    for (uint32_t i = 0; i < drive->n_slots; i++)
        drive->idle[i] = (uint32_t)drive->n_slots - 1 - i;
    /* The default lets a timer be late by 50 us. */
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    enum bw_err err = open_lines(drive);
    return err ? err : watch(drive, EPOLL_CTL_ADD, drive->timer, EPOLLIN | EPOLLET, TIMER);
}

/* Puts one request on a line, meant to leave at intended_ns. There is an idle slot. */
static void ask(struct drive *drive, unsigned line, uint64_t intended_ns)
{
    uint32_t number = drive->idle[--drive->n_idle];
    struct slot *slot = &drive->slots[number];
    msgpack_packer packer;
    slot->intended_ns = intended_ns;
    slot->line = (uint16_t)line;
    slot->round++;
    slot->busy = true;
    msgpack_packer_init(&packer, &drive->lines[line].out, msgpack_sbuffer_write);
    msgpack_pack_array(&packer, 4);
    msgpack_pack_int(&packer, 0);
    msgpack_pack_uint32(&packer, (uint32_t)slot->round << 16 | number);
    drive->work->ask(drive->work->context, &packer, &slot->subject);
}

static enum bw_err flush(struct drive *drive, unsigned number)
{
    struct bw_line *line = &drive->lines[number];
    bool was_blocked = line->blocked;
    enum bw_err err = bw_line_flush(line, drive->fail);
    if (!err && line->blocked != was_blocked)
        err = watch(drive, EPOLL_CTL_MOD, line->fd, line->blocked ? EPOLLIN | EPOLLOUT : EPOLLIN,
                    number);
    return err;
}

static void begin_counting(struct drive *drive, uint64_t now_ns)
{
    drive->phase = COUNTING;
    drive->count_from_ns = now_ns;
    drive->own_cpu_s = bw_usage_own_s();
    drive->server_cpu_s = drive->options->server ? bw_usage_process_s(drive->options->server) : 0;
}

static void end_counting(struct drive *drive, uint64_t now_ns)
{
    struct bw_drive_result *result = drive->result;
    drive->phase = DRAINING;
    result->watched_s = 1e-9 * (double)(now_ns - drive->count_from_ns);
    result->elapsed_s = result->watched_s;
    result->own_cpu_s = bw_usage_own_s() - drive->own_cpu_s;
    if (drive->options->server)
        result->server_cpu_s = bw_usage_process_s(drive->options->server) - drive->server_cpu_s;
}

static void count(struct drive *drive, const struct slot *slot, size_t len, uint64_t now_ns)
{
    drive->result->n++;
    drive->result->n_bytes += len;
    bw_recorder_add(&drive->result->latency, now_ns - slot->intended_ns);
}

/* In a closed loop the counting runs from one reply to another, which is not off by a piece of a
 * request at either end. In an open one it is of the requests meant to be sent in the time. */
static void account(struct drive *drive, const struct slot *slot, size_t len, uint64_t now_ns)
{
    const struct bw_drive_options *options = drive->options;
    if (is_open(drive)) {
        if (slot->intended_ns >= drive->count_from_ns && slot->intended_ns < drive->count_until_ns)
            count(drive, slot, len, now_ns);
    } else if (drive->phase == COUNTING) {
        count(drive, slot, len, now_ns);
        if (now_ns >= drive->count_from_ns + (uint64_t)(options->seconds * 1e9) ||
            (options->n_most && drive->result->n >= options->n_most))
            end_counting(drive, now_ns);
    } else if (drive->phase == WARMING && now_ns >= drive->count_from_ns) {
        begin_counting(drive, now_ns);
    }
}

static void keep(struct drive *drive, const struct slot *slot, const struct bw_drive_reply *reply)
{
    if (!drive->work->inspect || drive->n_kept == INSPECT_MOST ||
        drive->n_replies++ % INSPECT_EVERY != 0)
        return;
    char *bytes = malloc(reply->len);
    if (!bytes)
        return;
    memcpy(bytes, reply->rest, reply->len);
    drive->kept[drive->n_kept++] = (struct kept){bytes, reply->len, slot->subject};
}

static enum bw_err refused(struct drive *drive, const struct bw_drive_reply *reply)
{
    msgpack_unpacked text;
    msgpack_unpacked_init(&text);
    if (msgpack_unpack_next(&text, reply->rest, reply->len, NULL) == MSGPACK_UNPACK_SUCCESS &&
        text.data.type == MSGPACK_OBJECT_STR)
        bw_fail_set(drive->fail, BW_CONFLICT, "answered with an error: %.*s",
                    (int)text.data.via.str.size, text.data.via.str.ptr);
    else
        bw_fail_set(drive->fail, BW_CONFLICT, "answered with an error without a text");
    msgpack_unpacked_destroy(&text);
    return drive->fail->code;
}

/* One whole message that came over a line. */
static enum bw_err receive(struct drive *drive, unsigned line, const char *bytes, size_t len)
{
    struct bw_drive_reply reply;
    if (!bw_drive_reply_read(bytes, len, &reply))
        return bw_fail_set(drive->fail, BW_INTERNAL, "a message that is no answer");
    uint32_t number = reply.msgid & 0xffff;
    struct slot *slot = &drive->slots[number < drive->n_slots ? number : 0];
    if (number >= drive->n_slots || !slot->busy || slot->line != line ||
        slot->round != reply.msgid >> 16)
        return bw_fail_set(drive->fail, BW_INTERNAL,
                           "an answer to a request that is not under way (msgid %u)", reply.msgid);
    if (reply.refused)
        return refused(drive, &reply);
    const char *wrong =
        drive->work->judge(drive->work->context, slot->subject, reply.rest, reply.len);
    if (wrong)
        return bw_fail_set(drive->fail, BW_INTERNAL, "a wrong answer: %s", wrong);
    account(drive, slot, len, drive->last_reply_ns);
    keep(drive, slot, &reply);
    slot->busy = false;
    drive->idle[drive->n_idle++] = number;
    return BW_OK;
}

/* Reads a line once, and in a closed loop asks again for each answer. */
static enum bw_err serve(struct drive *drive, unsigned number)
{
    struct bw_line *line = &drive->lines[number];
    const char *bytes;
    size_t len;
    bool got;
    enum bw_err err = bw_line_fill(line, &got, drive->fail);
    if (err || !got)
        return err;
    drive->last_reply_ns = bw_usage_now_ns();
    for (;;) {
        err = bw_line_take(line, &bytes, &len, drive->fail);
        if (err || !bytes)
            break;
        err = receive(drive, number, bytes, len);
        if (err)
            break;
        if (!is_open(drive) && drive->phase != DRAINING)
            ask(drive, number, drive->last_reply_ns);
    }
    return err ? err : flush(drive, number);
}

/* Sends what is due, line after line. */
static enum bw_err send_due(struct drive *drive)
{
    uint64_t now_ns = bw_usage_now_ns(), intended_ns;
    enum bw_err err = BW_OK;
    while (!err && drive->n_idle > 0 &&
           bw_schedule_next_ns(&drive->schedule) < drive->count_until_ns &&
           bw_schedule_take(&drive->schedule, now_ns, &intended_ns)) {
        if (intended_ns >= drive->count_from_ns)
            bw_recorder_add(&drive->result->lag, now_ns - intended_ns);
        ask(drive, drive->next_line, intended_ns);
        err = flush(drive, drive->next_line);
        drive->next_line = (drive->next_line + 1) % drive->options->n_conns;
    }
    return err;
}

/* Wakes us for the next request or the end of the counting; when no slot is idle an answer will. */
static void arm(struct drive *drive)
{
    uint64_t next_ns = bw_schedule_next_ns(&drive->schedule);
    if (next_ns > drive->count_until_ns)
        next_ns = drive->count_until_ns;
    if (drive->n_idle == 0 || next_ns == drive->armed_ns)
        return;
    struct itimerspec at = {
        .it_value = {(time_t)(next_ns / 1000000000), (long)(next_ns % 1000000000)}};
    timerfd_settime(drive->timer, TFD_TIMER_ABSTIME, &at, NULL);
    drive->armed_ns = next_ns;
}

/* The open loop's phases follow the clock. */
static void turn_phase(struct drive *drive)
{
    uint64_t now_ns = bw_usage_now_ns();
    if (drive->phase == WARMING && now_ns >= drive->count_from_ns) {
        uint64_t from_ns = drive->count_from_ns;
        begin_counting(drive, now_ns);
        drive->count_from_ns = from_ns;
    }
    if (drive->phase == COUNTING &&
        bw_schedule_next_ns(&drive->schedule) >= drive->count_until_ns &&
        now_ns >= drive->count_until_ns)
        end_counting(drive, now_ns);
}

static enum bw_err one_turn(struct drive *drive)
{
    struct epoll_event events[EVENTS_MOST];
    enum bw_err err = BW_OK;
    if (is_open(drive)) {
        turn_phase(drive);
        err = send_due(drive);
        arm(drive);
    }
    int n = err ? 0 : epoll_wait(drive->epoll, events, EVENTS_MOST, 100);
    for (int i = 0; !err && i < n; i++) {
        if (events[i].data.u32 == TIMER)
            continue;
        if (events[i].events & EPOLLOUT)
            err = flush(drive, events[i].data.u32);
        if (!err && events[i].events & ~(uint32_t)EPOLLOUT)
            err = serve(drive, events[i].data.u32);
    }
    if (!err && n == 0 && bw_usage_now_ns() > drive->last_reply_ns + PATIENCE_NS)
        err =
            bw_fail_set(drive->fail, BW_BUSY, "no answer in %d s", (int)(PATIENCE_NS / 1000000000));
    return err;
}

static enum bw_err run(struct drive *drive)
{
    const struct bw_drive_options *options = drive->options;
    uint64_t now_ns = bw_usage_now_ns();
    enum bw_err err = BW_OK;
    drive->last_reply_ns = now_ns;
    drive->count_from_ns = now_ns + (uint64_t)(options->warm_s * 1e9);
    drive->count_until_ns = drive->count_from_ns + (uint64_t)(options->seconds * 1e9);
    drive->schedule = (struct bw_schedule){.start_ns = now_ns, .rate = options->rate};
    for (unsigned i = 0; !err && !is_open(drive) && i < options->n_conns; i++) {
        for (unsigned d = 0; d < options->depth; d++)
            ask(drive, i, bw_usage_now_ns());
        err = flush(drive, i);
    }
    while (!err && (drive->phase != DRAINING || drive->n_idle < drive->n_slots))
        err = one_turn(drive);
    /* All that was meant to be sent in the time is answered; when that took longer, it counts. */
    if (!err && is_open(drive))
        drive->result->elapsed_s =
            fmax(options->seconds, 1e-9 * (double)(drive->last_reply_ns - drive->count_from_ns));
    return err;
}

static enum bw_err inspect(struct drive *drive)
{
    for (size_t i = 0; i < drive->n_kept; i++) {
        const struct kept *kept = &drive->kept[i];
        const char *wrong =
            drive->work->inspect(drive->work->context, kept->subject, kept->bytes, kept->len);
        if (wrong)
            return bw_fail_set(drive->fail, BW_INTERNAL, "a wrong answer: %s", wrong);
        drive->result->n_inspected++;
    }
    return BW_OK;
}

void bw_drive_release(struct bw_drive_result *result)
{
    bw_recorder_release(&result->latency);
    bw_recorder_release(&result->lag);
}

enum bw_err bw_drive(const struct bw_drive_options *options, const struct bw_drive_work *work,
                     struct bw_drive_result *out, struct bw_fail *fail)
{
    struct bw_drive_result result = {0};
    struct drive drive = {.options = options,
                          .work = work,
                          .result = &result,
                          .fail = fail,
                          .epoll = -1,
                          .timer = -1};
    size_t room = options->rate > 0 ? (size_t)ceil(options->rate * options->seconds) + 1 : 1 << 20;
    enum bw_err err = bw_recorder_init(&result.latency, room, fail);
    if (!err)
        err = bw_recorder_init(&result.lag, options->rate > 0 ? room : 1, fail);
    if (!err)
        err = set_up(&drive);
    if (!err)
        err = run(&drive);
    if (!err)
        err = inspect(&drive);
    tear_down(&drive);
    if (err)
        bw_drive_release(&result);
    else
        *out = result;
    return err;
}
