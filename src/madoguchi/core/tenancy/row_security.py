"""The migration operation that puts a table behind row security."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

from madoguchi.core.tenancy.scope import SETTING

POLICY = "municipality_only"
OPEN_POLICY = "everybody_reads"


class EnableRowSecurity(Operation):
    """Let a role see and write only the rows of the municipality set for its transaction.

    `EnableRowSecurity("cases", "Case")` after `CreateModel`. FORCE binds the owner of the table as well, so
    that a data migration has to say whose data it works on.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, app_label: str, model_name: str) -> None:
        self.app_label = app_label
        self.model_name = model_name

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the migration writer writes this operation down."""
        return (self.__class__.__name__, [self.app_label, self.model_name], {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing: the model's state is the same."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Enable and force row security, with one policy for reading and writing."""
        table = self._table(schema_editor, to_state)
        # NULLIF: a setting that was set once in a session reads as '' afterwards, never as NULL.
        own = f"municipality_code = NULLIF(current_setting('{SETTING}', true), '')"
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"CREATE POLICY {POLICY} ON {table} USING ({own}) WITH CHECK ({own})")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take the policy away again."""
        table = self._table(schema_editor, from_state)
        schema_editor.execute(f"DROP POLICY {POLICY} ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        """One line for `migrate --plan`."""
        return f"Row security on {self.app_label}.{self.model_name}"

    def _table(self, schema_editor: Any, state: Any) -> str:
        model = state.apps.get_model(self.app_label, self.model_name)
        quoted: str = schema_editor.quote_name(model._meta.db_table)
        return quoted


class EnableOpenReading(EnableRowSecurity):
    """As EnableRowSecurity for writing; but every municipality reads the rows of all others, too.

    For the rare table of what municipalities tell each other on purpose. Its model is no TenantModel, and
    tests/architecture/test_models.py names it with the reason.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The policy of one's own rows, and one more for reading alone."""
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        table = self._table(schema_editor, to_state)
        schema_editor.execute(f"CREATE POLICY {OPEN_POLICY} ON {table} FOR SELECT USING (true)")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take both away again."""
        table = self._table(schema_editor, from_state)
        schema_editor.execute(f"DROP POLICY {OPEN_POLICY} ON {table}")
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """One line for `migrate --plan`."""
        return f"Row security with open reading on {self.app_label}.{self.model_name}"
