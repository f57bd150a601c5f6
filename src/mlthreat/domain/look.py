"""What an organization puts on its reports: its name, its logo, its colour, and templates of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import StringConstraints

from mlthreat.domain.value import Line, Text, Value

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
"""A colour as a number sign and six hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Logo:
    """An image that was looked into and may stand in a page."""

    media_type: str
    data: str
    """Its bytes in Base64."""

    @property
    def uri(self) -> str:
        """The image as an address that holds it."""
        return f"data:{self.media_type};base64,{self.data}"


class HouseStyle(Value):
    """What an organization says of itself on every report."""

    name: Line
    accent: Colour | None = None
    alt: Text | None = None
    """What the logo shows, in words."""


@dataclass(frozen=True, slots=True)
class House:
    """A house style with its logo."""

    style: HouseStyle
    logo: Logo | None = None


@dataclass(frozen=True, slots=True)
class OwnTemplates:
    """A folder of templates that somebody wrote, read whole: nothing is loaded from anywhere else."""

    folder: str
    """What messages call it."""
    files: Mapping[str, str]
    """The text of each file, by its path below the folder, with forward slashes."""

    @property
    def digest(self) -> str:
        """`sha256:…` over the names and the texts of all files, blank space included."""
        text = json.dumps(dict(self.files), sort_keys=True)
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Look:
    """How a report looks, beyond what is shipped."""

    house: House | None = None
    templates: OwnTemplates | None = None


PLAIN = Look()
