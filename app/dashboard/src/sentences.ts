// Alarms in words: the short form of a tile, the full sentence of the banner, the name without values of the link cover.
import { secondsSince } from "./clock";
import { duration, hourMinute } from "./durations";
import type { Alarm } from "./wire";

const VITALS: Record<string, string> = {
  spo2: "SpO₂",
  heart_rate: "HR",
  pulse_rate: "HR",
  blood_pressure: "BP",
  systolic: "Systolic",
  diastolic: "Diastolic",
  mean: "Mean",
  respiratory_rate: "RR",
  etco2: "EtCO₂",
  temperature: "Temp",
  shock_index: "Shock index",
  moaas: "MOAA/S",
};

const NAMED: Record<string, string> = {
  "respiratory_rate.apnoea": "Apnoea",
  "blood_pressure.cuff_failed": "Cuff failed",
  "heart_rate.disagreement": "HR and pulse differ",
  "shock_index.high": "Shock index high",
  "news2.high": "NEWS2 high",
  "composite.two_of_three": "Two of three off",
  "session.unmonitored": "Not monitored",
  "session.unwatched": "No screen can sound",
  "session.backfill": "While disconnected",
  "check.bp_overdue": "BP check late",
  "check.repeat_bp": "Repeat BP",
  "device.silent": "Device silent",
  "device.clock_skew": "Device clock off",
  "device.unassigned": "Talking, no session",
  "recording.stalled": "Not recorded",
  "judging.stalled": "Judging stalled",
};

/** How long a sentence tells the slope of its evidence, as the server does: later it would be of the past. */
const DRIFT_SAID_FOR_S = 10;

const KINDS: Record<string, string> = { low: "low", high: "high" };

/** "SpO₂" for a vital or a condition's topic. */
export function vitalName(topic: string): string {
  return VITALS[topic] ?? topic.replaceAll("_", " ");
}

/** The condition without a value: "SpO₂ low", "No HR", "Probe off". */
export function conditionName(condition: string): string {
  const named = NAMED[condition];
  if (named) return named;
  const [topic = "", kind = ""] = condition.split(".");
  if (kind in KINDS) return `${vitalName(topic)} ${KINDS[kind]}`;
  if (kind === "missing") return `No ${vitalName(topic)}`;
  if (kind === "probe_off") return topic === "spo2" ? "Probe off" : `${vitalName(topic)} probe off`;
  if (kind === "invalid") return `${vitalName(topic)} invalid`;
  if (topic === "check" && kind.endsWith("_due")) return `${capital(kind.slice(0, -4).replaceAll("_", " "))} due`;
  return capital(`${vitalName(topic)} ${kind.replaceAll("_", " ")}`.trim());
}

/** The tile's words: "SpO₂ 83 < 85"; without value and limit the condition's name. `live` is the value on the screen now. */
export function shortForm(alarm: Alarm, live: number | null = null): string {
  const low = alarm.vital ? "<" : "≤"; // what a person observes is limited at the number itself
  const sign = alarm.condition.endsWith(".low") ? low : alarm.condition.endsWith(".high") ? ">" : "";
  const name = alarm.vital && alarm.vital in VITALS ? vitalName(alarm.vital) : vitalName(alarm.condition.split(".")[0] ?? "");
  const value = live ?? alarm.value;
  if (alarm.kind !== "physiological" || value === null || !sign) return conditionName(alarm.condition);
  if (alarm.unconfirmed) return `${name} ${plain(value)}? check probe`;
  if (alarm.limit === null) return `${name} ${plain(value)}, ${sign === ">" ? "rising" : "falling"}`;
  return `${name} ${plain(value)} ${sign} ${plain(alarm.limit)}`;
}

/** The server's sentence with SpO₂ written properly, the value on the screen now, and its "for 14 s" counted on here. */
export function fullSentence(alarm: Alarm, nowMs: number, live: number | null = null): string {
  let text = alarm.text.replaceAll("SpO2", "SpO₂").replaceAll("EtCO2", "EtCO₂");
  if (alarm.state === "on" && alarm.held_by === null && alarm.since_at) {
    const lasting = duration(secondsSince(alarm.since_at, nowMs));
    text = text.replace(/\bfor \d+ (?:s|min|h \d+)(?=$|,)/, `for ${lasting}`);
  }
  const newest = alarm.evidence?.at(-1)?.[0];
  if (newest && secondsSince(newest, nowMs) > DRIFT_SAID_FOR_S) text = text.replace(/, (?:falling|rising) [\d.]+ ?\S*\/s$/, "");
  if (live !== null && alarm.value !== null) {
    text = text.replace(new RegExp(`^(\\S+) ${escaped(plain(alarm.value))}(?= )`), `$1 ${plain(live)}`);
  }
  return text;
}

/** The sentence cut in two for two weights: what is measured, and what it breaks. */
export function inTwo(sentence: string): [strong: string, rest: string] {
  const at = sentence.search(/ (?:below|above|for|while|since|in the|,)|,/);
  return at > 0 ? [sentence.slice(0, at), sentence.slice(at)] : [sentence, ""];
}

/** What stands at the right of an alarm's line: how long, who saw it, since when it is over. */
export function standing(alarm: Alarm, nowMs: number): string {
  if (alarm.state === "acknowledged" && alarm.acknowledged) {
    return `✓ ${initials(alarm.acknowledged.by)} ${hourMinute(alarm.acknowledged.at)}`;
  }
  if (alarm.state === "latched") return `over ${hourMinute(alarm.ended_at)}`;
  if (alarm.held_by !== null) return "held";
  return duration(secondsSince(alarm.since_at ?? alarm.onset_at, nowMs));
}

/** "JD" for "j.diaz", "J. Diaz" or "j.diaz@clinic"; a single word stays. */
export function initials(name: string): string {
  const words = (name.split("@")[0] ?? "").split(/[\s._-]+/).filter(Boolean);
  return words.length > 1 ? words.map((word) => word.charAt(0).toUpperCase()).join("") : (words[0] ?? name);
}

/** The alarm for ears: without ages, without signs. */
export function spoken(alarm: Alarm): string {
  return shortForm(alarm).replace("SpO₂", "SpO2").replace(" < ", " below ").replace(" > ", " above ");
}

/** A number as people write it: no trailing zeros, one decimal at most. */
export function plain(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
