import { describe, expect, it } from "vitest";
import {
  answeredBefore, atTime, checkInBody, dueOrder, dueSoon, dueWords, firstStep, isLate, keysOf, numberIn, observationBody, readable, scalesFirst,
  stepOf, suggestion, suggestionWords, sumOf, type CheckInDraft,
} from "./steps";
import type { Due, Observation, Plan, Scale, Treatment } from "./treatment";

const PLAN: Plan = {
  protocol: "ketamine-iv", title: "", drug: "ketamine", route: "intravenous", unit: "mg", per_kg: true, usual: 0.5, most: 1, lasts_min: 40,
  checks: ["moaas", "anxiety", "bp_40min"],
};
const NOW = Date.parse("2026-11-22T14:36:20Z");

function due(what: string, at: string, more: Partial<Due> = {}): Due {
  return { what, name: what, due_at: `2026-11-22T${at}:00Z`, overdue: false, by_observation: true, ...more };
}

function scale(what: string, more: Partial<Scale> = {}): Scale {
  return { what, name: what, prompt: "", least: 0, most: 10, words: [], prompts: [], free: false, ...more };
}

function seen(number: number, at: string, value: number, corrected = false): Observation {
  return { number, what: "anxiety", name: "Anxiety", value, at: `2026-11-22T${at}:00Z`, by: "jo", items: [], note: "", corrects: 0, corrected };
}

function told(more: Partial<Treatment> = {}): Treatment {
  return {
    session: "s1", patient: "Mr A", protocol: "ketamine-iv", title: "", phase: "baseline", phases: [], checked_in: null, gate: [],
    gate_passed: [], clocks: { first_dose_at: null, planned_end_at: null, recovery_since: null, watched_until: null }, doses: [],
    observations: [], events: [], due: [], handovers: [], ...more,
  };
}

describe("numbers as people type them", () => {
  it("takes a comma for a point, and nothing for no number", () => {
    expect(numberIn("35,5")).toBe(35.5);
    expect(numberIn(" 70 ")).toBe(70);
    expect(["", "7o", "7.", "1,2,3"].map(numberIn)).toEqual([null, null, null, null]);
  });
});

describe("the suggested dose", () => {
  it("is the usual one for the weight, to a tenth, and says how it comes about", () => {
    expect(suggestion(PLAN, 71.3)).toBe(35.7);
    expect(suggestionWords(PLAN, 70)).toBe("0.5 mg/kg × 70 kg = 35 mg");
  });
  it("is none without a weight, a plan or a usual dose", () => {
    expect([suggestion(PLAN, null), suggestion(PLAN, 0), suggestion(undefined, 70)]).toEqual([null, null, null]);
    expect(suggestion({ ...PLAN, usual: null }, 70)).toBeNull();
    expect(suggestionWords(undefined, 70)).toBe("");
  });
  it("needs no weight where the protocol counts by the person", () => {
    const spray = { ...PLAN, per_kg: false, usual: 28 };
    expect(suggestion(spray, null)).toBe(28);
    expect(suggestionWords(spray, null)).toBe("Usual 28 mg");
  });
});

describe("what is due", () => {
  it("comes the longest overdue first", () => {
    const sorted = dueOrder([due("mood", "14:50"), due("moaas", "14:30"), due("anxiety", "14:30")]);
    expect(sorted.map((one) => one.what)).toEqual(["anxiety", "moaas", "mood"]);
  });
  it("says how late it is, or how long there is", () => {
    expect(dueWords(due("moaas", "14:30"), NOW)).toBe("6 min late");
    expect(dueWords(due("moaas", "14:35"), NOW)).toBe("1 min late");
    expect(dueWords(due("moaas", "14:36"), NOW)).toBe("now");
    expect(dueWords(due("moaas", "14:40"), NOW)).toBe("in 4 min");
    expect([due("a", "14:36"), due("a", "14:37")].map((one) => isLate(one, NOW))).toEqual([true, false]);
  });
  it("is now, soon or late; the rest is later, but for the next one", () => {
    const [soon, later] = dueSoon([due("mood", "15:50"), due("moaas", "14:30"), due("anxiety", "14:51")], NOW);
    expect([soon, later].map((part) => part.map((one) => one.what))).toEqual([["moaas", "anxiety"], ["mood"]]);
    expect(dueSoon([due("mood", "15:50")], NOW)[1]).toEqual([]);
    expect(dueSoon([], NOW)).toEqual([[], []]);
  });
  it("opens the form that does it", () => {
    const other = { by_observation: false };
    const names = [due("moaas", "14:30"), due("plan_end", "14:30", other), due("two_hour_gate", "14:30", other), due("bp_40min", "14:30", other)];
    expect(names.map(stepOf)).toEqual(["observe", "doses", "discharge", ""]);
  });
});

