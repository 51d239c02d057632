"""Where the user has been, for Back and Forward."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """What was typed, the topic that was chosen, and the entry that was read ("": none)."""

    text: str = ""
    topic: str = ""
    entry_id: str = ""
    briefing_id: str = ""


class History:
    """Places in order, as in a browser.

    A place counts once it is settled: what is only passed through, letter by letter or
    row by row, is replaced by what comes next.
    """

    def __init__(self) -> None:
        self._places = [Place()]
        self._at = 0
        self._settled = True

    @property
    def current(self) -> Place:
        """Where the user is."""
        return self._places[self._at]

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place before this one."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a place after this one."""
        return self._at < len(self._places) - 1

    def visit(self, place: Place) -> None:
        """Come to a place; what lay ahead is forgotten."""
        if place == self.current:
            return
        keep = self._at + 1 if self._settled else self._at
        self._places[keep:] = [place]
        self._at = keep
        self._settled = False

    def settle(self) -> None:
        """Keep the current place, wherever the user goes from here."""
        self._settled = True

    def go(self, by: int) -> Place:
        """Go so many places back (negative) or forward, as far as there are any."""
        self._at = min(max(self._at + by, 0), len(self._places) - 1)
        self._settled = True
        return self.current
