#include "tools/pages.h"

#include "tools/view.h"

/* The page behind `after`, which moves to its end; "" behind the last. */
static int one(struct bw_app *app, const struct bw_pages_list *list, char *after)
{
    struct bw_args args;
    struct bw_reply reply;
    bw_args_init(&args);
    if (list->args)
        bw_args_append(&args, list->args);
    bw_args_int(&args, "limit", list->limit);
    if (*after)
        bw_args_str(&args, "after", after);
    int exit_code = bw_app_call(app, list->method, &args, &reply);
    bw_args_clear(&args);
    if (exit_code)
        return exit_code;
    exit_code = list->page(list->context, reply.result);
    bw_view_text(after, reply.result, "next");
    bw_reply_clear(&reply);
    return exit_code;
}

int bw_pages_each(struct bw_app *app, const struct bw_pages_list *list)
{
    char after[BW_VIEW_LEN] = "";
    int exit_code;
    do
        exit_code = one(app, list, after);
    while (!exit_code && *after);
    return exit_code;
}
