"""What users would otherwise run, on the corpora of `examples/validation/detection`: one line a comparison and peer, as a CSV.

    cargo run --release --example detection -- export 800 50 CORPORA      # or urn-export: the second law, into another folder
    python3 -m venv /tmp/detection && /tmp/detection/bin/pip install -r benches/peers/requirements-detection.txt
    /tmp/detection/bin/python benches/peers/detection.py CORPORA PEERS

Every peer runs with its defaults. `alarm` is its own decision, empty for MAUVE, which has none; `score` is what it decides by, turned
so that more is worse. What PEERS has already is not done again.
"""

import csv
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import tensorflow as tf
from alibi_detect.cd import MMDDrift
from evidently.legacy.calculations.stattests import get_stattest
from evidently.legacy.core import ColumnType
from evidently.legacy.metrics.data_drift.embedding_drift_methods import distance, mmd, model, ratio
from mauve import compute_mauve

HEADER = ["section", "change", "dose", "documents", "pairing", "trial", "peer", "alarm", "score"]


def evidently_text(before, after):
    """The test that evidently takes for a text column: a domain classifier's AUC against that of random guesses."""
    reference, current = before["text"].to_pandas(), after["text"].to_pandas()
    test = get_stattest(reference, current, ColumnType.Text, None)
    found = test(reference, current, ColumnType.Text, None)
    return found.drifted, found.drift_score


def evidently_embeddings(method):
    """One of evidently's methods for embeddings, which write a column into what they are given."""

    def run(before, after):
        score, drifted, _ = method()(pd.DataFrame(vectors(after)), pd.DataFrame(vectors(before)))
        return drifted, score

    return run


def alibi_mmd(before, after):
    """alibi-detect's permutation test of the maximum mean discrepancy."""
    found = MMDDrift(vectors(before)).predict(vectors(after))["data"]
    return found["is_drift"], found["distance"]


def mauve(before, after):
    """MAUVE of the embeddings; 1 where both are alike, and no line below which they are not."""
    return None, 1 - compute_mauve(vectors(before), vectors(after), verbose=False).mauve


# What each peer reads, and how it is run.
PEERS = {
    "evidently text drift": ("text", evidently_text),
    "evidently model": ("embedding", evidently_embeddings(model)),
    "evidently distance": ("embedding", evidently_embeddings(distance)),
    "evidently mmd": ("embedding", evidently_embeddings(mmd)),
    "evidently ratio": ("embedding", evidently_embeddings(ratio)),
    "alibi-detect MMD": ("embedding", alibi_mmd),
    "MAUVE": ("embedding", mauve),
}


def vectors(table):
    """The embeddings, a row each."""
    return np.stack(table["embedding"].to_numpy()).astype(np.float32)


def cells(corpora):
    """(section, change, dose) and the folder of each."""
    for folder in sorted(corpora.glob("*/*/*/")):
        yield folder.relative_to(corpora).parts, folder


def main(corpora, peers):
    """Appends to `peers` whatever it does not have."""
    old = list(csv.reader(peers.open())) if peers.exists() else []
    done = {(*row[:3], row[5], row[6]) for row in old}
    trials = sorted(corpora.glob("before/*.parquet"), key=lambda path: int(path.stem))
    with peers.open("a", newline="") as file:
        write = csv.writer(file)
        if not old:
            write.writerow(HEADER)
        for path in trials:
            before = pq.read_table(path)
            # Some changes leave the texts as they are, and the answer with them.
            known = {}
            for cell, folder in cells(corpora):
                after = pq.read_table(folder / path.name)
                for name, (column, peer) in PEERS.items():
                    if (*cell, path.stem, name) in done:
                        continue
                    asked = (name, str(after[column].to_pylist()))
                    if asked not in known:
                        tf.keras.utils.set_random_seed(int(path.stem))
                        known[asked] = peer(before, after)
                    alarm, score = known[asked]
                    alarm = "" if alarm is None else str(bool(alarm)).lower()
                    place = [*cell, before.num_rows, "paired", path.stem]
                    write.writerow([*place, name, alarm, f"{score:.6f}"])
            file.flush()


main(Path(sys.argv[1]), Path(sys.argv[2]))
