#pragma once
/* cmocka wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* order matters */
#include <cmocka.h>
#include <math.h>

/* |got - want| <= bound, with both figures shown when not. */
#define assert_near(got, want, bound)                                                              \
    do {                                                                                           \
        double got_ = (got), want_ = (want), bound_ = (bound);                                     \
        if (!(fabs(got_ - want_) <= bound_))                                                       \
            fail_msg("%s = %.17g, expected %.17g within %g", #got, got_, want_, bound_);           \
    } while (0)
