"""Ten municipal jobs, and what a real catalogue has for them.

Imports the ESCO folder, makes courses of those whose tags equal an ESCO label, and prints what is
suggested to one invented employee in each of ten occupations. Everything lies in a temporary folder.

    tests/esco/municipal_catalogue.py [-k N] [--lang nl|en]

What the data does not say is made up by these rules: how far a course leads follows from the words
of its title, else the default; a tag that shares no word with the title is touched on only, and
leads to "aware"; hours and price follow from how far the course leads; all are e-learning.
"""
from __future__ import annotations

import argparse
import collections
import csv
import gzip
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from client import SHARED, TOOL, Daemon  # noqa: E402  (the folder beside this one)

ESCO = SHARED / "data" / "esco"
COURSES = SHARED / "data" / "courses" / "courses_matchkey_5411.csv.gz"
TODAY = "2026-11-24"

# The field of work, and the ESCO occupation that is nearest to the municipal job.
JOBS = [
    ("policy", "policy officer"),
    ("social work", "social worker"),
    ("building permits and inspection", "building inspector"),
    ("law", "legal policy officer"),
    ("finance", "financial controller"),
    ("archives", "archivist"),
    ("IT security", "ICT security administrator"),
    ("HR", "human resources officer"),
    ("communication", "communication manager"),
    ("environment", "environmental policy officer"),
]

# (words in the title, entry level, level after, hours); the first that fits.
STEPS = [
    (r"\b(introduct\w*|intro|beginners?|basics?|fundamentals?|foundations?|essentials|primer"
     r"|getting started|first steps|for everyone|101|overview|crash course)\b", 0, 2, 8),
    (r"\b(advanced|expert|master\w*|specialist|in depth|deep dive|capstone)\b", 2, 4, 24),
]
DEFAULT_STEP = (1, 3, 16)
TOUCHED = (0, 1)
CENTS_AN_HOUR = 500

# Words that go with any subject: sharing one says nothing.
ANY_SUBJECT = {"social", "digital", "data", "design", "global", "public", "human", "learn", "science",
               "sciences", "system", "systems", "management", "business"}
# Tags that are an alternative label in ESCO, but mean something else on a course.
SOMETHING_ELSE = {
    "design": "ESCO: to think creatively; here a trade",
    "scripting": "ESCO: programming of operating systems; here any script",
    "digital communications": "ESCO: working together online; here signals and media as well",
    "software development methodologies": "ESCO: project management; here ways of programming",
    "project management software": "ESCO: project management; here a program for it",
    "design software": "ESCO: software for industry; here drawing programs",
    "software as a service": "ESCO: a way of modelling; here a way of selling",
    "operational excellence": "ESCO: lean manufacturing; here any business",
    "tensorflow": "ESCO: computer vision; here any machine learning",
}
NEAR_SHOWN = 2


def call_all(client, method: str):
    """Every item of a list."""
    args: dict = {"limit": 1000}
    while True:
        answer = client.call(method, args)
        yield from answer["items"]
        if "next" not in answer:
            return
        args["after"] = answer["next"]


def label_index(competencies: list[dict]) -> dict[str, str]:
    """English label in lower case -> competency. A label that two skills share names neither, and a
    preferred label goes before others. Skill groups are left out: no occupation asks one."""
    preferred, other = collections.defaultdict(set), collections.defaultdict(set)
    for record in competencies:
        if "kind" not in record:
            continue
        english = record["label"]["en"]
        if not english.endswith(" [NL]"):
            preferred[english.casefold()].add(record["id"])
        for label in record.get("alt_labels", {}).get("en", []):
            other[label.casefold()].add(record["id"])
    return {label: next(iter(ids)) for index in (other, preferred)
            for label, ids in index.items() if len(ids) == 1}


def step_of(title: str) -> tuple[float, float, float]:
    for words, start, to, hours in STEPS:
        if re.search(words, title, re.IGNORECASE):
            return start, to, hours
    return DEFAULT_STEP


def stems(text: str) -> set[str]:
    """The words that say something, cut to six letters: "policies" and "policy" are one."""
    return {word[:6] for word in re.findall(r"[a-z]{4,}", text.casefold())
            if word not in ANY_SUBJECT}


def teach(competency: str, tag: str, title: str, step: tuple) -> dict:
    start, to, _ = step
    if not stems(tag) & stems(title):
        start, to = TOUCHED
    return {"competency": competency, "from": start, "to": to}


def make_course(row: dict, index: dict[str, str]) -> dict | None:
    """A course record; None when no tag is an ESCO label."""
    tags = [tag.strip().casefold() for tag in row["skills"].split(",")]
    taught: dict[str, str] = {}
    for tag in tags:
        if tag in index and tag not in SOMETHING_ELSE:
            taught.setdefault(index[tag], tag)
    if not taught:
        return None
    step = step_of(row["name"])
    hours = step[2]
    return {"id": f"course-{row['course_id']}", "title": row["name"], "language": "en",
            "url": row["url"], "format": "e-learning", "hours": hours,
            "price_cents": round(hours * CENTS_AN_HOUR),
            "teaches": [teach(one, tag, row["name"], step) for one, tag in taught.items()]}


