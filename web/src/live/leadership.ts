const lockName = 'disk2iso.live';
const leaseMs = 4000;
const renewMs = 1500;

/**
 * Makes one tab of this browser the leader: calls `lead` when it is this one's turn. A tab that is closed or dies makes
 * room for the next. Returns what gives the place back.
 */
export function seekLeadership(tab: string, lead: () => void): () => void {
  // Plain HTTP in a LAN is no secure context: there are no Web Locks, and a lease in the storage has to do.
  return navigator.locks ? seekByLock(lead) : seekByLease(tab, lead);
}

function seekByLock(lead: () => void): () => void {
  const waiting = new AbortController();
  let release: () => void = () => undefined;
  const held = () =>
    new Promise<void>((resolve) => {
      release = resolve;
      lead();
    });
  navigator.locks.request(lockName, { signal: waiting.signal }, held).catch((error: unknown) => {
    if (!waiting.signal.aborted) throw error;
  });
  return () => {
    waiting.abort();
    release();
  };
}

function seekByLease(tab: string, lead: () => void): () => void {
  let isLeading = false;
  const look = () => {
    const lease = readLease();
    if (lease !== null && lease.tab !== tab && lease.untilMs > Date.now()) return;
    writeLease({ tab, untilMs: Date.now() + leaseMs });
    if (isLeading) return;
    isLeading = true;
    lead();
  };
  look();
  const timer = setInterval(look, renewMs);
  return () => {
    clearInterval(timer);
    if (isLeading) writeLease({ tab, untilMs: 0 });
  };
}

type Lease = { readonly tab: string; readonly untilMs: number };

function readLease(): Lease | null {
  const text = stored(() => localStorage.getItem(lockName));
  if (text === null) return null;
  const value = JSON.parse(text) as Partial<Lease>;
  return typeof value.tab === 'string' && typeof value.untilMs === 'number'
    ? { tab: value.tab, untilMs: value.untilMs }
    : null;
}

function writeLease(lease: Lease): void {
  stored(() => {
    localStorage.setItem(lockName, JSON.stringify(lease));
    return null;
  });
}

/** Storage may be switched off: then every tab leads itself. */
function stored(work: () => string | null): string | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
