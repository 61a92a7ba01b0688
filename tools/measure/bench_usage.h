#pragma once
/* What a measurement costs: time of the processor, memory, and the clock everything is timed with.
 * Reads /proc and getrusage, owns nothing. Any thread. */
#include <stdint.h>
#include <sys/types.h>

/* Of a clock that nobody sets. */
uint64_t bw_usage_now_ns(void);
/* Processor time of this process, all threads. */
double bw_usage_own_s(void);
/* Processor time of a process, in ticks of 10 ms; negative when it is not there. */
double bw_usage_process_s(pid_t pid);
/* Memory of a process that no file holds (RssAnon); negative when it is not there. */
double bw_usage_anonymous_mb(pid_t pid);
