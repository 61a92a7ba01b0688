"""What duplicates.list finds of duplicates that were planted among real records.

    tests/text/duplicates.py [--seed N] [--wrong]

Competencies: ESCO, from ../shared, and beside some of them a copy as a colleague would have entered it:
written otherwise, with a typing error, in another order, with an article; or one that is taken apart
into a Dutch and an English one. Half of the copies are a municipality's own. Decoys are the names that
ask for a mistake: one word more, or another word instead. Courses: those of ../shared/data/courses, which
hold near copies of their own, with copies of another year, of another provider, imported twice; decoys
are a second part, a course of the same name and another text.

Recall: the planted pairs that are listed at the default threshold. Precision: of the listed pairs with
a planted record in it, those that were planted as a pair. --wrong shows the others.
"""
from __future__ import annotations

import argparse
import collections
import csv
import gzip
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from client import SHARED, TOOL, Client, Daemon  # noqa: E402

ESCO = SHARED / "data/esco"
COURSES = SHARED / "data/courses"
EACH = 60
TODAY = "2026-11-24"
ORG = {"id": "stad", "name": "Stad", "language": "nl"}
MARK = re.compile(r" \[(EN|NL)\]$")
OTHER_WORDS = {"nl": ["jongeren", "ouderen", "evenementen", "archieven", "bruggen", "subsidies"],
               "en": ["youth", "elderly", "events", "archives", "bridges", "subsidies"]}


class Planted:
    """Pairs by what was done, and records that must not be paired with their source."""

    def __init__(self):
        self.pairs: dict[frozenset, str] = {}
        self.records: list[dict] = []
        self.decoys: dict[str, str] = {}

    def add(self, way: str, source: str, record: dict) -> None:
        self.pairs[frozenset((source, record["id"]))] = way
        self.records.append(record)

    def decoy(self, way: str, record: dict) -> None:
        self.decoys[record["id"]] = way
        self.records.append(record)


def mistype(draw: random.Random, text: str) -> str | None:
    """One letter of a long word lost, doubled, changed, or swapped with the next."""
    long = [m.span() for m in re.finditer(r"[^\W\d_]{6,}", text)]
    if not long:
        return None
    first, end = draw.choice(long)
    at = draw.randrange(first + 1, end - 1)
    return draw.choice([text[:at] + text[at + 1:], text[:at] + text[at] + text[at:],
                        text[:at] + draw.choice("aeiounrst") + text[at + 1:],
                        text[:at] + text[at + 1] + text[at] + text[at + 2:]])


def turn(text: str) -> str | None:
    words = text.split()
    return " ".join(words[-1:] + words[:-1]) if len(words) in (2, 3) else None


def otherwise(draw: random.Random, text: str) -> str:
    words = [draw.choice([w.upper(), w.title(), w]) for w in re.split(r"\s+", text)]
    return draw.choice(["  ", " - ", " "]).join(words) + draw.choice(["", ".", " "])


def article(lang: str, text: str) -> str:
    words = text.split()
    return " ".join(words[:-1] + [{"nl": "de", "en": "the"}[lang]] + words[-1:])


def own_labels(item: dict) -> dict:
    label = item["label"]
    return {lang: text for lang, text in label.items() if not MARK.search(text)}


def competency_copies(draw: random.Random, there: list[dict]) -> tuple[Planted, list[dict]]:
    """The copies, and the sources that were taken apart."""
    planted, changed = Planted(), []
    labels = collections.Counter(text.lower() for c in there for text in own_labels(c).values())
    skills = [c for c in there if own_labels(c)
              and all(labels[text.lower()] == 1 or len(set(own_labels(c).values())) == 1
                      for text in own_labels(c).values())]  # groups of ESCO share their names
    draw.shuffle(skills)
    ways = {"written otherwise": lambda lang, text: otherwise(draw, text),
            "typing error": lambda lang, text: mistype(draw, text),
            "other order": lambda lang, text: turn(text),
            "with an article": article}
    made = collections.Counter()

    def record(source: dict, label: dict) -> dict:
        made["all"] += 1
        own = {"org": "stad"} if made["all"] % 2 else {}
        return {"id": f"copy-{made['all']:04}", "label": label, **own}

    for way, change in ways.items():
        while made[way] < EACH:
            source = skills.pop()
            lang, text = draw.choice(sorted(own_labels(source).items()))
            new = change(lang, text)
            if new and new != text:
                planted.add(way, source["id"], record(source, {lang: new}))
                made[way] += 1
    for _ in range(EACH):
        source = skills.pop()
        lang, text = draw.choice(sorted(own_labels(source).items()))
        more = text + {"nl": " voor ", "en": " for "}[lang] + draw.choice(OTHER_WORDS[lang])
        planted.decoy("one word more", record(source, {lang: more}))
        words = text.split()
        if len(words) > 1:
            other = " ".join(words[:-1] + [draw.choice(OTHER_WORDS[lang])])
            planted.decoy("another word", record(source, {lang: other}))
    both = [c for c in skills if len(own_labels(c)) == 2
            and own_labels(c)["nl"].lower() != own_labels(c)["en"].lower()]
    for source in both[:2 * EACH]:
        label = own_labels(source)
        changed.append({**source, "label": {"en": label["en"]}, "alt_labels": {}})
        planted.add("translated", source["id"], record(source, {"nl": label["nl"]}))
    return planted, changed


