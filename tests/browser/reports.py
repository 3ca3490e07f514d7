"""Reports that a page must be able to show, made from a real one: ten generations with every section filled, and hostile text in
every field that can hold text."""

import copy
import json

ATTACKS = [
    "<script>window.ran=1;document.title='x'</script>",
    "\"><img src=x onerror=\"window.ran=2\">",
    "'><svg onload=\"window.ran=3\">",
    "]]><x>--></style></title></textarea><script>window.ran=4</script>",
    "\u001b[31mred\u001b[0m \u009b2J",
    "\u202eexe.txt\u202c \u2066x\u2069",
    "nul\u0000 \ufffe \ufffd \u2028",
    "javascript:window.ran=5",
    "w" * 4000,
    "e\u0301\u0323\u0335\u0489" * 40,
    "W@M" * 30,
    "日本語の長い名前" * 5,
    "👩‍👩‍👧🇫🇷" * 8,
    "\ufdfd𒐫" * 3,
    "مرحبا بالعالم " * 4,
]

# What the program itself says: words of the contract, which a report cannot do without.
WORDS = {
    "schema_version", "against", "kind", "unit", "family", "symptom", "status", "verdict", "undefined", "reason_code",
    "direction", "correction", "fail-on", "sheet", "code", "estimator", "change", "role", "pairing", "rule_code", "cause", "advice",
    "basis", "precautions", "interval", "verdicts",
}


def hostile(report):
    """The report with an attack in place of every free text; names that must agree stay in agreement."""
    given = {}

    def attack(text):
        if text not in given:
            attack, round = ATTACKS[len(given) % len(ATTACKS)], str(len(given) // len(ATTACKS))
            # A long text is cut at its end, where two of them must not become one.
            given[text] = round + attack if len(attack) > 1000 else attack + round
        return given[text]

    def walk(node, key):
        if isinstance(node, dict):
            return {k: v if k in WORDS else walk(v, k) for k, v in node.items()}
        if isinstance(node, list):
            return [walk(item, key) for item in node]
        return attack(node) if isinstance(node, str) else node

    settings = report["settings"]
    changed = walk({k: v for k, v in report.items() if k != "settings"}, "")
    settings = copy.deepcopy(settings)
    settings["generations"] = [{"name": attack(str(i)), "paths": [attack("p")]} for i, _ in enumerate(settings["generations"])]
    return {**changed, "settings": settings}


def long_chain(report, n):
    """The report as if it had n generations, with everything in it that a report can hold."""
    report = copy.deepcopy(report)
    names = [g["name"] for g in report["generations"]]
    last = names[-1]
    for i in range(len(names), n):
        name = f"a-much-longer-name-of-generation-{i}"
        generation = copy.deepcopy(report["generations"][-1])
        generation["name"] = name
        report["generations"].append(generation)
        for comparison in [c for c in report["comparisons"] if c["current"] == last]:
            comparison = copy.deepcopy(comparison)
            comparison["current"] = name
            report["comparisons"].append(comparison)
        for level in [v for v in report["levels"] if v["generation"] == last]:
            report["levels"].append({**level, "generation": name})
        for figure in report["figures"]:
            extend(figure, report["generations"][i - 1]["name"], name)
    for generation in report["generations"]:
        generation["embedding_dim"] = 384
    for comparison in report["comparisons"]:
        fill(comparison)
    report["comparisons"][-1]["attributable"] = False
    report["input"]["slice_column"] = "domain"
    report["trends"] = [trend(m) for m in ["reference-tail-retention", "effective-vocabulary-retention"]]
    report["requirements"] = [
        requirement(g["name"], slice_name, status)
        for g in report["generations"][1:4]
        for slice_name, status in [(None, "pass"), ("code", "fail"), ("long-form creative writing", "inconclusive")]
    ]
    figure = copy.deepcopy(next(f for f in report["figures"] if f["sheet"] == "retention"))
    for sheet in ["embeddings", "trends", "something-new"]:
        report["figures"].append({**figure, "id": sheet, "sheet": sheet, "title": f"A chart of {sheet}"})
    report["warnings"] = report["warnings"] + [
        {"code": "sampling-differs", "message": "temperature: 1.0, 0.7", "hint": "sample all generations alike"}
    ]
    return report


def extend(figure, before, name):
    """One more generation in a figure: a category, or a line of its own."""
    if figure["categories"][-1:] == [before]:
        figure["categories"].append(name)
        for series in figure["series"]:
            for field in ["y", "low", "high", "status"]:
                if series[field]:
                    series[field].append(series[field][-1])
            series["x"].append(len(figure["categories"]) - 1)
    elif figure["kind"] == "log-log":
        figure["series"].append({**copy.deepcopy(figure["series"][-1]), "name": name})


def fill(comparison):
    """Embedding metrics and slices, where the corpus had none."""
    base = next(m for m in comparison["metrics"] if m["metric"] == "reference-tail-retention")
    for i, key in enumerate(["total-variance-retention", "effective-rank-retention", "embedding-tail-recall", "mmd"]):
        metric = {**copy.deepcopy(base), "metric": key, "family": "embeddings"}
        if i == 3:
            metric.update(kind="drift", value=None, ci_low=None, ci_high=None, status=None, undefined="unstable")
        comparison["metrics"].append(metric)
    for i, name in enumerate(["chat", "code", "long-form creative writing in several languages"]):
        comparison["slices"].append({
            "slice": name,
            "documents_before": 268,
            "documents_after": 268 - i,
            "verdict": ["stable", "early-collapse", "inconclusive"][i],
            "symptoms": copy.deepcopy(comparison["symptoms"]),
            "metrics": copy.deepcopy(comparison["metrics"][:6]),
        })


def trend(metric):
    return {
        "metric": metric, "kind": "retention", "unit": "ratio", "slope_per_generation": -0.105, "ci_low": -0.13,
        "ci_high": -0.08, "p_value": 0.017, "p_min_attainable": 0.017, "generations_to_margin": 2.0,
        "generations_to_margin_low": 1.5, "generations_to_margin_high": None, "undefined": None,
    }


def requirement(generation, slice_name, status):
    return {
        "generation": generation, "column": "score", "slice": slice_name, "direction": "higher", "min": 0.5,
        "value": 0.41, "ci_low": 0.38, "ci_high": 0.44, "status": status, "undefined": None,
    }


def write(report, path):
    path.write_text(json.dumps(report, ensure_ascii=True))
