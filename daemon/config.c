#include "daemon/config.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char bw_config_help[] =
    "bekwaamd: keeps competencies and courses, answers MessagePack-RPC with explained suggestions\n"
    "\n"
    "  --config FILE     options as a JSON object, named as below and under \"limits\"\n"
    "  --data DIR        the store, made when absent (default ./bekwaam-data)\n"
    "  --listen ADDR     HOST:PORT, again for more; port 0 takes a free one, \"none\" no TCP\n"
    "                    (default 127.0.0.1:7611; TCP is for loopback only)\n"
    "  --unix PATH       a UNIX socket, mode 0600 (default DIR/socket), \"none\" none\n"
    "  --workers N       threads that answer (default: processors)\n"
    "  --errands N       threads for plans and whatever else takes seconds (default 2)\n"
    "  --solver PATH     the program that solves plans (default: bekwaam-solver beside this one),\n"
    "                    \"off\" none: plans are then greedy and say so\n"
    "  --today DATE      answer as if it were this day\n"
    "  --learned on|off  off: answers are made by the closed form, whichever model was promoted\n"
    "  --help, --version\n"
    "\n"
    "Started by systemd it listens on the sockets that are handed over instead, tells when it is\n"
    "ready and stops, and feeds the watchdog (daemon/doc/operations.md).\n"
    "SIGTERM drains and ends with 0; SIGHUP reads limits, least group, --solver and --learned\n"
    "again, and the promoted model.\n";

static void set_defaults(struct bw_config *config)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    *config = (struct bw_config){
        .data = "bekwaam-data",
        .workers = online > 0 ? (unsigned)online : 1,
        .errands = 2,
        .solver_seconds = 30,
        .today = BW_DAY_NONE,
        .peers_seconds = 60,
        .learned = true,
        .least_group = 5,
        .limits = {.message_bytes = (size_t)1 << 20,
                   .bulk_bytes = (size_t)16 << 20,
                   .nesting = 16,
                   .objects = 100000,
                   .bulk_objects = 4000000,
                   .in_flight = 1000,
                   .connections = 10000,
                   .waiting_bytes = (size_t)64 << 20,
                   .arena_bytes = (size_t)1 << 30,
                   .import_bytes = (size_t)2 << 30,
                   .queued_bytes = (size_t)512 << 20,
                   .unread_bytes = (size_t)1 << 30,
                   .idle_seconds = 0,
                   .message_seconds = 30,
                   .slow_seconds = 120,
                   .drain_seconds = 10},
    };
}

static enum bw_err copy_text(char *to, size_t size, const char *from, const char *name,
                             struct bw_fail *fail)
{
    if (strlen(from) >= size)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: longer than %zu bytes", name, size - 1);
    memcpy(to, from, strlen(from) + 1);
    return BW_OK;
}

static enum bw_err add_listen(struct bw_config *config, const char *text, struct bw_fail *fail)
{
    if (config->n_listen == BW_LISTEN_MOST)
        return bw_fail_set(fail, BW_BAD_REQUEST, "listen: more than %d addresses", BW_LISTEN_MOST);
    return copy_text(config->listen[config->n_listen++], sizeof config->listen[0], text, "listen",
                     fail);
}

#define THREADS_MOST 256

static enum bw_err set_threads(const char *name, long long n, unsigned *out, struct bw_fail *fail)
{
    if (n < 1 || n > THREADS_MOST)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: %lld is out of range; 1 to %d", name, n,
                           THREADS_MOST);
    *out = (unsigned)n;
    return BW_OK;
}

static enum bw_err read_threads(const char *name, const char *text, unsigned *out,
                                struct bw_fail *fail)
{
    char *end;
    long long n = strtoll(text, &end, 10);
    if (end == text || *end)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: \"%s\" is no number; 1 to %d", name, text,
                           THREADS_MOST);
    return set_threads(name, n, out, fail);
}

static enum bw_err set_today(struct bw_config *config, const char *text, struct bw_fail *fail)
{
    if (!bw_day_parse(text, strlen(text), &config->today))
        return bw_fail_set(fail, BW_BAD_REQUEST, "today: \"%s\" is no date; YYYY-MM-DD", text);
    return BW_OK;
}

static enum bw_err set_number(const json_t *value, const char *name, long long most, long long *out,
                              struct bw_fail *fail)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        json_integer_value(value) > most)
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: an integer from 0 to %lld is expected", name,
                           most);
    *out = json_integer_value(value);
    return BW_OK;
}

