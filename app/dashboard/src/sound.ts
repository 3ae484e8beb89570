// Plays bursts through Web Audio, and says honestly whether this screen can be heard.
import { pulses, REPEAT_AFTER_S, type Burst } from "./tones";
import type { Audio } from "./wire";

const HARMONICS = new Float32Array([0, 1, 0.8, 0.7, 0.6, 0.5]);
const LOUDNESS = 0.35;

/** One screen's loudspeaker. Browsers hold sound back until somebody presses something: `arm` must be called from a press. */
export class Loudspeaker {
  private context: AudioContext | null = null;
  private wave: PeriodicWave | null = null;
  private lastBurst: Burst | null = null;
  private nextAt = 0;

  constructor(private readonly changed: (audio: Audio) => void) {}

  /** Tries to open the sound; the browser may hold it back. */
  open(): void {
    if (typeof AudioContext === "undefined") return this.changed("off");
    this.context = new AudioContext();
    this.wave = this.context.createPeriodicWave(new Float32Array(HARMONICS.length), HARMONICS);
    this.context.onstatechange = () => this.changed(this.audio());
    this.changed(this.audio());
  }

  /** Whether a burst would be heard now, as far as the browser tells. */
  audio(): Audio {
    if (this.context === null) return "off";
    return this.context.state === "running" ? "armed" : "blocked";
  }

  /** From any press on the page: lifts the browser's hold without a sound. */
  wake(): void {
    if (this.audio() === "blocked") void this.context?.resume();
  }

  /** From the key for it: lifts the browser's hold and sounds one short pulse as proof. */
  async arm(): Promise<void> {
    if (this.context === null) this.open();
    await this.context?.resume();
    this.pulse(0, 0.15, 440);
    this.changed(this.audio());
  }

  /** Called often: starts the burst that is due. A change to another burst sounds at once. */
  keep(burst: Burst | null, monoMs: number): void {
    if (burst !== this.lastBurst) this.nextAt = 0;
    this.lastBurst = burst;
    if (burst === null || this.audio() !== "armed" || monoMs < this.nextAt) return;
    this.play(burst);
    this.nextAt = REPEAT_AFTER_S[burst] ? monoMs + REPEAT_AFTER_S[burst] * 1000 : Infinity;
  }

  /** Sounds one burst now. */
  play(burst: Burst): void {
    for (const pulse of pulses(burst)) this.pulse(pulse.at, pulse.forSeconds, pulse.hertz);
  }

  /** Ends it, when the page goes. */
  close(): void {
    void this.context?.close();
    this.context = null;
  }

  private pulse(inSeconds: number, forSeconds: number, hertz: number): void {
    if (this.context === null || this.wave === null || this.context.state !== "running") return;
    const start = this.context.currentTime + 0.02 + inSeconds;
    const tone = new OscillatorNode(this.context, { frequency: hertz, periodicWave: this.wave });
    const gain = new GainNode(this.context, { gain: 0 });
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(LOUDNESS, start + forSeconds * 0.15);
    gain.gain.setValueAtTime(LOUDNESS, start + forSeconds * 0.8);
    gain.gain.linearRampToValueAtTime(0, start + forSeconds);
    tone.connect(gain).connect(this.context.destination);
    tone.start(start);
    tone.stop(start + forSeconds + 0.02);
  }
}
