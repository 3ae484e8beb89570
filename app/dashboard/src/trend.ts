// A trend of 30 minutes as shapes in a box: broken where there was a gap, nothing smoothed, one scale for all chairs.
import type { RowName } from "./row";
import type { Points } from "./wire";

export const WIDTH = 112;
export const HEIGHT = 48;
const SPAN_MS = 30 * 60_000;
const SCALES: Record<RowName, [number, number]> = { spo2: [78, 100], hr: [40, 150], bp: [50, 180], rr: [0, 40] };

export interface Bar {
  x: number;
  top: number;
  bottom: number;
}

/** The height in the box of a value, clipped to the scale. */
export function heightOf(row: RowName, value: number): number {
  const [low, high] = SCALES[row];
  const clipped = Math.min(high, Math.max(low, value));
  return round(HEIGHT - ((clipped - low) / (high - low)) * HEIGHT);
}

/** Unbroken runs of a series as polyline points, oldest first; a null value breaks the line. */
export function runs(row: RowName, points: Points, nowMs: number): string[] {
  const lines: string[][] = [[]];
  for (const [at, value] of points) {
    const x = xOf(at, nowMs);
    if (value === null) lines.push([]);
    else if (x !== null) lines.at(-1)?.push(`${x},${heightOf(row, value)}`);
  }
  return lines.filter((line) => line.length > 0).map((line) => (line.length > 1 ? line : [...line, ...line]).join(" "));
}

/** The last points beyond a limit, as one line: what the alarm's colour marks. */
export function beyond(row: RowName, points: Points, nowMs: number, low: number | null, high: number | null): string {
  const tail: string[] = [];
  for (const [at, value] of [...points].reverse()) {
    const x = xOf(at, nowMs);
    if (value === null || x === null || !((low !== null && value < low) || (high !== null && value > high))) break;
    tail.unshift(`${x},${heightOf(row, value)}`);
  }
  return (tail.length === 1 ? [...tail, ...tail] : tail).join(" ");
}

/** Cuffs as bars from diastolic to systolic; a cuff without a diastolic is a short mark. */
export function bars(systolic: Points, diastolic: Points, nowMs: number): Bar[] {
  const lower = new Map(diastolic.map(([at, value]) => [at, value]));
  return systolic.flatMap(([at, value]) => {
    const x = xOf(at, nowMs);
    if (value === null || x === null) return [];
    const below = lower.get(at);
    const top = heightOf("bp", value);
    return [{ x, top, bottom: typeof below === "number" ? heightOf("bp", below) : top + 4 }];
  });
}

/** "last 30 minutes, 94 to 98", for ears. */
export function inWords(label: string, points: Points): string {
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  if (!values.length) return `${label}, last 30 minutes, nothing measured`;
  return `${label}, last 30 minutes, ${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))}`;
}

function xOf(at: string, nowMs: number): number | null {
  const x = WIDTH * (1 - (nowMs - Date.parse(at)) / SPAN_MS);
  return x >= 0 && x <= WIDTH + 2 ? round(Math.min(x, WIDTH)) : null;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
