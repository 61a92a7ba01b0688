"""How well the daemon says what a course teaches: texts of real courses, and the tags they were given.

    /usr/bin/python3 tests/text/tagging.py [--texts N]

Of the tagged courses in ../shared/data/courses three tenths are held back; the others are put into a store
of their own with their tags as what they teach. Then course.tag is asked about the texts that were held
back (name, what you learn, description), and its ten likeliest are held against the given tags: precision
and recall at 5 and 10, how far the probabilities are from the truth (ECE over ten bins of equal width), ms
a call. Three catalogues: the tags themselves; only those tags that are called as an ESCO skill; all of
ESCO's skills, of which the courses teach those that are called as one of their tags. Each also with nothing
confirmed ("zero-shot"). Beside it the plain way: labels in the order of the cosine between TF-IDF vectors
of characters (3 to 5, within words) of label and text.
"""
import argparse
import collections
import csv
import gzip
import hashlib
import math
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from client import SHARED, TOOL, Client, Daemon  # noqa: E402

DATA = SHARED / "data"
KEYWORDS, LONG = "courses/courses_matchkey_5411.csv.gz", "courses/coursera_is450_descriptions_2183.csv.gz"
DEPTHS = (5, 10)
HELD_BACK = 77   # of 256


def rows(name: str) -> list[dict]:
    csv.field_size_limit(1 << 30)
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Course:
    def __init__(self, name: str):
        self.name, self.learn, self.description, self.tags = name.strip(), "", "", set()

    @property
    def body(self) -> str:
        return "\n".join(part for part in (self.learn, self.description) if part)

    @property
    def text(self) -> str:
        return f"{self.name}\n{self.body}"

    @property
    def held_back(self) -> bool:
        return hashlib.sha1(b"held back " + self.name.lower().encode()).digest()[0] < HELD_BACK


def courses() -> list[Course]:
    """Those with tags; the same name is the same course."""
    out: dict[str, Course] = {}
    for row in rows(KEYWORDS):
        course = out.setdefault(row["name"].strip().lower(), Course(row["name"]))
        course.learn = "\n".join(dict.fromkeys(line.strip() for line in row["what_you_learn"].split("\n")))
        course.tags |= {tag.strip() for tag in row["skills"].split(",") if tag.strip()}
    for row in rows(LONG):
        course = out.get(row["course_title"].strip().lower())
        if course and row["course_description"]:
            course.description = row["course_description"]
    return [out[name] for name in sorted(out) if out[name].tags]


def grams(text: str) -> collections.Counter:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    out: collections.Counter = collections.Counter()
    for word in re.findall(r"[^\W_]+", plain):
        padded = f" {word} "
        for n in (3, 4, 5):
            out.update(padded[i:i + n] for i in range(len(padded) - n + 1))
    return out


class Plain:
    """The nearest labels."""

    def __init__(self, labels: list[tuple[str, str]], texts: list[str]):
        """labels: (id, label); how rare a piece is comes from labels and texts."""
        self.ids = [name for name, _ in labels]
        counted = [grams(label) for _, label in labels]
        spread = collections.Counter()
        for text in counted:
            spread.update(text.keys())
        for text in texts:
            spread.update(grams(text).keys())
        n = len(counted) + len(texts)
        self.rarity = {gram: math.log(1 + n / (df + .5)) for gram, df in spread.items()}
        self.having = collections.defaultdict(list)
        for i, label in enumerate(counted):
            weights = {gram: (1 + math.log(k)) * self.rarity[gram] for gram, k in label.items()}
            norm = math.sqrt(sum(w * w for w in weights.values()))
            for gram, weight in weights.items():
                self.having[gram].append((i, weight / norm))

    def nearest(self, text: str, k: int) -> list[str]:
        scores: collections.defaultdict = collections.defaultdict(float)
        for gram, n in grams(text).items():
            weight = (1 + math.log(n)) * self.rarity.get(gram, 0)
            for i, of in self.having.get(gram, ()):
                scores[i] += weight * of
        best = sorted(scores, key=lambda i: (-scores[i], self.ids[i]))[:k]
        return [self.ids[i] for i in best]


class Figures:
    """What was proposed against what is so."""

    def __init__(self):
        self.n, self.first = 0, 0.0
        self.right, self.recall = collections.Counter(), collections.Counter()
        self.said: list[tuple[float, bool]] = []
        self.ms: list[float] = []

    def add(self, proposed: list[str], truth: set[str], probabilities: list[float] = ()) -> None:
        self.n += 1
        for depth in DEPTHS:
            found = len(truth.intersection(proposed[:depth]))
            self.right[depth] += found
            self.recall[depth] += found / len(truth)
        self.said += [(p, name in truth) for p, name in zip(probabilities, proposed)]

    def precision_at(self, depth: int) -> float:
        return self.right[depth] / (depth * self.n)

    def recall_at(self, depth: int) -> float:
        return self.recall[depth] / self.n

    def bins(self) -> list[tuple[int, float, float]]:
        """By tenth of probability: how many, said on the average, true of them."""
        tenths = collections.defaultdict(list)
        for p, so in self.said:
            tenths[min(9, int(10 * p))].append((p, so))
        return [(len(of), sum(p for p, _ in of) / len(of), sum(so for _, so in of) / len(of))
                for _, of in sorted(tenths.items())]

    @property
    def ece(self) -> float:
        return sum(n * abs(said - so) for n, said, so in self.bins()) / max(1, len(self.said))

    def line(self) -> str:
        out = "  ".join(f"P@{d} {self.precision_at(d):.3f} R@{d} {self.recall_at(d):.3f}" for d in DEPTHS)
        if self.said:
            out += f"  ECE {self.ece:.3f}"
        if self.ms:
            ms = sorted(self.ms)
            out += f"  ms median {ms[len(ms) // 2]:.2f} p99 {ms[len(ms) * 99 // 100]:.2f}"
        return out


