"""Measure the speed of whole processes, as ratios inside one run: `python tests/benchmarks/measure.py [--pairs 15]`.

Every figure is the median, over interleaved pairs, of the time of a command divided by the time of its yardstick in
the same pair: once of the time of the processor, which others on the same machine hardly disturb, and once of the time
that passed. Nothing here is a test: machines differ, ratios hold. The results are told in docs/reference/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = sys.executable
INSTALLED = Path(PYTHON).with_name("mlthreat")
PROGRAM = [str(INSTALLED)] if INSTALLED.is_file() else [PYTHON, "-m", "mlthreat"]
"""As people start it; `python -m` takes four milliseconds more."""
OTHERS = (
    "list --help", "explain MLT302", "explain membership-inference", "list threats", "catalog show", "check",
    "report --format json",
)  # fmt: skip
"""Commands without a goal of their own, on a review that was just begun."""
BARE = [PYTHON, "-c", "pass"]
READ_AND_HASH = (
    "import hashlib, pathlib, sys; "
    "[hashlib.sha256(p.read_bytes()).digest() for p in pathlib.Path(sys.argv[1]).rglob('*.yaml')]"
)
TEXT = "The training data is checked by two people before each run; naïve 数据 are told apart. " * 3


class Taken(NamedTuple):
    """How long something took, in seconds: of the processor, in the program and in the system for it; and on the clock."""

    processor: float
    clock: float


class Found(NamedTuple):
    """A measurement: how many times as long as the yardstick, by both times; and the seconds of the processor."""

    processor: float
    clock: float
    seconds: float


def run(command: list[str], **named: object) -> Taken:
    """How long a command takes, its output thrown away."""
    begin = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **named)  # type: ignore[call-overload]
    return ended(child, begin)


def ended(child: subprocess.Popen[bytes], begin: float, until: float = 0) -> Taken:
    """What a child took that ends now; on the clock until an earlier moment, where one is given."""
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Taken(used.ru_utime + used.ru_stime, (until or time.perf_counter()) - begin)


def until_prompt(command: list[str], folder: Path, environment: dict[str, str]) -> Taken:
    """How long it takes until a command has printed its first prompt."""
    begin = time.perf_counter()
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder, env=environment
    )
    assert child.stdout is not None
    seen = b""
    while b"> " not in seen:
        chunk = os.read(child.stdout.fileno(), 65536)
        if not chunk:
            raise SystemExit(f"no prompt: {seen[-300:]!r}")
        seen += chunk
    asked = time.perf_counter()
    child.kill()
    taken = ended(child, begin, asked)
    child.communicate()
    return taken


def ratio(pairs: int, measured: Callable[[], Taken], yardstick: Callable[[], Taken]) -> Found:
    """Medians over interleaved pairs."""
    measured(), yardstick()
    taken = [(measured(), yardstick()) for _ in range(pairs)]
    return Found(
        statistics.median(m.processor / y.processor for m, y in taken),
        statistics.median(m.clock / y.clock for m, y in taken),
        statistics.median(m.processor for m, _ in taken),
    )


def a_catalog(folder: Path, entries: int) -> Path:
    """A catalog with many questions of fourteen fields and about 1.3 kB each, in one file."""
    root = folder / f"bench-{entries}"
    (root / "checklists").mkdir(parents=True)
    (root / "failure-modes").mkdir()
    (root / "catalog.yaml").write_text(
        "schema_version: 1\nid: bench\nversion: 1.0.0\ntitle: Bench\nlicense: CC-BY-4.0\n"
        "traits:\n  - {id: a, question: Is it a?}\n  - {id: b, question: Is it b?}\n",
        encoding="utf-8",
    )
    (root / "failure-modes/fails.yaml").write_text(
        "id: fails\ntitle: It fails\nkind: unintentional\nsummary: It fails.\ncompromises: [{property: integrity, why: Because.}]\n"
        "severity: {default: low, because: Bench.}\n",
        encoding="utf-8",
    )
    question = (
        "  - id: q{n}\n    asks: control\n    text: |\n      {t}\n    why: |\n      {t}\n    good_answer: |\n      {t}\n"
        "    evidence: |\n      {t}\n    about: [fails]\n    applies: {{all: [a], none: [b]}}\n    status: active\n"
    )
    with (root / "checklists/many.yaml").open("w", encoding="utf-8") as file:
        file.write("id: many\ntitle: Many\norder: 10\nintro: Bench.\nquestions:\n")
        file.writelines(question.format(n=n, t=TEXT.strip()) for n in range(entries))
    return root


def a_review(folder: Path, catalog: Path, environment: dict[str, str]) -> Path:
    """A review of the bench catalog with every second question answered."""
    questions = catalog.name.removeprefix("bench-")
    answers = {f"many.q{n}": {"verdict": "no", "note": TEXT} for n in range(0, int(questions), 2)}
    given = folder / f"answers-{questions}.yaml"
    given.write_text(
        json.dumps({"system": {"name": "Bench"}, "traits": {"a": "yes", "b": "no"}, "answers": answers}),
        encoding="utf-8",
    )
    review = folder / f"bench-{questions}.review.yaml"
    subprocess.run([*PROGRAM, "review", str(review), "--catalog", str(catalog), "--answers", str(given), "--no-input"],
                   check=True, stdout=subprocess.DEVNULL, env=environment)  # fmt: skip
    return review


def saving(answers: int, rounds: int) -> tuple[float, float]:
    """p50 and p99 of saving one answer into a review with many, each divided by the p50 of one fdatasync of 512 bytes."""
    from mlthreat.domain.profile import SystemProfile
    from mlthreat.domain.question import Verdict
    from mlthreat.domain.review import Answer, Review
    from mlthreat.files.review_store import ReviewStore

    with tempfile.TemporaryDirectory(dir=ROOT) as name:
        path = Path(name, "a.review.yaml")
        given = {f"many.q{n}": Answer(verdict=Verdict.YES, note=TEXT) for n in range(answers)}
        review = Review(system=SystemProfile(name="Bench"), answers=given)
        taken, syncs = [], []
        handle = os.open(Path(name, "sync"), os.O_WRONLY | os.O_CREAT)
        with ReviewStore(path) as store:
            store.save(review)
            for number in range(rounds):
                review = review.with_answer(
                    f"many.q{number % answers}", Answer(verdict=Verdict.NO, note=f"{number} {TEXT}")
                )
                begin = time.perf_counter()
                store.save(review)
                taken.append(time.perf_counter() - begin)
                begin = time.perf_counter()
                os.pwrite(handle, b"x" * 512, 0)
                os.fdatasync(handle)
                syncs.append(time.perf_counter() - begin)
        os.close(handle)
        return quantile(taken, 0.5) / quantile(syncs, 0.5), quantile(taken, 0.99) / quantile(syncs, 0.99)


def quantile(values: list[float], part: float) -> float:
    """A quantile by rank."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]


