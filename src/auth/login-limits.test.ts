import { beforeEach, expect, it } from 'vitest';
import { isAppError } from '#model/index.ts';
import { LoginLimits } from './login-limits.ts';

let time = 0;
let limits: LoginLimits;
beforeEach(() => {
  time = 0;
  limits = new LoginLimits(() => new Date(time));
});

const isHeld = (account: string, address: string) => {
  try {
    limits.begin(account, address);
    return false;
  } catch (error) {
    if (isAppError(error, 'RATE_LIMITED')) return true;
    throw error;
  }
};

it('waits two seconds after five wrong tries, twice as long each time, up to a quarter of an hour', () => {
  const waits: number[] = [];
  for (let tries = 0; tries < 20; tries += 1) {
    let waited = 0;
    while (isHeld('ada', '192.0.2.1')) {
      time += 1000;
      waited += 1;
    }
    waits.push(waited);
  }
  expect(waits.slice(0, 9)).toEqual([0, 0, 0, 0, 0, 2, 4, 8, 16]);
  expect(Math.max(...waits)).toBe(900);
});

it('counts a whole network of IPv6 as one address, however it is written', () => {
  const addresses = [
    '2001:db8:1:2::1',
    '2001:db8:1:2:3:4:5:6',
    '2001:db8:1:2:ffff::',
    '2001:db8:1:2::9',
    '2001:db8:1:2::a',
  ];
  for (const address of addresses) expect(isHeld('ada', address)).toBe(false);
  expect(isHeld('ada', '2001:db8:1:2:dead:beef:0:1')).toBe(true);
  expect(isHeld('ada', '2001:db8:1:3::1')).toBe(false);
});

it('holds an address that tries many names', () => {
  for (let tries = 0; tries < 30; tries += 1) expect(isHeld(`user${tries}`, '192.0.2.1')).toBe(false);
  expect(isHeld('another', '192.0.2.1')).toBe(true);
  expect(isHeld('another', '192.0.2.2')).toBe(false);
});

it('forgets whoever was right, and everybody after a quarter of an hour', () => {
  for (let tries = 0; tries < 5; tries += 1) isHeld('ada', '192.0.2.1');
  limits.succeed('ada', '192.0.2.1');
  expect(isHeld('ada', '192.0.2.1')).toBe(false);
  for (let tries = 0; tries < 9; tries += 1) isHeld('ada', '192.0.2.1');
  expect(isHeld('ada', '192.0.2.1')).toBe(true);
  time += 16 * 60_000;
  expect(isHeld('ada', '192.0.2.1')).toBe(false);
});

it('does not grow without bound', () => {
  for (let n = 0; n < 30_000; n += 1) isHeld(`user${n}`, `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
  // The newest is still counted.
  for (let tries = 0; tries < 4; tries += 1) isHeld('user29999', '10.0.117.47');
  expect(isHeld('user29999', '10.0.117.47')).toBe(true);
});
