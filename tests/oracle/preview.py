"""What changes that come mean, said plainly and computed slowly: each person by themselves, each
course weighed again for every step, every order of courses tried.

Only the arithmetic of one belief, one gap and one listing rule is `oracle`'s.
"""
from __future__ import annotations

import datetime as dt
import itertools
import math
from dataclasses import dataclass, field

from courses import coming_sessions, passes, scale_of
from figures import Ask, Belief, Gap, below, day_of
from oracle import READY_LEAST, Oracle

CLIMB_MOST = 32          # courses of one person
EXACT_MOST = 10          # courses whose orders are all looked at
TRIED_MOST = 6           # courses whose orders are all written down
WEEK = 36.0              # hours of who states none
CENTURY = 36525          # days
LEARNT = .23             # variance of what somebody just learnt
CLOSE = 1e-9             # scores closer than this may come in either order


@dataclass(frozen=True)
class Demand:
    """What is asked of one competency, with its law."""
    level: float
    weight: float
    mandatory: bool
    law: str | None

    @property
    def ask(self) -> Ask:
        return Ask(self.level, self.weight, self.mandatory)


@dataclass
class Step:
    """A course taken."""
    course: dict
    closure: float
    mandatory: bool = False
    after: set[int] = field(default_factory=set)   # places of those that it builds on


@dataclass
class Climb:
    """A new need on the way up."""
    gap: Gap
    level: float
    reached: bool = False
    start: float | None = None   # of the stretch of courses
    closed: float = 0.0
    by: int | None = None        # the last course that led here


@dataclass
class Person:
    """What the changes mean for one person."""
    me: dict
    role_after: str
    before: float
    after: float
    mandatory_open: int
    needs: dict[str, Climb]
    closable: dict[str, bool]
    steps: list[Step]
    ready: dt.date | None

    @property
    def blocked(self) -> bool:
        return self.ready is None

    @property
    def has_duty(self) -> bool:
        return any(climb.gap.ask.mandatory for climb in self.needs.values())


def joined(asks: list[tuple[str, Demand]]) -> dict[str, Demand]:
    """Of a competency asked twice the highest level and weight, a duty if any is, the first law."""
    found: dict[str, Demand] = {}
    for name, one in asks:
        other = found.get(name, one)
        laws = sorted((law for law in (one.law, other.law) if law is not None), key=str.encode)
        found[name] = Demand(max(one.level, other.level), max(one.weight, other.weight),
                             one.mandatory or other.mandatory, laws[0] if laws else None)
    return found


def as_demand(ask: dict, law: str | None, share: float = 1.0) -> tuple[str, Demand]:
    return ask["competency"], Demand(ask["level"], share * ask.get("weight", 1.0),
                                     ask.get("mandatory", False), ask.get("law") or law)


def group_price(course: dict, people: int) -> tuple[int, bool]:
    """The least that so many pay together, and whether some of them do so as a group."""
    single = people * course["price_cents"]
    if people < 2 or course.get("group_price_cents") is None:
        return single, False
    size = course.get("group_max") or people
    prices = [runs * course["group_price_cents"] +
              max(0, people - runs * size) * course["price_cents"]
              for runs in range(math.ceil(people / size) + 1)]
    return min(prices), min(prices) < single


