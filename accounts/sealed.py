"""Columns whose values are sealed: written with their place, opened when they are read.

A model that has one says whose its rows are by `sealed_for`, the id of the client or None where nobody knows,
and has a `practice_id`. Where the database numbers its rows, `sealed_row` says what names a row before that.
SQL sees bytes alone: to look for such a value, keep a mark of it (`accounts.marks`).
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NoReturn

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from accounts import data_keys
from accounts.domain.key_ring import WrongRingError
from accounts.domain.sealing import ErasedError, Key, Place, SealBrokenError, number_in, seal, unseal


class Sealed:
    """A value as the database has it."""

    __slots__ = ("raw",)

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def __repr__(self) -> str:
        return "<sealed>"


class ErasedText(str):
    """Blank: what stood here can be read by nobody any more."""

    __slots__ = ()


class ErasedBytes(bytes):
    """Empty, likewise."""

    __slots__ = ()


class _Opening(DeferredAttribute):
    """Opens at the first reading, in the place of the row that is read."""

    field: "SealedField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:  # noqa: ANN401  text or bytes
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Sealed):
            return value
        try:
            plain = self.field.opened(value, instance)
        except ErasedError:
            return self.field.erased
        instance.__dict__[self.field.attname] = plain
        return plain

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # its own are below
    descriptor_class = _Opening
    erased: Any

    def place_in(self, instance: Any) -> Place:  # noqa: ANN401  a model that keeps sealed values
        row = getattr(instance, "sealed_row", instance.pk)
        if row is None:
            raise TypeError(f"a row of {instance._meta.label} needs a key of our making, or a sealed_row")
        return Place(instance.practice_id, instance._meta.db_table, str(self.column), str(row))

    def opened(self, value: Sealed, instance: Any) -> Any:  # noqa: ANN401  text or bytes
        """Raises ErasedError, SealBrokenError, WrongRingError."""
        key = data_keys.key_numbered(number_in(value.raw), instance.practice_id)
        return self.from_plain(unseal(value.raw, key, self.place_in(instance)))

    def sealed(self, value: Any, instance: models.Model, key: Key) -> Sealed:  # noqa: ANN401  text or bytes
        return Sealed(seal(self.to_plain(value), key, self.place_in(instance)))

    def pre_save(self, model_instance: Any, add: bool) -> Sealed | None:  # noqa: ANN401, FBT001  as Django calls it
        value = model_instance.__dict__[self.attname]
        if value is None or isinstance(value, Sealed):
            return value
        if value is self.erased:  # read again after it was erased: a blank must not take its place
            raise ErasedError
        key = data_keys.key_to_seal_with(model_instance.practice_id, model_instance.sealed_for())
        return self.sealed(value, model_instance, key)

    def from_db_value(self, value: bytes | memoryview | None, *args: object) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def get_prep_value(self, value: object) -> bytes | None:
        """Only what was sealed goes into a statement: what is not could be read there."""
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.name} is sealed: save the row, and look for it by a mark")
        return value.raw

    def value_to_string(self, obj: object) -> NoReturn:
        raise TypeError(f"{self.name} is sealed: copy the database as a whole")

    def from_plain(self, plain: bytes) -> Any:  # noqa: ANN401  text or bytes
        raise NotImplementedError

    def to_plain(self, value: Any) -> bytes:  # noqa: ANN401  text or bytes
        raise NotImplementedError


class SealedTextField(SealedField):
    _pyi_private_set_type: str
    _pyi_private_get_type: str  # type: ignore[assignment]  # unlike its parent's
    erased = ErasedText()

    def get_default(self) -> Any:  # noqa: ANN401  as its parent has it
        return super().get_default() or ""

    def from_plain(self, plain: bytes) -> str:
        return plain.decode()

    def to_plain(self, value: str) -> bytes:
        return value.encode()


class SealedBytesField(SealedField):
    _pyi_private_set_type: bytes
    _pyi_private_get_type: bytes
    erased = ErasedBytes()

    def from_plain(self, plain: bytes) -> bytes:
        return plain

    def to_plain(self, value: bytes) -> bytes:
        return bytes(value)


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def open_whole(row: models.Model) -> None:
    """So that whatever is saved is sealed anew, under the key of whose the row is by then.

    What does not open stays as it is.
    """
    for column in sealed_fields(type(row)):
        with suppress(SealBrokenError, WrongRingError):
            getattr(row, column.attname)


def have_keys_ready(rows: Iterable[models.Model]) -> None:
    """Before a list is read: fetch the keys of all of it, and of what came with it, with one question.

    What does not open is told by whoever reads it: one such row must keep nobody from the others.
    """
    listed = [row for each in rows for row in (each, *each._state.fields_cache.values()) if row is not None]
    values = (value for row in listed for value in row.__dict__.values())
    data_keys.have_ready(_numbers(value for value in values if isinstance(value, Sealed)))


def _numbers(values: Iterable[Sealed]) -> Iterator[int]:
    for value in values:
        with suppress(SealBrokenError):
            yield number_in(value.raw)
