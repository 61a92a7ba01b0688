#pragma once
/* Packs MessagePack straight into memory that grows. Answers are packed with it; what is kept or
 * read again goes by msgpack-c, which packs the same bytes. Owns its memory; without more there is
 * no failure that a packer could go on after and leave a part out: it ends by bw_fault_no_memory.
 * Any thread, one at a time. Who packs many things at once makes room and stores by daemon/pack_at.
 */
#include "daemon/pack_at.h"
#include "model/catalogue.h"

/* Zero to begin with. */
struct bw_pack {
    unsigned char *bytes; /* packed from here */
    unsigned char *at;    /* to here; */
    unsigned char *end;   /* there is room to here */
};

/* Makes room for `n` more bytes. */
void bw_pack_grow(struct bw_pack *out, size_t n);
void bw_pack_release(struct bw_pack *out);

/* Drops all that was packed, for the next; more memory than this is given back. */
#define BW_PACK_KEPT_MOST ((size_t)1 << 20)
void bw_pack_empty(struct bw_pack *out);

/* As a msgpack_packer_write of a `struct bw_pack`: for what only msgpack-c packs. */
int bw_pack_write(void *pack, const char *bytes, size_t len);

BW_PACK_INLINE size_t bw_pack_len(const struct bw_pack *out)
{
    return (size_t)(out->at - out->bytes);
}

/* Drops what was packed after the first `len` bytes. */
BW_PACK_INLINE void bw_pack_rewind(struct bw_pack *out, size_t len)
{
    out->at = out->bytes + len;
}

/* Where at least `n` bytes may be stored. */
BW_PACK_INLINE unsigned char *bw_pack_room(struct bw_pack *out, size_t n)
{
    if (__builtin_expect((size_t)(out->end - out->at) < n, 0))
        bw_pack_grow(out, n);
    return out->at;
}

BW_PACK_INLINE void bw_pack_text(struct bw_pack *out, const char *text, size_t len)
{
    out->at = bw_pack_at_text(bw_pack_room(out, BW_PACK_HEAD_MOST + len), text, len);
}

BW_PACK_INLINE void bw_pack_str(struct bw_pack *out, struct bw_str value)
{
    bw_pack_text(out, value.at, value.len);
}

BW_PACK_INLINE void bw_pack_count(struct bw_pack *out, uint64_t value)
{
    out->at = bw_pack_at_count(bw_pack_room(out, BW_PACK_NUMBER_MOST), value);
}

BW_PACK_INLINE void bw_pack_int(struct bw_pack *out, int64_t value)
{
    out->at = bw_pack_at_int(bw_pack_room(out, BW_PACK_NUMBER_MOST), value);
}

BW_PACK_INLINE void bw_pack_float(struct bw_pack *out, double value)
{
    out->at = bw_pack_at_float(bw_pack_room(out, BW_PACK_NUMBER_MOST), value);
}

BW_PACK_INLINE void bw_pack_bool(struct bw_pack *out, bool value)
{
    out->at = bw_pack_at_bool(bw_pack_room(out, 1), value);
}

BW_PACK_INLINE void bw_pack_nil(struct bw_pack *out)
{
    *bw_pack_room(out, 1) = 0xc0;
    out->at++;
}

BW_PACK_INLINE void bw_pack_array(struct bw_pack *out, size_t n)
{
    out->at = bw_pack_at_array(bw_pack_room(out, BW_PACK_HEAD_MOST), n);
}

BW_PACK_INLINE void bw_pack_map(struct bw_pack *out, size_t n)
{
    out->at = bw_pack_at_map(bw_pack_room(out, BW_PACK_HEAD_MOST), n);
}

/* What is packed already. */
BW_PACK_INLINE void bw_pack_packed(struct bw_pack *out, const void *bytes, size_t len)
{
    out->at = bw_pack_at_bytes(bw_pack_room(out, len), bytes, len);
}
