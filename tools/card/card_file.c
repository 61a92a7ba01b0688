#include "tools/card/card_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/card/card.h"

static enum bw_err write_page(const char *path, enum bw_lang lang, const msgpack_object *card,
                              struct bw_fail *fail)
{
    FILE *out = fopen(path, "w");
    bool well = out != NULL;
    if (out) {
        bw_card_page(out, lang, card);
        well = fflush(out) == 0 && !ferror(out) && fsync(fileno(out)) == 0;
        well = fclose(out) == 0 && well;
    }
    return well ? BW_OK : bw_fail_set(fail, BW_INTERNAL, "%s: %s", path, strerror(errno));
}

enum bw_err bw_card_file(const char *path, enum bw_lang lang, const struct bw_args *card,
                         struct bw_fail *fail)
{
    msgpack_sbuffer bytes;
    msgpack_packer packer;
    msgpack_unpacked map;
    size_t room = strlen(path) + sizeof ".part", at = 0;
    char *part = malloc(room);
    if (!part)
        return bw_fail_set(fail, BW_INTERNAL, "memory is out");
    snprintf(part, room, "%s.part", path);
    msgpack_sbuffer_init(&bytes);
    msgpack_packer_init(&packer, &bytes, msgpack_sbuffer_write);
    bw_args_pack(card, &packer);
    msgpack_unpacked_init(&map);
    enum bw_err err = BW_OK;
    if (msgpack_unpack_next(&map, bytes.data, bytes.size, &at) != MSGPACK_UNPACK_SUCCESS)
        err = bw_fail_set(fail, BW_INTERNAL, "memory is out");
    if (!err)
        err = write_page(part, lang, &map.data, fail);
    if (!err && rename(part, path) != 0)
        err = bw_fail_set(fail, BW_INTERNAL, "%s: %s", path, strerror(errno));
    if (err)
        unlink(part);
    msgpack_unpacked_destroy(&map);
    msgpack_sbuffer_destroy(&bytes);
    free(part);
    return err;
}
