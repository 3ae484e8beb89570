"""The rules by which a dose may begin, change, pause and end; what breaks one is refused in words for a nurse."""

from __future__ import annotations

from dataclasses import replace

from alerts.treatment.dosing import Dose, doses
from alerts.treatment.history import History
from alerts.treatment.protocol import DoseRule
from monitors.instant import HOUR, MINUTE, Duration
from monitors.refused import Refused
from monitors.steps import DoseChanged, DoseStarted, DoseStopped

LONGEST: Duration = 31 * 24 * HOUR
"""How long what is left of an infusion may go on: longer is a slip of the keyboard (proposal)."""


def check_amount(rule: DoseRule | None, weight_kg: float, amount: float, unit: str, lasts_for: Duration) -> None:
    """Raises Refused for an amount, unit or time that the protocol doesn't plan: bad_dose, dose_too_high."""
    _check_total(rule, weight_kg, amount, unit)
    if lasts_for < 0:
        raise Refused("bad_dose", "an infusion can't last less than no time", "give minutes", field="lasts_min")
    if rule is None:
        return
    if (lasts_for > 0) is not (rule.lasts_for > 0) or lasts_for > rule.lasts_at_most:
        asked = f"at most {rule.lasts_at_most / MINUTE:g} minutes" if rule.lasts_for else "at once: 0 minutes"
        raise Refused("bad_dose", f"{lasts_for / MINUTE:g} min is not how long it goes in", asked, field="lasts_min")
    if lasts_for:
        _check_rate(rule, weight_kg, amount * HOUR / lasts_for, "lasts_min")


def check_plan(rule: DoseRule | None, weight_kg: float, amount: float, unit: str, lasts_for: Duration) -> None:
    """The same for what is planned in all, as several sprays together; the fields are named as a check-in's are."""
    whole = rule if rule is None else replace(rule, usual=rule.most_in_all, most=rule.most_in_all)
    try:
        check_amount(whole if rule is None or rule.doses_at_most > 1 else rule, weight_kg, amount, unit, lasts_for)
    except Refused as refused:
        field = {"amount": "dose", "unit": "dose_unit"}.get(refused.field, refused.field)
        raise Refused(refused.code, str(refused), refused.hint, field=field) from None


def _check_total(rule: DoseRule | None, weight_kg: float, amount: float, unit: str) -> None:
    if not 0.001 <= amount <= 100_000:
        raise Refused("bad_dose", f"{amount:g} is no amount", "give what goes in, from 0.001 on", field="amount")
    if rule is None:
        return
    if unit != rule.unit:
        raise Refused("bad_dose", f"{rule.drug} is given in {rule.unit} here, not {unit[:20]!r}", field="unit")
    if amount > rule.most * (weight_kg if rule.per_kg else 1.0) * (1 + 1e-9):
        raise Refused("dose_too_high", _too_high(rule, weight_kg, amount), "check the amount", field="amount")


def _check_rate(rule: DoseRule, weight_kg: float, per_hour: float, field: str) -> None:
    most = None if rule.most_per_hour is None else rule.most_per_hour * (weight_kg if rule.per_kg else 1.0)
    if most is not None and per_hour > most * (1 + 1e-9):
        message = f"{per_hour:.3g} {rule.unit} an hour is too fast: at most {most:.3g} for this person"
        raise Refused("dose_too_high", message, "check the amount and the time", field=field)


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
        message = f"{nearest / MINUTE:.1f} min lie between this dose and another; {rule.apart / MINUTE:g} must"
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


def check_stop(history: History, told: DoseStopped) -> Dose:
    """The infusion that can be stopped so, or whose stop can be told anew; raises Refused as check_dose does."""
    if not told.corrects:
        return check_dose(history, told.dose)
    found = doses(history).get(told.dose)
    if found is None or found.stop_number != told.corrects:
        message = f"entry {told.corrects} is not the end of that dose as it stands"
        raise Refused("nothing_to_correct", message, "look at it again", field="corrects", status=409)
    return found


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
    """Raises Refused where an infusion may not run on so: bad_dose, dose_too_high, and as check_dose does.

    Slower is always allowed: how long it lasts in all is bounded by LONGEST alone.
    """
    dose = check_dose(history, told.dose, paused=False)
    if told.at < dose.rates[-1][0]:
        raise Refused("wrong_order", "a later change was told already", "give a later time", field="at", status=409)
    already = dose.given(told.at)
    _check_total(rule, weight_kg, told.amount, dose.unit)
    if told.amount < already:
        message = f"{already:.3g} {dose.unit} went in already"
        raise Refused("bad_dose", message, "give the whole amount, with what is in", field="amount")
    if told.per_hour <= 0 or (told.amount - already) * HOUR / told.per_hour > LONGEST:
        message = f"{told.per_hour:g} {dose.unit} an hour is no rate"
        raise Refused("bad_dose", message, "pause it, or stop it with what was given", field="per_hour")
    if rule is not None:
        _check_rate(rule, weight_kg, told.per_hour, "per_hour")
    check_in_all(history, rule, weight_kg, told.amount, told.dose)
