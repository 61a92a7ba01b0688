"""What bookings come of events, and what a group's training costs: said again, plainly and slowly."""
from __future__ import annotations

import datetime as dt
import fractions
import math

from figures import day_of

OPEN = ("requested", "approved", "enrolled")
STATES = (*OPEN, "completed", "dropped", "declined")


class Booking:
    def __init__(self, course: dict, event: dict):
        self.course, self.id = course, event["id"]
        self.state, self.session, self.by, self.since = None, None, None, None
        self.price = course["price_cents"]
        self.days: dict[str, dt.date] = {}      # of requested (the first), approved, enrolled (the first), end

    def planned(self) -> dict | None:
        return next((s for s in self.course.get("sessions", []) if s["id"] == self.session), None)

    def day(self) -> dt.date:
        """When its money counts."""
        if self.planned():
            return day_of(self.planned()["start"])
        if "enrolled" in self.days:
            return self.days["enrolled"]
        if self.state == "completed":
            return self.days["end"]
        return self.days.get("approved") or self.days["requested"]

    def over(self, as_of: dt.date) -> bool:
        session = self.planned()
        return bool(session) and day_of(session.get("end") or session["start"]) < as_of

    def is_open(self, as_of: dt.date) -> bool:
        return self.state in OPEN and not (self.state == "enrolled" and self.over(as_of))

    def money(self, as_of: dt.date) -> str | None:
        if self.state == "requested":
            return "requested"
        if self.state == "approved":
            return "committed"
        if self.state == "enrolled":
            return "spent" if self.over(as_of) else "committed"
        if self.state == "completed" or (self.state == "dropped" and "enrolled" in self.days):
            return "spent"
        return None


def choose(booked: list[Booking], event: dict) -> Booking | None | str:
    """The booking an event is about; None: a new one; "nothing": it says nothing new."""
    kind, session = event["type"], event.get("session")
    still_open = [b for b in booked if b.state in OPEN]
    for booking in reversed(still_open):
        if session and booking.session == session:
            return booking
    for booking in reversed(still_open):
        if not (kind == "requested" and session and booking.session):
            return booking
    if booked and not (session and booked[-1].session and session != booked[-1].session):
        last = booked[-1]
        if last.state == "declined" and kind in ("approved", "enrolled"):
            return last
        if kind == "completed" and last.state == "dropped":
            return last
        if kind == "completed" and last.state == "completed":
            if (session and session == last.session) or last.days["end"] == day_of(event["at"]):
                return "nothing"
    return "nothing" if kind in ("dropped", "declined") else None


def post(booking: Booking, event: dict) -> None:
    kind, day = event["type"], day_of(event["at"])
    booking.price = event.get("price_cents", booking.price)
    if event.get("session") and not (kind == "requested" and booking.session):
        booking.session = event["session"]
    if kind == "requested":
        booking.days.setdefault("requested", day)
        if booking.state:
            return
    elif kind == "approved":
        booking.days["approved"] = day
        booking.days.pop("end", None)
        if booking.state == "enrolled":
            return
    elif kind == "enrolled":
        booking.days.setdefault("enrolled", day)
        booking.days.pop("end", None)
    else:
        booking.days["end"] = day
    booking.state, booking.by, booking.since = kind, event.get("by"), day


def bookings(events: list[dict], courses: dict[str, dict], as_of: dt.date) -> list[Booking]:
    """Of one employee; `events` in the order of writing."""
    found: dict[str, list[Booking]] = {}
    told = [e for e in events if e["type"] in STATES and day_of(e["at"]) <= as_of]
    for event in sorted(told, key=lambda e: e["at"]):
        booked = found.setdefault(event["course"], [])
        booking = choose(booked, event)
        if booking == "nothing":
            continue
        if booking is None:
            booking = Booking(courses[event["course"]], event)
            booked.append(booking)
        post(booking, event)
    return [b for course in sorted(found, key=str.encode) for b in found[course]]


def half_up(value: fractions.Fraction | float) -> int:
    return math.floor(value + fractions.Fraction(1, 2))


def of_period(cents: int, start: dt.date, end: dt.date) -> int:
    """An amount a year: each day is its part of its own year."""
    total = fractions.Fraction(0)
    for year in range(start.year, end.year + 1):
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        days = (min(end, last) - max(start, first)).days + 1
        total += fractions.Fraction(cents * days, (last - first).days + 1)
    return half_up(total)


class Accounts:
    """Budgets over a set of records (tests/oracle/knowledge says what roles ask)."""

    def __init__(self, knowledge, events: list[dict]):
        self.knowledge, self.all = knowledge, knowledge.all
        self.events: dict[str, list[dict]] = {}
        for event in {e["id"]: e for e in reversed(events)}.values():
            self.events.setdefault(event["employee"], []).insert(0, event)

    def owed(self, employee: dict, course: dict, day: dt.date) -> bool:
        if course.get("legal_basis"):
            return True
        versions = self.knowledge.versions(employee["role"], day)
        if not versions:
            return False
        asks = self.knowledge.asked_by(versions[-1])
        return any(other in asks and (asks[other].mandatory or asks[other].law) and
                   taught.get("from", max(0, taught["to"] - 2)) < asks[other].level
                   for taught in course["teaches"]
                   for other in self.knowledge.kinship.group[taught["competency"]])

    def budget(self, people: list[dict], start: str, end: str, as_of: str) -> dict:
        """Every amount, by whatever it is told apart."""
        first, last, today = day_of(start), day_of(end), day_of(as_of)
        total = {"spent": 0, "committed": 0, "requested": 0}
        out = {**total, "hours": 0.0, "legal": 0, "employee": 0, "working_hours": 0.0,
               "team": {}, "course": {}, "provider": {}, "quarter": {}, "personal": {}, "trained": 0}
        for person in people:
            org = self.all["org"][person["org"]]
            charged, trained = 0, False
            booked = bookings(self.events.get(person["id"], []), self.all["course"], today)
            for booking in booked:
                money, day = booking.money(today), booking.day()
                if not money or not first <= day <= last:
                    continue
                trained, course = True, booking.course
                quarter = (day.year, (day.month - 1) // 3)
                for by, key in (("team", person["team"]), ("course", course["id"]),
                                ("provider", course.get("provider")), ("quarter", quarter)):
                    line = out[by].setdefault(key, {**total, "hours": 0.0, "who": set()})
                    line[money] += booking.price
                    line["hours"] += course["hours"] if money != "requested" else 0
                    line["who"].add(person["id"])
                out[money] += booking.price
                if money == "requested":
                    continue
                out["hours"] += course["hours"]
                if self.owed(person, course, day):
                    out["legal"] += booking.price
                    out["working_hours"] += course["hours"]
                else:
                    own = half_up(fractions.Fraction(str(org.get("personal_share", 0))) * booking.price)
                    charged += own
                    out["employee"] += own
            out["trained"] += trained
            if "training_budget_cents" in person:
                out["personal"][person["id"]] = (
                    of_period(person["training_budget_cents"], first, last), charged)
        return out
