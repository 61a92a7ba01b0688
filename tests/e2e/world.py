"""Tiny towns made by hand: the smallest catalogue that a sentence can be checked with."""
from __future__ import annotations

TODAY = "2026-11-23"


def town(level: float = 3, mandatory: bool = False, **course) -> dict:
    """One org, one person whose role asks "talk", and one course that teaches it."""
    return {
        "org": [{"id": "stad", "name": "Stad"}],
        "team": [{"id": "balie", "org": "stad", "name": "Balie"}],
        "competency": [{"id": "talk", "label": {"nl": "Gesprek", "en": "Talking"}},
                       {"id": "law", "label": {"nl": "Wet", "en": "Law"}}],
        "role": [{"id": "clerk", "label": "Klerk", "versions": [
            {"from": "2020-01-01",
             "requires": [{"competency": "talk", "level": level, "mandatory": mandatory}]}]}],
        "course": [make_course("k1", **course)],
        "employee": [{"id": "e1", "org": "stad", "team": "balie", "role": "clerk"}],
    }


def make_course(name: str, competency: str = "talk", start: float = 1, to: float = 4,
                price: int = 10000, hours: float = 8, **more) -> dict:
    return {"id": name, "title": name, "language": "nl", "provider": name,
            "format": "classroom", "hours": hours, "price_cents": price,
            "teaches": [{"competency": competency, "from": start, "to": to}], **more}


def evidence(level: float, source: str = "test", at: str = "2026-11-01", competency: str = "talk",
             **more) -> dict:
    return {"employee": "e1", "competency": competency, "level": level, "source": source, "at": at,
            **{"by": "someone", **more}}
