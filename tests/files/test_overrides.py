"""What one catalog may change in another, who wins, and that nothing is lost by the order of two."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic
from mlthreat.domain.library import Library
from mlthreat.files.library_reader import read
from tests.conftest import REPOSITORY

BASE = REPOSITORY / "tests" / "catalogs" / "base"


def extension(folder: Path, name: str, body: str, *more: str) -> Path:
    """A catalog that extends `base`, and others."""
    bases = "".join(f'\n  - {{id: {b}, version: ">=0"}}' for b in ("base", *more))
    head = f"schema_version: 1\nid: {name}\nversion: 0.1.0\ntitle: T\nlicense: MIT\nextends:{bases}\n"
    (folder / name).mkdir()
    (folder / name / "catalog.yaml").write_text(head + body, "utf-8")
    return folder / name


def override(target: str, change: str) -> str:
    return f"override:\n  - {target}\n    {change}\n    because: We say so.\n"


def composed(*folders: Path) -> tuple[Library | None, tuple[Diagnostic, ...]]:
    return read([BASE, *folders], shipped=[])


WATCH = "question: running.watch"


def test_two_that_disagree_are_both_shown_with_the_way_out(tmp_path):
    one = extension(tmp_path, "one", override(WATCH, "set: {why: This.}"))
    two = extension(tmp_path, "two", override(WATCH, "set: {why: That.}"))
    library, (problem,) = composed(one, two)
    assert library is None
    assert problem.code is Code.OVERRIDE_DISPUTED
    assert problem.place.excerpt.strip() == "set: {why: That.}"
    ((place, text),) = problem.notes
    assert place.excerpt.strip() == "set: {why: This.}"
    assert "`one`" in text
    assert "a third catalog that extends `one` and `two`" in problem.hint


def test_a_third_that_extends_both_settles_it(tmp_path):
    one = extension(tmp_path, "one", override(WATCH, "set: {why: This.}"))
    two = extension(tmp_path, "two", override(WATCH, "set: {why: That.}"))
    three = extension(tmp_path, "three", override(WATCH, "set: {why: Both.}"), "one", "two")
    for order in ([one, two, three], [three, two, one]):
        library, problems = composed(*order)
        assert problems == ()
        assert library is not None
        assert library.questions["running.watch"].question.why == "Both."
        assert [c.catalog for c in library.changes][-1] == "three"


def test_two_that_agree_are_no_dispute(tmp_path):
    one = extension(tmp_path, "one", override(WATCH, "set: {why: This.}"))
    two = extension(tmp_path, "two", override(WATCH, "set: {why: This.}"))
    assert composed(one, two)[1] == ()


def test_what_one_adds_another_may_not_replace_by_coming_later(tmp_path):
    one = extension(tmp_path, "one", override("failure_mode: model-drift", "add: {references: [drift-survey]}"))
    two = extension(tmp_path, "two", override("failure_mode: model-drift", "set: {references: []}"))
    for order in ([one, two], [two, one]):
        _, (problem,) = composed(*order)
        assert problem.code is Code.OVERRIDE_DISPUTED
        assert "`one` adds to `references`" in problem.message


OFF = "disable:\n  - {question: running.watch, because: No., owner: Ada}\n"


def test_what_one_changes_another_may_not_switch_off_without_either_knowing(tmp_path):
    one = extension(tmp_path, "one", override(WATCH, "set: {why: This.}"))
    two = extension(tmp_path, "two", OFF)
    for order in ([one, two], [two, one]):
        _, (problem,) = composed(*order)
        assert problem.code is Code.OVERRIDE_DISPUTED
        assert problem.place.file.endswith("one/catalog.yaml")
        assert problem.place.excerpt.strip() == "- question: running.watch"
        ((place, text),) = problem.notes
        assert place.file.endswith("two/catalog.yaml")
        assert "switches it off here" in text


def test_who_builds_on_a_catalog_may_switch_off_what_that_changed(tmp_path):
    one = extension(tmp_path, "one", override(WATCH, "set: {why: This.}"))
    two = extension(tmp_path, "two", OFF, "one")
    library, problems = composed(one, two)
    assert problems == ()
    assert library is not None
    assert ("question", "running.watch") in library.disabled


def test_one_catalog_that_says_two_things(tmp_path):
    body = (
        override(WATCH, "set: {why: This.}") + "  - question: running.watch\n    set: {why: That.}\n    because: No.\n"
    )
    _, (problem,) = composed(extension(tmp_path, "one", body))
    assert problem.code is Code.OVERRIDE_DISPUTED
    assert "keep one of the two" in problem.hint


def test_additions_of_two_catalogs_all_arrive(tmp_path):
    added = "add: {{mitigations: [{{id: {0}, does: detect, text: It., references: [drift-survey]}}]}}"
    one = extension(tmp_path, "one", override("failure_mode: model-drift", added.format("from-one")))
    two = extension(tmp_path, "two", override("failure_mode: model-drift", added.format("from-two")))
    library, problems = composed(one, two)
    assert problems == ()
    assert library is not None
    ids = [m.id for m in library.failure_modes["model-drift"].mitigations]
    assert ids == ["watch-errors", "from-one", "from-two"]


def test_a_threat_and_a_follow_up_can_be_added_and_pointed_to(tmp_path):
    body = override(
        "failure_mode: data-theft", "add: {threats: [{id: 2z, title: T, summary: S, severity: {default: low}}]}"
    )
    body += (
        "  - question: running.watch\n    because: More.\n    add:\n      follow_ups:\n"
        "        - {id: deeper, asks: control, text: Deeper?, why: So., about: [data-theft/2z]}\n"
    )
    library, problems = composed(extension(tmp_path, "one", body))
    assert problems == ()
    assert library is not None
    assert library.questions["running.deeper"].parent == "running.watch"
    assert "data-theft/2z" in library.threats


def test_a_bad_item_among_added_ones_is_told_at_its_own_place(tmp_path):
    body = "override:\n  - failure_mode: model-drift\n    because: So.\n    add:\n      mitigations:\n"
    body += "        - {id: good, does: detect, text: It., references: [drift-survey]}\n"
    body += "        - {id: bad, does: hope, text: It., references: [drift-survey]}\n"
    _, (problem,) = composed(extension(tmp_path, "one", body))
    assert problem.code is Code.UNKNOWN_WORD
    assert problem.place.excerpt[problem.place.span.column - 1 :].startswith("hope")


def test_an_override_that_empties_the_severity_is_told_where_it_stands(tmp_path):
    _, (problem,) = composed(extension(tmp_path, "one", override("failure_mode: model-drift", "set: {severity: {}}")))
    assert problem.code is Code.NO_SEVERITY
    assert problem.place.file.endswith("one/catalog.yaml")


def test_catalogs_in_a_circle(tmp_path):
    one = extension(tmp_path, "one", "", "two")
    two = extension(tmp_path, "two", "", "one")
    _, (problem,) = composed(one, two)
    assert problem.code is Code.CYCLE
    assert "one → two → one" in problem.message


def test_two_folders_with_one_id(tmp_path):
    (tmp_path / "copy").mkdir()
    one = extension(tmp_path, "one", "")
    again = extension(tmp_path / "copy", "one", "")
    _, (problem,) = composed(one, again)
    assert problem.code is Code.DUPLICATE_ID
    assert problem.notes[0][0].file.endswith("one/catalog.yaml")


def test_a_folder_given_twice_is_one(tmp_path):
    one = extension(tmp_path, "one", "")
    assert composed(one, tmp_path / "." / "one")[1] == ()


@pytest.mark.parametrize(("version", "wanted", "fits"), [("1.2.0", ">=1.0,<2", True), ("1.2.0", "<1.2", False)])
def test_ranges(tmp_path, version, wanted, fits):
    one = extension(tmp_path, "one", "")
    text = (one / "catalog.yaml").read_text("utf-8").replace('">=0"', f'"{wanted}"')
    (one / "catalog.yaml").write_text(text, "utf-8")
    codes = [p.code for p in composed(one)[1]]
    assert codes == ([] if fits else [Code.CATALOG_VERSION])


def test_a_pre_release_in_words_is_refused_not_a_bug(tmp_path):
    one = extension(tmp_path, "one", "")
    two = extension(tmp_path, "two", "", "one")
    text = (one / "catalog.yaml").read_text("utf-8").replace("0.1.0", "0.1.0-draft")
    (one / "catalog.yaml").write_text(text, "utf-8")
    assert [p.code for p in composed(one, two)[1]] in ([], [Code.CATALOG_VERSION])
