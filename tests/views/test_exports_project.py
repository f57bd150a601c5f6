"""Every export is a projection of the complete JSON: it can be made from the JSON alone, and tells nothing that is not in it.

Whatever is in MODULES is tried, so a new format is covered as soon as it is there.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from mlthreat.domain.assessment import assess
from mlthreat.domain.catalog import Catalog
from mlthreat.domain.library import Library
from mlthreat.domain.signoff import review_digest
from mlthreat.views.exports.complete import complete
from mlthreat.views.exports.formats import MODULES, export
from mlthreat.views.exports.review_shape import Complete
from mlthreat.views.visible import visible
from tests.builders import review
from tests.conftest import REPOSITORY

DAY = date(2026, 6, 1)
ATLAS = "mitre-atlas-5.6.0"
QUESTIONS = {"one": "critical", "two": "important", "three": "moderate", "four": "low"}
VERDICTS = ["yes", "partly", "no", "unknown", "not-applicable", None]
EXAMPLE = REPOSITORY / "docs" / "examples" / "chat-bot" / "chat-bot.review.yaml"

LETTERS = st.characters(categories=["L", "N", "P", "S", "Zs"]) | st.sampled_from("=+-@<>&|`*_#[]\\/\u202e\u200b")
PIECES = st.text(LETTERS, min_size=1, max_size=12).filter(lambda t: t.strip())
SOME = settings(max_examples=30)


class Speaker:
    """Says something else each time: the pieces in turn, each with a number of its own."""

    def __init__(self, pieces: list[str], mark: str) -> None:
        self.pieces, self.mark, self.numbers = pieces, mark, count()

    def __call__(self) -> str:
        number = next(self.numbers)
        return f"{self.pieces[number % len(self.pieces)]} {self.mark}{number}"


def library(say: Speaker) -> Library:
    """One catalog with a question and a failure mode for every severity, and something of everything else."""
    source = {"document": "paper", "ref": say(), "note": say()}
    crosswalk = [{"framework": f, "id": i, "title": say(), "relation": r} for f, i, r in (
        (ATLAS, "AML.T0020", "exact"), (ATLAS, "AML.T0031", "related"), ("owasp-llm-2025", "LLM04:2025", "broader"),
    )]  # fmt: skip
    todo = [{"id": does, "does": does, "text": say(), "source": source} for does in ("detect", "protect", "respond")]
    modes = [
        {
            "id": f"mode-{name}", "number": n, "title": say(), "kind": "intentional", "summary": say(), "crosswalk": crosswalk,
            "compromises": [{"property": "integrity", "why": say()}], "mitigations": [{**m, "id": f"{m['id']}-{name}"} for m in todo],
            "severity": {"default": severity, "because": say()}, "references": ["known"], "source": source,
            "threats": [{"id": f"{n}a", "title": say(), "summary": say(), "severity": {"default": severity}, "crosswalk": crosswalk[:1]}],
        } for n, (name, severity) in enumerate(QUESTIONS.items(), start=1)
    ]  # fmt: skip
    questions = [
        {"id": name, "asks": "control", "text": say(), "why": say(), "good_answer": say(), "evidence": say(),
         "about": [f"mode-{name}", f"mode-{name}/{n}a"], "source": source, **({"applies": {"all": ["learns"]}} if name == "four" else {})}
        for n, name in enumerate(QUESTIONS, start=1)
    ]  # fmt: skip
    frameworks = [
        {"id": f, "title": say(), "publisher": say(), "edition": say(), "license": say(), "source": say(), "url": "https://f.example/"}
        for f in (ATLAS, "owasp-llm-2025")
    ]  # fmt: skip
    manifest = {
        "schema_version": 1, "id": "house", "version": "1.2.3", "title": say(), "summary": say(), "license": say(), "attribution": say(),
        "documents": [{"id": "paper", "title": say(), "publisher": say(), "license": say()}],
        "traits": [{"id": "learns", "question": say(), "help": say()}],
    }  # fmt: skip
    return Library(catalogs=(Catalog.model_validate({
        "manifest": manifest, "failure_modes": modes, "frameworks": frameworks, "digest": f"sha256:{'ab' * 32}",
        "sections": [{"id": "all", "title": say(), "intro": say(), "questions": questions}],
        "references": [{"id": "known", "title": say(), "authors": say(), "year": 2020, "url": "https://r.example/"}],
        "terms": [{"id": "word", "name": say(), "text": say(), "failure_modes": ["mode-one"], "source": source}],
    }),))  # fmt: skip


def answer(say: Speaker, verdict: str, *, bare: bool) -> dict[str, Any]:
    if bare:
        return {"verdict": verdict}
    evidence = [
        {"statement": say()},
        {"url": "https://e.example/a"},
        {"ticket": say()},
        {"file": "docs/x.md", "sha256": "cd" * 32},
    ]
    action = {"owner": say(), "due": "2026-05-01", **({"ticket": say()} if verdict == "unknown" else {})}
    return {
        "verdict": verdict,
        "note": f"{say()}\n{say()}",
        "evidence": evidence,
        "action": action,
        "by": say(),
        "at": "2026-02-03T04:05:06Z",
    }


def told(say: Speaker, verdicts: Sequence[str | None], *, bare: bool, learns: str) -> Complete:
    """The complete data of a review in which the questions got these verdicts."""
    known = library(say)
    answers = {f"all.{q}": answer(say, v, bare=bare) for q, v in zip(QUESTIONS, verdicts, strict=True) if v}
    acceptances = [
        {"finding": f"all.{q}", "by": say(), "role": say(), "reason": say(), "compensating": say(), "until": until}
        for q, until in (("one", "2026-05-01"), ("two", "2027-01-01"))
    ]  # fmt: skip
    parts = {
        "system": {"name": say(), "owner": say(), "description": say(), "version": say(), "repository": say()},
        "traits": {"learns": learns}, "answers": {**answers, "all.gone": answer(say, "yes", bare=bare)}, "acceptances": acceptances,
        "catalogs": [{"id": "house", "version": "1.0.0"}],
    }  # fmt: skip
    digest = review_digest(assess(known, review(**parts), DAY))
    sign_offs = [
        {"by": say(), "role": say(), "decision": decision, "at": "2026-03-04T05:06:07Z", "digest": d, "comment": say(), "conditions": [say()]}
        for decision, d in (("reject", digest), ("approve-with-conditions", f"sha256:{'ef' * 32}"), ("approve", digest))
    ]  # fmt: skip
    return complete(assess(known, review(**parts, sign_offs=sign_offs), DAY))


DRAWN = st.fixed_dictionaries(
    {
        "pieces": st.lists(PIECES, min_size=3, max_size=6),
        "verdicts": st.tuples(*(st.sampled_from(VERDICTS) for _ in QUESTIONS)),
        "bare": st.booleans(),
        "learns": st.sampled_from(["yes", "no", "unknown"]),
    }
)


def of(drawn: dict[str, Any], mark: str = "qa") -> Complete:
    """The review that was drawn; with another mark its twin, which has no text in common with it."""
    pieces = drawn["pieces"] if mark == "qa" else [mark]
    return told(Speaker(pieces, mark), drawn["verdicts"], bare=drawn["bare"], learns=drawn["learns"])


def words(texts: Iterator[str]) -> set[str]:
    found = (
        re.findall(r"[^\W_]+", visible(text.replace("\u200b", "").replace("&#8203;", "")).lower()) for text in texts
    )
    return {word for one in found for word in one}


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (key, *leaves(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif value is not None:
        yield str(value)


def texts_of(made: str | bytes) -> Iterator[str]:
    """Every text in an export: the cells of a table, the keys and values of JSON, the lines of anything else."""
    if isinstance(made, bytes):
        book = load_workbook(io.BytesIO(made))
        yield from (
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
        )
    elif made.startswith("\ufeff"):
        yield from (cell for row in csv.reader(io.StringIO(made[1:], newline="")) for cell in row)
    else:
        try:
            yield from leaves(json.loads(made))
        except json.JSONDecodeError:
            lines = made.splitlines()
            yield from (
                text for line in lines for text in (leaves(json.loads(line)) if line.startswith("{") else [line])
            )


def made_up(word: str) -> bool:
    """Counts, and the digits of ids that a format asks for and that are computed from ours: no fact of a review is so short or so long."""
    return word.isascii() and (re.fullmatch(r"[0-9]{1,3}|[0-9a-f]{32,}", word) is not None)


def without_uuids(texts: Iterator[str]) -> Iterator[str]:
    return (re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "", text) for text in texts)


@pytest.mark.parametrize("form", MODULES)
@SOME
@given(drawn=DRAWN)
def test_an_export_is_made_of_the_json_and_nothing_else(form, drawn):
    data = of(drawn)
    read_back = json.loads(export(data, "json"))
    assert read_back == data
    assert export(read_back, form) == export(data, form)


@pytest.mark.parametrize("form", MODULES)
@SOME
@given(drawn=DRAWN)
def test_every_word_of_an_export_stands_in_the_json(form, drawn):
    data, twin = of(drawn), of(drawn, "zz")
    own = words(without_uuids(texts_of(export(twin, form))))  # what the twin's export says too belongs to the format
    known = words(leaves(data)) | own | {"br", "span", "lt", "gt", "amp", "nbsp"}
    unknown = words(without_uuids(texts_of(export(data, form)))) - known
    assert {word for word in unknown if not made_up(word)} == set()


def test_the_same_json_gives_the_same_bytes_in_any_process(run_cli, tmp_path):
    (tmp_path / "data.json").write_text(run_cli("report", EXAMPLE, "--format", "json").out, encoding="utf-8")
    program = (
        "import json, hashlib, pathlib; from mlthreat.views.exports.formats import MODULES, export\n"
        "data = json.loads(pathlib.Path('data.json').read_text(encoding='utf-8'))\n"
        "for form in MODULES:\n"
        "    made = export(data, form)\n"
        "    print(form, hashlib.sha256(made if isinstance(made, bytes) else made.encode()).hexdigest())\n"
    )
    seen = set()
    for zone, seed, language in (("Pacific/Kiritimati", "1", "C.UTF-8"), ("America/Anchorage", "2", "POSIX")):
        world = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": language, "PYTHONUTF8": "1"}
        seen.add(subprocess.run([sys.executable, "-c", program], env=world, cwd=tmp_path, capture_output=True, text=True, check=True).stdout)  # fmt: skip
    assert len(seen) == 1
    assert len(seen.pop().splitlines()) == len(MODULES)
