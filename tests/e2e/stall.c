/* Loaded before a daemon (LD_PRELOAD): a disk that hangs. While the file that BW_STALL names is
 * there, no sync comes back. Any thread. */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int fsync(int fd);
int fdatasync(int fd);
int msync(void *at, size_t len, int flags);

static void hang(void)
{
    const char *path = getenv("BW_STALL");
    while (path && access(path, F_OK) == 0)
        usleep(10000);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int fd)
{
    hang();
    return REAL(fsync)(fd);
}

int fdatasync(int fd)
{
    hang();
    return REAL(fdatasync)(fd);
}

int msync(void *at, size_t len, int flags)
{
    hang();
    return REAL(msync)(at, len, flags);
}
