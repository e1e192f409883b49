/**
 * What a name is sorted by: small letters without marks (Ä beside a, as people look for it), and numbers by their worth
 * (Disc 2 before Disc 10). Not for showing.
 */
export function sortName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(12, '0'))
    .slice(0, 200);
}
