// The steps of a session as pure functions: what a form suggests, what it sends, what comes first.
import { secondsSince } from "./clock";
import { duration, hourMinute } from "./durations";
import { plain } from "./sentences";
import type { Dose, Due, Observation, Plan, Scale, Treatment } from "./treatment";

export type Step = "" | "start" | "check-in" | "monitor" | "gate" | "doses" | "observe" | "events" | "phase" | "handover" | "discharge" | "close";

const DAY_MS = 24 * 3600_000;
const SOON_MS = 15 * 60_000;
const RECOVERED = ["aldrete"];
const WIDEST_KEYS = 11;

/** What a person typed as a number, with a point or a comma; null for nothing or no number. */
export function numberIn(text: string): number | null {
  const written = text.trim().replace(",", ".");
  return /^-?\d+(\.\d+)?$/.test(written) ? Number(written) : null;
}

/** The protocol's usual dose for this weight, to a tenth; null where it has none, or the weight is not known. */
export function suggestion(plan: Plan | undefined, weightKg: number | null): number | null {
  if (!plan || plan.usual === null || (plan.per_kg && (weightKg === null || weightKg <= 0))) return null;
  return Math.round(plan.usual * (plan.per_kg ? (weightKg ?? 0) : 1) * 10) / 10;
}

/** "0.5 mg/kg × 70 kg = 35 mg": how the suggestion comes about; "" where there is none. */
export function suggestionWords(plan: Plan | undefined, weightKg: number | null): string {
  const dose = suggestion(plan, weightKg);
  if (!plan || dose === null) return "";
  return plan.per_kg ? `${plan.usual} ${plan.unit}/kg × ${weightKg} kg = ${dose} ${plan.unit}` : `Usual ${dose} ${plan.unit}`;
}

/** What is due, the longest overdue first. */
export function dueOrder(due: Due[]): Due[] {
  return [...due].sort((a, b) => Date.parse(a.due_at) - Date.parse(b.due_at) || a.name.localeCompare(b.name));
}

/** "4 min late", "now" or "in 6 min". */
export function dueWords(one: Due, nowMs: number): string {
  const late = secondsSince(one.due_at, nowMs);
  if (late >= 60) return late < 120 ? "1 min late" : `${duration(late)} late`;
  const ahead = Math.ceil((Date.parse(one.due_at) - nowMs) / 60_000);
  return ahead <= 0 ? "now" : `in ${ahead} min`;
}

/** Whether its time is past. */
export function isLate(one: Due, nowMs: number): boolean {
  return Date.parse(one.due_at) <= nowMs;
}

/** What is due now, soon or late, and what comes later; the next one is always among the first. */
export function dueSoon(due: Due[], nowMs: number): [soon: Due[], later: Due[]] {
  const sorted = dueOrder(due);
  const soon = sorted.filter((one, i) => i === 0 || Date.parse(one.due_at) - nowMs <= SOON_MS);
  return [soon, sorted.slice(soon.length)];
}

/** Which form does a check: "" for one that is only ticked off. */
export function stepOf(one: Due): Step {
  if (one.by_observation) return "observe";
  if (one.what === "plan_end") return "doses";
  return one.what === "two_hour_gate" || one.what === "watching_time" ? "discharge" : "";
}

/** The form to open first: where the session stands. */
export function firstStep(told: Treatment): Step {
  if (told.checked_in === null) return "check-in";
  if (told.due.some((one) => one.by_observation)) return "observe";
  if (told.clocks.first_dose_at === null) return "doses";
  return told.phase === "recovery" ? "discharge" : "observe";
}

/** The scales to show first, as they are due, then as the protocol checks them, then what the recovery asks for; and the rest. */
export function scalesFirst(scales: Scale[], plan: Plan | undefined, told: Treatment): [first: Scale[], rest: Scale[]] {
  const wanted = [...dueOrder(told.due).map((one) => one.what), ...(plan?.checks ?? []), ...(told.phase === "recovery" ? RECOVERED : []), "note"];
  const names = plan?.checks.length ? [...new Set(wanted)] : ["moaas", "anxiety", "nausea", "note"];
  const first = names.flatMap((name) => scales.find((scale) => scale.what === name) ?? []);
  return [first, scales.filter((scale) => !first.includes(scale))];
}

