"""Which papers go with an application from home, and which of them are still missing."""

from __future__ import annotations

from dataclasses import dataclass, field

from madoguchi.core.languages import SOURCE, in_brackets, speaking_japanese
from madoguchi.core.vocabulary import person_label
from madoguchi.engines.forms.api import AttachmentWanted, attachments_for
from madoguchi.journeys.online_application.public.draft import KeptFile
from madoguchi.journeys.online_application.public.signing import Answers


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """A paper to send along. `must`: without it the application is not sent.

    `key` tells papers apart while the people stay the same; `label` names the paper and whose it is, and so
    does `name`, in Japanese for the desk.
    """

    key: str
    label: str = field(repr=False)
    name: str = field(repr=False)
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
    key, paper = wanted.paper.key, wanted.paper
    in_japanese = answers.pack.in_language(SOURCE).items_to_bring[key]
    with speaking_japanese():
        name = in_japanese.label + _whose(answers, wanted)
    return WantedPaper(
        key=key if wanted.person is None else f"{key}-{wanted.person}",
        label=paper.label + _whose(answers, wanted),
        name=name,
        note=wanted.note or paper.note or "",
        must=wanted.required,
    )


def _whose(answers: Answers, wanted: AttachmentWanted) -> str:
    if wanted.person is None:
        return ""
    return in_brackets(person_label(answers.facts, wanted.person, with_age=False))
