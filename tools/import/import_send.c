#include "tools/import/import_send.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/view.h"

#define ITEMS_MOST 2000
#define BYTES_MOST ((size_t)7 << 20)
#define COMMIT_MS (60 * 60 * 1000)

/* Items from `first` on that go into one message. */
static size_t piece_size(const struct bw_stream *stream, size_t first)
{
    size_t n = 0, bytes = 0;
    while (first + n < stream->n && n < ITEMS_MOST) {
        bytes += stream->items[first + n].len;
        if (n > 0 && bytes > BYTES_MOST)
            break;
        n++;
    }
    return n;
}

static int send_piece(struct bw_app *app, const msgpack_object *import,
                      const struct bw_stream *stream, const char *kind, size_t first, size_t n)
{
    struct bw_args args;
    struct bw_reply reply;
    const struct bw_intake_item *from = &stream->items[first], *last = from + n - 1;
    bw_args_init(&args);
    bw_args_key(&args, "import");
    msgpack_pack_object(&args.packer, *import);
    bw_args_str(&args, "kind", kind);
    bw_args_key(&args, "items");
    msgpack_pack_array(&args.packer, n);
    /* Bad ones were taken off the end of the bytes: items lie one after another. */
    msgpack_sbuffer_write(&args.body, stream->bytes.data + from->at,
                          last->at + last->len - from->at);
    int exit_code = bw_app_call(app, "import.add", &args, &reply);
    if (!exit_code)
        bw_reply_clear(&reply);
    bw_args_clear(&args);
    return exit_code;
}

static int send_stream(struct bw_app *app, const msgpack_object *import,
                       const struct bw_stream *stream, const char *kind, bool quiet)
{
    int exit_code = BW_EXIT_WELL;
    for (size_t first = 0, n; first < stream->n && !exit_code; first += n) {
        n = piece_size(stream, first);
        exit_code = send_piece(app, import, stream, kind, first, n);
        if (!quiet)
            fprintf(stderr, "\r\033[Ksending %s: %zu of %zu", kind, first + n, stream->n);
    }
    return exit_code;
}

/* Puts what the daemon found bad beside what was found here. */
static void take_bad(struct bw_intake *intake, const msgpack_object *result)
{
    size_t n;
    const msgpack_object *bad = bw_view_list(result, "bad", &n);
    for (size_t i = 0; i < n; i++) {
        char name[BW_VIEW_LEN], text[BW_VIEW_LEN * 2];
        enum bw_kind kind;
        int64_t item = bw_view_int(&bad[i], "item", -1);
        const msgpack_object *error = bw_view(&bad[i], "error");
        bw_view_text(name, &bad[i], "kind");
        bool str = error && error->type == MSGPACK_OBJECT_STR;
        snprintf(text, sizeof text, "%.*s", str ? (int)error->via.str.size : 0,
                 str ? error->via.str.ptr : "");
        if (bw_kind_parse(name, strlen(name), &kind) && item >= 0 &&
            (uint64_t)item < intake->streams[kind].n) {
            bw_intake_add_bad(intake, intake->streams[kind].items[item].place, text);
            if (!intake->out_of_memory)
                intake->bad[intake->n_bad - 1].late = true;
        }
    }
}

static int commit(struct bw_app *app, const msgpack_object *import, struct bw_intake *intake,
                  struct bw_import_outcome *out)
{
    struct bw_args args;
    struct bw_reply reply;
    bw_args_init(&args);
    bw_args_key(&args, "import");
    msgpack_pack_object(&args.packer, *import);
    bw_app_patience(app, COMMIT_MS);
    int exit_code = bw_app_call(app, "import.commit", &args, &reply);
    bw_app_patience(app, 0);
    bw_args_clear(&args);
    if (exit_code)
        return exit_code;
    size_t before = intake->n_bad;
    take_bad(intake, reply.result);
    out->written = (uint64_t)bw_view_int(reply.result, "written", 0);
    out->duplicates = (uint64_t)bw_view_int(reply.result, "duplicates", 0);
    out->revision = (uint64_t)bw_view_int(reply.result, "revision", 0);
    const msgpack_object *refused = bw_view(reply.result, "refused");
    out->refused = refused && !(refused->type == MSGPACK_OBJECT_BOOLEAN && !refused->via.boolean);
    if (out->refused && intake->n_bad == before && refused->type == MSGPACK_OBJECT_STR)
        fprintf(stderr, "bekwaam: %.*s\n", (int)refused->via.str.size, refused->via.str.ptr);
    bw_reply_clear(&reply);
    return BW_EXIT_WELL;
}

/* The store's revision; -1 when the daemon does not say. */
static int64_t revision_now(struct bw_app *app)
{
    struct bw_reply reply;
    int64_t revision = -1;
    if (bw_app_ask(app, "server.info", NULL, &reply) == BW_EXIT_WELL)
        revision = bw_view_int(reply.result, "revision", -1);
    bw_reply_clear(&reply);
    return revision;
}

int bw_import_send(struct bw_app *app, struct bw_intake *intake,
                   const struct bw_import_options *options, struct bw_import_outcome *out)
{
    struct bw_args args;
    struct bw_reply begun;
    *out = (struct bw_import_outcome){0};
    bw_args_init(&args);
    bw_args_bool(&args, "dry_run", options->dry_run);
    bw_args_bool(&args, "skip_bad", options->skip_bad);
    int exit_code = bw_app_call(app, "import.begin", &args, &begun);
    bw_args_clear(&args);
    if (exit_code)
        return exit_code;
    const msgpack_object *import = bw_view(begun.result, "import");
    if (!import) {
        fputs("bekwaam: import.begin answered without an import\n", stderr);
        exit_code = BW_EXIT_ERROR;
    }
    for (int kind = BW_KIND_ORG; kind < BW_KIND_END && !exit_code; kind++)
        exit_code = send_stream(app, import, &intake->streams[kind],
                                bw_kind_name((enum bw_kind)kind), options->quiet);
    if (!options->quiet)
        fprintf(stderr, "\r\033[K");
    if (!exit_code) {
        int64_t before = revision_now(app);
        exit_code = commit(app, import, intake, out);
        out->unchanged = before >= 0 && (uint64_t)before == out->revision;
    }
    bw_reply_clear(&begun);
    return exit_code;
}
