// The link to the server, told by silence: every message, heartbeats too, is a word from it. Wall seconds, never scaled.

export type Link = "live" | "slow" | "lost";

export const SLOW_AFTER_MS = 3000;
/** The cover stands within 5 s of silence: one look at the clock (250 ms) is taken off. */
export const LOST_AFTER_MS = 4750;
const BACK_OFF_MS = [500, 1000, 2000, 3500, 5000];

/** How the link stands after this much silence. */
export function linkAfter(silenceMs: number): Link {
  if (silenceMs >= LOST_AFTER_MS) return "lost";
  return silenceMs >= SLOW_AFTER_MS ? "slow" : "live";
}

/** How long to wait before the next attempt, after so many that failed. */
export function waitBefore(failedAttempts: number): number {
  return BACK_OFF_MS[Math.min(Math.max(failedAttempts, 0), BACK_OFF_MS.length - 1)] ?? 5000;
}

/** Whether the machine slept between two looks: its wall clock ran on and its monotonic clock did not. Then nothing on the
 * screen can be trusted until the server has spoken again. */
export function hasSlept(wallPassedMs: number, monoPassedMs: number): boolean {
  return wallPassedMs - monoPassedMs > SLOW_AFTER_MS;
}
