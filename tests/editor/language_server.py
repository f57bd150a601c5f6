"""A real YAML language server, spoken to over standard input and output as an editor does."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SETTINGS = {"yaml": {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}}


class Editor:
    """An editor with one folder open."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._number = 0
        self._problems: dict[str, list[Any]] = {}

    def problems(self, file: Path, text: str) -> list[tuple[str, str]]:
        """Open a file. Returns what the server marks in it: the marked text, and the message."""
        self._open(file, text)
        while file.as_uri() not in self._problems:
            self._take(self._read())
        lines = text.split("\n")
        found = self._problems.pop(file.as_uri())
        return [(_marked(lines, p["range"]), p["message"]) for p in found]

    def completions(self, file: Path, text: str) -> list[str]:
        """What is offered where `‸` stands in the text."""
        return [item["label"] for item in self._at_mark("textDocument/completion", file, text)["items"]]

    def hover(self, file: Path, text: str) -> str:
        """What is told of the word where `‸` stands."""
        return str(self._at_mark("textDocument/hover", file, text)["contents"]["value"])

    def request(self, method: str, params: Any) -> Any:
        """Ask and wait for the answer, taking care of what the server asks meanwhile."""
        self._number += 1
        self.send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == self._number and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            self._take(message)

    def send(self, message: dict[str, Any]) -> None:
        """Send one message."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _at_mark(self, method: str, file: Path, text: str) -> Any:
        before, _, after = text.partition("‸")
        self._open(file, before + after)
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return self.request(method, {"textDocument": {"uri": file.as_uri()}, "position": position})

    def _open(self, file: Path, text: str) -> None:
        document = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

    def _take(self, message: dict[str, Any]) -> None:
        if message.get("method") == "workspace/configuration":
            items = message["params"]["items"]
            self.send({"id": message["id"], "result": [SETTINGS.get(i.get("section", "")) for i in items]})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self._problems[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message and "method" in message:
            self.send({"id": message["id"], "result": None})

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server has gone"
        found: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return found


def _marked(lines: list[str], range_: Any) -> str:
    start, end = range_["start"], range_["end"]
    last = end["character"] if start["line"] == end["line"] else None
    return lines[start["line"]][start["character"] : last]


@contextmanager
def editor(server: Path, folder: Path) -> Iterator[Editor]:
    """Start the server for a folder; it is ended with the block."""
    with subprocess.Popen([server, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        opened = Editor(process)
        folders = [{"uri": folder.as_uri(), "name": folder.name}]
        abilities = {"workspace": {"configuration": True}, "textDocument": {"hover": {"contentFormat": ["markdown"]}}}
        opened.request(
            "initialize",
            {"processId": None, "rootUri": folder.as_uri(), "capabilities": abilities, "workspaceFolders": folders},
        )
        opened.send({"method": "initialized", "params": {}})
        opened.send({"method": "workspace/didChangeConfiguration", "params": {"settings": SETTINGS}})
        try:
            yield opened
        finally:
            process.kill()
