// The one live object behind the board: it feeds the connection's messages to the fold, keeps the time, and sends acknowledgements.
import { asShown, stillDue, type Sendings } from "./acknowledging";
import { nextSaying, sayings, type Saying } from "./announcing";
import { serverNow } from "./clock";
import { Connection } from "./connection";
import { hasSlept, linkAfter, type Link } from "./link";
import { byPriority, isUnseen, worstFirst } from "./order";
import { problem } from "./people";
import { Loudspeaker } from "./sound";
import { EMPTY, heard, reduce, resumption, type WardState } from "./state";
import { burstFor } from "./tones";
import type { Alarm, Audio, ServerMessage } from "./wire";

const LOOK_MS = 250;
const SAY_AFTER_MS = 3000;
const RETRY_MS = 2000;

export interface Notice {
  alarm: string;
  text: string;
}

export class Ward {
  state = $state.raw<WardState>(EMPTY);
  mono = $state(performance.now());
  sendings = $state.raw<Sendings>(new Map());
  notice = $state.raw<Notice | null>(null);
  audio = $state<Audio>("off");
  attempt = $state(0);
  nextAttemptAt = $state(0);
  lastWordAt = $state(performance.now());
  saidUrgent = $state("");
  saidCalm = $state("");
  /** What the cover keeps from the moment the link was lost. */
  lost = $state.raw<{ nowMs: number; alarms: Alarm[] } | null>(null);

  readonly rate = $derived(this.state.clock?.rate ?? 1);
  readonly nowMs = $derived(this.state.clock ? serverNow(this.state.clock, this.mono) : 0);
  readonly link: Link = $derived(linkAfter(this.mono - this.lastWordAt));
  /** Every alarm that is not over, as this screen shows it, worst first. */
  readonly alarms: Alarm[] = $derived(worstFirst([...this.state.alarms.values()].map((alarm) => asShown(alarm, this.sendings))));
  readonly unseen: Alarm[] = $derived(this.alarms.filter(isUnseen));

  private readonly connection: Connection;
  private readonly speaker = new Loudspeaker((audio) => this.hear(audio));
  private readonly timer: number;
  private waiting: Saying[] = [];
  private lastSaidAt = 0;
  private lastWall = Date.now();
  private redrawn = true;

  constructor(private readonly signedOut: () => void) {
    this.connection = new Connection({
      heard: (message, monoMs) => this.receive(message, monoMs),
      resume: () => (this.lost ? undefined : resumption(this.state)),
      waiting: (attempt, at) => this.waitFor(attempt, at),
    });
    this.timer = window.setInterval(() => this.look(), LOOK_MS);
    document.addEventListener("visibilitychange", this.tellListening);
    document.addEventListener("pointerdown", this.wake);
    this.speaker.open();
  }

  /** Ends the connection, the sound and the timers. */
  close(): void {
    window.clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.tellListening);
    document.removeEventListener("pointerdown", this.wake);
    this.connection.close();
    this.speaker.close();
  }

  tryNow(): void {
    this.connection.tryNow();
  }

  arm(): void {
    void this.speaker.arm();
  }

  /** One press: quiet at once, sent until the server has answered. */
  acknowledge(alarm: Alarm): void {
    if (this.sendings.get(alarm.id)?.stage === "sending") return;
    if (this.notice?.alarm === alarm.id) this.notice = null;
    this.mark(alarm.id, { revision: alarm.revision, stage: "sending" });
    void this.send(alarm.id, alarm.revision);
  }

  private async send(id: string, revision: number): Promise<void> {
    const answer = await fetch(`/v1/alarms/${encodeURIComponent(id)}/acknowledgement`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ revision, note: "" }),
    }).catch(() => null);
    if (answer === null || answer.status >= 500 || answer.status === 429) return this.sendAgain(id, revision);
    if (answer.status === 401) return this.signedOut();
    this.mark(id, null);
    if (answer.ok) return this.take(await answer.json().catch(() => null));
    if (answer.status !== 409) {
      this.notice = { alarm: id, text: answer.status === 403 ? "You may not acknowledge alarms here." : await problem(answer) };
      return;
    }
    const told = (await answer.json().catch(() => null)) as { alarm?: unknown } | null;
    this.take(told?.alarm);
    this.notice = { alarm: id, text: "Not acknowledged: it has worsened since. Look again." };
  }

  private sendAgain(id: string, revision: number): void {
    this.mark(id, { revision, stage: "retrying" });
    window.setTimeout(() => {
      if (this.sendings.get(id)?.stage === "retrying") void this.send(id, revision);
    }, RETRY_MS);
  }

  private mark(id: string, sending: { revision: number; stage: "sending" | "retrying" } | null): void {
    const next = new Map(this.sendings);
    if (sending) next.set(id, sending);
    else next.delete(id);
    this.sendings = next;
  }

  private take(alarm: unknown): void {
    if (typeof alarm === "object" && alarm !== null && "id" in alarm && "revision" in alarm) this.move(heard(this.state, alarm as Alarm));
  }

  private receive(message: ServerMessage, monoMs: number): void {
    this.lastWordAt = monoMs;
    this.move(reduce(this.state, message, monoMs));
    if (message.type === "hello" || message.type === "heartbeat") return;
    this.redrawn = true;
    this.attempt = 0;
    this.look();
  }

  private move(next: WardState): void {
    if (next === this.state) return;
    const first = !this.state.drawn;
    if (next.alarms !== this.state.alarms && !first) this.waiting.push(...sayings(this.state.alarms, next.alarms, next.beds));
    this.state = next;
    this.sendings = stillDue(this.sendings, next.alarms);
    const noticed = this.notice && next.alarms.get(this.notice.alarm);
    if (this.notice && (!noticed || noticed.state === "acknowledged" || noticed.state === "ended")) this.notice = null;
  }

  private look(): void {
    const [mono, wall] = [performance.now(), Date.now()];
    if (hasSlept(wall - this.lastWall, mono - this.mono)) this.connection.tryNow();
    this.lastWall = wall;
    this.mono = mono;
    this.connection.look(mono);
    if (this.link === "lost" && this.lost === null) this.loseLink();
    if (this.link === "live" && this.redrawn) this.lost = null;
    this.speaker.keep(this.lost ? "link" : burstFor(this.alarms), mono);
    this.say(mono);
  }

  private loseLink(): void {
    const from = this.state.clock;
    this.redrawn = false;
    this.connection.giveUp();
    this.lost = { nowMs: from ? serverNow(from, this.lastWordAt) : 0, alarms: [...this.alarms].sort(byPriority) };
  }

  private say(mono: number): void {
    if (mono - this.lastSaidAt < SAY_AFTER_MS || !this.waiting.length) return;
    const [saying, rest] = nextSaying(this.waiting);
    this.waiting = rest;
    this.lastSaidAt = mono;
    if (saying?.urgent) this.saidUrgent = saying.text;
    else if (saying) this.saidCalm = saying.text;
  }

  private waitFor(attempt: number, at: number): void {
    this.attempt = attempt;
    this.nextAttemptAt = at;
    void fetch("/v1/me").then((answer) => answer.status === 401 && this.signedOut(), () => undefined);
  }

  private hear(audio: Audio): void {
    this.audio = audio;
    this.tellListening();
  }

  private readonly wake = (): void => this.speaker.wake();

  private readonly tellListening = (): void => {
    this.connection.tell(this.audio, document.visibilityState === "visible");
  };
}