static enum bw_err set_learned(struct bw_config *config, const char *text, struct bw_fail *fail)
{
    if (strcmp(text, "on") != 0 && strcmp(text, "off") != 0)
        return bw_fail_set(fail, BW_BAD_REQUEST, "learned: \"%s\" is neither on nor off", text);
    config->learned = strcmp(text, "on") == 0;
    return BW_OK;
}

struct limit {
    const char *name;
    size_t offset;
};
#define LIMIT(field)                                                                               \
    {                                                                                              \
#field, offsetof(struct bw_limits, field)                                                  \
    }

static void *find_limit(struct bw_limits *limits, const struct limit *list, size_t n,
                        const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].name, name) == 0)
            return (char *)limits + list[i].offset;
    return NULL;
}

static enum bw_err read_limit(struct bw_limits *limits, const char *name, const json_t *value,
                              struct bw_fail *fail)
{
    static const struct limit sizes[] = {
        LIMIT(message_bytes), LIMIT(bulk_bytes),   LIMIT(objects),       LIMIT(bulk_objects),
        LIMIT(in_flight),     LIMIT(connections),  LIMIT(waiting_bytes), LIMIT(arena_bytes),
        LIMIT(import_bytes),  LIMIT(queued_bytes), LIMIT(unread_bytes),
    };
    static const struct limit seconds[] = {
        LIMIT(idle_seconds),
        LIMIT(message_seconds),
        LIMIT(slow_seconds),
        LIMIT(drain_seconds),
    };
    long long number = 0;
    enum bw_err err = set_number(value, name, 1LL << 40, &number, fail);
    if (err)
        return err;
    size_t *size = find_limit(limits, sizes, sizeof sizes / sizeof *sizes, name);
    int *time_s = find_limit(limits, seconds, sizeof seconds / sizeof *seconds, name);
    if (size)
        *size = (size_t)number;
    else if (time_s)
        *time_s = (int)(number > 1000000 ? 1000000 : number);
    else if (strcmp(name, "nesting") == 0)
        limits->nesting = (unsigned)(number > 64 ? 64 : number);
    else
        return bw_fail_set(fail, BW_BAD_REQUEST, "limits.%s: no such limit", name);
    return BW_OK;
}

static enum bw_err no_entry(const char *name, struct bw_fail *fail)
{
    return bw_fail_set(fail, BW_BAD_REQUEST,
                       "%s: no such option, or of the wrong type; known: data, unix, listen, "
                       "workers, errands, solver, solver_seconds, learned, peers_seconds, "
                       "least_group, limits",
                       name);
}

static enum bw_err read_text(struct bw_config *config, const char *name, const char *text,
                             struct bw_fail *fail)
{
    if (strcmp(name, "data") == 0)
        return copy_text(config->data, sizeof config->data, text, name, fail);
    if (strcmp(name, "unix") == 0)
        return copy_text(config->unix_path, sizeof config->unix_path, text, name, fail);
    if (strcmp(name, "solver") == 0)
        return copy_text(config->solver, sizeof config->solver, text, name, fail);
    if (strcmp(name, "learned") == 0)
        return set_learned(config, text, fail);
    return no_entry(name, fail);
}

static enum bw_err read_count(struct bw_config *config, const char *name, const json_t *value,
                              struct bw_fail *fail)
{
    static const struct {
        const char *name;
        size_t offset;
        long long most;
    } counts[] = {
        {"peers_seconds", offsetof(struct bw_config, peers_seconds), 1000000},
        {"least_group", offsetof(struct bw_config, least_group), 1000000},
        {"solver_seconds", offsetof(struct bw_config, solver_seconds), BW_SOLVER_SECONDS_MOST},
    };
    long long number = 0;
    bool workers = strcmp(name, "workers") == 0;
    if (workers || strcmp(name, "errands") == 0) {
        enum bw_err err = set_number(value, name, THREADS_MOST, &number, fail);
        return err ? err
                   : set_threads(name, number, workers ? &config->workers : &config->errands, fail);
    }
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (strcmp(counts[i].name, name) != 0)
            continue;
        enum bw_err err = set_number(value, name, counts[i].most, &number, fail);
        if (!err)
            *(int *)((char *)config + counts[i].offset) = (int)number;
        return err;
    }
    return no_entry(name, fail);
}

