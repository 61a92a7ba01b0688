"""Makes the corpora that are made of data/sample, or are easier to say in Python than in bytes:

    python3 tests/fuzz/make_corpus.py
    python3 tests/fuzz/make_corpus.py --backups

The second makes those that a daemon writes (of the dev build; python3-msgpack has to be there): other ids, keys and
times each time. Files that neither names (what a fuzzer once found) stay as they are."""
from __future__ import annotations

import csv
import gzip
import io
import json
import pathlib
import struct
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "data/sample"
KINDS = ("org", "team", "competency", "task", "role", "change", "course", "employee", "evidence",
         "event")
VERDICT = {"id": "duplicate-courses/a/b", "kind": "courses", "courses": ["a", "b"], "yes": True,
           "at": "2026-11-24", "by": "steward"}


def put(corpus: str, name: str, data: bytes | str) -> None:
    folder = HERE / f"corpus_{corpus}"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)


def samples(kind: str) -> list[dict]:
    """The shortest record, and the shortest of those with the most fields."""
    if kind == "verdict":
        return [VERDICT]
    lines = (SAMPLE / f"{kind}.jsonl").read_text().splitlines()
    records = sorted((json.loads(line) for line in lines), key=lambda r: len(json.dumps(r)))
    most = max(len(record) for record in records)
    return [records[0], next(record for record in records if len(record) == most)]


def jsonl() -> None:
    for kind in (*KINDS, "verdict"):
        lines = [json.dumps(record, ensure_ascii=False) for record in samples(kind)]
        put("jsonl", kind, "\n".join([kind, *lines, ""]))
    team = '{"id":"t","org":"o","name":"T"}'
    put("jsonl", "mark", f"team\n\ufeff{team}\r\n\n  \n{team}")
    put("jsonl", "escapes", r'team' '\n' r'{"id":"\u00e9\ud83d\ude00","org":"o","name":"\"\\\/\b\f\n\r\t"}')
    put("jsonl", "numbers", "course\n[0,-0,1.0,-0.0,1e300,5e-324,0.1,9223372036854775807,"
        "-9223372036854775808,9223372036854775808,1e400]\n2\n\"x\"\nnull\n[true,false,{}]\n")
    put("jsonl", "deep", "course\n" + "[" * 70 + "]" * 70 + "\n" + '{"id":' * 30 + "1" + "}" * 30)
    put("jsonl", "twice", "team\n" + '{"id":"t","id":"u","org":"o","name":"T"}\n')
    put("jsonl", "broken", "team\n{\"id\":\"t\"\n}\n\xff\xfe\n{\"id\":\"\\ud800\"}\nteam\n".encode("latin-1"))
    put("jsonl", "wrong", 'employee\n{"id":1}\n{"id":"e","org":"o","team":"t","role":"r","hours_per_week":1e9}\n[]\n')


def cell(value) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def table(records: list[dict], delimiter: str = ",", end: str = "\n") -> str:
    names = list(dict.fromkeys(name for record in records for name in record))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(names)
    for record in records:
        writer.writerow([cell(record[name]) if name in record else None for name in names])
    return out.getvalue()


def csvs() -> None:
    for kind in (*KINDS, "verdict"):
        put("csv", kind, f"{kind}\n" + table(samples(kind)))
    teams = [{"id": "t", "org": "o", "name": 'a "b"\n;c'}, {"id": "u", "org": "o", "name": ""}]
    put("csv", "semicolons", "team\n\ufeff" + table(teams, ";", "\r\n"))
    put("csv", "returns", "team\n" + table(teams, ",", "\r"))
    put("csv", "tabs", "team\nid\torg\tname\nt\to\t\"\n")
    put("csv", "texts", 'team\nid,org,name\nt,o,"{""nl"":""x""}"\nu,o,"""x"""\nv,o,{"\nw,o,"{""nl"":1}"\n')
    put("csv", "broken", 'team\nid,org,name\n"x"y,o,z\nx,y\n\n"never closed,o,n\n')
    put("csv", "columns", "team\nid,org,name,nothing\nt,o,n,x\n")
    put("csv", "twice", "team\nid,org,id\nt,o,t\n")
    put("csv", "wide", "team\n" + ",".join(["id"] * 70) + "\n")
    put("csv", "numbers", "course\nid,title,language,format,hours,price_cents,retired,teaches\n"
        "a,A,nl,classroom,0x10,1e3,TRUE,[]\nb,B,nl,coaching,-0,12.5,1,[]\nc,C,nl,blended,nan,+7,no,[]\n"
        "d,D,nl,blended,1.5,99999999999999999999,0,\"[{\"\"competency\"\":\"\"x\"\",\"\"to\"\":3}]\"\n")
    put("csv", "nul", b"team\nid,org,name\nt,o,a\x00b\n")
    put("csv", "latin", "team\nid,org,name\nt,o,caf\xe9\n".encode("latin-1"))


