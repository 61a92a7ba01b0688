#include "tools/import/label.h"

#include <string.h>

#include "tools/args.h"

void bw_pack_label(msgpack_packer *out, struct bw_text label)
{
    static const char *const names[] = {[BW_NL] = "nl", [BW_EN] = "en"};
    bw_pack_str(out, "label");
    msgpack_pack_map(out, 2);
    for (int lang = 0; lang < 2; lang++) {
        struct bw_str own = label.in[lang], other = label.in[!lang];
        bw_pack_str(out, names[lang]);
        if (own.at) {
            msgpack_pack_str_with_body(out, own.at, own.len);
            continue;
        }
        const char *mark = bw_text_stand_in((enum bw_lang)lang);
        size_t mark_len = strlen(mark);
        msgpack_pack_str(out, other.len + mark_len);
        msgpack_pack_str_body(out, other.at, other.len);
        msgpack_pack_str_body(out, mark, mark_len);
    }
}

struct bw_str bw_label_plain(struct bw_text label, enum bw_lang lang)
{
    struct bw_str text = bw_text_pick(label, lang);
    const char *mark = bw_text_stand_in(lang);
    size_t mark_len = strlen(mark);
    if (text.len > mark_len && memcmp(text.at + text.len - mark_len, mark, mark_len) == 0)
        text.len -= (uint32_t)mark_len;
    return text;
}
