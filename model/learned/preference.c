#include "model/learned/preference.h"

#include <stdbool.h>
#include <string.h>

_Static_assert(sizeof(struct bw_preference) == BW_PREFERENCE_BYTES,
               "a section is the four numbers");

const struct bw_preference bw_preference_closed_form = {.language = BW_PREFERENCE_DEFAULT,
                                                        .format = BW_PREFERENCE_DEFAULT,
                                                        .hours = BW_PREFERENCE_DEFAULT,
                                                        .co_enrolment = 0};

static enum bw_err check(const struct bw_preference *preference, struct bw_fail *fail)
{
    const struct {
        const char *name;
        double value, most;
    } weights[] = {{"language", preference->language, BW_PREFERENCE_MOST},
                   {"format", preference->format, BW_PREFERENCE_MOST},
                   {"hours", preference->hours, BW_PREFERENCE_MOST},
                   {"co_enrolment", preference->co_enrolment, BW_CO_ENROLMENT_MOST}};
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
        bool holds = weights[i].value >= 0 && weights[i].value <= weights[i].most; /* not for NaN */
        if (!holds)
            return bw_fail_set(fail, BW_BAD_REQUEST,
                               "preference: the weight of %s is %g; a number from 0 to %g",
                               weights[i].name, weights[i].value, weights[i].most);
    }
    return BW_OK;
}

enum bw_err bw_preference_open(const void *bytes, size_t n, struct bw_preference *out,
                               struct bw_fail *fail)
{
    struct bw_preference read;
    if (n != sizeof read)
        return bw_fail_set(fail, BW_BAD_REQUEST, "preference: %zu bytes; four numbers are %zu", n,
                           sizeof read);
    memcpy(&read, bytes, sizeof read);
    enum bw_err err = check(&read, fail);
    if (!err)
        *out = read;
    return err;
}

enum bw_err bw_preference_pack(const struct bw_preference *preference, void *out,
                               struct bw_fail *fail)
{
    enum bw_err err = check(preference, fail);
    if (!err)
        memcpy(out, preference, sizeof *preference);
    return err;
}
