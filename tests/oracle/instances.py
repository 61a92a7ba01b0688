"""Invented municipalities and questions about them, drawn from a seed.

Small, but everything that the arithmetic knows occurs: also what is rare in a real town, such as
two completions of one course, evidence of tomorrow, or two laws that move one task.
"""
from __future__ import annotations

import datetime as dt
import random

TODAY = dt.date(2026, 11, 23)
ORGS = ("stad", "dorp", "regio", "markt", "land")
FORMATS = ("e-learning", "classroom", "blended", "on-the-job", "coaching")
SOURCES = ("test", "test", "certificate", "certificate", "manager", "peer", "peer", "peer", "self",
           "course", "course")


def date_near(draw: random.Random, back: int, ahead: int) -> str:
    """A day at most so many days before or after today."""
    return (TODAY + dt.timedelta(draw.randint(-back, ahead))).isoformat()


def level(draw: random.Random, low: float = 0.0, high: float = 5.0) -> float:
    """Mostly whole or half, sometimes odd."""
    if draw.random() < .15:
        return round(draw.uniform(low, high), 2)
    drawn = draw.randint(round(2 * low), round(2 * high)) / 2
    return int(drawn) if drawn.is_integer() and draw.random() < .5 else drawn


def name_of(draw: random.Random, letter: str, number: int) -> str:
    """An id: mostly short; some that only the order of bytes puts where they belong."""
    return draw.choice([letter] * 6 + [letter.upper(), f"é{letter}", f"\U0001d11e{letter}",
                                       f"http://example.org/{letter * 100}/"]) + str(number)


