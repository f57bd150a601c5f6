"""Tables and styles of rich's on paper: nothing in a text from a file is markup, a highlight or an emoji."""

from __future__ import annotations

from io import StringIO

from rich.console import Console


class PaperConsole(Console):
    """A console that prints into a text, and not onto a screen.

    With `color` the text holds escape sequences, otherwise none.
    """

    def __init__(self, width: int, *, color: bool) -> None:
        self._paper = StringIO()
        super().__init__(
            file=self._paper,
            width=width,
            force_terminal=color,
            color_system="standard" if color else None,
            no_color=not color,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )

    def written(self) -> str:
        """What was printed, ending in a line feed; no line ends in a blank."""
        return "\n".join(line.rstrip() for line in self._paper.getvalue().rstrip().splitlines()) + "\n"
