// Where an alarm belongs on the board: its chair, its device, or the whole site.
import type { WardState } from "./state";
import type { Alarm } from "./wire";

/** The bed an alarm belongs to: the one it names, else the one its session or its device is on. */
export function bedOf(alarm: Alarm, beds: WardState["beds"]): string | null {
  if (alarm.scope.bed) return alarm.scope.bed;
  for (const bed of beds.values()) {
    if (alarm.scope.session && bed.session === alarm.scope.session) return bed.bed;
    if (!alarm.scope.session && alarm.scope.device && bed.device === alarm.scope.device) return bed.bed;
  }
  return null;
}

/** "Chair 3", "Device d4" or "Ward". */
export function placeName(alarm: Alarm, beds: WardState["beds"]): string {
  const bed = bedOf(alarm, beds);
  if (bed !== null) return `Chair ${bed}`;
  return alarm.scope.device ? `Device ${alarm.scope.device}` : "Ward";
}

/** The same in one word, for a chip: "3", "d4", "Ward". */
export function placeMark(alarm: Alarm, beds: WardState["beds"]): string {
  return bedOf(alarm, beds) ?? alarm.scope.device ?? "Ward";
}

/** The alarms of each bed, in the order they come; those of no bed under "". */
export function byBed(alarms: Alarm[], beds: WardState["beds"]): ReadonlyMap<string, Alarm[]> {
  const grouped = new Map<string, Alarm[]>();
  for (const alarm of alarms) {
    const bed = bedOf(alarm, beds) ?? "";
    grouped.set(bed, [...(grouped.get(bed) ?? []), alarm]);
  }
  return grouped;
}