/** The whole numbers of a scale as keys; none where there would be too many for fingers. */
export function keysOf(scale: Scale): number[] {
  if (scale.least === null || scale.most === null || scale.prompts.length) return [];
  const { least, most } = scale;
  return most - least < WIDEST_KEYS ? Array.from({ length: most - least + 1 }, (_, i) => least + i) : [];
}

/** "14:30 was 3. Before the drug 6.": the answers given before; "" where there are none. */
export function answeredBefore(what: string, told: Treatment): string {
  const mine = told.observations.filter((one) => one.what === what && !one.corrected);
  const last = mine.at(-1);
  if (!last) return "";
  const first = told.clocks.first_dose_at;
  const before = first === null ? undefined : mine.filter((one) => Date.parse(one.at) < Date.parse(first)).at(-1);
  const words = `${hourMinute(last.at)} was ${valueWords(last.value)}.`;
  return before && before !== last ? `${words} Before the drug ${valueWords(before.value)}.` : words;
}

/** A value as it is read: a number plainly, words as they are. */
export function valueWords(value: number | string): string {
  return typeof value === "string" ? value : plain(value);
}

/** The instant of "14:36" on this screen's clock, the last one that is not to come; undefined for no time, which means now. */
export function atTime(time: string, nowMs: number): string | undefined {
  const [hours, minutes] = time.split(":").map(Number);
  if (hours === undefined || minutes === undefined || Number.isNaN(hours + minutes)) return undefined;
  const at = new Date(nowMs).setHours(hours, minutes, 0, 0);
  return new Date(at > nowMs ? at - DAY_MS : at).toISOString();
}

/** A body without the fields that were left empty: the server knows what is meant then. */
export function body(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ""));
}

export interface CheckInDraft {
  identified: string[];
  age: string;
  weight: string;
  sure: boolean;
  drug: string;
  route: string;
  dose: string;
  unit: string;
  minutes: string;
  concomitants: string[];
  prescriber: string;
  note: string;
}

/** What a check-in sends; `patient` is the label that stood on the screen. */
export function checkInBody(patient: string, draft: CheckInDraft): Record<string, unknown> {
  return body({
    patient,
    identified_by: draft.identified,
    age_years: numberIn(draft.age),
    weight_kg: numberIn(draft.weight),
    weight_confirmed: draft.sure,
    drug: draft.drug.trim(),
    route: draft.route.trim(),
    dose: numberIn(draft.dose),
    dose_unit: draft.unit.trim(),
    lasts_min: numberIn(draft.minutes),
    concomitants: draft.concomitants,
    prescriber: draft.prescriber.trim(),
    note: draft.note.trim(),
  });
}

export interface Picked {
  value: number | string;
  items: number[];
}

/** What an observation sends. */
export function observationBody(session: string, what: string, picked: Picked, more: { at?: string | undefined; note?: string; corrects?: number }): Record<string, unknown> {
  const { at, note = "", corrects = 0 } = more;
  const items = picked.items.length ? picked.items : undefined;
  return body({ session, what, value: picked.value, items, note: note.trim(), ...(corrects ? { corrects } : { at }) });
}

/** The sum of the answers to the prompts once all are answered; null before. */
export function sumOf(items: (number | null)[], prompts: number): number | null {
  const given = items.filter((item): item is number => item !== null);
  return given.length === prompts && prompts > 0 ? given.reduce((sum, item) => sum + item, 0) : null;
}

/** "12.3 of 35 mg in, running, ends 14:42". */
export function doseWords(dose: Dose): string {
  if (dose.state === "given") return `${plain(dose.amount)} ${dose.unit} given ${hourMinute(dose.started_at)}`;
  const ends = dose.state === "running" && dose.ends_at ? `, ends ${hourMinute(dose.ends_at)}` : "";
  return `${plain(dose.given)} of ${plain(dose.amount)} ${dose.unit} in, ${dose.state}${ends}`;
}

/** The newest observations first; a corrected one stays in its place. */
export function newestFirst(observations: Observation[]): Observation[] {
  return [...observations].sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || b.number - a.number);
}

/** A sentence of the server with its instants as this screen writes them: "14:36". */
export function readable(line: string): string {
  return line.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g, (at) => hourMinute(at) || at);
}

/** A code word as people read it: "birth_date" is "Birth date". */
export function wordsOf(code: string): string {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
