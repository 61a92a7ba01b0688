#include "daemon/authz.h"

enum bw_err bw_authz_check(const struct bw_request *request, const struct bw_method *method,
                           struct bw_fail *fail)
{
    if (request->conn && method)
        return BW_OK;
    return bw_fail_set(fail, BW_FORBIDDEN, "only local callers are served");
}
