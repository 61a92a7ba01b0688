"""What reports about groups of people share, said again plainly; then the report of duties."""
from __future__ import annotations

import datetime as dt

from courses import coming_sessions
from figures import Ask, day_of
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
        return self.shown(people, answer, ("items",))
