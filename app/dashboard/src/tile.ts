// A tile's contents: its rows, its two alarm lines, its frame and its name, from the ward's state at one moment.
import { ageNow } from "./clock";
import { worstFirst } from "./order";
import { shown, type RowName, type Shown } from "./row";
import { spoken } from "./sentences";
import type { HeldBed } from "./state";
import type { Alarm, Priority, Vital } from "./wire";

export type Frame = "" | `${"" | "held-" | "latch-" | "ack-"}${"high" | "med" | "low"}`;

export const SHORT: Record<Priority, "high" | "med" | "low"> = { high: "high", medium: "med", low: "low" };
const WORD: Record<Priority, string> = { high: "high alarm", medium: "medium alarm", low: "low alarm" };

/** How an alarm is dressed: its priority, with what sets it apart from one that is on. */
export function dress(alarm: Alarm): Exclude<Frame, ""> {
  const short = SHORT[alarm.priority];
  if (alarm.state === "acknowledged") return `ack-${short}`;
  if (alarm.state === "latched") return `latch-${short}`;
  return alarm.held_by !== null ? `held-${short}` : short;
}

/** The frame follows the worst alarm nobody has acknowledged, held ones too; then the worst acknowledged one. */
export function frameOf(alarms: Alarm[]): Frame {
  const first = worstFirst(alarms)[0];
  return first ? dress(first) : "";
}

/** "Chair 3, Amara O., high alarm, SpO2 83 below 85". */
export function tileName(bed: HeldBed, alarms: Alarm[]): string {
  const first = worstFirst(alarms)[0];
  const who = bed.session ? bed.patient || "no label" : "free";
  const seen = first?.state === "acknowledged" ? "acknowledged " : "";
  return [`Chair ${bed.bed}`, who, ...(first ? [`${seen}${WORD[first.priority]}`, spoken(first)] : [])].join(", ");
}

/** The rows of a tile, always SpO₂, HR, BP; respiration only where it is measured. */
export function rowsOf(bed: HeldBed, alarms: Alarm[], monoMs: number, nowMs: number, rate: number): Shown[] {
  const active = worstFirst(alarms);
  const silent = active.some((alarm) => alarm.condition === "device.silent");
  const off = active.find((alarm) => alarm.condition.endsWith(".probe_off"));
  const row = (name: RowName, label: string, unit: string, topic: string, vital: Vital | undefined, second?: Vital): Shown =>
    shown({
      name,
      label,
      unit,
      first: vital,
      second,
      ageS: vital ? ageNow(vital.age_s, bed.receivedMono, monoMs, rate) : 0,
      cuff: name === "bp",
      alarms: active.filter((alarm) => alarm.condition.startsWith(`${topic}.`)),
      deviceSilent: silent,
      probeOffSince: off ? (off.since_at ?? off.onset_at) : null,
      nowMs,
    });
  const { spo2, systolic, diastolic, mean, respiratory_rate } = bed.vitals;
  const rows = [row("spo2", "SpO₂", "%", "spo2", spo2), row("hr", "HR", "/min", "heart_rate", bed.vitals[rateOf(bed)])];
  if (respiratory_rate) rows.push(row("rr", "RR", "/min", "respiratory_rate", respiratory_rate));
  rows.push(systolic || !mean ? row("bp", "BP", "mmHg", "blood_pressure", systolic, diastolic) : row("bp", "Mean", "mmHg", "blood_pressure", mean));
  return rows;
}

/** Which rate the HR row shows: the heart's, or the pulse's while the heart's is absent or stale. */
export function rateOf(bed: HeldBed): "heart_rate" | "pulse_rate" {
  const { heart_rate, pulse_rate } = bed.vitals;
  if (!pulse_rate) return "heart_rate";
  const stale = !heart_rate || heart_rate.age_s >= (heart_rate.grey_after_s ?? 5);
  return stale && pulse_rate.age_s < (heart_rate?.age_s ?? Infinity) ? "pulse_rate" : "heart_rate";
}

/** The number an alarm's sentence may repeat: the one its row shows, when the alarm lasts and that number breaks its limit. */
export function liveValue(alarm: Alarm, rows: Shown[]): number | null {
  const row = rows.find((candidate) => candidate.name === ROW_OF[alarm.vital ?? ""]);
  if (!row || row.live === null || alarm.limit === null || alarm.held_by !== null || alarm.unconfirmed) return null;
  if (alarm.state !== "on" && alarm.state !== "acknowledged") return null;
  const broken = alarm.condition.endsWith(".low") ? row.live < alarm.limit : row.live > alarm.limit;
  return broken ? row.live : null;
}

const ROW_OF: Record<string, RowName> = { spo2: "spo2", heart_rate: "hr", pulse_rate: "hr", respiratory_rate: "rr" };
