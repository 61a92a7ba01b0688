#pragma once
/* Packs MessagePack straight into memory that grows, with the forms that msgpack-c chooses, byte
 * for byte. Answers are packed with it; whatever is made to be kept or read again goes by
 * msgpack-c. Owns its memory; without more there is no failure that a packer could go on after and
 * leave a part out: it ends by bw_fault_no_memory. Any thread, one at a time.
 *
 * `bw_pack_*` packs one thing. `bw_pack_at_*` is for who packs many at once: it stores where there
 * is room already (bw_pack_room) and gives where the next one goes. Lengths of keys and small
 * headers are constants where they are called, so all of these are inlined. */
#include <endian.h>
#include <stdbool.h>
#include <string.h>

#include "model/catalogue.h"

#define BW_PACK_INLINE static inline __attribute__((always_inline))

/* Zero to begin with. */
struct bw_pack {
    unsigned char *bytes; /* packed from here */
    unsigned char *at;    /* to here; */
    unsigned char *end;   /* there is room to here */
};

/* The most that one thing takes: numbers; the heads of texts, lists and maps. */
#define BW_PACK_NUMBER_MOST 9
#define BW_PACK_HEAD_MOST 5

/* Makes room for `n` more bytes. */
void bw_pack_grow(struct bw_pack *out, size_t n);
void bw_pack_release(struct bw_pack *out);

/* As a msgpack_packer_write of a `struct bw_pack`: for what only msgpack-c packs. */
int bw_pack_write(void *pack, const char *bytes, size_t len);

/* The less frequent, longer forms. */
unsigned char *bw_pack_at_long_count(unsigned char *at, uint64_t value);
unsigned char *bw_pack_at_long_negative(unsigned char *at, int64_t value);
unsigned char *bw_pack_at_long_head(unsigned char *at, unsigned char head16, size_t n);

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

BW_PACK_INLINE unsigned char *bw_pack_at_bytes(unsigned char *at, const void *bytes, size_t len)
{
    if (len)
        memcpy(at, bytes, len);
    return at + len;
}

/* len of at most 32 bits. */
BW_PACK_INLINE unsigned char *bw_pack_at_text(unsigned char *at, const char *text, size_t len)
{
    if (len < 32) {
        *at++ = (unsigned char)(0xa0 | len);
    } else if (len < 256) {
        *at++ = 0xd9;
        *at++ = (unsigned char)len;
    } else {
        at = bw_pack_at_long_head(at, 0xda, len);
    }
    return bw_pack_at_bytes(at, text, len);
}

BW_PACK_INLINE unsigned char *bw_pack_at_count(unsigned char *at, uint64_t value)
{
    if (value > 0x7f)
        return bw_pack_at_long_count(at, value);
    *at = (unsigned char)value;
    return at + 1;
}

BW_PACK_INLINE unsigned char *bw_pack_at_int(unsigned char *at, int64_t value)
{
    return value < 0 ? bw_pack_at_long_negative(at, value) : bw_pack_at_count(at, (uint64_t)value);
}

/* As float64. */
BW_PACK_INLINE unsigned char *bw_pack_at_float(unsigned char *at, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    bits = htobe64(bits);
    *at = 0xcb;
    memcpy(at + 1, &bits, sizeof bits);
    return at + 1 + sizeof bits;
}

BW_PACK_INLINE unsigned char *bw_pack_at_bool(unsigned char *at, bool value)
{
    *at = value ? 0xc3 : 0xc2;
    return at + 1;
}

BW_PACK_INLINE unsigned char *bw_pack_at_array(unsigned char *at, size_t n)
{
    if (n > 15)
        return bw_pack_at_long_head(at, 0xdc, n);
    *at = (unsigned char)(0x90 | n);
    return at + 1;
}

BW_PACK_INLINE unsigned char *bw_pack_at_map(unsigned char *at, size_t n)
{
    if (n > 15)
        return bw_pack_at_long_head(at, 0xde, n);
    *at = (unsigned char)(0x80 | n);
    return at + 1;
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
