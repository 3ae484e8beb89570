// The live connection: hello, subscribe, heartbeats, resume, and trying again with growing pauses. It knows nothing of views.
import { waitBefore } from "./link";
import type { Audio, ServerMessage } from "./wire";

const HEARTBEAT_MS = 2000;
const GIVE_UP_AFTER_MS = 5000;

export interface Listener {
  /** A message came; called with the monotonic instant of its arrival (ms). */
  heard(message: ServerMessage, monoMs: number): void;
  /** What to resume from, when there is something. */
  resume(): { epoch: string; number: number } | undefined;
  /** An attempt failed or a connection ended; the next one begins at this monotonic instant. */
  waiting(attempt: number, nextAtMono: number): void;
}

/** One screen's connection to `/v1/live`. `lastWordAt` is the monotonic instant (ms) of the last message, heartbeats too. */
export class Connection {
  lastWordAt = performance.now();
  private socket: WebSocket | null = null;
  private failed = 0;
  private startedAt = 0;
  private retry: number | undefined;
  private readonly beat: number;
  private listening = { audio: "off" as Audio, visible: true };

  constructor(private readonly listener: Listener) {
    this.beat = window.setInterval(() => this.send({ type: "heartbeat" }), HEARTBEAT_MS);
    this.connect();
  }

  /** Drops whatever there is and connects at once. */
  tryNow(): void {
    window.clearTimeout(this.retry);
    this.drop();
    this.connect();
  }

  /** Called often: gives up a connection that has been dumb for 5 s, for a dead line never says that it is dead. */
  look(monoMs: number): void {
    if (monoMs - Math.max(this.lastWordAt, this.startedAt) >= GIVE_UP_AFTER_MS) this.giveUp();
  }

  /** Drops the connection there is, if any, and tries again after the usual pause. */
  giveUp(): void {
    if (this.socket === null) return;
    this.drop();
    this.again();
  }

  /** Tells the server whether this screen can be heard and seen. */
  tell(audio: Audio, visible: boolean): void {
    this.listening = { audio, visible };
    this.send({ type: "listening", ...this.listening });
  }

  /** Ends it for good. */
  close(): void {
    window.clearInterval(this.beat);
    window.clearTimeout(this.retry);
    this.drop();
  }

  private connect(): void {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/v1/live`);
    this.socket = socket;
    this.startedAt = performance.now();
    socket.onmessage = (event) => this.receive(socket, event.data);
    socket.onclose = () => {
      if (this.socket === socket) this.again();
    };
  }

  private receive(socket: WebSocket, text: unknown): void {
    if (this.socket !== socket || typeof text !== "string") return;
    const message = parse(text);
    if (message === null) return;
    this.lastWordAt = performance.now();
    this.listener.heard(message, this.lastWordAt);
    if (message.type !== "hello") {
      this.failed = 0;
      return;
    }
    const resume = this.listener.resume();
    this.send({ type: "subscribe", beds: "all", ...(resume ? { resume } : {}) });
    this.send({ type: "listening", ...this.listening });
  }

  private again(): void {
    this.socket = null;
    window.clearTimeout(this.retry);
    const pause = waitBefore(this.failed);
    this.failed += 1;
    this.listener.waiting(this.failed, performance.now() + pause);
    this.retry = window.setTimeout(() => this.connect(), pause);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private send(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}

const TYPES = new Set(["hello", "snapshot", "change", "heartbeat"]);

/** A message of a type this screen knows; anything else is left alone, as the contract asks. */
export function parse(text: string): ServerMessage | null {
  try {
    const message = JSON.parse(text) as { type?: unknown } | null;
    return typeof message?.type === "string" && TYPES.has(message.type) ? (message as ServerMessage) : null;
  } catch {
    return null;
  }
}
