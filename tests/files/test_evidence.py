"""Evidence is pinned by its bytes, and never taken from outside the repository."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.review import Answer
from mlthreat.files.evidence import MAX_EVIDENCE, all_changed, changed, offered, pin, pin_all, resolve
from mlthreat.files.repository import repository_of
from tests import builders


@pytest.fixture
def review(tmp_path):
    """The path of a review in a folder of a repository."""
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    folder = tmp_path / "repository" / "reviews"
    folder.mkdir()
    (tmp_path / "outside.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "repository" / "proof.md").write_text("measured", encoding="utf-8")
    return folder / "a.review.yaml"


def test_a_file_anywhere_in_the_repository_is_pinned_relative_to_the_review(review):
    evidence = pin(review, "../proof.md")
    assert evidence.file == "../proof.md"
    assert changed(review, Answer(verdict="yes", evidence=(evidence,))) == []


def test_what_is_offered_lies_in_the_repository_and_is_not_hidden(review):
    folder, offers = review.parent, offered(review)
    (folder / "out").symlink_to("../..")
    (folder / ".a.lock").write_text("1", encoding="utf-8")
    inside = ["../proof.md", "."]
    outside = ["../../outside.txt", "../..", "out", "out/outside.txt", "/etc", ".a.lock", "../.git"]
    assert [n for n in [*inside, *outside] if offers(str(folder / n))] == inside


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(content=st.binary(min_size=1, max_size=200), data=st.data())
def test_any_changed_byte_is_noticed(review, content, data):
    file = review.parent / "proof.bin"
    file.write_bytes(content)
    answer = Answer(verdict="yes", evidence=(pin(review, "proof.bin"),))
    where = data.draw(st.integers(0, len(content) - 1))
    file.write_bytes(content[:where] + bytes([content[where] ^ data.draw(st.integers(1, 255))]) + content[where + 1 :])
    assert changed(review, answer) == ["proof.bin has changed since it was pinned"]


def test_the_whole_of_a_large_file_counts(review):
    file = review.parent / "large.bin"
    file.write_bytes(b"a" * 3_000_000)
    answer = Answer(verdict="yes", evidence=(pin(review, "large.bin"),))
    file.write_bytes(b"a" * 2_999_999 + b"b")
    assert changed(review, answer)


@pytest.mark.parametrize("named", ["../../outside.txt", "link.txt", "folder/outside.txt", "/etc/passwd", "../.."])
def test_nothing_outside_the_repository_is_evidence(review, named, tmp_path):
    (review.parent / "link.txt").symlink_to(tmp_path / "outside.txt")
    (review.parent / "folder").symlink_to(tmp_path)
    with pytest.raises(UserError, match="outside"):
        resolve(review, named)


def test_a_link_within_the_repository_will_do(review):
    (review.parent / "link.md").symlink_to("../proof.md")
    assert pin(review, "link.md").file == "../proof.md"


def test_without_a_repository_the_reviews_own_folder_is_the_limit(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "beside.txt").write_text("x", encoding="utf-8")
    review = tmp_path / "inner" / "a.review.yaml"
    if repository_of(review) == review.parent:  # unless the temporary folder itself lies in a repository
        with pytest.raises(UserError, match="outside"):
            resolve(review, "../beside.txt")


@pytest.mark.parametrize(
    ("named", "said"), [("gone.md", "missing"), (".", "regular"), ("pipe", "regular"), ("loop", "reached")]
)
def test_what_is_no_file_is_told(review, named, said):
    os.mkfifo(review.parent / "pipe")
    (review.parent / "loop").symlink_to("loop")
    with pytest.raises(UserError, match=said):
        resolve(review, named)


def test_a_review_is_no_evidence_of_itself(review):
    review.write_text("x", encoding="utf-8")
    with pytest.raises(UserError, match="its own"):
        pin(review, review.name)


def test_nor_is_it_under_another_name(review):
    review.write_text("x", encoding="utf-8")
    (review.parent / "hard").hardlink_to(review)
    (review.parent / "soft").symlink_to(review)
    for name in ("hard", "soft", f"../reviews/{review.name}"):
        with pytest.raises(UserError, match="its own"):
            pin(review, name)


def test_a_file_out_of_all_proportion_is_refused_before_it_is_read(review):
    with (review.parent / "huge.bin").open("wb") as huge:
        huge.truncate(MAX_EVIDENCE + 1)
    with pytest.raises(UserError, match=r"huge\.bin is larger than 4 GiB"):
        pin(review, "huge.bin")


@pytest.mark.parametrize("how", ["not at all", "grows", "is written anew"])
def test_a_file_that_changes_while_it_is_read_is_no_evidence(review, monkeypatch, how):
    read, log = os.read, review.parent / "log.txt"
    log.write_bytes(b"begun")

    def read_while_somebody_writes(handle, size):
        chunk = read(handle, size)
        if how == "grows" and log.stat().st_size < 100:
            log.write_bytes(log.read_bytes() + b"more")
        elif how == "is written anew":
            log.write_bytes(b"other")
            os.utime(log, ns=(0, 1_000_000_000))
        return chunk

    monkeypatch.setattr(os, "read", read_while_somebody_writes)
    if how == "not at all":
        assert pin(review, "log.txt").sha256
    else:
        with pytest.raises(UserError, match=r"log\.txt changed while it was read"):
            pin(review, "log.txt")


def test_no_message_names_a_place_of_this_machine(review, tmp_path):
    (review.parent / "link.txt").symlink_to(tmp_path / "outside.txt")
    answer = {
        "verdict": "yes",
        "evidence": [{"file": f, "sha256": "0" * 64} for f in ("link.txt", "gone.md", "gone/too.md")],
    }
    said = list(changed(review, Answer.model_validate(answer)))
    assert len(said) == 3
    assert str(tmp_path) not in "".join(said)


def test_only_what_was_not_pinned_is_pinned(review):
    old = {"file": "../proof.md", "sha256": "0" * 64}
    answer = Answer.model_validate({"verdict": "yes", "evidence": [old, {"file": "../proof.md"}, {"ticket": "A-1"}]})
    first, second, third = pin_all(review, answer).evidence
    assert first.sha256 == "0" * 64
    assert second.sha256 not in {None, "0" * 64}
    assert third.ticket == "A-1"


def test_faults_are_told_by_question(review):
    answers = {
        "all.gone": {"verdict": "yes", "evidence": [{"file": "gone.md", "sha256": "0" * 64}, {"file": "unpinned.md"}]},
        "all.fine": {"verdict": "yes", "evidence": [pin(review, "../proof.md")]},
    }
    found = all_changed(review, builders.review(answers=answers))
    assert found == {"all.gone": ("evidence gone.md is missing", "evidence unpinned.md is missing")}
