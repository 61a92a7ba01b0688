"""What EASE^R takes with many courses, beside NumPy on the same interactions, in the same run.

    /usr/bin/python3 tests/ease/ease_speed.py [--courses 6000] [--users 100000] [--ridge 300] [--times 3]
                                              [--build DIR] [--figures]

The interactions are drawn: 2 to 15 courses a user, some courses far more often than others. Ours counts who took
what together, solves, and prunes to what is served (build/release/tests/ease/ease_speed), by one and by two
threads; NumPy's way is (X'X + ridge I)^-1 by numpy.linalg.inv and the division, unpruned, in float64 and float32,
with its BLAS's usual threads and with one. Both turn about; the best of `times` is shown. With --figures ours by
all processors and NumPy in float64, as ours is, with its usual threads turn about, each time as a figure for
tools/bench.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEER = """
import json, resource, sys, time, numpy
taken, ridge, kind = sys.argv[1], float(sys.argv[2]), sys.argv[3]
numbers = numpy.fromfile(taken, dtype=numpy.uint32)
users, items, at, lists = int(numbers[0]), int(numbers[1]), 2, []
for _ in range(users):
    lists.append(numbers[at + 1:at + 1 + numbers[at]])
    at += 1 + numbers[at]
began = time.perf_counter()
gram = numpy.zeros((items, items), dtype=kind)
for took in lists:
    gram[numpy.ix_(took, took)] += 1
counted = time.perf_counter()
gram[numpy.diag_indices(items)] += ridge
inverse = numpy.linalg.inv(gram)
weights = inverse / -numpy.diag(inverse)
weights[numpy.diag_indices(items)] = 0
blas = open("/proc/self/maps").read().count("openblas") > 0
print(json.dumps({"openblas": blas, "count_s": counted - began, "solve_s": time.perf_counter() - counted,
                  "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))
"""


def draw(path: pathlib.Path, courses: int, users: int) -> int:
    rng = numpy.random.default_rng(5)
    popular = numpy.cumsum(1 / numpy.arange(1, courses + 1) ** .7)
    parts, n = [numpy.array([users, courses])], 0
    for _ in range(users):
        took = numpy.unique(numpy.searchsorted(popular, rng.random(rng.integers(2, 16)) * popular[-1]))
        rng.shuffle(took)
        parts.append(numpy.concatenate([[len(took)], took]))
        n += len(took)
    numpy.concatenate(parts).astype(numpy.uint32).tofile(path)
    return n


def ours(speed: pathlib.Path, taken: pathlib.Path, ridge: float, threads: int) -> dict:
    with taken.open("rb") as file:
        return json.loads(subprocess.run([speed, str(ridge), str(threads)], stdin=file, check=True,
                                         capture_output=True, text=True).stdout)


def numpys(taken: pathlib.Path, ridge: float, kind: str, threads: int) -> dict:
    env = dict(os.environ)
    env.pop("OPENBLAS_NUM_THREADS", None)
    if "avx512f" in pathlib.Path("/proc/cpuinfo").read_text(errors="replace"):
        env["OPENBLAS_CORETYPE"] = "SkylakeX"  # its best kernels, which it does not take itself
    if threads:
        env["OPENBLAS_NUM_THREADS"] = str(threads)
    return json.loads(subprocess.run([sys.executable, "-c", PEER, taken, str(ridge), kind], env=env,
                                     check=True, capture_output=True, text=True).stdout)


def show(name: str, runs: list[dict]) -> None:
    best = {key: min(run.get(key, 0) for run in runs) for key in ("count_s", "solve_s", "prune_s", "peak_mib")}
    print(f"{name:32} count {best['count_s']:7.2f} s   solve {best['solve_s']:7.2f} s   "
          f"prune {best['prune_s']:5.2f} s   peak {best['peak_mib']:5} MiB")


def figure(name: str, value: float) -> None:
    print(f"figure\t{name}\t{value:.9g}", flush=True)


def figures(speed: pathlib.Path, taken: pathlib.Path, ridge: float, times: int) -> None:
    for _ in range(times):
        own = ours(speed, taken, ridge, os.cpu_count())
        for part in ("count_s", "solve_s", "prune_s"):
            figure(f"ease.{part.replace('_', '.')}", own[part])
        figure("ease.s", own["count_s"] + own["solve_s"] + own["prune_s"])
        theirs = numpys(taken, ridge, "float64", 0)
        if not theirs["openblas"]:
            print("missing\tnumpy.ease.solve.s\tNumPy is there, but not OpenBLAS, without which it is no peer: "
                  "apt-get install --no-install-recommends libopenblas0-pthread")
            continue
        figure("numpy.ease.solve.s", theirs["solve_s"])
        figure("numpy.ease.s", theirs["count_s"] + theirs["solve_s"])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--courses", type=int, default=6000)
    options.add_argument("--users", type=int, default=100000)
    options.add_argument("--ridge", type=float, default=300)
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    options.add_argument("--figures", action="store_true")
    given = options.parse_args()
    speed = given.build / "tests/ease/ease_speed"
    with tempfile.TemporaryDirectory() as folder:
        taken = pathlib.Path(folder) / "taken"
        n = draw(taken, given.courses, given.users)
        if given.figures:
            figures(speed, taken, given.ridge, given.times)
            return
        print(f"{given.users} users, {given.courses} courses, {n} interactions; load {os.getloadavg()[0]:.2f}; "
              f"NumPy {numpy.__version__}")
        ways = {"ours, 1 thread": lambda: ours(speed, taken, given.ridge, 1),
                "ours, 2 threads": lambda: ours(speed, taken, given.ridge, 2),
                "NumPy float64, usual threads": lambda: numpys(taken, given.ridge, "float64", 0),
                "NumPy float64, 1 thread": lambda: numpys(taken, given.ridge, "float64", 1),
                "NumPy float32, usual threads": lambda: numpys(taken, given.ridge, "float32", 0)}
        runs = {name: [] for name in ways}
        for _ in range(given.times):
            for name, way in ways.items():
                runs[name].append(way())
        for name, times in runs.items():
            show(name, times)
        print(f"load {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
