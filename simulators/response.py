"""What the drug does to pressure, heart and vessels in the average person, and how that differs between drugs and ages.

Pressures in mmHg, concentrations in ng/mL at the effect site. Sources: docs/simulator.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulators.person import Person

PEAK_EFFECT_SITE = 232.0
"""ng/mL at the end of 0.5 mg/kg over 40 min (Kamp, 70 kg): beats and vessels answer relative to it."""

PEAK_AFTER_SPRAYS = 104.9
"""ng/mL at the most after 84 mg from three nasal devices five minutes apart (77 kg, the usual `Uptake`)."""

FELT_AFTER_SPRAYS = 70.2
"""What of it heart and vessels feel at the most: they get used to the drug meanwhile."""

TOLERANCE_TAU_S = 3000.0
"""Heart and vessels get used to esketamine with this time constant, so that the rise is gone when the label says."""

DIRECT_SHARE = 0.964
"""Of the rise that cuffs measure, what the drug does itself; the rest comes with anxiety."""

SYSTOLIC_PER_NG_ML = 0.069
"""Rise of the systolic pressure as cuffs measure it, mmHg for each ng/mL at the effect site."""

DIASTOLIC_SHARE = 0.69
"""Rise of the diastolic pressure as a share of the systolic one's."""


@dataclass(frozen=True, slots=True)
class Response:
    """Rise of the pressures for each felt ng/mL in the average person.

    `peak` is what the usual dose reaches at the effect site, `felt_peak` what heart and vessels feel of it, `tolerance`
    the share of the drug that they get used to.
    """

    systolic_per_ng_ml: float = DIRECT_SHARE * SYSTOLIC_PER_NG_ML
    diastolic_per_ng_ml: float = DIRECT_SHARE * SYSTOLIC_PER_NG_ML * DIASTOLIC_SHARE
    peak: float = PEAK_EFFECT_SITE
    felt_peak: float = PEAK_EFFECT_SITE
    tolerance: float = 0.0

    def pressures(self, person: Person, felt: Any) -> tuple[Any, Any]:
        """Rise of a person's systolic and diastolic pressure."""
        return (
            self.systolic_per_ng_ml * person.pressure_response * felt,
            self.diastolic_per_ng_ml * person.diastolic_response * felt,
        )

    def beats(self, person: Person, felt: Any) -> Any:
        """Beats a minute more."""
        return person.beats_response / self.felt_peak * felt

    def narrowing(self, felt: Any) -> Any:
        """Share by which the pulse at the finger becomes smaller."""
        return 0.15 / self.felt_peak * felt


def ketamine() -> Response:
    """The racemate into the vein: +16.0 / +11.0 at 40 min."""
    return Response()


def esketamine(*, over_65: bool = False) -> Response:
    """Esketamine by the nose: mean maximum +13.3 / +8.7, from 65 years on +16.0 / +9.5."""
    high, low = (16.0, 9.5) if over_65 else (13.3, 8.7)
    share = DIRECT_SHARE / FELT_AFTER_SPRAYS
    return Response(high * share, low * share, PEAK_AFTER_SPRAYS, FELT_AFTER_SPRAYS, tolerance=1.0)
