"""The small register of doctors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.engines.assessments.models import Doctor
from madoguchi.engines.assessments.whose import WORK
from madoguchi.lib.japanese.text import clean_line


class DoctorNotFoundError(LookupError):
    """この医師は登録されていないか、いまは依頼できません。主治医の一覧から選び直してください。"""


class DoctorNamelessError(ValueError):
    """医療機関と医師の名前を入れてください。"""


class DoctorTwiceError(ValueError):
    """この医療機関のこの医師は、もう登録されています。一覧から選んでください。"""


@dataclass(frozen=True, slots=True)
class DoctorEntry:
    """A doctor as entered; with `uuid` it changes the one that is there."""

    clinic: str
    name: str = field(repr=False)
    department: str = ""
    postal_code: str = ""
    address: str = ""
    telephone: str = ""
    is_active: bool = True
    uuid: UUID | None = None


class SaveDoctor(Action[DoctorEntry, Doctor]):
    """Add a doctor, or change one. One who is not asked any more stays for the letters that were sent."""

    name: ClassVar[str] = "assessments.save_doctor"
    permission: ClassVar[str | None] = WORK

    def perform(self, context: Context, given: DoctorEntry) -> Doctor:
        """Raises DoctorNotFoundError, DoctorNamelessError, DoctorTwiceError, TextError."""
        clinic, name = clean_line(given.clinic), clean_line(given.name, 100)
        if not clinic or not name:
            raise DoctorNamelessError(DoctorNamelessError.__doc__)
        doctor = Doctor(municipality_code=context.municipality_code)
        if given.uuid is not None:
            found = Doctor.objects.select_for_update().filter(uuid=given.uuid).first()
            if found is None:
                raise DoctorNotFoundError(DoctorNotFoundError.__doc__)
            doctor = found
        if Doctor.objects.filter(clinic=clinic, name=name).exclude(pk=doctor.pk).exists():
            raise DoctorTwiceError(DoctorTwiceError.__doc__)
        doctor.clinic, doctor.name = clinic, name
        doctor.department = clean_line(given.department, 100)
        doctor.postal_code = clean_line(given.postal_code, 8)
        doctor.address = clean_line(given.address, 300)
        doctor.telephone = clean_line(given.telephone, 20)
        doctor.is_active = given.is_active
        doctor.save()
        return doctor

    def subject(self, given: DoctorEntry, result: Doctor) -> str:
        """The doctor."""
        return f"doctor:{result.uuid}"

    def details(self, given: DoctorEntry, result: Doctor) -> Mapping[str, Any]:
        """Whether it is a new one."""
        return {"new": given.uuid is None}
