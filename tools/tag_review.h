#pragma once
/* Walking a steward through what courses probably teach: one course after another, one proposal
 * after another, each answer written at once, so that stopping loses nothing. Owns what was
 * proposed and answered since it began, to go back in. One thread. */
#include "tools/app.h"

struct bw_tag_review {
    const struct bw_args *list; /* for tag.list: org, least, k, teaches_most, lang, course */
    const char *by;             /* who decides, or NULL */
};

/* The exit code of the command. */
int bw_tag_review(struct bw_app *app, const struct bw_tag_review *review);

/* "1 → 3.5", "→ 3" (from < 0: none stated) into buf of BW_TAG_LEVEL_LEN; returns it. */
#define BW_TAG_LEVEL_LEN 160
char *bw_tag_level_text(char *buf, enum bw_lang lang, double from, double to);

/* Reads "2", "1-3", "1 3", with a point or a comma: from -1 when only `to` is said. false when it
 * is no level, or from is not below to. */
bool bw_tag_level_read(const char *text, double *from, double *to);
