"""The definition of a recommendation that a learned model serves, said plainly: a logistic chance
of success over fourteen features, what is taken together, and learned weights of preferences."""
from __future__ import annotations

import dataclasses
import datetime as dt
import math
import pathlib
import random
import struct
import sys

from courses import Listed, Offer, coming_sessions, outside_preferences
from figures import Gap, below, day_of
from oracle import Oracle

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import learned  # noqa: E402  (how a block of a model is laid out)
from embedding import padded  # noqa: E402

KIN_MOST = 5             # known courses that stand in for a new one
SPREAD = 16.0            # of a standardised feature, both ways


def single(value: float) -> float:
    """As float32 keeps it."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


class Lesson:
    """A learned model drawn for a town: its numbers, and the block that says them."""

    def __init__(self, records: dict, seed: int):
        draw = random.Random(f"lesson {seed}")
        self.draw = draw
        count = len(learned.FEATURES)
        self.mean = [draw.uniform(0, 1) for _ in range(count)]
        self.scale = [draw.uniform(.3, 2) for _ in range(count)]
        self.weight = [draw.uniform(-.8, .8) for _ in range(count)]
        self.slope, self.offset = draw.uniform(.5, 1.5), draw.uniform(-1, 2)
        ids = sorted((c["id"] for c in records["course"]), key=str.encode)
        self.overall = draw.uniform(.5, .9)
        self.rates = {c: draw.uniform(.2, 1) for c in ids if draw.random() < .6}
        self.providers = {p: draw.uniform(.3, 1) for p in "PQ"}
        self.known = [c for c in ids if draw.random() < .7] or ids[:1]
        self.together, self.follow = self.rows(), self.rows()
        self.follow_share = draw.choice([0.0, .4, 1.0])
        self.follow_fade = draw.choice([0.0, .25, .75])
        self.together_full, self.follow_full = draw.uniform(.5, 2), draw.uniform(.5, 2)
        self.weights = {"languages": draw.uniform(0, .15), "formats": draw.choice([0.0, .12]),
                        "max_hours_per_week": draw.uniform(0, .15)}
        self.co_enrolment = draw.uniform(.05, .15)

    def rows(self) -> list[dict[int, float]]:
        """Of each known course some others with a weight."""
        everyone = range(len(self.known))
        return [{to: single(self.draw.uniform(.1, .9)) for to in everyone
                 if to != source and self.draw.random() < .4} for source in everyone]

    def chance(self, row: dict[str, float]) -> float:
        total = 0.0
        for name, mean, scale, weight in zip(learned.FEATURES, self.mean, self.scale, self.weight,
                                             strict=True):
            total += weight * max(-SPREAD, min(SPREAD, (row[name] - mean) / scale))
        return 1 / (1 + math.exp(-(self.slope * total + self.offset)))

    def score(self, course: str, history: list[str]) -> float:
        """How much a known course goes with what was taken."""
        taken = [self.known.index(c) for c in history if c in self.known]
        if not taken:
            return 0.0
        place = self.known.index(course)
        together = sum(self.together[i].get(place, 0.0) for i in taken) / self.together_full
        recent = [(self.follow_fade ** back, i) for back, i in enumerate(taken[:-5:-1])]
        follow = sum(counts * self.follow[i].get(place, 0.0) for counts, i in recent)
        follow /= sum(counts for counts, _ in recent) * self.follow_full
        return min(1.0, (1 - self.follow_share) * together + self.follow_share * follow)

    def block(self) -> bytes:
        chance = learned.chance(2, b"".join(learned.doubles(v)
                                            for v in (self.mean, self.scale, self.weight)),
                                slope=self.slope, offset=self.offset)
        weights = self.weights
        return learned.pack({
            learned.CHANCE: chance, learned.RATES: self.rates_block(),
            learned.COENROL: self.coenrol_block(),
            learned.PREFERENCE: learned.preference(weights["languages"], weights["formats"],
                                                   weights["max_hours_per_week"],
                                                   self.co_enrolment)})

    def rates_block(self) -> bytes:
        rates = sorted(self.rates.items(), key=lambda r: r[0].encode()) + sorted(
            self.providers.items())
        text, begin = b"", [0]
        for name, _ in rates:
            text += name.encode()
            begin.append(len(text))
        body = padded(struct.pack(f"<{len(rates)}d", *(rate for _, rate in rates)))
        body += padded(struct.pack(f"<{len(begin)}I", *begin))
        body += padded(struct.pack(f"<{len(rates)}I", *([3] * len(rates)))) + padded(text)
        return struct.pack("<8sIIQIIIId16x", b"BWRATES", 1, 0x01020304, 64 + len(body),
                           len(self.rates), len(self.providers), len(text), 50,
                           self.overall) + body

    def coenrol_block(self) -> bytes:
        text, places = b"", [0]
        for name in self.known:
            text += name.encode()
            places.append(len(text))
        tables, ends = b"", []
        for rows in (self.together, self.follow):
            links = [link for row in rows for link in sorted(row.items())]
            at = [sum(len(row) for row in rows[:n]) for n in range(len(rows) + 1)]
            ends.append(struct.pack(f"<{len(at)}I", *at))
            tables += struct.pack(f"<{len(links)}I", *(to for to, _ in links))
            tables += struct.pack(f"<{len(links)}f", *(weight for _, weight in links))
        sizes = [sum(len(row) for row in rows) for rows in (self.together, self.follow)]
        head = struct.pack("<8sIIIIIIdddd", b"BWCOENR", 2, len(self.known), *sizes, len(text), 0,
                           self.follow_share, self.follow_fade, self.together_full,
                           self.follow_full)
        return head + struct.pack(f"<{len(places)}I", *places) + b"".join(ends) + tables + text


class Alone(Oracle):
    """What is believed by a person's own evidence."""

    def prior(self, employee: str, competency: str, day: dt.date) -> tuple[float, float]:
        chosen_for = self.asked_first(self.all["employee"][employee]["role"], day).get(competency)
        return (max(0.0, chosen_for.level - 1), 1.0) if chosen_for else (.5, 2.0)


