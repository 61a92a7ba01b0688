#include "tests/text/stored.h"

#include <time.h>

#define PAGE 500

enum bw_err stored_open(const char *dir, struct stored *out, struct bw_fail *fail)
{
    struct bw_store_options options = {.dir = dir};
    *out = (struct stored){NULL, NULL};
    enum bw_err err = bw_store_open(&options, &out->store, fail);
    if (!err)
        err = bw_reader_open(out->store, &out->reader, fail);
    if (!err)
        err = bw_reader_begin(out->reader, fail);
    if (err) {
        bw_reader_close(out->reader);
        bw_store_close(out->store);
    }
    return err;
}

void stored_close(struct stored *stored)
{
    bw_reader_end(stored->reader);
    bw_reader_close(stored->reader);
    bw_store_close(stored->store);
}

enum bw_err stored_each(struct bw_reader *reader, enum bw_kind kind,
                        bool (*take)(void *context, struct bw_str id, const msgpack_object *map),
                        void *context, struct bw_fail *fail)
{
    struct bw_record records[PAGE];
    struct bw_record_query query = {.kind = kind, .limit = PAGE};
    struct bw_record_page page = {.records = records, .more = true};
    bool on = true;
    while (page.more && on) {
        enum bw_err err = bw_record_list(reader, &query, &page, fail);
        if (err)
            return err;
        for (size_t i = 0; i < page.n && on; i++) {
            msgpack_unpacked map;
            msgpack_unpacked_init(&map);
            if (msgpack_unpack_next(&map, records[i].bytes, records[i].len, NULL) ==
                MSGPACK_UNPACK_SUCCESS)
                on = take(context, records[i].id, &map.data);
            msgpack_unpacked_destroy(&map);
        }
        if (page.n)
            query.after = records[page.n - 1].id;
    }
    return BW_OK;
}

double stored_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
