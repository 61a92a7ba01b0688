#pragma once
/* Is it UTF-8? The strict kind: no surrogates, no overlong forms, nothing above U+10FFFF. Any
 * thread. */
#include <stdbool.h>
#include <stddef.h>

bool bw_utf8_valid(const void *bytes, size_t len);

/* Does it hold a control character (below U+0020, U+007F to U+009F)? `bytes` are valid UTF-8. */
bool bw_utf8_has_control(const void *bytes, size_t len);
