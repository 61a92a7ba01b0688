#include "data/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static enum bw_err trouble(const char *path, int code, struct bw_fail *fail)
{
    bool full = code == ENOSPC || code == EDQUOT;
    bool theirs = code == ENOENT || code == ENOTDIR || code == EACCES || code == EPERM ||
                  code == EROFS || code == ENAMETOOLONG || code == EISDIR;
    return bw_fail_set(fail,
                       full     ? BW_STORAGE_FULL
                       : theirs ? BW_BAD_REQUEST
                                : BW_INTERNAL,
                       "%s: %s", path, strerror(code));
}

static enum bw_err name_part(struct bw_folder *folder, const char *path, struct bw_fail *fail)
{
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    if (len == 0 || len >= sizeof folder->path)
        return bw_fail_set(fail, BW_BAD_REQUEST, "path: %zu bytes; 1 to %zu are well", len,
                           sizeof folder->path - 1);
    memcpy(folder->path, path, len);
    folder->path[len] = '\0';
    snprintf(folder->part, sizeof folder->part, "%s.part", folder->path);
    return BW_OK;
}

static enum bw_err check_free(const struct bw_folder *folder, struct bw_fail *fail)
{
    struct stat info;
    if (folder->is_replace || (lstat(folder->path, &info) != 0 && errno == ENOENT))
        return BW_OK;
    return bw_fail_set(fail, BW_CONFLICT, "%s: is there already; choose a path that is free",
                       folder->path);
}

/* One level: what is written here has no folders in it. */
static void empty(int fd)
{
    int own = dup(fd);
    DIR *dir = own < 0 ? NULL : fdopendir(own);
    if (!dir && own >= 0)
        close(own);
    if (!dir)
        return;
    rewinddir(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(fd, entry->d_name, 0);
    closedir(dir);
}

/* Is the part that is open still the one of that name? Another may have finished it meanwhile. */
static bool is_named(const struct bw_folder *folder)
{
    struct stat open_one, named;
    return fstat(folder->fd, &open_one) == 0 && lstat(folder->part, &named) == 0 &&
           open_one.st_dev == named.st_dev && open_one.st_ino == named.st_ino;
}

static enum bw_err lock_part(struct bw_folder *folder, struct bw_fail *fail)
{
    if (flock(folder->fd, LOCK_EX | LOCK_NB) == 0 && is_named(folder))
        return BW_OK;
    close(folder->fd);
    folder->fd = -1;
    return bw_fail_set(fail, BW_CONFLICT, "%s: is being written by another process", folder->part);
}

enum bw_err bw_folder_begin(struct bw_folder *folder, const char *path, struct bw_fail *fail)
{
    *folder = (struct bw_folder){.fd = -1};
    enum bw_err err = name_part(folder, path, fail);
    if (!err)
        err = check_free(folder, fail);
    if (err)
        return err;
    if (mkdir(folder->part, 0700) != 0 && errno != EEXIST)
        return trouble(folder->part, errno, fail);
    folder->fd = open(folder->part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder->fd < 0)
        return trouble(folder->part, errno, fail);
    err = lock_part(folder, fail);
    if (!err)
        empty(folder->fd);
    return err;
}

enum bw_err bw_file_begin(struct bw_folder *file, const char *path, bool replace,
                          struct bw_fail *fail)
{
    *file = (struct bw_folder){.fd = -1, .is_file = true, .is_replace = replace};
    enum bw_err err = name_part(file, path, fail);
    if (!err)
        err = check_free(file, fail);
    if (err)
        return err;
    file->fd = open(file->part, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file->fd < 0)
        return trouble(file->part, errno, fail);
    err = lock_part(file, fail);
    if (!err && ftruncate(file->fd, 0) != 0) {
        err = trouble(file->part, errno, fail);
        bw_folder_abandon(file);
    }
    return err;
}

enum bw_err bw_folder_file(const struct bw_folder *folder, const char *name, int *fd,
                           struct bw_fail *fail)
{
    int opened = openat(folder->fd, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (opened < 0)
        return trouble(folder->part, errno, fail);
    *fd = opened;
    return BW_OK;
}

enum bw_err bw_folder_write(const struct bw_folder *folder, int fd, const void *bytes, size_t len,
                            struct bw_fail *fail)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return trouble(folder->part, errno, fail);
        at += n;
        len -= (size_t)n;
    }
    return BW_OK;
}

enum bw_err bw_folder_sync(const struct bw_folder *folder, int fd, struct bw_fail *fail)
{
    int code = fsync(fd) == 0 ? 0 : errno;
    if (close(fd) != 0 && !code)
        code = errno;
    return code ? trouble(folder->part, code, fail) : BW_OK;
}

/* The name must outlive a power cut as well. */
static int sync_parent(const struct bw_folder *folder)
{
    char copy[BW_FOLDER_PATH_MOST];
    snprintf(copy, sizeof copy, "%s", folder->path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int code = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    return code;
}

enum bw_err bw_folder_finish(struct bw_folder *folder, struct bw_fail *fail)
{
    int code = fsync(folder->fd) == 0 ? 0 : errno;
    unsigned flags = folder->is_replace ? 0 : RENAME_NOREPLACE;
    if (!code && renameat2(AT_FDCWD, folder->part, AT_FDCWD, folder->path, flags) != 0)
        code = errno;
    if (code == EINVAL && !check_free(folder, fail)) /* a file system that cannot refuse */
        code = rename(folder->part, folder->path) == 0 ? 0 : errno;
    if (code) {
        bw_folder_abandon(folder);
        return code == EEXIST ? check_free(folder, fail) : trouble(folder->path, code, fail);
    }
    close(folder->fd);
    folder->fd = -1;
    code = sync_parent(folder);
    return code ? trouble(folder->path, code, fail) : BW_OK;
}

void bw_folder_abandon(struct bw_folder *folder)
{
    if (folder->fd < 0)
        return;
    if (folder->is_file) {
        unlink(folder->part);
    } else {
        empty(folder->fd);
        rmdir(folder->part);
    }
    close(folder->fd);
    folder->fd = -1;
}