describe("where a session stands", () => {
  const one = told({ checked_in: {} as Treatment["checked_in"] });
  const dosed = { ...one.clocks, first_dose_at: "2026-11-22T14:00:00Z" };
  it("opens the form that comes next", () => {
    expect(firstStep(told())).toBe("check-in");
    expect(firstStep({ ...one, due: [due("moaas", "14:40")] })).toBe("observe");
    expect(firstStep(one)).toBe("doses");
    expect(firstStep({ ...one, clocks: dosed, phase: "infusion" })).toBe("observe");
    expect(firstStep({ ...one, clocks: dosed, phase: "recovery" })).toBe("discharge");
  });
});

describe("scales", () => {
  const all = ["moaas", "rass", "anxiety", "aldrete", "note"].map((what) => scale(what));
  it("come as they are due, then as the protocol checks them, and the rest apart", () => {
    const [first, rest] = scalesFirst(all, PLAN, told({ phase: "recovery", due: [due("anxiety", "14:40"), due("moaas", "14:50")] }));
    expect(first.map((one) => one.what)).toEqual(["anxiety", "moaas", "aldrete", "note"]);
    expect(rest.map((one) => one.what)).toEqual(["rass"]);
  });
  it("are keys while there are few numbers", () => {
    expect(keysOf(scale("moaas", { most: 5 }))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(keysOf(scale("rass", { least: -5, most: 4 }))).toHaveLength(10);
    expect(keysOf(scale("mood"))).toHaveLength(11);
    expect(keysOf(scale("phq9", { most: 27 }))).toEqual([]);
    expect(keysOf(scale("note", { least: null, most: null }))).toEqual([]);
    expect(keysOf(scale("dissociation", { most: 24, prompts: ["a"] }))).toEqual([]);
  });
  it("add up only when every prompt is answered", () => {
    expect(sumOf([1, null, 0], 3)).toBeNull();
    expect(sumOf([1, 4, 0], 3)).toBe(5);
    expect(sumOf([], 0)).toBeNull();
  });
  it("tell what was answered before, corrected answers left out", () => {
    const observations = [seen(1, "13:50", 6), seen(2, "14:20", 9, true), seen(3, "14:30", 3)];
    const clocks = { ...told().clocks, first_dose_at: "2026-11-22T14:00:00Z" };
    expect(answeredBefore("anxiety", told({ observations, clocks }))).toMatch(/ was 3\. Before the drug 6\.$/);
    expect(answeredBefore("mood", told({ observations }))).toBe("");
  });
});

describe("what is sent", () => {
  const draft: CheckInDraft = {
    identified: ["name", "wristband"], age: "46", weight: "70,5", sure: false, drug: "ketamine", route: "intravenous", dose: "35", unit: "mg",
    minutes: "0", concomitants: [], prescriber: "", note: " slept well ",
  };
  it("of a check-in: numbers as numbers, nothing that was left empty", () => {
    expect(checkInBody("Mr A", draft)).toEqual({
      patient: "Mr A", identified_by: ["name", "wristband"], age_years: 46, weight_kg: 70.5, weight_confirmed: false, drug: "ketamine",
      route: "intravenous", dose: 35, dose_unit: "mg", lasts_min: 0, concomitants: [], note: "slept well",
    });
  });
  it("of an observation: zero is an answer, and a correction has the time of what it corrects", () => {
    expect(observationBody("s1", "moaas", { value: 0, items: [] }, {})).toEqual({ session: "s1", what: "moaas", value: 0 });
    const corrected = observationBody("s1", "moaas", { value: 5, items: [] }, { corrects: 7, note: "wrong key", at: "x" });
    expect(corrected).toEqual({ session: "s1", what: "moaas", value: 5, corrects: 7, note: "wrong key" });
    expect(observationBody("s1", "dissociation", { value: 2, items: [1, 1] }, { at: "x" })).toMatchObject({ items: [1, 1], at: "x" });
  });
  it("of a time: the last one of that name that is not to come; none means now", () => {
    const now = new Date(2026, 10, 22, 0, 10).getTime();
    expect(new Date(atTime("00:05", now) ?? "").getTime()).toBe(now - 5 * 60_000);
    expect(new Date(atTime("23:50", now) ?? "").getTime()).toBe(now - 20 * 60_000);
    expect(atTime("", now)).toBeUndefined();
  });
});

describe("the server's sentences", () => {
  it("are read with hours and minutes", () => {
    expect(readable("Due: Mood, 2026-11-22T14:36:00.000000Z")).toMatch(/^Due: Mood, \d\d:\d\d$/);
    expect(readable("OVERDUE, nothing else")).toBe("OVERDUE, nothing else");
  });
});
