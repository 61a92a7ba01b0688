#pragma once
/* Who may ask what. Today every caller is local (loopback or a UNIX socket of mode 0600) and may
 * ask everything, but for what is the administrator's: that goes over the UNIX socket alone. This
 * is the one door that others will have to pass. */
#include "daemon/request.h"

enum bw_err bw_authz_check(const struct bw_request *request, const struct bw_method *method,
                           struct bw_fail *fail);
