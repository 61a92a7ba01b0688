"""Reports about groups of people, said again plainly: what they share, then one class a report."""
from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Iterable

from courses import coming_sessions
from figures import Ask, day_of, months_later
from oracle import READY_LEAST, Oracle

LEAST_GROUP = 5          # under it no answer shows single persons
BUCKETS = (7, 30, 60, 90)


class Reports(Oracle):
    """Reports about one set of records."""

    def group(self, about: dict) -> list[dict]:
        """The people of an org or a team."""
        kind = "org" if "org" in about else "team"
        people = [e for e in self.all["employee"].values() if e[kind] == about[kind]]
        return sorted(people, key=lambda e: e["id"].encode())

    @staticmethod
    def shown(people: list[dict], answer: dict, personal: tuple[str, ...]) -> dict:
        """An answer without what is about single persons, where there are too few of them."""
        if len(people) >= LEAST_GROUP:
            return answer
        return {name: value for name, value in answer.items() if name not in personal}

    def day_of_report(self, about: dict) -> dt.date:
        return day_of(about["as_of"]) if about.get("as_of") else self.snapshot


class Obligations(Reports):
    """report.obligations."""

    @staticmethod
    def is_duty(ask: Ask) -> bool:
        return ask.mandatory or ask.law is not None

    def duty_since(self, role: str, competency: str, ask: Ask, day: dt.date) -> dt.date:
        """The first of the versions, back from the one in force, that ask as much as a duty."""
        since = day
        for version in reversed(self.versions(role, day)):
            then = self.asked_by(version).get(competency)
            if then is None or not self.is_duty(then) or then.level < ask.level:
                break
            since = day_of(version["from"])
        return since

    @staticmethod
    def bookable(course: dict, day: dt.date, until: dt.date | None = None) -> bool:
        """At one's own pace, or with room in a session that is over in time."""
        if not course.get("sessions"):
            return True
        return any(s.get("seats") != 0 and
                   (until is None or day_of(s.get("end", s["start"])) <= until)
                   for s in coming_sessions(course, day))

    @staticmethod
    def best_three(found: list[tuple[float, bool, dict]]) -> list[dict]:
        found.sort(key=lambda f: (-f[0], not f[1], f[2]["price_cents"], f[2]["hours"],
                                  f[2]["id"].encode()))
        return [{"course": course["id"], "closes": closes, "bookable": bookable,
                 "price_cents": course["price_cents"], "hours": float(course["hours"])}
                for closes, bookable, course in found[:3]]

    def closing(self, me: dict, competency: str, day: dt.date) -> list[dict]:
        """The courses that close most of one gap."""
        request = {"employee": me["id"], "as_of": day.isoformat()}
        gap, found = self.gaps(request)[competency], []
        for course in self.all["course"].values():
            if self.offer(request, me, {competency: gap}, course):
                effect, _, _ = self.effect(competency, gap, course)
                found.append((effect / gap.missing, self.bookable(course, day), course))
        return self.best_three(found)

    def renewing(self, me: dict, competency: str, ask: Ask, until: dt.date,
                 day: dt.date) -> list[dict]:
        """The courses that give the certificate again."""
        found = []
        for course in self.all["course"].values():
            teaches = any(t["competency"] in self.kinship.group[competency] and
                          t["to"] >= ask.rho for t in course["teaches"])
            over = course.get("sessions") and not coming_sessions(course, day)
            if (teaches and course.get("certificate") and not course.get("retired") and not over and
                    self.visible(me, course) and self.readiness(me, course, day) >= READY_LEAST):
                found.append((1.0, self.bookable(course, day, until), course))
        return self.best_three(found)

    def duty(self, me: dict, competency: str, ask: Ask, day: dt.date, within: int) -> dict | None:
        """What is to be said of one thing that is asked of one person."""
        belief = self.belief(me["id"], competency, day)
        papers = self.certificates(me["id"], competency, ask.rho, day)
        valid = [p for p in papers if p.valid(day)]
        ended = [p.valid_until for p in papers if not p.valid(day)]
        item = {"employee": me["id"], "team": me["team"], "competency": competency,
                "mandatory": ask.mandatory, "need": float(ask.level),
                "have": min(5.0, max(0.0, belief.mean)), "working_time": self.is_duty(ask),
                "kind_of_training": "noodzakelijk" if self.is_duty(ask) else "ontwikkeling"}
        if self.is_duty(ask):
            item["employee_cost_cents"] = 0
        if ask.law is not None:
            item["law"] = ask.law
        if valid or (belief.mean >= ask.rho and not (ended and ask.mandatory)):
            if not valid or any(p.valid_until is None for p in valid):
                return None
            until = max(p.valid_until for p in valid)
            left = (until - day).days
            if left > within:
                return None
            item |= {"kind": "expiring", "valid_until": until.isoformat(), "days_left": left,
                     "courses": self.renewing(me, competency, ask, until, day)}
            fitting = [bucket for bucket in BUCKETS if left <= bucket]
            if fitting:
                item["bucket"] = fitting[0]
        elif self.is_duty(ask):
            since = max([self.duty_since(me["role"], competency, ask, day), *ended])
            item |= {"kind": "lapsed" if ended and ask.mandatory else "open",
                     "since": since.isoformat(), "courses": self.closing(me, competency, day)}
            if ended:
                item["valid_until"] = max(ended).isoformat()
        else:
            return None
        return item

    def count(self, people: list[dict], items: list[dict]) -> dict:
        """The sums of some people; a course that serves two duties of one person is paid once."""
        expiring = {str(bucket): 0 for bucket in BUCKETS} | {"later": 0}
        for item in items:
            if item["kind"] == "expiring":
                expiring[str(item.get("bucket", "later"))] += 1
        taken = {(i["employee"], i["courses"][0]["course"]) for i in items if i["courses"]}
        taken = [self.all["course"][course] for _, course in taken]
        return {"people": len(people), "people_with": len({i["employee"] for i in items}),
                "open": sum(i["kind"] == "open" for i in items),
                "lapsed": sum(i["kind"] == "lapsed" for i in items), "expiring": expiring,
                "without_course": sum(not i["courses"] for i in items),
                "cost_cents": sum(c["price_cents"] for c in taken),
                "hours": float(sum(c["hours"] for c in taken))}

    def obligations(self, about: dict) -> dict:
        day, people = self.day_of_report(about), self.group(about)
        items = [self.duty(me, competency, ask, day, about.get("within", 90))
                 for me in people
                 for competency, ask in self.asked_of_role(me["role"], day).items()]
        items = sorted((i for i in items if i), key=lambda i: (
            i["kind"] == "expiring", i.get("since") or i["valid_until"], i["employee"].encode(),
            i["competency"].encode()))
        teams = []
        for team in {e["team"] for e in people}:
            members = [e for e in people if e["team"] == team]
            teams.append({"team": team, **self.count(members,
                                                     [i for i in items if i["team"] == team])})

        def size(team: dict) -> int:
            return team["open"] + team["lapsed"] + sum(team["expiring"].values())
        teams.sort(key=lambda t: (-size(t), t["team"].encode()))
        answer = {"items": items, "teams": teams, "totals": self.count(people, items),
                  "as_of": day.isoformat(), "within": about.get("within", 90)}
        return self.shown(people, answer, ("items", "teams"))


