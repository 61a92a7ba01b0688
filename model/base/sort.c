#include "model/base/sort.h"

#include <stdlib.h>
#include <string.h>

#define SHORT 12

struct list {
    char *at;
    size_t n, size;
    int (*compare)(const void *a, const void *b);
};

static char *element(const struct list *list, size_t i)
{
    return list->at + i * list->size;
}

static void insertion(const struct list *list)
{
    char moving[BW_SORT_SIZE_MOST];
    for (size_t i = 1; i < list->n; i++) {
        size_t at = i;
        memcpy(moving, element(list, i), list->size);
        for (; at > 0 && list->compare(element(list, at - 1), moving) > 0; at--)
            memcpy(element(list, at), element(list, at - 1), list->size);
        memcpy(element(list, at), moving, list->size);
    }
}

/* Lets `moving` sink from `at` to where it is not smaller than what is below. */
static void sink(const struct list *list, size_t at, size_t n, const char *moving)
{
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && list->compare(element(list, child), element(list, child + 1)) < 0)
            child++;
        if (list->compare(moving, element(list, child)) >= 0)
            break;
        memcpy(element(list, at), element(list, child), list->size);
    }
    memcpy(element(list, at), moving, list->size);
}

static void heapsort(const struct list *list)
{
    char moving[BW_SORT_SIZE_MOST];
    for (size_t i = list->n / 2; i-- > 0;) {
        memcpy(moving, element(list, i), list->size);
        sink(list, i, list->n, moving);
    }
    for (size_t last = list->n - 1; last > 0; last--) {
        memcpy(moving, element(list, last), list->size);
        memcpy(element(list, last), element(list, 0), list->size);
        sink(list, 0, last, moving);
    }
}

void bw_sort(void *at, size_t n, size_t size, int (*compare)(const void *a, const void *b))
{
    struct list list = {at, n, size, compare};
    if (size > BW_SORT_SIZE_MOST)
        abort(); /* ours: no list of such elements exists */
    if (n <= SHORT)
        insertion(&list);
    else
        heapsort(&list);
}
