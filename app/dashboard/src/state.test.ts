import { describe, expect, it } from "vitest";
import { alarm, at, bed, vital } from "./samples";
import { EMPTY, reduce, resumption, type WardState } from "./state";
import type { Hello, ServerMessage } from "./wire";

const hello = (epoch = "e1"): Hello => ({ type: "hello", epoch, number: 5, server_time: at(0), clock_rate: 1, mode: "test" });

function after(...messages: ServerMessage[]): WardState {
  return messages.reduce((state, message, i) => reduce(state, message, 1000 * i), EMPTY);
}

describe("the ward's state", () => {
  it("keeps the newest revision, whatever the order of arrival", () => {
    const state = after(
      hello(),
      { type: "snapshot", number: 5, beds: [], alarms: [alarm({ revision: 3, priority: "high" })] },
      { type: "change", number: 6, beds: [], alarms: [alarm({ revision: 2 })] },
    );
    expect(state.alarms.get("s1.spo2.low.1")?.priority).toBe("high");
  });

  it("replaces a bed but for a sparkline that did not come", () => {
    const line = { spo2: [[at(0), 97]] as [string, number][] };
    const state = after(
      hello(),
      { type: "snapshot", number: 5, beds: [bed({ sparkline: line })], alarms: [] },
      { type: "change", number: 6, beds: [bed({ vitals: { heart_rate: vital({ value: 70 }) } })], alarms: [] },
    );
    expect(state.beds.get("1")?.vitals["spo2"]).toBeUndefined();
    expect(state.beds.get("1")?.sparkline).toEqual(line);
    expect(state.beds.get("1")?.receivedMono).toBe(2000);
  });

  it("never shows one patient's trend on the next one's tile", () => {
    const state = after(
      hello(),
      { type: "snapshot", number: 5, beds: [bed({ sparkline: { spo2: [[at(0), 97]] } })], alarms: [] },
      { type: "change", number: 6, beds: [bed({ session: "s2" })], alarms: [] },
    );
    expect(state.beds.get("1")?.sparkline).toEqual({});
  });

  it("forgets what a snapshot no longer names", () => {
    const state = after(hello(), { type: "snapshot", number: 5, beds: [bed()], alarms: [alarm()] }, { type: "snapshot", number: 9, beds: [], alarms: [] });
    expect(state.beds.size + state.alarms.size).toBe(0);
  });

  it("hears an alarm again when a restarted server knows of no acknowledgement", () => {
    const state = after(
      hello(),
      { type: "snapshot", number: 5, beds: [], alarms: [alarm({ revision: 4, state: "acknowledged" })] },
      hello("e2"),
      { type: "snapshot", number: 1, beds: [], alarms: [alarm({ revision: 3 })] },
    );
    expect(state.alarms.get("s1.spo2.low.1")?.state).toBe("on");
  });

  it("resumes from where it was, only within one run of the server", () => {
    const state = after(hello(), { type: "snapshot", number: 5, beds: [], alarms: [] }, { type: "change", number: 8, beds: [], alarms: [] });
    expect(resumption(state)).toEqual({ epoch: "e1", number: 8 });
    expect(resumption(reduce(state, hello("e2"), 0))).toBeUndefined();
    expect(resumption(EMPTY)).toBeUndefined();
  });
});
