"""Learned models for the end-to-end tests: envelopes written by hand, and their upload."""
from __future__ import annotations

import struct

from client import Client
from embedding import padded

CHANCE, RATES, COENROL, PREFERENCE = range(4)


def pack(sections: dict[int, bytes]) -> bytes:
    """The envelope of sections by kind."""
    at = 64 + 24 * len(sections)
    at += -at % 64
    directory, body = b"", b""
    for kind, section in sorted(sections.items()):
        directory += struct.pack("<IIQQ", kind, 0, at + len(body), len(section))
        body += padded(section)
    directory = (bytes(64) + directory + bytes(-(64 + len(directory)) % 64))[64:]
    size = 64 + len(directory) + len(body)
    return struct.pack("<8sIIQI36x", b"BWLEARN", 1, 0x01020304, size, len(sections)) + directory + body


def preference(language: float = .1, layout: float = .1, hours: float = .1, together: float = 0) -> bytes:
    return struct.pack("<4d", language, layout, hours, together)


def make_card(**more) -> dict:
    return {"trained_at": "2026-11-20T09:00:00Z", "until": "2026-09-01", "seed": 7,
            "data": {"outcomes": 1200, "people": 300, "courses": 40, "fingerprint": "abc123"},
            "parts": {"preference": {"pairs": 900}},
            "features": [{"name": "load", "weight": -.25}], **more}


def begin(client: Client, model: bytes, card: dict | None = None, **more) -> int:
    return client.call("model.begin", {"card": card or make_card(), "bytes": len(model), **more})["upload"]


def send(client: Client, upload: int, model: bytes, piece: int = 1 << 19) -> None:
    for block, at in enumerate(range(0, len(model), piece)):
        client.call("model.add", {"upload": upload, "block": block, "bytes": model[at:at + piece]})


def upload_model(client: Client, model: bytes, card: dict | None = None, **more) -> str:
    """Its version."""
    upload = begin(client, model, card, **more)
    send(client, upload, model)
    return client.call("model.commit", {"upload": upload})["version"]


def small(weight: float = .1) -> bytes:
    """A model of preferences only."""
    return pack({PREFERENCE: preference(weight)})


FEATURES = ("ready_mean", "ready_least", "climb_most", "climb_mean", "hours_log", "load", "format_match",
            "language_match", "role_likeness", "provider_rate", "course_rate", "co_enrolment",
            "evidence_variance", "self_initiated")


def doubles(values) -> bytes:
    return padded(struct.pack(f"<{len(values)}d", *values))


def chance(kind: int, body: bytes, prior: float = 0, slope: float = 0, offset: float = 0) -> bytes:
    return struct.pack("<8sIIQIIIIddddd48x", b"BWCHANC", 1, 0x01020304, 128 + len(body), kind,
                       len(FEATURES), 0, 0, prior, 0, 0, slope, offset) + body


def prior(rate: float) -> bytes:
    """Everyone has this chance."""
    n = len(FEATURES)
    return chance(1, doubles([0.] * n) + doubles([1.] * n), prior=rate)


def logistic(feature: str, mean: float, scale: float, slope: float, offset: float) -> bytes:
    """The log odds of success are offset + slope * (feature - mean) / scale."""
    of = [name == feature for name in FEATURES]
    return chance(2, doubles([mean * i for i in of]) + doubles([scale if i else 1. for i in of]) +
                  doubles([float(i) for i in of]), slope=slope, offset=offset)
