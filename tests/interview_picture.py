"""Make the picture of the interview that the README shows: `python -m tests.interview_picture`. Needs tmux."""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests.conftest import REPOSITORY

PICTURE = REPOSITORY / "docs" / "images" / "interview.svg"
WIDTH, HEIGHT = 100, 38
SYSTEM = """\
system: {name: Fraud scoring}
traits:
  {trains-models: yes, trains-on-user-input: yes, trains-on-customer-data: no, trains-on-online-data: no,
   trains-on-sensitive-data: yes, relies-on-ml-providers: no, exposes-predictions: yes, offers-api: no, releases-model: no,
   security-sensitive: yes, senses-physical-world: no, uses-reinforcement-learning: no, affects-safety: no,
   decides-about-people: yes, acts-on-its-own: yes, uses-language-model: no}
"""
PRESSED = ("n", "p", "?")


def screen(folder: Path) -> str:
    """What a terminal shows after the keys were pressed, with its colours."""
    program = shlex.join([sys.executable, "-m", "mlthreat", "review", "fraud-scoring.review.yaml"])
    (folder / "system.yaml").write_text(SYSTEM, "utf-8")
    subprocess.run(f"{program} --answers system.yaml --no-input", shell=True, check=True, cwd=folder)
    tmux = ["tmux", "-L", f"picture-{folder.name}", "-f", "/dev/null"]
    size = ["-x", str(WIDTH), "-y", str(HEIGHT)]
    subprocess.run([*tmux, "new-session", "-d", *size, f"{program} --reviewer Ada"], check=True, cwd=folder)
    try:
        for key in PRESSED:
            time.sleep(3)
            subprocess.run([*tmux, "send-keys", key], check=True)
        time.sleep(2)
        return subprocess.run([*tmux, "capture-pane", "-e", "-p"], check=True, capture_output=True, text=True).stdout
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)


def picture(shown: str) -> str:
    """A screen as SVG."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(Text.from_ansi(shown.rstrip()))
    return console.export_svg(title="mlthreat review", unique_id="interview")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        PICTURE.write_text(picture(screen(Path(folder))), "utf-8")
