"""Holds `genloss embed` against the package that the weights come from: the same texts, the same vectors.

    python static_embeddings.py GENLOSS CORPUS.parquet [CORPUS.parquet ...]

The packages are those of requirements-static-embeddings.txt. They ship their weights; nothing is downloaded. Vectors of either are
brought to length 1. Prints the largest difference of a coordinate for each corpus and model, and the time of either for embedding
alone; ends with status 1 where a difference is above 1e-4 or one of both has no vector where the other has one.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import pyarrow.parquet as pq
import static_model
import wordllama
from safetensors.numpy import load_file
from tokenizers import Tokenizer

MOST = 1e-4


def unit(vectors):
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)


def of_wordllama():
    """WordLlama's own inference on the weights and the tokenizer of its wheel."""
    folder = pathlib.Path(wordllama.__file__).parent
    table = load_file(folder / "weights" / "l2_supercat_256.safetensors")["embedding.weight"]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizers" / "l2_supercat_tokenizer_config.json"))
    model = wordllama.WordLlamaInference(table, tokenizer)
    return folder, lambda texts: model.embed(texts)


def of_tokenlearn():
    """A model in the layout of model2vec: weights, a mapping and whole numbers. It cuts texts at 512 pieces, so shorter ones are held."""
    folder = pathlib.Path(static_model.__file__).parent / "model"
    return folder, lambda texts: np.array(static_model.get_embeddings(texts), dtype=np.float32)


def main():
    genloss, corpora = sys.argv[1], sys.argv[2:]
    bad = False
    for name, (folder, embed), longest in [("wordllama", of_wordllama(), 1 << 30), ("tokenlearn", of_tokenlearn(), 512)]:
        for corpus in corpora:
            with tempfile.TemporaryDirectory() as place:
                out = pathlib.Path(place) / "out.parquet"
                run = [genloss, "embed", corpus, "--model", str(folder), "-o", str(out)]
                done = subprocess.run(run, capture_output=True, text=True)
                if done.returncode != 0:
                    print(f"{name}: skipped: {done.stderr.strip()}")
                    break
                table = pq.read_table(out)
            texts = table.column(table.num_columns - 2).to_pylist()
            ours = table.column(table.num_columns - 1).to_pylist()
            kept = [at for at, text in enumerate(texts) if text and len(text) < longest]
            start = time.perf_counter()
            theirs = unit(np.asarray(embed([texts[at] for at in kept]), dtype=np.float64))
            seconds = time.perf_counter() - start
            zero = np.zeros(theirs.shape[1])
            mine = np.array([ours[at] if ours[at] is not None else zero for at in kept], dtype=np.float64)
            worst = float(np.abs(mine - theirs).max())
            bad |= not worst <= MOST
            print(
                f"{name}, {pathlib.Path(corpus).stem}: {len(kept)} texts, largest difference {worst:.1e}; "
                f"the package embeds {len(kept) / seconds:.0f} texts a second"
            )
    sys.exit(int(bad))


if __name__ == "__main__":
    main()
