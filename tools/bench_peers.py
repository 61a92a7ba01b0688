#!/usr/bin/python3
"""The peers of `bekwaam batch` and of training a text model: what a mature library takes for a part of
the same work.

    bench_peers.py faiss PEOPLE COURSES
        exact top 10 of dense products in 128 dimensions; one thread a processor, each with its
        share of the people, which is how faiss is fastest for this
    bench_peers.py scipy PEOPLE COURSES COMPETENCIES uniform|skewed
        sparse gaps (30 a person) times sparse courses (5 competencies each), then the top 10;
        skewed: competency number n is drawn with a chance as 1/n; three times of so many people as
        take seconds, scaled up to all
    bench_peers.py svd FILE
        of texts, one a line: pieces of 3 to 5 characters of each word, TF-IDF, and svds (ARPACK) in
        256 dimensions, by all processors

Prints a figure as the report wants it. Ends with 3 when the library is not there. faiss without
OpenBLAS is 50 times slower and no peer, so that counts as not there.
"""
import os
import sys
import threading
import time

if sys.argv[1:2] != ["svd"]:
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
    if "avx512f" in info.read():
        os.environ["OPENBLAS_CORETYPE"] = "SkylakeX"  # its best kernels, which it does not take itself

TOP = 10
DIMENSIONS = 128
BLOCK = 2048
SCALED_FROM = {"uniform": 16384, "skewed": 256}
REPEATS = 3
SVD_DIMENSIONS = 256


def figure(name, value):
    print(f"figure\t{name}\t{value:.9g}")


def faiss_flat(people, courses):
    import faiss
    import numpy as np
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
        if "openblas" not in maps.read():
            raise ImportError("faiss is there, but not OpenBLAS, without which it is no peer")
    draw = np.random.default_rng(1)
    index = faiss.IndexFlatIP(DIMENSIONS)
    index.add(draw.standard_normal((courses, DIMENSIONS), dtype=np.float32))
    wanted = draw.standard_normal((people, DIMENSIONS), dtype=np.float32)
    found = []

    def search(share):
        faiss.omp_set_num_threads(1)  # a setting of the calling thread
        found.append(index.search(share, TOP)[1].shape[0])

    threads = [threading.Thread(target=search, args=(share,))
               for share in np.array_split(wanted, os.cpu_count())]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    assert sum(found) == people
    figure("faiss.s", took)


def sparse(draw, rows, mean, columns, skewed):
    import numpy as np
    import scipy.sparse
    lengths = np.maximum(1, draw.poisson(mean, rows))
    starts = np.concatenate(([0], np.cumsum(lengths)))
    chances = 1.0 / np.arange(1, columns + 1) if skewed else np.ones(columns)
    upto = np.cumsum(chances / chances.sum())
    at = np.minimum(np.searchsorted(upto, draw.random(starts[-1])), columns - 1)
    values = draw.random(starts[-1], dtype=np.float32) + np.float32(.05)
    matrix = scipy.sparse.csr_matrix((values, at, starts), shape=(rows, columns))
    matrix.sum_duplicates()
    return matrix


def top_of(scores):
    """The TOP best of each row, best first: one sort by row and falling score."""
    import numpy as np
    row = np.repeat(np.arange(scores.shape[0]), np.diff(scores.indptr))
    order = np.lexsort((-scores.data, row))
    rank = np.arange(len(order)) - np.repeat(scores.indptr[:-1], np.diff(scores.indptr))
    kept = order[rank < TOP]
    return scores.indices[kept], scores.data[kept]


def scipy_product(people, courses, competencies, shape):
    import numpy as np
    skewed = shape == "skewed"
    draw = np.random.default_rng(2)
    measured = min(people, SCALED_FROM[shape])
    taught = sparse(draw, courses, 5, competencies, skewed).T.tocsr()
    for _ in range(REPEATS):
        gaps = sparse(draw, measured, 30, competencies, skewed)
        listed = 0
        began = time.perf_counter()
        for first in range(0, measured, BLOCK):
            listed += len(top_of(gaps[first:first + BLOCK] @ taught)[0])
        took = time.perf_counter() - began
        assert listed > 0
        figure(f"scipy.{shape}.s", took * people / measured)


def pieces(text):
    found = {}
    for word in text.lower().split():
        for size in (3, 4, 5):
            for first in range(len(word) + 3 - size):
                piece = f" {word} "[first:first + size]
                found[piece] = found.get(piece, 0) + 1
    return found


def svd(path):
    import numpy
    from scipy.sparse import csr_matrix, diags
    from scipy.sparse.linalg import svds
    with open(path, encoding="utf-8") as lines:
        texts = lines.read().splitlines()
    began, number, rows, columns, data = time.perf_counter(), {}, [], [], []
    for row, text in enumerate(texts):
        counts = pieces(text)
        rows += [row] * len(counts)
        columns += [number.setdefault(piece, len(number)) for piece in counts]
        data += [1 + numpy.log(n) for n in counts.values()]
    matrix = csr_matrix((data, (rows, columns)), shape=(len(texts), len(number)))
    matrix = matrix @ diags(numpy.log(1 + len(texts) / numpy.bincount(columns)))
    svds(matrix, k=min(SVD_DIMENSIONS, min(matrix.shape) - 1))
    figure("scipy.svd.s", time.perf_counter() - began)


def main():
    what, numbers = sys.argv[1], sys.argv[2:]
    try:
        if what == "faiss":
            faiss_flat(*map(int, numbers[:2]))
        elif what == "scipy":
            scipy_product(*map(int, numbers[:3]), numbers[3])
        elif what == "svd":
            svd(numbers[0])
        else:
            sys.exit(__doc__)
    except ImportError as missing:
        print(missing, file=sys.stderr)
        sys.exit(3)


if __name__ == "__main__":
    main()
