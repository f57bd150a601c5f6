"""What the gate has to say about the catalogs in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlthreat.domain.assessment import Assessment
from mlthreat.domain.library import Change
from mlthreat.domain.pins import Moved, moved_catalogs
from mlthreat.domain.policy import Policy
from mlthreat.domain.provenance import Intervention, interventions
from mlthreat.domain.reason import Facts, Kind, Reason
from mlthreat.domain.value import Severity


def reasons_of_catalogs(assessment: Assessment, policy: Policy, facts: Facts) -> Iterator[Reason]:
    """Demanded catalogs that are not in force, what your own change in others, and which are not as they were."""
    library, here = assessment.library, ("catalogs",)
    for demand in policy.catalogs:
        if problem := facts.catalogs.get(demand.id):
            advice = "install the version that the policy names, or give the catalog's folder with `--catalog DIR`"
            yield Reason(
                kind=Kind.CATALOG,
                severity=policy.fail_on,
                fails=True,
                about=demand.id,
                owner=None,
                message=problem,
                advice=advice,
                anchor=here,
            )
    for catalog in library.stand_ins:
        message = f"the catalog {catalog} in force is not the one that comes with mlthreat, but another of its name"
        yield _allowed(policy, catalog, Kind.STAND_IN, message, True)
    for catalog in dict.fromkeys(c.catalog for c in library.own_changes):
        mine = [c for c in library.own_changes if c.catalog == catalog]
        message, decides = f"the catalog {catalog} {_told(mine)}", any(c.decides for c in mine)
        yield _allowed(policy, catalog, Kind.CATALOG_CHANGES, message, decides)
    for moved in moved_catalogs(library, assessment.review) if assessment.review.catalogs else ():
        yield _moved(moved)


def _allowed(policy: Policy, catalog: str, kind: Kind, message: str, decides: bool) -> Reason:
    """What a catalog does to others: it fails where it decides anything and the policy does not name the catalog."""
    fails = decides and catalog not in policy.may_change
    forbidden = f"leave that catalog out, or let the policy allow it: `may_change: [{catalog}]`"
    return Reason(
        kind=kind,
        severity=policy.fail_on if fails else Severity.LOW,
        fails=fails,
        about=catalog,
        owner=None,
        message=message,
        advice=forbidden if fails else "`mlthreat catalog show` tells what and why",
        anchor=("catalogs",),
    )


def _told(changes: Sequence[Change]) -> str:
    off = sorted(_said(i) for i in interventions(c for c in changes if c.disabled))
    other = sorted({_said(i) for i in interventions(c for c in changes if not c.disabled)})
    said = [f"switches off {', '.join(off)}"] if off else []
    said += [f"changes {', '.join(other)}"] if other else []
    return " and ".join(said)


def _said(done: Intervention) -> str:
    """What was done to an entry, and why."""
    how = f"{done.owner} answers for it" if done.owner else done.did
    return f"{done.kind} {done.id} ({how}: {done.because.rstrip('.')})"


def _moved(moved: Moved) -> Reason:
    if moved.before is None:
        message = f"the catalog {moved.id} is in force, and was not when the review was made or last carried over"
    elif moved.before == moved.now:
        message = f"the catalog {moved.id} {moved.now} has changed without a new version since the review was made"
    else:
        message = f"the review was made with {moved.id} {moved.before}; {moved.now} is in force"
    advice = "`mlthreat upgrade` carries the answers over and says what is asked again"
    return Reason(
        kind=Kind.CATALOG_MOVED,
        severity=Severity.LOW,
        fails=False,
        about=moved.id,
        owner=None,
        message=message,
        advice=advice,
        anchor=("catalogs",),
    )