S, O = "http://example.test/skill/", "http://example.test/occupation/"
SKILLS = "conceptUri,preferredLabel,altLabels,description,status,modifiedDate,skillType,reuseLevel"
GROUPS = "conceptUri,preferredLabel,altLabels,description,status,modifiedDate"
OCCUPATIONS = f"{GROUPS},iscoGroup"
LEVELS = ",".join([*(f"Level {n} URI" for n in range(4)),
                   *(f"Level {n} preferred term" for n in range(4)), "Description"])


def part(stem: str, lang: str, header: str, *rows: str) -> str:
    return "\n".join([f"= {stem} {lang}", header, *rows, ""])


def esco() -> None:
    skills = part("skills", "en", SKILLS,
                  f'{S}dig,dig,"pits\nholes | pits\n dig ","Dig, round.",released,2025-03-01,skill/competence,',
                  f"{S}soil,soils,,,released,2024-01-01,knowledge,sector-specific",
                  f"{S}talk,talk,,,,,skill/competence,transversal",
                  f"{S}old,steam,,,obsolete,,knowledge,")
    dutch = part("skills", "nl", SKILLS, f"{S}dig,graven,,,released,2025-03-02,skill/competence,",
                 f"{S}dig,scheppen,,,released,2025-03-01,skill/competence,",
                 f"{S}rest,\u00a0rust\u00a0,,,released,,,")
    groups = part("skillGroups", "en", GROUPS, f"{S}G1,ground work,,,released,",
                  f"{S}dig,a skill as a group,,,released,")
    levels = part("skillsHierarchy", "en", LEVELS, f"{S}G1,,,,ground work,,,,What is below",
                  f"{S}G1,{S}G2,,,ground work,new,,,", ",,,,,,,,")
    isco = part("ISCOGroups", "nl", "code", "1234", "12", "x")
    work = part("occupations", "en", OCCUPATIONS, f"{O}smith,smith,,,released,2025-01-01,1234",
                f"{O}baker,baker,,,released,2025-01-01,999", f"{O}none,none,,,released,,")
    broader = part("broader", "en", "conceptUri,broaderUri", f"{S}dig,{S}G1", f"{S}G1,{S}G2",
                   f"{S}G2,{S}G1", f"{S}dig,{S}dig", f"{S}dig,{S}gone", f"{S}old,{S}G1")
    between = part("between", "en", "originalSkillUri,relationType,relatedSkillUri",
                   f"{S}dig,essential,{S}soil", f"{S}dig,optional,{S}soil",
                   f"{S}soil,essential,{S}dig", f"{S}talk,optional,{S}dig", f"{S}talk,maybe,{S}dig")
    asked = part("asked", "en", "occupationUri,relationType,skillUri",
                 f"{O}smith,essential,{S}dig", f"{O}smith,optional,{S}talk",
                 f"{O}none,essential,{S}old", f"{S}dig,essential,{O}smith")
    put("esco", "whole", skills + dutch + groups + isco + work + broader + between + asked)
    put("esco", "skills", skills + dutch)
    put("esco", "dutch_only", dutch + broader)
    put("esco", "hierarchy", skills + groups + levels + broader)
    put("esco", "no_term", skills + part("skillsHierarchy", "en", LEVELS, f"{S}G9,,,,,,,,x"))
    put("esco", "collection", skills + part("collection", "nl", GROUPS, f"{S}dig,x,,,,",
                                            f"{S}soil,grond,,,,", f"{S}nowhere,y,,,,"))
    put("esco", "work", skills + work + asked + part("unused", "nl", "a;b", "1;2", '"'))
    put("esco", "isco_first", isco + work)
    put("esco", "no_label", part("skills", "en", SKILLS, f"{S}x,,,,released,,knowledge,"))
    put("esco", "no_column", "= skills nl\nconceptUri,altLabels\nx,y\n")
    put("esco", "two_columns", "= broader nl\nconceptUri,broaderUri,conceptUri\n")
    put("esco", "semicolons", f"= broader nl\nconceptUri;broaderUri\n{S}a;{S}b\n")
    put("esco", "empty", "= skills nl\n= broader en\n")


