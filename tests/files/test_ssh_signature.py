"""Signatures by ssh-keygen itself: the right key over the right record in the right namespace, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta

import pytest

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.reason import Trust
from mlthreat.domain.review import SignOff
from mlthreat.domain.signoff import signed_record
from mlthreat.files.ssh_signature import NAMESPACE, can_verify, sign, verify

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SIGN_OFF = SignOff(by="Grace", role="security", decision="approve", at=NOW, digest="sha256:" + "0" * 64, comment="fine")


def keygen(*arguments):
    return subprocess.run(["ssh-keygen", *map(str, arguments)], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def key(tmp_path):
    keygen("-q", "-t", "ed25519", "-N", "", "-C", "", "-f", tmp_path / "key")
    return tmp_path / "key"


@pytest.fixture
def allowed(tmp_path, key):
    def write(options=f'namespaces="{NAMESPACE}"', who="grace@example.org"):
        file = tmp_path / "allowed_signers"
        file.write_text(f"{who} {options} {key.with_suffix('.pub').read_text()}", encoding="utf-8")
        return file

    return write


def test_a_signature_verifies_and_names_its_owner(key, allowed):
    found = verify(sign(SIGN_OFF, key), allowed())
    assert (found.trust, found.who) == (Trust.GOOD, "grace@example.org")


def test_it_survives_being_written_and_read(key, allowed):
    again = SignOff.model_validate_json(sign(SIGN_OFF, key).model_dump_json())
    assert verify(again, allowed()).trust is Trust.GOOD


@pytest.mark.parametrize(
    "change",
    [
        {"by": "Grace H."},
        {"role": "legal"},
        {"decision": "reject"},
        {"at": NOW + timedelta(seconds=1)},
        {"digest": "sha256:" + "1" * 64},
        {"comment": None},
        {"conditions": ("more",)},
    ],
)
def test_any_change_of_the_record_makes_it_bad(key, allowed, change):
    forged = sign(SIGN_OFF, key).model_copy(update=change)
    for found in (verify(forged, allowed()), verify(forged, None)):
        assert found.trust is Trust.BAD
        assert found.why == f"it is not a signature of this record in the namespace {NAMESPACE}"


def test_without_allowed_signers_nobody_is_named(key):
    found = verify(sign(SIGN_OFF, key), None)
    assert found.trust is Trust.NOT_CHECKED
    assert (found.who or "").startswith("SHA256:")


def test_a_key_that_is_not_allowed_is_bad(key, tmp_path):
    keygen("-q", "-t", "ed25519", "-N", "", "-C", "", "-f", tmp_path / "other")
    allowed = tmp_path / "allowed_signers"
    allowed.write_text(f"grace@example.org {(tmp_path / 'other.pub').read_text()}", encoding="utf-8")
    found = verify(sign(SIGN_OFF, key), allowed)
    assert found.trust is Trust.BAD
    assert re.search(r"its key SHA256:\S+ is not in allowed_signers", found.why)


@pytest.mark.parametrize("options", ['namespaces="git"', 'valid-before="20260101"', 'valid-after="20270101"'])
def test_a_key_allowed_for_something_else_or_another_time_is_bad(key, allowed, options):
    assert verify(sign(SIGN_OFF, key), allowed(options)).trust is Trust.BAD


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ('namespaces="git"', f"in the namespace {NAMESPACE}"),
        ('valid-before="20260101"', "not valid there at 2026-11-24T12:00:00Z"),
        ('valid-after="20270101"', "not valid there at 2026-11-24T12:00:00Z"),
    ],
)
def test_why_it_is_bad_is_said(key, allowed, options, said):
    assert said in verify(sign(SIGN_OFF, key), allowed(options)).why


def test_a_key_of_several_names_is_each_of_theirs(key, allowed):
    assert verify(sign(SIGN_OFF, key), allowed(who="security@example.org,grace@example.org")).who == (
        "security@example.org, grace@example.org"
    )


@pytest.fixture
def agent(tmp_path, monkeypatch):
    """An agent of its own that holds a key with a passphrase, whose file is gone."""
    keygen("-q", "-t", "ed25519", "-N", "geheim", "-C", "", "-f", tmp_path / "locked")
    socket = tmp_path / "agent"
    running = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
    try:
        while not socket.exists():
            assert running.poll() is None
            time.sleep(0.02)
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        (tmp_path / "ask").write_text("#!/bin/sh\necho geheim\n", encoding="utf-8")
        (tmp_path / "ask").chmod(0o700)
        asking = {**os.environ, "SSH_ASKPASS": str(tmp_path / "ask"), "SSH_ASKPASS_REQUIRE": "force"}
        subprocess.run(["ssh-add", "-q", tmp_path / "locked"], check=True, env=asking, stdin=subprocess.DEVNULL)
        (tmp_path / "locked").unlink()
        yield tmp_path / "locked.pub"
    finally:
        running.terminate()
        running.wait()


@pytest.mark.skipif(shutil.which("ssh-agent") is None, reason="needs ssh-agent")
def test_an_agent_signs_for_a_public_key(agent, tmp_path):
    allowed = tmp_path / "allowed_signers"
    allowed.write_text(f"grace@example.org {agent.read_text()}", encoding="utf-8")
    assert verify(sign(SIGN_OFF, agent), allowed).trust is Trust.GOOD


def test_a_signature_from_another_namespace_is_bad(key, allowed, tmp_path):
    record = tmp_path / "record"
    record.write_bytes(signed_record(SIGN_OFF))
    keygen("-Y", "sign", "-q", "-n", "git", "-f", key, record)
    foreign = SIGN_OFF.model_copy(update={"signature": (tmp_path / "record.sig").read_text()})
    assert verify(foreign, allowed("")).trust is Trust.BAD
    assert verify(foreign, None).trust is Trust.BAD


@pytest.mark.parametrize("text", ["rubbish", "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"])
def test_what_is_no_signature_is_bad(allowed, text):
    broken = SIGN_OFF.model_copy(update={"signature": text})
    assert verify(broken, allowed()).trust is Trust.BAD
    assert verify(broken, None).trust is Trust.BAD


def test_no_signature_is_not_signed(allowed):
    assert verify(SIGN_OFF, allowed()).trust is Trust.NOT_SIGNED


def test_a_missing_key_or_signers_file_is_told(tmp_path, key):
    with pytest.raises(UserError, match="no such file"):
        sign(SIGN_OFF, tmp_path / "none")
    with pytest.raises(UserError, match="no such file"):
        verify(sign(SIGN_OFF, key), tmp_path / "none")


def test_what_is_no_key_makes_no_signature(tmp_path, capfd):
    (tmp_path / "key").write_text("no key", encoding="utf-8")
    with pytest.raises(UserError, match="made no signature"):
        sign(SIGN_OFF, tmp_path / "key")
    assert "key" in capfd.readouterr().err, "why is ssh-keygen's to say"


def test_without_ssh_keygen_it_is_said_what_to_install(key, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UserError) as told:
        sign(SIGN_OFF, key)
    assert "OpenSSH" in told.value.hint
    assert not can_verify()
