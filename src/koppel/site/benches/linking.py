"""`koppel bench linking`: Koppel, plain Splink and rapidfuzz on the same records, each in its own process."""

import csv
import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from koppel.engines.linking.files import link_file, peak_memory_mb
from koppel.site.benches.linking_records import COLUMNS, write_records

METHODS = ("Koppel", "plain Splink", "rapidfuzz")
_LEGAL = re.compile(r"\b(b ?v|n ?v|besloten vennootschap|stichting|vof|cv)\b")


def run(records: int = 100_000) -> None:
    """Print seconds, peak memory and F1 of the three methods on this many generated records."""
    with tempfile.TemporaryDirectory(prefix="koppel-bench-") as folder:
        path = Path(folder) / "records.csv"
        write_records(path, records)
        print(f"Linking {records:,} generated records on {machine()}")
        print(
            f"{'method':<14}{'seconds':>9}{'peak MB':>9}{'precision':>11}{'recall':>8}{'F1':>7}{'exact':>7}"
            f"{'organisations':>15}"
        )
        for method in METHODS:
            found = _in_child(method, path)
            print(
                f"{method:<14}{found['seconds']:>9.1f}{found['peak_mb']:>9.0f}{found['precision']:>11.4f}{found['recall']:>8.4f}"
                f"{found['f1']:>7.4f}{found['exact']:>7.4f}{found['organisations']:>15,.0f}",
                flush=True,
            )
    print("Precision, recall and F1 over pairs of records in one organisation; exact = found whole and alone.")


def machine() -> str:
    """The processor, its cores and the Python that measure."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    cores = len(models) or 1
    name = models[0] if models else platform.processor() or platform.machine()
    return f"{name} ({cores} cores), Python {platform.python_version()}"


def _in_child(method: str, path: Path) -> dict[str, float]:
    """Measure a method in a process of its own, so that its peak memory is its own."""
    code = "import sys; from koppel.site.benches.linking import measure; measure(sys.argv[1], sys.argv[2])"
    done = subprocess.run([sys.executable, "-c", code, method, str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The method {method} did not finish: {done.stderr.strip().splitlines()[-1:]}")
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def measure(method: str, path: str) -> None:
    """Run one method on a file and print its figures as one line of JSON."""
    runner: Callable[[Path], list[int]] = {"Koppel": _koppel, "plain Splink": _plain_splink, "rapidfuzz": _rapidfuzz}[
        method
    ]
    started = time.perf_counter()
    clusters = runner(Path(path))
    seconds = time.perf_counter() - started
    with Path(path).open(encoding="utf-8", newline="") as opened:
        truth = [row["entity_id"] for row in csv.DictReader(opened)]
    figures = quality(clusters, truth) | {"seconds": seconds, "peak_mb": float(peak_memory_mb())}
    print(json.dumps(figures))


def quality(clusters: Iterable[object], truth: Iterable[object]) -> dict[str, float]:
    """Precision, recall and F1 over pairs, share of true organisations found whole and alone, and number of clusters.

    Args:
        clusters: cluster of each record.
        truth: true organisation of each record, in the same order.
    """

    def pairs(counts: Iterable[int]) -> int:
        return sum(count * (count - 1) // 2 for count in counts)

    clusters, truth = list(clusters), list(truth)
    both = Counter(zip(clusters, truth, strict=True))
    found, true = Counter(clusters), Counter(truth)
    hits = pairs(both.values())
    precision = hits / max(1, pairs(found.values()))
    recall = hits / max(1, pairs(true.values()))
    whole = sum(count == found[cluster] == true[entity] for (cluster, entity), count in both.items())
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "exact": whole / len(true),
        "organisations": float(len(found)),
    }


def _koppel(path: Path) -> list[int]:
    out = path.with_suffix(".koppel.csv")
    mapping = {"id": "record_id"} | {column: column for column in COLUMNS if column not in ("record_id", "entity_id")}
    link_file(path, mapping, out)
    with out.open(encoding="utf-8", newline="") as opened:
        numbers: dict[str, int] = {}
        return [numbers.setdefault(row["organisation"], len(numbers)) for row in csv.DictReader(opened)]


def _plain_name(name: str) -> str:
    """What anybody does before comparing names: lower case, no punctuation, no legal form."""
    letters = re.sub(r"[^a-z0-9]+", " ", name.lower().replace(".", ""))
    return " ".join(_LEGAL.sub(" ", letters).split())


def _components(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    parent = list(range(count))

    def find(record: int) -> int:
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    for one, other in pairs:
        one, other = find(one), find(other)
        parent[max(one, other)] = min(one, other)
    return [find(record) for record in range(count)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _rapidfuzz(path: Path) -> list[int]:
    """Names alone: token_sort_ratio from 90 on among names that start with the same three letters, then components."""
    import numpy as np
    from rapidfuzz.fuzz import token_sort_ratio
    from rapidfuzz.process import cdist

    names = [_plain_name(row["name"]) for row in _rows(path)]
    blocks: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        blocks[name[:3]].append(number)
    pairs: list[tuple[int, int]] = []
    for members in blocks.values():
        for start in range(0, len(members), 1000):
            part = members[start : start + 1000]
            ones_named, all_named = [names[member] for member in part], [names[member] for member in members]
            scores = cdist(ones_named, all_named, scorer=token_sort_ratio, score_cutoff=90, dtype=np.uint8, workers=-1)
            ones, others = np.nonzero(scores)
            pairs += [(part[one], members[other]) for one, other in zip(ones.tolist(), others.tolist(), strict=True)]
    return _components(len(names), pairs)


def _plain_splink(path: Path) -> list[int]:
    """Splink as its manual shows it: library comparisons, u by sampling, m by EM, connected components."""
    import logging

    import duckdb
    import pyarrow as pa
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    rows = _rows(path)
    names = [_plain_name(row["name"]) for row in rows]

    def text(values: Iterable[str]) -> pa.Array:
        return pa.array([value or None for value in values], pa.string())

    table = pa.table(
        {
            "unique_id": pa.array(range(len(rows)), pa.int32()),
            "name": text(names),
            "start": text(name[:6] for name in names),
            "kvk": text(row["kvk"] for row in rows),
            "postcode": text(row["postcode"].replace(" ", "") for row in rows),
            "city": text(row["city"].lower() for row in rows),
            "website": text(re.sub(r"^(https?://)?(www\.)?|/.*$", "", row["website"]) for row in rows),
            "phone": text(re.sub(r"\D", "", row["phone"])[-9:] for row in rows),
        }
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("kvk"),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.ExactMatch("website"),
            cl.ExactMatch("phone"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("kvk"),
            block_on("name"),
            block_on("website"),
            block_on("phone"),
            block_on("postcode", "city"),
            block_on("start", "city"),
        ],
    )
    connection = duckdb.connect(":memory:")
    database = DuckDBAPI(connection)
    linker = Linker(database.register(table), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on("kvk"), block_on("name")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=1)
    for rule in (block_on("name"), block_on("website"), block_on("postcode")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=0.9, warning_mode="never")
    found = connection.execute(f"select unique_id_l, unique_id_r from {predicted.physical_name}").fetchall()
    return _components(len(rows), ((int(one), int(other)) for one, other in found))


__all__ = ["METHODS", "measure", "quality", "run"]
