#pragma once
/* What can go wrong, in the words of the contract. Owns the codes and the text that goes with one;
 * every foreign code (LMDB, errno, msgpack) becomes one of these at its boundary file. Any thread.
 */
#include <stdarg.h>

enum bw_err {
    BW_OK = 0,
    BW_BAD_REQUEST,
    BW_NOT_FOUND,
    BW_CONFLICT,
    BW_UNAUTHENTICATED,
    BW_FORBIDDEN,
    BW_TOO_LARGE,
    BW_BUSY,
    BW_NOT_SUPPORTED,
    BW_STORAGE_FULL,
    BW_INTERNAL,
    BW_ERR_COUNT
};

#define BW_FAIL_TEXT_MAX 1024

/* A failure with its text: what is wrong and what would be right, without the code. */
struct bw_fail {
    enum bw_err code;
    char text[BW_FAIL_TEXT_MAX];
};

/* The code as clients see it: "bad_request". */
const char *bw_err_name(enum bw_err code);

/* Writes code and text (cut at the end of a UTF-8 character when too long) and returns the code. */
enum bw_err bw_fail_set(struct bw_fail *fail, enum bw_err code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
