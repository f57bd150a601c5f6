"""The policy of the gate: which file it is, what it says, and whether the catalogs it demands are in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mlthreat.domain.diagnostic import Diagnostic, Refused, UserError, by_place
from mlthreat.domain.library import Library
from mlthreat.domain.policy import Policy
from mlthreat.files.file_names import POLICY, REVIEW_SUFFIX
from mlthreat.files.model_check import check
from mlthreat.files.project_search import nearest_above, read_project
from mlthreat.files.raw_text import from_here, read_bytes, real
from mlthreat.files.version_range import fits, is_range, no_range
from mlthreat.files.yaml_reader import parse
from mlthreat.files.yaml_source import YamlSource


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """A policy and the file it was read from; without a file it is the default."""

    policy: Policy
    path: Path | None

    @property
    def allowed_signers(self) -> Path | None:
        """The allowed-signers file that the policy names."""
        named = self.policy.sign_offs.allowed_signers
        return self.path.resolve().parent / named if named and self.path else None


def policy_for(review: Path, given: Path | None = None) -> PolicyInForce:
    """The policy for a review: the file given, the nearest one above the review, the project's, or the default.

    Raises Refused where the file cannot be used, UserError where it cannot be read: never does that mean the default.
    """
    path = given or nearest_policy(review) or _of_project(review)
    return PolicyInForce(Policy() if path is None else read_policy(path), path)


def nearest_policy(review: Path) -> Path | None:
    """The policy file in the review's folder or the nearest folder above it; None where there is none."""
    found = nearest_above(real(review).parent, POLICY)
    return found and from_here(found)


def _of_project(review: Path) -> Path | None:
    project = read_project(real(review).parent)
    return from_here(project.policy) if project and project.policy else None


def read_policy(path: Path) -> Policy:
    """Read a policy file. Raises Refused, with every problem, where it cannot be used; UserError where it cannot be read."""
    must_be_no_review(path)
    policy, problems = check_policy(path)
    if policy is None:
        raise Refused(
            problems, f"the policy {path} cannot be used", "mend it; until then the gate lets nothing through"
        )
    return policy


def must_be_no_review(path: Path) -> None:
    """Raise UserError where what decides about reviews bears the name of one.

    A shell turns `*.review.yaml` into names, and one such as `--policy=mine.review.yaml` into an option.
    """
    if path.name.endswith(REVIEW_SUFFIX):
        hint = "in scripts, write `mlthreat check -- *.review.yaml`; a file may be named like an option"
        raise UserError(f"{path} bears the name of a review and decides about none", hint)


def missing_reviews(in_force: PolicyInForce) -> frozenset[str]:
    """The reviews that a policy names and that are not there, as it names them."""
    home = real(in_force.path).parent if in_force.path else Path()
    return frozenset(named for named in in_force.policy.reviews if not (home / named).is_file())


def check_policy(path: Path) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """The policy, or None where anything in it is wrong, and every problem. Raises UserError where it cannot be read."""
    source = parse(str(path), read_bytes(path))
    problems = list(source.problems)
    policy = None
    if source.data is not None or not problems:
        policy, found = check(source, Policy)
        problems += [*found, *(_bad_ranges(source, policy) if policy else [])]
    return (None if problems else policy), by_place(problems)


def catalogs_not_in_force(policy: Policy, library: Library) -> dict[str, str]:
    """For each catalog that the policy demands and that is not in force: why not."""
    here = {c.id: c for c in library.catalogs}
    found = {}
    for demand in policy.catalogs:
        catalog, wanted = here.get(demand.id), f"the policy demands the catalog {demand.id}"
        if catalog is None:
            found[demand.id] = f"{wanted}, which is not in force"
        elif demand.version and not fits(demand.version, catalog.manifest.version):
            found[demand.id] = f"{wanted} {demand.version}; {catalog.manifest.version} is in force"
        elif demand.digest and demand.digest != catalog.digest:
            found[demand.id] = f"{wanted} with the digest {demand.digest}; the one in force has {catalog.digest}"
    return found


def _bad_ranges(source: YamlSource, policy: Policy) -> Iterator[Diagnostic]:
    for index, demand in enumerate(policy.catalogs):
        if demand.version is not None and not is_range(demand.version):
            yield no_range(source.place(("catalogs", index, "version")), demand.version)
