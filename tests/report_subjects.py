"""Reviews that reports are looked at with: the largest that is meant to be comfortable, one of every state, a hostile one."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from mlthreat.cli.app import run
from tests.builders import write_catalog
from tests.conftest import REPOSITORY

EXAMPLES = REPOSITORY / "docs" / "examples"
HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "</style><script>x</script>", "</script><script>x",
    "{{ 7*7 }} {% raw %}", "javascript:alert(1)", "<svg/onload=alert(1)>", "\u202egnp.exe", "-->", "| a | b |", "@everyone #1 GH-1", "# heading",
    "[x](javascript:alert(1))", "www.evil.example", "![x](http://evil.example/x.png)", "```\n# out\n```", "- [x] done", "\u2028x", "=HYPERLINK(1)",
    "<style>*{display:none}</style>", "<a href='javascript:alert(1)'>x</a>", "' style='position:fixed", "<!--", "]]>", "&lt;b&gt; &#39;",
    "\u200bx\u061cy", "<base href=//evil.example>", "<meta http-equiv=refresh content=0;url=//evil.example>", "$a$ ~~b~~ **c** `d`",
    "<iframe src=//evil.example>", "url(//evil.example/x)", "}</style>", "\u2066left\u2069", "1. one\n2. two", "> quoted\n\n---", "<details open>",
    "%0a::error::x", ":smile: ~~~", "!1 %2 ^3 &4 [vuln:5] ~label *iteration:6", "[ ] to do", "[!NOTE]\nx", "gh-1 a/b#1 deadbeefdeadbeefdeadbeefdeadbeefdeadbeef", "👩\u200d💻 ok",
]  # fmt: skip
"""Texts that would steer a page, a Markdown renderer, a template, a terminal or a host's references if anything let them."""

_PLACES = ("the service that scores applications", "the nightly training run", "the labelling tool", "the feature store",
           "the model registry", "the partner interface", "the evaluation report")  # fmt: skip
_DEEDS = ("reviewed by two people before it is used", "limited to those who need it", "watched, and are alarms answered",
          "written down with an owner and a date", "tested against somebody who means harm")  # fmt: skip
_MODES = ("poisoning", "model-stealing", "membership-inference", "perturbation", "backdoor", "ml-supply-chain", "data-leakage",
          "prompt-injection", "bias-reproduction", "feedback-loop", "misuse", "faulty-evaluation")  # fmt: skip
_VERDICTS = ("yes", "yes", "yes", "partly", "no", "yes", "unknown", "yes", "yes", "not-applicable")
_PEOPLE = ("Ada Lovelace", "Grace Hopper", "Katherine Johnson", "محمد الخوارزمي", "祖冲之")


SUBJECTS = ("chat-bot", "email-filter", "large", "signed", "begun", "disputed", "hostile")


def made_report(name: str, folder: Path, suffix: str) -> Path:
    """The report of a subject."""
    review, more = subject(name, folder)
    report = folder / f"{name}.{suffix}"
    _run("report", review, "--output", report, *more)
    return report


def subject(name: str, folder: Path) -> tuple[Path, tuple[str, ...]]:
    """The review of a subject, and what a command must be told to read it."""
    match name:
        case "large":
            review, catalog = large(folder)
            return review, ("--catalog", str(catalog))
        case "signed":
            return signed(folder), ()
        case "begun":
            return begun(folder), ()
        case "disputed":
            return disputed(folder), ()
        case "hostile":
            return hostile(folder), ()
        case _:
            return example(name, folder), ()


def example(name: str, folder: Path) -> Path:
    """A copy of a worked example."""
    shutil.copytree(EXAMPLES / name, folder / name)
    return folder / name / f"{name}.review.yaml"


def large(folder: Path, questions: int = 300) -> tuple[Path, Path]:
    """A review with so many questions in all four catalogs and one of its own, every one of them answered. Returns it and the catalog."""
    shipped = _questions(())
    needed = ({"catalog": "microsoft"}, {"catalog": "unintended"}, {"catalog": "genai"})
    catalog = write_catalog(
        folder / "house",
        *(_question(n) for n in range(questions - len(shipped))),
        extends=[{"id": n["catalog"], "version": ">=1.0,<2"} for n in needed],
    )
    ours = ("--catalog", str(catalog))
    traits = {t["id"]: "yes" for t in _listed("traits", ())}
    return _reviewed(folder, "large", _answers(_questions(ours)), traits, ours), catalog


def hostile(folder: Path) -> Path:
    """A review in which every text is an attack."""
    answers = {q["id"]: _attack(HOSTILE[n % len(HOSTILE)]) for n, q in enumerate(_questions(())) if not q["trait"]}
    system = {"name": HOSTILE[0], "owner": HOSTILE[1], "version": HOSTILE[2], "description": "\n\n".join(HOSTILE)}
    path = _reviewed(folder, "hostile", answers, {}, (), system=system, by=HOSTILE[2])
    given = {
        "by": HOSTILE[3],
        "role": HOSTILE[4],
        "reason": HOSTILE[5],
        "compensating": HOSTILE[0],
        "until": "2027-03-01",
    }
    _accept(
        path, {"finding": "data-trust.notice-tampering", **given}, {"finding": "data-trust.clean-user-input", **given}
    )
    return path


def signed(folder: Path) -> Path:
    """A review with a decision on its state, conditions, an accepted finding and one whose acceptance is over."""
    shipped = _questions(())
    path = _reviewed(folder, "signed", _answers(shipped), {}, ())
    given = {
        "by": "Grace Hopper",
        "role": "product security",
        "reason": "Partners need it.",
        "compensating": "Rate limit.",
    }
    _accept(path, {"finding": "data-trust.know-your-data", **given, "until": "2027-03-01"})
    _sign(path, "approve-with-conditions", "--condition", "Measured again in March.", "--comment", "Go.")
    return path


