"""The definition of a recommendation, said plainly and computed slowly.

Every figure is worked out from the records each time it is asked for; every course is weighed
again for every place of the list. Read it from the top: dates, the normal distribution, what is
known of a person, what is asked of the person, what a course gives, and the list.
"""
from __future__ import annotations

import calendar
import datetime as dt
import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

DAYS_A_MONTH = 30.4375
VARIANCE = {"test": .23, "certificate": .23, "course": .23, "manager": .93, "peer": .93,
            "self": 3.5}
SELF_BIAS = .5
AGEING = .02             # added variance a month, without a half-life
DRIFT, MOST_DRIFT = .08, 1.4
PEERS_LEAST = 5          # peers needed before their mean counts; also the weight of the base
COLLEAGUES_FULL = 3      # votes of one source that count in full
MANDATORY_FACTOR = 2
DOUBT = .25              # chance of being met after all, from which on a gap is doubtful
DOUBT_NEW = .05          # the same where the first version of the own role did not ask it
LAPSED_LEAST = .5
EFFECT_LEAST = 1e-9
NEAREST, NEAR_LEAST, NEAR_MOST = 32, .55, .5
READY_LEAST = .15
WORTH_LEAST = .02        # of what can be closed at all
KINDS = ("org", "team", "competency", "task", "role", "change", "course", "employee")


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


@dataclass
class Offer:
    """A course that may be listed, with what it gives this person."""
    course: dict
    ready: float
    effects: dict[str, float]
    success: float
    from_assumed: bool
    outside: int             # in how many ways it lies outside the preferences
    mandatory: bool

    @property
    def chance(self) -> float:
        return self.success * self.ready


@dataclass
class Listed:
    """An offer at its place in the list."""
    offer: Offer
    why: dict[str, float]
    scale: float
    terms: dict[str, float] = field(default_factory=dict)

    @property
    def shares(self) -> float:
        return sum(self.why.values())

    @property
    def closure(self) -> float:
        return self.shares / self.scale

    @property
    def score(self) -> float:
        return self.shares + sum(self.terms.values())


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
    """Of a competency asked more than once the highest level and weight; a duty if it is one once."""
    found: dict[str, Ask] = {}
    for ask in asks:
        one = Ask(ask["level"], ask.get("weight", 1.0), ask.get("mandatory", False))
        other = found.get(ask["competency"], one)
        found[ask["competency"]] = Ask(max(one.level, other.level), max(one.weight, other.weight),
                                       one.mandatory or other.mandatory)
    return found


def scale_of(course: dict, objective: str) -> float:
    """s: what an hour and a euro count for under an objective."""
    hours, cents = course["hours"], course["price_cents"]
    if objective == "closure":
        return 1.0
    if objective == "per_euro":
        return 10_000 / (10_000 + cents)
    if objective == "per_hour":
        return 8 / (8 + hours)
    return 1 / (1 + hours / 40 + cents / 100_000)


def alike(one: dict, other: dict) -> bool:
    """Whether two courses are near copies."""
    def form(course: dict) -> tuple:
        return (course.get("provider"), course["format"],
                frozenset(taught["competency"] for taught in course["teaches"]))
    return form(one) == form(other)


def coming_sessions(course: dict, day: dt.date) -> list[dict]:
    """The sessions from a day on, the first one first."""
    coming = [s for s in course.get("sessions", []) if day_of(s["start"]) >= day]
    return sorted(coming, key=lambda s: s["start"])


def outside_preferences(wanted: dict, course: dict, day: dt.date) -> int:
    """How many of language, format and weekly hours lie outside the preferences."""
    outside = 0
    for name, value in (("languages", course["language"]), ("formats", course["format"])):
        outside += bool(wanted.get(name)) and value not in wanted[name]
    coming = coming_sessions(course, day)
    if wanted.get("max_hours_per_week") is not None and coming and coming[0].get("end"):
        days = (day_of(coming[0]["end"]) - day_of(coming[0]["start"])).days + 1
        outside += course["hours"] / max(1.0, days / 7) > wanted["max_hours_per_week"]
    return outside


def passes(course: dict, filters: dict, day: dt.date) -> bool:
    """The hard filters, all but the one on competencies."""
    for name, value in (("languages", course["language"]), ("formats", course["format"]),
                        ("providers", course.get("provider"))):
        if filters.get(name) and value not in filters[name]:
            return False
    for name, value in (("max_price_cents", course["price_cents"]), ("max_hours", course["hours"])):
        if filters.get(name) is not None and value > filters[name]:
            return False
    if not course.get("sessions"):
        return True
    return any(session_passes(s, filters) for s in coming_sessions(course, day))


