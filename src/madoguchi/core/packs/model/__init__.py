"""What a pack says, as frozen dataclasses.

Nothing here reads a file: `madoguchi.core.packs.loader` makes these objects, every one of them checked and
with its conditions compiled. The shape of the files is fixed in `docs/reference/packs.md`.
"""

from madoguchi.core.packs.model.approvals import (
    ApprovalKind,
    ApprovalRoute,
    ApprovalRules,
    Position,
    Retention,
    Seat,
    Stage,
    StageKind,
)
from madoguchi.core.packs.model.assessments import (
    Assessment,
    AssessmentForm,
    CheckGroup,
    ConsistencyCheck,
    FormItem,
    FormSection,
    OpinionForm,
    StageResult,
)
from madoguchi.core.packs.model.documents import DocumentDefinition, Per
from madoguchi.core.packs.model.events import ItemGroup, LifeEvent, People, Question, Theme, Wording
from madoguchi.core.packs.model.exchanges import ExchangeKind, Party
from madoguchi.core.packs.model.places import (
    LINE_COLOURS,
    Desk,
    DeskRole,
    Municipality,
    Population,
    Region,
    StaffRole,
)
from madoguchi.core.packs.model.procedures import (
    Approval,
    Attach,
    Bring,
    Channel,
    Check,
    Concerns,
    DeadlineRule,
    DeadlineUnit,
    Fee,
    FirstDay,
    Handling,
    HistoryEntry,
    IfHoliday,
    InForce,
    ItemToBring,
    Procedure,
    Severity,
    Who,
)
from madoguchi.core.packs.model.sources import Source
from madoguchi.core.packs.model.whole import MunicipalityPack
from madoguchi.core.packs.model.words import Together, Words

__all__ = [
    "LINE_COLOURS",
    "Approval",
    "ApprovalKind",
    "ApprovalRoute",
    "ApprovalRules",
    "Assessment",
    "AssessmentForm",
    "Attach",
    "Bring",
    "Channel",
    "Check",
    "CheckGroup",
    "Concerns",
    "ConsistencyCheck",
    "DeadlineRule",
    "DeadlineUnit",
    "Desk",
    "DeskRole",
    "DocumentDefinition",
    "ExchangeKind",
    "Fee",
    "FirstDay",
    "FormItem",
    "FormSection",
    "Handling",
    "HistoryEntry",
    "IfHoliday",
    "InForce",
    "ItemGroup",
    "ItemToBring",
    "LifeEvent",
    "Municipality",
    "MunicipalityPack",
    "OpinionForm",
    "Party",
    "People",
    "Per",
    "Population",
    "Position",
    "Procedure",
    "Question",
    "Region",
    "Retention",
    "Seat",
    "Severity",
    "Source",
    "StaffRole",
    "Stage",
    "StageKind",
    "StageResult",
    "Theme",
    "Together",
    "Who",
    "Wording",
    "Words",
]
