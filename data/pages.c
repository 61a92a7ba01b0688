#include "data/pages.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC 0xBEEFC0DEu
#define VERSION 1u
#define PAGE_LEAST 512u
#define PAGE_MOST 32768u
#define PAGE_HEAD 16u
#define NODE_HEAD 8u
#define DEPTH_MOST 32
#define WRONG_MOST 100 /* then the rest is as good as told */
#define NAMED_MOST 64
#define NO_PAGE UINT64_MAX

/* LMDB's flags of pages, nodes and trees. */
enum { IS_BRANCH = 1, IS_LEAF = 2, IS_OVERFLOW = 4, IS_META = 8 };
enum { HAS_PAGES = 1, HAS_TREE = 2 };
enum { INTEGER_KEYS = 8 };

/* As LMDB keeps the root of a tree. */
struct tree {
    uint32_t pad;
    uint16_t flags, depth;
    uint64_t n_branch, n_leaf, n_overflow, n_entries, root;
};

struct meta {
    uint32_t magic, version;
    uint64_t address, map_bytes;
    struct tree free, names;
    uint64_t last_page, txn;
};

/* Before the nodes of a page. */
struct head {
    uint64_t number;
    uint16_t pad, flags;
    uint16_t lower, upper; /* of an overflow page: how many they are, in 32 bits */
};
_Static_assert(sizeof(struct tree) == 48 && sizeof(struct meta) == 136 &&
                   sizeof(struct head) == PAGE_HEAD,
               "LMDB's layout on machines of 64 bits");

struct bytes {
    const unsigned char *at; /* NULL: no bound */
    size_t len;
};

struct node {
    uint32_t low; /* 32 bits of the length of the data, or of the number of the page below */
    uint16_t flags;
    struct bytes key;
    const unsigned char *data;
    size_t len; /* in the page, all of it */
};

/* A tree of the tree of names. */
struct named {
    struct tree tree;
    struct bytes name;
};

struct look {
    const unsigned char *file;
    uint64_t size;
    size_t page; /* bytes of one */
    uint64_t last;
    unsigned char *used; /* a bit for each page */
    void (*report)(void *context, const char *text);
    void *context;
    uint64_t n_wrong, n_pages;
    const char *name; /* of the tree */
    size_t name_len;
    const struct tree *tree;
    void (*each)(struct look *look, const struct node *node); /* entry of it, or NULL */
    struct named *named; /* trees that were found, room for NAMED_MOST */
    size_t n_named;
    uint64_t n_branch, n_leaf, n_overflow, n_entries; /* found in it */
};

/* A part of a tree: where it starts and between which keys it may hold. */
struct part {
    uint64_t page;
    int depth;
    struct bytes from, below;
};

static void __attribute__((format(printf, 2, 3))) wrong(struct look *look, const char *format, ...)
{
    char text[512], what[400];
    va_list args;
    if (look->n_wrong++ >= WRONG_MOST)
        return;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    snprintf(text, sizeof text, "pages of table %.*s: %s", (int)look->name_len, look->name, what);
    look->report(look->context, text);
}

static const unsigned char *page_at(const struct look *look, uint64_t number)
{
    return look->file + number * look->page;
}

static struct head head_of(const unsigned char *page)
{
    struct head head;
    memcpy(&head, page, sizeof head);
    return head;
}

/* May the page be used, and is it for the first time? One that is free need not be in the file: it
 * may never have been written. */
static bool take(struct look *look, uint64_t number)
{
    if (number < 2 || number > look->last) {
        wrong(look, "page %" PRIu64 " is none of 2 to %" PRIu64, number, look->last);
        return false;
    }
    unsigned char bit = (unsigned char)(1u << number % 8);
    if (look->used[number / 8] & bit) {
        wrong(look, "page %" PRIu64 " is used twice", number);
        return false;
    }
    look->used[number / 8] |= bit;
    look->n_pages++;
    return true;
}

static bool take_written(struct look *look, uint64_t number)
{
    if (!take(look, number))
        return false;
    if (number < look->size / look->page)
        return true;
    wrong(look, "page %" PRIu64 " is not there: the file was cut short", number);
    return false;
}

static int compare(const struct look *look, struct bytes a, struct bytes b)
{
    if (look->tree->flags & INTEGER_KEYS) {
        uint64_t x, y;
        memcpy(&x, a.at, sizeof x);
        memcpy(&y, b.at, sizeof y);
        return x < y ? -1 : x > y;
    }
    int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);
    return order ? order : a.len < b.len ? -1 : a.len > b.len;
}

