"""Near duplicates by datasketch and rensa on the rows of `cargo run --release --example duplicates -- near 20000 FOLDER`.

    python duplicates.py FOLDER

Shingles are those of genloss: runs of five words. Each library has 128 hashes and the threshold 0.8, as its own documentation has it. A pair is
what its index says of two different rows; the truth is FOLDER/pairs.txt, all pairs of a Jaccard of 0.8 and more. rensa is given hashes of the shingles, its own way of batches.
"""

import pathlib
import sys
import time

import datasketch
import rensa

THRESHOLD, HASHES = 0.8, 128


def shingles(row):
    words = row.split()
    return {" ".join(words[at : at + 5]) for at in range(max(1, len(words) - 4))}


def by_datasketch(rows):
    index = datasketch.MinHashLSH(threshold=THRESHOLD, num_perm=HASHES)
    pairs = set()
    for at, own in rows:
        hashes = datasketch.MinHash(num_perm=HASHES)
        hashes.update_batch([gram.encode() for gram in own])
        pairs |= {(other, at) for other in index.query(hashes)}
        index.insert(at, hashes)
    return pairs


def by_rensa(rows):
    index = rensa.RMinHashLSH(threshold=THRESHOLD, num_perm=HASHES, num_bands=16)
    pairs = set()
    made = {}
    for at, own in rows:
        hashes = rensa.RMinHash(num_perm=HASHES, seed=42)
        hashes.update(list(own))
        # Its index names candidates; whether they are alike its own signatures say.
        pairs |= {(other, at) for other in index.query(hashes) if made[other].jaccard(hashes) >= THRESHOLD}
        index.insert(at, hashes)
        made[at] = hashes
    return pairs


def main():
    folder = pathlib.Path(sys.argv[1])
    lines = (folder / "rows.txt").read_text().split("\n")
    truth = {tuple(map(int, line.split("\t"))) for line in (folder / "pairs.txt").read_text().split("\n") if line}
    print(f"{len(lines)} rows, {len(truth)} true pairs\n")
    print("| program | seconds | pairs | precision | recall |\n|---|---|---|---|---|")
    for name, find in [("datasketch", by_datasketch), ("rensa", by_rensa)]:
        begun = time.perf_counter()
        first = {}
        for at, line in enumerate(lines):
            first.setdefault(line, at)
        # Exact copies go first, as in genloss.
        rows = [(at, shingles(line)) for line, at in first.items()]
        pairs = find(rows)
        seconds = time.perf_counter() - begun
        right = len(pairs & truth)
        print(f"| {name} | {seconds:.2f} | {len(pairs)} | {right / max(1, len(pairs)):.4f} | {right / len(truth):.4f} |")


main()
