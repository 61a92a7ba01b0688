#include "data/fault.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *program = "bekwaam";
static _Thread_local void (*way_out)(void *context);
static _Thread_local void *way_context;

/* Only what a handler may call. */
static void say(const char *text)
{
    ssize_t n = write(STDERR_FILENO, text, strlen(text));
    (void)n; /* nobody is left to tell */
}

static void on_fault(int number)
{
    say(program);
    if (number == SIGBUS)
        say(": ended by SIGBUS: a part of the data file cannot be read: look at the disk; ");
    else
        say(number == SIGSEGV ? ": ended by SIGSEGV; " : ": ended by SIGFPE; ");
    say("bekwaam verify DIR tells whether the store is damaged, then bring back a backup; a sound "
        "store means a fault of the program\n");
    raise(number); /* the handler is gone: it ends as it would have */
}

void bw_fault_words(const char *name)
{
    static const int numbers[] = {SIGBUS, SIGSEGV, SIGFPE};
    struct sigaction before, action = {.sa_handler = on_fault, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    program = name;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            sigaction(numbers[i], &action, NULL);
}

void bw_fault_way_out(void (*way)(void *context), void *context)
{
    way_out = way;
    way_context = context;
}

void bw_fault_no_memory(const char *doing)
{
    if (way_out)
        way_out(way_context);
    say(program);
    say(": out of memory in ");
    say(doing);
    say("; what was answered is stored, nothing half is\n");
    abort();
}
