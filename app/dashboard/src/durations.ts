// Times and durations in words, as a nurse reads them: 24 h, up to 99 s in seconds, then minutes.

const two = (n: number): string => String(n).padStart(2, "0");

/** "14 s", "4 min", "2 h 05": whole units, rounded down. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s <= 99) return `${s} s`;
  const minutes = Math.floor(s / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${two(minutes % 60)}`;
}

/** "32:10" or "1:08:20": a running clock. */
export function running(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(s / 3600);
  const rest = `${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** "14:36:08" in this screen's time zone. */
export function clockTime(ms: number): string {
  const at = new Date(ms);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** "14:36" in this screen's time zone; "" for no time. */
export function hourMinute(at: string | number | null | undefined): string {
  if (at === null || at === undefined) return "";
  const ms = typeof at === "number" ? at : Date.parse(at);
  return Number.isNaN(ms) ? "" : clockTime(ms).slice(0, 5);
}
