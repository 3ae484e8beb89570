"""The rules by which a dose may begin, change, pause and end; what breaks one is refused in words for a nurse."""

from __future__ import annotations

from alerts.treatment.dosing import Dose, doses
from alerts.treatment.history import History
from alerts.treatment.protocol import DoseRule
from monitors.instant import HOUR, MINUTE, Duration
from monitors.refused import Refused
from monitors.steps import DoseChanged, DoseStarted


def check_amount(rule: DoseRule | None, weight_kg: float, amount: float, unit: str, lasts_for: Duration) -> None:
    """Raises Refused for an amount, unit or time that the protocol doesn't plan: bad_dose, dose_too_high."""
    if not 0 < amount <= 100_000:
        raise Refused("bad_dose", f"{amount:g} is no amount", "give what goes in, over 0", field="amount")
    if lasts_for < 0:
        raise Refused("bad_dose", "an infusion can't last less than no time", "give minutes", field="lasts_min")
    if rule is None:
        return
    if unit != rule.unit:
        raise Refused("bad_dose", f"{rule.drug} is given in {rule.unit} here, not {unit[:20]!r}", field="unit")
    if (lasts_for > 0) is not (rule.lasts_for > 0) or lasts_for > rule.lasts_at_most:
        asked = f"at most {rule.lasts_at_most / MINUTE:g} minutes" if rule.lasts_for else "at once: 0 minutes"
        raise Refused("bad_dose", f"{lasts_for / MINUTE:g} min is not how long it goes in", asked, field="lasts_min")
    of = weight_kg if rule.per_kg else 1.0
    if amount > rule.most * of * (1 + 1e-9):
        raise Refused("dose_too_high", _too_high(rule, weight_kg, amount), "check the amount", field="amount")
    if rule.most_per_hour is not None and amount * HOUR / lasts_for > rule.most_per_hour * of * (1 + 1e-9):
        rate, most = amount * HOUR / lasts_for, rule.most_per_hour * of
        message = f"{rate:.3g} {rule.unit} an hour is too fast: at most {most:.3g} for this person"
        raise Refused("dose_too_high", message, "check the amount and the minutes", field="lasts_min")


def _too_high(rule: DoseRule, weight_kg: float, amount: float) -> str:
    """What is wrong, with how many times the usual dose it is."""
    of = weight_kg if rule.per_kg else 1.0
    times = amount / (rule.usual * of)
    per = f", {amount / weight_kg:.2g} {rule.unit}/kg at {weight_kg:g} kg" if rule.per_kg else ""
    each = "/kg" if rule.per_kg else ""
    return (
        f"{amount:g} {rule.unit}{per} is {times:.2g} times the usual {rule.usual:g} {rule.unit}{each}; "
        f"at most {rule.most * of:.3g} {rule.unit}"
    )


def check_start(history: History, rule: DoseRule | None, told: DoseStarted) -> None:
    """Raises Refused where no further dose may begin: dose_running, too_many_doses, too_soon, dose_too_high."""
    before = [one for one in doses(history).values() if one.id != told.dose]
    for one in before:
        if one.running and told.lasts_for:
            message = f"the infusion {one.id} is not over"
            raise Refused("dose_running", message, "stop it, or change its rate", field="dose", status=409)
    if rule is None:
        return
    if len(before) >= rule.doses_at_most:
        message = f"{len(before)} given already, and the protocol has at most {rule.doses_at_most}"
        raise Refused("too_many_doses", message, "ask the prescriber", field="dose", status=409)
    nearest = min((abs(told.at - one.started_at) for one in before), default=rule.apart)
    if nearest < rule.apart:
        message = f"the dose before was {nearest / MINUTE:.0f} min ago; {rule.apart / MINUTE:g} must lie between"
        raise Refused("too_soon", message, "wait", field="at", status=409)


def check_in_all(history: History, rule: DoseRule | None, weight_kg: float, amount: float, but_for: str) -> None:
    """Raises Refused (dose_too_high) where all doses together would be more than the protocol allows."""
    if rule is None:
        return
    before = sum(one.stopped_given if one.stopped_at else one.amount for one in _others(history, but_for))
    most = rule.most_in_all * (weight_kg if rule.per_kg else 1.0)
    if before + amount > most * (1 + 1e-9):
        message = f"{amount:g} {rule.unit} beside {before:g} before is more than {most:.3g} in all"
        raise Refused("dose_too_high", message, "check the amount", field="amount")


def _others(history: History, but_for: str) -> list[Dose]:
    return [one for one in doses(history).values() if one.id != but_for]


def check_dose(history: History, dose: str, *, paused: bool | None = None) -> Dose:
    """The running infusion of that id; raises Refused: unknown_dose, dose_over, dose_paused, dose_not_paused."""
    found = doses(history).get(dose)
    if found is None:
        known = ", ".join(doses(history)) or "none yet"
        raise Refused("unknown_dose", f"there is no dose {dose[:40]!r}", f"doses: {known}", field="dose", status=404)
    if not found.running:
        over = "is no infusion" if not found.infusion else "was stopped"
        raise Refused("dose_over", f"the dose {dose} {over}", "begin another one", field="dose", status=409)
    if paused is not None and found.paused is not paused:
        if paused:
            raise Refused("dose_not_paused", f"the dose {dose} runs", "nothing is to be done", field="dose", status=409)
        raise Refused("dose_paused", f"the dose {dose} stands still", "resume it first", field="dose", status=409)
    return found


def check_change(history: History, rule: DoseRule | None, weight_kg: float, told: DoseChanged) -> None:
    """Raises Refused where an infusion may not run on so: bad_dose, dose_too_high, and as check_dose does."""
    dose = check_dose(history, told.dose, paused=False)
    already = dose.given(told.at)
    if told.per_hour <= 0 or told.amount < already:
        message = f"{already:.3g} {dose.unit} went in already; the rate must be over 0"
        raise Refused("bad_dose", message, "give the whole amount, and a rate", field="amount")
    check_amount(rule, weight_kg, told.amount, dose.unit, round(told.amount / told.per_hour * HOUR))
    check_in_all(history, rule, weight_kg, told.amount, told.dose)
    if told.at < dose.rates[-1][0]:
        raise Refused("wrong_order", "a later change was told already", "give a later time", field="at", status=409)
