// The ward as this screen knows it: a pure fold of what the server sent. Nothing here reads a clock.
import { anchor, checked, type Anchor } from "./clock";
import type { Alarm, Bed, Hello, Mode, ServerMessage } from "./wire";

/** A bed with the monotonic instant (ms) at which its ages were true. */
export interface HeldBed extends Bed {
  receivedMono: number;
}

export interface WardState {
  epoch: string | null;
  number: number | null;
  mode: Mode;
  clock: Anchor | null;
  beds: ReadonlyMap<string, HeldBed>;
  alarms: ReadonlyMap<string, Alarm>;
  /** Whether a snapshot was ever drawn. */
  drawn: boolean;
}

export const EMPTY: WardState = { epoch: null, number: null, mode: "real", clock: null, beds: new Map(), alarms: new Map(), drawn: false };

/** The next state after a message that arrived at the monotonic instant `monoMs`. */
export function reduce(state: WardState, message: ServerMessage, monoMs: number): WardState {
  if (message.type === "hello") return greet(state, message, monoMs);
  const clock = state.clock && checked(state.clock, message.server_time, monoMs);
  switch (message.type) {
    case "heartbeat":
      return clock === state.clock ? state : { ...state, clock };
    case "snapshot":
      return {
        ...state,
        clock,
        number: message.number,
        drawn: true,
        beds: withBeds(new Map(), message.beds, state.beds, monoMs),
        alarms: ofSnapshot(state, message.alarms),
      };
    case "change":
      return {
        ...state,
        clock,
        number: Math.max(message.number, state.number ?? message.number),
        beds: withBeds(new Map(state.beds), message.beds, state.beds, monoMs),
        alarms: message.alarms.length ? withAlarms(new Map(state.alarms), message.alarms) : state.alarms,
      };
  }
}

/** The next state after one alarm that an HTTP answer carried. */
export function heard(state: WardState, alarm: Alarm): WardState {
  return { ...state, alarms: withAlarms(new Map(state.alarms), [alarm]) };
}

/** What to put under `resume`, when there is something to resume. */
export function resumption(state: WardState): { epoch: string; number: number } | undefined {
  return state.epoch !== null && state.number !== null ? { epoch: state.epoch, number: state.number } : undefined;
}

function greet(state: WardState, hello: Hello, monoMs: number): WardState {
  const sameRun = state.epoch === hello.epoch;
  return {
    ...state,
    epoch: hello.epoch,
    number: sameRun ? state.number : null,
    mode: hello.mode === "production" ? "real" : hello.mode,
    clock: anchor(hello.server_time, hello.clock_rate, monoMs),
  };
}

function withBeds(into: Map<string, HeldBed>, beds: Bed[], before: WardState["beds"], monoMs: number): Map<string, HeldBed> {
  for (const bed of beds) {
    const known = before.get(bed.bed);
    const sameSession = known !== undefined && known.session === bed.session;
    const sparkline = bed.sparkline ?? (sameSession ? known.sparkline : undefined) ?? {};
    into.set(bed.bed, { ...bed, vitals: bed.vitals ?? {}, sparkline, receivedMono: monoMs });
  }
  return into;
}

/** A snapshot says which alarms there are. An answer that overtook it keeps its newer revision, but only within one run of the
 * server: a restart may have lost an acknowledgement that was never recorded, and then the alarm is on again. */
function ofSnapshot(state: WardState, alarms: Alarm[]): Map<string, Alarm> {
  const told = withAlarms(new Map(), alarms);
  if (state.number === null) return told;
  for (const id of told.keys()) {
    const known = state.alarms.get(id);
    if (known !== undefined && known.revision > (told.get(id)?.revision ?? 0)) told.set(id, known);
  }
  return told;
}

/** An older revision never replaces a newer one; an ended alarm is forgotten only when a snapshot no longer names it. */
function withAlarms(into: Map<string, Alarm>, alarms: Alarm[]): Map<string, Alarm> {
  for (const alarm of alarms) {
    const known = into.get(alarm.id);
    if (known === undefined || alarm.revision >= known.revision) into.set(alarm.id, alarm);
  }
  return into;
}
