"""Uploads of text models for the end-to-end tests: a small trained space written by hand, and rows."""
from __future__ import annotations

import random
import struct

from client import Client

DIM = 456
BUCKETS = 1 << 18


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 64)


def make_space(seed: int = 1, every: int = 16) -> bytes:
    """A model that knows no word but one piece in `every`, with made-up numbers: texts with pieces in
    common are like each other."""
    draw = random.Random(seed)
    pieces = range(0, BUCKETS, every)
    n = len(pieces)
    body = (padded(struct.pack(f"<{n}I", *pieces)) + padded(struct.pack("<f", .01) * n) +
            padded(draw.randbytes(n * 256)))
    head = struct.pack("<8sIIQIIIIfffff4x", b"BWSPACE", 2, 0x01020304, 64 + len(body), 0, n, 256, 200,
                       2, 1, 1, .6, .8)
    assert len(head) == 64
    return head + body


def send_space(client: Client, upload: int, space: bytes, piece: int = 1 << 20) -> None:
    for block, at in enumerate(range(0, len(space), piece)):
        client.call("embedding.add", {"upload": upload, "block": block, "space": space[at:at + piece]})


def begin_trained(client: Client, space: bytes, **more) -> int:
    return client.call("embedding.begin", {"kind": "trained", "dimension": DIM,
                                           "space_bytes": len(space), **more})["upload"]


def upload_trained(client: Client, space: bytes, **more) -> dict:
    upload = begin_trained(client, space, **more)
    send_space(client, upload, space)
    return client.call("embedding.commit", {"upload": upload})


def row(kind: str, name: str, vector, **more) -> dict:
    return {"kind": kind, "id": name, "vector": struct.pack(f"<{len(vector)}f", *vector), **more}


def upload_external(client: Client, rows: list, **more) -> dict:
    dimension = len(rows[0]["vector"]) // 4
    upload = client.call("embedding.begin", {"kind": "external", "dimension": dimension, **more})["upload"]
    client.call("embedding.add", {"upload": upload, "items": rows})
    return client.call("embedding.commit", {"upload": upload})
