#!/usr/bin/env python3
"""Derives the people of the sample region from its catalogue.

    tools/sample_people.py data/sample

reads team, role, task and course there and writes employee, evidence and event, the same bytes each
time. Everybody draws from a generator of their own, seeded with their id, so that a change to one
person leaves the others as they are. A person has a true level for each competency that the role
asks; evidence and course histories are drawn around it. The people of STARS are written by hand:
demonstrations and their expected answers rest on them.
"""
import json
import random
import re
import sys
from datetime import date, timedelta
from pathlib import Path

TODAY = date(2026, 11, 24)
DECLINED = ["Past niet in de bezetting.", "Het budget is op.", "Eerst de basis, volgend jaar dit."]

# Each team with role*people in the order of their ids, "r-" left out; the manager is in team.jsonl.
TEAMS = """
wd-jeugd: jeugdconsulent*11 gedragsdeskundige*2; wd-ruimte: planner*6 planjurist*3 verkeer*3 geo*4
wd-wijk: wijkteam*14; wd-burger: burgerzaken*13 specialist-burgerzaken*4 babs*3 verkiezingen*1
wd-wmo: wmo-consulent*14 consulent-ggz*3 kwaliteit-sd*3; wd-veilig: boa*9 veiligheid*3 bibob*1
wd-inkomen: klantmanager-inkomen*15 sociaal-rechercheur*3; wd-schuld: schuldhulpverlener*9
wd-werk: klantmanager-werk*10 jobcoach*4 regisseur-inburgering*4; wd-kcc: klantcontact*10
wd-vergunning: vergunningverlener*11 bouwinspecteur*5 milieutoezicht*3; wd-beheer: beheer-or*9
wd-ict: functioneel-beheer*6 systeembeheer*5 servicedesk*5 integratie*3 ciso*1 privacy*2
wd-informatie: informatiebeheer*5 woo*2 data-analist*4
wd-bestuur: jurist*6 bestuursadviseur*4 beleid-sd*5 projectleider*3
wd-middelen: financieel-adviseur*6 inkoop*4 hr*4 woz*4
ov-jeugd: jeugdconsulent*8 gedragsdeskundige*1; ov-zorg: wmo-consulent*8 wijkteam*7 consulent-ggz*1
ov-werk: klantmanager-inkomen*8 klantmanager-werk*5 schuldhulpverlener*5 regisseur-inburgering*2
ov-leefomgeving: vergunningverlener*8 bouwinspecteur*3 planner*3 planjurist*2 milieutoezicht*2
ov-beheer: beheer-or*6 verkeer*2; ov-veilig: boa*6 veiligheid*2
ov-burger: burgerzaken*8 specialist-burgerzaken*2 babs*2 klantcontact*4
ov-ict: functioneel-beheer*4 systeembeheer*3 servicedesk*3 ciso*1 data-analist*2 geo*2
ov-staf: jurist*3 bestuursadviseur*3 beleid-sd*3 financieel-adviseur*3 inkoop*2 hr*2 woz*3
    informatiebeheer*3 woo*1 privacy*1
dr-sociaal: dr-r-allround*8 jeugdconsulent*3 klantmanager-inkomen*4 schuldhulpverlener*2
dr-omgeving: dr-r-omgeving*8 planner*2; dr-publiek: burgerzaken*6 klantcontact*5
dr-buiten: beheer-or*5 boa*4
dr-staf: jurist*2 bestuursadviseur*2 financieel-adviseur*2 hr*1 servicedesk*2 functioneel-beheer*2
rw-bescherming: jeugdbeschermer*12 gedragsdeskundige*2; rw-leerplicht: leerplichtambtenaar*7
rw-toezicht: toezichthouder-zorg*5 contract-zorg*3"""

