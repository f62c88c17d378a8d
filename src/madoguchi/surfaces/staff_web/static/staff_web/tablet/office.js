/*
 * Speaks with the office: who is signed in, taking along, sending. Everything may fail at any moment; what is told
 * is one of the errors below, and nothing on the tablet has changed.
 */
export const PROTOCOL = 2;
const PATIENCE_MS = 20_000;

export class OfflineError extends Error {}

export class SignInError extends Error {}

/* The office understood and will not: `state` and words for people. */
export class RefusedError extends Error {
  constructor(state, message) {
    super(message);
    this.state = state;
  }
}

export class Office {
  #root;
  #csrf = "";

  constructor(root) {
    this.#root = root;
  }

  get csrf() {
    return this.#csrf;
  }

  async state() {
    const told = await this.#ask("state/");
    this.#csrf = told.csrf;
    if (told.protocol !== PROTOCOL) {
      throw new RefusedError("app_old", "新しい画面があります。開き直すと新しくなります。答えはタブレットに残っています。");
    }
    return told;
  }

  async take(tablet, surveys) {
    await this.state();
    return this.#ask("take/", { protocol: PROTOCOL, tablet, surveys });
  }

  async send(sending) {
    // The token of a page that was opened this morning may be of a session that ended.
    await this.state();
    return this.#ask("send/", { protocol: PROTOCOL, ...sending });
  }

  async #ask(path, body) {
    let answer;
    try {
      answer = await fetch(this.#root + path, {
        method: body ? "POST" : "GET",
        headers: body ? { "Content-Type": "application/json", "X-CSRFToken": this.#csrf } : {},
        body: body ? JSON.stringify(body) : undefined,
        redirect: "manual",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
    } catch {
      throw new OfflineError();
    }
    if (answer.type === "opaqueredirect") {
      throw new SignInError();
    }
    let told = null;
    try {
      told = await answer.json();
    } catch {
      // A page instead of data: an error page of the office, or of a network that wants a sign-in of its own.
    }
    if (answer.ok && told) {
      return told;
    }
    if (told?.message) {
      throw new RefusedError(told.state, told.message);
    }
    if (answer.status === 403) {
      throw new RefusedError(
        "forbidden",
        "この市町村の認定調査員としてサインインしていないか、画面を開いてから時間がたちました。開き直してもだめなときは、情報担当に相談してください。",
      );
    }
    throw new OfflineError();
  }
}
