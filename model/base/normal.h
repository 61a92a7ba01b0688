#pragma once
/* The normal distribution from + - x / and sqrt alone, so that the same input gives the same bits
 * on every processor and with every C library. Owns exp, density and distribution; keeps no state
 * and touches neither errno nor locale. Any thread. */

/* e^x, relative error below 4e-16 for |x| <= 700; 0 below -745, infinity above 709.78. */
double bw_exp(double x);

/* Density of the standard normal distribution at z. */
double bw_normal_pdf(double z);

/* P(Z <= z) of the standard normal distribution: relative error below 1e-13 for z >= -10, absolute
 * below 1e-23 under that. The density times Mills' ratio: its Taylor series around quarters up to
 * 10, Laplace's continued fraction (Abramowitz & Stegun 26.2.14) beyond. */
double bw_normal_cdf(double z);

/* The same for who has the density at z already: pdf = bw_normal_pdf(z). */
double bw_normal_cdf_with(double z, double pdf);