def rows() -> list[tuple[str, str, str, list[str]]]:
    """(title, text, address, tags) of both files."""
    out = []
    with gzip.open(COURSES / "courses_matchkey_5411.csv.gz", "rt", encoding="utf-8", newline="") as file:
        out += [(r["name"], r["what_you_learn"], r["url"], r["skills"].split(","))
                for r in csv.DictReader(file)]
    csv.field_size_limit(1 << 30)
    with gzip.open(COURSES / "coursera_is450_descriptions_2183.csv.gz", "rt", encoding="utf-8",
                   newline="") as file:
        out += [(r["course_title"], r["course_description"], r["url"], r["lo_skills"].split(";"))
                for r in csv.DictReader(file)]
    return [(title.strip(), text, url, [t.strip().lower() for t in tags if t.strip()])
            for title, text, url, tags in out if title.strip()]


def taught(tags: list[str], known: dict[str, int], text: str) -> list[str]:
    """Its first tags; without any, the known ones that its text names."""
    found = tags or [tag for tag in known if f" {tag} " in f" {text.lower()} "]
    return list(dict.fromkeys(found))[:5] or ["general"]


def course_rows() -> tuple[list[dict], dict[str, dict]]:
    """Both files as courses, one an address; and, by the id of the first, what the second file says of a
    course that both have."""
    courses, twice, at, all_rows = [], {}, {}, rows()
    counts = collections.Counter(tag for row in all_rows for tag in row[3])
    known = {tag: n for tag, n in counts.items() if n >= 5}
    for title, text, url, tags in all_rows:
        course = {"id": f"real-{len(courses):05}", "title": {"en": title}, "language": "en", "url": url,
                  "provider": "Coursera", "format": "e-learning", "hours": 10, "price_cents": 0,
                  "teaches": [{"competency": f"tag {tag}"[:120], "to": 3}
                              for tag in taught(tags, known, f"{title} {text}")],
                  **({"description": {"en": text[:8000]}} if text.strip() else {})}
        address = url.replace("/learn/-", "/learn/")
        if address in at:
            twice.setdefault(at[address], course)
            continue
        at[address] = course["id"]
        courses.append(course)
    return courses, twice


def course_copies(draw: random.Random, there: list[dict], twice: dict[str, dict]) -> Planted:
    planted = Planted()
    sources = [c for c in there if len(c.get("description", {}).get("en", "")) > 200]
    draw.shuffle(sources)

    def record(source: dict, **fields) -> dict:
        new = {**source, "id": f"copy-{len(planted.records):04}", **fields}
        new.pop("url", None) if "url" not in fields else None
        return new

    for name, other in draw.sample(sorted(twice.items()), EACH):
        planted.add("of both files", name, record(other, provider="Coursera"))
    sources = [c for c in sources if c["id"] not in twice]
    for _ in range(EACH):
        source = sources.pop()
        year = {"title": {"en": f"{source['title']['en']} {draw.choice([2025, 2026])}"}}
        planted.add("another year", source["id"], record(source, **year, hours=draw.choice([8, 10, 12])))
        source = sources.pop()
        words = source["description"]["en"].split()
        text = " ".join(w for w in words if draw.random() > .1)
        planted.add("another provider", source["id"],
                    record(source, provider="Opleider", description={"en": text}))
        source = sources.pop()
        planted.add("imported twice", source["id"],
                    record(source, url=source["url"].replace("https://www.", "http://") + "/"))
        source = sources.pop()
        planted.add("written otherwise", source["id"],
                    record(source, title={"en": otherwise(draw, source["title"]["en"])}))
        source = sources.pop()
        new = mistype(draw, source["title"]["en"])
        if new and new != source["title"]["en"]:
            planted.add("typing error", source["id"], record(source, title={"en": new}))
        source = sources.pop()
        planted.decoy("a second part", record(source, title={"en": f"{source['title']['en']} 2"}))
        source, other = sources.pop(), draw.choice(sources)
        planted.decoy("same name, other text", record(source, provider="Opleider",
                                                      description=other["description"]))
    return planted


