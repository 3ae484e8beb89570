"""The drug's course agrees with the clinical reference, with an independent solution, and with itself at any step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pytest

from simulators import dose, drug
from simulators.dose import AnyOrder, Bolus, Infuse, Injection, Pause, Rate, Resume, Spray, Stop
from simulators.drug import Drug, Model

MIXED: list[AnyOrder] = [
    Infuse(at_s=0.0, mg_per_kg=0.5, over_min=40.0), Pause(at_s=601.5), Bolus(at_s=700.0, mg=7.0), Resume(at_s=960.0),
    Injection(at_s=1000.25, mg_per_kg=0.3), Rate(at_s=1200.0, mg_per_kg=2.33775), Spray(at_s=1500.0, mg=28.0),
    Spray(at_s=1800.0, mg=28.0),
]


def at(orders: Iterable[AnyOrder], times_s: Sequence[float], model: Model | None = None) -> list[tuple[float, float]]:
    body = Drug(model or drug.kamp(), 70.0, orders)
    found = []
    for time_s in times_s:
        body.advance(time_s - body.time_s)
        found.append((body.plasma, body.effect_site))
    return found


@pytest.mark.parametrize(
    ("minutes", "expected"), [(5, 109), (10, 155), (20, 198), (30, 228), (40, 253), (60, 96), (120, 50)]
)
def test_kamp_infusion_follows_the_table(minutes: int, expected: float) -> None:
    assert at(dose.usual(), [minutes * 60.0])[0][0] == pytest.approx(expected, rel=0.01)


def test_domino_infusion_peaks_at_240() -> None:
    assert at(dose.usual(), [2400.0], drug.domino())[0][0] == pytest.approx(240, rel=0.01)


def runge_kutta(model: Model, flows_in: Callable[[float], float], jumps: dict[float, tuple[int, float]],
                until_s: float, step_s: float) -> np.ndarray:
    """An independent solution by many small classical steps; jumps and changes lie on the steps."""
    muscle, nose, ke0 = 0.05, 0.015, 0.13

    def slope(state: np.ndarray, flow: float) -> np.ndarray:
        c, fast, slow, site, im, nasal = state
        return np.array([
            flow + model.k21 * fast + model.k31 * slow + muscle * im + nose * nasal
            - (model.k10 + model.k12 + model.k13) * c,
            model.k12 * c - model.k21 * fast, model.k13 * c - model.k31 * slow, ke0 * (c - site),
            -muscle * im, -nose * nasal,
        ]) / 60.0

    state = np.zeros(6)
    for number in range(round(until_s / step_s)):
        time_s = number * step_s
        if time_s in jumps:
            place, size = jumps[time_s]
            state[place] += size
        flow, h = flows_in(time_s + step_s / 2), step_s
        k1 = slope(state, flow)
        k2 = slope(state + h / 2 * k1, flow)
        k3 = slope(state + h / 2 * k2, flow)
        k4 = slope(state + h * k3, flow)
        state = state + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return state


@pytest.mark.parametrize("model", [drug.kamp(), drug.domino()], ids=["kamp", "domino"])
def test_a_pump_with_changes_and_depots_agrees_with_an_independent_solution(model: Model) -> None:
    volume = 70.0 * model.litres_per_kg
    given = 0.5 / 40.0 * (601.5 + 240.0) / 60.0
    empty_s = 1200.0 + (0.5 - given) * 3600.0 / 2.33775
    assert empty_s == pytest.approx(1700.0)

    def flow(time_s: float) -> float:
        if time_s < 601.5 or 960.0 <= time_s < 1200.0:
            return 0.5 / 40.0 * 70_000.0 / volume
        return 2.33775 / 60.0 * 70_000.0 / volume if 1200.0 <= time_s < 1700.0 else 0.0

    jumps = {
        700.0: (0, 7_000.0 / volume), 1000.25: (4, 0.3 * 0.93 * 70_000.0 / volume),
        1500.0: (5, 0.48 * 28_000.0 / volume), 1800.0: (5, 0.48 * 28_000.0 / volume),
    }
    until_s = 2000.0
    state = runge_kutta(model, flow, jumps, until_s, 0.25)
    plasma, site = at(MIXED, [until_s], model)[0]
    assert plasma == pytest.approx(state[0], rel=1e-9)
    assert site == pytest.approx(state[3], rel=1e-9)


def test_a_pause_moves_the_end_of_an_infusion_and_not_its_dose() -> None:
    body = Drug(drug.kamp(), 70.0, [*dose.usual(), Pause(at_s=600.0), Resume(at_s=900.0)])
    running = []
    for dt in (2699.0, 2.0):
        body.advance(dt)
        running.append(body.running)
    assert running == [True, False]
    straight = at(dose.usual(), [86_400.0])[0][0]
    body.advance(86_400.0 + 300.0 - body.time_s)
    assert body.plasma == pytest.approx(straight, rel=0.02)


def test_a_stopped_pump_gives_nothing_more_even_when_it_is_resumed() -> None:
    stopped = at([*dose.usual(), Stop(at_s=600.0), Resume(at_s=700.0)], [600.0, 2400.0])
    paused = at([*dose.usual(), Pause(at_s=600.0)], [600.0, 2400.0])
    assert stopped[1] == pytest.approx(paused[1], rel=1e-9)
    assert stopped[1][0] < stopped[0][0] / 3


def test_a_line_out_of_the_vein_gives_nothing() -> None:
    body = Drug(drug.kamp(), 70.0, dose.usual())
    body.open_share = 0.0
    body.advance(2400.0)
    assert body.plasma == 0.0
    assert not body.running


@pytest.mark.parametrize("step_s", [0.7, 1.0, 10.0, 333.0])
def test_the_step_changes_nothing(step_s: float) -> None:
    times = [step_s * number for number in range(1, int(3600 / step_s))] + [3600.0]
    whole = at(MIXED, [3600.0])[-1]
    assert at(MIXED, times)[-1] == pytest.approx(whole, rel=1e-9)


def test_doses_of_all_kinds_add_up() -> None:
    kinds: list[AnyOrder] = [Bolus(at_s=60.0, mg=10.0), Injection(at_s=0.0, mg_per_kg=0.5), *dose.nasal(0.0, 84.0)]
    together = at(kinds, [1800.0])[0]
    apart = [at([one], [1800.0])[0] for one in kinds]
    assert together[0] == pytest.approx(sum(one[0] for one in apart), rel=1e-9)
    assert together[1] == pytest.approx(sum(one[1] for one in apart), rel=1e-9)


def test_nasal_devices_come_five_minutes_apart() -> None:
    assert [one.at_s for one in dose.nasal(100.0, 56.0)] == [100.0, 400.0]
    assert [one.at_s for one in dose.nasal(100.0, 84.0)] == [100.0, 400.0, 700.0]


def test_a_muscle_takes_up_faster_than_a_nose() -> None:
    times = [60.0 * minute for minute in range(1, 180)]
    muscle = [plasma for plasma, _ in at([Injection(mg_per_kg=0.5)], times)]
    nose = [plasma for plasma, _ in at([Spray(mg=56.0)], times)]
    assert muscle.index(max(muscle)) < nose.index(max(nose))
    assert max(muscle) == pytest.approx(150, rel=0.5)


def test_an_order_of_now_is_carried_out_at_once() -> None:
    body = Drug(drug.kamp(), 70.0)
    body.advance(100.0)
    body.give(Bolus(at_s=5.0, mg=25.0))
    body.advance(1.0)
    assert body.plasma == pytest.approx(at([Bolus(mg=25.0)], [1.0])[0][0], rel=1e-9)


def test_a_planned_dose_comes_again_and_again() -> None:
    again = Drug(drug.kamp(), 70.0, dose.usual(-600.0, 3600.0), -600.0)
    again.advance(4200.0)
    first, second = at(dose.usual(), [4200.0])[0][0], at(dose.usual(), [600.0])[0][0]
    assert again.plasma == pytest.approx(first + second, rel=1e-9)