static enum bw_err read_entry(struct bw_config *config, const char *name, const json_t *value,
                              struct bw_fail *fail)
{
    const char *key;
    json_t *inner;
    size_t i;
    enum bw_err err = BW_OK;
    if (strcmp(name, "limits") == 0 && json_is_object(value)) {
        json_object_foreach((json_t *)value, key, inner) if (!err) err =
            read_limit(&config->limits, key, inner, fail);
        return err;
    }
    if (strcmp(name, "listen") == 0 && json_is_array(value)) {
        json_array_foreach(value, i, inner) if (!err) err =
            json_is_string(inner)
                ? add_listen(config, json_string_value(inner), fail)
                : bw_fail_set(fail, BW_BAD_REQUEST, "listen: a list of str is expected");
        return err;
    }
    if (json_is_string(value))
        return read_text(config, name, json_string_value(value), fail);
    return read_count(config, name, value, fail);
}

static enum bw_err read_file(struct bw_config *config, const char *path, struct bw_fail *fail)
{
    json_error_t error;
    const char *key;
    json_t *value, *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    enum bw_err err = BW_OK;
    if (!json_is_object(root)) {
        json_decref(root);
        return bw_fail_set(fail, BW_BAD_REQUEST, "%s: no JSON object: %s (line %d)", path,
                           error.text, error.line);
    }
    json_object_foreach(root, key, value) if (!err) err = read_entry(config, key, value, fail);
    json_decref(root);
    return err;
}

static enum bw_err read_option(struct bw_config *config, const char *name, const char *value,
                               bool *listened, struct bw_fail *fail)
{
    if (strcmp(name, "--config") == 0)
        return BW_OK; /* read before the others */
    if (strcmp(name, "--data") == 0)
        return copy_text(config->data, sizeof config->data, value, name, fail);
    if (strcmp(name, "--unix") == 0)
        return copy_text(config->unix_path, sizeof config->unix_path, value, name, fail);
    if (strcmp(name, "--workers") == 0)
        return read_threads("workers", value, &config->workers, fail);
    if (strcmp(name, "--errands") == 0)
        return read_threads("errands", value, &config->errands, fail);
    if (strcmp(name, "--solver") == 0)
        return copy_text(config->solver, sizeof config->solver, value, name, fail);
    if (strcmp(name, "--today") == 0)
        return set_today(config, value, fail);
    if (strcmp(name, "--learned") == 0)
        return set_learned(config, value, fail);
    if (strcmp(name, "--listen") == 0) {
        if (!*listened)
            config->n_listen = 0;
        *listened = true;
        return add_listen(config, value, fail);
    }
    return bw_fail_set(fail, BW_BAD_REQUEST, "%s: no such option; see --help", name);
}

/* Beside the store unless told otherwise; where that is too long for a socket there is none. */
static void settle_unix_path(struct bw_config *config)
{
    if (strcmp(config->unix_path, "none") == 0)
        config->unix_path[0] = '\0';
    else if (!config->unix_path[0] && strlen(config->data) + 8 <= sizeof config->unix_path)
        snprintf(config->unix_path, sizeof config->unix_path, "%.99s/socket", config->data);
}

/* The file that is named, over the defaults; *show is set when that is all that was asked. */
static enum bw_err read_files(int argc, char **argv, struct bw_config *config, const char **show,
                              struct bw_fail *fail)
{
    enum bw_err err = BW_OK;
    for (int i = 1; !err && !*show && i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "--version") == 0)
            *show = argv[i] + 2;
        else if (strcmp(argv[i], "--config") == 0 && i + 1 < argc)
            err = read_file(config, argv[i + 1], fail);
    }
    return err;
}

static enum bw_err read_options(int argc, char **argv, struct bw_config *config,
                                struct bw_fail *fail)
{
    bool listened = false;
    enum bw_err err = BW_OK;
    for (int i = 1; !err && i < argc; i += 2) {
        if (i + 1 == argc)
            return bw_fail_set(fail, BW_BAD_REQUEST,
                               "%s: a value is missing, or no such option; "
                               "see --help",
                               argv[i]);
        err = read_option(config, argv[i], argv[i + 1], &listened, fail);
    }
    return err;
}

enum bw_err bw_config_read(int argc, char **argv, struct bw_config *out, const char **show,
                           struct bw_fail *fail)
{
    struct bw_config config;
    set_defaults(&config);
    *show = NULL;
    enum bw_err err = read_files(argc, argv, &config, show, fail);
    if (!err && !*show)
        err = read_options(argc, argv, &config, fail);
    if (!err && config.n_listen == 0)
        err = add_listen(&config, "127.0.0.1:7611", fail);
    if (err)
        return err;
    settle_unix_path(&config);
    *out = config;
    return BW_OK;
}
