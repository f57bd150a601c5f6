"""How severe something is under a profile: the first condition that holds decides, and doubt takes the worse branch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mlthreat.domain.profile import TraitValue
from mlthreat.domain.prose import flat
from mlthreat.domain.taxonomy import Rating, SeverityRule
from mlthreat.domain.value import Severity

UNRATED = Severity.IMPORTANT
"""What nobody rated counts as important: the least that a careful gate still stops at."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A severity with what it rests on. `rated` is false where no source gives a value."""

    severity: Severity
    because: str
    rated: bool = True
    rating: Rating | None = None
    """The condition that decides; None where none does and the rule's default is taken."""


def rate(rule: SeverityRule, traits: Mapping[str, TraitValue]) -> Rated:
    """Apply a severity rule to traits; an undecided condition counts where it is more severe than what decides."""
    possible: list[Rated] = []
    for rating in rule.when:
        holds = rating.condition.holds(traits)
        if holds is False:
            continue
        because = flat(rating.because)
        if not holds:
            undecided = ", ".join(_undecided(rating.condition.traits, traits))
            because = f"{because.removesuffix('.')} (not known: {undecided})."
        possible.append(Rated(rating.severity, because, rating=rating))
        if holds:
            break
    else:
        possible.append(_otherwise(rule))
    return max(possible, key=lambda r: r.severity.rank)


def _undecided(named: tuple[str, ...], traits: Mapping[str, TraitValue]) -> list[str]:
    return [t for t in named if traits.get(t, TraitValue.UNKNOWN) is TraitValue.UNKNOWN]


def _otherwise(rule: SeverityRule) -> Rated:
    because = flat(rule.because or "")
    if rule.default is not None:
        return Rated(rule.default, because)
    if rule.up_to is not None:
        return Rated(rule.up_to, because)
    if rule.recorded:
        worst = max(rule.recorded, key=lambda r: r.high.rank)
        said = f"{because} The upper end of what {worst.source.document} records is taken.".strip()
        return Rated(worst.high, said)
    return Rated(UNRATED, f"{because} Nobody rates it; taken as {UNRATED}.".strip(), rated=False)
