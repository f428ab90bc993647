"""What happens to cases, as facts that others hear."""

from __future__ import annotations

from dataclasses import dataclass

from linli.plumbing.facts import Fact, fact


@fact("case.opened")
@dataclass(frozen=True, slots=True)
class CaseOpened(Fact):
    """A matter was taken in and has its first task."""

    case_id: int
    task_id: int


@fact("case.moved")
@dataclass(frozen=True, slots=True)
class CaseMoved(Fact):
    """An action was done; ``task_id`` is the next open task, 0 at the end."""

    case_id: int
    event_id: int
    task_id: int


@fact("case.corrected")
@dataclass(frozen=True, slots=True)
class CaseCorrected(Fact):
    """The matter was another one than it had been taken for; ``task_id`` is its first task as what it is."""

    case_id: int
    event_id: int
    task_id: int


@fact("case.shared")
@dataclass(frozen=True, slots=True)
class CaseShared(Fact):
    """A unit was asked to take part beside the lead; ``task_id`` is its own open task."""

    case_id: int
    task_id: int


@fact("case.parts_in")
@dataclass(frozen=True, slots=True)
class PartsIn(Fact):
    """Everybody's part is in; ``task_id`` is the lead's task, which waited for them."""

    case_id: int
    task_id: int


@fact("case.answered")
@dataclass(frozen=True, slots=True)
class CaseAnswered(Fact):
    """The unit answered the reporter."""

    case_id: int
    event_id: int


@fact("case.reopened")
@dataclass(frozen=True, slots=True)
class CaseReopened(Fact):
    """The reporter was not content; the matter is open again at another desk."""

    case_id: int
    event_id: int
    task_id: int


@fact("case.closed")
@dataclass(frozen=True, slots=True)
class CaseClosed(Fact):
    """The matter is done."""

    case_id: int
    event_id: int


@fact("case.intake_asked")
@dataclass(frozen=True, slots=True)
class IntakeAsked(Fact):
    """A unit wants something asked of a reporter it may not know."""

    case_id: int
    event_id: int


@fact("case.supervised")
@dataclass(frozen=True, slots=True)
class CaseSupervised(Fact):
    """An order of supervision was given, answered, fulfilled or withdrawn: the event says which."""

    case_id: int
    event_id: int
    order_id: int


@fact("case.clustered")
@dataclass(frozen=True, slots=True)
class CaseClustered(Fact):
    """A case is handled together with another one from now on."""

    case_id: int
    lead_id: int


@fact("case.apart")
@dataclass(frozen=True, slots=True)
class CaseApart(Fact):
    """A case was taken out of its cluster and goes on where it stood."""

    case_id: int
    lead_id: int


@fact("case.late")
@dataclass(frozen=True, slots=True)
class TaskLate(Fact):
    """The lamp of an open task turned to amber, red or black."""

    case_id: int
    task_id: int
    lamp: int
