#pragma once
/* The options that questions share (goal, day, filters, …) and their turning into arguments. Owns
 * the short forms of goals on the command line. One thread. */
#include "tools/app.h"

/* Which options a command knows. */
enum bw_question_set {
    BW_Q_GOAL = 1,  /* --goal --as-of, and --json --lang once more */
    BW_Q_LIST = 2,  /* -k --objective --diversity --filter --exclude */
    BW_Q_GROUP = 4, /* --org --min-group */
    BW_Q_MANY = 8   /* --org --all --no-explain --out --restart --mixed */
};

struct bw_question_line {
    struct bw_args args;
    const char *subject; /* the employee or team; NULL with --org */
    const char *org;
    const char *out;          /* the file that answers go to */
    bool all, restart, mixed; /* BW_Q_MANY */
    bool help;
};

/* Reads argv into `line` (to be cleared whatever comes back): BW_EXIT_USAGE when it is wrong, and
 * said so. The subject is not yet among the arguments. */
int bw_question_read(struct bw_app *app, int argc, char **argv, unsigned set,
                     struct bw_question_line *line);
void bw_question_clear(struct bw_question_line *line);

/* Packs a goal from "current", "wishes", "role:ID", "change:ID[,ID]" or a JSON map. */
enum bw_err bw_question_goal(struct bw_args *args, const char *text, struct bw_fail *fail);

/* "doel: …" of the goal in an answer, with labels fetched; BW_WORDS_LEN. */
const char *bw_question_goal_words(struct bw_app *app, const msgpack_object *goal, char *out);

/* Joins a list of ids as labels of `kind`: "A, B en nog 3"; at most `most` of them. */
void bw_question_labels(struct bw_app *app, const char *kind, const msgpack_object *ids, size_t n,
                        size_t most, char *out, size_t size);

/* A command that asks one question and shows its answer. */
struct bw_question_command {
    const char *help, *method;
    const char *subject; /* the argument that the command's subject becomes */
    unsigned set;
    void (*show)(struct bw_app *app, const struct bw_question_line *line,
                 const msgpack_object *answer, size_t width);
};

/* Reads the line, asks, prints the answer as JSON or shows it; the exit code. */
int bw_question_ask(struct bw_app *app, int argc, char **argv,
                    const struct bw_question_command *command);

/* What is needed, of an item or a reason, in out of 2 * BW_FORMAT_LEN: "3,0", "3,0 ± 0,2", or
 * "3,0*" when nobody stated the level. */
const char *bw_question_need(const struct bw_app *app, const msgpack_object *item, char *out);
/* Is there such a level among the items? Then a line that explains the star is due. */
bool bw_question_assumed(const msgpack_object *items, size_t n);