/* The i-th node of a page; false when it does not lie within it. */
static bool read_node(const struct look *look, const unsigned char *page, size_t i, bool is_leaf,
                      struct node *out)
{
    struct head head = head_of(page);
    uint16_t at, half[2], flags, key_len;
    memcpy(&at, page + PAGE_HEAD + 2 * i, sizeof at);
    if (at < head.upper || at % 2 != 0 || at + NODE_HEAD > look->page)
        return false;
    memcpy(half, page + at, sizeof half);
    memcpy(&flags, page + at + 4, sizeof flags);
    memcpy(&key_len, page + at + 6, sizeof key_len);
    *out = (struct node){.low = half[0] | (uint32_t)half[1] << 16,
                         .flags = flags,
                         .key = {page + at + NODE_HEAD, key_len},
                         .data = page + at + NODE_HEAD + key_len};
    size_t data = !is_leaf ? 0 : flags & HAS_PAGES ? sizeof(uint64_t) : out->low;
    out->len = (NODE_HEAD + key_len + data + 1) & ~(size_t)1;
    return data <= look->page && at + out->len <= look->page;
}

/* Header and offsets of a page of a tree; *n: its nodes. */
static bool check_shape(struct look *look, uint64_t number, bool is_leaf, size_t *n)
{
    const unsigned char *page = page_at(look, number);
    struct head head = head_of(page);
    size_t held = 0;
    struct node node;
    if (head.number != number || head.flags != (is_leaf ? IS_LEAF : IS_BRANCH) ||
        head.lower < PAGE_HEAD + 2 || head.lower % 2 != 0 || head.lower > head.upper ||
        head.upper > look->page) {
        wrong(look, "page %" PRIu64 " has no sound header", number);
        return false;
    }
    *n = (head.lower - PAGE_HEAD) / 2;
    for (size_t i = 0; i < *n; i++) {
        if (!read_node(look, page, i, is_leaf, &node)) {
            wrong(look, "page %" PRIu64 ", entry %zu reaches out of it", number, i);
            return false;
        }
        held += node.len;
    }
    if (held == look->page - head.upper)
        return true;
    wrong(look, "page %" PRIu64 " holds %zu bytes where %zu are taken", number, held,
          look->page - head.upper);
    return false;
}

/* A value on pages of its own. */
static void check_overflow(struct look *look, const struct node *node)
{
    uint64_t number;
    uint32_t n;
    memcpy(&number, node->data, sizeof number);
    size_t least = (PAGE_HEAD - 1 + (size_t)node->low) / look->page + 1;
    if (!take_written(look, number))
        return;
    struct head head = head_of(page_at(look, number));
    memcpy(&n, &head.lower, sizeof n);
    if (head.number != number || head.flags != IS_OVERFLOW || n < least ||
        number + n - 1 > look->last) {
        wrong(look, "page %" PRIu64 " is not the first of %zu with a long value", number, least);
        return;
    }
    look->n_overflow += n;
    for (uint32_t i = 1; i < n && take_written(look, number + i); i++)
        ;
}

/* The key of an entry is where it may be; `before` is the one before it. */
static bool check_key(struct look *look, const struct part *part, struct bytes key,
                      struct bytes before)
{
    if (look->tree->flags & INTEGER_KEYS && key.len != sizeof(uint64_t)) {
        wrong(look, "page %" PRIu64 ": a key has %zu bytes", part->page, key.len);
        return false;
    }
    if ((before.at && compare(look, before, key) >= 0) ||
        (part->from.at && compare(look, part->from, key) > 0) ||
        (part->below.at && compare(look, key, part->below) >= 0)) {
        wrong(look, "page %" PRIu64 ": a key is out of order, so that it cannot be found",
              part->page);
        return false;
    }
    return true;
}

static void check_leaf(struct look *look, const struct part *part, size_t n)
{
    struct bytes before = {NULL, 0};
    struct node node;
    look->n_leaf++;
    for (size_t i = 0; i < n; i++) {
        read_node(look, page_at(look, part->page), i, true, &node);
        if (!check_key(look, part, node.key, before))
            return;
        before = node.key;
        look->n_entries++;
        if (node.flags & ~(HAS_PAGES | HAS_TREE) || node.flags == (HAS_PAGES | HAS_TREE))
            wrong(look, "page %" PRIu64 ", entry %zu is of no known sort", part->page, i);
        else if (node.flags & HAS_PAGES)
            check_overflow(look, &node);
        if (look->each)
            look->each(look, &node);
    }
}

static bool check_part(struct look *look, const struct part *part, size_t *n)
{
    return look->n_wrong < WRONG_MOST && take_written(look, part->page) &&
           check_shape(look, part->page, part->depth == look->tree->depth, n);
}