class Town:
    """Draws the records of one town, kind after kind."""

    def __init__(self, seed: int):
        self.draw = random.Random(f"town {seed}")
        self.records: dict[str, list[dict]] = {}

    def chance(self, share: float) -> bool:
        return self.draw.random() < share

    def visible(self, kind: str, org: str | None) -> list[str]:
        """The ids that a record of an org may refer to."""
        orgs = {None: {None}, "stad": {None, "stad", "regio", "land", "markt"},
                "dorp": {None, "dorp", "regio", "land"}, "regio": {None, "regio", "land"},
                "land": {None, "land"}, "markt": {None, "markt"}}[org]
        return [r["id"] for r in self.records[kind] if r.get("org") in orgs]

    def owner(self, share: float, orgs: tuple[str, ...] = ORGS) -> dict:
        return {"org": self.draw.choice(orgs)} if self.chance(share) else {}

    def ask(self, competency: str, duty: float = .2) -> dict:
        ask: dict = {"competency": competency, "level": level(self.draw, .5)}
        if self.chance(.6):
            ask["weight"] = self.draw.choice([0.0, .1, .3, .5, .75, .9, 1.0, 1])
        if self.chance(duty):
            ask["mandatory"] = True
        return ask

    def asks(self, org: str | None, low: int, high: int, law: float = 0.0) -> list[dict]:
        names = self.visible("competency", org)
        chosen = self.draw.sample(names, min(len(names), self.draw.randint(low, high)))
        asks = [self.ask(name) for name in chosen]
        for ask in asks:
            if self.chance(law):
                ask["law"] = "Awb"
        return asks

    def orgs(self) -> None:
        share = self.draw.choice([0.0, .25, .1, 1 / 3])
        self.records["org"] = [
            {"id": "land", "name": "Land"},
            {"id": "regio", "name": "Regio", "parent": "land"},
            {"id": "markt", "name": "Markt"},
            {"id": "stad", "name": "Stad", "parent": "regio", "catalogues": ["markt"],
             "personal_share": share},
            {"id": "dorp", "name": "Dorp", "parent": "regio"}]
        self.records["team"] = [{"id": f"team-{o}", "org": o, "name": o} for o in ("stad", "dorp")]

    def competencies(self) -> None:
        """A forest, or something with more than one way up, with a few synonyms."""
        count = self.draw.choice([15, 20, 25, 30, 80])
        deep = count == 80       # long lines of broader ones: more than 32 near ones
        made: list[dict] = []
        for number in range(count):
            one: dict = {"id": name_of(self.draw, "c", number), "label": {"nl": f"c{number}"}}
            one.update(self.owner(.08, ("stad", "regio")))
            wider = [c["id"] for c in made if "org" not in c]
            wider = wider[-2:] if deep else wider[:9]
            if wider and self.chance(.98 if deep else .8):
                many = 2 if len(wider) > 1 and self.chance(.15) else 1
                one["broader"] = self.draw.sample(wider, many)
            if self.chance(.3):
                one["half_life_months"] = self.draw.choice([6, 18, 36, 60])
            made.append(one)
        shared = [c for c in made if "org" not in c]
        for one, other in zip(shared[3:6], shared[5:8]):
            if self.chance(.7):
                one["same_as"] = [other["id"]]
        self.records["competency"] = made

    def tasks_and_roles(self) -> None:
        self.records["task"] = []
        for number in range(self.draw.randint(4, 6)):
            self.records["task"].append({"id": f"t{number}", "label": "t", **self.taskless_law(),
                                         "requires": self.asks(None, 1, 4)})
        self.records["role"] = []
        for number in range(self.draw.randint(5, 8)):
            role: dict = {"id": f"r{number}", "label": "r"}
            if number > 3:
                role.update(self.owner(.3, ("stad", "regio")))
            starts = {date_near(self.draw, 3500, -1200)} if number == 0 else set()
            for _ in range(self.draw.randint(0 if starts else 1, 3)):
                starts.add(date_near(self.draw, 2500, 400))
            role["versions"] = [self.version(start, role.get("org")) for start in sorted(starts)]
            self.records["role"].append(role)

    def taskless_law(self) -> dict:
        return {"law": "Wmo"} if self.chance(.4) else {}

    def version(self, start: str, org: str | None) -> dict:
        version: dict = {"from": start}
        tasks = [t["id"] for t in self.records["task"]]
        if self.chance(.8):
            version["tasks"] = self.draw.sample(tasks, self.draw.randint(0, 2))
        if self.chance(.9):
            version["requires"] = self.asks(org, 1, 6, law=.2)
        return version

    def changes(self) -> None:
        roles = self.visible("role", None)
        tasks = [t["id"] for t in self.records["task"]]
        self.records["change"] = []
        for number in range(self.draw.randint(3, 4)):
            change: dict = {"id": f"h{number}", "label": "h",
                            "effective": date_near(self.draw, 60, 500)}
            change["moves"] = [self.move(tasks, roles) for _ in range(self.draw.randint(0, 3))]
            change["requires"] = [{"role": self.draw.choice(roles), **ask}
                                  for ask in self.asks(None, 0, 3)]
            if number == 0:
                change["merges"] = [{"from_org": "dorp", "to_org": "stad",
                                     "roles": {"r0": "r1", "r2": "r3"}}]
            self.records["change"].append(change)
        if self.chance(.5):      # the second takes effect on the day of the first
            self.records["change"][1]["effective"] = self.records["change"][0]["effective"]

    def move(self, tasks: list[str], roles: list[str]) -> dict:
        move: dict = {"task": self.draw.choice(tasks), "to_role": self.draw.choice(roles)}
        if self.chance(.6):
            move["from_role"] = self.draw.choice([r for r in roles if r != move["to_role"]])
        if self.chance(.5):
            move["share"] = self.draw.choice([.25, .5, 1.0])
        return move

    def taught(self, competency: str) -> dict:
        end = level(self.draw, 1)
        taught = {"competency": competency, "to": end}
        if self.chance(.7):
            taught["from"] = max(0.0, round(end - self.draw.choice([.5, 1, 2, 3]), 2))
        return taught

    def session(self, number: int) -> dict:
        start = TODAY + dt.timedelta(self.draw.randint(-250, 450))
        if self.chance(.15):     # on the day that a law takes effect
            start = dt.date.fromisoformat(self.draw.choice(self.records["change"])["effective"])
        session: dict = {"id": f"s{number}", "start": start.isoformat()}
        if self.chance(.7):
            session["end"] = (start + dt.timedelta(self.draw.choice([0, 1, 6, 13, 41]))).isoformat()
        if self.chance(.6):
            session["seats"] = self.draw.randint(0, 2)
        return session

    def course(self, number: int) -> dict:
        course: dict = {"id": name_of(self.draw, "k", number), "title": f"k{number}",
                        **self.owner(.2),
                        "language": self.draw.choice(["nl", "nl", "nl", "en", "de"]),
                        "format": self.draw.choice(FORMATS),
                        "hours": self.draw.choice([0.0, 1.5, 4, 8.0, 24, 60]),
                        "price_cents": self.draw.choice([0, 4999, 25000, 66666, 180002, 400000])}
        names = self.visible("competency", course.get("org"))
        course["teaches"] = [self.taught(c)
                             for c in self.draw.sample(names, self.draw.randint(1, 4))]
        if self.chance(.7):
            course["provider"] = self.draw.choice("PQR")
        if self.chance(.35):
            course["certificate"] = {"name": "diploma",
                                     "valid_months": self.draw.choice([1, 12, 24, 60])}
        if self.chance(.35):
            course["requires"] = [{"competency": c, "level": level(self.draw, .5, 4),
                                   **({"law": "wet"} if self.chance(.4) else {})}
                                  for c in self.draw.sample(names, self.draw.randint(1, 2))]
        if self.chance(.1):
            course["legal_basis"] = self.draw.choice(["law", "cao"])
        if self.chance(.06):
            course["retired"] = True
        if self.chance(.5):
            course["sessions"] = [self.session(n) for n in range(self.draw.randint(1, 3))]
        return course

    def courses(self) -> None:
        made = [self.course(number) for number in range(self.draw.randint(30, 54))]
        for number in range(6):  # copies, most of them at another price
            copy = {**self.draw.choice(made), "id": f"copy{number}"}
            if self.chance(.7):
                copy["price_cents"] = self.draw.randint(0, 90000)
            if self.chance(.3):
                copy["format"] = self.draw.choice(FORMATS)
            made.append(copy)
        self.records["course"] = made

    def people(self) -> None:
        self.records["employee"] = []
        for number in range(self.draw.randint(16, 25)):
            org = "stad" if number < 8 or self.chance(.5) else "dorp"
            roles = self.visible("role", org)
            role = "r0" if number < 7 or self.chance(.3) else self.draw.choice(roles)
            person: dict = {"id": f"e{number:02}", "org": org, "team": f"team-{org}", "role": role}
            if self.chance(.5):
                person["preferences"] = {
                    "languages": self.draw.choice([[], ["nl"], ["nl", "en"]]),
                    "formats": self.draw.choice([[], ["e-learning", "blended"], ["classroom"]]),
                    "max_hours_per_week": self.draw.choice([1, 4.0, 8])}
            if self.chance(.2):      # what the arithmetic does not look at
                person.update({"leaves_on": date_near(self.draw, 300, 300), "target_role": "r1",
                               "hours_per_week": 24, "objects_to_profiling": True})
            if self.chance(.6):
                names = self.visible("competency", org)
                person["wishes"] = self.draw.sample(names, self.draw.randint(0, 4))
            self.records["employee"].append(person)

    def duties(self, role: str) -> list[str]:
        """What some version of a role may not do without."""
        tasks = {t["id"]: t for t in self.records["task"]}
        versions = next(r for r in self.records["role"] if r["id"] == role)["versions"]
        asks = [ask for version in versions for ask in version.get("requires", [])]
        asks += [ask for version in versions for task in version.get("tasks", [])
                 for ask in tasks[task]["requires"]]
        return [ask["competency"] for ask in asks if ask.get("mandatory")]

    def paper_of(self, person: dict) -> list[dict]:
        """A certificate of a duty, most of them expired; some holders have failed a test since."""
        duties = self.duties(person["role"])
        if not duties:
            return []
        paper = {"employee": person["id"], "competency": self.draw.choice(duties),
                 "level": level(self.draw, 3), "source": "certificate",
                 "at": date_near(self.draw, 2000, -1000),
                 "valid_until": date_near(self.draw, 900, 400)}
        failed = [{"employee": person["id"], "competency": paper["competency"], "level": 0.0,
                   "source": "test", "by": giver, "at": date_near(self.draw, 500, -300)}
                  for giver in ("a", "b", "c") if self.chance(.3)]
        return [paper, *failed]

    def round_of(self, person: dict) -> list[dict]:
        """What four to six colleagues say of one competency."""
        competency = self.draw.choice(self.visible("competency", person["org"])[:8])
        source = self.draw.choice(["peer", "peer", "manager"])
        return [{"employee": person["id"], "competency": competency, "source": source,
                 "level": level(self.draw, 0, 4), "by": f"colleague {n}",
                 "at": date_near(self.draw, 1000, 30)}
                for n in range(self.draw.randint(4, 6))]

    def evidence_of(self, person: dict, number: int) -> dict:
        """One item; often of the few competencies that everybody has something of."""
        names = self.visible("competency", person["org"])
        common = self.chance(.5)
        item: dict = {"employee": person["id"],
                      "competency": self.draw.choice(names[:6] if common else names),
                      "level": level(self.draw), "source": self.draw.choice(SOURCES),
                      "at": date_near(self.draw, 2200, 250)}
        if self.chance(.85):
            item["by"] = self.draw.choice(["a", "b", "c", "d", "e", "é"])
        if self.chance(.2):
            item["id"] = f"v-{person['id']}-{number}"
        if item["source"] == "certificate" and self.chance(.7):
            end = dt.date.fromisoformat(item["at"]) + dt.timedelta(self.draw.randint(0, 1200))
            item["valid_until"] = end.isoformat()
        if item["source"] in ("certificate", "course") and self.chance(.3):
            item["course"] = self.draw.choice(self.visible("course", person["org"]))
        return item

    def evidence(self) -> None:
        self.records["evidence"], again = [], []
        for person in self.records["employee"]:
            if self.chance(.7):
                self.records["evidence"] += self.paper_of(person)
            if self.chance(.3):
                self.records["evidence"] += self.round_of(person)
            for number in range(self.draw.choice([0, 8, 16, 30])):
                item = self.evidence_of(person, number)
                self.records["evidence"].append(item)
                if self.chance(.06):   # corrected later on
                    again.append({**item, "level": level(self.draw)})
                if self.chance(.06):   # a second item of the same day, giver and source
                    again.append({**item, "id": f"w-{person['id']}-{number}",
                                  "level": level(self.draw)})
        self.records["evidence"] += again

    def events(self) -> None:
        self.records["event"] = []
        for person in self.records["employee"]:
            courses = self.visible("course", person["org"])
            for number in range(self.draw.choice([0, 1, 2, 5])):
                event = {"id": f"x-{person['id']}-{number}", "employee": person["id"],
                         "course": self.draw.choice(courses),
                         "type": self.draw.choice(["completed"] * 4 + ["shown", "dropped"]),
                         "at": date_near(self.draw, 1500, 200) + self.draw.choice(
                             ["T00:00:00Z", "T10:30:00Z", "T23:59:59Z"])}
                self.records["event"].append(event)
                self.events_about(event, number)

    def events_about(self, event: dict, number: int) -> None:
        """Sometimes the course again, sometimes evidence that collides with what it implies."""
        if self.chance(.25):
            self.records["event"].append({**event, "id": event["id"] + "again",
                                          "at": date_near(self.draw, 900, 60) + "T09:00:00Z"})
        if not self.chance(.25):
            return
        course = next(c for c in self.records["course"] if c["id"] == event["course"])
        item = {"employee": event["employee"], "competency": course["teaches"][0]["competency"],
                "level": level(self.draw), "by": course["id"], "at": event["at"][:10],
                "source": "certificate" if "certificate" in course else "course"}
        if self.chance(.5):
            item["course"] = course["id"]
            item["at"] = date_near(self.draw, 900, 200)
        self.records["evidence"].append(item)


