"""The precedence of versions, as SemVer 2.0.0 has it in section 11."""

from __future__ import annotations

Precedence = tuple[tuple[int, int, int], bool, list[tuple[bool, int, str]]]


def numbers(version: str) -> tuple[int, int, int]:
    """Major, minor and patch; what stands after a hyphen is left aside."""
    major, minor, patch = version.partition("-")[0].split(".")
    return int(major), int(minor), int(patch)


def precedence(version: str) -> Precedence:
    """What versions are ordered by: a release comes after its pre-releases, and `rc.10` after `rc.9`."""
    pre = version.partition("-")[2]
    parts = [(not p.isdigit(), int(p) if p.isdigit() else 0, p) for p in pre.split(".")] if pre else []
    return numbers(version), not pre, parts