/* What lies under the i-th of n entries of a branch; false when the entries are out of order. */
static bool below(struct look *look, const struct part *part, size_t i, size_t n, struct part *out)
{
    const unsigned char *page = page_at(look, part->page);
    struct node node, next;
    read_node(look, page, i, false, &node);
    *out = (struct part){.page = node.low | (uint64_t)node.flags << 32,
                         .depth = part->depth + 1,
                         .from = i > 0 ? node.key : part->from,
                         .below = part->below};
    if (i + 1 == n)
        return true;
    read_node(look, page, i + 1, false, &next);
    out->below = next.key;
    return check_key(look, part, next.key, i > 0 ? node.key : (struct bytes){NULL, 0});
}

struct way {
    struct part part;
    size_t n, i; /* its entries, and the next to look at */
};

/* One step on the way down and up again; the depth after it. */
static int step(struct look *look, struct way *way, int depth)
{
    struct way *at = &way[depth], *next = &way[depth + 1];
    if (depth == look->tree->depth) {
        check_leaf(look, &at->part, at->n);
        return depth - 1;
    }
    look->n_branch += at->i == 0;
    if (at->i == at->n || !below(look, &at->part, at->i, at->n, &next->part))
        return depth - 1;
    at->i++;
    next->i = 0;
    return check_part(look, &next->part, &next->n) ? depth + 1 : depth;
}

static void check_tree(struct look *look, const struct tree *tree, uint16_t flags)
{
    struct way way[DEPTH_MOST + 2] = {[1] = {.part = {.page = tree->root, .depth = 1}}};
    look->tree = tree;
    look->n_branch = look->n_leaf = look->n_overflow = look->n_entries = 0;
    bool is_empty = tree->root == NO_PAGE && tree->depth == 0;
    if (tree->flags != flags || tree->depth > DEPTH_MOST || (tree->depth == 0) != is_empty) {
        wrong(look, "its root is damaged");
        return;
    }
    if (!is_empty && !check_part(look, &way[1].part, &way[1].n))
        return;
    for (int depth = is_empty ? 0 : 1; depth > 0;)
        depth = step(look, way, depth);
    if (look->n_branch != tree->n_branch || look->n_leaf != tree->n_leaf ||
        look->n_overflow != tree->n_overflow || look->n_entries != tree->n_entries)
        wrong(look, "%" PRIu64 " entries are found, %" PRIu64 " were counted", look->n_entries,
              tree->n_entries);
}

/* A list of pages that are free: how many, then each, the highest first. */
static void check_free(struct look *look, const struct node *node)
{
    const unsigned char *at = node->data;
    uint64_t n, number, room = node->low / sizeof(uint64_t);
    if (node->flags & HAS_PAGES) {
        memcpy(&number, node->data, sizeof number);
        uint64_t pages = look->size / look->page;
        if (number < 2 || number >= pages ||
            (pages - number) * look->page < PAGE_HEAD + (uint64_t)node->low)
            return; /* has been told */
        at = page_at(look, number) + PAGE_HEAD;
    }
    memcpy(&n, at, sizeof n);
    if (room == 0 || n > room - 1) {
        wrong(look, "a list of free pages is damaged");
        return;
    }
    for (uint64_t i = 1; i <= n; i++) {
        memcpy(&number, at + i * sizeof number, sizeof number);
        if (!take(look, number))
            return;
    }
}

static void keep_named(struct look *look, const struct node *node)
{
    struct named *named = &look->named[look->n_named];
    if (node->flags != HAS_TREE || node->low != sizeof named->tree || node->key.len == 0 ||
        look->n_named == NAMED_MOST) {
        wrong(look, "an entry is no table");
        return;
    }
    memcpy(&named->tree, node->data, sizeof named->tree);
    named->name = node->key;
    look->n_named++;
}

static void start_tree(struct look *look, struct bytes name,
                       void (*each)(struct look *look, const struct node *node))
{
    look->name = (const char *)name.at;
    look->name_len = name.len;
    look->each = each;
}

#define NAME(text)                                                                                 \
    (struct bytes)                                                                                 \
    {                                                                                              \
        (const unsigned char *)(text), sizeof(text) - 1                                            \
    }

static void check_trees(struct look *look, const struct meta *meta)
{
    struct named named[NAMED_MOST + 1];
    look->named = named;
    start_tree(look, NAME("of tables"), keep_named);
    check_tree(look, &meta->names, 0);
    for (size_t i = 0; i < look->n_named; i++) {
        start_tree(look, named[i].name, NULL);
        check_tree(look, &named[i].tree, 0);
    }
    start_tree(look, NAME("of free pages"), check_free);
    check_tree(look, &meta->free, INTEGER_KEYS);
    look->named = NULL;
    look->n_named = 0;
}

