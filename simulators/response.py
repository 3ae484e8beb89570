"""What the drug does to pressure, heart and vessels in the average person, and how that differs between drugs and ages.

Pressures in mmHg, concentrations in ng/mL at the effect site. Sources: docs/simulator.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulators.drug import Uptake
from simulators.person import Person

PEAK_EFFECT_SITE = 232.0
"""ng/mL at the end of 0.5 mg/kg over 40 min (Kamp, 70 kg): beats and vessels answer relative to it."""

NOSE_PER_MIN = 0.03
"""Uptake from the nose, faster than the reference's uncertain 0.015/min, with which the peak comes too late."""

PEAK_AFTER_SPRAYS = 157.2
"""ng/mL at the most after 84 mg from three nasal devices five minutes apart, 77 kg, with that uptake."""

DIASTOLIC_SHARE = 0.69
"""Rise of the diastolic pressure as a share of the systolic one's."""


@dataclass(frozen=True, slots=True)
class Response:
    """Rise of the pressures for each ng/mL at the effect site, in the average person; `peak` is what the usual dose
    reaches there, to which all other effects are relative."""

    systolic_per_ng_ml: float = 0.0665
    diastolic_per_ng_ml: float = 0.0665 * DIASTOLIC_SHARE
    peak: float = PEAK_EFFECT_SITE
    uptake: Uptake = Uptake()  # noqa: RUF009

    def pressures(self, person: Person, effect_site: Any) -> tuple[Any, Any]:
        """Rise of a person's systolic and diastolic pressure."""
        return (
            self.systolic_per_ng_ml * person.pressure_response * effect_site,
            self.diastolic_per_ng_ml * person.diastolic_response * effect_site,
        )

    def beats(self, person: Person, effect_site: Any) -> Any:
        """Beats a minute more."""
        return person.beats_response / self.peak * effect_site

    def narrowing(self, effect_site: Any) -> Any:
        """Share by which the pulse at the finger becomes smaller."""
        return 0.15 / self.peak * effect_site


def ketamine() -> Response:
    """The racemate into the vein: +16.0 / +11.0 at 40 min."""
    return Response()


def esketamine(*, over_65: bool = False) -> Response:
    """Esketamine by the nose: mean maximum +13.3 / +8.7, from 65 years on +16.0 / +9.5."""
    high, low = (16.0, 9.5) if over_65 else (13.3, 8.7)
    uptake = Uptake(nose_per_min=NOSE_PER_MIN)
    return Response(high / PEAK_AFTER_SPRAYS, low / PEAK_AFTER_SPRAYS, PEAK_AFTER_SPRAYS, uptake)
