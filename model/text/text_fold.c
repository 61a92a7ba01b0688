#include "model/text/text_fold.h"

#include <utf8proc.h>

#define OPTIONS                                                                                    \
    ((utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |                \
                         UTF8PROC_STRIPMARK | UTF8PROC_IGNORE))

void bw_text_fold_start(struct bw_text_fold *fold, struct bw_str text)
{
    *fold = (struct bw_text_fold){.text = text};
}

static bool is_word(uint32_t code)
{
    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}

/* Letters with a stroke and joined ones have no decomposition, and are typed without all the same.
 * How many of `out`; 0 for any other letter. */
static uint32_t plain_letters(uint32_t code, uint32_t out[2])
{
    static const struct {
        uint32_t code;
        char plain[3];
    } plain[] = {{0xe6, "ae"}, {0xf0, "d"},  {0xf8, "o"},  {0xfe, "th"},  {0x111, "d"},
                 {0x127, "h"}, {0x131, "i"}, {0x142, "l"}, {0x153, "oe"}, {0x167, "t"}};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        if (plain[i].code != code)
            continue;
        out[0] = (unsigned char)plain[i].plain[0];
        out[1] = (unsigned char)plain[i].plain[1];
        return out[1] ? 2 : 1;
    }
    return 0;
}

static void add_letter(struct bw_text_fold *fold, uint32_t code)
{
    uint32_t plain[2] = {code, 0}, n = code < 0x200 ? plain_letters(code, plain) : 0;
    if (n == 0)
        plain[n++] = is_word(code) ? code : 0;
    for (uint32_t i = 0; i < n && fold->n_letters < BW_LETTERS_MOST; i++)
        fold->letters[fold->n_letters++] = plain[i];
}

/* Takes the next character of the text apart; it may leave nothing (a mark, a soft hyphen). */
static void take_apart(struct bw_text_fold *fold)
{
    utf8proc_int32_t code, apart[BW_LETTERS_MOST];
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)fold->text.at + fold->at;
    utf8proc_ssize_t size =
        utf8proc_iterate(at, (utf8proc_ssize_t)(fold->text.len - fold->at), &code);
    fold->start = fold->at;
    fold->n_letters = fold->next = 0;
    if (size <= 0 || code < 0) {
        fold->at++;
        fold->letters[fold->n_letters++] = 0;
        return;
    }
    fold->at += (uint32_t)size;
    int before = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(code, apart, BW_LETTERS_MOST, OPTIONS, &before);
    if (n < 0 || n > BW_LETTERS_MOST) {
        fold->letters[fold->n_letters++] = 0;
        return;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++)
        add_letter(fold, (uint32_t)apart[i]);
}

/* Most text is plain: a letter, a digit or a break without looking anything up. */
static void take_plain(struct bw_text_fold *fold, unsigned char byte)
{
    uint32_t letter = 0;
    if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
        letter = byte;
    else if (byte >= 'A' && byte <= 'Z')
        letter = byte + 32u;
    fold->start = fold->at++;
    fold->letters[0] = letter;
    fold->n_letters = 1;
    fold->next = 0;
}

/* Makes sure of a letter at `next`; false at the end of the text. */
static bool look(struct bw_text_fold *fold)
{
    while (fold->next == fold->n_letters) {
        if (fold->at >= fold->text.len)
            return false;
        unsigned char byte = (unsigned char)fold->text.at[fold->at];
        if (byte < 0x80)
            take_plain(fold, byte);
        else
            take_apart(fold);
    }
    return true;
}

static void add(struct bw_folded *word, uint32_t code, uint32_t from)
{
    char *to = word->at + word->len;
    word->code[word->n] = code;
    word->from[word->n++] = from;
    if (code < 0x80) {
        *to = (char)code;
        word->len++;
    } else {
        word->len += (uint32_t)utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)to);
    }
}

bool bw_text_fold_next(struct bw_text_fold *fold, struct bw_folded *out)
{
    out->n = out->len = 0;
    out->end = fold->text.len;
    while (look(fold)) {
        uint32_t letter = fold->letters[fold->next];
        if (letter && out->n == BW_WORD_CHARACTERS) {
            out->end = fold->start;
            break;
        }
        fold->next++;
        if (letter) {
            add(out, letter, fold->start);
        } else if (out->n) {
            out->end = fold->start;
            break;
        }
    }
    if (out->n == 0)
        return false;
    out->start = out->from[0];
    if (out->end <= out->from[out->n - 1]) /* broken within what one character stands for */
        out->end = fold->at;
    return true;
}

uint32_t bw_text_fold_codes(const char *at, uint32_t len, uint32_t codes[BW_WORD_CHARACTERS])
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < len && n < BW_WORD_CHARACTERS;) {
        utf8proc_int32_t code = (unsigned char)at[i];
        utf8proc_ssize_t size = 1;
        if (code >= 0x80)
            size = utf8proc_iterate((const utf8proc_uint8_t *)at + i, (utf8proc_ssize_t)(len - i),
                                    &code);
        if (size <= 0)
            break;
        codes[n++] = (uint32_t)code;
        i += (uint32_t)size;
    }
    return n;
}

bool bw_text_is_blank(struct bw_str text)
{
    for (uint32_t i = 0; i < text.len;) {
        utf8proc_int32_t code;
        utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text.at + i,
                                                 (utf8proc_ssize_t)(text.len - i), &code);
        if (size <= 0)
            return false;
        utf8proc_category_t category = utf8proc_category(code);
        if (category != UTF8PROC_CATEGORY_ZS && category != UTF8PROC_CATEGORY_ZL &&
            category != UTF8PROC_CATEGORY_ZP && category != UTF8PROC_CATEGORY_CC &&
            category != UTF8PROC_CATEGORY_CF)
            return false;
        i += (uint32_t)size;
    }
    return true;
}
