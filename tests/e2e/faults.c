/* Loaded before a daemon (LD_PRELOAD): a disk that is full or broken, and a clock that steps, at
 * the word of the test. Owns the file that BW_FAULTS names, which the test writes and this maps.
 * Only writes to a data.mdb and their syncs are touched. Any thread. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* As the test packs it (faults.py). */
struct orders {
    _Atomic int64_t clock_s;    /* added to the wall clock */
    _Atomic int32_t write_code; /* errno of writes; 0: they go through */
    _Atomic int32_t sync_code;  /* of fsync and fdatasync */
    _Atomic int32_t
        meta_code;            /* of the write that makes a commit last: of LMDB's first two pages */
    _Atomic int32_t is_short; /* a write that fails takes half of its bytes first */
    _Atomic int32_t met;      /* how often something was made to fail */
};

static struct orders *orders;

static void __attribute__((constructor)) start(void)
{
    const char *path = getenv("BW_FAULTS");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *at = mmap(NULL, sizeof *orders, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    orders = at == MAP_FAILED ? NULL : at;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int is_data(int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0)
        return 0;
    path[n] = '\0';
    return n >= 9 && strcmp(path + n - 9, "/data.mdb") == 0;
}

/* What is ordered for a write there; 0: nothing. */
static int ordered(int fd, off_t at)
{
    if (!orders)
        return 0;
    int code = at < 2 * 4096 ? atomic_load(&orders->meta_code) : atomic_load(&orders->write_code);
    if (!code || !is_data(fd))
        return 0;
    atomic_fetch_add(&orders->met, 1);
    return code;
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    int code = ordered(fd, at);
    if (!code)
        return REAL(pwrite)(fd, bytes, n, at);
    if (atomic_load(&orders->is_short) && n > 1)
        return REAL(pwrite)(fd, bytes, n / 2, at);
    errno = code;
    return -1;
}

ssize_t writev(int fd, const struct iovec *parts, int n)
{
    int code = orders ? ordered(fd, lseek(fd, 0, SEEK_CUR)) : 0;
    if (!code)
        return REAL(writev)(fd, parts, n);
    if (atomic_load(&orders->is_short) && parts[0].iov_len > 1)
        return REAL(write)(fd, parts[0].iov_base, parts[0].iov_len / 2);
    errno = code;
    return -1;
}

static int sync_ordered(int fd)
{
    int code = orders ? atomic_load(&orders->sync_code) : 0;
    if (!code || !is_data(fd))
        return 0;
    atomic_fetch_add(&orders->met, 1);
    return code;
}

int fsync(int fd)
{
    errno = sync_ordered(fd);
    return errno ? -1 : REAL(fsync)(fd);
}

int fdatasync(int fd)
{
    errno = sync_ordered(fd);
    return errno ? -1 : REAL(fdatasync)(fd);
}

static int64_t shift(void)
{
    return orders ? atomic_load(&orders->clock_s) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
    int code = REAL(clock_gettime)(clock, out);
    if (code == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        out->tv_sec += shift();
    return code;
}

time_t time(time_t *out)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    int code = REAL(gettimeofday)(out, zone);
    if (code == 0)
        out->tv_sec += shift();
    return code;
}

/* One that waits by the wall clock notices when that is set, as with a real one: it looks every
 * 20 ms. A condition that goes by the monotonic clock (so says glibc's flag) is left alone. */
int pthread_cond_timedwait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict lock,
                           const struct timespec *restrict until)
{
    __typeof__(&pthread_cond_timedwait) real = REAL(pthread_cond_timedwait);
    if (!orders || cond->__data.__wrefs & 2)
        return real(cond, lock, until);
    for (;;) {
        struct timespec now, slice;
        clock_gettime(CLOCK_REALTIME, &now);
        if (now.tv_sec > until->tv_sec ||
            (now.tv_sec == until->tv_sec && now.tv_nsec >= until->tv_nsec))
            return ETIMEDOUT;
        REAL(clock_gettime)(CLOCK_REALTIME, &slice);
        slice.tv_nsec += 20000000;
        slice.tv_sec += slice.tv_nsec / 1000000000;
        slice.tv_nsec %= 1000000000;
        int code = real(cond, lock, &slice);
        if (code != ETIMEDOUT)
            return code;
    }
}
