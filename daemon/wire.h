#pragma once
/* The envelope of MessagePack-RPC: what a message is, and the frame of an answer. Any thread. */
#include "daemon/request.h"

enum bw_message_kind { BW_REQUEST, BW_NOTIFICATION, BW_NO_REQUEST };

struct bw_message {
    enum bw_message_kind kind;
    bool has_msgid;
    uint32_t msgid;
    struct bw_str method;
    msgpack_object args; /* a map, empty when there are none */
};

/* Takes a message apart. bad_request when it is no request; out->has_msgid says whether it can be
 * answered. */
enum bw_err bw_wire_read(const msgpack_object *message, struct bw_message *out,
                         struct bw_fail *fail);

/* What the first bytes of a request say, before all of it is there. */
struct bw_message bw_wire_peek(const void *bytes, size_t len);

/* [1, msgid, nil, …: the result is packed after it. */
void bw_wire_begin(struct bw_pack *out, uint32_t msgid);
/* A whole answer [1, msgid, "code: text", nil]. */
void bw_wire_error(struct bw_pack *out, uint32_t msgid, const struct bw_fail *fail);
/* A text that quotes requests, as one valid str. */
void bw_wire_pack_error_text(struct bw_pack *out, const char *text);
/* "code: text" as one str. */
void bw_wire_pack_fail(struct bw_pack *out, const struct bw_fail *fail);