def config() -> None:
    whole = {"data": "d", "unix": "u", "listen": ["127.0.0.1:0", "[::1]:0"], "workers": 2,
             "errands": 1, "solver": "off", "solver_seconds": 5, "learned": "off",
             "peers_seconds": 0, "least_group": 7,
             "limits": {"message_bytes": 1, "bulk_bytes": 2, "nesting": 99, "objects": 3,
                        "bulk_objects": 4, "in_flight": 5, "connections": 6, "waiting_bytes": 7,
                        "arena_bytes": 8, "import_bytes": 9, "idle_seconds": 99999999}}
    put("config", "whole", json.dumps(whole))
    put("config", "empty", "")
    put("config", "object", "{}")
    put("config", "list", "[]")
    for name, value in whole.items():
        put("config", name, json.dumps({name: value}))
    put("config", "too_long", json.dumps({"unix": "u" * 108}))
    put("config", "too_many", json.dumps({"listen": ["none"] * 9}))
    put("config", "no_worker", json.dumps({"workers": 0}))
    put("config", "below", json.dumps({"limits": {"objects": -1}}))
    put("config", "above", json.dumps({"limits": {"objects": (1 << 40) + 1}}))
    put("config", "unknown", json.dumps({"limits": {"words": 1}}))
    put("config", "twice", '{"workers": 1, "workers": 2}')
    put("config", "nul", '{"data": "a\\u0000b"}')
    put("config", "numbers", '{"least_group": 1.0, "errands": 1e400}')
    put("config", "deep", '{"limits":' * 60 + "1" + "}" * 60)


def keys() -> None:
    put("keys", "id", b"\x07k-course")
    put("keys", "id_long", b"\x07" + b"k" * 128)
    put("keys", "id_too_long", b"\x07" + b"k" * 300)
    put("keys", "name", struct.pack(">BI", 7, 5))
    put("keys", "record", struct.pack(">BII", 5, 1, 2))
    put("keys", "ref", struct.pack(">BIBI", 3, 9, 7, 4))
    put("keys", "person", struct.pack(">II", 1, 7))
    put("keys", "employee", struct.pack(">I", 0xfffffffe))
    put("keys", "log", struct.pack(">QI", 1 << 40, 3))
    put("keys", "vector", struct.pack(">IBI", 2, 7, 11))
    put("keys", "kind_none", struct.pack(">BI", 0, 5))
    put("keys", "kind_beyond", struct.pack(">BII", 99, 5, 1))
    put("keys", "parts", struct.pack("<BBIIQ", 3, 7, 255, 256, 1 << 32) * 2 + b"k-course")
    put("keys", "order", struct.pack("<BBIIQ", 3, 7, 256, 1, 5) + struct.pack("<BBIIQ", 3, 7, 1, 2, 6))


def task(columns: list, rows: list, entries: list, start: list | None) -> bytes:
    """columns (gain, low, high, integer), rows (low, high, from), entries (column, factor)."""
    head = struct.pack("<QQQqddIIII16x", 0x31304B5341545742, 0, 1 << 30, 17, 3.0, 0.01,
                       len(columns), len(rows), len(entries), start is not None)
    doubles = [c[i] for i in range(3) for c in columns] + [r[i] for i in range(2) for r in rows]
    doubles += [e[1] for e in entries] + (start or [])
    numbers = [r[2] for r in rows] + [e[0] for e in entries]
    return head + struct.pack(f"<{len(doubles)}d{len(numbers)}I", *doubles, *numbers) + \
        bytes(c[3] for c in columns)


