"""When two answers to a recommendation agree: figures to 1e-6 relative, lists exactly, but for
scores so close that either order is right."""
from __future__ import annotations

import math

FIGURES, SCORES = 1e-6, 1e-9


def close(got: float, want: float, tolerance: float = FIGURES) -> bool:
    return math.isclose(got, want, rel_tol=tolerance, abs_tol=1e-12)


def figures(what: str, got: dict, want: dict) -> list[str]:
    """The differences of two maps of figures."""
    if set(got) != set(want):
        return [f"{what}: {sorted(got)}, expected {sorted(want)}"]
    return [f"{what} {name}: {got[name]!r}, expected {want[name]!r}"
            for name in want if not close(got[name], want[name])]


def exact(names: tuple[str, ...], got: dict, want: dict, what: str = "") -> list[str]:
    return [f"{what}{name}: {got[name]!r}, expected {want[name]!r}"
            for name in names if got[name] != want[name]]


def gaps(got: dict, want: dict) -> list[str]:
    """The differences of {competency: [mean, deviation, level, gap]}."""
    if set(got) != set(want):
        return [f"gaps: {sorted(got)}, expected {sorted(want)}"]
    return [f"gap {name}: {got[name]}, expected {want[name]}" for name in want
            if not all(close(g, w) for g, w in zip(got[name], want[name], strict=True))]


def item(got: dict, want: dict) -> list[str]:
    """The differences of two listed courses."""
    what, names = got["course"], ("score", "closure", "success", "ready")
    return (figures(what, {n: got[n] for n in names}, {n: want[n] for n in names}) +
            figures(f"{what} why", got["why"], want["why"]) +
            figures(f"{what} terms", got["terms"], want["terms"]) +
            exact(("flags", "mandatory", "employee_cost_cents"), got, want, f"{what} "))


def parted(got: list[dict], want: list[dict]) -> int | None:
    """The first place where two lists name another course."""
    for place, (one, other) in enumerate(zip(got, want)):
        if one["course"] != other["course"]:
            return place
    return None if len(got) == len(want) else min(len(got), len(want))


def differences(got: dict, want: dict) -> list[str]:
    """What differs between two answers in the form of `Oracle.recommend`; empty when they agree."""
    found = exact(("not_closable", "doubtful", "lapsed", "assess_first"), got, want)
    names = ("gap_total", "closable")
    found += figures("figure", {n: got[n] for n in names}, {n: want[n] for n in names})
    found += gaps(got["gaps"], want["gaps"])
    place = parted(got["items"], want["items"])
    for one, other in list(zip(got["items"], want["items"]))[:place]:
        found += item(one, other)
    if place is None:
        return found + figures("figure", {"coverage": got["coverage"]},
                               {"coverage": want["coverage"]})
    if place < min(len(got["items"]), len(want["items"])):
        one, other = got["items"][place], want["items"][place]
        if close(one["score"], other["score"], SCORES):
            return found
    lists = [[i["course"] for i in answer["items"]] for answer in (got, want)]
    return found + [f"the lists part at place {place}: {lists[0]}, expected {lists[1]}"]
