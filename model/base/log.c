#include "model/base/log.h"

#define LN_2 0.6931471805599453

double bw_log(double x)
{
    int halvings = 0;
    while (x > 1.5) {
        x /= 2;
        halvings++;
    }
    /* ln x = 2 atanh((x - 1) / (x + 1)), |argument| <= 1/5 */
    double t = (x - 1) / (x + 1), square = t * t, power = t, sum = 0;
    for (int k = 1; k < 40; k += 2) {
        sum += power / k;
        power *= square;
    }
    return 2 * sum + halvings * LN_2;
}
