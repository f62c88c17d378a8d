"""The door of the journey at home.

`start` gives a handle for the browser's cookie. `open_application(handle)` is everything that pages show:
`facts`, `plan`, `question_page(item)`, `outline`, `group_page(key)`, `findings`. `answer`, `withdraw_answer`,
`save_roster`, `remove_member`, `save_group` and `choose` change it, `proposals` and `adopt` take over what
is known elsewhere; `review`, `seal_answers`,
`sealed_answers` and `discard` end it.
"""

from madoguchi.engines.forms.api import LOOK_UP, ROSTER_KEYS, SEEN, DraftHandle, DraftNotFoundError
from madoguchi.journeys.pre_application.adopting import Known, Proposal, adopt, is_adopted, proposals
from madoguchi.journeys.pre_application.answering import (
    Saved,
    answer,
    choose,
    remove_member,
    save_group,
    save_roster,
    start,
    start_from,
    withdraw_answer,
)
from madoguchi.journeys.pre_application.application import (
    Application,
    GroupPage,
    QuestionPage,
    open_application,
    pack_of,
)
from madoguchi.journeys.pre_application.errors import (
    NoSuchEventError,
    NoSuchPageError,
    NoSuchPersonError,
    NotReadyError,
    PreApplicationError,
)
from madoguchi.journeys.pre_application.finishing import (
    Review,
    SealedAnswers,
    discard,
    review,
    seal_answers,
    sealed_answers,
)
from madoguchi.journeys.pre_application.papers import (
    brought_paper_pdf,
    can_print,
    code_sheet_pdf,
    guide_slip_pdf,
)

__all__ = [
    "LOOK_UP",
    "ROSTER_KEYS",
    "SEEN",
    "Application",
    "DraftHandle",
    "DraftNotFoundError",
    "GroupPage",
    "Known",
    "NoSuchEventError",
    "NoSuchPageError",
    "NoSuchPersonError",
    "NotReadyError",
    "PreApplicationError",
    "Proposal",
    "QuestionPage",
    "Review",
    "Saved",
    "SealedAnswers",
    "adopt",
    "answer",
    "brought_paper_pdf",
    "can_print",
    "choose",
    "code_sheet_pdf",
    "discard",
    "guide_slip_pdf",
    "is_adopted",
    "open_application",
    "pack_of",
    "proposals",
    "remove_member",
    "review",
    "save_group",
    "save_roster",
    "seal_answers",
    "sealed_answers",
    "start",
    "start_from",
    "withdraw_answer",
]