def answer(end: int, point: list, trouble: bytes = b"") -> bytes:
    return struct.pack("<QQdddII160s", 0x3130534E41575742, 0, 4.0, 5.0, 0.25, end, len(point),
                       trouble) + struct.pack(f"<{len(point)}d", *point)


def solver() -> None:
    columns = [(3.0, 0.0, 1.0, 1), (2.0, 0.0, 1.0, 1), (1.0, -1e30, 1e30, 0)]
    rows = [(-1e30, 1.5, 0), (0.0, 4.0, 2)]
    entries = [(0, 1.0), (1, 1.0), (1, 2.0), (2, -1.0)]
    whole = task(columns, rows, entries, [1.0, 0.0, 0.0])
    put("solver", "task", b"\x00\x00" + whole)
    put("solver", "task_summed", b"\x01\x00" + whole)
    put("solver", "task_no_start", b"\x01\x00" + task(columns, rows, entries, None))
    put("solver", "task_nothing", b"\x01\x00" + task([], [], [], None))
    put("solver", "task_cut", b"\x01\x00" + whole[:-1])
    put("solver", "task_huge", b"\x01\x00" + whole[:48] + b"\xff" * 12 + whole[60:])
    put("solver", "task_column", b"\x01\x00" + task(columns, rows, [(7, 1.0)] + entries[1:], None))
    put("solver", "task_twice", b"\x01\x00" + task(columns, rows, [(1, 1.0)] + entries[1:], None))
    put("solver", "task_from", b"\x01\x00" + task(columns, [rows[0], (0.0, 4.0, 9)], entries, None))
    put("solver", "task_backwards",
        b"\x01\x00" + task(columns, [(0.0, 1.0, 0), (0.0, 1.0, 3), (0.0, 4.0, 2)], entries, None))
    put("solver", "task_nan", b"\x01\x00" + task([(float("nan"), 0.0, 1.0, 1)], [], [], None))
    put("solver", "task_infinite",
        b"\x01\x00" + task([(float("inf"), float("-inf"), float("inf"), 2)], [], [], None))
    put("solver", "answer", b"\x02\x03" + answer(0, [1.0, 0.0, 0.5]))
    put("solver", "answer_optimal", b"\x03\x03" + answer(0, [1.0, 0.0, 0.5]))
    put("solver", "answer_stopped", b"\x03\x00" + answer(1, []))
    put("solver", "answer_infeasible", b"\x03\x03" + answer(2, []))
    put("solver", "answer_failed", b"\x03\x03" + answer(4, [], b"no memory"))
    put("solver", "answer_long", b"\x03\x03" + answer(4, [], b"x" * 160))
    put("solver", "answer_end", b"\x03\x03" + answer(5, []))
    put("solver", "answer_columns", b"\x03\x02" + answer(0, [1.0, 0.0, 0.5]))
    put("solver", "programme", b"\x04\x00" + struct.pack("<IB", 100, 1) + bytes([3, 2, 4, 1]) +
        bytes(range(60, 110)))
    put("solver", "programme_whole", b"\x04\x00" + bytes(5) + bytes([40, 30, 120, 0]) +
        bytes(n * 37 % 256 for n in range(400)))


WAYS = ("damage", "change", "replace", "add", "remove")
TABLES = ("meta", "id", "name", "record", "ref", "evidence", "event", "xid", "touched", "keys",
          "log", "space", "vector", "model", "promotion")


def act(way: str, table: str, nth: int, *changes: tuple[int, bytes], rest: bytes = b"") -> bytes:
    """What is done to the nth entry of a table: bytes changed from a place on, or all of `rest`."""
    end = b"\0" if changes else b""
    return bytes([WAYS.index(way), TABLES.index(table), nth]) + rest + \
        b"".join(struct.pack("<HB", at, len(to)) + to for at, to in changes) + end