def catalogue(index: dict[str, str]) -> list[dict]:
    with gzip.open(COURSES, "rt", encoding="utf-8", newline="") as file:
        made = [make_course(row, index) for row in csv.DictReader(file)]
    return [course for course in made if course]


def people(roles: dict[str, str]) -> dict[str, list[dict]]:
    """One invented employee a job, in one invented municipality."""
    return {"org": [{"id": "voorbeeldstad", "name": "Voorbeeldstad", "language": "nl"}],
            "team": [{"id": "allen", "org": "voorbeeldstad", "name": "Allen"}],
            "employee": [{"id": f"verzonnen-{number:02}", "org": "voorbeeldstad", "team": "allen",
                          "role": roles[label]}
                         for number, (_, label) in enumerate(JOBS, 1) if label in roles]}


class Town:
    """A daemon that has ESCO, the courses and the ten people."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="bw-esco-")
        self.daemon = Daemon(today=TODAY)
        self.client = self.daemon.client()
        try:
            self.fill()
        except BaseException:
            self.close()
            raise

    def run_import(self, *args) -> None:
        done = subprocess.run([TOOL, "--unix", self.daemon.path, "import", *map(str, args)],
                              capture_output=True, text=True, timeout=300, check=False)
        if done.returncode:
            raise RuntimeError(f"import {args}: {done.stderr[:2000]}")

    def fill(self) -> None:
        self.run_import("esco", ESCO)
        competencies = list(call_all(self.client, "competency.list"))
        self.labels = {record["id"]: record["label"] for record in competencies}
        self.roles = {record["label"]["en"]: record["id"]
                      for record in call_all(self.client, "role.list")}
        self.courses = catalogue(label_index(competencies))
        records = {**people(self.roles), "course": self.courses}
        for kind, items in records.items():
            path = pathlib.Path(self.folder.name) / f"{kind}.jsonl"
            path.write_text("".join(json.dumps(item) + "\n" for item in items))
        self.run_import("jsonl", self.folder.name)
        self.taught = {course["id"]: {one["competency"] for one in course["teaches"]}
                       for course in self.courses}

    def employee(self, label: str) -> str:
        return f"verzonnen-{[job[1] for job in JOBS].index(label) + 1:02}"

    def ask(self, method: str, label: str, **args) -> dict:
        return self.client.call(method, {"employee": self.employee(label), **args})

    def close(self) -> None:
        self.client.close()
        self.folder.cleanup()
        self.daemon.__exit__()

    def __enter__(self) -> "Town":
        return self

    def __exit__(self, *_) -> None:
        self.close()


def show(town: Town, k: int, lang: str) -> None:
    print(f"{len(town.courses)} courses teach {len(set.union(*town.taught.values()))} ESCO skills")
    for field, label in JOBS:
        gap = town.ask("gap.employee", label, lang=lang)
        answer = town.ask("recommend", label, k=k, lang=lang)
        print(f"\n== {field}: {label}. Asks {len(gap['items']) + gap['met']} competencies, gap "
              f"{answer['gap']['total']:.1f}, of which {answer['gap']['closable']:.1f} closable, "
              f"{len(answer['items'])} suggestions close {100 * answer['coverage']:.0f}%")
        for item in answer["items"]:
            print(f"  {item['rank']}. {item['title']}  ({item['score']:.3f})")
            near = [why for why in item["why"] if "via" in why]
            for why in item["why"]:
                if "via" not in why:
                    print(f"       {why['label']}: {why['have']:.1f} -> {why['after']:.1f} of "
                          f"{why['need']:.0f}, weight {why['weight']:.1f}")
            for why in sorted(near, key=lambda one: -one["contribution"])[:NEAR_SHOWN]:
                print(f"       ~ {why['label']}: {why['have']:.1f} -> {why['after']:.1f}, through "
                      f"{town.labels[why['via']['competency']][lang]} "
                      f"({100 * why['via']['similarity']:.0f}% alike)")
            if len(near) > NEAR_SHOWN:
                print(f"       ~ and {len(near) - NEAR_SHOWN} more through near ones")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("-k", type=int, default=5)
    parser.add_argument("--lang", choices=("nl", "en"), default="en")
    args = parser.parse_args()
    for path in (ESCO, COURSES):
        if not path.exists():
            print(f"skipped: {path} is not there")
            return 0
    with Town() as town:
        show(town, args.k, args.lang)
    return 0


if __name__ == "__main__":
    sys.exit(main())
