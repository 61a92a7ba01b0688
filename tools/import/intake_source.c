#include "tools/import/intake_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/import/gunzip.h"

#define GZ ".gz"
#define GZ_LEN (sizeof GZ - 1)

void bw_intake_source_close(struct bw_intake_source *source)
{
    if (source->unpacked)
        free((void *)source->bytes);
    else if (source->len)
        munmap((void *)source->bytes, source->len);
    free(source->path);
    free(source->rejects);
}

static bool is_packed(const char *path)
{
    size_t len = strlen(path);
    return len > GZ_LEN && strcmp(path + len - GZ_LEN, GZ) == 0;
}

static enum bw_err map_file(const char *path, struct bw_intake_source *out, struct bw_fail *fail)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        int error = fd < 0 ? errno : EINVAL;
        if (fd >= 0)
            close(fd);
        return bw_fail_set(fail, BW_NOT_FOUND, "%s: %s", path,
                           error == EINVAL ? "no regular file" : strerror(error));
    }
    out->len = (size_t)status.st_size;
    void *bytes = out->len ? mmap(NULL, out->len, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
    close(fd);
    if (bytes == MAP_FAILED) {
        out->len = 0;
        return bw_fail_set(fail, BW_INTERNAL, "%s: %s", path, strerror(errno));
    }
    out->bytes = out->len ? bytes : "";
    return BW_OK;
}

/* What was mapped gives way to what is in it. */
static enum bw_err unpack(const char *path, struct bw_intake_source *source, struct bw_fail *fail)
{
    struct bw_fail inner;
    char *bytes;
    size_t len;
    enum bw_err err = bw_gunzip(source->bytes, source->len, BW_GUNZIP_MOST, &bytes, &len, &inner);
    if (err)
        return bw_fail_set(fail, err, "%s: %s", path, inner.text);
    if (source->len)
        munmap((void *)source->bytes, source->len);
    source->bytes = bytes;
    source->len = len;
    source->unpacked = true;
    return BW_OK;
}

/* "skills_en.rejects.csv" for "folder/skills_en.csv.gz"; a file of rejects keeps its name. */
static char *rejects_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    int len = (int)(strlen(name) - (is_packed(path) ? GZ_LEN : 0));
    int front = len - 1;
    while (front > 0 && name[front] != '.')
        front--;
    if (front <= 0)
        front = len;
    static const char again[] = ".rejects";
    int tail = (int)sizeof again - 1;
    bool twice = front > tail && memcmp(name + front - tail, again, (size_t)tail) == 0;
    char *out = NULL;
    if (asprintf(&out, "%.*s%s%.*s", front, name, twice ? "" : again, len - front, name + front) <
        0)
        return NULL;
    return out;
}

enum bw_err bw_intake_open(struct bw_intake *intake, const char *path, struct bw_fail *fail)
{
    struct bw_intake_source source = {0};
    enum bw_err err = map_file(path, &source, fail);
    if (!err && is_packed(path))
        err = unpack(path, &source, fail);
    struct bw_intake_source *grown =
        err ? NULL : realloc(intake->sources, (intake->n_sources + 1) * sizeof *intake->sources);
    if (grown) {
        intake->sources = grown;
        source.path = strdup(path);
        source.rejects = rejects_of(path);
    }
    if (!err && (!source.path || !source.rejects))
        err = bw_fail_set(fail, BW_INTERNAL, "out of memory");
    if (err)
        bw_intake_source_close(&source);
    else
        intake->sources[intake->n_sources++] = source;
    return err;
}
