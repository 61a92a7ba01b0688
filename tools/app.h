#pragma once
/* What every subcommand shares: the global options, the connection that they choose, and the exit
 * codes. Owns the connection and, with --data, the private daemon behind it. One thread. */
#include "tools/args.h"
#include "tools/client.h"
#include "tools/words.h"

enum bw_exit {
    BW_EXIT_WELL = 0,
    BW_EXIT_ERROR = 1,    /* answered with an error, or something was wrong with what was checked */
    BW_EXIT_USAGE = 2,    /* wrong usage */
    BW_EXIT_UNREACHED = 3 /* no daemon, or no store */
};

#define BW_APP_ADDRESS "127.0.0.1:7611"

struct bw_private_daemon;
struct bw_progress;

struct bw_app {
    const char *unix_path, *address, *data; /* at most one is given */
    const char *today;                      /* for the private daemon, or NULL */
    enum bw_lang lang;
    bool lang_given; /* else answers come in the organisation's own language */
    bool json;
    struct bw_progress *progress; /* on stderr, makes way for errors; or NULL */
    bool more_connections;        /* set before the first call: bw_app_connect will be wanted */
    int patience_ms;              /* for answers; 0: as usual */
    struct bw_client *client;
    struct bw_private_daemon *daemon;
};

/* Calls `method` on the daemon that the options name, connecting first when needed. On
 * BW_EXIT_WELL the reply is the caller's (bw_reply_clear); else what went wrong stands on stderr.
 */
int bw_app_call(struct bw_app *app, const char *method, const struct bw_args *args,
                struct bw_reply *reply);
/* The same, but an error that the daemon answers is left in reply->error and not shown. */
int bw_app_ask(struct bw_app *app, const char *method, const struct bw_args *args,
               struct bw_reply *reply);
/* Opens n more connections into clients[], the caller's to close, for threads of their own. None is
 * open when it fails. After it the private daemon takes no others. */
int bw_app_connect(struct bw_app *app, struct bw_client **clients, size_t n);
/* How long to wait for the next answers; 0: as usual. */
void bw_app_patience(struct bw_app *app, int timeout_ms);
/* Ends the connection and the private daemon. */
void bw_app_close(struct bw_app *app);

/* The answer as JSON on stdout, readable and with a line end. */
void bw_app_print_json(const msgpack_object *value);

/* A map that was filled as arguments, likewise. */
void bw_app_print_args(const struct bw_args *map);

/* For commands on a store itself: the folder that argv or --data names. BW_EXIT_WELL with *dir
 * NULL: only help was asked for, and given. */
int bw_app_folder(struct bw_app *app, int argc, char **argv, const char *help, const char **dir);

/* Likewise: the folder that argv or --data names, opened (made when
 * `create`). BW_EXIT_WELL with *store NULL: only help was asked for, and given. */
struct bw_store;
int bw_app_store(struct bw_app *app, int argc, char **argv, const char *help, bool create,
                 struct bw_store **store, const char **dir);

/* Takes "nl" or "en" for the language of tables and labels; false when it is neither. */
bool bw_app_take_lang(struct bw_app *app, const char *name);
/* Adds the argument "lang": the language that was asked for, or that a table will be in (`table`).
 * Else answers come in the organisation's own. */
void bw_app_add_lang(const struct bw_app *app, bool table, struct bw_args *args);

/* Says on stderr what is wrong with the command line and how to see more; BW_EXIT_USAGE. */
int bw_app_usage(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The label or title of a record in the app's language into out[size]; its id when there is none.
 */
void bw_app_label(struct bw_app *app, const char *kind, const char *id, char *out, size_t size);

/* The subcommands: argv[0] is the name. */
int bw_cmd_init(struct bw_app *app, int argc, char **argv);
int bw_cmd_import(struct bw_app *app, int argc, char **argv);
int bw_cmd_evaluate(struct bw_app *app, int argc, char **argv);
int bw_cmd_embed(struct bw_app *app, int argc, char **argv);
int bw_cmd_model(struct bw_app *app, int argc, char **argv);
int bw_cmd_export(struct bw_app *app, int argc, char **argv);
int bw_cmd_book(struct bw_app *app, int argc, char **argv);
int bw_cmd_change(struct bw_app *app, int argc, char **argv);
int bw_cmd_call(struct bw_app *app, int argc, char **argv);
int bw_cmd_recommend(struct bw_app *app, int argc, char **argv);
int bw_cmd_gap(struct bw_app *app, int argc, char **argv);
int bw_cmd_report(struct bw_app *app, int argc, char **argv);
int bw_cmd_plan(struct bw_app *app, int argc, char **argv);
int bw_cmd_roles(struct bw_app *app, int argc, char **argv);
int bw_cmd_search(struct bw_app *app, int argc, char **argv);
int bw_cmd_tag(struct bw_app *app, int argc, char **argv);
int bw_cmd_duplicates(struct bw_app *app, int argc, char **argv);
int bw_cmd_team(struct bw_app *app, int argc, char **argv);
int bw_cmd_verify(struct bw_app *app, int argc, char **argv);
/* What is wrong in the store of a folder, shown. */
int bw_cmd_verify_dir(struct bw_app *app, const char *dir);
int bw_cmd_backup(struct bw_app *app, int argc, char **argv);
int bw_cmd_restore(struct bw_app *app, int argc, char **argv);
int bw_cmd_batch(struct bw_app *app, int argc, char **argv);
int bw_cmd_simulate(struct bw_app *app, int argc, char **argv);
int bw_cmd_train(struct bw_app *app, int argc, char **argv);
int bw_cmd_stats(struct bw_app *app, int argc, char **argv);
