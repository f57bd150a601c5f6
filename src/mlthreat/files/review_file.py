"""Reading one review file, and checking it against the catalogs in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Level, Place, Refused, UserError, by_place, has_errors
from mlthreat.domain.library import Library
from mlthreat.domain.nearest import did_you_mean
from mlthreat.domain.pins import as_pinned
from mlthreat.domain.profile import SystemProfile, TraitValue
from mlthreat.domain.question import Verdict
from mlthreat.domain.review import Answer, Review, trait_value
from mlthreat.domain.value import QuestionId, Slug, Value
from mlthreat.files.file_names import REVIEW_SUFFIX
from mlthreat.files.model_check import check
from mlthreat.files.raw_text import read_bytes
from mlthreat.files.yaml_reader import parse
from mlthreat.files.yaml_source import YamlSource


class Prefill(Value):
    """What `--answers` takes: any part of a review that a person would fill in."""

    format: int = 1
    system: SystemProfile | None = None
    traits: dict[Slug, TraitValue] = {}
    answers: dict[QuestionId, Answer] = {}


def locate(given: Path | None, folder: Path = Path()) -> Path:
    """The review file that is meant: the one given, or the only `*.review.yaml` in the folder.

    Raises UserError where none or several are at hand.
    """
    if given is not None:
        return given
    found = sorted(folder.glob(f"*{REVIEW_SUFFIX}"))
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError("there is no review here", f"name one: FILE{REVIEW_SUFFIX}; `mlthreat review` starts one")
    raise UserError(f"there are {len(found)} reviews here: {', '.join(f.name for f in found)}", "name the one you mean")


def read_review(path: Path, library: Library | None = None) -> tuple[Review | None, tuple[Diagnostic, ...]]:
    """Read a review file.

    With a library it is also checked against it. Returns the review, or None where there is any error, and every
    problem in order of place. Raises UserError where the file cannot be read at all.
    """
    return check_review(str(path), read_bytes(path), library)


def check_review(name: str, raw: bytes, library: Library | None = None) -> tuple[Review | None, tuple[Diagnostic, ...]]:
    """The same for bytes at hand; `name` is what messages call them."""
    source, problems = _parse(name, raw)
    review = None
    if source is not None:
        review, found = check(source, Review)
        problems += found
        if review is not None and library is not None:
            problems += _against_library(source, review, library)
        if review is not None:
            problems += _reasons_missing(source, review)
    return (None if has_errors(problems) else review), by_place(problems)


def must_check(
    name: str,
    raw: bytes,
    library: Library | None = None,
    hint: str = "mend what is told above; the file was not changed",
) -> tuple[Review, tuple[Diagnostic, ...]]:
    """The review in some bytes, with warnings. Raises Refused, with every problem and `hint`, where it cannot be used."""
    review, problems = check_review(name, raw, library)
    if review is None:
        raise Refused(problems, f"{name} cannot be used as it is", hint)
    return review, problems


def must_read_review(path: Path, library: Library) -> Review:
    """Read a review. Raises Refused, with every problem, where it cannot be used; UserError where it cannot be read."""
    return must_check(str(path), read_bytes(path), library)[0]


def read_prefill(path: Path, library: Library) -> Prefill:
    """Read a file of answers. Raises Refused where anything in it does not fit, unknown questions included."""
    source, problems = _parse(str(path), read_bytes(path))
    prefill = None
    if source is not None:
        prefill, found = check(source, Prefill)
        problems += found
        if prefill is not None:
            problems += _unknown(source, library, list(prefill.traits), list(prefill.answers), Level.ERROR)
            problems += _contradicted(source, library, prefill.traits, prefill.answers)
    if prefill is None or has_errors(problems):
        raise Refused(by_place(problems), f"{path} cannot be used as it is", "mend it; nothing was filled in")
    return prefill


def places(name: str, raw: bytes, anchors: Iterable[tuple[str | int, ...]]) -> dict[tuple[str | int, ...], Place]:
    """Where each path of keys and positions stands in a review file: at the nearest part of it that is there.

    What has no part there stands at the first line. `name` is what messages call the file.
    """
    source, _ = _parse(name, raw)
    if source is None or not isinstance(source.data, dict):
        return {}
    data = source.data
    return {a: source.place(a, key=True) if a and a[0] in data else source.place_at(0, 0) for a in anchors}


def _parse(name: str, raw: bytes) -> tuple[YamlSource | None, list[Diagnostic]]:
    source = parse(name, raw)
    problems = list(source.problems)
    if source.data is None and not problems:
        problems.append(
            Diagnostic(
                source.place(),
                Code.EMPTY_FILE,
                "the file is empty",
                "delete it, and start again with `mlthreat review`",
            )
        )
    if isinstance(source.data, dict) and isinstance(source.data.get("format"), int) and source.data["format"] > 1:
        message = f"this file has format {source.data['format']}; this program reads format 1"
        return None, [Diagnostic(source.place(("format",)), Code.NEWER_FORMAT, message, "upgrade mlthreat")]
    return (source if source.data is not None else None), problems


def _against_library(source: YamlSource, review: Review, library: Library) -> list[Diagnostic]:
    problems = list(_moved_catalogs(source, review, library))
    moved = any(p.code == Code.CATALOG_CHANGED for p in problems)
    # what such a catalog asked may be gone from it, or is not here with it
    level = Level.WARNING if problems else Level.ERROR
    # an answer with a fingerprint was given to a question that existed then: kept, while a slip of the pen is refused
    once_asked = {q for q, answer in review.answers.items() if answer.asked is not None}
    problems += _unknown(
        source, library, list(review.traits), [q for q in review.answers if q not in once_asked], level
    )
    problems += _unknown(source, library, [], [q for q in review.answers if q in once_asked], Level.WARNING)
    problems += _contradicted(source, library, review.traits, review.answers, moved=moved)
    for index, acceptance in enumerate(review.acceptances):
        if acceptance.finding not in library.questions:
            hint = did_you_mean(acceptance.finding, library.questions)
            place = source.place(("acceptances", index, "finding"))
            message = f"there is no finding `{acceptance.finding}`"
            grave = Level.WARNING if acceptance.finding in once_asked else level
            problems.append(Diagnostic(place, Code.UNKNOWN_FINDING, message, hint, grave))
    return problems


def _moved_catalogs(source: YamlSource, review: Review, library: Library) -> Iterator[Diagnostic]:
    """The catalogs that the review was made with and that are not here, or are not as they were."""
    here = {c.id: c for c in library.catalogs}
    for index, pin in enumerate(review.catalogs):
        place = source.place(("catalogs", index))
        if pin.id not in here:
            message = f"the review was made with the catalog `{pin.id}`, which is not in force"
            yield Diagnostic(place, Code.CATALOG_MISSING, message, "give its folder with `--catalog DIR`")
        elif not as_pinned(pin, here[pin.id]):
            now = here[pin.id].manifest.version
            message = f"the catalog `{pin.id}` was at {pin.version} and is now at {now}"
            if now == pin.version:
                message = f"the catalog `{pin.id}` {now} has changed without a new version"
            hint = "`mlthreat upgrade` carries the answers over and says what is asked again"
            yield Diagnostic(place, Code.CATALOG_CHANGED, message, hint, Level.WARNING)


def _unknown(
    source: YamlSource, library: Library, traits: list[str], answers: list[str], level: Level
) -> Iterator[Diagnostic]:
    for trait in (t for t in traits if t not in library.traits):
        hint = did_you_mean(trait, library.traits) or "`mlthreat list traits` shows them all"
        yield Diagnostic(
            source.place(("traits", trait), key=True),
            Code.REVIEW_UNKNOWN_TRAIT,
            f"there is no trait `{trait}`",
            hint,
            level,
        )
    for question in (q for q in answers if q not in library.questions):
        hint = did_you_mean(question, library.questions) or "`mlthreat list questions` shows them all"
        place = source.place(("answers", question), key=True)
        yield Diagnostic(place, Code.REVIEW_UNKNOWN_QUESTION, f"there is no question `{question}`", hint, level)


def _contradicted(
    source: YamlSource,
    library: Library,
    traits: dict[str, TraitValue],
    answers: dict[str, Answer],
    *,
    moved: bool = False,
) -> Iterator[Diagnostic]:
    hint = "`mlthreat upgrade` puts both before the team" if moved else "change one of the two"
    for trait, question in library.bound_traits.items():
        answer = answers.get(question)
        if answer is None or trait not in traits or trait_value(answer.verdict) is traits[trait]:
            continue
        place = source.place(("answers", question))
        note = (source.place(("traits", trait)), f"the trait is {traits[trait]}")
        message = f"the answer {answer.verdict} contradicts the trait `{trait}`, which this question sets"
        yield Diagnostic(place, Code.TRAIT_CONTRADICTED, message, hint, notes=(note,))


def _reasons_missing(source: YamlSource, review: Review) -> Iterator[Diagnostic]:
    for question, answer in review.answers.items():
        if answer.verdict is Verdict.NOT_APPLICABLE and not answer.note:
            place = source.place(("answers", question))
            message = "`not-applicable` needs a `note` that says why"
            yield Diagnostic(
                place, Code.REASON_MISSING, message, "add the reason; until then the question stays open", Level.WARNING
            )