@functools.cache
def student_975(freedom: int) -> float:
    """t with P(T <= t) = .975: Simpson's rule on Student's density, and bisection."""
    half = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)
    scale = math.exp(half) / math.sqrt(freedom * math.pi)

    def density(x: float) -> float:
        return scale * (1 + x * x / freedom) ** (-(freedom + 1) / 2)

    def below(t: float) -> float:
        steps = 4000
        width = t / steps
        inner = sum((4 if i % 2 else 2) * density(i * width) for i in range(1, steps))
        return .5 + width / 3 * (density(0) + inner + density(t))
    low, high = 1.9, 13.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < .975 else (low, middle)
    return low


class Divergence(Reports):
    """report.divergence."""
    OTHERS = ("manager", "peer", "test")
    LEAST, FAR = 3, 1 + 1e-9

    def said(self, me: dict, competency: str, sources: Iterable[str], day: dt.date) -> float | None:
        """The level that some sources give, without a prior."""
        items = [i for i in self.newest(me["id"], competency, day) if i.source in sources]
        votes = self.votes(me["role"], items, day)
        return sum(y * p for y, p in votes) / sum(p for _, p in votes) if votes else None

    def ratings(self, people: list[dict], day: dt.date) -> list[dict]:
        """Who rates what differently, by how much."""
        found = []
        for me in people:
            for competency in {i.competency for i in self.items(me["id"], day)}:
                own = self.said(me, competency, ("self",), day)
                others = self.said(me, competency, self.OTHERS, day)
                if own is None or others is None:
                    continue
                own += .5        # as it was given, not as it is believed
                rating = {"employee": me["id"], "team": me["team"], "competency": competency,
                          "self": own, "others": others, "difference": own - others,
                          "objects": me.get("objects_to_profiling", False)}
                for source in self.OTHERS:
                    said = self.said(me, competency, (source,), day)
                    rating[source] = None if said is None else own - said
                found.append(rating)
        return found

    def apart(self, ratings: list[dict], by: str = "difference") -> dict:
        """Mean, spread and interval; a person rated in more competencies is one person."""
        by_person: dict[str, list[float]] = {}
        for rating in ratings:
            if rating[by] is not None:
                by_person.setdefault(rating["employee"], []).append(rating[by])
        every = [d for mine in by_person.values() for d in mine]
        people, n = len(by_person), len(every)
        if people < self.LEAST:
            return {"n": n, "people": people}
        mean = sum(every) / n
        between = sum(sum(d - mean for d in mine) ** 2 for mine in by_person.values())
        reach = student_975(people - 1) * math.sqrt(between * people / (people - 1)) / n
        return {"n": n, "people": people, "difference": mean, "corrected": mean - .5,
                "spread": math.sqrt(sum((d - mean) ** 2 for d in every) / (n - 1)),
                "low": mean - reach, "high": mean + reach,
                "above": sum(d > self.FAR for d in every),
                "below": sum(d < -self.FAR for d in every)}

    def lines(self, ratings: list[dict], *by: str) -> list[dict]:
        """A line for each team, competency, or both, in no order."""
        keys = {tuple(r[name] for name in by) for r in ratings}
        lines = [dict(zip(by, key)) |
                 self.apart([r for r in ratings if tuple(r[name] for name in by) == key])
                 for key in keys]
        return [line for line in lines if line["people"] >= self.LEAST]

    def cells(self, ratings: list[dict]) -> tuple[list[dict], int]:
        """Teams by competencies; small ones of a competency together, or left out."""
        cells, withheld = self.lines(ratings, "team", "competency"), 0
        shown = {(cell["team"], cell["competency"]) for cell in cells}
        small = [r for r in ratings if (r["team"], r["competency"]) not in shown]
        for competency in {r["competency"] for r in small}:
            mine = [r for r in small if r["competency"] == competency]
            together = self.apart(mine)
            if together["people"] >= self.LEAST:
                cells.append({"competency": competency, **together})
            else:
                withheld += len(mine)
        return cells, withheld

    def divergence(self, about: dict) -> dict:
        day, people = self.day_of_report(about), self.group(about)
        org = about.get("org") or self.all["team"][about["team"]]["org"]
        everyone = self.apart(self.ratings(self.group({"org": org}), day))
        bias = {"assumed": .5, "n": everyone["n"], "people": everyone["people"]}
        if "difference" in everyone:
            bias |= {"fitted": everyone["difference"], "low": everyone["low"],
                     "high": everyone["high"]}
        ratings = self.ratings(people, day)
        cells, withheld = self.cells(ratings)
        far = [{name: r[name] for name in ("employee", "team", "competency", "difference")} |
               {name: min(5.0, max(0.0, r[name])) for name in ("self", "others")}
               for r in ratings if abs(r["difference"]) > self.FAR and not r["objects"]]
        answer = {"as_of": day.isoformat(), "people": len(people), "overall": self.apart(ratings),
                  "by_source": [{"source": source, **self.apart(ratings, source)}
                                for source in self.OTHERS],
                  "bias": bias, "teams": self.lines(ratings, "team"),
                  "competencies": self.lines(ratings, "competency"), "cells": cells,
                  "withheld": withheld, "employees": far}
        return self.shown(people, answer, ("employees",))


