"""The check of form (形式審査): the same for the resident at home and for the clerk at the counter."""

from __future__ import annotations

from collections.abc import Collection

from madoguchi.core.packs.model import MunicipalityPack
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.forms.domain.checks.accounts import accounts
from madoguchi.engines.forms.domain.checks.addresses import addresses
from madoguchi.engines.forms.domain.checks.dates import dates
from madoguchi.engines.forms.domain.checks.family import family
from madoguchi.engines.forms.domain.checks.missing import missing
from madoguchi.engines.forms.domain.checks.names import names
from madoguchi.engines.forms.domain.checks.procedures import deadlines, procedure_checks
from madoguchi.engines.forms.domain.checks.subject import Subject
from madoguchi.engines.forms.domain.fields import FormOutline
from madoguchi.engines.forms.domain.findings import Finding, in_order
from madoguchi.engines.forms.domain.outline import PlanShape, chosen_entries, fields_for


def check_form(
    pack: MunicipalityPack,
    plan: PlanShape,
    facts: Facts,
    *,
    chosen: Collection[str] | None = None,
    online: bool = False,
    outline: FormOutline | None = None,
) -> list[Finding]:
    """Everything that is wrong with a form, the most serious first; empty when it can be accepted as it is.

    Looks for what is missing, contradicting (two heads, a child older than its parent, one person twice),
    impossible (born in the future), unknown (a town that is not there), outside (an address of another
    municipality), late, and for what the procedures declare in `checks`. What is not known breaks no rule,
    except that it is missing. With `online` it is the whole form of an application from home. Who has the
    `outline` of the same form already gives it along.
    """
    subject = Subject(pack, chosen_entries(plan, chosen), facts, online)
    if outline is None:
        outline = fields_for(pack, plan, facts, chosen=chosen, online=online)
    return in_order(
        [
            *family(subject),
            *dates(subject, outline),
            *accounts(subject, outline),
            *addresses(subject),
            *procedure_checks(subject),
            *missing(subject, outline),
            *names(subject),
            *deadlines(subject),
        ]
    )
