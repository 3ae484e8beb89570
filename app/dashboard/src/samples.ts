// Samples for the tests: an alarm, a vital and a bed, with what a test wants changed.
import type { Alarm, Bed, Vital } from "./wire";

export const NOON = Date.parse("2026-11-22T12:00:00Z");

export function at(secondsAfterNoon: number): string {
  return new Date(NOON + secondsAfterNoon * 1000).toISOString();
}

export function alarm(changes: Partial<Alarm> = {}): Alarm {
  return {
    id: "s1.spo2.low.1", revision: 1, scope: { session: "s1", bed: "1" }, condition: "spo2.low", kind: "physiological", priority: "medium", state: "on",
    onset_at: at(0), since_at: at(-14), ended_at: null, text: "SpO2 87 % below 90 % for 14 s", value: 87, limit: 90, rule: "spo2-low", vital: "spo2",
    held_by: null, suppressed_by: null, unconfirmed: false, acknowledged: null, escalation: 0, unrecorded: false, ...changes,
  };
}

export function vital(changes: Partial<Vital> = {}): Vital {
  return { value: 97, unit: "%", measured_at: at(0), age_s: 0, quality: "valid", reason: "", status: "ok", low: 90, high: null, grey_after_s: 5, blank_after_s: 30, ...changes };
}

export function bed(changes: Partial<Bed> = {}): Bed {
  return { bed: "1", session: "s1", patient: "Amara O.", phase: "infusion", phase_at: at(-600), device: "d1", vitals: { spo2: vital() }, ...changes };
}
