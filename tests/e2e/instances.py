"""Invented municipalities and questions, drawn from a seed: everything that the arithmetic knows occurs
in them, also in odd combinations."""
from __future__ import annotations

import datetime as dt
import random

TODAY = dt.date(2026, 11, 23)
FORMATS = ["e-learning", "classroom", "blended", "on-the-job", "coaching"]


class Draw:
    def __init__(self, seed: int):
        self.r = random.Random(seed)

    def some(self, chance: float) -> bool:
        return self.r.random() < chance

    def level(self, low: float = 0, high: float = 5) -> float:
        return self.r.randrange(int(low * 2), int(high * 2) + 1) / 2

    def date(self, back: int = 2500, ahead: int = 500) -> str:
        return (TODAY + dt.timedelta(self.r.randrange(-back, ahead))).isoformat()

    def ask(self, competency: str) -> dict:
        out: dict = {"competency": competency, "level": self.level(1)}
        if self.some(.5):
            out["weight"] = round(self.r.random(), 3)
        if self.some(.2):
            out["mandatory"] = True
        return out

    def asks(self, competencies: list, n: int) -> list:
        return [self.ask(c) for c in self.r.sample(competencies, n)]


def competencies(d: Draw) -> list:
    out = []
    for i in range(20):
        c: dict = {"id": f"c{i:02}", "label": f"c{i}"}
        if i > 2 and d.some(.8):
            c["broader"] = d.r.sample([f"c{j:02}" for j in range(min(i, 8))], 1 + d.some(.2))
        if d.some(.3):
            c["half_life_months"] = d.r.choice([24, 36, 60])
        out.append(c)
    out[5]["same_as"], out[9]["same_as"] = ["c06"], ["c06"]
    return out


def course(d: Draw, i: int, ids: list) -> dict:
    teaches = []
    for c in d.r.sample(ids, d.r.randrange(1, 4)):
        to = d.level(1)
        teaches.append({"competency": c, "to": to})
        if d.some(.7):
            teaches[-1]["from"] = max(0, to - d.r.choice([1, 2, 3]))
    out: dict = {"id": f"k{i:02}", "title": f"k{i}", "language": d.r.choice(["nl", "nl", "en"]),
                 "format": d.r.choice(FORMATS), "hours": d.r.choice([2, 7.5, 16, 40]),
                 "price_cents": d.r.choice([0, 9900, 45001, 250000]), "teaches": teaches}
    if d.some(.7):
        out["provider"] = d.r.choice("PQR")
    if d.some(.4):
        out["certificate"] = {"name": "x", "valid_months": d.r.choice([1, 12, 24])}
    if d.some(.3):
        out["requires"] = [{"competency": c, "level": d.level(1, 3),
                            **({"law": "wet"} if d.some(.4) else {})} for c in d.r.sample(ids, 1)]
    if d.some(.1):
        out["legal_basis"] = "law"
    if d.some(.05):
        out["retired"] = True
    if d.some(.15):
        out["org"] = d.r.choice(["regio", "stad", "dorp"])
    if d.some(.5):
        out["sessions"] = []
        for s in range(d.r.randrange(1, 4)):
            start = TODAY + dt.timedelta(d.r.randrange(-200, 300))
            session: dict = {"id": f"s{s}", "start": start.isoformat()}
            if d.some(.7):
                session["end"] = (start + dt.timedelta(d.r.randrange(40))).isoformat()
            if d.some(.5):
                session["seats"] = d.r.randrange(3)
            out["sessions"].append(session)
    return out


def courses(d: Draw, ids: list) -> list:
    out = [course(d, i, ids) for i in range(40)]
    for i in range(40, 44):  # copies at another price
        twin = {**out[d.r.randrange(40)], "id": f"k{i}", "price_cents": d.r.randrange(100000)}
        out.append(twin)
    return out


def changes(d: Draw, ids: list) -> list:
    roles = [f"r{i}" for i in range(6)]
    out = []
    for i in range(4):
        out.append({"id": f"h{i}", "label": "h", "effective": d.date(100, 600), "law": "Wet",
                    "moves": [{"task": f"t{d.r.randrange(4)}", "to_role": d.r.choice(roles),
                               **({"from_role": d.r.choice(roles)} if d.some(.6) else {}),
                               **({"share": .5} if d.some(.4) else {})} for _ in range(2)],
                    "requires": [{"role": d.r.choice(roles), **d.ask(d.r.choice(ids))}]})
    out[3]["merges"] = [{"from_org": "dorp", "to_org": "stad",
                         "roles": {"r0": "r1", d.r.choice(roles[2:]): "r0"}}]
    return out


