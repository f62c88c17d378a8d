"""Members of staff."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.roles import permissions_of
from madoguchi.core.tenancy.models import TenantModel
from madoguchi.core.vocabulary import Sensitivity


class StaffManager(BaseUserManager["StaffMember"]):
    """Makes members of staff."""

    def create_staff(
        self,
        municipality_code: str,
        username: str,
        password: str,
        *,
        display_name: str = "",
        roles: list[str] | None = None,
        desks: list[str] | None = None,
        own_password_due: bool = False,
    ) -> StaffMember:
        """Create a member of staff of one municipality; `roles` and `desks` are keys from the packs."""
        member = self.model(
            municipality_code=municipality_code,
            username=username,
            display_name=display_name or username,
            roles=roles or [],
            desks=desks or [],
            own_password_due=own_password_due,
        )
        member.set_password(password)
        with tenancy.municipality(municipality_code):
            member.save(using=self._db)
        return member

    def create_superuser(self, **fields: Any) -> StaffMember:
        """There is none: nobody reads every municipality. Raises NotImplementedError."""
        raise NotImplementedError("職員は市町村ごとに登録します。全市町村を見られる利用者はいません。")


class StaffMember(AbstractBaseUser, TenantModel):
    """A person who works at one municipality and signs in with a name that is unique there.

    `own_password_due`: somebody else chose the password; until the person has chosen another, no page opens.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PERSONAL

    username = models.CharField("利用者名", max_length=60)
    display_name = models.CharField("表示名", max_length=60)
    roles = models.JSONField("役割", default=list, blank=True)
    desks = models.JSONField("担当窓口", default=list, blank=True)
    is_active = models.BooleanField("有効", default=True)
    own_password_due = models.BooleanField("自分のパスワードを決めるまで", default=False)

    objects = StaffManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = verbose_name_plural = "職員"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code", "username"], name="staff_username_unique_in_municipality"
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    def may(self, permission: str) -> bool:
        """Whether one of the roles carries the permission key."""
        return self.is_active and permission in permissions_of(self.roles)

    def as_actor(self) -> Actor:
        """The same person as an actor, with permissions worked out once."""
        return Actor(
            kind="staff",
            id=f"staff:{self.pk}",
            municipality_code=self.municipality_code,
            display_name=self.display_name,
            permissions=permissions_of(self.roles) if self.is_active else frozenset(),
            desks=tuple(self.desks),
        )
