import { describe, expect, it } from "vitest";
import { sayings, nextSaying } from "./announcing";
import { asShown, stillDue } from "./acknowledging";
import { alarm, at, NOON } from "./samples";
import { conditionName, fullSentence, initials, inTwo, shortForm, standing } from "./sentences";
import { burstFor, pulses } from "./tones";

describe("sentences", () => {
  it("says value, side and limit on a tile", () => {
    expect(shortForm(alarm())).toBe("SpO₂ 87 < 90");
    expect(shortForm(alarm(), 86)).toBe("SpO₂ 86 < 90");
    expect(shortForm(alarm({ condition: "blood_pressure.high", vital: "systolic", value: 152, limit: 139 }))).toBe("Systolic 152 > 139");
    expect(shortForm(alarm({ unconfirmed: true, value: 83 }))).toBe("SpO₂ 83? check probe");
    expect(shortForm(alarm({ limit: null, value: 84 }))).toBe("SpO₂ 84, falling");
    expect(shortForm(alarm({ condition: "moaas.low", vital: "", value: 3, limit: 3 }))).toBe("MOAA/S 3 ≤ 3");
    expect(shortForm(alarm({ condition: "shock_index.high", vital: "", value: 1.2, limit: 1 }))).toBe("Shock index 1.2 > 1");
    expect(shortForm(alarm({ condition: "composite.two_of_three", vital: "", value: 2, limit: null }))).toBe("Two of three off");
  });

  it("names technical and protocol conditions without a code", () => {
    expect(["spo2.missing", "spo2.probe_off", "device.silent", "check.bp_overdue", "check.mood_scale_due", "etco2.high"].map(conditionName)).toEqual([
      "No SpO₂", "Probe off", "Device silent", "BP check late", "Mood scale due", "EtCO₂ high",
    ]);
    expect(shortForm(alarm({ kind: "technical", condition: "spo2.missing", value: null, limit: null }))).toBe("No SpO₂");
  });

  it("counts on in the banner from the moment the values began", () => {
    expect(fullSentence(alarm(), NOON + 20_000)).toBe("SpO₂ 87 % below 90 % for 34 s");
    expect(fullSentence(alarm(), NOON, 85)).toBe("SpO₂ 85 % below 90 % for 14 s");
    expect(fullSentence(alarm({ state: "latched" }), NOON + 20_000)).toContain("for 14 s");
    expect(inTwo("SpO₂ 87 % below 90 % for 34 s")).toEqual(["SpO₂ 87 %", " below 90 % for 34 s"]);
  });

  it("tells how fast only while that is news", () => {
    const falling = alarm({ text: "SpO2 87 % below 90 % for 14 s, falling 0.4 %/s", evidence: [[at(-1), 88], [at(0), 87]] });
    expect(fullSentence(falling, NOON + 5_000)).toBe("SpO₂ 87 % below 90 % for 19 s, falling 0.4 %/s");
    expect(fullSentence(falling, NOON + 11_000)).toBe("SpO₂ 87 % below 90 % for 25 s");
  });

  it("says at the right how long, who saw it, or that it is over", () => {
    expect(standing(alarm(), NOON)).toBe("14 s");
    expect(standing(alarm({ held_by: "s1.spo2.probe_off.1" }), NOON)).toBe("held");
    expect(standing(alarm({ state: "latched", ended_at: at(0) }), NOON)).toMatch(/^over \d\d:\d\d$/);
    const seen = alarm({ state: "acknowledged", acknowledged: { by: "J. Diaz", at: at(0), note: "", expires_at: null } });
    expect(standing(seen, NOON)).toMatch(/^✓ JD \d\d:\d\d$/);
    expect(["j.diaz", "Jo Ann Novak", "s.novak@clinic", "nurse1"].map(initials)).toEqual(["JD", "JAN", "SN", "nurse1"]);
  });
});

describe("an acknowledgement on its way", () => {
  const sending = new Map([["s1.spo2.low.1", { revision: 1, stage: "sending" as const }]]);

  it("quiets at once, but only the revision that was seen", () => {
    expect(asShown(alarm(), sending).state).toBe("acknowledged");
    expect(asShown(alarm({ revision: 2, priority: "high" }), sending).state).toBe("on");
  });

  it("sounds again while it is not sent", () => {
    expect(asShown(alarm(), new Map([["s1.spo2.low.1", { revision: 1, stage: "retrying" }]])).state).toBe("on");
  });

  it("is dropped when somebody else was first", () => {
    expect(stillDue(sending, new Map([["s1.spo2.low.1", alarm({ state: "acknowledged" })]])).size).toBe(0);
    expect(stillDue(sending, new Map([["s1.spo2.low.1", alarm()]]))).toBe(sending);
  });
});

describe("ears", () => {
  const beds = new Map();
  const high = alarm({ id: "b", priority: "high", value: 83, limit: 85 });

  it("hear a new high alarm first, and never a repeat or an age", () => {
    const said = sayings(new Map(), new Map([["a", alarm({ id: "a" })], ["b", high]]), beds);
    expect(nextSaying(said)[0]).toEqual({ urgent: true, rank: 3, text: "Chair 1, high alarm, SpO2 83 below 85" });
    expect(sayings(new Map([["b", high]]), new Map([["b", { ...high, value: 82 }]]), beds)).toEqual([]);
  });

  it("hear an acknowledgement and an end once", () => {
    const seen = { ...high, state: "acknowledged" as const, acknowledged: { by: "J. Diaz", at: at(0), note: "", expires_at: null } };
    expect(sayings(new Map([["b", high]]), new Map([["b", seen]]), beds)[0]?.text).toContain("acknowledged by J. Diaz");
    expect(sayings(new Map([["b", seen]]), new Map(), beds)[0]?.text).toContain("over");
  });

  it("hear ten pulses for high and three for medium, each within the norm", () => {
    expect([pulses("high").length, pulses("medium").length]).toEqual([10, 3]);
    expect(pulses("high").every((pulse) => pulse.forSeconds >= 0.075 && pulse.forSeconds <= 0.2 && pulse.hertz >= 150 && pulse.hertz <= 1000)).toBe(true);
    expect(pulses("medium").every((pulse) => pulse.forSeconds >= 0.125 && pulse.forSeconds <= 0.25)).toBe(true);
    expect(burstFor([alarm(), high])).toBe("high");
    expect(burstFor([{ ...high, state: "acknowledged" }])).toBeNull();
  });
});
