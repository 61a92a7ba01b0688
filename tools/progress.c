#include "tools/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define DRAW_EVERY_MS 200
#define WIDTH 24
/* Before this the time left is a guess of nothing. */
#define SETTLED_MS 1500

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void draw(struct bw_progress *progress, uint64_t done, int64_t now)
{
    char bar[WIDTH + 1], left[32] = "";
    double share = progress->total ? (double)done / (double)progress->total : 1;
    int full = (int)(share * WIDTH);
    for (int i = 0; i < WIDTH; i++)
        bar[i] = i < full ? '#' : '.';
    bar[WIDTH] = '\0';
    if (done > 0 && now - progress->started_ms >= SETTLED_MS) {
        int64_t s = (int64_t)((double)(now - progress->started_ms) / 1000 * (1 / share - 1) + .5);
        snprintf(left, sizeof left, ", %" PRId64 ":%02" PRId64 " left", s / 60, s % 60);
    }
    fprintf(stderr, "\r\033[K%s [%s] %3.0f%%%s", progress->doing, bar, share * 100, left);
    fflush(stderr);
    progress->drawn_ms = now;
}

void bw_progress_start(struct bw_progress *progress, const char *doing, uint64_t total)
{
    *progress = (struct bw_progress){doing, total, isatty(STDERR_FILENO) == 1, now_ms(), 0};
    if (progress->shown)
        draw(progress, 0, progress->started_ms);
}

void bw_progress_step(struct bw_progress *progress, uint64_t done)
{
    if (!progress->shown)
        return;
    int64_t now = now_ms();
    if (now - progress->drawn_ms >= DRAW_EVERY_MS)
        draw(progress, done < progress->total ? done : progress->total, now);
}

void bw_progress_end(struct bw_progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
