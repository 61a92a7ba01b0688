#!/usr/bin/env python3
"""Checks the answers that tools/quickstart --check has collected in a folder: each must be right
within itself, and they must agree with each other. Ends with 1 and says what is wrong."""
import json
import math
import pathlib
import sys

WRONG = []


def expect(holds, text):
    if not holds:
        WRONG.append(text)


def near(a, b):
    return math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-9)


def check_reasons(name, item):
    why = sum(reason["contribution"] for reason in item["why"])
    terms = sum(item["terms"].values())
    title = f"{name}: {item['course']}"
    expect(item["why"], f"{title}: no reasons")
    expect(near(item["score"], why + terms),
           f"{title}: score {item['score']} is not the sum of its parts, {why + terms}")
    for reason in item["why"]:
        expect(reason["contribution"] != 0, f"{title}: a reason that contributes nothing")
        expect(reason["after"] >= reason["have"] - 1e-9, f"{title}: a course that lowers a level")
        expect(reason["label"], f"{title}: a reason without a label")


def check_list(name, answer):
    gap, items = answer["gap"], answer["items"]
    expect(items, f"{name}: nothing is suggested")
    expect([item["rank"] for item in items] == list(range(1, len(items) + 1)),
           f"{name}: ranks do not count from 1")
    expect(len({item["course"] for item in items}) == len(items), f"{name}: a course twice")
    expect(gap["count"] > 0 and gap["total"] > 0, f"{name}: no gap")
    expect(0 < gap["closable"] <= gap["total"] * (1 + 1e-9),
           f"{name}: closable {gap['closable']} of {gap['total']}")
    expect(0 < answer["coverage"] <= gap["closable"] / gap["total"] * (1 + 1e-9),
           f"{name}: coverage {answer['coverage']}")
    for item in items:
        expect(item["closure"] <= gap["closable"] * (1 + 1e-9),
               f"{name}: {item['course']} closes more than can be closed")
        expect(0 < item["success"] <= 1 and 0 < item["ready"] <= 1, f"{name}: chances")
        expect(0 < item["closure"] <= gap["closable"] * (1 + 1e-9),
               f"{name}: {item['course']} closes {item['closure']} of {gap['closable']}")
        check_reasons(name, item)


def check_team(team, person):
    expect(team["people"] >= 5, "team: fewer people than the sample has")
    expect(team["competencies"] and team["courses"], "team: an empty table")
    by_competency = sum(item["gap_total"] for item in team["competencies"])
    by_person = sum(item["gap_total"] for item in team["employees"])
    expect(near(team["gap_total"], by_competency),
           f"team: total {team['gap_total']}, by competency {by_competency}")
    expect(near(team["gap_total"], by_person),
           f"team: total {team['gap_total']}, by person {by_person}")
    mine = [item for item in team["employees"] if item["employee"] == person["employee"]]
    expect(len(mine) == 1 and near(mine[0]["gap_total"], person["total"]),
           "team: the person's gap differs from their own answer")


def main(folder):
    answers = {path.stem: json.loads(path.read_text(encoding="utf-8"))
               for path in pathlib.Path(folder).glob("*.json")}
    for name in ("current", "role", "before", "change"):
        check_list(name, answers[name])
    gap = answers["gap"]
    expect(near(gap["total"], answers["current"]["gap"]["total"]),
           "gap and recommend disagree on the total")
    expect(near(gap["total"], sum(item["gap"] for item in gap["items"])),
           "gap: the total is not the sum of its items")
    expect(answers["role"]["goal"]["kind"] == "role", "role: another goal was answered")
    expect(answers["change"]["as_of"] > answers["before"]["as_of"],
           "change: not judged on the day it takes effect")
    expect(answers["change"]["gap"]["total"] > answers["before"]["gap"]["total"],
           "change: new tasks leave the gap as it was")
    check_team(answers["team"], gap)
    for text in WRONG:
        print(f"wrong: {text}", file=sys.stderr)
    print(f"{len(answers)} answers checked, {len(WRONG)} things wrong")
    return 1 if WRONG else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
