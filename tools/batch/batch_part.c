#include "tools/batch/batch_part.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/app.h"

static int failed(const char *path)
{
    fprintf(stderr, "bekwaam: %s: %s\n", path, strerror(errno));
    return BW_EXIT_ERROR;
}

static bool write_all(struct bw_batch_part *part, const char *at, size_t len)
{
    while (len > 0) {
        ssize_t n = write(part->fd, at, len);
        if (n < 0 && errno != EINTR) {
            failed(part->part);
            fputs("What is written stays; make room and run the same again.\n", stderr);
            return false;
        }
        if (n > 0) {
            at += n;
            len -= (size_t)n;
        }
    }
    return true;
}

/* Begins an empty part. The note comes first: a part without one answers nobody knows what. */
static int begin(struct bw_batch_part *part)
{
    const char *head = bw_batch_form_head(part->note.form);
    part->fresh = true;
    if (ftruncate(part->fd, 0) != 0)
        return failed(part->part);
    if (!bw_batch_note_write(&part->note, part->note_path))
        return failed(part->note_path);
    return write_all(part, head, strlen(head)) ? BW_EXIT_WELL : BW_EXIT_ERROR;
}

static int refuse(const struct bw_batch_part *part, const char *what, const char *how)
{
    fprintf(stderr, "bekwaam: %s: %s%s%s\n", part->part, what, *how ? ": " : "", how);
    return BW_EXIT_ERROR;
}

#define START_ANEW "Ask the same to go on, or start anew with --restart, which throws it away.\n"

/* Is what lies there a part of the same? */
static int check_note(struct bw_batch_part *part, const struct bw_batch_part_options *options)
{
    char how[BW_BATCH_HOW];
    int exit_code = BW_EXIT_WELL;
    switch (bw_batch_note_compare(&part->note, part->note_path, how)) {
    case BW_BATCH_SAME:
        return BW_EXIT_WELL;
    case BW_BATCH_NEWER:
        if (options->mixed) {
            fprintf(stderr, "bekwaam: going on with other data than before: %s\n", how);
            return bw_batch_note_write(&part->note, part->note_path) ? BW_EXIT_WELL
                                                                     : failed(part->note_path);
        }
        exit_code = refuse(part, "is of other data", how);
        fputs("Start anew with --restart, or let both stand in one file with --mixed.\n", stderr);
        return exit_code;
    case BW_BATCH_OTHER:
        exit_code = refuse(part, "answers another question", how);
        break;
    case BW_BATCH_UNKNOWN:
        fprintf(stderr, "bekwaam: %s: cannot tell what %s answers: %s\n", part->note_path,
                part->part, how);
        exit_code = BW_EXIT_ERROR;
        break;
    }
    fputs(START_ANEW, stderr);
    return exit_code;
}

/* Finds out how far it came. */
static int scan(struct bw_batch_part *part, size_t size)
{
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, part->fd, 0);
    if (bytes == MAP_FAILED)
        return failed(part->part);
    bool ok = bw_batch_scan(part->note.form, part->note.people, bytes, size, &part->found);
    munmap(bytes, size);
    if (ok)
        return BW_EXIT_WELL;
    refuse(part, "is damaged", part->found.wrong);
    fputs("Start anew with --restart, which throws it away.\n", stderr);
    return BW_EXIT_ERROR;
}

static int go_on(struct bw_batch_part *part, size_t size)
{
    int exit_code = scan(part, size);
    if (exit_code)
        return exit_code;
    if (part->found.bytes == 0)
        return begin(part);
    if (part->found.bytes < size && ftruncate(part->fd, (off_t)part->found.bytes) != 0)
        return failed(part->part);
    return lseek(part->fd, 0, SEEK_END) < 0 ? failed(part->part) : BW_EXIT_WELL;
}

/* Did the other batch give the file its name while we waited at the door? */
static bool was_renamed(const struct bw_batch_part *part)
{
    struct stat ours, named;
    return fstat(part->fd, &ours) == 0 &&
           (stat(part->part, &named) != 0 || ours.st_ino != named.st_ino);
}

static int open_file(struct bw_batch_part *part)
{
    do {
        if (part->fd >= 0)
            close(part->fd);
        part->fd = open(part->part, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (part->fd < 0)
            return failed(part->part);
        if (flock(part->fd, LOCK_EX | LOCK_NB) != 0)
            return errno == EWOULDBLOCK ? refuse(part, "another batch is writing it", "")
                                        : failed(part->part);
    } while (was_renamed(part));
    return BW_EXIT_WELL;
}

int bw_batch_part_open(struct bw_batch_part *part, const struct bw_batch_part_options *options)
{
    struct stat info;
    part->fd = -1;
    int len = snprintf(part->file, sizeof part->file, "%s", options->path);
    if (len >= (int)sizeof part->file) {
        errno = ENAMETOOLONG;
        return failed(options->path);
    }
    snprintf(part->part, sizeof part->part, "%s.part", part->file);
    snprintf(part->note_path, sizeof part->note_path, "%s.json", part->part);
    int exit_code = open_file(part);
    if (exit_code)
        return exit_code;
    if (fstat(part->fd, &info) != 0)
        return failed(part->part);
    if (options->restart || (info.st_size == 0 && access(part->note_path, F_OK) != 0))
        return begin(part);
    exit_code = check_note(part, options);
    if (exit_code)
        return exit_code;
    return info.st_size == 0 ? begin(part) : go_on(part, (size_t)info.st_size);
}

/* Keeps count of the data that the answers rest on. */
static bool note_snapshot(struct bw_batch_part *part, const char *snapshot)
{
    if (!*snapshot)
        return true;
    if (!part->first_snapshot[0])
        memcpy(part->first_snapshot, snapshot, strlen(snapshot) + 1);
    if (strcmp(part->note.snapshot, snapshot) == 0)
        return true;
    memcpy(part->note.snapshot, snapshot, strlen(snapshot) + 1);
    if (bw_batch_note_write(&part->note, part->note_path))
        return true;
    failed(part->note_path);
    return false;
}

bool bw_batch_part_add(struct bw_batch_part *part, const struct bw_batch_piece *piece)
{
    return note_snapshot(part, piece->snapshot) &&
           write_all(part, piece->bytes.data, piece->bytes.size);
}

/* The new name is onto the disk once its folder is. */
static bool sync_folder(const char *file)
{
    char copy[4096];
    snprintf(copy, sizeof copy, "%s", file);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool ok = fsync(fd) == 0 || errno == EINVAL; /* not every file system knows how */
    close(fd);
    return ok;
}

int bw_batch_part_finish(struct bw_batch_part *part)
{
    if (fsync(part->fd) != 0)
        return failed(part->part);
    if (rename(part->part, part->file) != 0 || !sync_folder(part->file))
        return failed(part->file);
    unlink(part->note_path);
    return BW_EXIT_WELL;
}

void bw_batch_part_forget(struct bw_batch_part *part)
{
    unlink(part->part);
    unlink(part->note_path);
}

void bw_batch_part_close(struct bw_batch_part *part)
{
    if (part->fd >= 0)
        close(part->fd);
    part->fd = -1;
    bw_batch_people_clear(&part->found.silent);
}