def session_passes(session: dict, filters: dict) -> bool:
    start = day_of(session["start"])
    if filters.get("start_after") and start < day_of(filters["start_after"]):
        return False
    if filters.get("start_before") and start > day_of(filters["start_before"]):
        return False
    return not (filters.get("has_seats") and session.get("seats") == 0)


class Kinship:
    """Which competencies are the same, and which are near."""

    def __init__(self, competencies: dict[str, dict]):
        self.broader = {name: c.get("broader", []) for name, c in competencies.items()}
        self.above = {name: self._upward(name) for name in competencies}
        self.group = {name: {name} for name in competencies}
        for name, competency in competencies.items():
            for other in competency.get("same_as", []):
                joined = self.group[name] | self.group[other]
                for member in joined:
                    self.group[member] = joined

    def _upward(self, name: str) -> set[str]:
        """The competency and everything broader."""
        return {name}.union(*(self._upward(parent) for parent in self.broader[name]))

    @functools.cache
    def information(self, name: str) -> float:
        """How much is said by naming it: 1 without narrower ones, 0 when everything is narrower."""
        count = len(self.above)
        narrower = sum(name in above for above in self.above.values()) - 1
        return 1 - math.log(narrower + 1) / math.log(count) if count > 1 else 0.0

    def likeness(self, one: str, other: str) -> float:
        """The information that both share, against what they have."""
        shared = self.above[one] & self.above[other]
        whole = self.information(one) + self.information(other)
        if not shared or whole <= 0:
            return 0.0
        return 2 * max(self.information(name) for name in shared) / whole

    @functools.cache
    def near(self, name: str) -> dict[str, float]:
        """The nearest others, with their likeness."""
        likeness = {other: self.likeness(name, other) for other in self.above
                    if other not in self.group[name]}
        best = sorted((other for other, value in likeness.items() if value >= NEAR_LEAST),
                      key=lambda other: (-likeness[other], other.encode()))
        return {other: likeness[other] for other in best[:NEAREST]}