def store() -> None:
    for table in TABLES:
        put("store", f"{table}_damage", act("damage", table, 0, (17, b"\xff")))
        put("store", f"{table}_change", act("change", table, 1, (0, b"\xff"), (5, b"\x93\x01")))
        put("store", f"{table}_remove", act("remove", table, 1))
        put("store", f"{table}_empty", act("replace", table, 0))
        put("store", f"{table}_add", act("add", table, 0, rest=b"\x05\x07\x00\x00\x00\x09rest"))
    maps = {"no_map": b"\x93\x01\x02\x03", "empty": b"\x80", "number": b"\x81\xa2id\x07",
            "list": b"\x81\xa2id\x93\x01\x02\x03", "nil": b"\x81\xa2id\xc0",
            "cut": b"\x82\xa2id\xa1", "binary": b"\x81\xa2id\xc4\x01a", "key": b"\x81\x07\x07"}
    for name, value in maps.items():
        for nth in (0, 5):
            put("store", f"record_{name}_{nth}", act("replace", "record", nth, rest=value))
    for name, changes in {"competency": (0, b"\xfe"), "level": (22, b"\xf8\x7f"),
                          "source": (32, b"\x63"), "long": (33, b"\xff")}.items():
        put("store", f"evidence_{name}", act("change", "evidence", 0, changes))
    for name, changes in {"course": (0, b"\xfe"), "type": (4, b"\xc8"), "at": (5, b"\xff" * 4),
                          "long": (17, b"\xff")}.items():
        put("store", f"event_{name}", act("change", "event", 0, changes))
    for nth in range(8):
        put("store", f"meta_short_{nth}", act("replace", "meta", nth, rest=b"\x01\x02"))
        put("store", f"meta_most_{nth}", act("change", "meta", nth, (0, b"\xff" * 30)))
    put("store", "model_blocks", act("change", "model", 0, (20, b"\xff\xff\xff\xff")))
    put("store", "model_bytes", act("change", "model", 0, (4, b"\xff\xff\xff\x00")))


def log() -> None:
    put("log", "open", b"\x00" + struct.pack("<BBI", 0, 7, 0) + b"\x81\xa2id\xa1k")
    put("log", "sealed", b"\x00" + struct.pack("<BBI", 0, 8, 1) + bytes(60))
    put("log", "sealed_short", b"\x00" + struct.pack("<BBI", 0, 8, 1) + bytes(39))
    put("log", "nobody", b"\x00" + struct.pack("<BBI", 1, 8, 77) + bytes(60))
    put("log", "cut", b"\x00\x00\x07\x00")
    put("log", "kind", b"\x00" + struct.pack("<BBI", 0, 200, 0))
    put("log", "op", b"\x00" + struct.pack("<BBI", 9, 7, 0))
    put("log", "made_open", b"\x01" + struct.pack("<BBBHHB", 0, 7, 0, 1, 0, 0) + b"\x81\xa2id\xa1k")
    put("log", "made_empty", b"\x01" + struct.pack("<BBBHHB", 1, 0, 0, 1, 0, 0))
    put("log", "made_sealed", b"\x01" + struct.pack("<BBBHHB", 0, 8, 1, 2, 50, 1) + b"\x81\xa2id\xa1e")
    put("log", "made_new", b"\x01" + struct.pack("<BBBHHB", 0, 9, 2, 2, 3, 128) + bytes(range(90)))


DAY, LEVEL = "2026-11-24", {"competency": "a", "level": 3.0}
GOALS = ({"kind": "role", "role": "r"}, {"kind": "change", "change": ["h", "i"]}, {"kind": "wishes"},
         {"kind": "competencies", "items": [{**LEVEL, "weight": 0.5}]})
FILTERS = {"languages": ["nl"], "formats": ["classroom"], "providers": ["v"], "max_price_cents": 5,
           "max_hours": 1.5, "start_after": DAY, "start_before": DAY, "competencies": ["a"],
           "has_seats": True}
