#pragma once
/* Reading MessagePack one object after another, in place: for bytes that data/frame found whole.
 * Owns nothing and allocates nothing; texts are borrowed. Any thread. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum bw_token_type {
    BW_TOKEN_NIL,
    BW_TOKEN_BOOL,
    BW_TOKEN_UNSIGNED,
    BW_TOKEN_SIGNED, /* below 0 */
    BW_TOKEN_FLOAT,
    BW_TOKEN_TEXT, /* str or bin */
    BW_TOKEN_ARRAY,
    BW_TOKEN_MAP,
    BW_TOKEN_EXT
};

struct bw_token {
    enum bw_token_type type;
    union {
        bool truth;
        uint64_t number;
        int64_t below;
        double real;
        const char *text;
    } as;
    uint32_t size; /* bytes of a text, elements of an array, pairs of a map */
};

/* The object at `at`; returns where the next one starts: of an array or a map its first element. */
const unsigned char *bw_token_read(const unsigned char *at, struct bw_token *out);
/* Where the object at `at` ends, all inside it included. */
const unsigned char *bw_token_skip(const unsigned char *at);
/* Is it a text of exactly these bytes? */
bool bw_token_is(const struct bw_token *token, const char *text);
/* The value of a key in the map at `at`; NULL when that is no map or has no such key. */
const unsigned char *bw_token_find(const unsigned char *at, const char *key);
