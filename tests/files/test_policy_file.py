"""Which policy is in force, and that one that cannot be read is never taken for none."""

from __future__ import annotations

import os

import pytest

from mlthreat.domain.diagnostic import Refused, UserError
from mlthreat.domain.policy import Policy
from mlthreat.domain.value import Severity
from mlthreat.files.file_names import POLICY
from mlthreat.files.policy_file import catalogs_not_in_force, nearest_policy, policy_for, read_policy
from tests import builders


@pytest.fixture
def review(tmp_path):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    return folder / "x.review.yaml"


def test_the_nearest_policy_above_counts(review, tmp_path):
    assert nearest_policy(review) is None
    (tmp_path / POLICY).write_text("fail_on: low\n", encoding="utf-8")
    assert policy_for(review).policy.fail_on is Severity.LOW
    (tmp_path / "a" / POLICY).write_text("fail_on: moderate\n", encoding="utf-8")
    assert policy_for(review).policy.fail_on is Severity.MODERATE
    (tmp_path / "given.yaml").write_text("fail_on: critical\n", encoding="utf-8")
    assert policy_for(review, tmp_path / "given.yaml").policy.fail_on is Severity.CRITICAL


def test_without_one_the_default_holds(review):
    assert policy_for(review).policy == Policy()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "fail_on: none\n",
        "fail-on: low\n",
        "fail_on: low\nfail_on: critical\n",
        "fail_on: [low\n",
        "evidence: {critical: maybe}\n",
        "acceptances: {longest_days: 0}\n",
        "acceptances: {longest_days: 3651}\n",
        "sign_offs: {held_by: {security: [Grace]}}\n",
        "catalogs: [{id: microsoft, version: one}]\n",
        "format: 2\n",
        "- fail_on\n",
        "<<<<<<< ours\nfail_on: low\n",
    ],
)
def test_a_broken_policy_is_refused_with_its_place(review, text):
    path = review.parent / POLICY
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as told:
        policy_for(review)
    assert told.value.diagnostics
    assert all(d.place.file.endswith(POLICY) for d in told.value.diagnostics)


def test_a_policy_that_is_there_but_cannot_be_read_is_not_overlooked(review, tmp_path):
    (tmp_path / POLICY).write_text("fail_on: critical\n", encoding="utf-8")
    path = review.parent / POLICY
    path.symlink_to("nowhere")
    with pytest.raises(UserError):
        policy_for(review)
    path.unlink()
    path.mkdir()
    with pytest.raises(UserError):
        policy_for(review)
    path.rmdir()
    os.mkfifo(path)
    with pytest.raises(UserError):
        policy_for(review)


def test_demanded_catalogs_are_looked_for(tmp_path):
    library = builders.library({"id": "one"}, version="1.4.0")
    path = tmp_path / POLICY
    path.write_text('catalogs: [{id: house, version: ">=1.2,<2"}, {id: acme}]\n', encoding="utf-8")
    assert list(catalogs_not_in_force(read_policy(path), library)) == ["acme"]
    path.write_text('catalogs: [{id: house, version: ">=2"}]\n', encoding="utf-8")
    assert "1.4.0 is in force" in catalogs_not_in_force(read_policy(path), library)["house"]


@pytest.mark.parametrize("make", [lambda p: p.symlink_to("nowhere"), lambda p: p.mkdir(), os.mkfifo])
def test_nor_is_a_project_file_that_may_name_one(review, make):
    make(review.parent / "mlthreat.yaml")
    with pytest.raises(UserError):
        policy_for(review)


def test_a_policy_is_named_as_it_is_seen_from_the_working_folder(review, tmp_path, monkeypatch):
    (tmp_path / POLICY).write_text("fail_on: low\n", encoding="utf-8")
    for here, seen in ((tmp_path, POLICY), (tmp_path / "a", f"../{POLICY}")):
        monkeypatch.chdir(here)
        assert str(policy_for(review).path) == seen
