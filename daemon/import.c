#include "daemon/import.h"

#include <stdlib.h>

void bw_import_free(struct bw_import *import)
{
    if (!import)
        return;
    for (size_t i = 0; i < import->n_parts; i++) {
        msgpack_unpacked_destroy(&import->parts[i].message);
        free(import->parts[i].bytes);
    }
    if (import->all)
        atomic_fetch_sub_explicit(import->all, import->bytes, memory_order_relaxed);
    free(import->parts);
    free(import->writes);
    free(import);
}

enum bw_err bw_import_add(struct bw_import *import, struct bw_import_part *part, size_t bytes,
                          size_t most, struct bw_fail *fail)
{
    if (import->bytes > most || bytes > most - import->bytes)
        return bw_fail_set(fail, BW_TOO_LARGE,
                           "import: needs more than %zu bytes of memory; make two", most);
    if (import->n_parts == import->room) {
        size_t room = import->room ? 2 * import->room : 16;
        struct bw_import_part *grown = realloc(import->parts, room * sizeof *grown);
        if (!grown)
            return bw_fail_set(fail, BW_INTERNAL, "out of memory");
        import->parts = grown;
        import->room = room;
    }
    part->first = import->items[part->kind];
    import->items[part->kind] += part->n;
    import->bytes += bytes;
    import->parts[import->n_parts++] = *part;
    return BW_OK;
}

enum bw_err bw_import_write(struct bw_import *import, struct bw_write *write, struct bw_fail *fail)
{
    import->writes = calloc(import->n_parts + 1, sizeof *import->writes);
    if (!import->writes)
        return bw_fail_set(fail, BW_INTERNAL, "out of memory");
    for (size_t i = 0; i < import->n_parts; i++)
        import->writes[i] = (struct bw_part){BW_OP_PUT, import->parts[i].kind,
                                             import->parts[i].items, import->parts[i].n};
    *write = (struct bw_write){.parts = import->writes,
                               .n_parts = import->n_parts,
                               .dry_run = import->dry_run,
                               .report_all = true,
                               .skip_bad = import->skip_bad};
    return BW_OK;
}
