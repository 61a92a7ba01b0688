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

static bool next_byte(unsigned char *out)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, KEY_MS) > 0 && read(STDIN_FILENO, out, 1) == 1;
}

/* Arrows and the like are several bytes, and none of them is meant as a letter: after Escape "["
 * and all up to a letter or ~, or "O" and one more, or one that was held with Alt. */
static void swallow_escape(void)
{
    unsigned char byte;
    if (!next_byte(&byte))
        return;
    if (byte == 'O')
        (void)next_byte(&byte);
    if (byte != '[')
        return;
    while (next_byte(&byte) && (byte < 0x40 || byte > 0x7e))
        continue;
}

/* What follows the first byte of a character of several. */
static void swallow_character(unsigned char first)
{
    unsigned char byte;
    for (int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0; more > 0; more--)
        if (!next_byte(&byte))
            return;
}

static int wait_key(const char *const choices[], size_t n)
{
    unsigned char key;
    while (read(STDIN_FILENO, &key, 1) == 1) {
        int choice = key < 0x80 ? find(choices, n, (char)key) : BW_REVIEW_END;
        if (key == CTRL_C || key == CTRL_D)
            break;
        if (choice != BW_REVIEW_END)
            return choice;
        if (key == ESCAPE)
            swallow_escape();
        else if (key >= 0x80)
            swallow_character(key);
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
    show(choices, n); /* only now: who answers at once is not to be echoed */
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
    show(choices, n);
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
