"""What is known: which competencies are near, what roles ask, what evidence says of a person."""
from __future__ import annotations

import datetime as dt
import functools
import math

from figures import Ask, Belief, Item, day_of, months_later, united

DAYS_A_MONTH = 30.4375
VARIANCE = {"test": .23, "certificate": .23, "course": .23, "manager": .93, "peer": .93,
            "self": 3.5}
SELF_BIAS = .5
AGEING = .02             # added variance a month, without a half-life
DRIFT, MOST_DRIFT = .08, 1.4
PEERS_LEAST = 5          # peers needed before their mean counts; also the weight of the base
COLLEAGUES_FULL = 3      # votes of one source that count in full
NEAREST, NEAR_LEAST = 32, .55
KINDS = ("org", "team", "competency", "task", "role", "change", "course", "employee")


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
        if not shared:
            return 0.0
        whole = self.information(one) + self.information(other)
        return 2 * max(self.information(name) for name in shared) / whole if whole > 0 else 0.0

    @functools.cache
    def near(self, name: str) -> dict[str, float]:
        """The nearest others, with their likeness."""
        likeness = {other: self.likeness(name, other) for other in self.above
                    if other not in self.group[name]}
        best = sorted((other for other, value in likeness.items() if value >= NEAR_LEAST),
                      key=lambda other: (-likeness[other], other.encode()))
        return {other: likeness[other] for other in best[:NEAREST]}


class Knowledge:
    """One set of records, whose votes of peers are those of the day `snapshot`."""

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
        """The union of a version's tasks and its own; what a task asks rests on its law."""
        asks = list(version.get("requires", []))
        for task in version.get("tasks", []):
            about = {"law": law} if (law := self.all["task"][task].get("law")) else {}
            asks += [{**about, **ask} for ask in self.all["task"][task]["requires"]]
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
        given = [(written, i) for written, i in self.evidence.get(employee, {}).values()
                 if day_of(i["at"]) <= day]
        found = [Item(i["competency"], i["level"], i["source"], day_of(i["at"]), i.get("by"),
                      written, day_of(i["valid_until"]) if i.get("valid_until") else None)
                 for written, i in given]
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
        for version, start, end in zip(versions or [{}], starts, starts[1:]):
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
        base, variance = self.prior(employee, competency, day)
        items = self.newest(employee, competency, day)
        votes = self.votes(role, items, day)
        precision = 1 / variance + sum(p for _, p in votes)
        mean = base + sum((y - base) * p for y, p in votes) / precision
        lower_bounds = [i for i in items if i.source == "course"]
        for item in sorted(lower_bounds, key=lambda i: (i.at, i.level, (i.by or "").encode())):
            level, more = self.reading(role, item, day)
            if level > mean:
                precision += more
                mean += (level - mean) * more / precision
        return Belief(mean, 1 / precision, bool(items))

    def certificates(self, employee: str, competency: str, rho: float, day: dt.date) -> list[Item]:
        """Every certificate that reaches the level, valid or not."""
        return [i for i in self.items(employee, day)
                if i.source == "certificate" and i.competency == competency and i.level >= rho]

    def certified(self, employee: str, competency: str, rho: float, day: dt.date) -> bool:
        return any(i.valid(day) for i in self.certificates(employee, competency, rho, day))
