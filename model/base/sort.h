#pragma once
/* Sorting in place, without memory of its own: the C library's may allocate, and a request does
 * not. Any thread. */
#include <stddef.h>

/* The largest element, in bytes. */
#define BW_SORT_SIZE_MOST 256

/* As qsort. Equal elements may change places: `compare` is to tell all apart whose order matters.
 * n * log n steps at worst (Williams' heapsort; insertion for short lists). */
void bw_sort(void *at, size_t n, size_t size, int (*compare)(const void *a, const void *b));
