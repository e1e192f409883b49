import { createServer } from 'node:http';

// A process of its own that takes envelopes as Sentry does and prints each as a line of JSON. The second word is what it answers.
const status = Number(process.argv[3] ?? 200);
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    const [head, item, event] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const line = { url: request.url, auth: request.headers['x-sentry-auth'], head, item, event };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 })}\n`);
});
