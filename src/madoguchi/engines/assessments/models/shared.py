"""What the rows of an assessment have in common."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from madoguchi.core.tenancy import TenantModel


class OfSubject(TenantModel):
    """Part of one assessment. `subject` is whatever asked for it (`case:<uuid>`), opaque here."""

    uuid = models.UUIDField("外部番号", default=uuid4, unique=True, editable=False)
    assessment = models.CharField("種類", max_length=60)
    subject = models.CharField("もとの案件", max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.assessment} {self.uuid}"


class AboutPerson(OfSubject):
    """What is found out about one person."""

    person_name = models.CharField("だれの", max_length=400)
    person_kana = models.CharField("フリガナ", max_length=400, blank=True)
    person_birth = models.CharField("生年月日", max_length=40, blank=True)

    class Meta:
        abstract = True


class Done(TenantModel):
    """Something that somebody did, and when."""

    at = models.DateTimeField("日時")
    actor_id = models.CharField("職員", max_length=80)
    actor_name = models.CharField("職員の名前", max_length=100, blank=True)

    class Meta:
        abstract = True