class Catalogue(Reports):
    """report.catalogue."""

    def offered(self, org: dict, day: dt.date) -> list[dict]:
        """The courses that people of an org can take."""
        return [c for c in self.seen(org) if not c.get("sessions") or coming_sessions(c, day)]

    def seen(self, org: dict) -> list[dict]:
        return [c for c in self.all["course"].values()
                if not c.get("retired") and self.visible({"org": org["id"]}, c)]

    def reach(self, courses: list[dict], competency: str) -> float:
        """How far some courses lead in a competency, or in what is the same."""
        return max((t["to"] for c in courses for t in c["teaches"]
                    if t["competency"] in self.kinship.group[competency]), default=0.0)

    def wants(self, people: list[dict], org: dict, day: dt.date) -> dict[str, dict]:
        """What is asked, of how many, and how far it is taught."""
        offered, wants = self.offered(org, day), {}
        certified = [c for c in offered if c.get("certificate")]
        own = [c for c in offered if c["language"].startswith(org.get("language", "nl"))]
        for me in people:
            gaps = self.gaps({"employee": me["id"], "as_of": day.isoformat()})
            for competency, ask in self.asked_of_role(me["role"], day).items():
                if competency not in wants:
                    group = self.kinship.group[competency]
                    wants[competency] = {
                        "competency": competency, "people": 0, "people_short": 0, "gap": 0.0,
                        "need": 0.0, "roles": set(), "beyond": 0, "ended": 0,
                        "taught_to": float(self.reach(offered, competency)),
                        "own": self.reach(own, competency) > 0,
                        "seen": self.teaches(self.seen(org), group),
                        "languages": sorted({c["language"] for c in offered
                                             if self.teaches([c], group)})}
                want, gap = wants[competency], gaps.get(competency)
                want["people"] += 1
                want["need"] = max(want["need"], float(ask.level))
                want["roles"].add(me["role"])
                if gap:
                    want["people_short"] += 1
                    want["gap"] += gap.size
                    want["beyond"] += want["taught_to"] < ask.rho
                papers = self.certificates(me["id"], competency, ask.rho, day)
                want["ended"] += (bool(papers) and not any(p.valid(day) for p in papers) and
                                  self.reach(certified, competency) < ask.rho)
        return wants

    @staticmethod
    def teaches(courses: list[dict], group: set[str]) -> bool:
        return any(t["competency"] in group for c in courses for t in c["teaches"])

    def want(self, want: dict, concerns: int, offered: list[dict]) -> dict:
        """One line about a competency."""
        line = {name: want[name] for name in ("competency", "people", "people_short", "gap",
                                              "need")}
        line |= {"concerns": concerns, "roles": sorted(want["roles"], key=str.encode)}
        if want["taught_to"] > 0:
            return line | {"taught_to": want["taught_to"], "languages": want["languages"]}
        line["sessions_past"] = want["seen"]
        for name, similarity in sorted(self.kinship.near(want["competency"]).items(),
                                       key=lambda n: (-n[1], n[0].encode())):
            if self.reach(offered, name) > 0:
                line["near"] = {"competency": name, "similarity": similarity}
                break
        return line

    def closes_something(self, people: list[dict], course: dict, day: dt.date) -> bool:
        return any(self.effect(competency, gap, course)[0] > 0 for me in people
                   for competency, gap in self.gaps({"employee": me["id"],
                                                     "as_of": day.isoformat()}).items())

    def on_assumed(self, people: list[dict], day: dt.date) -> list[tuple[str, str]]:
        """Whose lists rest on an entry level that is not stated, of which courses."""
        return [(me["id"], item["course"]) for me in people
                for item in self.recommend({"employee": me["id"],
                                            "as_of": day.isoformat()})["items"]
                if "from_assumed" in item["flags"]]

    def roles(self, people: list[dict], org: dict, day: dt.date) -> list[dict]:
        """Roles without anything to go by."""
        found = []
        for role in self.all["role"].values():
            if not self.visible({"org": org["id"]}, role):
                continue
            asked = self.asked_of_role(role["id"], day)
            if not asked:
                lacks = "no_requirements" if self.versions(role["id"], day) else "no_version"
                found.append({"role": role["id"], "lacks": lacks, "requirements": 0, "assumed": 0,
                              "people": sum(me["role"] == role["id"] for me in people)})
        return sorted(found, key=lambda r: (-r["people"], r["role"].encode()))

    def catalogue(self, about: dict) -> dict:
        day, people = self.day_of_report(about), self.group(about)
        org = self.all["org"][about.get("org") or self.all["team"][about["team"]]["org"]]
        offered, wants = self.offered(org, day), self.wants(people, org, day).values()
        rests = self.on_assumed(people, day)

        def line(course: dict, **more) -> dict:
            starts = [s["start"] for s in course.get("sessions", [])]
            line = {"course": course["id"], **more}
            line |= {"provider": course["provider"]} if course.get("provider") else {}
            return line | ({"last_session": max(starts)} if starts else {})

        def lines(courses) -> list[dict]:
            return sorted(map(line, courses), key=lambda c: c["course"].encode())
        assumed = [line(c, people=sum(course == c["id"] for _, course in rests),
                        competencies=sorted((t["competency"] for t in c["teaches"]
                                             if t.get("from") is None), key=str.encode))
                   for c in offered if any(t.get("from") is None for t in c["teaches"])]
        lists = {
            "untaught": [self.want(w, w["people"], offered) for w in wants if not w["taught_to"]],
            "too_low": [self.want(w, w["beyond"], offered) for w in wants
                        if w["taught_to"] and w["beyond"]],
            "unrenewed": [self.want(w, w["ended"], offered) for w in wants if w["ended"]],
            "other_language": [self.want(w, w["people_short"], offered) for w in wants
                               if w["taught_to"] and not w["own"] and w["people_short"]],
            "unneeded": lines(c for c in offered if not self.closes_something(people, c, day)),
            "from_assumed": sorted(assumed, key=lambda c: (-c["people"], c["course"].encode())),
            "without_sessions": lines(c for c in offered if not c.get("sessions") and
                                      c["format"] in ("classroom", "blended")),
            "sessions_past": lines(c for c in self.seen(org) if c not in offered),
            "roles": self.roles(people, org, day)}
        totals = {name: len(lines) for name, lines in lists.items()}
        totals |= {"courses": len(offered), "people_on_assumed": len({who for who, _ in rests})}
        return {"as_of": day.isoformat(), "people": len(people), "totals": totals, **lists}