class Oracle:
    """Answers about one set of records, whose votes of peers are those of `snapshot`."""

    def __init__(self, records: dict[str, list[dict]], snapshot: str):
        self.snapshot = day_of(snapshot)
        self.all = {kind: {r["id"]: r for r in records.get(kind, [])} for kind in KINDS}
        self.evidence: dict[str, dict] = {}
        self.completions: dict[str, list[tuple[dt.date, int, dict]]] = {}
        written = 0
        for written, item in enumerate(records.get("evidence", [])):
            self._write(written, item)
        events = {e["id"]: e for e in reversed(records.get("event", []))}
        for later, event in enumerate(reversed(events.values()), written + 1):
            if event["type"] == "completed":
                self.completions.setdefault(event["employee"], []).append(
                    (day_of(event["at"]), later, self.all["course"][event["course"]]))
        self.kinship = Kinship(self.all["competency"])

    def _write(self, written: int, item: dict) -> None:
        """The same again changes nothing; with another content it takes the old one's place."""
        same = item.get("id") or (item["competency"], item["source"], item["at"], item.get("by"))
        mine = self.evidence.setdefault(item["employee"], {})
        if same not in mine or mine[same][1] != item:
            mine[same] = (written, item)

    # --- what a role asks -------------------------------------------------------------------------

    @functools.cache
    def versions(self, role: str, day: dt.date) -> list[dict]:
        """The versions that exist on a day, the first one first."""
        known = [v for v in self.all["role"][role]["versions"] if day_of(v["from"]) <= day]
        return sorted(known, key=lambda v: v["from"])

    def asked_by(self, version: dict) -> dict[str, Ask]:
        """The union of a version's tasks and its own."""
        asks = list(version.get("requires", []))
        for task in version.get("tasks", []):
            asks += self.all["task"][task]["requires"]
        return united(asks)

    def asked_of_role(self, role: str, day: dt.date) -> dict[str, Ask]:
        versions = self.versions(role, day)
        return self.asked_by(versions[-1]) if versions else {}

    @functools.cache
    def asked_first(self, role: str, day: dt.date) -> dict[str, Ask]:
        """What people were chosen for."""
        versions = self.versions(role, day)
        return self.asked_by(versions[0]) if versions else {}

    # --- what is known of a person ----------------------------------------------------------------

    @functools.cache
    def items(self, employee: str, day: dt.date) -> list[Item]:
        """All evidence that exists on a day, given and implied."""
        given = [(w, i) for w, i in self.evidence.get(employee, {}).values() if day_of(i["at"]) <= day]
        found = [Item(i["competency"], i["level"], i["source"], day_of(i["at"]), i.get("by"), w,
                      day_of(i["valid_until"]) if i.get("valid_until") else None)
                 for w, i in given]
        named = {(i["competency"], i["source"], i.get("course")) for _, i in given}
        for at, written, course in self.completions.get(employee, []):
            if at <= day:
                found += [item for item in self.implied(at, written, course)
                          if (item.competency, item.source, course["id"]) not in named]
        return found

    @staticmethod
    def implied(at: dt.date, written: int, course: dict) -> list[Item]:
        """What a completed course says about its taker."""
        paper = course.get("certificate")
        source, until = "course", None
        if paper:
            source, until = "certificate", months_later(at, paper["valid_months"])
        return [Item(t["competency"], t["to"], source, at, course["id"], written, until)
                for t in course["teaches"]]

    def months_unasked(self, role: str, competency: str, since: dt.date, day: dt.date) -> float:
        """The months since a day in which the role then in force did not ask the competency."""
        versions = self.versions(role, day)
        starts = [dt.date.min, *(day_of(v["from"]) for v in versions[1:]), day]
        days = 0
        for version, start, end in zip(versions or [{}], starts, starts[1:] or [day]):
            if competency not in self.asked_by(version):
                days += max(0, (end - max(start, since)).days)
        return days / DAYS_A_MONTH

    def reading(self, role: str, item: Item, day: dt.date) -> tuple[float, float]:
        """The corrected level of an item, and its precision."""
        age = (day - item.at).days / DAYS_A_MONTH
        variance = VARIANCE[item.source]
        half_life = self.all["competency"][item.competency].get("half_life_months")
        ageing = variance / half_life if half_life else AGEING
        drift = min(MOST_DRIFT,
                    DRIFT * self.months_unasked(role, item.competency, item.at, day))
        bias = SELF_BIAS if item.source == "self" else 0.0
        return item.level - bias - drift, 1 / (variance + ageing * age)

    def newest(self, employee: str, competency: str, day: dt.date) -> list[Item]:
        """The newest item of each source and giver; of the same day the one written last."""
        found: dict[tuple, Item] = {}
        mine = [i for i in self.items(employee, day) if i.competency == competency]
        for item in sorted(mine, key=lambda i: (i.at, i.written)):
            found[item.source, item.by] = item
        return list(found.values())

    def votes(self, role: str, items: list[Item], day: dt.date) -> list[tuple[float, float]]:
        """Level and precision of all but `course`; many colleagues count for no more than three."""
        result = []
        for item in items:
            if item.source == "course":
                continue
            level, precision = self.reading(role, item, day)
            same = sum(other.source == item.source for other in items)
            if item.source in ("manager", "peer") and same > COLLEAGUES_FULL:
                precision *= COLLEAGUES_FULL / same
            result.append((level, precision))
        return result

    @functools.cache
    def opinion(self, employee: str, competency: str) -> float | None:
        """What is said of someone without any prior, on the day of the snapshot."""
        role = self.all["employee"][employee]["role"]
        votes = self.votes(role, self.newest(employee, competency, self.snapshot), self.snapshot)
        if not votes:
            return None
        return sum(y * p for y, p in votes) / sum(p for _, p in votes)

    def prior(self, employee: str, competency: str, day: dt.date) -> tuple[float, float]:
        """Mean and variance before any evidence: the role chosen for, and the peers in it."""
        me = self.all["employee"][employee]
        chosen_for = self.asked_first(me["role"], day).get(competency)
        base, variance = (max(0.0, chosen_for.level - 1), 1.0) if chosen_for else (.5, 2.0)
        peers = [self.opinion(other["id"], competency) for other in self.all["employee"].values()
                 if other["id"] != employee and
                 (other["org"], other["role"]) == (me["org"], me["role"])]
        peers = [opinion for opinion in peers if opinion is not None]
        if len(peers) >= PEERS_LEAST:
            base = (sum(peers) + PEERS_LEAST * base) / (len(peers) + PEERS_LEAST)
        return base, variance

    @functools.cache
    def belief(self, employee: str, competency: str, day: dt.date) -> Belief:
        role = self.all["employee"][employee]["role"]
        mean, variance = self.prior(employee, competency, day)
        items = self.newest(employee, competency, day)
        votes = self.votes(role, items, day)
        precision = 1 / variance + sum(p for _, p in votes)
        mean = (mean / variance + sum(y * p for y, p in votes)) / precision
        lower_bounds = [i for i in items if i.source == "course"]
        for item in sorted(lower_bounds, key=lambda i: (i.at, i.level, (i.by or "").encode())):
            level, more = self.reading(role, item, day)
            if level > mean:
                mean = (mean * precision + level * more) / (precision + more)
                precision += more
        return Belief(mean, 1 / precision, bool(items))

    def certificates(self, employee: str, competency: str, rho: float, day: dt.date) -> list[Item]:
        """Every certificate that reaches the level, valid or not."""
        return [i for i in self.items(employee, day)
                if i.source == "certificate" and i.competency == competency and i.level >= rho]

    def certified(self, employee: str, competency: str, rho: float, day: dt.date) -> bool:
        return any(i.valid(day) for i in self.certificates(employee, competency, rho, day))

    # --- what is asked of a person ----------------------------------------------------------------

    def changes(self, goal: dict) -> list[dict]:
        """The changes of a goal, in the order in which they take effect."""
        if goal["kind"] != "change":
            return []
        names = goal["change"] if isinstance(goal["change"], list) else [goal["change"]]
        return sorted((self.all["change"][name] for name in set(names)),
                      key=lambda c: (c["effective"], c["id"].encode()))

    def asked_after(self, me: dict, changes: list[dict], day: dt.date) -> dict[str, Ask]:
        """What the own role asks after the changes; a merger may have made it another role."""
        org, role = me["org"], me["role"]
        for change in changes:
            merger = next((m for m in change.get("merges", []) if m["from_org"] == org), None)
            if merger:
                org, role = merger["to_org"], merger.get("roles", {}).get(role, role)
        version = (self.versions(role, day) or [{}])[-1]
        own = list(version.get("requires", []))
        tasks = [(task, 1.0) for task in version.get("tasks", [])]
        for change in changes:
            moves = change.get("moves", [])
            leaving = {m["task"] for m in moves if m.get("from_role") == role}
            tasks = [(task, share) for task, share in tasks if task not in leaving]
            tasks += [(m["task"], m.get("share", 1.0)) for m in moves if m["to_role"] == role]
            own += [r for r in change.get("requires", []) if r["role"] == role]
        moved = [{**ask, "weight": share * ask.get("weight", 1.0)}
                 for task, share in tasks for ask in self.all["task"][task]["requires"]]
        return united(own + moved)

    def asked(self, me: dict, goal: dict, day: dt.date) -> dict[str, Ask]:
        kind = goal["kind"]
        if kind == "current":
            return self.asked_of_role(me["role"], day)
        if kind == "role":
            return self.asked_of_role(goal["role"], day)
        if kind == "change":
            return self.asked_after(me, self.changes(goal), day)
        if kind == "competencies":
            return united(goal["items"])
        return {wish: Ask(min(5.0, max(3.0, self.belief(me["id"], wish, day).mean + 1)))
                for wish in me.get("wishes", [])}

    def day_of_question(self, request: dict) -> dt.date:
        """The day that everything but sessions is judged at."""
        asked = day_of(request.get("as_of") or self.snapshot.isoformat())
        effective = [day_of(c["effective"]) for c in self.changes(self.goal_of(request))]
        return max([asked, *effective])

    @staticmethod
    def goal_of(request: dict) -> dict:
        return request.get("goal") or {"kind": "current"}

    def gaps(self, request: dict) -> dict[str, Gap]:
        """The unmet requirements."""
        me = self.all["employee"][request["employee"]]
        day = self.day_of_question(request)
        found = {}
        for competency, ask in self.asked(me, self.goal_of(request), day).items():
            belief = self.belief(me["id"], competency, day)
            papers = self.certificates(me["id"], competency, ask.rho, day)
            valid = any(paper.valid(day) for paper in papers)
            lapsed = ask.mandatory and bool(papers) and not valid
            if lapsed or not (valid or belief.mean >= ask.rho):
                found[competency] = Gap(ask, belief, lapsed)
        return found

    def assess_first(self, request: dict, gaps: dict[str, Gap]) -> list[str]:
        """The doubtful ones where knowing more is worth most."""
        me, day = self.all["employee"][request["employee"]], self.day_of_question(request)
        chosen_for = self.asked_first(me["role"], day)

        def worth(competency: str) -> float:
            gap = gaps[competency]
            least = DOUBT if competency in chosen_for else DOUBT_NEW
            return gap.size * max(gap.belief.chance_above(gap.ask.rho), least)
        doubtful = [c for c, gap in gaps.items() if gap.doubtful]
        return sorted(doubtful, key=lambda c: (-worth(c), c.encode()))[:3]

    # --- what a course gives ----------------------------------------------------------------------

    def visible(self, me: dict, record: dict) -> bool:
        """Shared records, those of the own org and its catalogues, and those of the orgs above."""
        orgs, org = set(self.all["org"][me["org"]].get("catalogues", [])), me["org"]
        while org:
            orgs.add(org)
            org = self.all["org"][org].get("parent")
        return "org" not in record or record["org"] in orgs

    def still_counts(self, me: dict, course: dict, day: dt.date) -> bool:
        """Whether the course was completed, and what it gave is valid still."""
        paper = course.get("certificate")
        for at, _, done in self.completions.get(me["id"], []):
            if done["id"] == course["id"] and at <= day:
                if not paper or months_later(at, paper["valid_months"]) >= day:
                    return True
        return False

    def readiness(self, me: dict, course: dict, day: dt.date) -> float:
        """q: the chance to meet what the course asks; 0 where a law forbids to enter."""
        ready = 1.0
        for ask in course.get("requires", []):
            belief = self.belief(me["id"], ask["competency"], day)
            rho = ask["level"] - .5
            if self.certified(me["id"], ask["competency"], rho, day):
                continue
            if "law" in ask and belief.mean < rho:
                return 0.0
            ready *= below((belief.mean - rho) / math.sqrt(belief.variance + .25))
        return ready

    def credit(self, asked: str, taught: str, mandatory: bool) -> float:
        """How far what is taught counts for what is asked."""
        if taught in self.kinship.group[asked]:
            return 1.0
        if mandatory:
            return 0.0
        return min(NEAR_MOST, self.kinship.near(asked).get(taught, 0.0) ** 2)

    def effect(self, competency: str, gap: Gap, course: dict) -> tuple[float, float, bool]:
        """The largest effect on one gap, the distance to its top, and whether `from` was assumed."""
        best = (0.0, 0.0, False)
        for taught in course["teaches"]:
            credit = self.credit(competency, taught["competency"], gap.ask.mandatory)
            if credit == 0:
                continue
            end = taught["to"]
            assumed = taught.get("from") is None and not gap.lapsed
            start = taught["from"] if taught.get("from") is not None else max(0.0, end - 2)
            if not gap.lapsed:
                effect = credit * gap.belief.gain(gap.ask.rho, start, end)
            elif credit == 1 and end >= gap.ask.rho and course.get("certificate"):
                effect = gap.missing
            else:
                effect = 0.0
            distance = min(end, gap.ask.rho) - gap.belief.mean
            if (effect, credit == 1, not assumed) > (best[0], False, not best[2]):
                best = (effect, distance, assumed)
        return best

    def offer(self, request: dict, me: dict, gaps: dict[str, Gap], course: dict) -> Offer | None:
        """The course as this person meets it, or None where it is not listed."""
        asked = day_of(request.get("as_of") or self.snapshot.isoformat())
        day, filters = self.day_of_question(request), request.get("filters") or {}
        if (not self.visible(me, course) or course.get("retired") or
                course["id"] in (request.get("exclude") or []) or
                self.still_counts(me, course, day) or not passes(course, filters, asked)):
            return None
        ready = self.readiness(me, course, day)
        if ready < READY_LEAST:
            return None
        found = {c: self.effect(c, gap, course) for c, gap in gaps.items()}
        found = {c: each for c, each in found.items() if each[0] > 0}
        wanted = filters.get("competencies")
        if not found or (wanted and not set(found) & set(wanted)):
            return None
        distance = max(distance for _, distance, _ in found.values())
        return Offer(course, ready, {c: effect for c, (effect, _, _) in found.items()},
                     .8 * .7 ** max(0.0, distance - 2), any(a for _, _, a in found.values()),
                     outside_preferences(me.get("preferences") or {}, course, asked),
                     any(gaps[c].ask.mandatory for c in found))

    # --- the list ---------------------------------------------------------------------------------

    @staticmethod
    def place(request: dict, gaps: dict[str, Gap], offer: Offer, above: list[Listed]) -> Listed:
        """What an offer adds under those above it."""
        scale = scale_of(offer.course, request.get("objective") or "balanced")
        taken = .7 if request.get("diversity") is None else request["diversity"]
        why = {}
        for competency, effect in offer.effects.items():
            takers = [(other.offer.effects.get(competency, 0.0), taken * other.offer.chance)
                      for other in above]
            rest = expected_rest(effect, takers)
            share = scale * gaps[competency].ask.importance * offer.chance * rest
            if share != 0:
                why[competency] = share
        listed = Listed(offer, why, scale)
        if any(alike(offer.course, other.offer.course) for other in above):
            listed.terms["near_duplicate"] = -.5 * listed.shares
        if offer.outside:
            listed.terms["preference"] = -.1 * offer.outside * listed.shares
        return listed

    def listing(self, request: dict, gaps: dict[str, Gap], offers: list[Offer],
                closable: float) -> list[Listed]:
        """Takes the best one left, again and again."""
        result: list[Listed] = []
        left = list(offers)
        most = 10 if request.get("k") is None else request["k"]
        while len(result) < most:
            placed = [self.place(request, gaps, offer, result) for offer in left]
            placed = [p for p in placed if p.closure > 0 and p.closure >= WORTH_LEAST * closable]
            if not placed:
                break
            best = min(placed, key=lambda p: (-p.score, p.offer.course["id"].encode()))
            result.append(best)
            left = [offer for offer in left if offer is not best.offer]
        return result

    def flags(self, request: dict, listed: Listed) -> list[str]:
        found = []
        if listed.offer.from_assumed:
            found.append("from_assumed")
        if "near_duplicate" in listed.terms:
            found.append("near_duplicate")
        if listed.offer.outside:
            found.append("outside_preferences")
        asked = day_of(request.get("as_of") or self.snapshot.isoformat())
        changes = self.changes(self.goal_of(request))
        if changes:
            last = day_of(changes[-1]["effective"])
            starts = [day_of(s["start"]) for s in coming_sessions(listed.offer.course, asked)]
            if asked < last and starts and min(starts) >= last:
                found.append("starts_late")
        return found

    def employee_cost(self, me: dict, offer: Offer) -> int:
        """What the employee pays, in cents, rounded half up."""
        if offer.mandatory or offer.course.get("legal_basis"):
            return 0
        share = self.all["org"][me["org"]].get("personal_share") or 0.0
        return math.floor(share * offer.course["price_cents"] + .5)

    def recommend(self, request: dict) -> dict:
        """The whole answer to a request."""
        me, gaps = self.all["employee"][request["employee"]], self.gaps(request)
        offers = [self.offer(request, me, gaps, c) for c in self.all["course"].values()]
        offers = [offer for offer in offers if offer]
        most = {c: max((o.effects.get(c, 0.0) for o in offers), default=0.0) for c in gaps}
        total = sum(gap.size for gap in gaps.values())
        closable = sum(gap.ask.importance * most[c] for c, gap in gaps.items())
        listed = self.listing(request, gaps, offers, closable)
        expected = sum(
            gap.ask.importance * expected_most((p.offer.effects.get(c, 0.0), p.offer.chance)
                                               for p in listed) for c, gap in gaps.items())
        return {
            "gap_total": total, "closable": closable,
            "coverage": min(expected, closable) / total if total > 0 else 1.0,
            "not_closable": sorted((c for c in gaps if most[c] == 0), key=str.encode),
            "gaps": {c: [g.belief.mean, g.belief.deviation, g.ask.level, g.size]
                     for c, g in gaps.items()},
            "doubtful": sorted((c for c, g in gaps.items() if g.doubtful), key=str.encode),
            "lapsed": sorted((c for c, g in gaps.items() if g.lapsed), key=str.encode),
            "assess_first": self.assess_first(request, gaps),
            "items": [{
                "course": p.offer.course["id"], "score": p.score, "closure": p.closure,
                "success": p.offer.success, "ready": p.offer.ready, "why": p.why,
                "terms": p.terms, "flags": self.flags(request, p),
                "mandatory": p.offer.mandatory,
                "employee_cost_cents": self.employee_cost(me, p.offer)} for p in listed]}
