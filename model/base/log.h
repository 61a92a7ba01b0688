#pragma once
/* The natural logarithm from + - x and / alone, so that the same input gives the same bits on every
 * processor and with every C library. Keeps no state. Any thread. */

/* Natural logarithm of x >= 1, relative error below 1e-14. */
double bw_log(double x);
