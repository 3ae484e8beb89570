// What the server says on the live connection and over HTTP: the types of the public contract, nothing else.

export type Priority = "low" | "medium" | "high";
export type AlarmState = "on" | "acknowledged" | "latched" | "ended";
export type Mode = "real" | "test" | "demo";

export interface Scope {
  session?: string | null;
  bed?: string | null;
  device?: string | null;
  site?: string | null;
}

export interface Acknowledged {
  by: string;
  at: string;
  note: string;
  expires_at: string | null;
}

export interface Alarm {
  id: string;
  revision: number;
  scope: Scope;
  condition: string;
  kind: "physiological" | "technical" | "protocol";
  priority: Priority;
  state: AlarmState;
  onset_at: string;
  since_at?: string | null;
  ended_at: string | null;
  text: string;
  value: number | null;
  limit: number | null;
  rule: string;
  vital?: string | null;
  evidence?: [string, number][];
  held_by: string | null;
  suppressed_by: string | null;
  unconfirmed: boolean;
  acknowledged: Acknowledged | null;
  escalation: number;
  unrecorded: boolean;
}

export interface Vital {
  value: number | null;
  unit: string;
  measured_at: string | null;
  age_s: number;
  quality: "valid" | "questionable" | "invalid";
  reason: string | null;
  status?: string | null;
  device?: string | null;
  low: number | null;
  high: number | null;
  grey_after_s?: number | null;
  blank_after_s?: number | null;
  differs?: boolean;
}

export type Points = [at: string, value: number | null][];

export interface Bed {
  bed: string;
  session: string | null;
  patient: string | null;
  phase: string | null;
  phase_at?: string | null;
  protocol?: string | null;
  device: string | null;
  vitals: Record<string, Vital>;
  sparkline?: Record<string, Points>;
}

export interface Hello {
  type: "hello";
  epoch: string;
  number: number;
  server_time: string;
  clock_rate: number;
  mode: Mode | "production";
}
export interface Snapshot {
  type: "snapshot";
  number: number;
  server_time?: string;
  beds: Bed[];
  alarms: Alarm[];
}
export interface Change {
  type: "change";
  number: number;
  server_time?: string;
  beds: Bed[];
  alarms: Alarm[];
}
export interface Heartbeat {
  type: "heartbeat";
  server_time?: string;
}
export type ServerMessage = Hello | Snapshot | Change | Heartbeat;

export type Audio = "armed" | "blocked" | "off";
