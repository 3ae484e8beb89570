// The treatment of a session over HTTP: what the server tells of it, and how a step is asked for. Nothing here decides anything.
import { problem } from "./people";

export interface Plan {
  protocol: string;
  title: string;
  drug: string;
  route: string;
  unit: string;
  per_kg: boolean;
  usual: number | null;
  most: number | null;
  lasts_min: number;
  checks: string[];
}

export interface Scale {
  what: string;
  name: string;
  prompt: string;
  least: number | null;
  most: number | null;
  words: string[];
  prompts: string[];
  free: boolean;
}

export interface CheckedIn {
  at: string;
  by: string;
  identified_by: string[];
  age_years: number;
  weight_kg: number;
  drug: string;
  route: string;
  dose: number;
  dose_unit: string;
  lasts_min: number;
  concomitants: string[];
  prescriber: string;
  note: string;
}

export interface Dose {
  dose: string;
  drug: string;
  route: string;
  amount: number;
  unit: string;
  lot: string;
  by: string;
  started_at: string;
  lasts_min: number;
  per_hour: number;
  state: "given" | "running" | "paused" | "stopped";
  given: number;
  ends_at: string | null;
  reason: string;
}

export interface Observation {
  number: number;
  what: string;
  name: string;
  value: number | string;
  at: string;
  by: string;
  items: number[];
  note: string;
  corrects: number;
  corrected: boolean;
}

export interface AdverseEvent {
  event: string;
  what: string;
  severity: string;
  serious: boolean;
  at: string;
  by: string;
  note: string;
  ended_at: string | null;
  end_note: string;
}

export interface Due {
  what: string;
  name: string;
  due_at: string;
  overdue: boolean;
  by_observation: boolean;
}

export interface Treatment {
  session: string;
  patient: string;
  protocol: string;
  title: string;
  phase: string;
  phases: { phase: string; since: string }[];
  checked_in: CheckedIn | null;
  gate: string[] | null;
  gate_passed: { at: string; by: string; findings: string[]; reason: string }[];
  clocks: { first_dose_at: string | null; planned_end_at: string | null; recovery_since: string | null; watched_until: string | null };
  doses: Dose[];
  observations: Observation[];
  events: AdverseEvent[];
  due: Due[];
  handovers: { at: string; by: string; to: string; note: string }[];
}

export interface Criterion {
  name: string;
  met: boolean;
  why: string;
}

/** A refusal in the server's words, with its stable code ("" where the server did not answer). */
export interface Failure {
  ok: false;
  why: string;
  code: string;
  status: number;
}

export type Outcome<T> = { ok: true; value: T } | Failure;

const UNHEARD = "No answer from the server. Look whether it was written down before you send it again.";

/** Asks the server for something, or to do something. */
export async function ask<T>(method: "GET" | "POST" | "PUT", path: string, body?: unknown): Promise<Outcome<T>> {
  const init: RequestInit = { method, headers: { accept: "application/json" } };
  if (method !== "GET") {
    init.headers = { accept: "application/json", "content-type": "application/json" };
    init.body = JSON.stringify(body ?? {});
  }
  let answer: Response;
  try {
    answer = await fetch(path, init);
  } catch {
    return { ok: false, why: UNHEARD, code: "", status: 0 };
  }
  if (!answer.ok) return refused(answer);
  return { ok: true, value: (await answer.json().catch(() => null)) as T };
}

/** The path of a session's own routes. */
export function pathOf(session: string, rest: string): string {
  return `/v1/sessions/${encodeURIComponent(session)}/${rest}`;
}

async function refused(answer: Response): Promise<Failure> {
  const told = (await answer.clone().json().catch(() => null)) as { code?: unknown } | null;
  const code = typeof told?.code === "string" ? told.code : "";
  return { ok: false, why: await problem(answer), code, status: answer.status };
}
