"""What each role may do, as declared in `packs/common/roles.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings


class RolesError(Exception):
    """役割の定義（packs/common/roles.yaml）が読めません。"""


@dataclass(frozen=True)
class Role:
    """A role: key (ASCII), label (Japanese), the permission keys it carries."""

    key: str
    label: str
    description: str
    permissions: frozenset[str]


def roles() -> Mapping[str, Role]:
    """All roles by key. Raises RolesError when the file is missing or has another shape."""
    return _read(Path(settings.MADOGUCHI_PACKS) / "common" / "roles.yaml")


def permissions_of(role_keys: Iterable[str]) -> frozenset[str]:
    """Every permission that the roles carry together; a role that is not declared carries none."""
    declared = roles()
    return frozenset().union(*(declared[key].permissions for key in role_keys if key in declared))


def known_permissions() -> frozenset[str]:
    """Every permission key that some role carries."""
    return permissions_of(roles())


@cache
def _read(file: Path) -> Mapping[str, Role]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        return {
            key: Role(
                key=key,
                label=declared["label"],
                description=declared.get("description", ""),
                permissions=frozenset(declared["permissions"]),
            )
            for key, declared in content["roles"].items()
        }
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise RolesError(f"{file}: {RolesError.__doc__}（{type(error).__name__}: {error}）") from error
