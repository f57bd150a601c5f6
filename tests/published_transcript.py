"""Pages that are typed word for word: what a page tells to write and to type, and what it shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BLOCK = re.compile(
    r"^Write `(?P<file>[^`]+)`:\n\n```\w+\n(?P<text>.*?)^```$"
    r"|^\| [\w-]+ \| `(?P<key>\w)` \|[^\n]*$"
    r"|^```(?:console|text)\n(?P<shown>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
TYPED = re.compile(r"^(?:> |(?:Name of|Owner|What it does).*: )(.*)$")
"""What somebody types into a sitting: after the prompt, or after one of the three lines about the system."""
SKIPPED = "…"


@dataclass
class Step:
    """A command, or a file to write; what is typed into it, and what it must say, as runs of lines."""

    command: str = ""
    file: str = ""
    text: str = ""
    typed: list[str] = field(default_factory=list)
    shown: list[list[str]] = field(default_factory=lambda: [[]])

    def show(self, line: str) -> None:
        """Add a line that must be said."""
        if line.strip() == SKIPPED:
            self.shown.append([])
        elif line.strip():
            self.shown[-1].append(line)

    def missing(self, said: str) -> list[str]:
        """The first run of lines that was not said, after all before it; empty where all were."""
        lines = [line for line in re.sub(r"> |(?<=\(optional\)): ", "\n", said).splitlines() if line.strip()]
        start = 0
        for run in (r for r in self.shown if r):
            found = next((i for i in range(start, len(lines)) if _same(run, lines[i : i + len(run)])), None)
            if found is None:
                return run
            start = found + len(run)
        return []


def _same(wanted: list[str], said: list[str]) -> bool:
    """Whether lines are as wanted; one that ends in … need only begin so."""
    return len(wanted) == len(said) and all(
        s.startswith(w.removesuffix(SKIPPED)) if w.endswith(SKIPPED) else s.rstrip() == w.rstrip()
        for w, s in zip(wanted, said, strict=True)
    )


def steps_of(page: str) -> list[Step]:
    """What a page tells to do, in order."""
    steps: list[Step] = []
    for block in BLOCK.finditer(page):
        if block["file"]:
            steps.append(Step(file=block["file"], text=block["text"]))
        elif block["key"]:
            steps[-1].typed.append(block["key"])
        else:
            _read_shown(re.sub(r"\\\n +", "", block["shown"]), steps)
    return steps


def _read_shown(shown: str, steps: list[Step]) -> None:
    if steps:
        steps[-1].shown.append([])
    for line in shown.splitlines():
        if line.startswith("$ "):
            steps.append(Step(command=line.removeprefix("$ ")))
        elif (typed := TYPED.match(line)) and steps[-1].command.startswith("mlthreat review"):
            steps[-1].typed.append(typed[1])
            steps[-1].shown.append([])
        else:
            steps[-1].show(line)
