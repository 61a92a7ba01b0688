#pragma once
/* Last words: what a process says that ends by a fault of memory or of the disk below it. LMDB
 * reads its file as memory: a file that was cut short, a disk that cannot read a page, or a damaged
 * page ends whoever reads it. Owns the handlers of SIGBUS, SIGSEGV and SIGFPE. Once, at the start.
 */

/* From now on such an end is told on standard error, below the name of the program, before it
 * happens as it would have (with a core, where those are kept). Whoever handles these signals
 * already, as sanitizers do, keeps them. */
void bw_fault_words(const char *program);

/* There is no memory for `doing`, and whoever called knows no error. Where this thread has a way
 * out that is taken; else the process ends, saying so: what was answered is stored, nothing half
 * is. */
_Noreturn void bw_fault_no_memory(const char *doing);
/* The way out of this thread's work from now on: it must not return. NULL: none. */
void bw_fault_way_out(void (*way)(void *context), void *context);