STARS = {  # fields of the record, courses finished, evidence
    "wd-0001": ({
        "role": "r-jeugdconsulent", "target_role": "r-kwaliteit-sd", "hours_per_week": 32,
        "training_budget_cents": 250000, "wishes": ["c-hechting", "c-cultuursensitief"],
        "preferences": {"formats": ["classroom", "blended"], "max_hours_per_week": 8}},
        ["k-toegang-start 2019-05-16", "k-motiverend-praktijk 2023-03-23"], [
        ("manager 2025-10-14", {"by": "wd-0901"}, "jeugd-toegang 3.5, jeugdwet 2, gezinsplan 3, "
         "motiverend 3.5, jeugd-veiligheid 3, meldcode 3, verzoek-raad 1.5, overgang-18 1.5, "
         "ontwikkeling 2, beschikking 2.5"),
        ("peer 2025-06-19", {"by": "wd-0004"}, "jeugd-toegang 3, motiverend 3"),
        ("peer 2025-06-19", {"by": "wd-0007"}, "verzoek-raad 2, lvb 2.5"),
        ("test 2024-11-07", {}, "jeugdwet 2, jeugd-veiligheid 2.5, gegevensdeling 1.5"),
        ("certificate 2024-02-12", {"valid_until": "2026-02-11"}, "meldcode 3"),
        ("self 2026-09-21", {}, "jeugd-toegang 3.5, jeugdwet 3, gezinsplan 3.5, meldcode 3.5, "
         "jeugd-veiligheid 3.5, verzoek-raad 2.5, overgang-18 2, ontwikkeling 2.5, "
         "gegevensdeling 2.5")]),
    "ov-0046": ({"role": "r-vergunningverlener", "hours_per_week": 36}, ["k-ow-start 2023-10-12"], [
        ("manager 2022-05-10", {"by": "ov-0904"}, "bbl 4, awb 3.5"),
        ("manager 2025-05-13", {"by": "ov-0904"}, "awb 3, beschikking 3.5, omgevingswet 2, bopa 1"),
        ("peer 2025-04-09", {"by": "ov-0048"}, "omgevingstafel 2"),
        ("test 2024-12-12", {}, "dso 1"),
        ("self 2026-03-02", {}, "omgevingswet 2.5, wkb 1.5")]),
}


def asked(version, tasks):
    """{competency: (level, mandatory)} of a version of a role."""
    out = {}
    for item in sum((tasks[t]["requires"] for t in version.get("tasks", [])),
                    version.get("requires", [])):
        level, must = out.get(item["competency"], (0, False))
        out[item["competency"]] = max(level, item["level"]), must or item.get("mandatory", False)
    return out


