"""The turn engine: who has the turn, who comes after, who has been. Seats are numbers; imports nothing of the house.

Nobody is forgotten: whoever is away is passed over and comes back to the front on return; whoever arrives late is put
at the end; whoever leaves is taken out.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Self


def clockwise(seats: Iterable[int], after: int | None) -> tuple[int, ...]:
    """The seats in the order of the circle, starting beside `after` (who comes last, if among them)."""
    start = -1 if after is None else after
    return tuple(sorted(seats, key=lambda seat: (seat <= start, seat)))


@dataclass(frozen=True, slots=True)
class Round:
    """A round under way.

    order:  everyone who takes part, in the order of the circle
    holder: the seat whose turn it is
    queue:  seats still to come in this lap
    passed: seats that passed in this lap
    number: how many turns have begun, so that two turns of one person can be told apart
    laps:   begin again when everyone has been, until a whole lap is passed (question and answer)
    """

    order: tuple[int, ...]
    laps: bool
    holder: int | None = None
    queue: tuple[int, ...] = ()
    passed: frozenset[int] = frozenset()
    number: int = 0

    @classmethod
    def begin(cls, order: tuple[int, ...], here: Container[int], *, laps: bool) -> Self:
        return cls(order=order, laps=laps, queue=order)._call_next(here)

    @property
    def done(self) -> bool:
        """Everyone has had a turn."""
        return self.holder is None and not self.queue

    def next(self, here: Container[int]) -> int | None:
        """Who comes after the holder: the first in the queue who is here, or whoever opens the next lap."""
        coming = next((seat for seat in self.queue if seat in here), None)
        if coming is None and self.laps and self.holder is not None:
            coming = next((seat for seat in self._new_lap(self.holder) if seat in here and seat != self.holder), None)
        return coming

    def finish(self, here: Container[int], *, passing: bool = False) -> Self:
        """The holder is done, or passes."""
        passed = self.passed | {self.holder} if passing and self.holder is not None else self.passed
        return replace(self, holder=None, passed=passed)._go_on(here, after=self.holder)

    def without_turn(self, seat: int, here: Container[int]) -> Self:
        """This seat passes, in its turn or before it comes."""
        if seat == self.holder:
            return self.finish(here, passing=True)
        queue = tuple(waiting for waiting in self.queue if waiting != seat)
        return replace(self, queue=queue, passed=self.passed | {seat})

    def skip(self, here: Container[int]) -> Self:
        """The holder comes back at the end of the lap, after those who are still to come."""
        if self.holder is None:
            return self
        return replace(self, holder=None, queue=(*self.queue, self.holder))._call_next(here)

    def give(self, seat: int) -> Self:
        """The turn goes to this seat; who had it comes next."""
        queue = tuple(waiting for waiting in self.queue if waiting != seat)
        if self.holder is not None:
            queue = (self.holder, *queue)
        return replace(self, holder=seat, queue=queue, passed=self.passed - {seat}, number=self.number + 1)

    def later(self, seat: int) -> Self:
        """A seat that is still to come goes to the end of the lap."""
        if seat not in self.queue:
            return self
        return replace(self, queue=(*(waiting for waiting in self.queue if waiting != seat), seat))

    def among(self, order: tuple[int, ...], here: Container[int]) -> Self:
        """The same round after people came or went."""
        kept = replace(
            self,
            order=order,
            holder=self.holder if self.holder in order else None,
            queue=(
                *(seat for seat in self.queue if seat in order),
                *(seat for seat in order if seat not in self.order),
            ),
            passed=self.passed & set(order),
        )
        if kept.holder is not None:
            return kept
        return kept._call_next(here) if self.holder is None else kept._go_on(here, after=self.holder)

    def _go_on(self, here: Container[int], after: int | None) -> Self:
        """After a turn: call the next; when nobody is left to call, begin a new lap unless this one was passed."""
        if not self.laps or any(seat in here for seat in self.queue):
            return self._call_next(here)
        present = {seat for seat in self.order if seat in here}
        if self.passed >= (present or set(self.order)):
            return self
        return replace(self, queue=self._new_lap(after), passed=frozenset())._call_next(here)

    def _new_lap(self, after: int | None) -> tuple[int, ...]:
        """Those who were passed over in this lap, then the circle from beside whoever had the last turn."""
        return (*self.queue, *(seat for seat in clockwise(self.order, after) if seat not in self.queue))

    def _call_next(self, here: Container[int]) -> Self:
        called = next((seat for seat in self.queue if seat in here), None)
        if called is None:
            return self
        queue = tuple(seat for seat in self.queue if seat != called)
        return replace(self, holder=called, queue=queue, number=self.number + 1)
