// Who sits at this screen: sign-in and sign-out, over HTTP with an HttpOnly cookie.

export interface Person {
  name: string;
  role: string;
  mayAcknowledge: boolean;
  mayRunSessions: boolean;
  mayPrescribe: boolean;
  ward: string;
}

export type Answer<T> = { ok: true; value: T } | { ok: false; why: string };

/** The person signed in on this browser; null when nobody is; undefined when the server did not answer. */
export async function whoAmI(): Promise<Person | null | undefined> {
  try {
    const answer = await fetch("/v1/me", { headers: { accept: "application/json" } });
    if (answer.status === 401) return null;
    return answer.ok ? person(await answer.json()) : undefined;
  } catch {
    return undefined;
  }
}

/** Signs in with a name and a password. */
export async function signIn(name: string, password: string): Promise<Answer<null>> {
  return send("/v1/sign-in", { name, password }, { 401: "Name or password is wrong.", 403: "Name or password is wrong.", 422: "Give a name and a password." });
}

/** Signs out; a server that does not answer cannot be signed out of. */
export async function signOut(): Promise<boolean> {
  return (await send("/v1/sign-out", {}, {})).ok;
}

async function send(path: string, body: unknown, words: Record<number, string>): Promise<Answer<null>> {
  let answer: Response;
  try {
    answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    return { ok: false, why: "No answer from the server. Nothing was changed; try again." };
  }
  if (answer.ok) return { ok: true, value: null };
  if (answer.status === 429) return { ok: false, why: `Too many tries. Try again in ${answer.headers.get("retry-after") ?? "60"} s.` };
  return { ok: false, why: words[answer.status] ?? (await problem(answer)) };
}

/** The server's own words of a problem+json answer. */
export async function problem(answer: Response): Promise<string> {
  const told: unknown = await answer.json().catch(() => null);
  const { detail, hint, title } = (told ?? {}) as Record<string, unknown>;
  const words = [detail ?? title, hint].filter((part): part is string => typeof part === "string" && part !== "");
  return words.length ? words.map(sentence).join(" ") : `The server answered ${answer.status}.`;
}

/** Words with a capital and a full stop. */
function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? "" : "."}`;
}

function person(told: unknown): Person {
  const fields = (told ?? {}) as Record<string, unknown>;
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const permissions = Array.isArray(fields["permissions"]) ? fields["permissions"].map(text) : [];
  return {
    name: text(fields["user"]),
    role: text(fields["role"]),
    ward: text(fields["ward"]),
    mayAcknowledge: permissions.some((permission) => permission.includes("acknowledge")),
    mayRunSessions: permissions.includes("run_sessions"),
    mayPrescribe: permissions.includes("prescribe"),
  };
}
