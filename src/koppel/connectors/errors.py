"""What can be wrong with what comes from outside: one error type that carries a code and its parameters."""

from collections.abc import Mapping


class ConnectorError(Exception):
    """Something that came from outside cannot be used."""


class BadFile(ConnectorError):
    """A file or payload is refused as a whole; carries a code and the parameters of its sentence.

    Attributes:
        code: one word from the table of sentences of the connector, for instance ``empty_file``.
        params: what the named placeholders of that sentence stand for.
        fault: what went wrong inside the parser, for the log only; empty when the refusal was foreseen.
    """

    def __init__(self, code: str, params: Mapping[str, str | int] | None = None, *, fault: str = "") -> None:
        self.code = code
        self.params = dict(params or {})
        self.fault = fault
        told = ", ".join(f"{name}={value}" for name, value in self.params.items())
        super().__init__(f"{code} ({told})" if told else code)
