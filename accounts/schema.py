"""Steps of migrations that are told to the database, and change nothing that Django knows of."""

from collections.abc import Callable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

Step = Callable[[BaseDatabaseSchemaEditor], None]


class OnlyTheDatabase(Operation):
    """As RunPython, without the models of that time: to make them takes longer than most migrations do."""

    reduces_to_sql = False

    def __init__(self, do: Step, undo: Step) -> None:
        self.do, self.undo = do, undo

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """No field and no table becomes another."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self.do(schema_editor)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self.undo(schema_editor)

    def describe(self) -> str:
        return "Tell the database"