class KnowledgeReport(Reports):
    """report.knowledge."""

    def learn(self, org: str, people: list[dict], day: dt.date, months: int) -> None:
        """What the lines of a report are made from."""
        self.day, self.until = day, months_later(day, months)
        self.org_people = self.group({"org": org})
        self.asks = {me["id"]: self.asked_of_role(me["role"], day) for me in people}
        self.open = {me["id"]: self.gaps({"employee": me["id"], "as_of": day.isoformat()})
                     for me in people}
        self.lowest: dict[str, float] = {}
        for asks in self.asks.values():
            for competency, ask in asks.items():
                self.lowest[competency] = min(ask.level, self.lowest.get(competency, 5.0))

    def reaches(self, me: dict, competency: str) -> bool:
        """What is asked of oneself and met; of the rest what is known at the lowest level asked."""
        if competency in self.asks[me["id"]]:
            return competency not in self.open[me["id"]]
        belief = self.belief(me["id"], competency, self.day)
        return belief.seen and belief.mean >= self.lowest[competency] - .5

    def leaves(self, me: dict) -> bool:
        return "leaves_on" in me and self.day <= day_of(me["leaves_on"]) <= self.until

    def keepers(self, competency: str, least: float = -math.inf, staying: bool = True) -> list[dict]:
        """The three of the org who know most."""
        able = [(self.belief(me["id"], competency, self.day), me) for me in self.org_people
                if not me.get("objects_to_profiling") and not (staying and self.leaves(me))]
        able = [(belief, me) for belief, me in able if belief.seen]
        able.sort(key=lambda a: (-a[0].mean, a[1]["id"].encode()))
        return [{"employee": me["id"], "team": me["team"], "have": self.level_shown(belief.mean),
                 "have_sd": belief.deviation, **self.leaving(me)}
                for belief, me in able[:3] if belief.mean >= least]

    @staticmethod
    def level_shown(level: float) -> float:
        return min(5.0, max(0.0, level))

    @staticmethod
    def leaving(me: dict) -> dict:
        return {"leaves_on": me["leaves_on"]} if "leaves_on" in me else {}

    def singles(self, people: list[dict]) -> list[dict]:
        """What one or two reach."""
        found = []
        for competency in self.lowest:
            who = [me for me in people if self.reaches(me, competency)]
            if len(who) not in (1, 2):
                continue
            leave = min((me["leaves_on"] for me in who if "leaves_on" in me), default="9999")
            asked = sum(competency in asks for asks in self.asks.values())
            found.append(((len(who), leave, -asked, competency.encode()), {
                "competency": competency, "asked": asked, "reach": len(who),
                "need": float(self.lowest[competency]),
                "employees": [{"employee": me["id"], "team": me["team"], **self.leaving(me)}
                              for me in who if not me.get("objects_to_profiling")]}))
        return [line for _, line in sorted(found, key=lambda f: f[0])]

    def leavers(self, people: list[dict]) -> list[dict]:
        """Who leaves, what leaves with them, and who could take it over."""
        found = []
        for me in (me for me in people if self.leaves(me)):
            lines = [{"competency": competency,
                      "have": self.level_shown(self.belief(me["id"], competency, self.day).mean),
                      "left": sum(self.reaches(other, competency) and not self.leaves(other)
                                  for other in people),
                      "takers": self.keepers(competency)}
                     for competency in self.lowest if self.reaches(me, competency)]
            if me.get("objects_to_profiling"):
                lines = []
            lines.sort(key=lambda line: (line["left"], line["competency"].encode()))
            found.append({"employee": me["id"], "team": me["team"], "role": me["role"],
                          "leaves_on": me["leaves_on"], "competencies": lines})
        return sorted(found, key=lambda f: (f["leaves_on"], f["employee"].encode()))

    def mentors(self, people: list[dict]) -> list[dict]:
        """Who can teach what is short."""
        found = []
        for competency in self.lowest:
            askers = [me for me in people if competency in self.asks[me["id"]]]
            short = [self.open[me["id"]][competency] for me in askers
                     if competency in self.open[me["id"]]]
            mean = sum(self.belief(me["id"], competency, self.day).mean
                       for me in askers) / len(askers)
            if short:
                found.append({"competency": competency, "people_short": len(short),
                              "gap": sum(gap.size for gap in short),
                              "have_mean": self.level_shown(mean),
                              "mentors": self.keepers(competency, max(3.0, mean + 1), False)})
        return found

    @functools.cache
    def hits(self, employee: str, goal: str = "current") -> dict[str, float]:
        """What each course would close of one gap, as the first of a list."""
        request = {"employee": employee, "as_of": self.day.isoformat(), "goal": {"kind": goal}}
        me, gaps = self.all["employee"][employee], self.gaps(request)
        offers = [self.offer(request, me, gaps, c) for c in self.all["course"].values()]
        offers = [offer for offer in offers if offer]
        closable = sum(gap.ask.importance * max((o.effects.get(c, 0.0) for o in offers), default=0.)
                       for c, gap in gaps.items())
        found = {o.course["id"]: o.chance * sum(gaps[c].ask.importance * effect
                                                for c, effect in o.effects.items())
                 for o in offers}
        return {course: closure for course, closure in found.items()
                if closure > 0 and closure >= .02 * closable}

    @staticmethod
    def group_cost(course: dict, people: int) -> tuple[int, int]:
        """The cheapest of groups and single places, and how many groups that are."""
        single, group = course["price_cents"], course.get("group_price_cents")
        ways = [(people * single, 0)]
        if group is not None:
            most = course.get("group_max") or people
            ways += [(n * group + max(0, people - n * most) * single, n)
                     for n in range(1, math.ceil(people / most) + 1)]
        return min(ways)

    def joint(self, people: list[dict], most: int, goal: str = "current",
              least: int = 2) -> list[dict]:
        """The courses that close most for people together."""
        found = []
        for course in self.all["course"].values():
            who = [me for me in people if course["id"] in self.hits(me["id"], goal)]
            if len(who) < least:
                continue
            cost, groups = self.group_cost(course, len(who))
            coming = coming_sessions(course, self.day)
            fitting = [s for s in coming if s.get("seats", math.inf) >= len(who)]
            line = {"course": course["id"], "people": len(who), "cost_cents": cost,
                    "groups": groups, "price_cents": course["price_cents"],
                    "hours": float(course["hours"]), "fits": bool(fitting or not coming),
                    "closure": sum(self.hits(me["id"], goal)[course["id"]] for me in who),
                    "employees": [me["id"] for me in sorted(
                        who, key=lambda me: (me["team"].encode(), me["id"].encode()))
                        if not me.get("objects_to_profiling")]}
            if coming:
                chosen = fitting[0] if fitting else max(coming, key=lambda s: s["seats"])
                line["session"] = {name: chosen[name] for name in ("id", "start", "place", "seats")
                                   if name in chosen}
            found.append(line)
        return sorted(found, key=lambda f: (-f["closure"], f["course"].encode()))[:most]

    def joints_shown(self, people: list[dict], most: int) -> list[dict]:
        """Of a small group only what is for all, and nobody by name."""
        lines = self.joint(people, most)
        if len(people) >= LEAST_GROUP:
            return lines
        return [{name: value for name, value in line.items() if name != "employees"}
                for line in lines if line["people"] == len(people)]

    def knowledge(self, about: dict) -> dict:
        day, people = self.day_of_report(about), self.group(about)
        months = about.get("months", 24)
        self.learn(about.get("org") or self.all["team"][about["team"]]["org"], people, day, months)
        self.hits.cache_clear()
        singles, teams = self.singles(people), []
        for team in sorted({me["team"] for me in people}, key=str.encode):
            mine = [me for me in people if me["team"] == team]
            joint = self.joint(mine, 1)
            teams.append({"team": team, "people": len(mine),
                          "leavers": sum(map(self.leaves, mine)),
                          **({"joint": joint[0]} if joint else {})})
        totals = {"competencies": len(self.lowest), "one": sum(s["reach"] == 1 for s in singles),
                  "two": sum(s["reach"] == 2 for s in singles),
                  "nobody": sum(not any(self.reaches(me, c) for me in people)
                                for c in self.lowest),
                  "leavers": sum(map(self.leaves, people))}
        if len(people) < LEAST_GROUP:
            totals = {name: totals[name] for name in ("competencies", "nobody")}
        answer = {"as_of": day.isoformat(), "months": months, "people": len(people),
                  "totals": totals, "single_points": singles, "leavers": self.leavers(people),
                  "mentors": self.mentors(people), "joint": self.joints_shown(people, 3),
                  "teams": teams}
        return self.shown(people, answer, ("single_points", "leavers", "mentors", "teams"))


