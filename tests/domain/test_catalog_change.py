"""What changed between two versions of a catalog, and the version step that it needs."""

from __future__ import annotations

from typing import Any

import pytest

from mlthreat.domain.catalog_change import Step, compare_catalogs, needed, next_version, step_between
from tests.builders import catalog

QUESTION = {"id": "a", "text": "Is it there?", "why": "Because.", "applies": {"all": ["trains"]}}
MODE: dict[str, Any] = {
    "id": "leak",
    "title": "Leak",
    "kind": "intentional",
    "summary": "It leaks.",
    "compromises": [{"property": "confidentiality", "why": "So."}],
    "severity": {"default": "moderate", "because": "Well."},
    "mitigations": [{"id": "plug", "does": "protect", "text": "Plug it."}],
}


def with_mode(**changed: Any) -> Any:
    return catalog(QUESTION, traits=("trains",), failure_modes=(MODE | changed,))


@pytest.mark.parametrize(
    ("changed", "step"),
    [
        ({}, Step.NONE),
        ({"why": "Because of that."}, Step.PATCH),
        ({"evidence": "A log."}, Step.PATCH),
        ({"text": "Is  it\nthere?"}, Step.NONE),
        ({"text": "Is it all there?"}, Step.MAJOR),
        ({"good_answer": "It is."}, Step.MAJOR),
        ({"asks": "exposure"}, Step.MAJOR),
        ({"applies": {}}, Step.MAJOR),
        ({"status": "retired"}, Step.MAJOR),
        ({"status": "retired", "replaced_by": "all.b", "follow_ups": [{"id": "b"}]}, Step.MINOR),
        ({"follow_ups": [{"id": "b"}]}, Step.MINOR),
    ],
)
def test_a_question_and_the_step_that_its_change_needs(changed, step):
    old, new = (catalog(q, traits=("trains",)) for q in (QUESTION, QUESTION | changed))
    assert needed(compare_catalogs(old, new)) is step


@pytest.mark.parametrize(
    ("changed", "step"),
    [
        ({"title": "Leakage"}, Step.PATCH),
        ({"severity": {"default": "moderate", "because": "Still."}}, Step.PATCH),
        ({"severity": {"default": "critical", "because": "Well."}}, Step.MAJOR),
        ({"compromises": [{"property": "integrity", "why": "So."}]}, Step.MAJOR),
        ({"mitigations": []}, Step.MAJOR),
        ({"mitigations": [*MODE["mitigations"], {"id": "mop", "does": "respond", "text": "Mop."}]}, Step.MINOR),
        ({"applies": {"all": ["trains"]}}, Step.MAJOR),
    ],
)
def test_a_failure_mode_and_the_step_that_its_change_needs(changed, step):
    assert needed(compare_catalogs(with_mode(), with_mode(**changed))) is step


def test_a_removed_question_and_a_changed_trait_are_major():
    old = catalog({"id": "a"}, {"id": "b"}, traits=("trains",))
    assert [(c.kind, c.id, c.step) for c in compare_catalogs(old, catalog({"id": "a"}, traits=("trains",)))] == [
        ("question", "all.b", Step.MAJOR)
    ]
    new = catalog({"id": "a"}, {"id": "b"}, traits=("trains",))
    trait = new.manifest.traits[0].model_copy(update={"question": "Does it train at night?"})
    reworded = new.model_copy(update={"manifest": new.manifest.model_copy(update={"traits": (trait,)})})
    assert needed(compare_catalogs(old, reworded)) is Step.MAJOR


def test_overriding_another_catalog_is_major_where_it_changes_a_meaning():
    def changing(**fields: Any) -> Any:
        return catalog({"id": "a"}, override=[{"question": "other.q", "set": fields, "because": "ours"}])

    none = catalog({"id": "a"})
    assert needed(compare_catalogs(none, changing(why="w"))) is Step.PATCH
    assert needed(compare_catalogs(changing(why="w"), none)) is Step.PATCH
    assert needed(compare_catalogs(none, changing(text="w"))) is Step.MAJOR
    assert needed(compare_catalogs(changing(applies={}), none)) is Step.MAJOR
    assert needed(compare_catalogs(changing(why="w"), changing(why="v"))) is Step.PATCH
    assert needed(compare_catalogs(changing(text="w"), changing(text="v"))) is Step.MAJOR


@pytest.mark.parametrize(
    ("old", "new", "step"),
    [
        ("1.2.3", "1.2.3", Step.NONE),
        ("1.2.3", "1.2.2", Step.NONE),
        ("1.2.3", "1.2.4", Step.PATCH),
        ("1.2.3", "1.3.0", Step.MINOR),
        ("1.2.3", "2.0.0", Step.MAJOR),
        ("0.2.3", "0.3.0", Step.MAJOR),
        ("0.2.3", "0.2.4", Step.MINOR),
        ("2.0.0-rc.1", "2.0.0", Step.MAJOR),
        ("2.0.0", "2.0.0-rc.1", Step.NONE),
        ("2.0.0-rc.2", "2.0.0-rc.10", Step.MAJOR),
        ("2.0.0-rc.10", "2.0.0-rc.2", Step.NONE),
        ("2.0.0-alpha", "2.0.0-alpha.1", Step.MAJOR),
        ("2.0.0-1", "2.0.0-alpha", Step.MAJOR),
    ],
)
def test_which_step_was_taken(old, new, step):
    assert step_between(old, new) is step


@pytest.mark.parametrize("old", ["0.0.0", "0.4.1", "1.0.0", "3.4.5", "1.0.0-rc.1"])
@pytest.mark.parametrize("step", [Step.PATCH, Step.MINOR, Step.MAJOR])
def test_the_version_that_is_named_takes_the_step(old, step):
    assert step_between(old, next_version(old, step)) >= step