def begun(folder: Path) -> Path:
    """A review in which nothing is answered yet."""
    return _reviewed(folder, "begun", {}, {}, ())


def disputed(folder: Path) -> Path:
    """A review of two people who disagree, with notes on open questions, things that no catalog asks for, and a void decision."""
    path = _reviewed(folder, "disputed", {"data-trust.notice-tampering": _answer(3, exposed=False)}, {}, ())
    _sign(path, "approve")
    noted = _answer(4, exposed=False)
    note = {key: noted[key] for key in ("note", "evidence", "action") if key in noted}
    given = {
        "drafts": dict.fromkeys(("data-trust.clean-user-input", "data-trust.know-your-data", "gone.before"), note),
        "disagreements": {
            q: [_answer(n, exposed=False) for n in (0, 4)] for q in ("data-trust.raw-scores", "gone.disputed")
        },
        "trait_disagreements": {"trains-models": ["no", "yes"], "lost": ["no", "unknown"]},
        "trait_sources": {"exposes-predictions": "model card, line 12"},
        "former_traits": {"stores-fingerprints": "yes"},
    }
    text = path.read_text(encoding="utf-8")
    kept = [block for block in re.split(r"(?m)^(?=\w)", text) if block.partition(":")[0] not in given]
    path.write_text("".join([*kept, *(f"{k}: {json.dumps(v)}\n" for k, v in given.items())]), encoding="utf-8")
    return path


def _question(number: int) -> dict[str, Any]:
    place, deed = _PLACES[number % len(_PLACES)], _DEEDS[number % len(_DEEDS)]
    return {
        "id": f"house-rule-{number + 1}",
        "text": f"Is what passes through {place} {deed} (rule {number + 1} of this house)?",
        "why": f"What passes through {place} decides what people are told and what they are charged. If it is not {deed}, "
        "a mistake stays where it is until somebody is harmed by it.",
        "good_answer": f"There is a page that says who looks after {place}, what is checked and how often. The last three "
        "checks are on it, with what was found and what was done.",
        "evidence": "The page, and the last three checks.",
        "about": [_MODES[number % len(_MODES)], _MODES[(number * 5 + 1) % len(_MODES)]],
    }


def _answers(questions: list[dict[str, Any]]) -> dict[str, Any]:
    return {q["id"]: _answer(n, exposed=q["asks"] == "exposure") for n, q in enumerate(questions)}


def _answer(number: int, *, exposed: bool) -> dict[str, Any]:
    verdict = "yes" if exposed else _VERDICTS[number % len(_VERDICTS)]
    place, deed = _PLACES[number * 3 % len(_PLACES)], _DEEDS[number * 2 % len(_DEEDS)]
    answer: dict[str, Any] = {
        "verdict": verdict,
        "note": f"For {place}, things are {deed} since the last release; see point {number + 1} of the minutes.",
        "by": _PEOPLE[number % len(_PEOPLE)],
        "at": "2026-11-23T18:00:00Z",
    }
    if number % 3:
        answer["evidence"] = [{"url": f"https://wiki.example.org/ml/review/point-{number + 1}"}]
    if verdict in {"partly", "no", "unknown"}:
        answer["action"] = {"owner": _PEOPLE[number * 2 % len(_PEOPLE)], "due": f"2027-0{number % 6 + 1}-28"}
    return answer


def _attack(text: str) -> dict[str, Any]:
    line = " ".join(text.split())
    return {
        "verdict": "no",
        "note": text,
        "evidence": [{"statement": text}, {"ticket": line}],
        "action": {"owner": line, "ticket": line},
        "by": line,
        "at": "2026-11-23T18:00:00Z",
    }


def _reviewed(
    folder: Path,
    name: str,
    answers: dict[str, Any],
    traits: dict[str, str],
    more: tuple[str, ...],
    *,
    system: dict[str, str] | None = None,
    by: str = "Ada Lovelace",
) -> Path:
    filling = folder / f"{name}-answers.yaml"
    system = system or {"name": "Loan scoring", "owner": "Risk models team", "description": "Scores applications."}
    filling.write_text(
        json.dumps({"system": system, "traits": traits, "answers": answers}, ensure_ascii=False), encoding="utf-8"
    )
    path = folder / f"{name}.review.yaml"
    _run("review", path, "--answers", filling, "--no-input", "--reviewer", by, *more)
    return path


def _accept(path: Path, *acceptances: dict[str, Any]) -> None:
    made = [{"at": "2026-11-24T09:00:00Z", **a} for a in acceptances]
    with path.open("a", encoding="utf-8") as file:
        file.write(f"acceptances: {json.dumps(made, ensure_ascii=False)}\n")


def _sign(path: Path, decision: str, *more: str) -> None:
    """Sign off on a fixed day, which may be still to come where the clock is behind; `--at` takes none that is."""
    _run("signoff", path, "--by", "Grace Hopper", "--role", "product security", "--decision", decision, *more)
    head, sign_offs = path.read_text(encoding="utf-8").split("\nsign_offs:\n")
    dated = re.sub(r"(?m)^  at: .*", "  at: 2026-11-25T10:00:00Z", sign_offs)
    path.write_text(f"{head}\nsign_offs:\n{dated}", encoding="utf-8")


def _questions(more: tuple[str, ...]) -> list[dict[str, Any]]:
    return _listed("questions", more)


def _listed(kind: str, more: tuple[str, ...]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(_run("list", kind, "--format", "json", *more))
    return entries


def _run(*arguments: str | Path) -> str:
    import contextlib
    import io

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([str(a) for a in arguments])
    assert code == 0, err.getvalue()
    return out.getvalue()