class Wishes(KnowledgeReport):
    """report.wishes."""

    def person(self, me: dict) -> dict:
        """What one person adds to the sums."""
        request = {"employee": me["id"], "as_of": self.day.isoformat()}
        work = self.gaps(request)
        wishes = self.gaps({**request, "goal": {"kind": "wishes"}})
        offers = [self.offer({**request, "goal": {"kind": "wishes"}}, me, wishes, course)
                  for course in self.all["course"].values()]
        unserved = {c for c in wishes if not any(o and c in o.effects for o in offers)}
        hits = self.hits(me["id"], "wishes")
        best = min(hits, default=None, key=lambda name: (
            -hits[name], self.all["course"][name]["price_cents"], name.encode()))
        course = self.all["course"][best] if best else {"price_cents": 0, "hours": 0}
        duties = {c for c, gap in work.items() if gap.ask.mandatory or gap.ask.law is not None}
        owed = course.get("legal_basis") or any(
            self.kinship.group[t["competency"]] & duties for t in course.get("teaches", []))
        share = 0 if owed else self.all["org"][me["org"]].get("personal_share") or 0.0
        return {"me": me, "work": work, "wishes": wishes, "unserved": unserved, "sums": {
            "people": 1, "people_with": bool(wishes), "wishes": len(wishes),
            "gap": sum(gap.size for gap in wishes.values()), "unserved": len(unserved),
            "overlap": len(set(wishes) & set(work)),
            "overlap_gap": sum(work[c].size for c in set(wishes) & set(work)),
            "work_gap": sum(gap.size for gap in work.values()), "served": best is not None,
            "cost_cents": course["price_cents"], "hours": course["hours"],
            "employee_cost_cents": math.floor(share * course["price_cents"] + .5),
            "people_budgets": "training_budget_cents" in me,
            "personal_budget_cents": me.get("training_budget_cents", 0)}}

    @staticmethod
    def total(found: list[dict], org: dict, everyone: int) -> dict:
        """The sums of some people, and what falls to them of the org's budget."""
        names = found[0]["sums"] if found else []
        sums = {name: sum(f["sums"][name] for f in found) for name in names}
        for name in ("gap", "overlap_gap", "work_gap", "hours"):
            sums[name] = float(sums.get(name, 0))
        if "training_budget_cents" in org and everyone:
            share = org["training_budget_cents"] * len(found) / everyone
            sums["budget_cents"] = math.floor(share + .5)
        return sums

    def wishes(self, about: dict) -> dict:
        self.day, people = self.day_of_report(about), self.group(about)
        self.hits.cache_clear()
        org = self.all["org"][about.get("org") or self.all["team"][about["team"]]["org"]]
        everyone, found = len(self.group({"org": org["id"]})), [self.person(me) for me in people]
        lines = []
        for competency in {c for f in found for c in f["wishes"]}:
            who = [f for f in found if competency in f["wishes"]]
            short = [f["work"][competency] for f in who if competency in f["work"]]
            have = [self.belief(f["me"]["id"], competency, self.day).mean for f in who]
            lines.append({
                "competency": competency, "people": len(who),
                "gap": sum(f["wishes"][competency].size for f in who),
                "have_mean": self.level_shown(sum(have) / len(have)),
                "asked": sum(competency in self.asked_of_role(f["me"]["role"], self.day)
                             for f in who),
                "overlap": len(short), "overlap_gap": float(sum(gap.size for gap in short)),
                "unserved": sum(competency in f["unserved"] for f in who),
                "employees": [f["me"]["id"] for f in who
                              if not f["me"].get("objects_to_profiling")]})
        lines.sort(key=lambda line: (-line["people"], line["competency"].encode()))
        courses = self.joint(people, 10, "wishes", 1)
        for course in courses:
            del course["employees"]
            course["work"] = sum(course["course"] in self.hits(me["id"], "wishes") and
                                 course["course"] in self.hits(me["id"]) for me in people)
        teams = [{"team": team, **self.total([f for f in found if f["me"]["team"] == team], org,
                                             everyone)}
                 for team in sorted({me["team"] for me in people}, key=str.encode)]
        answer = {"as_of": self.day.isoformat(), "totals": self.total(found, org, everyone),
                  "competencies": lines, "courses": courses, "teams": teams}
        return self.shown(people, answer, ("competencies", "courses", "teams"))
