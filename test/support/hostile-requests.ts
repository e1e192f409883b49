/** Requests that are odd as a whole, up to the empty line; `cookie`: a header of somebody who is logged in. */
export function hostileRequests(cookie: string): readonly string[] {
  return [...addresses(cookie), ...ranges(cookie), ...headers()];
}

const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
/** Bodies that are no JSON, or JSON that nobody expects. */
export const hostileBodies: readonly (string | Buffer)[] = [
  ...[
    '',
    ' ',
    '{',
    '}',
    '[',
    '"',
    'null',
    'true',
    '0',
    '-',
    '[]',
    '[[[[',
    '{"a"}',
    '{"a":}',
    '{a:1}',
    "{'a':1}",
  ],
  ...['{"device":"a",}', '{"device":"a"}x', '{"device":"a"}{"device":"a"}', '{"device":"a","device":"b"}'],
  ...['{"device":1e999}', '{"device":-0}', '{"device":"\\ud800"}', '{"device":"\\u0000"}', '{"device":null}'],
  ...['{"__proto__":{"isAdmin":true},"device":"a"}', '{"constructor":{"prototype":{"x":1}},"device":"a"}'],
  ...['{"device":{"$ne":null}}', '{"device":["a"]}', '{"device":{"toString":"x"}}', '\ufeff{"device":"a"}'],
  ...[nested(50), nested(5000), `[${'[],'.repeat(20_000)}[]]`, `{"device":"${'x'.repeat(250_000)}"}`],
  `{${Array.from({ length: 5000 }, (_unused, n) => `"k${n}":1`).join(',')}}`,
  Buffer.from([0xff, 0xfe, 0x7b, 0x00]),
  Buffer.from('{"device":"\xff\xfe"}', 'latin1'),
  Buffer.from([0x1f, 0x8b, 0x08, 0x00]),
  '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
];

const addresses = (cookie: string): readonly string[] =>
  [
    ...['/api/../../etc/passwd', '/api/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '//etc/passwd'],
    ...[
      '/api/docs/static/../../../package.json',
      '/api/docs/static/..%2f..%2fpackage.json',
      '/assets/../../x',
    ],
    ...[
      '/api/docs/static/%2e%2e%2f%2e%2e%2fpackage.json',
      '/api/docs/static/..\\..\\package.json',
      '/%00',
      '/%',
    ],
    ...[
      '/%zz',
      '/%c0%af',
      '/%ff%fe',
      `/${'a'.repeat(7000)}`,
      `/api/jobs?q=${'a'.repeat(7000)}`,
      '/api/jobs?q=%ff',
    ],
    ...['/api/jobs?q[]=1&q[]=2', '/api/jobs?q[a]=1', '/api/jobs?__proto__[x]=1', '/api/jobs?limit=1&limit=2'],
    ...[
      '/api/jobs?&&&==&',
      '/api/jobs?limit',
      '/api/jobs#x',
      'http://evil.example/',
      'javascript:x',
      '*',
      '/\\evil.example',
    ],
    ...[
      '/api/isos/1/download?file=..%2f..%2foutside%2fsecret.txt',
      '/api/isos/1/download?file=%2fetc%2fpasswd',
    ],
    ...[
      '/api/isos/1/download?file=a.iso%00.txt',
      '/api/isos/1/download?file=.',
      '/api/isos/1/download?file=..',
    ],
  ].map((target) => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${cookie}\r\n`);
const ranges = (cookie: string): readonly string[] =>
  [
    ...[
      'bytes=0-0',
      'bytes=-1',
      'bytes=99999999-',
      'bytes=5-1',
      'bytes=a-b',
      'bytes=-',
      'bytes=',
      'bytes=0-,0-,0-',
    ],
    ...[
      `bytes=${'0-1,'.repeat(1000)}0-1`,
      'bytes=0-18446744073709551616',
      'bytes=-99999999999999999999',
      'pages=1-2',
    ],
    ...['bytes=1e3-', 'bytes= 0 - 1', 'bytes=0-0x10', 'bytes=\u00a00-1', '0-1', 'bytes=--1', 'bytes=+1-2'],
  ].map(
    (range) => `GET /api/isos/1/download HTTP/1.1\r\nHost: localhost\r\n${cookie}\r\nRange: ${range}\r\n`,
  );
const headers = (): readonly string[] =>
  [
    ...[
      'Host: evil.example',
      'Host: a\r\nHost: b',
      'Host: [::1',
      'Host: localhost:99999999',
      `Host: ${'h'.repeat(3000)}`,
    ],
    ...[
      'Host: <script>alert(1)</script>',
      'Host: x\r\nX-Forwarded-Host: evil',
      'Host: x\r\nX-Forwarded-For: <script>',
    ],
    ...[
      'Host: x\r\nX-Forwarded-Proto: javascript',
      'Host: x\r\nX-Forwarded-For: a,b,c,,',
      'Host: x\r\nCookie: disk2iso=',
    ],
    ...['Host: x\r\nCookie: disk2iso=%00; disk2iso=%ff', `Host: x\r\nCookie: ${'a=b; '.repeat(1500)}`],
    ...[
      'Host: x\r\nAuthorization: Bearer',
      'Host: x\r\nAuthorization: Basic cm9vdDo=',
      'Host: x\r\nAuthorization: Bearer d2i_\u00ff',
    ],
    ...[
      'Host: x\r\nIf-None-Match: "',
      'Host: x\r\nIf-Modified-Since: yesterday',
      'Host: x\r\nAccept-Encoding: br;q=2, x;q=a',
    ],
    ...[
      'Host: x\r\nLast-Event-ID: a-b-c',
      'Host: x\r\nExpect: 100-continue',
      'Host: x\r\nUpgrade: h2c\r\nConnection: Upgrade',
    ],
    ...[
      'Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5',
      'Host: x\r\nContent-Length: -1',
      'Host: x\r\n folded: 1',
    ],
    ...['Host: x\r\nBad Header: 1', 'Host: x\r\n: empty', 'Host: x\r\nX: \u0000'],
  ].map((more) => `GET /api/auth/me HTTP/1.1\r\n${more}\r\n`);
