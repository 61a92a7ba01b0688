#pragma once
/* What the daemon says of learned models, as tables and sentences. One thread. */
#include "tools/app.h"

/* The answer of model.list, .info, .compare; of .promote and .rollback. */
void bw_model_show_list(const struct bw_app *app, const msgpack_object *answer);
void bw_model_show_info(const struct bw_app *app, const msgpack_object *answer);
void bw_model_show_diff(const struct bw_app *app, const msgpack_object *answer);
void bw_model_show_change(const struct bw_app *app, const msgpack_object *answer);
