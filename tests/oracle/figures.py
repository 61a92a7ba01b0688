"""The figures: days, the normal distribution, a belief, a gap, and the best of several chances."""
from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass

MANDATORY_FACTOR = 2
DOUBT = .25              # chance of being met after all, from which on a gap is doubtful
LAPSED_LEAST = .5
EFFECT_LEAST = 1e-9


def day_of(text: str) -> dt.date:
    """The day of a date or of a time in UTC."""
    return dt.date.fromisoformat(text[:10])


def months_later(day: dt.date, months: int) -> dt.date:
    """Calendar months on; where that month is shorter, its last day."""
    index = 12 * day.year + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return day.replace(year=year, month=month, day=min(day.day, last))


def density(z: float) -> float:
    """The standard normal density."""
    return math.exp(-.5 * z * z) / math.sqrt(2 * math.pi)


def below(z: float) -> float:
    """The standard normal chance to lie below z, exact in the lower tail."""
    return .5 * math.erfc(-z / math.sqrt(2))


def between(low: float, high: float) -> float:
    """The standard normal chance to lie between the two, taken in the tail that keeps digits."""
    if low > 0:
        return below(-low) - below(-high)
    return below(high) - below(low)


@dataclass(frozen=True)
class Belief:
    """What is believed of one level: a normal distribution, and whether anything was seen."""
    mean: float
    variance: float
    seen: bool

    @property
    def deviation(self) -> float:
        return math.sqrt(self.variance)

    def shortfall(self, need: float) -> float:
        """H: the expected number of levels that are missing up to `need`."""
        z = (need - self.mean) / self.deviation
        return self.deviation * (z * below(z) + density(z))

    def chance_above(self, need: float) -> float:
        return below((self.mean - need) / self.deviation)

    def gain(self, rho: float, start: float, end: float) -> float:
        """D: what a course from `start` to `end` takes off the shortfall up to `rho`.

        It is the integral of (top - x) over the levels x from the entry on: who is below the
        entry gains nothing, nobody is brought beyond the top.
        """
        top, entry = min(end, rho), start - .5
        if top <= entry:
            return 0.0
        high, low = (top - self.mean) / self.deviation, (entry - self.mean) / self.deviation
        gain = ((top - self.mean) * between(low, high) +
                self.deviation * (density(high) - density(low)))
        return gain if gain >= EFFECT_LEAST else 0.0


@dataclass(frozen=True)
class Item:
    """One piece of evidence, given or implied by a completed course."""
    competency: str
    level: float
    source: str
    at: dt.date
    by: str | None
    written: int             # the place in the order of writing
    valid_until: dt.date | None = None

    def valid(self, day: dt.date) -> bool:
        return self.valid_until is None or self.valid_until >= day


@dataclass(frozen=True)
class Ask:
    """What is asked of one competency."""
    level: float
    weight: float = 1.0
    mandatory: bool = False
    law: str | None = None

    @property
    def rho(self) -> float:
        return self.level - .5

    @property
    def importance(self) -> float:
        """w: the weight, and for a duty twice at least one."""
        return MANDATORY_FACTOR * max(1.0, self.weight) if self.mandatory else self.weight


@dataclass(frozen=True)
class Gap:
    """An unmet requirement."""
    ask: Ask
    belief: Belief
    lapsed: bool

    @property
    def missing(self) -> float:
        missing = self.belief.shortfall(self.ask.rho)
        return max(missing, LAPSED_LEAST) if self.lapsed else missing

    @property
    def size(self) -> float:
        return self.ask.importance * self.missing

    @property
    def doubtful(self) -> bool:
        if self.lapsed:
            return False
        return not self.belief.seen or self.belief.chance_above(self.ask.rho) >= DOUBT


def expected_rest(amount: float, takers: Iterable[tuple[float, float]]) -> float:
    """E[(amount - M)+], M the largest of the values that are taken, each with its own chance.

    It is the integral, over x from 0 to the amount, of the chance that nothing above x is taken.
    """
    takers = [(value, chance) for value, chance in takers if value > 0]
    edges = sorted({0.0, amount, *(value for value, _ in takers if value < amount)})
    rest = 0.0
    for low, high in zip(edges, edges[1:]):
        rest += (high - low) * math.prod(1 - chance for value, chance in takers if value > low)
    return rest


def expected_most(takers: Iterable[tuple[float, float]]) -> float:
    """E[M] of the same."""
    takers = list(takers)
    top = max((value for value, _ in takers), default=0.0)
    return top - expected_rest(top, takers)


def united(asks: Iterable[dict]) -> dict[str, Ask]:
    """Of a competency asked more than once the highest level and weight; a duty if any is, by the
    first law in the order of bytes."""
    found: dict[str, Ask] = {}
    for ask in asks:
        one = Ask(ask["level"], ask.get("weight", 1.0), ask.get("mandatory", False),
                  ask.get("law"))
        other = found.get(ask["competency"], one)
        laws = [law for law in (one.law, other.law) if law is not None]
        found[ask["competency"]] = Ask(max(one.level, other.level), max(one.weight, other.weight),
                                       one.mandatory or other.mandatory,
                                       min(laws, key=str.encode, default=None))
    return found