PLAN = {"by": DAY, "max_courses": 2, "filters": FILTERS, "exclude": ["k"], "seconds": 1}
COMPARED = {"version": "m1", "parts": ["success"]}
CALLS = {
    "recommend": {"employee": "e", "goal": GOALS[1], "as_of": DAY, "k": 3, "filters": FILTERS,
                  "exclude": ["k"], "explain": False, "diversity": 0.5, "objective": "per_euro",
                  "lang": "nl", "if_revision": 4},
    "recommend.many": {"employees": ["e", "f"], "goal": GOALS[3]},
    "gap.employee": {"employee": "e", "goal": GOALS[0]}, "gap.team": {"org": "o", "min_group": 5},
    "employee.profile": {"employee": "e", "as_of": DAY}, "mentor.find": {"employee": "e", "competency": "a"},
    "role.path": {"employee": "e", "role": "r"}, "talent.find": {"org": "o", "k": 3},
    "role.candidates": {"role": "r", "org": "o"}, "role.reachable": {"employee": "e", "k": 3},
    "plan.employee": {"employee": "e", "budget_cents": 5, "hours": 8, **PLAN},
    "plan.team": {"team": "t", "budget_cents": 5, "hours_per_person": 8.5, "max_away_share": 0.5,
                  "min_closure_per_person": 0.1, **PLAN},
    "change.preview": {"inline": {"label": "H", "effective": DAY, "moves": [{"task": "w", "to_role": "s"}]}},
    "course.search": {"text": "praten", "k": 3, "filters": FILTERS}, "course.similar": {"course": "k"},
    "competency.search": {"text": "praten"}, "course.tag": {"text": "praten", "k": 2},
    "tag.confirm": {"course": "k", "competency": "a", "yes": True}, "tag.list": {"k": 3},
    "duplicates.list": {"kind": "courses"}, "duplicates.confirm": {"kind": "courses", "a": "k", "b": "l"},
    "booking.request": {"items": [{"employee": "e", "course": "k", "session": "x"}], "by": "f"},
    "booking.approve": {"items": [{"booking": "b", "price_cents": 5}], "by": "f"},
    "booking.list": {"org": "o", "states": ["requested"]},
    "report.budget": {"org": "o", "from": DAY, "until": DAY}, "report.effect": {"org": "o", "by": "course"},
    "report.trend": {"org": "o", "by": "month"}, "report.divergence": {"team": "t"},
    "report.obligations": {"org": "o", "within_days": 90}, "report.catalogue": {"org": "o"},
    "embedding.begin": {"kind": "external", "dimension": 8},
    "embedding.add": {"block": 0, "space": b"abcd"}, "embedding.commit": {"upload": 3},
    "embedding.set": {"near": "taxonomy"}, "model.begin": {"bytes": 4, "card": {"seed": 7}},
    "model.add": {"upload": 3, "block": 0, "bytes": b"abcd"}, "model.promote": {**COMPARED, "by": "f"},
    "model.compare": {**COMPARED, "with": "closed-form"}, "model.rollback": {"reason": "x"},
    "learning.page": {"after": "e", "limit": 5}, "event.list": {"employee": "e"},
    "evidence.add": {"items": [{"employee": "e", **LEVEL, "source": "self", "at": DAY}]},
    "course.delete": {"ids": ["k"]}, "course.list": {"after": "k", "limit": 3, "ids_only": True},
}


def packed(value) -> bytes:
    """MessagePack, as far as these need it: the package of that name need not be there."""
    if value is None or isinstance(value, bool):
        return {None: b"\xc0", False: b"\xc2", True: b"\xc3"}[value]
    if isinstance(value, int):
        return struct.pack("B", value) if value < 128 else b"\xd3" + struct.pack(">q", value)
    if isinstance(value, float):
        return b"\xcb" + struct.pack(">d", value)
    if isinstance(value, bytes):
        return b"\xc4" + bytes([len(value)]) + value
    if isinstance(value, str):
        text = value.encode()
        return (bytes([0xA0 + len(text)]) if len(text) < 32 else b"\xd9" + bytes([len(text)])) + text
    if isinstance(value, dict):
        return bytes([0x80 + len(value)]) + b"".join(packed(k) + packed(v) for k, v in value.items())
    return bytes([0x90 + len(value)]) + b"".join(map(packed, value))


def messages() -> None:
    for method, args in CALLS.items():
        (HERE / "corpus" / f"call-{method}.bin").write_bytes(packed([0, 1, method, [args]]))


