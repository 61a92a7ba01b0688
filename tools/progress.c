#include "tools/progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "tools/format.h"
#include "tools/text.h"
#include "tools/words.h"

#define DRAW_MS 100
#define BAR_MOST 40

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* "0:07", "12:34", "1:02:03" */
static char *format_left(char *buf, double seconds)
{
    long left = seconds < 359999 ? (long)(seconds + .5) : 359999;
    if (left >= 3600)
        snprintf(buf, BW_FORMAT_LEN, "%ld:%02ld:%02ld", left / 3600, left / 60 % 60, left % 60);
    else
        snprintf(buf, BW_FORMAT_LEN, "%ld:%02ld", left / 60, left % 60);
    return buf;
}

static char *add_times(char *at, const char *mark, size_t n)
{
    for (; n > 0; n--) {
        memcpy(at, mark, strlen(mark));
        at += strlen(mark);
    }
    *at = 0;
    return at;
}

char *bw_progress_line(char *buf, const struct bw_progress *progress, double seconds,
                       size_t columns)
{
    char done[BW_FORMAT_LEN], total[BW_FORMAT_LEN], speed[BW_FORMAT_LEN], left[BW_FORMAT_LEN] = "?";
    char words[BW_WORDS_LEN];
    double share = progress->total ? (double)progress->done / (double)progress->total : 1;
    double rate = seconds > 0 ? (double)(progress->done - progress->before) / seconds : 0;
    if (rate > 0)
        format_left(left, (double)(progress->total - progress->done) / rate);
    bw_format_number(done, progress->lang, (double)progress->done, 0);
    bw_format_number(total, progress->lang, (double)progress->total, 0);
    bw_format_number(speed, progress->lang, rate, 0);
    bw_say(words, progress->lang, BW_W_BATCH_PROGRESS, done, total, speed, left);
    size_t width = bw_text_width(words, strlen(words));
    size_t bar = width + 2 < columns ? columns - width - 2 : 0;
    if (bar > BAR_MOST)
        bar = BAR_MOST;
    size_t full = (size_t)(share * (double)bar);
    char *at = add_times(add_times(buf, "█", full), "░", bar - full);
    snprintf(at, BW_PROGRESS_LEN - (size_t)(at - buf), "%s%.*s", bar ? " " : "",
             (int)bw_text_front(words, strlen(words), columns - 1), words);
    return buf;
}

void bw_progress_begin(struct bw_progress *progress, enum bw_lang lang, size_t done, size_t total)
{
    *progress = (struct bw_progress){.lang = lang,
                                     .show = isatty(STDERR_FILENO) == 1,
                                     .done = done,
                                     .total = total,
                                     .before = done,
                                     .began_ms = now_ms()};
}

void bw_progress_step(struct bw_progress *progress, size_t done)
{
    char line[BW_PROGRESS_LEN];
    struct winsize size = {0};
    int64_t now = now_ms();
    progress->done = done;
    if (!progress->show || now - progress->drawn_ms < DRAW_MS)
        return;
    progress->drawn_ms = now;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20)
        size.ws_col = 80;
    fprintf(
        stderr, "\r%s\033[K",
        bw_progress_line(line, progress, (double)(now - progress->began_ms) / 1000, size.ws_col));
}

void bw_progress_end(struct bw_progress *progress)
{
    if (progress->show)
        fputs("\r\033[K", stderr);
    progress->show = false;
}

double bw_progress_seconds(const struct bw_progress *progress)
{
    return (double)(now_ms() - progress->began_ms) / 1000;
}
