"""The door of the forms engine: what is asked, what was typed, what is wrong, and where it is kept meanwhile.

Asking: `fields_for`, `question_group`, `roster_page`. Reading: `parse_group`, `parse_roster`,
`fill_from_postal_code`. Checking: `check_form`. Keeping: `create_draft`, `open_draft`, `save_draft`,
`discard_draft`, `purge_expired_drafts`, and files with `keep_file`, `read_file`, `secure_files`, `drop_file`.
Carrying to the counter: `seal_content`, `open_content`. Carrying to the office: `answers_as_json`,
`from_payload`.
"""

from madoguchi.engines.forms.domain.attachments import AttachmentWanted, attachments_for
from madoguchi.engines.forms.domain.characters import InputRefusedError
from madoguchi.engines.forms.domain.check import check_form
from madoguchi.engines.forms.domain.declared import (
    address_partner,
    can_be_unsure,
    is_consent,
    is_optional,
    longest,
    may_be_partial,
)
from madoguchi.engines.forms.domain.draft_content import DraftChange, DraftTooLargeError, Json
from madoguchi.engines.forms.domain.fields import (
    FieldReference,
    FormField,
    FormGroup,
    FormOutline,
    field_id,
)
from madoguchi.engines.forms.domain.findings import DEADLINE_PASSED, Finding
from madoguchi.engines.forms.domain.outline import (
    DeadlineShape,
    EntryShape,
    PersonKeys,
    PlanShape,
    by_number,
    fields_for,
    question_group,
)
from madoguchi.engines.forms.domain.parsing import ParsedGroup, choice_name, parse_group
from madoguchi.engines.forms.domain.postal_filling import LOOK_UP, PostalFilling, fill_from_postal_code
from madoguchi.engines.forms.domain.reading import (
    DATE_PARTS,
    ERAS,
    NO,
    UNSURE,
    YES,
    as_input,
    as_text,
    date_parts,
    read_value,
)
from madoguchi.engines.forms.domain.roster import (
    ROSTER_KEYS,
    ParsedRoster,
    Roster,
    RosterRow,
    new_key,
    parse_roster,
    roster_page,
)
from madoguchi.engines.forms.domain.rows import cell_name, cell_names, cells_of, most_rows
from madoguchi.engines.forms.domain.sealed_content import (
    SealedContent,
    SealedContentError,
    answers_as_json,
    from_payload,
)
from madoguchi.engines.forms.domain.seen import SEEN, is_unchanged, only_changes, seen_marks, showed_something
from madoguchi.engines.forms.domain.showing import ShownWith, shown_with
from madoguchi.engines.forms.drafts import (
    DraftHandle,
    DraftNotFoundError,
    create_draft,
    discard_draft,
    open_draft,
    purge_expired_drafts,
    save_draft,
)
from madoguchi.engines.forms.envelopes import (
    OpenedAnswers,
    open_content,
    remember_dictionary,
    seal_content,
)
from madoguchi.engines.forms.files import (
    MOST_FILES,
    DraftFileGoneError,
    DraftFilesError,
    TooManyDraftFilesError,
    drop_file,
    drop_files,
    file_lifetime,
    files_there,
    keep_file,
    read_file,
    secure_files,
)

__all__ = [
    "DATE_PARTS",
    "DEADLINE_PASSED",
    "ERAS",
    "LOOK_UP",
    "MOST_FILES",
    "NO",
    "ROSTER_KEYS",
    "SEEN",
    "UNSURE",
    "YES",
    "AttachmentWanted",
    "DeadlineShape",
    "DraftChange",
    "DraftFileGoneError",
    "DraftFilesError",
    "DraftHandle",
    "DraftNotFoundError",
    "DraftTooLargeError",
    "EntryShape",
    "FieldReference",
    "Finding",
    "FormField",
    "FormGroup",
    "FormOutline",
    "InputRefusedError",
    "Json",
    "OpenedAnswers",
    "ParsedGroup",
    "ParsedRoster",
    "PersonKeys",
    "PlanShape",
    "PostalFilling",
    "Roster",
    "RosterRow",
    "SealedContent",
    "SealedContentError",
    "ShownWith",
    "TooManyDraftFilesError",
    "address_partner",
    "answers_as_json",
    "as_input",
    "as_text",
    "attachments_for",
    "by_number",
    "can_be_unsure",
    "cell_name",
    "cell_names",
    "cells_of",
    "check_form",
    "choice_name",
    "create_draft",
    "date_parts",
    "discard_draft",
    "drop_file",
    "drop_files",
    "field_id",
    "fields_for",
    "file_lifetime",
    "files_there",
    "fill_from_postal_code",
    "from_payload",
    "is_consent",
    "is_optional",
    "is_unchanged",
    "keep_file",
    "longest",
    "may_be_partial",
    "most_rows",
    "new_key",
    "only_changes",
    "open_content",
    "open_draft",
    "parse_group",
    "parse_roster",
    "purge_expired_drafts",
    "question_group",
    "read_file",
    "read_value",
    "remember_dictionary",
    "roster_page",
    "save_draft",
    "seal_content",
    "secure_files",
    "seen_marks",
    "showed_something",
    "shown_with",
]