def gunzips() -> None:
    lies, made = b"\0", b"\1"
    text = "id,label\n" + "".join(f"c{n},Competency {n}\n" for n in range(40))
    pack = lambda data, level: gzip.compress(data.encode(), level, mtime=0)
    put("gunzip", "whole", lies + pack(text, 9))
    put("gunzip", "stored", lies + pack(text[:60], 0))
    put("gunzip", "members", lies + pack(text, 1) + pack("c99,x\n", 9))
    put("gunzip", "empty", lies + pack("", 9))
    put("gunzip", "cut", lies + pack(text, 9)[:-5])
    put("gunzip", "behind", lies + pack("a\n", 9) + b"more")
    put("gunzip", "plain", lies + text[:30].encode())
    put("gunzip", "bomb", lies + pack("\0" * (3 << 20), 9))
    named = io.BytesIO()
    with gzip.GzipFile("skills_en.csv", "wb", fileobj=named, mtime=1) as file:
        file.write(b"id\nx\n")
    put("gunzip", "named", lies + named.getvalue())
    put("gunzip", "made", made + struct.pack("<BHHB", 9, 0, 12, 1) + text.encode())
    put("gunzip", "made_members", made + struct.pack("<BHHB", 1, 40, 50, 128) + text.encode())
    put("gunzip", "made_empty", made + struct.pack("<BHHB", 6, 0, 3, 4))


def manifests() -> None:
    whole = {"format": 1, "program": "0.1.0", "schema": 5, "store": "f4" * 16, "revision": 7,
             "at": "2026-12-01T13:16:38Z", "bytes": 45056, "blake2b": "92" * 32}
    put("manifest", "whole", json.dumps(whole))
    for name in whole:
        put("manifest", f"without_{name}", json.dumps({k: v for k, v in whole.items() if k != name}))
    for name, value in {"format": 2, "schema": 6, "store": '"' * 32, "revision": -1, "bytes": 0,
                        "at": "2026-13-01T13:16:38Z", "blake2b": "x" * 64}.items():
        put("manifest", f"other_{name}", json.dumps({**whole, name: value}))
    put("manifest", "list", json.dumps([whole]))
    put("manifest", "empty", "")
    put("manifest", "long", json.dumps({**whole, "program": "x" * 5000}))


def backups() -> None:
    """What a daemon writes: the manifest of a backup, and increments with records, what was deleted, vectors, nothing."""
    sys.path.insert(0, str(HERE.parent / "e2e"))
    from client import TOOL, Daemon, load                   # pylint: disable=import-outside-toplevel
    from embedding import row, upload_external              # pylint: disable=import-outside-toplevel
    from world import TODAY, evidence, make_course, town    # pylint: disable=import-outside-toplevel
    with Daemon(today=TODAY) as daemon:
        client, folder = daemon.client(), pathlib.Path(daemon.dir)
        load(client, town())
        tool = lambda *args: subprocess.run([TOOL, "--unix", daemon.path, *map(str, args)], check=True)
        tool("backup", folder / "backup")
        put("manifest", "written", (folder / "backup/manifest.json").read_bytes())
        (folder / "increments").mkdir()
        vectors = [row("competency", c["id"], [1.0, 0.0, 0.5, 0.0]) for c in town()["competency"][:3]]
        steps = {"records": lambda: (client.call("course.put", {"items": [make_course("c1")]}),
                                     client.call("evidence.add", {"items": [evidence(1)]})),
                 "deleted": lambda: client.call("course.delete", {"ids": ["c1"]}),
                 "vectors": lambda: upload_external(client, vectors), "nothing": lambda: None}
        since = folder / "backup"
        for name, act in steps.items():
            act()
            tool("export", "--since", since, folder / "increments" / name)
            since = folder / "increments"
            data = (since / name).read_bytes()
            put("increment", name, b"\0" + data)
            put("increment", f"{name}_sealed", b"\1" + data[:-32])   # the target adds the checksum


def main() -> None:
    if "--backups" in sys.argv:
        return backups()
    for make in (messages, jsonl, csvs, esco, config, keys, solver, store, log, gunzips, manifests):
        make()


if __name__ == "__main__":
    main()
