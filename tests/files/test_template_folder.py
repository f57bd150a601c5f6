"""A folder of templates is read whole; nothing outside of it is, and no link is followed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mlthreat.domain.diagnostic import Refused, UserError
from mlthreat.files.template_folder import read_templates


def test_templates_and_styles_are_read_and_nothing_else(workspace):
    for name, raw in {
        "own/report.html.j2": b"\xef\xbb\xbfa\r\nb\rc\n",
        "own/parts/deep.j2": "é".encode(),
        "own/own.css": b"a {}",
        "own/logo.png": b"\x89PNG",
        "own/.hidden.j2": b"x",
        "own/.git/x.j2": b"x",
        "own/README.md": b"x",
    }.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(raw)
    found = read_templates(Path("own"))
    assert found.files == {"report.html.j2": "a\nb\nc\n", "parts/deep.j2": "é", "own.css": "a {}"}


def test_the_digest_is_of_names_and_texts_and_not_of_line_ends(workspace):
    def digest(raw: bytes, name: str = "a.j2") -> str:
        Path("own").mkdir(exist_ok=True)
        for old in Path("own").iterdir():
            old.unlink()
        Path("own", name).write_bytes(raw)
        return read_templates(Path("own")).digest

    assert digest(b"a\r\nb") == digest(b"a\nb")
    assert len({digest(b"a\nb"), digest(b"a\n b"), digest(b"a\nb", "b.j2")}) == 3


@pytest.mark.parametrize("kind", ["file", "folder", "inside"])
def test_links_are_refused(workspace, kind):
    Path("own").mkdir()
    Path("own/report.html.j2").write_text("x")
    Path("secret.j2").write_text("secret")
    Path("elsewhere").mkdir()
    target = {"file": "../secret.j2", "folder": "../elsewhere", "inside": "report.html.j2"}[kind]
    Path("own/link.j2").symlink_to(target)
    with pytest.raises(Refused) as refused:
        read_templates(Path("own"))
    assert [(d.code, d.place.file) for d in refused.value.diagnostics] == [("MLT208", "own/link.j2")]


def test_what_cannot_be_read_is_told_all_at_once(workspace):
    Path("own").mkdir()
    Path("own/a.j2").write_bytes(b"\n\xff")
    Path("own/b.j2").write_bytes(b"x" * (256 * 1024 + 1))
    with pytest.raises(Refused) as refused:
        read_templates(Path("own"))
    assert [(d.code, d.place.file, d.place.span.line) for d in refused.value.diagnostics] == [
        ("MLT101", "own/a.j2", 2),
        ("MLT109", "own/b.j2", 1),
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_does_not_hang(workspace):
    Path("own").mkdir()
    os.mkfifo("own/a.j2")
    with pytest.raises(UserError, match="not a regular file"):
        read_templates(Path("own"))


def test_folders_that_are_none(run_cli, workspace):
    Path("file.j2").write_text("x")
    Path("empty").mkdir()
    Path("many").mkdir()
    for n in range(101):
        Path("many", f"{n}.j2").write_text("x")
    Path("deep", *["d"] * 17).mkdir(parents=True)
    for name, said in {
        "nowhere": "is not there",
        "file.j2": "is a file, not a folder",
        "empty": "there is no template in",
        "many": "more than 100 templates",
        "deep": "nested deeper than 16 levels",
    }.items():
        with pytest.raises(UserError, match=said):
            read_templates(Path(name))
