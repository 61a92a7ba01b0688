/* The arguments of the methods about bookings. */
#include "daemon/args_shared.h"

#define ITEMS_MOST 5000
#define BY                                                                                         \
    {                                                                                              \
        .name = "by", .type = BW_T_ID, .required = true                                            \
    }
#define REASON                                                                                     \
    {                                                                                              \
        .name = "reason", .type = BW_T_STR, .max = 4096                                            \
    }

static const struct bw_field item_fields[] = {
    {.name = "employee", .type = BW_T_ID, .required = true},
    {.name = "course", .type = BW_T_ID, .required = true},
    {.name = "session", .type = BW_T_ID},
    {.name = "price_cents", .type = BW_T_INT, .min = 0, .max = 1e12}};
static SHAPE(item_shape, "a booking", item_fields);
static const struct bw_field any_item = {.type = BW_T_MAP, .shape = &item_shape};

static const struct bw_field request[] = {
    {.name = "items", LIST_OF(any_item), .required = true, .min = 1, .max = ITEMS_MOST},
    BY,
    REASON};
SHAPE(bw_args_booking_request, "booking.request", request);

static enum bw_err check_decide(const msgpack_object *map, const char *path, struct bw_fail *fail)
{
    (void)path;
    if (bw_field_get(map, "ids") || bw_field_get(map, "items"))
        return BW_OK;
    return bw_fail_set(fail, BW_BAD_REQUEST,
                       "ids, items: which bookings? give their ids, or employee and course");
}

static const struct bw_field decide[] = {
    {.name = "ids", LIST_OF(bw_any_id), .min = 1, .max = ITEMS_MOST},
    {.name = "items", LIST_OF(any_item), .min = 1, .max = ITEMS_MOST},
    BY,
    REASON};
const struct bw_shape bw_args_booking_decide = {"this method", decide, COUNT(decide), check_decide};

static const char *const states[] = {"open",    "requested", "approved", "enrolled", "completed",
                                     "dropped", "declined",  "all",      NULL};
static const struct bw_field list[] = {GROUP,
                                       AS_OF,
                                       {.name = "provider", .type = BW_T_STR, .max = 1024},
                                       {.name = "state", .type = BW_T_ENUM, .names = states},
                                       LANG,
                                       IF_REVISION};
SHAPE(bw_args_booking_list, "booking.list", list);
