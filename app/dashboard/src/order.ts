// What comes first: alarms by urgency, beds by place or by their worst alarm.
import type { Alarm, Bed, Priority } from "./wire";

const RANK: Record<Priority, number> = { high: 3, medium: 2, low: 1 };
const BY_PLACE = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Whether an alarm is neither over nor kept quiet by a rule. */
export function isShown(alarm: Alarm): boolean {
  return alarm.state !== "ended" && alarm.suppressed_by === null;
}

/** Whether an alarm still asks for somebody. */
export function isUnseen(alarm: Alarm): boolean {
  return isShown(alarm) && alarm.state !== "acknowledged";
}

/** Unseen before acknowledged; then high, medium, low; then on, held, latched; then the oldest, so that a newcomer of the
 * same rank never takes the place of the one under a finger. */
export function byUrgency(a: Alarm, b: Alarm): number {
  return (
    Number(a.state === "acknowledged") - Number(b.state === "acknowledged") ||
    RANK[b.priority] - RANK[a.priority] ||
    standing(a) - standing(b) ||
    a.onset_at.localeCompare(b.onset_at) ||
    a.id.localeCompare(b.id)
  );
}

/** By priority alone first, then as above: for a list that tells where to go. */
export function byPriority(a: Alarm, b: Alarm): number {
  return RANK[b.priority] - RANK[a.priority] || byUrgency(a, b);
}

/** The shown alarms, worst first. */
export function worstFirst(alarms: Iterable<Alarm>): Alarm[] {
  return [...alarms].filter(isShown).sort(byUrgency);
}

/** Beds by place: 2 before 10. */
export function byPlace(a: Bed, b: Bed): number {
  return BY_PLACE.compare(a.bed, b.bed);
}

/** Beds by their worst alarm (`worst` gives it), the rest by place. */
export function bedsByUrgency<B extends Bed>(beds: B[], worst: (bed: B) => Alarm | undefined): B[] {
  return [...beds].sort((a, b) => {
    const [first, second] = [worst(a), worst(b)];
    if (first && second) return urgencyOfTile(first) - urgencyOfTile(second) || byPlace(a, b);
    if (first || second) return first ? -1 : 1;
    return Number(a.session === null) - Number(b.session === null) || byPlace(a, b);
  });
}

/** High, medium, held, latched high, low, acknowledged. */
function urgencyOfTile(alarm: Alarm): number {
  if (alarm.state === "acknowledged") return 10 - RANK[alarm.priority];
  if (alarm.priority === "low") return 6;
  if (alarm.state === "latched") return 5;
  if (alarm.held_by !== null) return 4;
  return alarm.priority === "high" ? 1 : 2;
}

function standing(alarm: Alarm): number {
  return alarm.state === "latched" ? 2 : alarm.held_by !== null ? 1 : 0;
}
