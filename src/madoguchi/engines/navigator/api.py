"""The door of the navigator: the plan of a household, the next question, the calendar file."""

from madoguchi.core.vocabulary import person_label
from madoguchi.engines.navigator.domain.calendars import plan_calendar
from madoguchi.engines.navigator.domain.contradictions import check_answers
from madoguchi.engines.navigator.domain.counters import Counters
from madoguchi.engines.navigator.domain.deadlines import Deadline, count_deadline, deadline_rule_text
from madoguchi.engines.navigator.domain.describing import Audience, audiences
from madoguchi.engines.navigator.domain.finding import LONGEST_QUERY, Finder, Hit, Kind
from madoguchi.engines.navigator.domain.graph import (
    Bearing,
    Edge,
    EventGraph,
    NodeState,
    ProcedureNode,
    QuestionNode,
    event_graph,
)
from madoguchi.engines.navigator.domain.model import (
    AskedQuestion,
    BringLine,
    Plan,
    PlanBring,
    PlanEntry,
    PlanLine,
    RuledOut,
    Status,
    Stop,
)
from madoguchi.engines.navigator.domain.noting import merged_notes
from madoguchi.engines.navigator.domain.planning import (
    UnknownEventError,
    counters_of,
    counters_of_procedures,
    facts_of_event,
    item_as_asked,
    make_plan,
    next_question,
)
from madoguchi.engines.navigator.domain.questions import ROSTER_ITEM
from madoguchi.engines.navigator.domain.rules import procedures_in_each, procedures_of_event
from madoguchi.engines.navigator.domain.sharing import LINK_PARAMETER, link_of, shareable, shared
from madoguchi.engines.navigator.domain.wording import because, rounded, whole_hours

__all__ = [
    "LINK_PARAMETER",
    "LONGEST_QUERY",
    "ROSTER_ITEM",
    "AskedQuestion",
    "Audience",
    "Bearing",
    "BringLine",
    "Counters",
    "Deadline",
    "Edge",
    "EventGraph",
    "Finder",
    "Hit",
    "Kind",
    "NodeState",
    "Plan",
    "PlanBring",
    "PlanEntry",
    "PlanLine",
    "ProcedureNode",
    "QuestionNode",
    "RuledOut",
    "Status",
    "Stop",
    "UnknownEventError",
    "audiences",
    "because",
    "check_answers",
    "count_deadline",
    "counters_of",
    "counters_of_procedures",
    "deadline_rule_text",
    "event_graph",
    "facts_of_event",
    "item_as_asked",
    "link_of",
    "make_plan",
    "merged_notes",
    "next_question",
    "person_label",
    "plan_calendar",
    "procedures_in_each",
    "procedures_of_event",
    "rounded",
    "shareable",
    "shared",
    "whole_hours",
]
