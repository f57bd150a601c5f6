"""SSH signatures under sign-offs, made and checked by `ssh-keygen -Y`, with a namespace of our own.

Git signs commits by the same means, so most teams have the keys, and hardware keys work.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Final

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.reason import Signature, Trust
from mlthreat.domain.review import SignOff
from mlthreat.domain.signoff import signed_record
from mlthreat.domain.value import utc_text
from mlthreat.files.raw_text import read_bytes

NAMESPACE: Final = "signoff@mlthreat"
MOST_SIGNATURES: Final = 100
"""How many signatures of one review are checked: far above what people sign, and a matter of seconds."""
_NEEDED: Final = "install OpenSSH 8.8 or newer (package openssh-client, on Windows the feature `OpenSSH Client`)"


def sign(sign_off: SignOff, key: Path) -> SignOff:
    """The sign-off with a signature made by a private key, or by the agent for a public one.

    A passphrase is asked for by ssh-keygen itself, on the terminal. Raises UserError where no signature comes out.
    """
    read_bytes(key)  # says in our words why a key cannot be read
    with tempfile.TemporaryDirectory(prefix="mlthreat-") as folder:
        record = Path(folder) / "record"
        record.write_bytes(signed_record(sign_off))
        # standard input and error stay the terminal's: that is where the passphrase is asked for
        done = _run(["sign", "-q", "-f", str(key), "-n", NAMESPACE, str(record)], captures=False)
        written = Path(f"{record}.sig")
        if done.returncode != 0 or not written.is_file():
            raise UserError(f"{key} made no signature", "ssh-keygen says above why; nothing was saved")
        signature = written.read_text(encoding="ascii")
    return sign_off.model_copy(update={"signature": signature})


def can_verify() -> bool:
    """Whether there is a program here that can check signatures."""
    return shutil.which("ssh-keygen") is not None


def verify_all(sign_offs: Sequence[SignOff], allowed_signers: Path | None) -> dict[int, Signature]:
    """Check every signature under some sign-offs. Returns what came of each sign-off, by its index.

    Raises UserError as `verify` does, and for more than MOST_SIGNATURES: each of them takes up to three programs.
    """
    signed = sum(s.signature is not None for s in sign_offs)
    if signed > MOST_SIGNATURES:
        hint = "delete records that later ones have replaced; the history of the file keeps them"
        raise UserError(f"{signed:,} sign-offs are signed, and at most {MOST_SIGNATURES} are checked", hint)
    return {index: verify(s, allowed_signers) for index, s in enumerate(sign_offs)}


def verify(sign_off: SignOff, allowed_signers: Path | None) -> Signature:
    """Check a sign-off's signature.

    Without an allowed-signers file it is only known whether the signature fits the record, not whose the key is.
    Raises UserError where ssh-keygen or the file is missing.
    """
    if sign_off.signature is None:
        return Signature(Trust.NOT_SIGNED)
    with tempfile.TemporaryDirectory(prefix="mlthreat-") as folder:
        written = Path(folder) / "record.sig"
        written.write_text(sign_off.signature, encoding="utf-8")
        record = signed_record(sign_off)
        if allowed_signers is None:
            return _without_signers(written, record)
        read_bytes(allowed_signers)  # says in our words why it cannot be read
        return _with_signers(sign_off, written, record, allowed_signers)


def _without_signers(written: Path, record: bytes) -> Signature:
    done = _run(["check-novalidate", "-n", NAMESPACE, "-s", str(written)], record)
    if done.returncode != 0:
        return Signature(Trust.BAD, why=f"it is not a signature of this record in the namespace {NAMESPACE}")
    key = next((word for word in done.stdout.split() if word.startswith("SHA256:")), None)
    return Signature(Trust.NOT_CHECKED, key, "no allowed-signers file says whose key made it")


def _with_signers(sign_off: SignOff, written: Path, record: bytes, allowed_signers: Path) -> Signature:
    fits = _without_signers(written, record)
    if fits.trust is Trust.BAD:
        return fits
    # as git does, the key is judged at the moment that the record claims; revoke a stolen key by removing its line
    moment = f"-Overify-time={sign_off.at.astimezone(UTC):%Y%m%d%H%M%S}"
    signers = ["-f", str(allowed_signers)]
    found = _run(["find-principals", moment, "-s", str(written), *signers])
    principals = [line.strip() for line in found.stdout.splitlines() if line.strip()]
    if found.returncode != 0 or not principals:
        why = f"its key {fits.who} is not in {allowed_signers.name}, or not valid there at {utc_text(sign_off.at)}"
        return Signature(Trust.BAD, why=why)
    done = _run(["verify", moment, "-n", NAMESPACE, "-I", principals[0], "-s", str(written), *signers], record)
    if done.returncode != 0:
        why = f"{allowed_signers.name} does not allow its key {fits.who} in the namespace {NAMESPACE}"
        return Signature(Trust.BAD, why=why)
    return Signature(Trust.GOOD, ", ".join(principals))


def _run(
    arguments: Sequence[str], given: bytes | None = None, *, captures: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run `ssh-keygen -Y`. Its clock is set to UTC, so that the moment above means what it says."""
    pipe = subprocess.PIPE if captures else None
    try:
        done = subprocess.run(  # noqa: S603 - no shell; every argument is ours or a path
            ["ssh-keygen", "-Y", *arguments],  # noqa: S607 - whichever ssh-keygen the user has is meant
            input=given if captures else None,
            stdin=subprocess.DEVNULL if captures and given is None else None,
            stdout=subprocess.PIPE,
            stderr=pipe,
            env={**os.environ, "TZ": "UTC"},
            check=False,
        )
    except FileNotFoundError:
        raise UserError("ssh-keygen is not installed, so nothing can be signed or checked", _NEEDED) from None
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode("utf-8", "replace"), "")