/* The data file and the newer of its two first pages. */
struct opened {
    char path[4096];
    int fd;
    uint64_t size;
    size_t page;
    struct meta meta;
};

static enum bw_err damaged(const struct opened *file, const char *what, struct bw_fail *fail)
{
    return bw_fail_set(fail, BW_INTERNAL,
                       "%s: %s: the file is damaged; bring back a backup of the store", file->path,
                       what);
}

static bool is_meta(const unsigned char *page, uint64_t number, struct meta *out)
{
    struct head head = head_of(page);
    memcpy(out, page + PAGE_HEAD, sizeof *out);
    return head.number == number && head.flags & IS_META && out->magic == MAGIC &&
           out->version == VERSION && out->free.pad >= PAGE_LEAST && out->free.pad <= PAGE_MOST &&
           (out->free.pad & (out->free.pad - 1)) == 0;
}

/* Each commit writes the one of them whose turn it is, by its number: one that is not of the last
 * two commits was damaged, and may make LMDB take an old state for the new one. */
static bool are_turns(const struct meta metas[2])
{
    uint64_t a = metas[0].txn, b = metas[1].txn;
    bool fresh = a == 0 && b == 0;
    return fresh || (a % 2 == 0 && b % 2 == 1 && (a > b ? a - b : b - a) == 1);
}

static bool is_cut(const struct opened *file, const struct tree *tree)
{
    return tree->root != NO_PAGE && tree->root >= file->size / file->page;
}

static enum bw_err read_metas(struct opened *file, struct bw_fail *fail)
{
    unsigned char page[PAGE_HEAD + sizeof(struct meta)];
    struct meta metas[2];
    size_t at = 0;
    for (uint64_t i = 0; i < 2; i++, at = metas[0].free.pad) {
        if (pread(file->fd, page, sizeof page, (off_t)at) != (ssize_t)sizeof page ||
            !is_meta(page, i, &metas[i]))
            return damaged(file, i ? "page 1 is no beginning of a store" : "this is no store",
                           fail);
    }
    if (metas[0].free.pad != metas[1].free.pad || !are_turns(metas))
        return damaged(file, "its first two pages do not go together", fail);
    file->meta = metas[metas[1].txn > metas[0].txn];
    file->page = metas[0].free.pad;
    if (is_cut(file, &file->meta.names) || is_cut(file, &file->meta.free))
        return damaged(file, "it is shorter than it says", fail);
    return BW_OK;
}

/* file->fd is -1 when there is no store yet. */
static enum bw_err open_file(const char *dir, struct opened *file, struct bw_fail *fail)
{
    struct stat info;
    file->fd = -1;
    if ((size_t)snprintf(file->path, sizeof file->path, "%s/data.mdb", dir) >= sizeof file->path)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: the path is too long", dir);
    int fd = open(file->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return BW_OK;
    if (fd < 0 || fstat(fd, &info) != 0) {
        enum bw_err err = bw_fail_set(fail, BW_INTERNAL, "%s: %s", file->path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return err;
    }
    file->size = (uint64_t)info.st_size;
    if (file->size == 0) {
        close(fd);
        return BW_OK;
    }
    file->fd = fd;
    enum bw_err err = read_metas(file, fail);
    if (err)
        close(fd);
    return err;
}

enum bw_err bw_pages_look(const char *dir, struct bw_fail *fail)
{
    struct opened file;
    enum bw_err err = open_file(dir, &file, fail);
    if (!err && file.fd >= 0)
        close(file.fd);
    return err;
}

enum bw_err bw_pages_verify(const char *dir, void (*report)(void *context, const char *text),
                            void *context, uint64_t *n_pages, struct bw_fail *fail)
{
    struct opened file;
    enum bw_err err = open_file(dir, &file, fail);
    if (err)
        return err;
    *n_pages = 0;
    if (file.fd < 0)
        return BW_OK;
    struct look look = {.size = file.size,
                        .page = file.page,
                        .last = file.meta.last_page,
                        .report = report,
                        .context = context};
    void *map = mmap(NULL, file.size, PROT_READ, MAP_SHARED, file.fd, 0);
    look.used = calloc(look.last / 8 + 1, 1);
    look.file = map;
    if (map != MAP_FAILED && look.used)
        check_trees(&look, &file.meta);
    else
        err = bw_fail_set(fail, BW_INTERNAL, "%s: no memory to look at it", file.path);
    if (map != MAP_FAILED)
        munmap(map, file.size);
    free(look.used);
    close(file.fd);
    *n_pages = look.n_pages;
    return err;
}