def evidence(d: Draw, employee: str, ids: list, names: list) -> list:
    out = []
    for _ in range(d.r.choice([0, 6, 12, 20])):
        e: dict = {"employee": employee, "competency": d.r.choice(ids), "level": d.level(),
                   "source": d.r.choice(["self", "peer", "peer", "manager", "test", "certificate",
                                         "course"]), "at": d.date(2000, 200)}
        if d.some(.8):
            e["by"] = f"p{d.r.randrange(5)}"
        if e["source"] == "certificate" and d.some(.7):
            e["valid_until"] = (dt.date.fromisoformat(e["at"]) +
                                dt.timedelta(d.r.randrange(900))).isoformat()
        if e["source"] in ("certificate", "course") and d.some(.3):
            e["course"] = d.r.choice(names)
        out.append(e)
    return out


def instance(seed: int) -> dict:
    d = Draw(seed)
    comps = competencies(d)
    ids = [c["id"] for c in comps]
    kinds = {"org": [{"id": "regio", "name": "Regio"},
                     {"id": "stad", "name": "Stad", "parent": "regio", "personal_share": .25},
                     {"id": "dorp", "name": "Dorp", "catalogues": ["stad"]}],
             "team": [{"id": "ts", "org": "stad", "name": "s"},
                      {"id": "td", "org": "dorp", "name": "d"}],
             "competency": comps,
             "task": [{"id": f"t{i}", "label": "t", "requires": d.asks(ids, 3)} for i in range(4)]}
    kinds["role"] = []
    for i in range(6):
        dates = sorted({d.date(3000, 300) for _ in range(d.r.randrange(1, 4))})
        kinds["role"].append({"id": f"r{i}", "label": "r", "versions": [
            {"from": f, "tasks": d.r.sample([f"t{j}" for j in range(4)], d.r.randrange(3)),
             "requires": d.asks(ids, d.r.randrange(2, 6))} for f in dates]})
    kinds["change"] = changes(d, ids)
    kinds["course"] = courses(d, ids)
    shared = [k["id"] for k in kinds["course"] if "org" not in k]
    kinds["employee"], kinds["evidence"], kinds["event"] = [], [], []
    for i in range(16):
        org = d.r.choice(["stad", "stad", "stad", "dorp"])
        person: dict = {"id": f"e{i:02}", "org": org, "team": "ts" if org == "stad" else "td",
                        "role": d.r.choice(["r0", "r0", "r0", "r1", "r2", "r3", "r4", "r5"])}
        if d.some(.4):
            person["preferences"] = {"languages": ["nl"], "formats": d.r.sample(FORMATS, 2),
                                     "max_hours_per_week": d.r.choice([2, 8, 16])}
        if d.some(.5):
            person["wishes"] = d.r.sample(ids, 3)
        kinds["employee"].append(person)
        kinds["evidence"] += evidence(d, person["id"], ids, shared)
        for n in range(d.r.randrange(3)):
            kinds["event"].append({"id": f"x{i}.{n}", "employee": person["id"],
                                   "course": d.r.choice(shared), "at": d.date(1500, 100) + "T09:00:00Z",
                                   "type": d.r.choice(["completed", "completed", "shown"])})
    return kinds


def goal(d: Draw) -> dict:
    ids = [f"c{i:02}" for i in range(20)]
    return d.r.choice([
        {"kind": "current"}, {"kind": "role", "role": f"r{d.r.randrange(6)}"},
        {"kind": "change", "change": f"h{d.r.randrange(4)}"},
        {"kind": "change", "change": d.r.sample(["h0", "h1", "h2", "h3"], 3)},
        {"kind": "competencies", "items": [{"competency": c, "level": d.level(2)}
                                           for c in d.r.sample(ids, 4)]},
        {"kind": "wishes"}])


def request(d: Draw) -> dict:
    out: dict = {"employee": f"e{d.r.randrange(16):02}", "as_of": d.date(300, 500), "goal": goal(d),
                 "k": d.r.choice([1, 3, 10, 50]), "diversity": d.r.choice([0, .3, .7, 1]),
                 "objective": d.r.choice(["balanced", "closure", "per_euro", "per_hour"])}
    filters = {"languages": ["nl"], "formats": d.r.sample(FORMATS, 3), "providers": ["P", "Q"],
               "max_price_cents": 100000, "max_hours": 20, "start_after": d.date(0, 60),
               "start_before": d.date(0, 300), "competencies": [f"c{i:02}" for i in range(8)],
               "has_seats": True}
    if d.some(.5):
        chosen = d.r.sample(sorted(filters), d.r.randrange(1, 3))
        out["filters"] = {name: filters[name] for name in chosen}
    if d.some(.2):
        out["exclude"] = [f"k{d.r.randrange(44):02}" for _ in range(4)]
    return out
