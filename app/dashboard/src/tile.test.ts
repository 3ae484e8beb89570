import { describe, expect, it } from "vitest";
import { bedsByUrgency, byPlace, worstFirst } from "./order";
import type { Shown } from "./row";
import { alarm, at, bed, NOON, vital } from "./samples";
import type { HeldBed } from "./state";
import { frameOf, liveValue, rowsOf, tileName } from "./tile";
import { bars, runs } from "./trend";
import type { Alarm, Bed, Vital } from "./wire";

function rows(changes: Partial<Bed>, alarms: Alarm[] = [], elapsedS = 0): Shown[] {
  return rowsOf({ ...bed(changes), receivedMono: 0 } as HeldBed, alarms, elapsedS * 1000, NOON + elapsedS * 1000, 1);
}
const first = (spo2: Partial<Vital>, alarms: Alarm[] = [], elapsedS = 0): Shown => rows({ vitals: { spo2: vital(spo2) } }, alarms, elapsedS)[0]!;

describe("a value", () => {
  it("shows its age: now, old, gone, with no word from the server in between", () => {
    expect(first({}, [], 4)).toMatchObject({ value: "97", face: "value", age: ["now", ""] });
    expect(first({}, [], 9)).toMatchObject({ value: "97", face: "stale", age: ["9 s", "old"], live: null });
    expect(first({}, [], 31)).toMatchObject({ value: "– –", face: "blank", age: ["31 s", "no data"] });
  });

  it("of a slow monitor is not called old before its time", () => {
    expect(first({ grey_after_s: 150, blank_after_s: 150 }, [], 70)).toMatchObject({ face: "value", age: ["70 s", ""] });
  });

  it("is never a number when it is implausible, missing or off", () => {
    expect(first({ value: 20, quality: "invalid", reason: "outside 50-100 %" })).toMatchObject({ value: "Invalid", face: "word" });
    expect(first({ value: null })).toMatchObject({ value: "– –" });
    expect(rows({ vitals: {} })[0]).toMatchObject({ value: "not measured" });
    const off = alarm({ condition: "spo2.probe_off", kind: "technical", priority: "low", since_at: at(-38), value: null, limit: null });
    expect(first({ value: null, status: "probe_off" }, [off])).toMatchObject({ value: "Probe off", age: ["38 s", ""], mood: "low" });
  });

  it("in doubt keeps its number and says why", () => {
    expect(first({ quality: "questionable", reason: "jump of 6 in 2 s" })).toMatchObject({ value: "97", questionable: true, age: ["check", "probe"] });
  });

  it("in alarm shows the limit it broke; acknowledged, an outline; over or held, nothing", () => {
    expect(first({ value: 87 }, [alarm()])).toMatchObject({ limit: "< 90", mood: "med" });
    expect(first({ value: 87 }, [alarm({ state: "acknowledged" })])).toMatchObject({ limit: "< 90", mood: "ack-med" });
    expect(first({}, [alarm({ state: "latched" })])).toMatchObject({ limit: "≥ 90", mood: "" });
    expect(first({}, [alarm({ held_by: "x" })])).toMatchObject({ mood: "" });
  });

  it("of the pulse stands in for a heart rate that is absent or stale", () => {
    expect(rows({ vitals: { pulse_rate: vital({ value: 71 }) } })[1]).toMatchObject({ label: "HR", value: "71" });
    expect(rows({ vitals: { heart_rate: vital({ value: 70, age_s: 40 }), pulse_rate: vital({ value: 71 }) } })[1]).toMatchObject({ value: "71" });
    expect(rows({ vitals: { heart_rate: vital({ value: 70 }), pulse_rate: vital({ value: 71 }) } })[1]).toMatchObject({ value: "70" });
  });

  it("of the cuff shows its minutes and its own time", () => {
    const cuff = { age_s: 400, measured_at: at(-400), grey_after_s: 660, blank_after_s: 1500 };
    const changed = rows({ vitals: { systolic: vital({ ...cuff, value: 124, low: 90, high: 145, differs: true }) } })[2];
    expect(changed?.limit).toBe("90–145 *");
    const shown = rows({ vitals: { systolic: vital({ ...cuff, value: 124, low: 90, high: 139 }), diastolic: vital({ ...cuff, value: 78 }) } })[2];
    expect(shown).toMatchObject({ value: "124", second: "78", limit: "90–139", face: "value" });
    expect(shown?.age[0]).toBe("6 min");
    expect(shown?.age[1]).toMatch(/^\d\d:\d\d$/);
  });

  it("is repeated by its alarm's sentence only while it breaks the limit", () => {
    expect(liveValue(alarm(), [first({ value: 85 })])).toBe(85);
    expect(liveValue(alarm(), [first({ value: 92 })])).toBeNull();
    expect(liveValue(alarm(), [first({ value: 85 }, [], 9)])).toBeNull();
  });

  it("has a respiration row only where respiration is measured", () => {
    expect(rows({}).map((row) => row.name)).toEqual(["spo2", "hr", "bp"]);
    expect(rows({ vitals: { respiratory_rate: vital({ value: 14 }) } }).map((row) => row.name)).toEqual(["spo2", "hr", "rr", "bp"]);
  });
});

describe("order", () => {
  const high = alarm({ id: "h", priority: "high", onset_at: at(10) });
  const seenHigh = alarm({ id: "s", priority: "high", state: "acknowledged" });
  const low = alarm({ id: "l", priority: "low" });

  it("puts what nobody has seen first, the worst of it before the rest, and never a newcomer of the same rank", () => {
    const medium = [alarm({ id: "m2", onset_at: at(5) }), alarm({ id: "m1" })];
    expect(worstFirst([seenHigh, low, ...medium, high]).map((one) => one.id)).toEqual(["h", "m1", "m2", "l", "s"]);
  });

  it("leaves out what is over or kept quiet by a rule", () => {
    expect(worstFirst([alarm({ state: "ended" }), alarm({ suppressed_by: "cuff inflating" })])).toEqual([]);
  });

  it("counts places as people do", () => {
    expect([bed({ bed: "10" }), bed({ bed: "2" }), bed({ bed: "A-1" })].sort(byPlace).map((one) => one.bed)).toEqual(["2", "10", "A-1"]);
  });

  it("brings the chair in need to the top of a phone", () => {
    const worst: Record<string, Alarm> = { "3": low, "2": high, "4": seenHigh };
    const beds = ["1", "2", "3", "4"].map((name) => bed({ bed: name }));
    expect(bedsByUrgency(beds, (one) => worst[one.bed]).map((one) => one.bed)).toEqual(["2", "3", "4", "1"]);
  });

  it("frames a tile by its worst alarm nobody has acknowledged, and names it", () => {
    expect(frameOf([seenHigh, low])).toBe("low");
    expect(frameOf([seenHigh])).toBe("ack-high");
    expect(frameOf([alarm({ held_by: "x" })])).toBe("held-med");
    expect(tileName({ ...bed(), receivedMono: 0 }, [high])).toBe("Chair 1, Amara O., high alarm, SpO2 87 below 90");
  });
});

describe("a trend", () => {
  it("is broken at a gap and never drawn across it", () => {
    expect(runs("spo2", [[at(-60), 97], [at(-30), null], [at(0), 95]], NOON)).toHaveLength(2);
    expect(runs("spo2", [[at(-3600), 97]], NOON)).toEqual([]);
  });

  it("draws a cuff from diastolic to systolic", () => {
    expect(bars([[at(0), 120]], [[at(0), 80]], NOON)[0]).toMatchObject({ x: 112, top: 22.2, bottom: 36.9 });
  });
});
