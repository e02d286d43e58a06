// The domain's first-party database: the receiver's key and the handoffs that it began.
import { CrosspassError } from "./error.js";

const NAME = "crosspass";
const KEYS = "keys";
const ATTEMPTS = "attempts";
const THE_KEY = "receiver";
const RENEWED = "renewed";

/** A handoff that was begun here lives so long, in milliseconds. */
const ATTEMPT_LIFE = 10 * 60 * 1000;
/** More unfinished handoffs than any browser needs: a page that begins them in a loop fills no disk. */
const MOST_ATTEMPTS = 32;

/** A handoff that was begun here: one use. */
export interface Attempt {
  readonly nonce: string;
  readonly jkt: string;
  readonly issuer: string;
  readonly returnTo: string;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
}

/** A look at one record; only our own pages write them. */
type Found<T> = IDBRequest<T | undefined>;

const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;

/** The receiver's key, made at first use; its private half never leaves WebCrypto. */
export async function receiverKey(): Promise<CryptoKeyPair> {
  const present = await transact(KEYS, "readonly", (s) => s.get(THE_KEY) as Found<CryptoKeyPair>);
  if (present) return present;
  const made = await crypto.subtle.generateKey(P256, false, ["sign", "verify"]);
  return inTransaction(KEYS, "readwrite", async (store) => {
    // Another tab may have been faster: its key stays.
    const other = await answer(store.get(THE_KEY) as Found<CryptoKeyPair>);
    if (other) return other;
    await answer(store.put(made, THE_KEY));
    return made;
  });
}

/**
 * Notes that a token was renewed. In a transaction, because what `localStorage` is given reaches other tabs some
 * moments after a lock does.
 */
export function noteRenewed(token: string): Promise<unknown> {
  return transact(KEYS, "readwrite", (s) => s.put(lastPart(token), RENEWED));
}

/** Whether that token was the last to be renewed, in whatever tab. */
export async function wasRenewed(token: string): Promise<boolean> {
  return (await transact(KEYS, "readonly", (s) => s.get(RENEWED) as Found<string>)) === lastPart(token);
}

/** Half of the signature: it names the token, and is of no other use. */
function lastPart(token: string): string {
  return token.slice(-43);
}

/** Remembers a handoff, and forgets those that are past their life. */
export async function remember(attempt: Attempt): Promise<void> {
  await inTransaction(ATTEMPTS, "readwrite", async (store) => {
    const all = await answer(store.getAll() as IDBRequest<Attempt[]>);
    const fresh = all.filter(isFresh).sort((a, b) => b.madeAt - a.madeAt);
    const kept = new Set(fresh.slice(0, MOST_ATTEMPTS - 1).map((a) => a.nonce));
    for (const old of all) if (!kept.has(old.nonce)) store.delete(old.nonce);
    await answer(store.put(attempt));
  });
}

/** The remembered handoff of that nonce. */
export async function find(nonce: string): Promise<Attempt | undefined> {
  const found = await transact(ATTEMPTS, "readonly", (s) => s.get(nonce) as Found<Attempt>);
  return found && isFresh(found) ? found : undefined;
}

/** Uses a handoff up: true for exactly one caller, in whatever tab. */
export function consume(nonce: string): Promise<boolean> {
  return inTransaction(ATTEMPTS, "readwrite", async (store) => {
    const found = await answer(store.get(nonce) as Found<Attempt>);
    if (!found || !isFresh(found)) return false;
    await answer(store.delete(nonce));
    return true;
  });
}

function isFresh(attempt: Attempt): boolean {
  const age = Date.now() - attempt.madeAt;
  return age >= 0 ? age < ATTEMPT_LIFE : age > -60_000;
}

function transact<T>(store: string, mode: IDBTransactionMode, ask: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return inTransaction(store, mode, (s) => answer(ask(s)));
}

/** Runs `work` in one transaction, and answers once it is on disk. */
async function inTransaction<T>(
  name: string,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => Promise<T>,
): Promise<T> {
  let database: IDBDatabase | undefined;
  try {
    database = await open();
    const transaction = database.transaction(name, mode);
    const done = new Promise<void>((resolve, reject: (error: Error) => void) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error as Error);
    });
    const [result] = await Promise.all([work(transaction.objectStore(name)), done]);
    return result;
  } catch (cause) {
    throw new CrosspassError("storage_unavailable", !__OWN_PAGE__ && "The browser keeps nothing for this page.", { cause });
  } finally {
    database?.close();
  }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject: (error: Error) => void) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error as Error);
  });
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(KEYS);
    request.result.createObjectStore(ATTEMPTS, { keyPath: "nonce" });
  };
  return answer(request);
}
