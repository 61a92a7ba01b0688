/* Are the learned models of a store what was written? */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "data/refs.h"
#include "data/registry.h"

struct telling {
    void (*tell)(void *context, const char *text);
    void *context;
};

static void __attribute__((format(printf, 2, 3)))
say(const struct telling *telling, const char *format, ...)
{
    char text[1200];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    telling->tell(telling->context, text);
}

static void verify_version(struct bw_txn *txn, uint32_t number, const struct telling *telling)
{
    struct bw_version version;
    struct bw_learned learned;
    struct bw_pages pages;
    struct bw_fail fail;
    msgpack_unpacked card;
    bool found;
    if (bw_registry_get(txn, number, &version, &found, &fail) != BW_OK) {
        say(telling, "%s", fail.text);
        return;
    }
    if (number && bw_registry_read(txn, &version, &pages, &learned, &fail) != BW_OK) {
        say(telling, "%s", fail.text);
    } else if (number) {
        if (version.model.parts & ~bw_learned_parts(&learned))
            say(telling, "table model: m%" PRIu32 " offers parts that it has no section for",
                number);
        bw_pages_free(&pages);
    }
    if (bw_unpack_strange((struct bw_slice){version.model.card.at, version.model.card.len}, &card,
                          &fail)) {
        say(telling, "the card of m%" PRIu32 ": %s", number, fail.text);
        return;
    }
    if (bw_schema_check(&bw_schema_card, &card.data, "", &fail))
        say(telling, "the card of m%" PRIu32 ": %s", number, fail.text);
    msgpack_unpacked_destroy(&card);
}

static void verify_state(struct bw_txn *txn, const struct bw_registry *registry,
                         const struct telling *telling)
{
    const struct bw_serving *serving = &registry->serving;
    struct bw_promotion promotion;
    struct bw_version version;
    struct bw_fail fail;
    bool found = true;
    if (serving->version &&
        bw_registry_get(txn, serving->version, &version, &found, &fail) == BW_OK && !found)
        say(telling, "table model: m%" PRIu32 " serves and is not there", serving->version);
    if (registry->came_by > serving->promotion)
        say(telling, "table meta: the model that serves came by a promotion that never was");
    uint64_t n = bw_txn_entries(txn, BW_DB_PROMOTION);
    if (n != serving->promotion)
        say(telling, "table promotion: %" PRIu64 " promotions are there, %" PRIu64 " were counted",
            n, serving->promotion);
    /* No further than there are: the count may be anything. */
    for (uint64_t number = 1; number <= serving->promotion && number <= n; number++)
        if (bw_registry_promotion(txn, number, &promotion, &fail) != BW_OK)
            say(telling, "%s", fail.text);
}

void bw_registry_verify(struct bw_txn *txn, void (*tell)(void *context, const char *text),
                        void *context)
{
    struct telling telling = {tell, context};
    struct bw_registry registry;
    struct bw_fail fail;
    uint32_t version;
    struct bw_walk *walk = bw_walk_open(txn, BW_DB_MODEL);
    if (bw_registry_state(txn, &registry, &fail) != BW_OK) {
        say(&telling, "%s", fail.text);
        bw_walk_close(walk);
        return;
    }
    for (uint32_t from = 0; walk && bw_registry_next(walk, from, &version); from = version + 1) {
        if (version >= registry.next)
            say(&telling, "table model: m%" PRIu32 " was never given", version);
        verify_version(txn, version, &telling);
    }
    bw_walk_close(walk);
    verify_state(txn, &registry, &telling);
}
