#pragma once
/* Fields that many methods take, for whoever writes down the arguments of one (daemon/args_*.c).
 * Constants only. */
#include "daemon/args.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define SHAPE(of, text, fields_) const struct bw_shape of = {text, fields_, COUNT(fields_), NULL}
#define LIST_OF(item_) .type = BW_T_LIST, .item = &(item_)
#define REVISION .type = BW_T_INT, .min = 0, .max = 9e15

extern const char *const bw_language_names[];
extern const struct bw_field bw_any_id, bw_any_text;
extern const struct bw_shape bw_args_filters;

#define GOAL                                                                                       \
    {                                                                                              \
        .name = "goal", .type = BW_T_MAP, .shape = &bw_args_goal                                   \
    }
#define AS_OF                                                                                      \
    {                                                                                              \
        .name = "as_of", .type = BW_T_DATE                                                         \
    }
#define FILTERS                                                                                    \
    {                                                                                              \
        .name = "filters", .type = BW_T_MAP, .shape = &bw_args_filters                             \
    }
#define K                                                                                          \
    {                                                                                              \
        .name = "k", .type = BW_T_INT, .min = 1, .max = 100                                        \
    }
#define LANG                                                                                       \
    {                                                                                              \
        .name = "lang", .type = BW_T_ENUM, .names = bw_language_names                              \
    }
#define IF_REVISION                                                                                \
    {                                                                                              \
        .name = "if_revision", REVISION                                                            \
    }

/* Whom a question about a group is about (bw_question_group), and from how many on single persons
 * are shown (bw_question_shows_persons). */
#define GROUP                                                                                      \
    {.name = "team", .type = BW_T_ID}, {.name = "org", .type = BW_T_ID},                           \
    {                                                                                              \
        .name = "min_group", .type = BW_T_INT, .min = 0, .max = 1000000                            \
    }
