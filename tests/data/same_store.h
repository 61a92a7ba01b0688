#pragma once
/* Are two stores that nobody holds the same? The test's thread. */

/* Every key and value of every table; fails the test naming the first that differs. */
void assert_same_store(const char *restored, const char *copy);
