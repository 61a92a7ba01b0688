#pragma once
/* Last words: what a process says that ends by a fault of memory or of the disk below it. LMDB
 * reads its file as memory: a file that was cut short, a disk that cannot read a page, or a damaged
 * page ends whoever reads it. Owns the handlers of SIGBUS, SIGSEGV and SIGFPE. Once, at the start.
 */

/* From now on such an end is told on standard error, below the name of the program, before it
 * happens as it would have (with a core, where those are kept). Whoever handles these signals
 * already, as sanitizers do, keeps them. */
void bw_fault_words(const char *program);

/* Ends the process, saying that there was no memory for `doing`: where nothing half done may go on
 * and whoever called knows no error. What is stored is as it was after the last commit. */
_Noreturn void bw_fault_no_memory(const char *doing);