def peak_memory(command: list[str], environment: dict[str, str]) -> float:
    """Megabytes that a command had in memory at most."""
    program = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    shown = subprocess.run(
        [PYTHON, "-c", program, *command], capture_output=True, text=True, check=True, env=environment
    ).stdout
    return int(shown) / 1024


@dataclass(frozen=True, slots=True)
class Bench:
    """Where it is measured, and how often."""

    folder: Path
    pairs: int
    environment: dict[str, str]

    @property
    def begun(self) -> Path:
        """A folder with a review that was just begun."""
        folder = self.folder / "begun"
        folder.mkdir(exist_ok=True)
        (folder / "a.review.yaml").write_text("format: 1\nsystem: {name: Bench}\n", encoding="utf-8")
        return folder

    def times(self, *arguments: str, pairs: int = 0, yardstick: Sequence[str] = BARE, **more: str) -> Found:
        """The time of a command, as a multiple of its yardstick's."""
        world, folder = {**self.environment, **more}, self.begun
        return ratio(
            pairs or self.pairs,
            lambda: run([*PROGRAM, *arguments], env=world, cwd=folder),
            lambda: run([*yardstick], env=world),
        )


def row(what: str, goal: str, found: Found) -> None:
    """Print one measurement."""
    seconds = f"{found.seconds * 1000:9.1f} ms of the processor"
    print(f"{what:58} {goal:>12} {found.processor:8.1f} × {found.clock:8.1f} × on the clock {seconds}", flush=True)


def starts(bench: Bench) -> None:
    """What needs no catalog."""
    row("--version", "2", bench.times("--version"))
    row("--help", "14", bench.times("--help"))
    row("--help, TERM=dumb", "7", bench.times("--help", TERM="dumb"))


def prompt(bench: Bench) -> None:
    """The first question of an interview."""
    asks = [PYTHON, "-c", "import sys; sys.stdout.write('> '); sys.stdout.flush(); sys.stdin.readline()"]
    folder = bench.begun
    row(
        "review to the first question, plain, all catalogs",
        "16",
        ratio(
            bench.pairs,
            lambda: until_prompt([*PROGRAM, "review", "--plain"], folder, bench.environment),
            lambda: until_prompt(asks, folder, bench.environment),
        ),
    )


def others(bench: Bench) -> None:
    """Commands without a goal of their own, on a review that was just begun."""
    for line in OTHERS:
        row(f"`{line}`", "–", bench.times(*line.split()))


def validation(bench: Bench) -> None:
    """Catalogs of 200 to 20,000 entries in one file."""
    for entries, goal in ((200, "10"), (2000, "10"), (20000, "20")):
        catalog = str(a_catalog(bench.folder, entries))
        few = bench.pairs if entries < 20000 else max(bench.pairs // 3, 3)
        limit = [PYTHON, "-c", READ_AND_HASH, catalog]
        row(f"validate {entries} entries", goal, bench.times("validate", catalog, pairs=few, yardstick=limit))
    memory = peak_memory([*PROGRAM, "validate", str(bench.folder / "bench-20000")], bench.environment)
    print(f"{'memory of validate, 20,000 entries':58} {'250 MB':>12} {memory:8.0f} MB")


def reports(bench: Bench) -> None:
    """Pages of 60 and of 6,000 questions."""
    for entries, goal in ((60, "14"), (6000, "60")):
        catalog = a_catalog(bench.folder / "report", entries)
        review = a_review(bench.folder, catalog, bench.environment)
        arguments = ("report", str(review), "--catalog", str(catalog), "--output", str(bench.folder / "r.html"))
        found = bench.times(*arguments, pairs=max(bench.pairs // 3, 3))
        row(f"HTML report of {entries} questions and the shipped ones", goal, found)


def saves(bench: Bench) -> None:
    """One answer more, on disk."""
    p50, p99 = saving(200, 400)
    print(f"{'saving one answer, 200 answered: p50, × fdatasync':58} {'':>12} {p50:8.1f} ×")
    print(f"{'saving one answer, 200 answered: p99, × fdatasync':58} {'10':>12} {p99:8.1f} ×")


PARTS = {"start": starts, "prompt": prompt, "others": others, "validate": validation, "report": reports, "save": saves}


def main() -> None:
    """Print one row a measurement."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--only", choices=PARTS)
    options = parser.parse_args()
    # an installed program is compiled; without this, a checkout would be compiled again at every start
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "NO_COLOR": "1"}
        for part in [options.only] if options.only else PARTS:
            PARTS[part](Bench(folder, options.pairs, environment))


if __name__ == "__main__":
    main()
