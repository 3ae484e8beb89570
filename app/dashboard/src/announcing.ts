// What is said to ears: new alarms, acknowledgements and ends, worst first, never ages or repeats.
import { placeName } from "./place";
import { spoken } from "./sentences";
import type { WardState } from "./state";
import type { Alarm, Priority } from "./wire";

export interface Saying {
  urgent: boolean;
  rank: number;
  text: string;
}

const RANK: Record<Priority, number> = { high: 3, medium: 2, low: 1 };

/** The sentences that the step from one state of the alarms to the next gives rise to. */
export function sayings(before: ReadonlyMap<string, Alarm>, after: ReadonlyMap<string, Alarm>, beds: WardState["beds"]): Saying[] {
  const said: Saying[] = [];
  for (const alarm of after.values()) {
    const was = before.get(alarm.id);
    if (was === alarm || alarm.suppressed_by !== null) continue;
    const text = sentence(was, alarm, beds);
    if (text) said.push({ text, rank: RANK[alarm.priority], urgent: alarm.priority === "high" && alarm.state === "on" });
  }
  for (const [id, was] of before) {
    if (after.has(id) || was.state === "ended" || was.suppressed_by !== null) continue;
    said.push({ text: `${placeName(was, beds)}, ${spoken(was)}, over`, rank: RANK[was.priority], urgent: false });
  }
  return said;
}

/** The next sentence to say, and the rest: urgent ones first, then by rank, then as they came. */
export function nextSaying(waiting: Saying[]): [Saying | undefined, Saying[]] {
  const [first, ...rest] = [...waiting].sort((a, b) => Number(b.urgent) - Number(a.urgent) || b.rank - a.rank);
  return [first, rest];
}

function sentence(was: Alarm | undefined, alarm: Alarm, beds: WardState["beds"]): string {
  const where = placeName(alarm, beds);
  const worse = was !== undefined && RANK[alarm.priority] > RANK[was.priority];
  if (alarm.state === "on" && (was?.state !== "on" || worse)) return `${where}, ${alarm.priority} alarm, ${spoken(alarm)}`;
  if (was === undefined || was.state === alarm.state) return "";
  if (alarm.state === "acknowledged") return `${where}, ${spoken(alarm)}, acknowledged by ${alarm.acknowledged?.by ?? "somebody"}`;
  return `${where}, ${spoken(alarm)}, over`;
}
