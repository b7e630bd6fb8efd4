"""What a screen shows is plain values: equal when they look equal, and unable to change on the way to the screen."""

from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

from server.rooms import views
from server.rooms.views import SeatView

from .people import BRAM, guided

VIEWS = [kind for kind in vars(views).values() if is_dataclass(kind) and isinstance(kind, type)]


def test_an_empty_seat_shows_nothing() -> None:
    seat = SeatView(3, "empty")
    assert not any(getattr(seat, field.name) for field in fields(seat) if field.name not in ("number", "state"))


@pytest.mark.parametrize("kind", VIEWS, ids=lambda kind: kind.__name__)
def test_a_view_does_not_change(kind: type) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_two_looks_at_one_moment_are_equal() -> None:
    group = guided("ronde")
    assert group.sees(BRAM) == group.sees(BRAM)
    with pytest.raises(FrozenInstanceError):
        group.sees(BRAM).version = 3  # type: ignore[misc]
