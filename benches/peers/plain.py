"""What a team would write instead: the same point estimates in plain Python, without intervals, verdicts or charts.

    python plain.py REFERENCE.parquet CURRENT.parquet

Words, cross-fitted tail mass, tail words alive, effective vocabulary (Chao-Shen), distinct bigrams. Halves are even and odd
rows, since rows pair by position; sizes are taken as equal.
"""

import json
import math
import sys
import unicodedata
from collections import Counter

import numpy as np
import pyarrow.parquet as pq
import regex

WORD = regex.compile(r"\b\w.*?\b", regex.WORD)


def documents(path):
    texts = pq.read_table(path, columns=["text"]).column("text").to_pylist()
    return [WORD.findall(unicodedata.normalize("NFC", t).lower()) for t in texts if t and t.strip()]


def count(docs):
    return Counter(w for doc in docs for w in doc)


def tail(counts, head=0.90):
    left, tail_words = head * counts.total(), set()
    for word, n in counts.most_common():
        if left <= 0:
            tail_words.add(word)
        left -= n
    return tail_words


def chao_shen(counts):
    n = np.fromiter(counts.values(), dtype=float)
    coverage = 1 - (n == 1).sum() / n.sum()
    p = coverage * n / n.sum()
    return float(-(p * np.log(p) / -np.expm1(n.sum() * np.log1p(-p))).sum())


def distinct_bigrams(docs):
    pairs = [p for doc in docs for p in zip(doc, doc[1:])]
    return len(set(pairs)) / len(pairs)


def main():
    before, after = (documents(path) for path in sys.argv[1:3])
    mass, alive, total = [0, 0], [0, 0], [0, 0]
    entropy = [0.0, 0.0]
    for half in (0, 1):
        defining = count(before[half::2])
        rare = tail(defining)
        for side, docs in enumerate((before, after)):
            measured = count(docs[1 - half :: 2])
            mass[side] += sum(n for w, n in measured.items() if w in rare)
            total[side] += measured.total()
            alive[side] += sum(w in rare for w in measured)
            entropy[side] += chao_shen({w: n for w, n in measured.items() if w in defining}) / 2
    json.dump(
        {
            "reference-tail-retention": mass[1] / total[1] / (mass[0] / total[0]),
            "tail-types-survival": alive[1] / alive[0],
            "effective-vocabulary-retention": math.exp(entropy[1] - entropy[0]),
            "distinct-2-retention": distinct_bigrams(after) / distinct_bigrams(before),
        },
        sys.stdout,
    )


main()
