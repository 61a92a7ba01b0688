#pragma once
/* Providers are known by their names alone: the first course of each, in the order of the ids,
 * stands for it (those without one are one as well). Lives in the arena. Any thread. */
#include "model/base/arena.h"
#include "model/catalogue.h"

/* One a course: the course that stands for its provider. */
const uint32_t *bw_providers_of(const struct bw_catalogue *cat, struct bw_arena *arena);
