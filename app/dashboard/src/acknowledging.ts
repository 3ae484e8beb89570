// Acknowledgements on their way: pressed here, not yet answered. A pure table; the sending is in ward.svelte.ts.
import type { Alarm } from "./wire";

export type Sending = { revision: number; stage: "sending" | "retrying" };
export type Sendings = ReadonlyMap<string, Sending>;

/** The alarm as this screen shows it: acknowledged at once while its acknowledgement is on its way, on again when that fails. */
export function asShown(alarm: Alarm, sendings: Sendings): Alarm {
  const sending = sendings.get(alarm.id);
  const counts = sending?.stage === "sending" && sending.revision === alarm.revision && alarm.state !== "ended";
  return counts ? { ...alarm, state: "acknowledged", acknowledged: null } : alarm;
}

/** The sendings that still matter: not those whose alarm is acknowledged or over by now. */
export function stillDue(sendings: Sendings, alarms: ReadonlyMap<string, Alarm>): Sendings {
  const due = [...sendings].filter(([id]) => {
    const state = alarms.get(id)?.state;
    return state === "on" || state === "latched";
  });
  return due.length === sendings.size ? sendings : new Map(due);
}

/** "sending" or "not sent", short enough for an alarm's line; "" when nothing is on its way. */
export function sendingWords(alarm: Alarm, sendings: Sendings): string {
  const sending = sendings.get(alarm.id);
  if (!sending) return "";
  return sending.stage === "sending" ? "sending" : "not sent";
}
