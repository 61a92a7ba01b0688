#include "tools/simulate/simulate_out.h"

#include <inttypes.h>
#include <stdlib.h>

#include "data/store.h"

/* Address space for one group. */
#define GROUP_BYTES_MOST ((size_t)4 << 30)
/* A group dirties a page of the table of references for nearly every competency, whatever its size,
 * so large ones are cheaper; LMDB takes some 130,000 dirty pages. */
#define GROUP_ITEMS 240000

enum bw_err bw_sim_out_open(struct bw_store *store, struct bw_sim_out *out, struct bw_fail *fail)
{
    *out = (struct bw_sim_out){.store = store, .arena = bw_arena_create(GROUP_BYTES_MOST)};
    return out->arena ? BW_OK : bw_fail_set(fail, BW_INTERNAL, "simulating: out of memory");
}

void bw_sim_out_close(struct bw_sim_out *out)
{
    for (int kind = 0; kind < BW_KIND_END; kind++)
        free(out->waiting[kind].at);
    if (out->arena)
        bw_arena_free(out->arena);
}

void bw_sim_out_add(struct bw_sim_out *out, enum bw_kind kind, msgpack_object item)
{
    struct bw_sim_waiting *waiting = &out->waiting[kind];
    if (waiting->n == waiting->room) {
        waiting->room = waiting->room ? 2 * waiting->room : 1024;
        waiting->at = realloc(waiting->at, waiting->room * sizeof *waiting->at);
        if (!waiting->at)
            abort();
    }
    waiting->at[waiting->n++] = item;
    out->n_waiting++;
}

bool bw_sim_out_is_full(const struct bw_sim_out *out)
{
    return out->n_waiting >= GROUP_ITEMS;
}

enum bw_err bw_sim_out_flush(struct bw_sim_out *out, struct bw_fail *fail)
{
    struct bw_part parts[BW_KIND_END];
    struct bw_write write = {.parts = parts};
    struct bw_written written;
    if (out->n_waiting == 0)
        return BW_OK;
    for (int kind = BW_KIND_ORG; kind < BW_KIND_END; kind++)
        if (out->waiting[kind].n)
            parts[write.n_parts++] = (struct bw_part){BW_OP_PUT, (enum bw_kind)kind,
                                                      out->waiting[kind].at, out->waiting[kind].n};
    bw_write_now(out->store, &write, &written);
    bw_written_clear(&written);
    if (written.err)
        return bw_fail_set(fail, written.err, "%s", written.fail.text);
    if (written.written != out->n_waiting)
        return bw_fail_set(fail, BW_INTERNAL, "of %zu items %" PRIu64 " were written",
                           out->n_waiting, written.written);
    for (int kind = BW_KIND_ORG; kind < BW_KIND_END; kind++) {
        out->written[kind] += out->waiting[kind].n;
        out->waiting[kind].n = 0;
    }
    out->n_waiting = 0;
    bw_arena_reset(out->arena);
    return BW_OK;
}