class Taught(Oracle):
    """Answers while a lesson serves."""

    def __init__(self, records: dict[str, list[dict]], snapshot: str, lesson: Lesson):
        super().__init__(records, snapshot)
        self.lesson, self.alone = lesson, Alone(records, snapshot)
        self.taken = [(day_of(e["at"]), n, e["employee"], e["course"])
                      for n, e in enumerate(records["event"])
                      if e["type"] in ("enrolled", "completed")]

    def history(self, me: dict, day: dt.date) -> list[str]:
        """What was taken, each course where it came first."""
        mine = sorted(t for t in self.taken if t[2] == me["id"] and t[0] <= day)
        return list(dict.fromkeys(course for *_, course in mine))

    def goes_with(self, course: dict, history: list[str]) -> float:
        """Of a new course the mean of the known ones that share most with it."""
        def shared(other: dict) -> int:
            return sum(two["competency"] in self.kinship.group[one["competency"]]
                       for one in course["teaches"] for two in other["teaches"])
        if course["id"] in self.lesson.known:
            return self.lesson.score(course["id"], history)
        kin = [self.all["course"][name] for name in self.lesson.known]
        kin = sorted((c for c in kin if shared(c)), key=lambda c: (-shared(c), c["id"].encode()))
        scores = [self.lesson.score(c["id"], history) for c in kin[:KIN_MOST]]
        return sum(scores) / len(scores) if scores else 0.0

    @staticmethod
    def match(wanted: list[str] | None, value: str) -> float:
        return (1.0 if value in wanted else 0.0) if wanted else .5

    def weeks(self, course: dict, day: dt.date) -> float:
        coming = coming_sessions(course, day)
        if not coming:
            return 4.0
        if not coming[0].get("end"):
            return 1.0
        days = (day_of(coming[0]["end"]) - day_of(coming[0]["start"])).days + 1
        return max(1.0, days / 7)

    def features(self, me: dict, course: dict, asked: dt.date, day: dt.date) -> dict[str, float]:
        lesson, wanted = self.lesson, me.get("preferences") or {}
        ready = []
        for ask in course.get("requires", []):
            belief, rho = self.alone.belief(me["id"], ask["competency"], day), ask["level"] - .5
            fits = below((belief.mean - rho) / math.sqrt(belief.variance + .25))
            ready.append(1.0 if self.certified(me["id"], ask["competency"], rho, day) else fits)
        taught = [(t, self.alone.belief(me["id"], t["competency"], day)) for t in course["teaches"]]
        climbs = [max(0.0, t["to"] - belief.mean) for t, belief in taught]
        of_role = self.asked_of_role(me["role"], day)
        used = [bool(self.kinship.group[t["competency"]] & set(of_role)) for t, _ in taught]
        provider = lesson.providers.get(course.get("provider"), lesson.overall)
        return {
            "ready_mean": sum(ready) / len(ready) if ready else 1.0,
            "ready_least": min(ready, default=1.0),
            "climb_most": max(climbs), "climb_mean": sum(climbs) / len(climbs),
            "hours_log": math.log(1 + course["hours"]),
            "load": course["hours"] / self.weeks(course, asked) / me.get("hours_per_week", 36),
            "format_match": self.match(wanted.get("formats"), course["format"]),
            "language_match": self.match(wanted.get("languages"), course["language"]),
            "role_likeness": sum(used) / len(used),
            "provider_rate": provider, "course_rate": lesson.rates.get(course["id"], provider),
            "co_enrolment": self.goes_with(course, self.history(me, day)),
            "evidence_variance": sum(belief.variance for _, belief in taught) / len(taught),
            "self_initiated": 1.0}

    def offer(self, request: dict, me: dict, gaps: dict[str, Gap], course: dict) -> Offer | None:
        found = super().offer(request, me, gaps, course)
        if found is None:
            return None
        row = self.features(me, course, self.day_asked(request), self.day_of_question(request))
        return dataclasses.replace(found, success=self.lesson.chance(row))

    def place(self, request: dict, gaps: dict[str, Gap], offer: Offer,
              above: list[Listed]) -> Listed:
        listed = super().place(request, gaps, offer, above)
        me, asked = self.all["employee"][request["employee"]], self.day_asked(request)
        wanted = me.get("preferences") or {}
        less = sum(weight for name, weight in self.lesson.weights.items()
                   if outside_preferences({name: wanted.get(name)}, offer.course, asked))
        history = self.history(me, self.day_of_question(request))
        more = self.lesson.co_enrolment * self.goes_with(offer.course, history)
        for name, share in (("preference", -less), ("co_enrolment", more)):
            listed.terms.pop(name, None)
            if share != 0:
                listed.terms[name] = share * listed.shares
        return listed
