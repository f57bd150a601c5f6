"""The shipped templates as they were compiled, kept for the next start: compiling takes longer than a report does.

What is kept is run as it is, so the folder must be one that nobody else can write to; whoever names it sees to that.
"""

from __future__ import annotations

import contextlib
import os
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from mlthreat.version import VERSION

_CHECKSUM: Final = 32


class Compiled(BytecodeCache):
    """Compiled templates in a folder. What is damaged there is compiled again; what cannot be kept is done without."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_source_checksum(self, source: str) -> str:
        """What a source is known by: another Jinja would have compiled it otherwise."""
        return super().get_source_checksum(f"{VERSION} {jinja2.__version__} {source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept, if it is whole: damaged bytecode takes the interpreter down."""
        with contextlib.suppress(OSError):
            kept = self._file(bucket).read_bytes()
            checksum, code = kept[:_CHECKSUM], kept[_CHECKSUM:]
            if sha256(code).digest() == checksum:
                bucket.load_bytecode(BytesIO(code))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it: whole, or not at all."""
        code = bucket.bytecode_to_string()
        file = self._file(bucket)
        temporary = file.with_suffix(f".{os.urandom(4).hex()}.tmp")
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            temporary.write_bytes(sha256(code).digest() + code)
            temporary.replace(file)
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.jinja"
