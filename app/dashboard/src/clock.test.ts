import { describe, expect, it } from "vitest";
import { ageNow, anchor, checked, secondsSince, serverNow } from "./clock";
import { duration, running } from "./durations";
import { hasSlept, linkAfter, waitBefore } from "./link";
import { at, NOON } from "./samples";

describe("time", () => {
  it("runs at the server's rate from the server's word", () => {
    const from = anchor(at(0), 20, 1000);
    expect(serverNow(from, 2500)).toBe(NOON + 30_000);
    expect(ageNow(2, 1000, 2500, 20)).toBe(32);
    expect(ageNow(2, 1000, 900, 1)).toBeGreaterThanOrEqual(0);
  });

  it("does not jump for the delay of one message, and follows a real drift", () => {
    const from = anchor(at(0), 1, 0);
    expect(checked(from, at(9.5), 10_000)).toBe(from);
    expect(serverNow(checked(from, at(30), 10_000), 10_000)).toBe(NOON + 30_000);
    expect(checked(from, undefined, 10_000)).toBe(from);
  });

  it("counts from a moment, never below zero", () => {
    expect(secondsSince(at(-14), NOON)).toBe(14);
    expect(secondsSince(at(5), NOON)).toBe(0);
    expect(secondsSince(null, NOON)).toBe(0);
  });

  it("reads as a nurse says it", () => {
    expect([duration(14.9), duration(99), duration(100), duration(3600), duration(7500)]).toEqual(["14 s", "99 s", "1 min", "60 min", "2 h 05"]);
    expect([running(375), running(4100)]).toEqual(["06:15", "1:08:20"]);
  });
});

describe("the link", () => {
  it("is slow from 3 s and lost within 5 s of silence", () => {
    expect([0, 2999, 3000, 4700, 4750, 60_000].map(linkAfter)).toEqual(["live", "live", "slow", "slow", "lost", "lost"]);
  });

  it("is tried again after 0.5 s, and never later than after 5 s", () => {
    expect([0, 1, 2, 3, 4, 50].map(waitBefore)).toEqual([500, 1000, 2000, 3500, 5000, 5000]);
  });

  it("is not trusted after the machine slept", () => {
    expect(hasSlept(600_000, 250)).toBe(true);
    expect(hasSlept(260, 250)).toBe(false);
    expect(hasSlept(-3_600_000, 250)).toBe(false);
  });
});
