"""The shape of a portfolio as data: what every key means."""

from __future__ import annotations

from typing_extensions import TypedDict

from mlthreat.views.exports.answering_shape import CoverageData


class OpenData(TypedDict):
    """How many findings are open at each severity."""

    critical: int
    important: int
    moderate: int
    low: int


class RiskData(TypedDict):
    """A finding that is open; `lapsed` where it was accepted until a day that is over."""

    id: str
    severity: str
    state: str
    verdict: str
    owner: str | None
    due: str | None


class EndingData(TypedDict):
    """An acceptance that is over, or ends within the days looked ahead; `until` is its last day."""

    finding: str
    by: str
    role: str
    until: str
    over: bool


class DueData(TypedDict):
    """An action that is overdue, or due within the days looked ahead."""

    question: str
    owner: str | None
    due: str
    overdue: bool
    severity: str | None


class SignedData(TypedDict):
    """A sign-off. `standing`: current, void, lapsed or superseded; `signature`: not signed, not checked, good or bad."""

    by: str
    role: str
    decision: str
    at: str
    standing: str
    why: list[str]
    signature: str


class WhyData(TypedDict):
    """A reason of the gate."""

    kind: str
    severity: str
    about: str
    owner: str | None
    message: str


class TurningData(TypedDict):
    """A day on which time alone gives the gate new reasons."""

    day: str
    reasons: list[WhyData]


class GateVerdictData(TypedDict):
    """What `mlthreat check` says."""

    passed: bool
    reasons: list[WhyData]
    upcoming: list[TurningData]


class LeftOpenData(TypedDict):
    """A question that leaves a subject open, and its answer or why it has none."""

    question: str
    answer: str


class StanceData(TypedDict):
    """Where a system stands on the subject; `disposition` is the word of its report, `asked` counts questions that apply."""

    disposition: str
    why: str
    severity: str | None
    open: list[LeftOpenData]
    asked: int
    doubted: list[str]


class RowData(TypedDict):
    """One review. `standing` is what its sign-offs come to; `stance` is null where no subject was asked about."""

    file: str
    system: str
    owner: str | None
    version: str | None
    digest: str
    open_findings: OpenData
    accepted: int
    questions: CoverageData
    risks: list[RiskData]
    ending: list[EndingData]
    due: list[DueData]
    standing: str
    sign_offs: list[SignedData]
    missing_roles: list[str]
    gate: GateVerdictData
    stance: StanceData | None


class UnreadData(TypedDict):
    """A review or a folder that could not be used. Whoever counts reviews must count these."""

    file: str
    message: str
    hint: str


class AboutData(TypedDict):
    """What was asked about: the word, what bears it, and the questions about that."""

    word: str
    things: list[str]
    questions: list[str]


class NamesakesData(TypedDict):
    """Reviews whose systems bear the same name."""

    system: str
    files: list[str]


class PortfolioData(TypedDict):
    """Many reviews, the worst first."""

    format: int
    day: str
    time_zone: str
    ahead: int
    about: AboutData | None
    reviews: list[RowData]
    same_name: list[NamesakesData]
    unread: list[UnreadData]