def put(client: Client, kind: str, items: list[dict]) -> None:
    for at in range(0, len(items), 2000):
        client.call(f"{kind}.put", {"items": items[at:at + 2000]})


def judge(kind: str, client: Client, planted: Planted, show: bool) -> dict:
    began = time.monotonic()
    answer = client.call("duplicates.list", {"kind": kind, "k": 1000, "lang": "en"})
    seconds = time.monotonic() - began
    if answer["found"] > len(answer["items"]):
        print(f"of {answer['found']} pairs the likeliest {len(answer['items'])} are looked at")
    new = {r["id"] for r in planted.records}
    hit, wrong, others = collections.Counter(), [], collections.Counter()
    for item in answer["items"]:
        pair = frozenset((item["a"], item["b"]))
        if pair in planted.pairs:
            hit[planted.pairs[pair]] += 1
        elif pair & new:
            wrong.append(item)
        else:
            others[item["reason"]] += 1
    print(f"\n{kind}: {answer['found']} pairs in {seconds:.2f} s")
    total = collections.Counter(planted.pairs.values())
    for way in total:
        print(f"  {way:22} {hit[way]:4} of {total[way]:4} found  {hit[way] / total[way]:.2f}")
    decoys = collections.Counter(planted.decoys[name] for item in wrong
                                 for name in {item["a"], item["b"]} if name in planted.decoys)
    for way, n in collections.Counter(planted.decoys.values()).items():
        print(f"  {way:22} {decoys[way]:4} of {n:4} listed")
    recall = sum(hit.values()) / sum(total.values())
    precision = sum(hit.values()) / (sum(hit.values()) + len(wrong))
    print(f"  recall {recall:.3f}, precision {precision:.3f}; pairs of what was there: {dict(others)}")
    for item in wrong if show else []:
        name = "title" if kind == "courses" else "label"
        print(f"  wrong: {item['score']:.2f} {item['reason']}: {item['a_' + name]!r} ~ {item['b_' + name]!r}")
    return {"recall": recall, "precision": precision, **{w: hit[w] / total[w] for w in total}}


def measure_competencies(seed: int = 1, show: bool = False) -> dict:
    with tempfile.TemporaryDirectory(prefix="bw") as folder:
        store = f"{folder}/store"
        for command in (["init"], ["import", "esco", str(ESCO)]):
            subprocess.run([TOOL, "--data", store, *command], check=True, capture_output=True)
        with Daemon(data=store, today=TODAY) as daemon:
            client = daemon.client()
            planted, changed = competency_copies(random.Random(seed), client.everything("competency"))
            put(client, "org", [ORG])
            put(client, "competency", changed + planted.records)
            return judge("competencies", client, planted, show)


def measure_courses(seed: int = 1, show: bool = False) -> dict:
    with Daemon(today=TODAY) as daemon:
        client = daemon.client()
        there, twice = course_rows()
        planted = course_copies(random.Random(seed), there, twice)
        tags = sorted({t["competency"] for c in there + planted.records for t in c["teaches"]})
        put(client, "competency", [{"id": tag, "label": {"en": tag[4:]}} for tag in tags])
        put(client, "course", there + planted.records)
        return judge("courses", client, planted, show)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="show what is listed and was not planted")
    line = parser.parse_args()
    for folder, measure in ((ESCO, measure_competencies), (COURSES, measure_courses)):
        if folder.exists():
            measure(line.seed, line.wrong)
        else:
            print(f"skipped: {folder} is not there")


if __name__ == "__main__":
    main()
