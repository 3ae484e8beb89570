// The session sheet of one chair: what the server told of its treatment, which form is open, what is on its way.
import { firstStep, type Step } from "./steps";
import { ask, pathOf, type Failure, type Outcome, type Plan, type Scale, type Treatment } from "./treatment";

const AGAIN_MS = 15_000;
const LOOK_MS = 1000;

export class Sheet {
  told = $state.raw<Treatment | null>(null);
  plans = $state.raw<Plan[]>([]);
  scales = $state.raw<Scale[]>([]);
  step = $state<Step>("");
  scale = $state("");
  /** Whether a person chose the form that is open, so that it is brought into view. */
  chosen = $state(false);
  /** The form whose request is on its way; "" when none is. */
  busy = $state("");
  failures = $state.raw<Record<string, Failure>>({});
  /** Since when (server's time) the treatment could not be read; 0 when it could. */
  unreadSince = $state(0);
  /** What was written down last, by form, and when. */
  done = $state.raw<Record<string, number>>({});

  readonly plan = $derived(this.plans.find((plan) => plan.protocol === this.told?.protocol));

  private asked = 0;
  private readAt = 0;
  private sending = false;
  private awake = true;
  private placed = false;
  private readonly timer: number;

  constructor(
    readonly chair: string,
    readonly session: string | null,
    private readonly nowMs: () => number,
    private readonly signedOut: () => void,
  ) {
    this.step = session === null ? "start" : "";
    this.timer = window.setInterval(() => {
      if (this.awake && performance.now() - this.readAt >= AGAIN_MS) void this.refresh();
    }, LOOK_MS);
    void this.refresh();
  }

  close(): void {
    window.clearInterval(this.timer);
  }

  /** A sheet that is put away asks for nothing; one that is shown again reads at once. */
  wake(awake: boolean): void {
    const again = awake && !this.awake;
    this.awake = awake;
    if (again) void this.refresh();
  }

  /** Reads the treatment anew; an answer that was overtaken by a later one is dropped. */
  async refresh(): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    this.readAt = performance.now();
    const [plans, scales, told] = await Promise.all([
      this.plans.length ? null : ask<{ protocols: Plan[] }>("GET", "/v1/protocols"),
      this.scales.length ? null : ask<{ scales: Scale[] }>("GET", "/v1/observations/scales"),
      this.session === null ? null : ask<Treatment>("GET", pathOf(this.session, "treatment")),
    ]);
    if (plans?.ok) this.plans = plans.value.protocols;
    if (scales?.ok) this.scales = scales.value.scales;
    if (mine !== this.asked) return;
    const failed = [plans, scales, told].find((answer) => answer && !answer.ok);
    if (failed && !failed.ok && failed.status === 401) return this.signedOut();
    if (!failed) this.unreadSince = 0;
    else if (!this.unreadSince) this.unreadSince = this.nowMs();
    if (!told?.ok) return;
    this.told = told.value;
    if (!this.placed) this.step = firstStep(told.value);
    this.placed = true;
  }

  /** Does a step for a form, once however often it is pressed; what the server refused stays beside the form. */
  async act<T>(form: string, method: "POST" | "PUT", path: string, fields: unknown): Promise<Outcome<T> | null> {
    if (this.sending) return null;
    this.sending = true;
    this.busy = form;
    this.forget(form);
    const answer = await ask<T>(method, path, fields);
    this.sending = false;
    this.busy = "";
    if (answer.ok) this.done = { ...this.done, [form]: this.nowMs() };
    else if (answer.status === 401) this.signedOut();
    else this.failures = { ...this.failures, [form]: answer };
    void this.refresh();
    return answer;
  }

  /** A step under the session's own path. */
  async take<T>(form: string, rest: string, fields: unknown, method: "POST" | "PUT" = "POST"): Promise<boolean> {
    return (await this.act<T>(form, method, pathOf(this.session ?? "", rest), fields))?.ok === true;
  }

  forget(form: string): void {
    const { [form]: _failed, ...failures } = this.failures;
    const { [form]: _done, ...done } = this.done;
    this.failures = failures;
    this.done = done;
  }

  /** Opens a form, and in the observations a scale. */
  open(step: Step, scale = ""): void {
    this.step = step;
    this.placed = this.chosen = true;
    if (scale) this.scale = scale;
  }
}