class Region:
    """The catalogue, and the rows drawn so far."""

    def __init__(self, folder):
        def read(kind):
            lines = (folder / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
            return {record["id"]: record for record in map(json.loads, lines)}

        self.teams, self.roles, self.courses, tasks = map(read, ("team", "role", "course", "task"))
        self.first = {r: asked(v["versions"][0], tasks) for r, v in self.roles.items()}
        self.now = {r: asked(v["versions"][-1], tasks) for r, v in self.roles.items()}
        self.rows = {"employee": [], "evidence": [], "event": []}
        self.left = {s["id"]: s.get("seats", 99) for c in self.courses.values()
                     for s in c.get("sessions", [])}

    def teaching(self, competency, org):
        """(course, from, to) of what teaches it, as far as the org sees it."""
        return [(c, t.get("from", max(0, t["to"] - 2)), t["to"]) for c in self.courses.values()
                if not c.get("retired") and c.get("org", org) in (org, "regio-waterkant")
                for t in c["teaches"] if t["competency"] == competency]


class Person:
    """One employee being drawn."""

    def __init__(self, region, who, team, role, peers):
        self.region, self.who, self.role, self.peers = region, who, role, peers
        self.rng, self.org, self.n_events = random.Random(f"waterkant {who}"), team["org"], 0
        self.record = {"id": who, "org": team["org"], "team": team["id"], "role": role}
        self.manager = {"by": team["manager"]} if who != team["manager"] else {}

    def day(self, first, last):
        return first + timedelta(self.rng.randrange(max(1, (last - first).days)))

    def know(self, competency, level, source, at, **more):
        """One item of evidence; levels as people write them down, in halves."""
        self.region.rows["evidence"].append({
            "employee": self.who, "competency": competency, "source": source, "at": str(at),
            "level": min(5.0, max(0.0, round(2 * level) / 2)), **more})

    def event(self, course, kind, day, **more):
        self.n_events += 1
        clock = f"{self.rng.randint(7, 15):02d}:{self.rng.randint(0, 59):02d}:00Z"
        self.region.rows["event"].append({
            "id": f"ev-{self.who}-{self.n_events:03d}", "employee": self.who, "course": course,
            "type": kind, "at": f"{day}T{clock}", **more})

    def draw_fields(self):
        rng, out, now = self.rng, self.record, self.region.now
        others = [r for r in sorted(now) if r != self.role and not r.startswith("dr-")]
        others.sort(key=lambda r: len(now[r].keys() & now[self.role].keys()))
        target = rng.choice(others[-4:])
        wished = sorted(now[target].keys() - now[self.role].keys())
        if rng.random() < .16:
            out["target_role"] = target
        out["hours_per_week"] = rng.choice([16, 20, 24, 28, 32, 32, 36, 36, 36])
        if rng.random() < .09:
            out["leaves_on"] = str(date(rng.randint(2027, 2029), rng.randint(1, 12), 1))
        if rng.random() < .12:
            out["training_budget_cents"] = rng.choice([75000, 100000, 150000, 200000])
        if rng.random() < .4:
            out["preferences"] = {"languages": rng.choice([["nl"], ["nl"], ["nl", "en"]]),
                                  "formats": rng.choice([["e-learning", "blended"], ["classroom"]]),
                                  "max_hours_per_week": rng.choice([4, 6, 8, 12])}
        if wished and rng.random() < .3:
            out["wishes"] = rng.sample(wished, min(len(wished), rng.randint(1, 3)))
        if rng.random() < .03:
            out["objects_to_profiling"] = True

    def draw_evidence(self, since):
        """What people say, tests and papers; most hold the certificate of what is mandatory."""
        rng, review = self.rng, self.day(max(since, date(2024, 9, 1)), TODAY)
        for c, (_, must) in self.region.now[self.role].items():
            level = self.skill[c]
            if rng.random() < .85:
                self.know(c, level + .5 + rng.gauss(0, .9), "self", review)
            if rng.random() < .65 and self.manager:
                self.know(c, level + rng.gauss(0, .6), "manager", review, **self.manager)
            if rng.random() < (.3 if self.manager else .8):
                self.know(c, level + rng.gauss(0, .7), "peer", review, by=rng.choice(self.peers))
            if rng.random() < .12:
                self.know(c, level + rng.gauss(0, .35), "test", self.day(since, TODAY))
            taught = [(course, to) for course, low, to in self.region.teaching(c, self.org)
                      if low <= level + .5 and to <= level + 1]
            certified = [pair for pair in taught if "certificate" in pair[0]]
            if certified and rng.random() < (.85 if must else .3):
                course, to = rng.choice(certified)
                valid = timedelta(round(30.4375 * course["certificate"]["valid_months"]))
                at = self.day(max(since, TODAY - 1.2 * valid), TODAY)
                self.know(c, to, "certificate", at, valid_until=str(at + valid))
            elif taught and since < date(2023, 6, 1) and rng.random() < .25:
                (course, to), at = rng.choice(taught), self.day(since, date(2023, 12, 1))
                self.know(c, to, "course", at, by=course["id"], course=course["id"])

    def draw_journey(self, day):
        """From a list that was shown to a course that was finished, or not."""
        rng, options = self.rng, []
        for c, level in sorted(self.skill.items()):
            options += [(course, to - level) for course, low, to in
                        self.region.teaching(c, self.org) if low - .8 <= level < to]
        shown = rng.sample(options, min(4, len(options)))
        for position, (course, _) in enumerate(shown, 1):
            self.event(course["id"], "shown", day, position=position)
        if not shown or rng.random() < .2:
            return
        course, step = rng.choice(shown)
        end = 20 + rng.randrange(90)
        going_on = day + timedelta(end) >= TODAY
        steps = [("clicked", 0, {}), ("requested", 1, {})]
        if rng.random() < .15:
            steps += [("declined", 5, self.manager | {"reason": rng.choice(DECLINED)})]
        else:
            coming = [{"session": s["id"]} for s in course.get("sessions", [])
                      if going_on and s["start"] > str(TODAY)]
            steps += [("approved", 4, self.manager | {"price_cents": course["price_cents"]}),
                      ("enrolled", 6, coming[0] if coming else {})]
            if not going_on and rng.random() > (.87 if step <= 1.5 else .62):
                steps += [("dropped", end - 9, {})]
            elif not going_on:
                value = min(5, max(1, round(rng.gauss(3.9, .8))))
                steps += [("completed", end, {}), ("rated", end + 1, {"value": value})]
        for kind, days, more in steps:
            self.event(course["id"], kind, day + timedelta(days), **more)

    def draw_pending(self, chance=.14):
        """What some have asked for this autumn, for a session that is still to come."""
        rng, taken = random.Random(f"waterkant pending {self.who}"), {
            e["course"] for e in self.region.rows["event"] if e["employee"] == self.who}
        coming = [(course, s) for c, level in sorted(self.skill.items())
                  for course, low, to in self.region.teaching(c, self.org)
                  if low - .8 <= level < to and course["id"] not in taken
                  for s in course.get("sessions", []) if "2026-12" <= s["start"] < "2027-07"]
        coming = [(c, s) for c, s in coming if self.region.left[s["id"]] > 0]
        if not coming or rng.random() >= chance:
            return
        course, session = rng.choice(coming)
        self.region.left[session["id"]] -= 1
        day = date(2026, 10, 21) + timedelta(rng.randrange(28))
        asker = {"by": self.who} if rng.random() < .7 or not self.manager else self.manager
        run = {"session": session["id"], "price_cents": course["price_cents"]}
        self.event(course["id"], "requested", day, **asker, **run)
        if self.manager and rng.random() < .6:
            self.event(course["id"], "approved", day + timedelta(2), **self.manager, **run)

    def follow_star(self, fields, completed, evidence):
        assert fields["role"] == self.role, f"{self.who} has another role: move the star"
        self.record |= fields
        for course, day in map(str.split, completed):
            self.event(course, "completed", day)
        for source_at, more, levels in evidence:
            for name, level in map(str.split, levels.split(", ")):
                self.know(f"c-{name}", float(level), *source_at.split(), **more)

    def draw(self):
        self.region.rows["employee"].append(self.record)
        if self.who in STARS:
            return self.follow_star(*STARS[self.who])
        self.draw_fields()
        ability, first = self.rng.gauss(0, .5), self.region.first[self.role]
        self.skill = {c: level - (.8 if c in first else 1.5) + ability + self.rng.gauss(0, .6)
                      for c, (level, _) in self.region.now[self.role].items()}
        if self.manager and self.rng.random() < .06:
            return  # new: nothing is known yet
        self.draw_evidence(since := self.day(date(2019, 1, 1), date(2025, 6, 1)))
        for year in (2024, 2025, 2026):
            first, last = max(since, date(year, 1, 8)), date(year, 10, 20)
            if first < last and self.rng.random() < .55:
                self.draw_journey(self.day(first, last))
        self.draw_pending()


def main(folder):
    region, n_people = Region(folder), {}
    for team, mix in (item.split(": ") for item in re.split(r"; |\n(?=\w)", TEAMS.strip())):
        members = {}
        for name, count in (part.split("*") for part in mix.split()):
            for _ in range(int(count)):
                n_people[team[:2]] = n_people.get(team[:2], 0) + 1
                role = name if name in region.roles else f"r-{name}"
                members[f"{team[:2]}-{n_people[team[:2]]:04d}"] = role
        for who, role in (*members.items(), (region.teams[team]["manager"], "r-teamleider")):
            Person(region, who, region.teams[team], role, [m for m in members if m != who]).draw()
    for kind, rows in region.rows.items():
        lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        (folder / f"{kind}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1])) if len(sys.argv) == 2 else sys.exit(__doc__)
