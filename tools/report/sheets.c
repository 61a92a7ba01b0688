#include "tools/report/sheet.h"

#include <string.h>

static const struct bw_sheet *const sheets[] = {
    &bw_sheet_budget,      &bw_sheet_effect,    &bw_sheet_trend,  &bw_sheet_bookings,
    &bw_sheet_obligations, &bw_sheet_knowledge, &bw_sheet_wishes, &bw_sheet_divergence,
    &bw_sheet_catalogue,   &bw_sheet_gap,
};

const struct bw_sheet *bw_sheet_at(size_t i)
{
    return i < BW_SHEET_COUNT(sheets) ? sheets[i] : NULL;
}

const struct bw_sheet *bw_sheet_find(const char *name)
{
    for (size_t i = 0; i < BW_SHEET_COUNT(sheets); i++)
        if (strcmp(sheets[i]->name, name) == 0)
            return sheets[i];
    return NULL;
}
