#include "daemon/authz.h"

#include <sys/socket.h>

#include "daemon/conn.h"

/* The socket's mode lets in the daemon's own user (and root) alone. */
static bool is_by_unix_socket(const struct bw_conn *conn)
{
    struct sockaddr_storage own = {.ss_family = AF_UNSPEC};
    socklen_t len = sizeof own;
    return getsockname(bufferevent_getfd(conn->events), (struct sockaddr *)&own, &len) == 0 &&
           own.ss_family == AF_UNIX;
}

enum bw_err bw_authz_check(const struct bw_request *request, const struct bw_method *method,
                           struct bw_fail *fail)
{
    if (!request->conn || !method)
        return bw_fail_set(fail, BW_FORBIDDEN, "only local callers are served");
    if (method->admin && !is_by_unix_socket(request->conn))
        return bw_fail_set(fail, BW_FORBIDDEN,
                           "%s is for the administrator: ask over the daemon's UNIX socket",
                           method->name);
    return BW_OK;
}