class Preview(Oracle):
    """Previews over one set of records."""

    def __init__(self, records: dict, snapshot: str):
        super().__init__(records, snapshot)
        self.close_calls = 0

    # --- who is concerned, and with what ----------------------------------------------------------

    def begin(self, changes: list[dict], as_of: dt.date) -> None:
        self.as_of = as_of
        self.stack = sorted(changes, key=lambda c: (c["effective"], c.get("id", "").encode()))
        self.effective = day_of(self.stack[-1]["effective"])
        self.day = max(as_of, self.effective)
        self.sight: dict[str, set[str]] = {}
        self.close_calls = 0

    def seen_changes(self, org: str) -> list[dict]:
        return [c for c in self.stack if self.visible({"org": org}, c)]

    def merged(self, org: str, role: str | None) -> tuple[str, str | None, bool]:
        """What org and role become, and whether a merger takes the org's people."""
        moved, at = False, org
        for change in self.seen_changes(org):
            merger = next((m for m in change.get("merges", []) if m["from_org"] == at), None)
            if merger:
                moved, at = True, merger["to_org"]
                role = merger.get("roles", {}).get(role, role)
        return at, role, moved

    def version_on_day(self, role: str) -> dict:
        return (self.versions(role, self.day) or [{}])[-1]

    def asked_now(self, role: str) -> dict[str, Demand]:
        version = self.version_on_day(role)
        asks = [as_demand(ask, None) for ask in version.get("requires", [])]
        for name in version.get("tasks", []):
            task = self.all["task"][name]
            asks += [as_demand(ask, task.get("law")) for ask in task["requires"]]
        return joined(asks)

    def asked_then(self, role: str, changes: list[dict]) -> tuple[dict[str, Demand], set[str]]:
        """What is asked after the changes, and the tasks of the role then."""
        version = self.version_on_day(role)
        asks = [as_demand(ask, None) for ask in version.get("requires", [])]
        tasks = [(name, 1.0) for name in version.get("tasks", [])]
        for change in changes:
            leaving = {m["task"] for m in change.get("moves", []) if m.get("from_role") == role}
            tasks = [(name, share) for name, share in tasks if name not in leaving]
            tasks += [(m["task"], m.get("share", 1.0)) for m in change.get("moves", [])
                      if m["to_role"] == role]
            asks += [as_demand(r, change.get("law")) for r in change.get("requires", [])
                     if r["role"] == role]
        for name, share in tasks:
            task = self.all["task"][name]
            asks += [as_demand(ask, task.get("law"), share) for ask in task["requires"]]
        return joined(asks), {name for name, _ in tasks}

    def orgs_seen(self, org: str) -> set[str]:
        """The orgs whose records people of `org` see today."""
        seen, at = set(self.all["org"][org].get("catalogues", [])), org
        while at:
            seen.add(at)
            at = self.all["org"][at].get("parent")
        return seen

    def orgs_seen_then(self, org: str) -> set[str]:
        """After the mergers: what each of those that are one then saw."""
        if org not in self.sight:
            self.sight[org] = self.orgs_joined(org)
        return self.sight[org]

    def orgs_joined(self, org: str) -> set[str]:
        end = self.merged(org, None)[0]
        whole = [other for other in self.all["org"] if self.merged(other, None)[0] == end]
        alone = whole == [org] and end == org
        seen = set().union(*(self.orgs_seen(other) for other in whole), self.orgs_seen(end))
        return self.orgs_seen(org) if alone else seen

    # --- one person -------------------------------------------------------------------------------

    def unmet(self, me: dict, demands: dict[str, Demand]) -> dict[str, Gap]:
        found = {}
        for name, demand in demands.items():
            ask, belief = demand.ask, self.belief(me["id"], name, self.day)
            papers = self.certificates(me["id"], name, ask.rho, self.day)
            valid = any(paper.valid(self.day) for paper in papers)
            lapsed = ask.mandatory and bool(papers) and not valid
            self.watch(belief.mean, ask.rho)
            if lapsed or not (valid or belief.mean >= ask.rho):
                found[name] = Gap(ask, belief, lapsed)
        return found

    def watch(self, one: float, other: float) -> None:
        """Notes a comparison that rounding may turn."""
        if one != other and math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE):
            self.close_calls += 1

    def is_new(self, name: str, before: dict[str, Demand], after: Demand) -> bool:
        was = before.get(name)
        return (was is None or after.level > was.level or
                (after.mandatory and not was.mandatory))

    def door(self, me: dict, course: dict, learnt: dict[str, Belief]) -> float:
        """q, with what was learnt on the way; 0 where a law forbids to enter."""
        ready = 1.0
        for ask in course.get("requires", []):
            rho = ask["level"] - .5
            if self.certified(me["id"], ask["competency"], rho, self.day):
                continue
            belief = learnt.get(ask["competency"],
                                self.belief(me["id"], ask["competency"], self.day))
            self.watch(belief.mean, rho)
            if "law" in ask and belief.mean < rho:
                return 0.0
            ready *= below((belief.mean - rho) / math.sqrt(belief.variance + .25))
        self.watch(ready, READY_LEAST)
        return ready

    def may_take(self, me: dict, course: dict, learnt: dict[str, Belief]) -> float:
        """q, or 0 when the course is not listed."""
        seen = self.orgs_seen_then(me["org"])
        if (course.get("org") not in seen | {None} or course.get("retired") or
                self.still_counts(me, course, self.day) or not passes(course, {}, self.as_of)):
            return 0.0
        ready = self.door(me, course, learnt)
        return ready if ready >= READY_LEAST else 0.0

    def lift(self, name: str, climb: Climb, course: dict) -> tuple[float, float, float] | None:
        """The best that a course does for one need: (gain, to, entry)."""
        best = None
        for taught in sorted(course["teaches"], key=lambda t: -t["to"]):
            if taught["competency"] not in self.kinship.group[name]:
                continue
            to = taught["to"]
            entry = (taught["from"] if taught.get("from") is not None else max(0., to - 2)) - .5
            if climb.gap.lapsed:
                if not course.get("certificate") or to < climb.gap.ask.rho:
                    continue
                gain = climb.gap.missing - climb.closed
            else:
                self.watch(entry, climb.level)
                self.watch(to, climb.level)
                if entry > climb.level or to <= climb.level:
                    continue
                start = entry if climb.start is None else min(entry, climb.start)
                gain = climb.gap.belief.gain(climb.gap.ask.rho, start + .5, to) - climb.closed
            if best is None or gain > best[0]:
                best = (gain, to, entry)
        return best

    def weigh(self, me: dict, course: dict, climbs: dict[str, Climb],
              learnt: dict[str, Belief]) -> tuple[float, dict[str, tuple]]:
        """The closure of a course now, and what it lifts."""
        lifts = {name: self.lift(name, climb, course) for name, climb in climbs.items()
                 if not climb.reached}
        lifts = {name: found for name, found in lifts.items() if found}
        if not lifts:
            return 0.0, {}
        ready = self.may_take(me, course, learnt)
        farthest = max(min(to, climbs[n].gap.ask.rho) - climbs[n].level
                       for n, (_, to, _) in lifts.items())
        chance = .8 * .7 ** max(0.0, farthest - 2)
        total = sum(climbs[n].gap.ask.importance * gain for n, (gain, _, _) in lifts.items())
        return chance * ready * total, lifts

    def choose(self, me: dict, climbs: dict[str, Climb], learnt: dict[str, Belief],
               left: list[dict]) -> tuple[dict, float, dict] | None:
        weighed = []
        for course in left:
            closure, lifts = self.weigh(me, course, climbs, learnt)
            if closure > 0:
                weighed.append((closure * scale_of(course, "balanced"), course, closure, lifts))
        if not weighed:
            return None
        weighed.sort(key=lambda w: (-w[0], w[1]["id"].encode()))
        if len(weighed) > 1:
            self.watch_scores(weighed[0][0], weighed[1][0])
        return weighed[0][1:]

    def watch_scores(self, one: float, other: float) -> None:
        if one != other and math.isclose(one, other, rel_tol=CLOSE):
            self.close_calls += 1

    def learn(self, me: dict, course: dict, learnt: dict[str, Belief]) -> None:
        for taught in course["teaches"]:
            name, to = taught["competency"], taught["to"]
            start = taught["from"] if taught.get("from") is not None else max(0.0, to - 2)
            now = learnt.get(name, self.belief(me["id"], name, self.day))
            self.watch(start - .5, now.mean)
            if start - .5 <= now.mean < to:
                learnt[name] = Belief(to, min(now.variance, LEARNT), True)

    def climb(self, me: dict, climbs: dict[str, Climb]) -> list[Step]:
        """Takes courses until all is reached or nothing leads on."""
        steps: list[Step] = []
        learnt: dict[str, Belief] = {}
        left = list(self.all["course"].values())
        while len(steps) < CLIMB_MOST and not all(c.reached for c in climbs.values()):
            found = self.choose(me, climbs, learnt, left)
            if not found:
                break
            course, closure, lifts = found
            step = Step(course, closure)
            for place, other in enumerate(steps):
                doors = {ask["competency"] for ask in course.get("requires", [])}
                if doors & {t["competency"] for t in other.course["teaches"]}:
                    step.after.add(place)
            for name, (gain, to, entry) in lifts.items():
                climb = climbs[name]
                if climb.by is not None and entry > climb.gap.belief.mean and not climb.gap.lapsed:
                    step.after.add(climb.by)
                climb.start = entry if climb.start is None else min(entry, climb.start)
                climb.closed += gain
                climb.level = max(climb.level, to)
                climb.reached = climb.gap.lapsed or climb.level >= climb.gap.ask.rho
                climb.by = len(steps)
                step.mandatory |= climb.gap.ask.mandatory
            steps.append(step)
            left = [other for other in left if other is not course]
            self.learn(me, course, learnt)
        for place in range(len(steps) - 1, -1, -1):
            if steps[place].mandatory:
                for other in steps[place].after:
                    steps[other].mandatory = True
        return steps

    def can_close(self, me: dict, name: str, gap: Gap) -> bool:
        """Whether anything that may be listed takes something off, near or not."""
        return any(self.effect(name, gap, course)[0] > 0 and self.may_take(me, course, {}) > 0
                   for course in self.all["course"].values())

    # --- time -------------------------------------------------------------------------------------

    def end_of(self, me: dict, course: dict, free: dt.date) -> dt.date | None:
        if course.get("sessions"):
            ends = [day_of(s.get("end") or s["start"]) for s in coming_sessions(course, free)]
            return min(ends, default=None)
        works = me.get("hours_per_week") or WEEK
        likes = (me.get("preferences") or {}).get("max_hours_per_week") or works
        weeks = max(1, math.ceil(course["hours"] / min(works, likes)))
        if weeks >= CENTURY // 7:
            return None
        begun = math.ceil((free - self.as_of).days / 7)
        return self.as_of + dt.timedelta(7 * (begun + weeks) - 1)

    def through(self, me: dict, steps: list[Step], order: tuple[int, ...]) -> dt.date | None:
        """The last day of the courses in this order; None when it cannot be."""
        free, done = self.as_of, set()
        for place in order:
            if not steps[place].after <= done:
                return None
            end = self.end_of(me, steps[place].course, free)
            if end is None or (end - self.as_of).days >= CENTURY:
                return None
            free, done = end + dt.timedelta(1), done | {place}
        return free - dt.timedelta(1)

    def ready_by(self, me: dict, steps: list[Step]) -> dt.date | None:
        wanted = [place for place, step in enumerate(steps) if step.mandatory]
        if not wanted:
            return self.as_of
        if len(wanted) > EXACT_MOST:
            return self.first_ends_first(me, steps, wanted)
        if len(wanted) > TRIED_MOST:
            return self.any_order(me, steps, wanted)
        ends = [self.through(me, steps, order) for order in itertools.permutations(wanted)]
        return min((end for end in ends if end), default=None)

    def next_end(self, me: dict, steps: list[Step], place: int, done: frozenset[int],
                 free: dt.date) -> dt.date | None:
        """When a course ends that comes next."""
        end = self.end_of(me, steps[place].course, free) if steps[place].after <= done else None
        return end if end and (end - self.as_of).days < CENTURY else None

    def first_ends_first(self, me: dict, steps: list[Step], wanted: list[int]) -> dt.date | None:
        free, done = self.as_of, frozenset()
        while len(done) < len(wanted):
            ends = [(self.next_end(me, steps, place, done, free), place)
                    for place in wanted if place not in done]
            ends = [pair for pair in ends if pair[0]]
            if not ends:
                return None
            end, place = min(ends)
            free, done = end + dt.timedelta(1), done | {place}
        return free - dt.timedelta(1)

    def any_order(self, me: dict, steps: list[Step], wanted: list[int]) -> dt.date | None:
        """Too many orders to write down: what can come last, again and again."""
        frees: dict[frozenset[int], dt.date] = {frozenset(): self.as_of}
        for number in range(1, len(wanted) + 1):
            for group in map(frozenset, itertools.combinations(wanted, number)):
                ends = [self.next_end(me, steps, last, group - {last}, frees[group - {last}])
                        for last in group if group - {last} in frees]
                ends = [end for end in ends if end]
                if ends:
                    frees[group] = min(ends) + dt.timedelta(1)
        whole = frees.get(frozenset(wanted))
        return whole - dt.timedelta(1) if whole else None

    # --- all of it --------------------------------------------------------------------------------

    def person(self, me: dict) -> Person | None:
        """None when the changes do not touch them."""
        _, role, moved = self.merged(me["org"], me["role"])
        before = self.asked_now(me["role"])
        after, _ = self.asked_then(role, self.seen_changes(me["org"]))
        if not moved and before == after:
            return None
        gaps_now, gaps_then = self.unmet(me, before), self.unmet(me, after)
        new = {name: Climb(gap, gap.belief.mean) for name, gap in sorted(gaps_then.items())
               if self.is_new(name, before, after[name]) and gap.ask.importance > 0}
        steps = self.climb(me, new)
        closable = {name: climb.by is not None or self.can_close(me, name, climb.gap)
                    for name, climb in new.items()}
        ready = self.ready_by(me, steps)
        if any(c.gap.ask.mandatory and not c.reached for c in new.values()):
            ready = None
        return Person(me, role, sum(g.size for g in gaps_now.values()),
                      sum(g.size for g in gaps_then.values()),
                      sum(g.ask.mandatory for g in gaps_then.values()), new, closable, steps, ready)

    def below_org(self, org: str, top: str | None) -> bool:
        while org and org != top:
            org = self.all["org"][org].get("parent")
        return top is None or org == top

    def preview(self, changes: list[dict], org: str | None, as_of: dt.date) -> dict:
        self.begin(changes, as_of)
        found = [self.person(me) for me in self.all["employee"].values()
                 if self.below_org(me["org"], org)]
        people = [p for p in found if p]
        courses, hours, cents = self.course_sums(people)
        budgets = [self.all["org"][o].get("training_budget_cents")
                   for o in {p.me["org"] for p in people}]
        budgets = [b for b in budgets if b is not None]
        answer = {
            "as_of": as_of.isoformat(), "effective": self.effective.isoformat(),
            "people": len(people), "gap_before": sum(p.before for p in people),
            "gap_after": sum(p.after for p in people), "hours": sum(hours.values()),
            "cost_cents": sum(cents.values()),
            "people_ready": sum(self.in_time(p) for p in people),
            "people_late": sum(not self.in_time(p) for p in people),
            "people_blocked": sum(p.blocked for p in people),
            "orgs": self.org_lines(people, hours, cents), "roles": self.role_lines(people),
            "courses": courses, "not_closable": self.open_lines(people),
            "gaps": {p.me["id"]: {"role": p.me["role"], "before": p.before, "after": p.after,
                                  "mandatory_open": p.mandatory_open}
                     for p in people if not p.me.get("objects_to_profiling")}}
        if budgets:
            answer["budget_cents"] = sum(budgets)
        if not any(p.blocked for p in people):
            answer["ready_by"] = max([p.ready for p in people], default=as_of).isoformat()
        if any(self.merged(o, None)[2] for o in self.all["org"]):
            answer["merge"] = self.merge_lines(people)
        return answer

    def in_time(self, person: Person) -> bool:
        return not person.blocked and (not person.has_duty or person.ready <= self.effective)

    def course_sums(self, people: list[Person]) -> tuple[dict, dict, dict]:
        courses: dict[str, dict] = {}
        hours = {p.me["org"]: 0.0 for p in people}
        cents = {p.me["org"]: 0 for p in people}
        takers: dict[tuple[str, str], int] = {}
        for person in people:
            for step in person.steps:
                name = step.course["id"]
                line = courses.setdefault(name, {"people": 0, "closure": 0.0, "hours": 0.0,
                                                 "cost_cents": 0, "group": False})
                line["people"] += 1
                line["closure"] += step.closure
                line["hours"] += step.course["hours"]
                key = person.me["org"], name
                takers[key] = takers.get(key, 0) + 1
        for (org, name), number in takers.items():
            price, grouped = group_price(self.all["course"][name], number)
            hours[org] += number * self.all["course"][name]["hours"]
            cents[org] += price
            courses[name]["cost_cents"] += price
            courses[name]["group"] |= grouped
        return courses, hours, cents

    def org_lines(self, people: list[Person], hours: dict, cents: dict) -> dict:
        lines = {}
        for org in {p.me["org"] for p in people}:
            mine = [p for p in people if p.me["org"] == org]
            lines[org] = {"people": len(mine), "gap_before": sum(p.before for p in mine),
                          "gap_after": sum(p.after for p in mine), "hours": hours[org],
                          "cost_cents": cents[org], "ready": sum(self.in_time(p) for p in mine)}
            if self.all["org"][org].get("training_budget_cents") is not None:
                lines[org]["budget_cents"] = self.all["org"][org]["training_budget_cents"]
        return lines

    def role_lines(self, people: list[Person]) -> dict:
        lines: dict[tuple, dict] = {}
        for person in people:
            me = person.me
            before = self.asked_now(me["role"])
            after, tasks = self.asked_then(person.role_after, self.seen_changes(me["org"]))
            held = set(self.version_on_day(me["role"]).get("tasks", []))
            new = {name for name in after if self.is_new(name, before, after[name])}
            gains = {name for name in new if name not in before}
            line = lines.setdefault(
                (me["role"], person.role_after, tuple(sorted(after.items(), key=str)),
                 tuple(sorted(tasks))),
                {"people": 0, "gap_before": 0.0, "gap_after": 0.0, "gains": gains,
                 "raises": new - gains,
                 "others": {n for n in after if n not in new and after[n] != before.get(n)},
                 "drops": sorted(set(before) - set(after), key=str.encode),
                 "tasks_in": sorted(tasks - held, key=str.encode),
                 "tasks_out": sorted(held - tasks, key=str.encode),
                 "asks": after, "before": before})
            line["people"] += 1
            line["gap_before"] += person.before
            line["gap_after"] += person.after
        return lines

    @staticmethod
    def open_lines(people: list[Person]) -> dict:
        lines: dict[str, dict] = {}
        for person in people:
            for name, climb in person.needs.items():
                line = lines.setdefault(name, {"mandatory": False, "people": 0, "partly": 0,
                                               "reached": 0})
                end = ("reached" if climb.reached else
                       "partly" if person.closable[name] else "people")
                line[end] += 1
                line["mandatory"] |= climb.gap.ask.mandatory
        return {n: line for n, line in lines.items() if line["people"] + line["partly"]}

    def merge_lines(self, people: list[Person]) -> dict:
        moved = [p for p in people if self.merged(p.me["org"], None)[2]]
        roles: dict[tuple, int] = {}
        for person in moved:
            to = person.role_after if person.role_after != person.me["role"] else None
            roles[person.me["role"], to] = roles.get((person.me["role"], to), 0) + 1
        orgs = {o: self.merged(o, None)[0] for o in self.all["org"] if self.merged(o, None)[2]}
        together = {org for org in self.all["org"]
                    if any(a != b and org in (a, b) for a, b in orgs.items())}
        added = {}
        for org in together:
            fresh = self.orgs_seen_then(org) - self.orgs_seen(org)
            added[org] = {c["id"] for c in self.all["course"].values()
                          if c.get("org") in fresh and not c.get("retired") and
                          passes(c, {}, self.as_of)}
        same = {(name, other) for name, c in self.all["competency"].items()
                if c.get("org") in orgs and orgs[c["org"]] != c["org"]
                for other in self.kinship.group[name] - {name}
                if self.all["competency"][other].get("org") in
                self.orgs_seen(orgs[c["org"]]) | {None}}
        return {"people": len(moved), "roles": roles, "added": added, "same": same,
                "orgs": {(a, b): sum(p.me["org"] == a for p in moved) for a, b in orgs.items()}}