def town(seed: int) -> dict[str, list[dict]]:
    """The records of one town, {kind: [records]}."""
    made = Town(seed)
    made.orgs()
    made.competencies()
    made.tasks_and_roles()
    made.changes()
    made.courses()
    made.people()
    made.evidence()
    made.events()
    return made.records


def wide_town() -> dict[str, list[dict]]:
    """A town with 39 equally near competencies, each taught by a course of its own."""
    brothers = [{"id": f"b{n:02}", "label": "b", "broader": ["up"]} for n in range(40)]
    others = [{"id": f"x{n:04}", "label": "x"} for n in range(5000)]
    courses = [{"id": f"k{n:02}", "title": "k", "language": "nl", "format": "classroom",
                "hours": 8.0, "price_cents": 1000 * n, "provider": f"P{n}",
                "teaches": [{"competency": f"b{n:02}", "from": 0.0, "to": 3}]} for n in range(39)]
    version = {"from": "2020-01-01", "requires": [{"competency": "b39", "level": 3}]}
    return {"org": [{"id": "stad", "name": "Stad"}],
            "team": [{"id": "team", "org": "stad", "name": "Team"}],
            "competency": [{"id": "up", "label": "up"}, *brothers, *others], "course": courses,
            "role": [{"id": "r", "label": "r", "versions": [version]}],
            "employee": [{"id": "e", "org": "stad", "team": "team", "role": "r"}]}


