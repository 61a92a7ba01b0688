"""What training brought, said again plainly: gains of completed courses, small groups drawn towards all,
and the gap of each quarter."""
from __future__ import annotations

import datetime as dt
import math
import statistics

from accounts import Booking, bookings
from figures import Belief, day_of, months_later
from knowledge import Knowledge
from oracle import Oracle

FINDINGS = ("test", "certificate", "manager", "peer")
Z90 = statistics.NormalDist().inv_cdf(.95)


class Alone(Knowledge):
    """What is known of people by their own evidence alone."""

    def prior(self, employee: str, competency: str, day: dt.date) -> tuple[float, float]:
        role = self.all["employee"][employee]["role"]
        asked = self.asked_first(role, day).get(competency)
        return (max(0.0, asked.level - 1), 1.0) if asked else (.5, 2.0)


def shrunk(groups: list[list[float]]) -> tuple[float, float | None, list[tuple[float, float] | None]]:
    """The mean of all with its error, and each group's estimate with its own; errors are None where only
    one value is there at all."""
    filled = [g for g in groups if g]
    values = [v for g in filled for v in g]
    n, k = len(values), len(filled)
    if n < 2:
        only = values[0] if values else 0.0
        return only, None, [(only, None) if g else None for g in groups]
    grand = statistics.fmean(values)
    between_squares = sum(len(g) * (statistics.fmean(g) - grand) ** 2 for g in filled)
    between = 0.0
    if n == k:
        within = statistics.variance(values)
    else:
        within = sum((v - statistics.fmean(g)) ** 2 for g in filled for v in g) / (n - k)
        if k > 1:
            n0 = (n - sum(len(g) ** 2 for g in filled) / n) / (k - 1)
            between = max(0.0, (between_squares / (k - 1) - within) / n0)
    spread = [between + within / len(g) for g in filled]
    if min(spread) == 0:
        return grand, 0.0, [(grand, 0.0) if g else None for g in groups]
    mean = sum(statistics.fmean(g) / s for g, s in zip(filled, spread)) / sum(1 / s for s in spread)
    error = 1 / sum(1 / s for s in spread)

    def estimate(group: list[float]) -> tuple[float, float]:
        own = between / (between + within / len(group))
        value = own * statistics.fmean(group) + (1 - own) * mean
        return value, math.sqrt(own * within / len(group) + (1 - own) ** 2 * error)

    return mean, math.sqrt(error), [estimate(g) if g else None for g in groups]


class Outcomes:
    def __init__(self, records: dict, events: dict[str, list[dict]], today: str):
        self.alone, self.oracle = Alone(records, today), Oracle(records, today)
        self.all, self.events = self.alone.all, events

    def finding(self, employee: str, competency: str, course: dict, ended: dt.date,
                as_of: dt.date) -> float | None:
        """The level that was found in the year after a course."""
        until = min(months_later(ended, 12), as_of)
        newest: dict[tuple, tuple] = {}
        for written, item in self.alone.evidence.get(employee, {}).values():
            own = item["source"] == "certificate" and course["id"] in (item.get("course"), item.get("by"))
            if item["competency"] != competency or item["source"] not in FINDINGS or own:
                continue
            at = day_of(item["at"])
            key = item["source"], item.get("by")
            if ended < at <= until and (key not in newest or (at, written) > newest[key][:2]):
                newest[key] = at, written, item
        if not newest:
            return None
        last = max(at for at, _, _ in newest.values())
        half_life = self.all["competency"][competency].get("half_life_months")
        top = bottom = 0.0
        for (source, _), (at, _, item) in newest.items():
            variance = .93 if source in ("manager", "peer") else .23
            ageing = variance / half_life if half_life else .02
            weight = 1 / (variance + ageing * (last - at).days / 30.4375)
            same = sum(other == source for other, _ in newest)
            if source in ("manager", "peer") and same > 3:
                weight *= 3 / same
            top, bottom = top + weight * item["level"], bottom + weight
        return top / bottom

    def gain(self, employee: str, booking: Booking, as_of: dt.date) -> tuple[list[float], list[float]]:
        """Gains and promises, by competency that was measured."""
        begun = booking.days.get("enrolled", booking.days["end"])
        gains, promises = [], []
        for taught in booking.course["teaches"]:
            after = self.finding(employee, taught["competency"], booking.course, booking.days["end"], as_of)
            if after is None:
                continue
            before: Belief = self.alone.belief(employee, taught["competency"], begun - dt.timedelta(1))
            gains.append(after - before.mean)
            promises.append(before.gain(taught["to"], taught.get("from", max(0, taught["to"] - 2)),
                                        taught["to"]))
        return gains, promises

    @staticmethod
    def key(by: str, person: dict, course: dict) -> str | None:
        return {"course": course["id"], "provider": course.get("provider"), "team": person["team"],
                "format": course["format"]}[by]

    def effect(self, people: list[dict], by: str, start: str, end: str, as_of: str) -> dict:
        first, last, today = day_of(start), day_of(end), day_of(as_of)
        lines: dict = {}

        def line(person: dict, course: dict) -> dict:
            return lines.setdefault(self.key(by, person, course), {
                "completed": 0, "dropped": 0, "ratings": [], "gains": [], "promises": [], "pairs": 0,
                "cents": 0.0, "hours": 0.0})
        for person in people:
            events = self.events.get(person["id"], [])
            for booking in bookings(events, self.all["course"], today):
                dropped = booking.state == "dropped" and "enrolled" in booking.days
                if not (dropped or booking.state == "completed") or not first <= booking.days["end"] <= last:
                    continue
                row, course = line(person, booking.course), booking.course
                row["dropped" if dropped else "completed"] += 1
                gains, promises = ([], []) if dropped else self.gain(person["id"], booking, today)
                if gains:
                    row["gains"].append(statistics.fmean(gains))
                    row["promises"].append(statistics.fmean(promises))
                    row["pairs"] += len(gains)
                    row["cents"] += booking.price / len(course["teaches"])
                    row["hours"] += course["hours"] / len(course["teaches"])
            for event in events:
                if event["type"] == "rated" and "value" in event and \
                        first <= day_of(event["at"]) <= min(last, today):
                    line(person, self.all["course"][event["course"]])["ratings"].append(event["value"])
        mean, error, estimates = shrunk([row["gains"] for row in lines.values()])
        for row, estimate in zip(lines.values(), estimates):
            row["gained"] = estimate
        return {"lines": lines, "mean": mean, "error": error}

    def trend(self, people: list[dict], ends: list[dt.date]) -> list[dict]:
        """Judged at each of the days; each but the first against the one before."""
        rows = [{"gap": 0.0, "short": 0, "closed": 0, "opened": 0, "less": 0.0, "more": 0.0} for _ in ends]
        for person in people:
            before: dict[str, float] = {}
            for row, day in zip(rows, ends):
                gaps = self.oracle.gaps({"employee": person["id"], "as_of": day.isoformat()})
                now = {competency: gap.size for competency, gap in gaps.items()}
                row["gap"] += sum(now.values())
                row["short"] += bool(now)
                row["closed"] += len(before.keys() - now.keys())
                row["opened"] += len(now.keys() - before.keys())
                for competency in before.keys() | now.keys():
                    change = now.get(competency, 0.0) - before.get(competency, 0.0)
                    row["more" if change > 0 else "less"] += abs(change)
                before = now
        return rows
