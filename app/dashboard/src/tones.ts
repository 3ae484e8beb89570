// The bursts of an alarm as lists of pulses (IEC 60601-1-8's pattern): when, how high, how long. Pure; sound.ts plays them.
import { isUnseen } from "./order";
import type { Alarm } from "./wire";

export type Burst = "high" | "medium" | "low" | "link";

export interface Pulse {
  /** Seconds after the burst's start. */
  at: number;
  forSeconds: number;
  /** Fundamental in Hz, within 150-1000; four harmonics are added when played. */
  hertz: number;
}

/** Seconds from one burst's start to the next; 0 for once only. */
export const REPEAT_AFTER_S: Record<Burst, number> = { high: 5, medium: 12, low: 0, link: 4 };

const HIGH_AT = [0, 0.2, 0.4, 0.75, 0.95];

/** The pulses of a burst: 3+2, pause, 3+2 for high; 3 for medium; 2 for low; a falling pair, twice, for a lost link. */
export function pulses(burst: Burst): Pulse[] {
  switch (burst) {
    case "high":
      return [0, 1.75].flatMap((start) => HIGH_AT.map((at, i) => ({ at: start + at, forSeconds: 0.14, hertz: i < 3 ? 523 : 659 })));
    case "medium":
      return [0, 0.35, 0.7].map((at, i) => ({ at, forSeconds: 0.2, hertz: [494, 440, 392][i] ?? 440 }));
    case "low":
      return [0, 0.3].map((at, i) => ({ at, forSeconds: 0.2, hertz: i ? 330 : 392 }));
    case "link":
      return [0, 0.25, 0.9, 1.15].map((at, i) => ({ at, forSeconds: 0.2, hertz: i % 2 ? 262 : 587 }));
  }
}

/** The burst to repeat while these alarms stand: the worst nobody has acknowledged; over (latched) ones sound as medium at most. */
export function burstFor(alarms: Iterable<Alarm>): Burst | null {
  const unseen = [...alarms].filter(isUnseen);
  if (unseen.some((alarm) => alarm.priority === "high" && alarm.state === "on")) return "high";
  if (unseen.some((alarm) => alarm.priority !== "low")) return "medium";
  return null;
}