def a_goal(draw: random.Random, records: dict, org: str) -> dict | None:
    """Any goal that an employee of the org may ask for; None leaves it to the default."""
    changes = [c["id"] for c in records["change"]]
    orgs = {None, org, "regio", "land", *(["markt"] if org == "stad" else [])}

    def seen(kind: str) -> list[str]:
        return [r["id"] for r in records[kind] if r.get("org") in orgs]
    kind = draw.choice(["none", "current", "role", "change", "changes", "competencies", "wishes"])
    if kind == "none":
        return None
    if kind == "role":
        return {"kind": "role", "role": draw.choice(seen("role"))}
    if kind == "change":
        return {"kind": "change", "change": draw.choice(changes)}
    if kind == "changes":
        return {"kind": "change", "change": draw.sample(changes, draw.randint(2, len(changes)))}
    if kind == "competencies":
        chosen = draw.sample(seen("competency"), draw.randint(1, 5))
        return {"kind": "competencies", "items": [
            {"competency": c, "level": level(draw, 1),
             **({"weight": draw.choice([0.0, .2, 1.0])} if draw.random() < .5 else {})}
            for c in chosen]}
    return {"kind": kind}


def a_turn(draw: random.Random, records: dict, person: str) -> str:
    """A day on which something ends or begins for a person, or the day after it."""
    days = [i["valid_until"] for i in records["evidence"]
            if i["employee"] == person and "valid_until" in i]
    days += [i["at"][:10] for kind in ("evidence", "event") for i in records[kind]
             if i["employee"] == person]
    days += [c["effective"] for c in records["change"]]
    days += [v["from"] for r in records["role"] for v in r["versions"]]
    day = dt.date.fromisoformat(draw.choice([d for d in days if "2022" < d < "2029"]))
    return (day + dt.timedelta(draw.randint(0, 1))).isoformat()


