"""What is given and when: each order is one thing that a nurse does with a syringe, a pump or a nasal device.

Times are seconds; an amount is `mg`, or `mg_per_kg`, or the sum of both. A pump holds what `infuse` put into it: a
pause or another rate changes when it is empty, not how much it gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import msgspec


class Order(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """Something that is done at `at_s`; in a file `kind` is its name."""

    at_s: float = 0.0


class Amount(Order, frozen=True, kw_only=True):
    """An order of so much."""

    mg: float = 0.0
    mg_per_kg: float = 0.0

    def per_kg(self, weight_kg: float) -> float:
        """The amount in mg/kg."""
        return self.mg_per_kg + self.mg / weight_kg if self.mg else self.mg_per_kg


class Bolus(Amount, frozen=True, kw_only=True, tag="bolus"):
    """All at once into the vein."""


class Injection(Amount, frozen=True, kw_only=True, tag="injection"):
    """Into the muscle."""


class Spray(Amount, frozen=True, kw_only=True, tag="spray"):
    """One nasal device."""


class Infuse(Amount, frozen=True, kw_only=True, tag="infuse"):
    """A pump is filled with the amount and started so that it is empty after `over_min`."""

    over_min: float = 40.0


class Rate(Amount, frozen=True, kw_only=True, tag="rate"):
    """The pump goes on at another rate: the amount is per hour."""


class Pause(Order, frozen=True, kw_only=True, tag="pause"):
    """The pump is paused; what it holds stays in it."""


class Resume(Order, frozen=True, kw_only=True, tag="resume"):
    """The pump goes on."""


class Stop(Order, frozen=True, kw_only=True, tag="stop"):
    """The pump is stopped for good: what it holds is not given."""


AnyOrder = Bolus | Injection | Spray | Infuse | Rate | Pause | Resume | Stop


def usual(at_s: float = 0.0, again_s: float | None = None) -> Iterator[AnyOrder]:
    """0.5 mg/kg over 40 min, the usual infusion for depression; again every `again_s`, where that is given."""
    for number in count():
        yield Infuse(at_s=at_s + number * (again_s or 0.0), mg_per_kg=0.5, over_min=40.0)
        if again_s is None:
            return


def nasal(at_s: float = 0.0, milligrams: float = 56.0, apart_s: float = 300.0) -> list[AnyOrder]:
    """Esketamine from devices of 28 mg, five minutes apart: 56 mg are two, 84 mg three."""
    return [Spray(at_s=at_s + number * apart_s, mg=28.0) for number in range(round(milligrams / 28.0))]
