"""The definition of a recommendation, said plainly and computed slowly.

Every figure is worked out from the records each time it is asked for; every course is weighed
again for every place of the list. Read `figures`, `knowledge`, `courses`, then this file: what is
asked of a person, what a course gives, and the list.
"""
from __future__ import annotations

import datetime as dt
import math

from courses import (Listed, Offer, alike, coming_sessions, outside_preferences, passes,
                     scale_of)
from figures import (DOUBT, Ask, Gap, below, day_of, expected_most, expected_rest, months_later,
                     united)
from knowledge import Knowledge

DOUBT_NEW = .05          # for DOUBT where the first version of the own role did not ask it
NEAR_MOST = .5
READY_LEAST = .15
WORTH_LEAST = .02        # of what can be closed at all


class Oracle(Knowledge):
    """Answers about one set of records."""

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

    def day_asked(self, request: dict) -> dt.date:
        """`as_of`, the day that sessions are judged at."""
        return day_of(request["as_of"]) if request.get("as_of") else self.snapshot

    def day_of_question(self, request: dict) -> dt.date:
        """The day that everything but sessions is judged at."""
        asked = self.day_asked(request)
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
        """The largest effect on one gap, the distance to its top, whether `from` was assumed."""
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
            if (effect, not assumed) > (best[0], not best[2]):
                best = (effect, distance, assumed)
        return best

    def offer(self, request: dict, me: dict, gaps: dict[str, Gap], course: dict) -> Offer | None:
        """The course as this person meets it, or None where it is not listed."""
        asked = self.day_asked(request)
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

    def place(self, request: dict, gaps: dict[str, Gap], offer: Offer,
              above: list[Listed]) -> Listed:
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
        asked = self.day_asked(request)
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
