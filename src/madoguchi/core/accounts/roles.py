"""What each role may do, as declared in the packs (`common/roles.yaml`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings

from madoguchi.core.packs import StaffRole, load_packs_or_refuse


def roles() -> Mapping[str, StaffRole]:
    """All roles by key; the packs are read once per process."""
    return load_packs_or_refuse(Path(settings.MADOGUCHI_PACKS)).roles


def permissions_of(role_keys: Iterable[str]) -> frozenset[str]:
    """Every permission that the roles carry together; a role that is not declared carries none."""
    declared = roles()
    return frozenset(
        permission for key in role_keys if key in declared for permission in declared[key].permissions
    )


def known_permissions() -> frozenset[str]:
    """Every permission key that some role carries."""
    return permissions_of(roles())
