"""What can be wrong with what linking is given; each error is one sentence that says what to do."""


class LinkingError(Exception):
    """Something about the input of linking is wrong."""


class DuplicateIds(LinkingError):
    """Two records carry the same id; carries the id."""

    def __init__(self, record_id: str) -> None:
        self.record_id = record_id
        super().__init__(f"The id {record_id!r} occurs more than once; give every record an id of its own.")


class BadSettings(LinkingError):
    """A setting is outside its range; carries its name."""

    def __init__(self, name: str, needs: str) -> None:
        self.name = name
        super().__init__(f"The setting {name!r} must be {needs}.")


class UnreadableFile(LinkingError):
    """A file cannot be read as a table of text."""


class MissingColumn(LinkingError):
    """A file lacks a column that is needed; carries its name."""

    def __init__(self, column: str, present: list[str]) -> None:
        self.column = column
        self.present = present
        named = ", ".join(present[:20]) or "none"
        super().__init__(f"There is no column {column!r} in the file; its columns are: {named}.")


class BadLabels(LinkingError):
    """A file of labels holds something that is no verdict on two rows."""


class BadModel(LinkingError):
    """A model file is not one that this engine wrote."""
