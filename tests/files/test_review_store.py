"""Saving a review: whole or not at all, at every step at which the world may fail; and never over somebody else's work."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.profile import SystemProfile
from mlthreat.domain.question import Verdict
from mlthreat.domain.review import Answer, Review
from mlthreat.files import review_store
from mlthreat.files.review_file import read_review
from mlthreat.files.review_store import ReviewStore
from tests.files.test_hostile_catalogs import as_nobody


def review(number: int) -> Review:
    answers = {f"data-trust.q{i}": Answer(verdict=Verdict.YES, note=f"answer {i}") for i in range(number)}
    return Review(system=SystemProfile(name="Filter"), answers=answers)


def on_disk(path: Path) -> Review:
    read, problems = read_review(path)
    assert not problems
    assert read is not None
    return read


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.review.yaml"


def test_what_was_saved_is_read_back(path):
    with ReviewStore(path) as store:
        store.save(review(3))
        assert on_disk(path) == review(3)
    assert sorted(p.name for p in path.parent.iterdir()) == ["a.review.yaml"]


def test_what_a_killed_run_left_is_taken_away(path):
    left = path.with_name(".a.review.yaml.0badcafe.tmp")
    others = [path.with_name(n) for n in (".a.review.yaml.kept.tmp", ".b.review.yaml.0badcafe.tmp")]
    for file in (left, *others):
        file.write_bytes(b"half")
    with ReviewStore(path) as store:
        store.save(review(1))
    assert sorted(p.name for p in path.parent.iterdir()) == [*(o.name for o in others), "a.review.yaml"]


def test_what_a_killed_run_left_is_taken_away_beside_the_file_that_a_link_leads_to(path, tmp_path):
    target = tmp_path / "other" / "[b].review.yaml"
    target.parent.mkdir()
    path.symlink_to(target)
    left, beside = (f.with_name(f".{f.name}.0badcafe.tmp") for f in (target, path))
    for file in (left, beside):
        file.write_bytes(b"half")
    with ReviewStore(path) as store, pytest.raises(UserError, match="is being edited"), ReviewStore(target):
        store.save(review(1))
    assert (left.exists(), beside.exists()) == (False, True)


def test_whoever_may_not_write_takes_nothing_away(path):
    writing = path.with_name(".a.review.yaml.0badcafe.tmp")
    with ReviewStore(path):
        writing.write_bytes(b"half")
        with pytest.raises(UserError, match="is being edited"), ReviewStore(path):
            pass
        assert writing.exists()


def test_content_reaches_the_disk_before_its_name_and_the_name_before_save_returns(path, monkeypatch):
    seen = []
    sync = os.fsync

    def noted(handle):
        seen.append(("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file", path.exists()))
        sync(handle)

    with ReviewStore(path) as store:
        monkeypatch.setattr(os, "fsync", noted)
        store.save(review(1))
    assert seen == [("file", False), ("folder", True)]


def test_what_the_system_takes_in_pieces_is_written_whole(path, monkeypatch):
    write = os.write
    with ReviewStore(path) as store:
        monkeypatch.setattr(os, "write", lambda handle, content: write(handle, bytes(content)[:7]))
        store.save(review(3))
    assert on_disk(path) == review(3)


def test_what_did_not_change_is_not_written_again(path):
    with ReviewStore(path) as store:
        store.save(review(1))
        before = path.stat()
        store.save(review(1))
        assert path.stat().st_ino == before.st_ino


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EDQUOT, "free some space"),
        (errno.EROFS, "choose a folder you may write to"),
        (errno.EACCES, "choose a folder you may write to"),
        (errno.ENOENT, "make the folder first"),
        (errno.EIO, "what was saved before is intact"),
    ],
)
def test_what_to_do_about_a_failed_save_is_said(path, monkeypatch, number, advice):
    def failing(*_arguments):
        raise OSError(number, os.strerror(number))

    with ReviewStore(path) as store:
        monkeypatch.setattr(os, "fsync", failing)
        with pytest.raises(UserError, match="was not written") as told:
            store.save(review(1))
    assert told.value.hint.startswith(advice)


def test_a_review_that_could_not_be_read_again_is_not_written(path, monkeypatch):
    with ReviewStore(path) as store:
        store.save(review(1))
        monkeypatch.setattr(review_store, "MAX_BYTES", path.stat().st_size)
        with pytest.raises(UserError, match="too large"):
            store.save(review(2))
    assert on_disk(path) == review(1)


@pytest.mark.skipif(os.name != "posix", reason="permissions are another thing elsewhere")
def test_a_file_that_may_not_be_written_is_told_before_anything_is_asked(path):
    with ReviewStore(path) as store:
        store.save(review(0))
    before = path.read_bytes()
    path.chmod(0o444)
    ran = as_nobody("review", path, "--no-input")
    assert ran.returncode == 2
    assert "is read-only" in ran.stderr
    assert path.read_bytes() == before


def test_a_link_to_nothing_is_no_new_review(path):
    path.symlink_to("nowhere.review.yaml")
    with ReviewStore(path) as store, pytest.raises(UserError, match="no such file"):
        store.load()


@pytest.mark.parametrize("call", range(8))
def test_a_full_disk_at_any_call_leaves_the_last_saved_version(path, monkeypatch, call):
    """The fault comes at the first, second, third … system call, until a save passes without one."""
    with ReviewStore(path) as store:
        store.save(review(1))
        before = path.read_bytes()
        count = 0

        def failing(real):
            def maybe(*arguments, **named):
                nonlocal count
                count += 1
                if count == call + 1:
                    raise OSError(errno.ENOSPC, "No space left on device")
                return real(*arguments, **named)

            return maybe

        with monkeypatch.context() as patched:
            for name in ("open", "write", "fsync"):
                patched.setattr(os, name, failing(getattr(os, name)))
            failed = False
            try:
                store.save(review(2))
            except UserError:
                failed = True
        assert failed == (call < count)
        assert on_disk(path) == review(1 if path.read_bytes() == before else 2)
        assert not [p for p in path.parent.iterdir() if p.name.endswith(".tmp")]
        store.save(review(3))
        assert on_disk(path) == review(3)


def test_a_second_session_is_told_who_holds_the_file(path):
    with ReviewStore(path) as store:
        store.save(review(1))
        with pytest.raises(UserError, match=f"process {os.getpid()}"), ReviewStore(path):
            pass
    with ReviewStore(path) as store:
        store.load()
        store.save(review(2))


def test_a_full_disk_keeps_nobody_from_holding_the_file(path, monkeypatch):
    def full(handle, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with ReviewStore(path) as store:
        with pytest.raises(UserError, match="is being edited"), ReviewStore(path):
            pass
        with pytest.raises(UserError, match="was not written: No space left"):
            store.save(review(1))
    assert not path.exists()


def test_a_change_underneath_is_not_overwritten_and_both_versions_survive(path):
    with ReviewStore(path) as store:
        store.save(review(1))
        theirs = path.read_bytes().replace(b"answer 0", b"theirs")
        path.write_bytes(theirs)
        with pytest.raises(UserError, match="changed by somebody else"):
            store.save(review(2))
    assert path.read_bytes() == theirs
    assert on_disk(path.parent / "a.mine-1.review.yaml") == review(2)


def test_trying_again_rescues_the_same_version_once(path):
    with ReviewStore(path) as store:
        store.save(review(1))
        path.write_bytes(path.read_bytes().replace(b"answer 0", b"theirs"))
        for version in (2, 2, 3):
            with pytest.raises(UserError, match="changed by somebody else"):
                store.save(review(version))
    assert sorted(p.name for p in path.parent.glob("*.mine-*")) == ["a.mine-1.review.yaml", "a.mine-2.review.yaml"]


def test_what_came_into_being_meanwhile_is_not_overwritten(tmp_path):
    path = tmp_path / "a.yaml"
    with ReviewStore(path) as store:
        assert store.load() == (None, ())
        path.mkdir()
        with pytest.raises(UserError, match="changed by somebody else"):
            store.save(review(1))
    assert on_disk(tmp_path / "a.mine-1.review.yaml") == review(1)


def test_a_file_that_vanished_is_noticed(path):
    with ReviewStore(path) as store:
        store.save(review(1))
        path.unlink()
        with pytest.raises(UserError, match="changed by somebody else"):
            store.save(review(2))


def test_a_link_stays_a_link_and_modes_are_kept(path, tmp_path):
    real = tmp_path / "real.review.yaml"
    with ReviewStore(real) as store:
        store.save(review(1))
    real.chmod(0o640)
    path.symlink_to(real)
    with ReviewStore(path) as store:
        store.load()
        store.save(review(2))
    assert path.is_symlink()
    assert on_disk(real) == review(2)
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_planted_link_at_the_lock_is_not_followed(path, tmp_path):
    target = tmp_path / "precious"
    target.write_text("keep", encoding="utf-8")
    (tmp_path / ".a.review.yaml.lock").symlink_to(target)
    with pytest.raises(UserError), ReviewStore(path):
        pass
    assert target.read_text(encoding="utf-8") == "keep"


def test_a_missing_folder_is_told_before_anything_is_asked(tmp_path):
    with pytest.raises(UserError, match="no such folder"), ReviewStore(tmp_path / "no" / "a.review.yaml"):
        pass


@pytest.mark.parametrize("round_", range(5))
def test_kill_9_at_any_instant_loses_no_acknowledged_answer(path, round_):
    """A child saves answer after answer and says so; it is killed at some instant; what it said is on disk."""
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from tests.files.test_review_store import review
        from mlthreat.files.review_store import ReviewStore
        with ReviewStore(Path(sys.argv[1])) as store:
            for number in range(1, 10_000):
                store.save(review(number % 40 + 1) if number > 40 else review(number))
                print(number % 40 + 1 if number > 40 else number, flush=True)
        """
    )
    root = Path(__file__).parent.parent.parent
    child = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, cwd=root, text=True)
    assert child.stdout is not None
    last = 0
    for _ in range(7 + 13 * round_):
        last = int(child.stdout.readline())
    child.send_signal(signal.SIGKILL)
    rest = child.stdout.read().split()
    child.stdout.close()
    child.wait()
    last = int(rest[-1]) if rest else last
    found = len(on_disk(path).answers)
    assert found in {last, last % 40 + 1, last + 1}
    with ReviewStore(path) as store:  # the dead process holds no lock
        store.load()
        store.save(review(1))
