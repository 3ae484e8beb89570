// One row of a tile: what stands for a value now, by its age, its quality, its status and the alarms on it.
import { secondsSince } from "./clock";
import { duration, hourMinute } from "./durations";
import { plain } from "./sentences";
import type { Alarm, Priority, Vital } from "./wire";

export type RowName = "spo2" | "hr" | "bp" | "rr";
export type Face = "value" | "stale" | "blank" | "cause" | "word" | "none";
export type Mood = "" | "high" | "med" | "low" | "ack-high" | "ack-med" | "ack-low";

export interface Shown {
  name: RowName;
  label: string;
  unit: string;
  /** "98", "124", "Probe off", "– –". */
  value: string;
  /** Diastolic, after a slash. */
  second: string;
  face: Face;
  questionable: boolean;
  /** One or two short lines at the right of the value. */
  age: [string, string];
  limit: string;
  mood: Mood;
  /** The number on the screen, when one is: what an alarm's sentence may repeat. */
  live: number | null;
  reason: string;
}

export interface RowSource {
  name: RowName;
  label: string;
  unit: string;
  first: Vital | undefined;
  second?: Vital | undefined;
  /** Seconds, now. */
  ageS: number;
  cuff: boolean;
  alarms: Alarm[];
  deviceSilent: boolean;
  /** Since when a probe is off, where an alarm says so. */
  probeOffSince: string | null;
  nowMs: number;
}

const GREY_AFTER_S = 5;
const BLANK_AFTER_S = 30;
const MEDIUM_WORDS: Record<Priority, "high" | "med" | "low"> = { high: "high", medium: "med", low: "low" };
const CAUSES: Record<string, string> = { probe_off: "Probe off", searching: "Searching", failed: "Cuff failed", inflating: "Inflating", off: "Switched off" };

/** What a row shows at this moment. */
export function shown(row: RowSource): Shown {
  const fixed = { name: row.name, label: row.label, unit: row.unit, limit: limitWords(row), questionable: false, second: "", live: null, reason: "" };
  const vital = row.first;
  if (vital === undefined) return { ...fixed, value: "not measured", face: "none", age: ["", ""], mood: "" };
  const cause = causeOf(row, vital);
  if (cause) return { ...fixed, value: cause, face: "cause", age: [causeFor(row), ""], mood: causeMood(row) };
  if (row.ageS >= (vital.blank_after_s ?? BLANK_AFTER_S) || (vital.value === null && vital.quality !== "invalid")) {
    return { ...fixed, value: "– –", face: "blank", age: [duration(row.ageS), "no data"], mood: "" };
  }
  const stale = row.ageS >= (vital.grey_after_s ?? GREY_AFTER_S);
  if (vital.quality === "invalid") {
    return { ...fixed, value: "Invalid", face: "word", age: ageWords(row, stale), mood: "", reason: vital.reason ?? "" };
  }
  const questionable = vital.quality === "questionable" || row.second?.quality === "questionable";
  const live = vital.value ?? 0;
  return {
    ...fixed,
    value: plain(live),
    second: row.second ? pressure(row.second) : "",
    face: stale ? "stale" : "value",
    questionable,
    reason: questionable ? (vital.reason ?? row.second?.reason ?? "") : "",
    age: questionable && !stale ? doubt(vital.reason ?? "") : ageWords(row, stale),
    mood: stale ? "" : moodOf(row.alarms) || (vital.status === "failed" ? "low" : ""),
    live: stale ? null : live,
  };
}

/** "now", "9 s old", "6 min / 14:30": a value's age in at most two lines. */
export function ageWords(row: RowSource, stale: boolean): [string, string] {
  if (row.cuff) return [row.ageS < GREY_AFTER_S ? "now" : duration(row.ageS), hourMinute(row.first?.measured_at)];
  if (row.ageS < GREY_AFTER_S && !stale) return ["now", ""];
  return [duration(row.ageS), stale ? "old" : ""];
}

/** The limit in force, or the one that is broken: "≥ 90", "50–120", "< 85"; a star says that it was changed for this person. */
export function limitWords(row: RowSource): string {
  const words = limitsOf(row);
  return words && (row.first?.differs || row.second?.differs) ? `${words} *` : words;
}

function limitsOf(row: RowSource): string {
  const broken = row.alarms.find((alarm) => breaks(alarm) && alarm.limit !== null && ofShownVital(row, alarm));
  if (broken && broken.limit !== null) return `${broken.condition.endsWith(".low") ? "<" : ">"} ${plain(broken.limit)}`;
  const { low = null, high = null } = row.first ?? {};
  if (low !== null && high !== null) return `${plain(low)}–${plain(high)}`;
  if (low !== null) return `≥ ${plain(low)}`;
  return high !== null ? `≤ ${plain(high)}` : "";
}

/** The cell's dress: filled for an alarm nobody has seen, outlined for an acknowledged one, plain when over or held. */
export function moodOf(alarms: Alarm[]): Mood {
  const standing = alarms.filter(breaks);
  const unseen = worst(standing.filter((alarm) => alarm.state === "on"));
  if (unseen) return MEDIUM_WORDS[unseen];
  const seen = worst(standing);
  return seen ? `ack-${MEDIUM_WORDS[seen]}` : "";
}

function breaks(alarm: Alarm): boolean {
  const lasting = alarm.state === "on" || alarm.state === "acknowledged";
  return lasting && alarm.kind === "physiological" && alarm.held_by === null && alarm.suppressed_by === null;
}

function ofShownVital(row: RowSource, alarm: Alarm): boolean {
  return row.name !== "bp" || !alarm.vital || alarm.vital === "systolic";
}

function worst(alarms: Alarm[]): Priority | undefined {
  return (["high", "medium", "low"] as const).find((priority) => alarms.some((alarm) => alarm.priority === priority));
}

function causeOf(row: RowSource, vital: Vital): string {
  const cause = CAUSES[vital.status ?? ""];
  if (cause && vital.value === null) return cause;
  return row.deviceSilent && row.ageS >= (vital.blank_after_s ?? BLANK_AFTER_S) ? "Device silent" : "";
}

function technical(row: RowSource): Alarm | undefined {
  return row.alarms.find((alarm) => alarm.kind === "technical" && alarm.state !== "latched");
}

function causeFor(row: RowSource): string {
  const own = technical(row);
  const at = own ? (own.since_at ?? own.onset_at) : row.first?.status === "probe_off" ? row.probeOffSince : null;
  if (at) return duration(secondsSince(at, row.nowMs));
  return row.ageS < GREY_AFTER_S ? "now" : duration(row.ageS);
}

function causeMood(row: RowSource): Mood {
  const alarm = technical(row);
  return alarm && alarm.priority !== "low" && alarm.state === "on" ? `ack-${MEDIUM_WORDS[alarm.priority]}` : "low";
}

function pressure(vital: Vital): string {
  return vital.quality === "invalid" || vital.value === null ? "–" : plain(vital.value);
}

function doubt(reason: string): [string, string] {
  if (/inflat|cuff/i.test(reason)) return ["cuff", "inflating"];
  if (/motion|moving/i.test(reason)) return ["motion", ""];
  if (/perfusion/i.test(reason)) return ["low", "perfusion"];
  return ["check", "probe"];
}
