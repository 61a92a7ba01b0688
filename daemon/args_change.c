#include "daemon/args_shared.h"

#include "daemon/request.h"

/* Changes of one question. */
#define CHANGES_MOST 1000

static enum bw_err check_preview(const msgpack_object *map, const char *path, struct bw_fail *fail)
{
    static const char *const ways[] = {"change", "changes", "inline"};
    size_t n = 0;
    (void)path;
    for (size_t i = 0; i < COUNT(ways); i++)
        n += bw_field_get(map, ways[i]) != NULL;
    if (n == 1)
        return BW_OK;
    return bw_fail_set(fail, BW_BAD_REQUEST, "change, changes, inline: give one of the three%s",
                       n ? ", not several" : "");
}

static const struct bw_field preview[] = {
    {.name = "change", .type = BW_T_ID},
    {.name = "changes", LIST_OF(bw_any_id), .min = 1, .max = CHANGES_MOST},
    {.name = "inline", .type = BW_T_MAP, .shape = &bw_schema_change_sketch},
    {.name = "org", .type = BW_T_ID},
    AS_OF,
    {.name = "k", .type = BW_T_INT, .min = 1, .max = BW_PREVIEW_MOST},
    {.name = "min_group", .type = BW_T_INT, .min = 0, .max = 1000000},
    LANG,
    IF_REVISION};
const struct bw_shape bw_args_preview = {"change.preview", preview, COUNT(preview), check_preview};
