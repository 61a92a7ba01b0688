#include "model/learned/learned.h"

#include <string.h>

#define MAGIC "BWLEARN"
#define VERSION 1

struct head {
    char magic[8]; /* MAGIC and its 0 */
    uint32_t version, order;
    uint64_t bytes; /* of the whole block */
    uint32_t n_sections;
    char unused[36]; /* 0 */
};

/* One section; in the directory by kind. */
struct entry {
    uint32_t kind, unused; /* 0 */
    uint64_t at, n; /* from the block's beginning; the bytes behind it up to the next are 0 */
};

_Static_assert(sizeof(struct head) == 64, "the head is what blocks on disk have");
_Static_assert(sizeof(struct entry) == 24, "the directory is what blocks on disk have");

static enum bw_err damaged(struct bw_fail *fail, const char *what)
{
    return bw_fail_set(fail, BW_BAD_REQUEST, "the learned model is damaged: %s; train it again",
                       what);
}

/* Where the first section begins. */
static uint64_t behind_directory(uint64_t n_sections)
{
    return bw_block_padded(sizeof(struct head) + n_sections * sizeof(struct entry));
}

static enum bw_err check_head(const struct head *head, size_t n, struct bw_fail *fail)
{
    if (n < sizeof *head)
        return damaged(fail, "it is shorter than its head");
    if (memcmp(head->magic, MAGIC, sizeof head->magic) != 0)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "these bytes are no learned model: they do not begin with " MAGIC);
    if (head->order != BW_BLOCK_ORDER)
        return bw_fail_set(fail, BW_NOT_SUPPORTED,
                           "the learned model was made on a processor of another byte order; train "
                           "it here");
    if (head->version != VERSION)
        return bw_fail_set(fail, BW_NOT_SUPPORTED,
                           "the learned model has version %u, this program reads version %d; train "
                           "it again",
                           head->version, VERSION);
    if (head->bytes != n)
        return bw_fail_set(fail, BW_BAD_REQUEST,
                           "the learned model is damaged: it is %zu bytes, its head asks for %llu; "
                           "train it again",
                           n, (unsigned long long)head->bytes);
    if (head->n_sections == 0 || head->n_sections > BW_SECTION_KINDS)
        return damaged(fail, "it has no section, or more than there are kinds");
    if (!bw_block_is_zero(head->unused, sizeof head->unused))
        return damaged(fail, "its head holds what it should not");
    return behind_directory(head->n_sections) <= n ? BW_OK
                                                   : damaged(fail, "it ends in its directory");
}

/* Section after section, each where the one before it ends, with nothing but zeros between. */
static enum bw_err check_sections(const struct head *head, struct bw_learned *out,
                                  struct bw_fail *fail)
{
    const char *bytes = (const char *)head;
    const struct entry *entries = (const void *)(bytes + sizeof *head);
    uint64_t at = sizeof *head + head->n_sections * sizeof *entries;
    for (uint32_t i = 0; i < head->n_sections; i++) {
        const struct entry *entry = &entries[i];
        if (entry->kind >= BW_SECTION_KINDS || (i && entry->kind <= entries[i - 1].kind) ||
            entry->unused)
            return damaged(fail, "its sections are not one of a kind each, in order");
        if (entry->at != bw_block_padded(at) || entry->n == 0 || entry->at > head->bytes ||
            entry->n > head->bytes - entry->at)
            return damaged(fail, "a section does not lie where the one before it ends");
        if (!bw_block_is_zero(bytes + at, entry->at - at))
            return damaged(fail, "there is something between its sections");
        out->sections[entry->kind] = (struct bw_section){bytes + entry->at, (size_t)entry->n};
        at = entry->at + entry->n;
    }
    if (bw_block_padded(at) != head->bytes || !bw_block_is_zero(bytes + at, head->bytes - at))
        return damaged(fail, "there is something behind its last section");
    return BW_OK;
}

enum bw_err bw_learned_open(const void *bytes, size_t n, struct bw_learned *out,
                            struct bw_fail *fail)
{
    struct bw_learned learned = {0};
    if ((uintptr_t)bytes % BW_BLOCK_ALIGN)
        return bw_fail_set(fail, BW_INTERNAL,
                           "a learned model must stand on a multiple of %d bytes", BW_BLOCK_ALIGN);
    enum bw_err err = check_head(bytes, n, fail);
    if (!err)
        err = check_sections(bytes, &learned, fail);
    if (err)
        return err;
    learned.id = bw_block_id(bytes, n);
    *out = learned;
    return BW_OK;
}

unsigned bw_learned_parts(const struct bw_learned *learned)
{
    return (learned->sections[BW_SECTION_CHANCE].at ? BW_PART_SUCCESS : 0u) |
           (learned->sections[BW_SECTION_COENROL].at ? BW_PART_CO_ENROLMENT : 0u) |
           (learned->sections[BW_SECTION_PREFERENCE].at ? BW_PART_PREFERENCE : 0u);
}

static uint32_t count(const struct bw_section sections[BW_SECTION_KINDS])
{
    uint32_t n = 0;
    for (int kind = 0; kind < BW_SECTION_KINDS; kind++)
        n += sections[kind].at != NULL;
    return n;
}

size_t bw_learned_bytes(const struct bw_section sections[BW_SECTION_KINDS])
{
    uint64_t bytes = behind_directory(count(sections));
    for (int kind = 0; kind < BW_SECTION_KINDS; kind++)
        if (sections[kind].at)
            bytes += bw_block_padded(sections[kind].n);
    return (size_t)bytes;
}

void bw_learned_pack(const struct bw_section sections[BW_SECTION_KINDS], void *out)
{
    struct head *head = out;
    struct entry *entry = (struct entry *)(void *)((char *)out + sizeof *head);
    size_t bytes = bw_learned_bytes(sections);
    memset(out, 0, bytes);
    *head = (struct head){.magic = MAGIC,
                          .version = VERSION,
                          .order = BW_BLOCK_ORDER,
                          .bytes = bytes,
                          .n_sections = count(sections)};
    uint64_t at = behind_directory(head->n_sections);
    for (int kind = 0; kind < BW_SECTION_KINDS; kind++) {
        if (!sections[kind].at)
            continue;
        *entry++ = (struct entry){.kind = (uint32_t)kind, .at = at, .n = sections[kind].n};
        memcpy((char *)out + at, sections[kind].at, sections[kind].n);
        at += bw_block_padded(sections[kind].n);
    }
}
