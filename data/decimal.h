#pragma once
/* Numbers as decimal text, quickly. Owns the choice of digits: of a float the fewest that read back
 * to the same one, each count of digits rounded as printf("%.*g") rounds. Pure, any thread. */
#include <stddef.h>
#include <stdint.h>

/* Room that any of these needs. */
#define BW_DECIMAL_LEN 40

/* Writes a finite `value` into text (not terminated) and returns its length. An integral value
 * keeps ".0" below 1e15 and wherever %g writes no exponent; all others look as %g writes them. */
size_t bw_decimal_float(char *text, double value);
size_t bw_decimal_unsigned(char *text, uint64_t value);
size_t bw_decimal_signed(char *text, int64_t value);
