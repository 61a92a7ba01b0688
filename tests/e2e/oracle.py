"""A plain, slow re-statement of the arithmetic. It shares no code with the engine: no index, no bounds,
no caches; every course is looked at in every step. Read it as the definition."""
from __future__ import annotations

import calendar
import datetime as dt
import math
from collections import defaultdict

VARIANCE = {"self": 3.5, "peer": .93, "manager": .93, "test": .23, "certificate": .23, "course": .23}
BIAS = {"self": .5}
MONTH = 30.4375


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text[:10])


def add_months(date: dt.date, months: int) -> dt.date:
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def phi(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def big_phi(z: float) -> float:
    return math.erfc(-z / math.sqrt(2)) / 2


def shortfall(m: float, v: float, a: float) -> float:
    s = math.sqrt(v)
    return (a - m) * big_phi((a - m) / s) + s * phi((a - m) / s)


def effect(m: float, v: float, rho: float, f: float, t: float) -> float:
    a, entry = min(t, rho), f - .5
    if a <= entry:
        return 0.0
    d = shortfall(m, v, a) - shortfall(m, v, entry) - (a - entry) * big_phi((entry - m) / math.sqrt(v))
    return d if d >= 1e-9 else 0.0


def merge(asks: list) -> dict:
    """Of a competency asked twice the highest level and weight, mandatory if any is."""
    out: dict = {}
    for a in asks:
        c = out.setdefault(a["competency"], {"level": 0.0, "weight": 0.0, "mandatory": False})
        c["level"] = max(c["level"], a["level"])
        c["weight"] = max(c["weight"], a.get("weight", 1))
        c["mandatory"] = c["mandatory"] or bool(a.get("mandatory"))
    return out


class Oracle:
    def __init__(self, records: dict, today: str):
        self.records, self.today = records, day(today)
        self.by = {kind: {r["id"]: r for r in records.get(kind, [])}
                   for kind in ("org", "team", "competency", "task", "role", "change", "course",
                                "employee")}
        self.rows = defaultdict(list)
        order = 0
        for e in records.get("evidence", []):
            order += 1
            same = [r for r in self.rows[e["employee"]] if self.identity(r) == self.identity(e)]
            for r in same:
                self.rows[e["employee"]].remove(r)
            self.rows[e["employee"]].append({**e, "order": order})
        self.done = defaultdict(list)
        for e in records.get("event", []):
            order += 1
            if e["type"] == "completed":
                self.done[e["employee"]].append({**e, "order": order})
        self.same, self.near = self.taxonomy()
        self.votes = self.count_votes()

    @staticmethod
    def identity(e: dict):
        return e.get("id") or (e["competency"], e["source"], e["at"], e.get("by"))

    # --- what is near -----------------------------------------------------------------------------
    def taxonomy(self):
        ids = sorted(self.by["competency"])
        same = {c: {c} for c in ids}
        changed = True
        while changed:
            changed = False
            for c in ids:
                for other in self.by["competency"][c].get("same_as", []):
                    joint = same[c] | same[other]
                    for x in joint:
                        if same[x] != joint:
                            same[x], changed = joint, True
        above = {c: {c} for c in ids}
        changed = True
        while changed:
            changed = False
            for c in ids:
                wider = set.union(above[c], *(above[b] for b in
                                              self.by["competency"][c].get("broader", [])))
                if wider != above[c]:
                    above[c], changed = wider, True
        below = {c: sum(c in above[x] for x in ids) - 1 for c in ids}
        n = len(ids)
        content = {c: 1 - math.log(below[c] + 1) / math.log(n) if n > 1 else 0 for c in ids}
        near = {}
        for c in ids:
            found = []
            for other in ids:
                common = above[c] & above[other]
                total = content[c] + content[other]
                if other in same[c] or not common or total <= 0:
                    continue
                sigma = 2 * max(content[a] for a in common) / total
                if sigma >= .55:
                    found.append((-sigma, other))
            near[c] = {other: -s for s, other in sorted(found)[:32]}
        return same, near

    # --- roles and changes ------------------------------------------------------------------------
    def versions(self, role: str, at: dt.date) -> list:
        known = [v for v in self.by["role"][role]["versions"] if day(v["from"]) <= at]
        return sorted(known, key=lambda v: v["from"])

    def asked_by(self, version: dict) -> dict:
        asks = list(version.get("requires", []))
        for task in version.get("tasks", []):
            asks += self.by["task"][task]["requires"]
        return merge(asks)

    def changed_role(self, employee: dict, changes: list, at: dt.date) -> dict:
        org, role = employee["org"], employee["role"]
        for change in changes:
            for m in change.get("merges", []):
                if m["from_org"] == org:
                    org, role = m["to_org"], m.get("roles", {}).get(role, role)
                    break
        versions = self.versions(role, at)
        asks = list(versions[-1].get("requires", [])) if versions else []
        tasks = [(t, 1) for t in versions[-1].get("tasks", [])] if versions else []
        for change in changes:
            gone = {m["task"] for m in change.get("moves", []) if m.get("from_role") == role}
            tasks = [t for t in tasks if t[0] not in gone]
            tasks += [(m["task"], m.get("share", 1)) for m in change.get("moves", [])
                      if m["to_role"] == role]
            asks += [r for r in change.get("requires", []) if r["role"] == role]
        for task, share in tasks:
            asks += [{**a, "weight": a.get("weight", 1) * share}
                     for a in self.by["task"][task]["requires"]]
        return merge(asks)

    # --- belief -----------------------------------------------------------------------------------
    def items(self, employee: str, at: dt.date) -> list:
        out = [dict(r) for r in self.rows[employee] if day(r["at"]) <= at]
        for done in self.done[employee]:
            if day(done["at"]) > at:
                continue
            course = self.by["course"][done["course"]]
            source = "certificate" if course.get("certificate") else "course"
            for teach in course["teaches"]:
                if any(r["source"] == source and r.get("course") == course["id"] and
                       r["competency"] == teach["competency"] and day(r["at"]) <= at
                       for r in self.rows[employee]):
                    continue
                item = {"competency": teach["competency"], "level": teach["to"], "source": source,
                        "at": done["at"][:10], "by": course["id"], "order": done["order"]}
                if source == "certificate":
                    until = add_months(day(done["at"]), course["certificate"]["valid_months"])
                    item["valid_until"] = until.isoformat()
                out.append(item)
        return out

    def counted(self, employee: str, competency: str, at: dt.date) -> list:
        """The newest of each source and giver, with corrected level and precision."""
        newest: dict = {}
        for i in self.items(employee, at):
            if i["competency"] != competency:
                continue
            key = (i["source"], i.get("by"))
            if key not in newest or (i["at"], i["order"]) > (newest[key]["at"], newest[key]["order"]):
                newest[key] = i
        out = []
        half = self.by["competency"][competency].get("half_life_months")
        for i in newest.values():
            n = sum(o["source"] == i["source"] for o in newest.values())
            variance = VARIANCE[i["source"]]
            age = (at - day(i["at"])).days / MONTH
            precision = 1 / (variance + (variance / half if half else .02) * age)
            if i["source"] in ("manager", "peer") and n > 3:
                precision *= 3 / n
            drift = min(1.4, .08 * self.idle(employee, competency, day(i["at"]), at))
            out.append({**i, "y": i["level"] - BIAS.get(i["source"], 0) - drift, "p": precision})
        return out

    def idle(self, employee: str, competency: str, since: dt.date, at: dt.date) -> float:
        versions = self.versions(self.by["employee"][employee]["role"], at)
        days = 0
        date = since
        while date < at:  # day by day: slow, and hard to get wrong
            force = [v for v in versions if day(v["from"]) <= date] or versions[:1]
            days += not force or competency not in self.asked_by(force[-1])
            date += dt.timedelta(1)
        return days / MONTH

    def first_asks(self, employee: str, at: dt.date) -> dict:
        versions = self.versions(self.by["employee"][employee]["role"], at)
        return self.asked_by(versions[0]) if versions else {}

    def count_votes(self) -> dict:
        votes = defaultdict(dict)
        for e in self.by["employee"].values():
            for c in {i["competency"] for i in self.items(e["id"], self.today)}:
                items = [i for i in self.counted(e["id"], c, self.today) if i["source"] != "course"]
                if items:
                    mean = sum(i["p"] * i["y"] for i in items) / sum(i["p"] for i in items)
                    votes[e["org"], e["role"], c][e["id"]] = mean
        return votes

    def belief(self, employee: str, competency: str, at: dt.date):
        e = self.by["employee"][employee]
        first = self.first_asks(employee, at).get(competency)
        mu, tau2 = (max(0, first["level"] - 1), 1.0) if first else (.5, 2.0)
        others = [v for o, v in self.votes.get((e["org"], e["role"], competency), {}).items()
                  if o != employee]
        if len(others) >= 5:
            mu = (sum(others) + 5 * mu) / (len(others) + 5)
        items = self.counted(employee, competency, at)
        p = 1 / tau2
        total = mu / tau2
        for i in items:
            if i["source"] != "course":
                p, total = p + i["p"], total + i["p"] * i["y"]
        for i in sorted((i for i in items if i["source"] == "course"),
                        key=lambda i: (i["at"], i["level"], (i.get("by") or "").encode())):
            if i["y"] > total / p:
                p, total = p + i["p"], total + i["p"] * i["y"]
        return total / p, 1 / p, bool(items)

    def certificates(self, employee: str, competency: str, edge: float, at: dt.date):
        held = [i for i in self.items(employee, at) if i["source"] == "certificate" and
                i["competency"] == competency and i["level"] >= edge]
        valid = [i for i in held if "valid_until" not in i or day(i["valid_until"]) >= at]
        return bool(valid), len(held) > len(valid)

    # --- the question -----------------------------------------------------------------------------
    def needs(self, request: dict):
        e = self.by["employee"][request["employee"]]
        at, goal = day(request["as_of"]), request.get("goal", {"kind": "current"})
        last = None
        if goal["kind"] == "current":
            versions = self.versions(e["role"], at)
            asks = self.asked_by(versions[-1]) if versions else {}
        elif goal["kind"] == "role":
            versions = self.versions(goal["role"], at)
            asks = self.asked_by(versions[-1]) if versions else {}
        elif goal["kind"] == "change":
            ids = goal["change"] if isinstance(goal["change"], list) else [goal["change"]]
            changes = sorted((self.by["change"][c] for c in set(ids)),
                             key=lambda c: (c["effective"], c["id"].encode()))
            last = max(day(c["effective"]) for c in changes)
            at = max(at, last)
            asks = self.changed_role(e, changes, at)
        elif goal["kind"] == "competencies":
            asks = merge(goal["items"])
        else:
            asks = {c: {"level": min(5, max(3, self.belief(e["id"], c, at)[0] + 1)), "weight": 1,
                        "mandatory": False} for c in e.get("wishes", [])}
        first = self.first_asks(e["id"], at)
        out = {}
        for c, ask in sorted(asks.items()):
            rho = ask["level"] - .5
            m, v, any_evidence = self.belief(e["id"], c, at)
            valid, ended = self.certificates(e["id"], c, rho, at)
            lapsed = bool(ask["mandatory"] and ended and not valid)
            if valid or (m >= rho and not lapsed):
                continue
            h = shortfall(m, v, rho)
            if lapsed:
                h = max(h, .5)
            w = 2 * max(1, ask["weight"]) if ask["mandatory"] else ask["weight"]
            reach = big_phi((m - rho) / math.sqrt(v))
            out[c] = {"m": m, "v": v, "rho": rho, "w": w, "h": h, "lapsed": lapsed,
                      "level": ask["level"], "mandatory": ask["mandatory"],
                      "doubtful": not lapsed and (not any_evidence or reach >= .25),
                      "assess": w * h * max(reach, .25 if c in first else .05)}
        return e, at, last, out

    def sees(self, org: str, record: dict) -> bool:
        own = record.get("org")
        seen, up = {org, *self.by["org"][org].get("catalogues", [])}, org
        while up:
            seen.add(up)
            up = self.by["org"][up].get("parent")
        return own is None or own in seen

    def listed(self, e: dict, at: dt.date, request: dict, course: dict):
        """q, or None when a rule keeps the course off the list."""
        f, asked = request.get("filters", {}), day(request["as_of"])
        if not self.sees(e["org"], course) or course.get("retired"):
            return None
        if course["id"] in request.get("exclude", []):
            return None
        if f.get("languages") and course["language"] not in f["languages"]:
            return None
        if f.get("formats") and course["format"] not in f["formats"]:
            return None
        if f.get("providers") and course.get("provider") not in f["providers"]:
            return None
        if course["price_cents"] > f.get("max_price_cents", math.inf):
            return None
        if course["hours"] > f.get("max_hours", math.inf):
            return None
        sessions = course.get("sessions", [])
        fitting = [s for s in sessions if day(s["start"]) >= asked and
                   s["start"] >= f.get("start_after", "") and
                   s["start"] <= f.get("start_before", "9") and
                   not (f.get("has_seats") and s.get("seats", 1) == 0)]
        if sessions and not fitting:
            return None
        for done in self.done[e["id"]]:
            if done["course"] == course["id"] and day(done["at"]) <= at:
                paper = course.get("certificate")
                if not paper or add_months(day(done["at"]), paper["valid_months"]) >= at:
                    return None
        q = 1.0
        for r in course.get("requires", []):
            edge = r["level"] - .5
            m, v, _ = self.belief(e["id"], r["competency"], at)
            valid, _ = self.certificates(e["id"], r["competency"], edge, at)
            if "law" in r and m < edge and not valid:
                return None
            if not valid:
                q *= big_phi((m - edge) / math.sqrt(v + .25))
        return q if q >= .15 else None

    def effects(self, course: dict, needs: dict):
        """{competency: D}, g, and whether an assumed entry level carries any of it."""
        out, g, assumed = {}, 0.0, False
        for c, need in needs.items():
            best = (0.0, 0.0, False)
            for rank in ("direct", "near"):
                for t in sorted(course["teaches"], key=lambda t: t["competency"].encode()):
                    direct = t["competency"] in self.same[c]
                    sigma = self.near[c].get(t["competency"], 0)
                    if direct != (rank == "direct") or (not direct and (need["mandatory"] or not sigma)):
                        continue
                    if need["lapsed"]:
                        closes = direct and t["to"] >= need["rho"] and course.get("certificate")
                        d = need["h"] if closes else 0.0
                    else:
                        start = t.get("from", max(0, t["to"] - 2))
                        d = effect(need["m"], need["v"], need["rho"], start, t["to"])
                        d *= 1 if direct else min(.5, sigma ** 2)
                    rests = "from" not in t and not need["lapsed"]  # on an assumed entry level
                    if d > best[0] or (d > 0 and d == best[0] and best[2] and not rests):
                        best = (d, min(t["to"], need["rho"]) - need["m"], rests)
            if best[0] > 0:
                out[c] = best[0]
                g, assumed = max(g, best[1]), assumed or best[2]
        return out, g, assumed

    @staticmethod
    def expected_gain(d: float, above: list) -> float:
        """E[(d - M)+], M the largest of those above that are there: summed over M's distribution."""
        total, cleared = 0.0, 1.0
        for value in sorted({x for x, _ in above}, reverse=True):
            none = math.prod(1 - r for x, r in above if x == value)
            total += cleared * (1 - none) * max(0.0, d - value)
            cleared *= none
        return total + cleared * d

    def recommend(self, request: dict) -> dict:
        e, at, last, needs = self.needs(request)
        total = sum(n["w"] * n["h"] for n in needs.values())
        candidates = {}
        wanted = request.get("filters", {}).get("competencies")
        for course in self.by["course"].values():
            q = self.listed(e, at, request, course)
            ds, g, assumed = self.effects(course, needs) if q is not None else ({}, 0, False)
            if ds and (not wanted or set(ds) & set(wanted)):
                candidates[course["id"]] = {"q": q, "p": .8 * .7 ** max(0, g - 2), "d": ds,
                                            "assumed": assumed, "course": course}
        best = {c: max((k["d"].get(c, 0) for k in candidates.values()), default=0) for c in needs}
        closable = sum(n["w"] * best[c] for c, n in needs.items())
        items = self.rank(e, request, needs, candidates, closable)
        covered = sum(n["w"] * self.expected_best(c, items, candidates) for c, n in needs.items())
        for item in items:
            self.finish(item, e, request, last, needs, candidates[item["course"]])
        first = sorted(((-n["assess"], c) for c, n in needs.items() if n["doubtful"]))[:3]
        return {"gap_total": total, "closable": closable, "items": items,
                "coverage": min(covered, closable) / total if total > 0 else 1.0,
                "not_closable": sorted(c for c in needs if best[c] == 0),
                "assess_first": [c for _, c in first], "needs": needs}

    def expected_best(self, c: str, items: list, candidates: dict) -> float:
        held = [(k["d"][c], k["p"] * k["q"]) for k in (candidates[i["course"]] for i in items)
                if c in k["d"]]
        top = max((d for d, _ in held), default=0)
        return top - self.expected_gain(top, held) if held else 0.0

    def rank(self, e: dict, request: dict, needs: dict, candidates: dict, closable: float) -> list:
        items: list = []
        left = dict(candidates)
        while len(items) < request.get("k", 10):
            scored = []
            for name, k in left.items():
                item = self.score(e, request, needs, k, [candidates[i["course"]] for i in items])
                if item["closure"] >= .02 * closable and item["closure"] > 0:
                    scored.append((-item["score"], name.encode(), item))
            if not scored:
                break
            item = min(scored, key=lambda s: s[:2])[2]
            items.append(item)
            del left[item["course"]]
        return items

    def score(self, e: dict, request: dict, needs: dict, k: dict, above: list) -> dict:
        course, delta = k["course"], request.get("diversity", .7)
        euros = course["price_cents"] / 100
        s = {"balanced": 1 / (1 + course["hours"] / 40 + euros / 1000), "closure": 1,
             "per_euro": 100 / (100 + euros),
             "per_hour": 8 / (8 + course["hours"])}[request.get("objective", "balanced")]
        why = {}
        for c, d in k["d"].items():
            held = [(a["d"][c], delta * a["p"] * a["q"]) for a in above if c in a["d"]]
            gain = needs[c]["w"] * k["p"] * k["q"] * self.expected_gain(d, held)
            if s * gain:
                why[c] = s * gain
        whole = sum(why.values())
        terms, flags = {}, []
        if any(self.copies(course, a["course"]) for a in above):
            terms["near_duplicate"] = -.5 * whole
            flags.append("near_duplicate")
        outside = self.outside(e.get("preferences", {}), course, day(request["as_of"]))
        if outside:
            terms["preference"] = -.1 * outside * whole
            flags.append("outside_preferences")
        return {"course": course["id"], "score": whole + sum(terms.values()), "closure": whole / s,
                "why": why, "terms": terms, "flags": flags, "success": k["p"], "ready": k["q"]}

    @staticmethod
    def copies(a: dict, b: dict) -> bool:
        return (a.get("provider"), a["format"], {t["competency"] for t in a["teaches"]}) == \
            (b.get("provider"), b["format"], {t["competency"] for t in b["teaches"]})

    @staticmethod
    def outside(preferences: dict, course: dict, at: dt.date) -> int:
        n = bool(preferences.get("languages")) and course["language"] not in preferences["languages"]
        n += bool(preferences.get("formats")) and course["format"] not in preferences["formats"]
        coming = sorted((s["start"], s["id"].encode(), s) for s in course.get("sessions", [])
                        if day(s["start"]) >= at)
        if preferences.get("max_hours_per_week") and coming and "end" in coming[0][2]:
            session = coming[0][2]
            days = (day(session["end"]) - day(session["start"])).days + 1
            n += course["hours"] / max(1, days / 7) > preferences["max_hours_per_week"]
        return int(n)

    def finish(self, item: dict, e: dict, request: dict, last, needs: dict, k: dict) -> None:
        course, asked = k["course"], day(request["as_of"])
        coming = [s for s in course.get("sessions", []) if day(s["start"]) >= asked]
        if k["assumed"]:
            item["flags"].append("from_assumed")
        if last and asked < last and coming and all(day(s["start"]) >= last for s in coming):
            item["flags"].append("starts_late")
        item["flags"].sort()
        item["mandatory"] = any(needs[c]["mandatory"] for c in k["d"])
        share = self.by["org"][e["org"]].get("personal_share", 0)
        free = "legal_basis" in course or item["mandatory"]
        item["employee_cost_cents"] = 0 if free else math.floor(share * course["price_cents"] + .5)
