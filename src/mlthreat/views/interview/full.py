"""The front end for a full terminal: single keys, arrows, completion, multi-line notes. Built on prompt_toolkit.

A question that is settled is erased and leaves one line, so that the scrollback is a record of the meeting. The
terminal's own cursor stands on the chosen option: screen readers and braille displays follow it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from prompt_toolkit import Application, PromptSession, print_formatted_text
from prompt_toolkit.completion import Completer, PathCompleter, WordCompleter
from prompt_toolkit.data_structures import Point
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.styles import Style

from mlthreat.views.interview.front import KEEP_THE_QUESTION, Beside, Command, Leave, Prompt, key_meant
from mlthreat.views.interview.plain import clean
from mlthreat.views.interview.wording import keys_help
from mlthreat.views.visible import visible, wrapped

T = TypeVar("T")
_ESCAPE = 0.3
"""How many seconds Esc waits for a key that makes one key of both, where it means something alone."""
_NO_HURRY = 3600.0
"""The same where Esc alone means nothing: whoever is slow with the second key has time."""
_BLANKS = 3
"""Empty lines around the options, and the one that the terminal keeps for itself."""
_LEAST_REMARKS = 4
_STYLE = Style.from_dict({"position": "bold", "title": "fg:ansicyan", "remark": "italic", "chosen": "bold", "keys": ""})
_PLAIN_STYLE = Style.from_dict({"position": "bold", "chosen": "bold"})


class FullFrontEnd:
    """Asks in a terminal. `source` and `sink` are the terminal unless a test gives others."""

    def __init__(self, *, color: bool = True, source: Input | None = None, sink: Output | None = None) -> None:
        self._source, self._sink = source, sink
        self._color = color
        self._style = _STYLE if color else _PLAIN_STYLE
        self._kept: list[tuple[str, str]] = []
        """The question that is answered at length, above the line where that is typed."""
        if sink is None:
            from prompt_toolkit.output.defaults import create_output

            self._sink = create_output()

    def choose(self, prompt: Prompt) -> Command:
        """Put a question; a letter answers at once, arrows and Enter do too."""
        menu = _Menu(prompt, lambda: (self._width, self._height))
        app: Application[Command] = Application(
            layout=Layout(
                Window(
                    FormattedTextControl(menu.text, show_cursor=True, get_cursor_position=menu.cursor), wrap_lines=False
                )
            ),
            key_bindings=menu.bindings(),
            style=self._style,
            erase_when_done=True,
            full_screen=False,
            input=self._source,
            output=self._sink,
            color_depth=None if self._color else ColorDepth.DEPTH_1_BIT,
        )
        command = self._run(app.run)
        self._kept = menu.question() if command.key in KEEP_THE_QUESTION else []
        return command

    def ask_line(self, label: str, default: str = "", words: Sequence[str] = (), files: Beside | None = None) -> str:
        """Ask for one line, with completion of `words` or of the names of `files`. Esc leaves what there was."""
        completer = _completer(words, files)
        message = self._below_the_question(f"{visible(label)}: ")
        session, keys = self._session(), _leaving(default, "escape")
        session.app.ttimeoutlen = session.app.timeoutlen = _ESCAPE

        def ask() -> str:
            return session.prompt(
                message, default=visible(default), completer=completer, complete_in_thread=True, key_bindings=keys
            )

        return clean(self._run(ask)).strip()

    def ask_text(self, label: str, default: str = "") -> str:
        """Ask for text of several lines. Esc then Enter, or Ctrl-S, ends it; Ctrl-X Ctrl-E opens the editor.

        Esc twice leaves what there was.
        """
        keys = _leaving(default, "escape", "escape")
        keys.add("c-s")(lambda event: event.current_buffer.validate_and_handle())
        session = self._session()
        session.app.timeoutlen = _NO_HURRY
        editor = ", Ctrl-X Ctrl-E edits in your editor" if os.environ.get("VISUAL") or os.environ.get("EDITOR") else ""
        ways = f"Esc then Enter, or Ctrl-S, ends it; Esc twice leaves it as it was{editor}"
        message = self._below_the_question(f"{visible(label)} ({ways})\n")

        def ask() -> str:
            return session.prompt(
                message, default=default, multiline=True, key_bindings=keys, enable_open_in_editor=bool(editor)
            )

        return clean(self._run(ask).replace("\r\n", "\n").replace("\r", "\n"))

    def say(self, text: str) -> None:
        """Print something that stays in the scrollback."""
        for line in text.split("\n"):
            for part in _wrap(visible(line), self._width):
                print_formatted_text(FormattedText([("", part)]), output=self._sink)

    def _session(self) -> PromptSession[str]:
        return PromptSession(input=self._source, output=self._sink, style=self._style, erase_when_done=True)

    def _below_the_question(self, label: str) -> FormattedText:
        return FormattedText([*self._kept, ("", label)])

    @property
    def _width(self) -> int:
        assert self._sink is not None
        return max(min(self._sink.get_size().columns, 100) - 1, 20)

    @property
    def _height(self) -> int:
        assert self._sink is not None
        return self._sink.get_size().rows

    def _run(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except EOFError:
            raise Leave from None


class _Menu:
    """One question on the screen: its lines, which fit the window as it is now, and which option the cursor is on."""

    def __init__(self, prompt: Prompt, window: Callable[[], tuple[int, int]]) -> None:
        """`window` is how wide and how high it may be now."""
        self._prompt, self._window = prompt, window
        first = prompt.proposed or prompt.current or "u"
        self._chosen = next((i for i, (key, _) in enumerate(prompt.options) if key == first), 0)
        self._unknown = ""

    def _above(self) -> list[tuple[str, str]]:
        """What stands above the options. Long remarks are cut, so that neither the question nor a key leaves the window."""
        prompt, (width, height) = self._prompt, self._window()
        titles = [("class:title", visible(title)) for title in prompt.title.split("\n")]
        asked = [("class:position", prompt.position), *titles, ("", ""), ("", visible(prompt.text))]
        rows = [("", ""), *((style, line) for style, row in asked for line in _wrap(row, width))]
        remarks = [line for remark in prompt.remarks for line in _wrap(f"  {visible(remark)}", width)]
        room = height - len(rows) - len(prompt.options) - len(keys_help(prompt.moves, width)) - _BLANKS
        return [*rows, *(("class:remark", line) for line in _cut(remarks, max(room, _LEAST_REMARKS))), ("", "")]

    def text(self) -> FormattedText:
        """What is on the screen now."""
        rows: list[tuple[str, str]] = [(style, f"{line}\n") for style, line in self._above()]
        for index, (key, words) in enumerate(self._prompt.options):
            chosen = index == self._chosen
            rows.append(("class:chosen" if chosen else "", f"{'>' if chosen else ' '} {key}  {words}\n"))
        below = [("class:keys", line) for line in keys_help(self._prompt.moves, self._window()[0])]
        rows += [(style, f"{line}\n") for style, line in [("", ""), *below]]
        if self._unknown:
            rows.append(("class:remark", f"{visible(self._unknown)} is no key here\n"))
        return FormattedText(rows)

    def question(self) -> list[tuple[str, str]]:
        """The question alone, to stand above what is typed about it."""
        return [(style, f"{line}\n") for style, line in self._above() if style != "class:position"]

    def cursor(self) -> Point:
        """On the chosen option."""
        return Point(x=2, y=len(self._above()) + self._chosen)

    def bindings(self) -> KeyBindings:
        """Every key of the prompt, arrows, Enter, and the two ways to leave."""
        keys = KeyBindings()
        for letter in {case for key in self._prompt.keys for case in (key, key.swapcase())}:
            keys.add(letter)(_chooses(key_meant(letter, self._prompt.keys) or letter))
        keys.add("<any>")(lambda event: self._wonder(event.data))
        for names, step in ((("up", "c-p"), -1), (("down", "c-n"), 1)):
            for name in names:
                keys.add(name)(lambda event, step=step: self._step(step))
        keys.add("enter")(lambda event: event.app.exit(result=Command(self._prompt.options[self._chosen][0])))
        for interruption in ("c-c", "<sigint>"):
            keys.add(interruption)(lambda event: event.app.exit(exception=KeyboardInterrupt))
        keys.add("c-d")(lambda event: event.app.exit(exception=EOFError))
        return keys

    def _wonder(self, typed: str) -> None:
        self._unknown = typed if len(typed) == 1 and typed.isprintable() else ""

    def _step(self, step: int) -> None:
        self._chosen = (self._chosen + step) % len(self._prompt.options)


def _completer(words: Sequence[str], files: Beside | None) -> Completer | None:
    if files is not None:
        return PathCompleter(
            get_paths=lambda: [str(files.folder)],
            file_filter=lambda found: visible(found) == found and files.allows(found),
        )
    return WordCompleter(list(words), sentence=True, match_middle=True) if words else None


def _cut(lines: list[str], room: int) -> list[str]:
    """Lines without their middle, where there are more than there is room for; how many were left out is told."""
    if len(lines) <= room:
        return lines
    last = min(room // 2, 3)
    first = room - last - 1
    return [
        *lines[:first],
        f"  … {len(lines) - first - last} more lines; e shows a note in full",
        *lines[-last:],
    ]


def _leaving(before: str, *pressed: str) -> KeyBindings:
    """Keys that give up what is typed: it ends with what was there before."""
    keys = KeyBindings()
    keys.add(*pressed)(lambda event: event.app.exit(result=before))
    return keys


def _chooses(key: str) -> Callable[[KeyPressEvent], Any]:
    return lambda event: event.app.exit(result=Command(key))


def _wrap(line: str, width: int) -> list[str]:
    # what runs over the edge of the window is not shown
    return wrapped(line, width, fit=True)
