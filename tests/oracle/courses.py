"""A course by itself, as it meets one person, and at its place in the list."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from figures import day_of


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