class Catalogue:
    """One way to make competencies of tags: `ids` by tag, in lower case."""

    def __init__(self, name: str, labels: list[tuple[str, str]], ids: dict[str, str], esco: bool = False):
        self.name, self.labels, self.ids, self.esco = name, labels, ids, esco

    def truth(self, course: Course) -> set[str]:
        return {self.ids[tag.lower()] for tag in course.tags if tag.lower() in self.ids}


def catalogues(all_courses: list[Course]) -> list[Catalogue]:
    skills = {row["preferredLabel"].strip(): row["conceptUri"] for row in rows("esco/skills_en.csv.gz")}
    uris = {label.lower(): uri for label, uri in skills.items()}
    tags = sorted({tag for course in all_courses for tag in course.tags})
    own = [(f"tag-{i:04}", tag) for i, tag in enumerate(tags)]
    named = [(name, tag) for name, tag in own if tag.lower() in uris]
    both = {tag.lower(): uris[tag.lower()] for _, tag in named}
    return [Catalogue("given tags", own, {tag.lower(): name for name, tag in own}),
            Catalogue("tags that are ESCO labels", named, {tag.lower(): name for name, tag in named}),
            Catalogue("all ESCO skills", [(uri, label) for label, uri in skills.items()], both, esco=True)]


def store_of(catalogue: Catalogue, folder: str) -> str:
    store = f"{folder}/store"
    steps = [["init"]] + ([["import", "esco", str(DATA / "esco")]] if catalogue.esco else [])
    for step in steps:
        subprocess.run([TOOL, "--data", store, *step], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    return store


def put_courses(client: Client, catalogue: Catalogue, kept: list[Course], confirmed: bool) -> None:
    items = []
    for i, course in enumerate(kept):
        item = {"id": f"course-{i:05}", "title": {"en": course.name}, "language": "en",
                "format": "e-learning", "hours": 10, "price_cents": 0}
        if confirmed and catalogue.truth(course):
            item["teaches"] = [{"competency": name, "to": 3} for name in sorted(catalogue.truth(course))]
        if course.body:
            item["description"] = {"en": course.body}
        items.append(item)
    for at in range(0, len(items), 1000):
        client.call("course.put", {"items": items[at:at + 1000]})


def ask(client: Client, catalogue: Catalogue, asked: list[Course]) -> Figures:
    figures = Figures()
    for course in asked:
        began = time.perf_counter()
        items = client.call("course.tag", {"text": course.text, "k": max(DEPTHS)})["items"]
        figures.ms.append(1000 * (time.perf_counter() - began))
        figures.add([item["competency"] for item in items], catalogue.truth(course),
                    [item["probability"] for item in items])
    return figures


def measure(catalogue: Catalogue, all_courses: list[Course], n: int) -> dict[str, Figures]:
    """By "plain", "zero-shot" and "confirmed"."""
    kept = [course for course in all_courses if not course.held_back]
    asked = [c for c in all_courses if c.held_back and catalogue.truth(c)][:n or None]
    plain = Plain(catalogue.labels, [course.text for course in kept])
    out = {"plain": Figures()}
    for course in asked:
        out["plain"].add(plain.nearest(course.text, max(DEPTHS)), catalogue.truth(course))
    with tempfile.TemporaryDirectory(prefix="bw") as folder:
        with Daemon(data=store_of(catalogue, folder)) as daemon:
            client = daemon.client()
            if not catalogue.esco:
                client.call("competency.put", {"items": [{"id": name, "label": {"en": label}}
                                                         for name, label in catalogue.labels]})
            for way, confirmed in (("zero-shot", False), ("confirmed", True)):
                put_courses(client, catalogue, kept, confirmed)
                began = time.perf_counter()
                client.call("course.tag", {"text": "x"})
                first = time.perf_counter() - began
                out[way] = ask(client, catalogue, asked)
                out[way].first = first
            client.close()
    return out


def show(catalogue: Catalogue, figures: dict[str, Figures]) -> None:
    print(f"\n{catalogue.name}: {len(catalogue.labels)} competencies, {figures['plain'].n} texts")
    for way, of in figures.items():
        print(f"  {way:10} {of.line()}" + (f"  first call {of.first:.2f} s" if of.ms else ""))
    print("  confirmed: recall@10 {:.2f} x plain, precision@10 {:.2f} x".format(
        figures["confirmed"].recall_at(10) / figures["plain"].recall_at(10),
        figures["confirmed"].precision_at(10) / figures["plain"].precision_at(10)))
    print("  confirmed, said and so: " + " ".join(f"{said:.2f}:{so:.2f}({n})"
                                                  for n, said, so in figures["confirmed"].bins()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--texts", type=int, default=0, help="only so many of the texts held back")
    line = parser.parse_args()
    if not (DATA / KEYWORDS).exists():
        print(f"skipped: {DATA / KEYWORDS} is not there")
        return 0
    all_courses = courses()
    for catalogue in catalogues(all_courses):
        show(catalogue, measure(catalogue, all_courses, line.texts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
