#include "tests/model/scarce.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/model/check.h"

#define SECONDS_MOST 60
#define NEVER 0

static _Atomic unsigned long made;       /* allocations since they are counted */
static unsigned long fail_from, fail_to; /* which of them fail; NEVER: none */
static _Atomic bool counting;

static bool is_refused(void)
{
    if (!counting)
        return false;
    unsigned long nth = ++made;
    bool refused = fail_from != NEVER && nth >= fail_from && nth <= fail_to;
    if (refused)
        errno = ENOMEM;
    return refused;
}

/* A sanitizer's allocator stays; the linker leads our calls here (--wrap). */
#ifdef BW_SCARCE_WRAP
#define OURS(name) __wrap_##name
#define SYSTEM(name) __real_##name
#else
#define OURS(name) name
#define SYSTEM(name) __libc_##name
#endif
void *SYSTEM(malloc)(size_t n);
void *SYSTEM(calloc)(size_t n, size_t size);
void *SYSTEM(realloc)(void *at, size_t n);
void *OURS(malloc)(size_t n);
void *OURS(calloc)(size_t n, size_t size);
void *OURS(realloc)(void *at, size_t n);

void *OURS(malloc)(size_t n)
{
    return is_refused() ? NULL : SYSTEM(malloc)(n);
}

void *OURS(calloc)(size_t n, size_t size)
{
    return is_refused() ? NULL : SYSTEM(calloc)(n, size);
}

void *OURS(realloc)(void *at, size_t n)
{
    return is_refused() ? NULL : SYSTEM(realloc)(at, n);
}

#ifndef BW_SCARCE_WRAP
void *__libc_memalign(size_t align, size_t n);
int posix_memalign(void **out, size_t align, size_t n)
{
    if (is_refused())
        return ENOMEM;
    *out = __libc_memalign(align, n);
    return *out ? 0 : ENOMEM;
}
#endif

#ifndef BW_SCARCE_WRAP
/* Only memory of nobody's file: LMDB's map is not taken from the system's store of memory. */
void *mmap(void *at, size_t n, int protection, int flags, int fd, off_t from)
{
    if (flags & MAP_ANONYMOUS && is_refused())
        return MAP_FAILED;
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): so the system gives it */
    return (void *)syscall(SYS_mmap, at, n, protection, flags, fd, from);
}
#endif

enum ending { ENDED_WELL, ENDED_WITH_ERROR, ENDED_BY_ABORT, ENDED_BADLY };

/* The child: what it has to say to the parent is in its exit code. */
static _Noreturn void run(const struct scarce *scarce, unsigned long from, unsigned long to,
                          unsigned long *count)
{
    alarm(SECONDS_MOST);
    void *prepared = scarce->prepare();
    fail_from = from;
    fail_to = to;
    made = 0;
    counting = true;
    int err = scarce->work(prepared);
    counting = false;
    *count = made;
    scarce->settle(prepared, err);
    _exit(err ? ENDED_WITH_ERROR : ENDED_WELL);
}

/* What a child that ended says of memory. */
static bool has_word(int words)
{
    char text[4096];
    ssize_t n = pread(words, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    bool said = strstr(text, "out of memory in ") != NULL;
    if (!said)
        print_error("%s\n", text);
    return said;
}

static enum ending try_once(const struct scarce *scarce, unsigned long from, unsigned long to,
                            unsigned long *count)
{
    int status, words = memfd_create("words", MFD_CLOEXEC);
    struct rlimit no_core = {0, 0};
    fflush(stdout);
    fflush(stderr);
    pid_t pid = fork();
    if (pid == 0) {
        setrlimit(RLIMIT_CORE, &no_core);
        dup2(words, STDERR_FILENO);
        setenv("CMOCKA_TEST_ABORT", "1", 1); /* no other test is this process's to run */
        run(scarce, from, to, count);
    }
    assert_true(pid > 0);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    enum ending ending = ENDED_BADLY;
    if (WIFEXITED(status) && WEXITSTATUS(status) <= ENDED_WITH_ERROR)
        ending = (enum ending)WEXITSTATUS(status);
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && has_word(words))
        ending = ENDED_BY_ABORT;
    if (ending == ENDED_BADLY) {
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT)
            has_word(words);
        print_error("%s, allocation %lu to %lu: %s %d\n", scarce->name, from, to,
                    WIFSIGNALED(status) ? "signal" : "exit",
                    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    }
    close(words);
    return ending;
}

void scarce_try(const struct scarce *scarce, unsigned most)
{
    unsigned long n_of[ENDED_BADLY + 1] = {0};
    unsigned long *count =
        mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    const char *full = getenv("BEKWAAM_FULL");
    assert_true(count != MAP_FAILED);
    /* With nothing failing: it goes well, and says how often it allocates. */
    assert_int_equal(try_once(scarce, NEVER, NEVER, count), ENDED_WELL);
    unsigned long n = *count, step = 1;
    if (most && !(full && strcmp(full, "1") == 0) && n > most)
        step = n / most + 1;
    for (unsigned long i = 1; i <= n; i += step) {
        n_of[try_once(scarce, i, i, count)]++;
        n_of[try_once(scarce, i, (unsigned long)-1, count)]++;
    }
    munmap(count, sizeof *count);
    print_message("%s: %lu allocations; in spite of one that fails %lu went well, %lu with an "
                  "error, %lu ended by abort\n",
                  scarce->name, n, n_of[ENDED_WELL], n_of[ENDED_WITH_ERROR], n_of[ENDED_BY_ABORT]);
    assert_int_equal(n_of[ENDED_BADLY], 0);
}
