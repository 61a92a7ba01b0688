#include "tools/review.h"

#include <ctype.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define CTRL_C 3
#define CTRL_D 4
#define ESCAPE 27
/* Bytes of one key come at once. */
#define KEY_MS 20
#define LINE_MOST 4096

static char key_of(const char *choice)
{
    const char *bracket = strchr(choice, '[');
    return bracket ? (char)tolower((unsigned char)bracket[1]) : '\0';
}

static int find(const char *const choices[], size_t n, char key)
{
    for (size_t i = 0; i < n; i++)
        if (key_of(choices[i]) == (char)tolower((unsigned char)key))
            return (int)i;
    return BW_REVIEW_END;
}

static void show(const char *const choices[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        printf("%s%s", i ? "  " : "", choices[i]);
    fputs(" > ", stdout);
    fflush(stdout);
}

/* Arrows and the like are several bytes, and none of them is meant as a letter. */
static void swallow_rest(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    char byte;
    while (poll(&input, 1, KEY_MS) > 0 && read(STDIN_FILENO, &byte, 1) == 1)
        continue;
}

static int wait_key(const char *const choices[], size_t n)
{
    char key;
    while (read(STDIN_FILENO, &key, 1) == 1) {
        int choice = find(choices, n, key);
        if (key == CTRL_C || key == CTRL_D)
            break;
        if (key == ESCAPE || (key & 0x80))
            swallow_rest();
        else if (choice != BW_REVIEW_END)
            return choice;
    }
    return BW_REVIEW_END;
}

static int ask_key(const struct termios *usual, const char *const choices[], size_t n)
{
    struct termios keys = *usual;
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &keys);
    int choice = wait_key(choices, n);
    tcsetattr(STDIN_FILENO, TCSADRAIN, usual);
    if (choice == BW_REVIEW_END)
        putchar('\n');
    else
        printf("%c\n", key_of(choices[choice]));
    return choice;
}

static int ask_line(const char *const choices[], size_t n)
{
    char line[LINE_MOST];
    while (bw_review_line("", line, sizeof line)) {
        size_t blank = strspn(line, " \t");
        int choice = find(choices, n, line[blank]);
        if (line[blank] && choice != BW_REVIEW_END) {
            printf("%c\n", key_of(choices[choice]));
            return choice;
        }
        show(choices, n);
    }
    putchar('\n');
    return BW_REVIEW_END;
}

int bw_review_ask(const char *const choices[], size_t n)
{
    struct termios usual;
    show(choices, n);
    if (isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &usual) == 0)
        return ask_key(&usual, choices, n);
    return ask_line(choices, n);
}

bool bw_review_line(const char *prompt, char *out, size_t size)
{
    int byte = EOF;
    size_t n = 0;
    fputs(prompt, stdout);
    fflush(stdout);
    while ((byte = getchar()) != EOF && byte != '\n')
        if (n + 1 < size)
            out[n++] = (char)byte;
    if (n && out[n - 1] == '\r')
        n--;
    out[n] = '\0';
    return byte != EOF || n > 0;
}
