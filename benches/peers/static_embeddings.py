"""Holds `genloss embed` against the package that the weights come from: the same texts, the same vectors.

    python static_embeddings.py GENLOSS CORPUS.parquet [CORPUS.parquet ...]

The packages are those of requirements-static-embeddings.txt. They ship their weights; nothing is downloaded. Beside them a vocabulary of
BERT's word pieces is trained on the corpora and on odd texts, with random vectors and weights, since no package ships one: there the
`tokenizers` library cuts the texts. Vectors of either are brought to length 1. Prints the largest difference of a coordinate; ends
with status 1 where one is above 1e-4, or one of both has no vector where the other has one.

Odd texts hold no marks beyond those of European scripts: the tables of Unicode differ by release, and with them the order of such marks.
"""

import pathlib
import random
import subprocess
import sys
import tempfile
import unicodedata

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import static_model
import wordllama
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

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


def odd_texts(n):
    """Characters of many scripts, controls and pictures, in no order."""
    ranges = [(0x20, 0x7E), (0, 0x36F), (0x370, 0x5FF), (0x2000, 0x27FF), (0x3000, 0x30FF), (0x4E00, 0x9FFF)]
    ranges += [(0xAC00, 0xD7A3), (0x1F300, 0x1FAFF), (0x20000, 0x2A6DF), (0xE000, 0xF8FF), (0xFFF0, 0xFFFF)]
    chance = random.Random(1)
    one = lambda: chr(chance.randint(*chance.choice(ranges)))
    is_old = lambda c: ord(c) < 0x370 or not unicodedata.combining(c)
    return ["".join(filter(is_old, (one() for _ in range(chance.randint(1, 40))))) for _ in range(n)]


def of_word_pieces(folder, texts):
    """Word pieces trained on these texts, as a folder in the layout of model2vec."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=9000, special_tokens=["[PAD]", "[UNK]"], show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    chance = np.random.default_rng(0)
    table = chance.standard_normal((tokenizer.get_vocab_size(), 48)).astype(np.float32)
    weights = chance.random(len(table))
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file({"embeddings": table, "weights": weights}, folder / "model.safetensors")
    unknown = tokenizer.token_to_id("[UNK]")

    def embed(texts):
        vectors = np.zeros((len(texts), table.shape[1]))
        for at, text in enumerate(texts):
            ids = [i for i in tokenizer.encode(text, add_special_tokens=False).ids if i != unknown]
            if ids:
                vectors[at] = (table[ids].astype(np.float64) * weights[ids][:, None]).mean(axis=0)
        return vectors

    return embed


def check(genloss, name, corpus, model, embed, longest):
    """Whether both say the same; `None` where this genloss does not read the model's tokenizer."""
    with tempfile.TemporaryDirectory() as place:
        out = pathlib.Path(place) / "out.parquet"
        run = [genloss, "embed", str(corpus), "--model", str(model), "-o", str(out)]
        done = subprocess.run(run, capture_output=True, text=True)
        if done.returncode != 0:
            print(f"{name}: skipped: {done.stderr.strip()}")
            return None
        table = pq.read_table(out)
    texts = table.column(table.num_columns - 2).to_pylist()
    ours = table.column(table.num_columns - 1).to_pylist()
    kept = [at for at, text in enumerate(texts) if text and len(text) < longest]
    theirs = unit(np.asarray(embed([texts[at] for at in kept]), dtype=np.float64))
    zero = np.zeros(theirs.shape[1])
    mine = np.array([ours[at] if ours[at] is not None else zero for at in kept], dtype=np.float64)
    worst = float(np.abs(mine - theirs).max())
    print(f"{name}, {pathlib.Path(corpus).stem}: {len(kept)} texts, largest difference {worst:.1e}")
    return worst <= MOST


def main():
    genloss, corpora = sys.argv[1], sys.argv[2:]
    found = []
    for name, (folder, embed), longest in [("wordllama", of_wordllama(), 1 << 30), ("tokenlearn", of_tokenlearn(), 512)]:
        found += [check(genloss, name, corpus, folder, embed, longest) for corpus in corpora]
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        texts = [text for corpus in corpora for text in pq.read_table(corpus).column("text").to_pylist() if text]
        texts += odd_texts(4000)
        pq.write_table(pa.table({"text": texts}), folder / "odd-and-real.parquet")
        embed = of_word_pieces(folder, texts)
        found.append(check(genloss, "word pieces", folder / "odd-and-real.parquet", folder, embed, 1 << 30))
    sys.exit(int(False in found))


if __name__ == "__main__":
    main()
