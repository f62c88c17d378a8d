"""Which papers go with an application from home, and which of them are still missing."""

from __future__ import annotations

from dataclasses import dataclass, field

from madoguchi.core.vocabulary import person_label
from madoguchi.engines.forms.api import AttachmentWanted, attachments_for
from madoguchi.journeys.online_application.public.draft import KeptFile
from madoguchi.journeys.online_application.public.signing import Answers


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """A paper to send along. `must`: without it the application is not sent.

    `key` tells papers apart while the people stay the same; `label` names the paper and whose it is.
    """

    key: str
    label: str = field(repr=False)
    note: str
    must: bool


def papers_wanted(answers: Answers) -> tuple[WantedPaper, ...]:
    """The papers of everything that is applied for, each once, those that must be there first."""
    chosen = {entry.procedure.key for entry in answers.entries}
    wanted = attachments_for(answers.pack, answers.plan, answers.facts, chosen=chosen)
    return tuple(sorted((_paper(answers, one) for one in wanted), key=lambda paper: not paper.must))


def papers_missing(answers: Answers, files: tuple[KeptFile, ...]) -> tuple[WantedPaper, ...]:
    """The papers that must be there and are not."""
    there = {one.paper for one in files}
    return tuple(paper for paper in papers_wanted(answers) if paper.must and paper.key not in there)


def _paper(answers: Answers, wanted: AttachmentWanted) -> WantedPaper:
    key, label = wanted.paper.key, wanted.paper.label
    if wanted.person is not None:
        key += f"-{wanted.person}"
        label += f"（{person_label(answers.facts, wanted.person, with_age=False)}）"
    return WantedPaper(key, label, wanted.note or wanted.paper.note or "", wanted.required)
