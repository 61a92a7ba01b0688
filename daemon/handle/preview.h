#pragma once
/* What change.preview is about, while it is made and packed. The request's thread; memory from its
 * arena. */
#include "daemon/request.h"
#include "model/change/merger.h"

/* One preview while it is made. */
struct bw_preview {
    struct bw_request *request;
    struct bw_catalogue cat; /* with the changes that it is about */
    struct bw_ixs changes;
    uint32_t org;
    struct bw_outlook outlook;
    struct bw_impact_tally *tally;
    struct bw_impact impact;
    bool merges;
    struct bw_merger merger; /* when it merges anything */
    enum bw_lang lang;
    bool persons; /* single ones are shown */
};

/* May a line about so many people be shown with their figures? In a group under the least only one
 * about all of them: others would single some out. */
static inline bool bw_preview_shows(const struct bw_preview *preview, size_t people)
{
    return preview->persons || people == preview->impact.people;
}

/* The whole answer. */
void bw_preview_pack(const struct bw_preview *preview, struct bw_pack *out, uint64_t revision);

/* "merge": what the mergers bring together. */
void bw_preview_pack_merger(const struct bw_preview *preview, struct bw_pack *out);
