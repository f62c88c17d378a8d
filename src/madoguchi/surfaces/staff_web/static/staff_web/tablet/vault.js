/*
 * What was taken along, encrypted on the tablet.
 *
 * Each record is AES-GCM ciphertext (256 bits, a random nonce for each saving), padded to steps of 4 KiB and bound to
 * its id. The key of the records is random; it is kept only wrapped, under a key that PBKDF2-SHA-256 makes of the
 * passphrase. The open key cannot be taken out of the browser's memory by a script, and goes with lock().
 *
 * In clear are only: whose tablet it is (the number of the account), which records were not sent, how often a
 * passphrase was wrong.
 */
const ROUNDS = 600_000;
const STEP = 4_096;
const BOUND_TO = "madoguchi tablet 1";
const TRIES = 5;
const WAIT_MS = 30_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class WrongPassphraseError extends Error {}

export class WaitError extends Error {
  constructor(milliseconds) {
    super("wait");
    this.milliseconds = milliseconds;
  }
}

/* Null when it will do, else what is missing. */
export function passphraseProblem(passphrase) {
  if ([...passphrase].length < 10) {
    return "10文字以上にしてください。";
  }
  if (/^\d+$/.test(passphrase.normalize("NFKC"))) {
    return "数字だけの合言葉は使えません。文字をまぜてください。";
  }
  if (new Set(passphrase).size < 5) {
    return "同じ文字のくり返しが多すぎます。5種類以上の文字を使ってください。";
  }
  return null;
}

function promised(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

export class Vault {
  #database;
  #key = null;
  #name;

  static async open(name) {
    const vault = new Vault();
    vault.#name = name;
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("meta");
      asked.result.createObjectStore("records", { keyPath: "id" });
    };
    vault.#database = await promised(asked);
    // Another tab that wipes everything must not wait for this one.
    vault.#database.onversionchange = () => vault.#database.close();
    return vault;
  }

  get isOpen() {
    return this.#key !== null;
  }

  async #meta() {
    return promised(this.#database.transaction("meta").objectStore("meta").get("vault"));
  }

  async #putMeta(meta) {
    const transaction = this.#database.transaction("meta", "readwrite", { durability: "strict" });
    transaction.objectStore("meta").put(meta, "vault");
    await finished(transaction);
  }

  /* Whose it is, the name of this tablet, and how much was not sent; null before the first taking along. */
  async state() {
    const meta = await this.#meta();
    if (!meta) {
      return null;
    }
    const records = await promised(this.#database.transaction("records").objectStore("records").getAll());
    return {
      owner: meta.owner,
      tablet: meta.tablet,
      records: records.filter((one) => one.kind === "survey").length,
      unsent: records.filter((one) => one.unsent).length,
    };
  }

  async create(passphrase, owner) {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const raw = crypto.getRandomValues(new Uint8Array(32));
    const wrapping = await wrappingKey(passphrase, salt, ROUNDS);
    const wrapped = await crypto.subtle.encrypt(gcm(nonce, BOUND_TO), wrapping, raw);
    this.#key = await recordKey(raw);
    raw.fill(0);
    const tablet = crypto.randomUUID();
    await this.#putMeta({ owner, tablet, salt, rounds: ROUNDS, nonce, wrapped, wrong: 0, waitUntil: 0 });
  }

  /* Throws WrongPassphraseError, and WaitError after several. */
  async unlock(passphrase) {
    const meta = await this.#meta();
    const wait = meta.waitUntil - Date.now();
    if (wait > 0) {
      throw new WaitError(Math.min(wait, WAIT_MS));
    }
    const wrapping = await wrappingKey(passphrase, meta.salt, meta.rounds);
    let raw;
    try {
      raw = new Uint8Array(await crypto.subtle.decrypt(gcm(meta.nonce, BOUND_TO), wrapping, meta.wrapped));
    } catch {
      const wrong = meta.wrong + 1;
      const waitUntil = wrong % TRIES === 0 ? Date.now() + WAIT_MS : 0;
      await this.#putMeta({ ...meta, wrong, waitUntil });
      throw new WrongPassphraseError();
    }
    this.#key = await recordKey(raw);
    raw.fill(0);
    if (meta.wrong) {
      await this.#putMeta({ ...meta, wrong: 0, waitUntil: 0 });
    }
  }

  lock() {
    this.#key = null;
  }

  /* Resolves when it is on the disk. */
  async put(id, kind, value, unsent = false) {
    const plain = padded(encoder.encode(JSON.stringify(value)));
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const box = await crypto.subtle.encrypt(gcm(nonce, id), this.#key, plain);
    const transaction = this.#database.transaction("records", "readwrite", { durability: "strict" });
    transaction.objectStore("records").put({ id, kind, unsent, nonce, box });
    await finished(transaction);
  }

  async get(id) {
    const record = await promised(this.#database.transaction("records").objectStore("records").get(id));
    return record ? this.#read(record) : null;
  }

  async all(kind) {
    const records = await promised(this.#database.transaction("records").objectStore("records").getAll());
    return Promise.all(records.filter((one) => one.kind === kind).map((one) => this.#read(one)));
  }

  async #read(record) {
    const plain = await crypto.subtle.decrypt(gcm(record.nonce, record.id), this.#key, record.box);
    return JSON.parse(decoder.decode(unpadded(new Uint8Array(plain))));
  }

  async remove(id) {
    const transaction = this.#database.transaction("records", "readwrite", { durability: "strict" });
    transaction.objectStore("records").delete(id);
    await finished(transaction);
  }

  /* Everything: records, the wrapped key, the database itself. */
  async wipe() {
    this.lock();
    const transaction = this.#database.transaction(["meta", "records"], "readwrite", { durability: "strict" });
    transaction.objectStore("meta").clear();
    transaction.objectStore("records").clear();
    await finished(transaction);
    this.#database.close();
    await promised(indexedDB.deleteDatabase(this.#name));
  }
}

function gcm(nonce, boundTo) {
  return { name: "AES-GCM", iv: nonce, additionalData: encoder.encode(boundTo) };
}

async function wrappingKey(passphrase, salt, rounds) {
  const typed = await crypto.subtle.importKey(
    "raw",
    encoder.encode(passphrase.normalize("NFKC")),
    "PBKDF2",
    false,
    ["deriveKey"],
  );
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds },
    typed,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

function recordKey(raw) {
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

function padded(bytes) {
  const whole = new Uint8Array(Math.ceil((bytes.length + 4) / STEP) * STEP);
  new DataView(whole.buffer).setUint32(0, bytes.length);
  whole.set(bytes, 4);
  return whole;
}

function unpadded(whole) {
  const length = new DataView(whole.buffer, whole.byteOffset).getUint32(0);
  return whole.subarray(4, 4 + length);
}
