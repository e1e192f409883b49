import { clip } from './cdrdao-output.ts';

/** What `cdrdao disk-info` says of the medium; `null` where it says n/a or nothing (as for a blank one). */
export type CdrdaoDiskInfo = {
  /** False if the drive never became ready or cdrdao gave up; `errors` then says why. */
  readonly isReady: boolean;
  readonly isBlank: boolean | null;
  readonly isAppendable: boolean | null;
  readonly isRewritable: boolean | null;
  readonly tocType: string | null;
  readonly sessionCount: number | null;
  readonly lastTrack: number | null;
  /** Sectors that fit on a recordable medium. */
  readonly capacitySectors: number | null;
  /** Texts of its ERROR lines, without the word. */
  readonly errors: readonly string[];
};

const mostMessages = 100;

/** Reads the output of `cdrdao disk-info` (1.2.4; results on stdout, errors on stderr: give both, in any order). */
export function parseCdrdaoDiskInfo(output: string): CdrdaoDiskInfo {
  const facts = new Map<string, string>();
  for (const [, key = '', value = ''] of output.matchAll(/^([A-Z][A-Za-z -]{1,20}?) *: (.*)$/gm)) {
    facts.set(key, value.trim());
  }
  const yes = (key: string) => ({ yes: true, no: false })[facts.get(key) ?? ''] ?? null;
  const count = (key: string) => toCount(facts.get(key));
  const isBlank = yes('CD-R empty');
  return {
    isReady: isBlank !== null || facts.has('Sessions'),
    isBlank,
    isAppendable: yes('Appendable'),
    isRewritable: yes('CD-RW'),
    tocType: facts.get('Toc Type') ?? null,
    sessionCount: count('Sessions'),
    lastTrack: count('Last Track'),
    capacitySectors: toCount(/\((\d+) blocks/.exec(facts.get('Total Capacity') ?? '')?.[1]),
    errors: [...output.matchAll(/^ERROR: (.*)$/gm)].slice(0, mostMessages).map(([, text = '']) => clip(text)),
  };
}

function toCount(text: string | undefined): number | null {
  const value = /^\d+$/.test(text ?? '') ? Number(text) : null;
  return value !== null && Number.isSafeInteger(value) ? value : null;
}
