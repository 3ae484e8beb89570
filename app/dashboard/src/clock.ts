// The server's time on this screen: the time it said in `hello`, moved on by the local monotonic clock at the server's rate.
// The browser's wall clock plays no part: it may be wrong, or step.

const DRIFT_MS = 1000;

/** A point from which the server's time is counted: server time (ms since 1970) at a monotonic instant (ms), and the rate. */
export interface Anchor {
  serverMs: number;
  monoMs: number;
  rate: number;
}

/** The anchor that a `hello` gives, at the monotonic instant it arrived. */
export function anchor(serverTime: string, clockRate: number, monoMs: number): Anchor {
  const serverMs = Date.parse(serverTime);
  return { serverMs: Number.isNaN(serverMs) ? 0 : serverMs, monoMs, rate: clockRate > 0 ? clockRate : 1 };
}

/** The server's time, in ms since 1970, at a monotonic instant. */
export function serverNow(from: Anchor, monoMs: number): number {
  return from.serverMs + (monoMs - from.monoMs) * from.rate;
}

/** The anchor after another word of the server's time: a new one only when the two have drifted apart by over a second, so that
 * the delay of a single message does not make the clock jump. */
export function checked(from: Anchor, serverTime: string | undefined, monoMs: number): Anchor {
  const told = serverTime ? Date.parse(serverTime) : NaN;
  const apart = Math.abs(told - serverNow(from, monoMs));
  return apart > DRIFT_MS * Math.max(1, from.rate) ? anchor(serverTime ?? "", from.rate, monoMs) : from;
}

/** The age in seconds, now, of what was `ageS` old when it arrived at `receivedMono`; never negative. */
export function ageNow(ageS: number, receivedMono: number, monoMs: number, rate: number): number {
  return Math.max(0, ageS + ((monoMs - receivedMono) / 1000) * rate);
}

/** Seconds of the server's time since a moment it named; 0 for a moment to come or none. */
export function secondsSince(at: string | null | undefined, nowMs: number): number {
  const then = at ? Date.parse(at) : NaN;
  return Number.isNaN(then) ? 0 : Math.max(0, (nowMs - then) / 1000);
}