def paper_end(draw: random.Random, records: dict, person: str) -> str | None:
    """The last day of what a completed course gave, or the day after it."""
    courses = {c["id"]: c for c in records["course"]}
    ends = [months_on(event["at"], courses[event["course"]]["certificate"]["valid_months"])
            for event in records["event"]
            if event["employee"] == person and event["type"] == "completed" and
            "certificate" in courses[event["course"]]]
    if not ends:
        return None
    return (draw.choice(ends) + dt.timedelta(draw.randint(0, 1))).isoformat()


def months_on(at: str, months: int) -> dt.date:
    """The same day some months later, or the last of that month."""
    day = dt.date.fromisoformat(at[:10])
    index = 12 * day.year + day.month - 1 + months
    first_of_next = dt.date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    last = (first_of_next - dt.timedelta(1)).day
    return dt.date(index // 12, index % 12 + 1, min(day.day, last))


def some_filters(draw: random.Random, records: dict) -> dict:
    """One to three filters, some of them empty."""
    starts = [s["start"] for c in records["course"] for s in c.get("sessions", [])
              if s["start"] > TODAY.isoformat()]
    names = [c["id"] for c in records["competency"] if "org" not in c]
    every = {"languages": draw.choice([[], ["nl"], ["nl", "en"]]),
             "formats": draw.sample(FORMATS, 3), "providers": draw.choice([["P"], ["P", "Q"], []]),
             "max_price_cents": draw.choice([0, 25000, 66666]), "max_hours": draw.choice([4, 24.0]),
             "start_after": draw.choice([date_near(draw, 30, 120), draw.choice(starts)]),
             "start_before": draw.choice([date_near(draw, 0, 300), draw.choice(starts)]),
             "competencies": draw.sample(names, len(names) // 2),
             "has_seats": draw.choice([True, True, False])}
    return {name: every[name] for name in draw.sample(sorted(every), draw.randint(1, 3))}


def question(draw: random.Random, records: dict) -> dict:
    """The arguments of one `recommend`."""
    person = draw.choice(records["employee"])
    asked: dict = {"employee": person["id"]}
    goal = a_goal(draw, records, person["org"])
    if goal:
        asked["goal"] = goal
    if draw.random() < .7:
        asked["as_of"] = draw.choice([
            date_near(draw, 500, 500), date_near(draw, 5000, 5000),
            a_turn(draw, records, person["id"]),
            paper_end(draw, records, person["id"]) or TODAY.isoformat()])
    if draw.random() < .8:
        asked["k"] = draw.choice([1, 3, 10, 50, 100])
    if draw.random() < .8:
        asked["diversity"] = draw.choice([0.0, .3, .7, 1.0, 1])
    if draw.random() < .8:
        asked["objective"] = draw.choice(["balanced", "closure", "per_euro", "per_hour"])
    if draw.random() < .4:
        asked["filters"] = some_filters(draw, records)
    if draw.random() < .2:
        courses = [c["id"] for c in records["course"]]
        asked["exclude"] = draw.sample(courses, 5)
    return asked
