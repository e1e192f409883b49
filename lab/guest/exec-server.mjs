/**
 * Runs in the guest: takes `{script, timeoutMs}` by POST, runs the script with bash, answers `{exitCode, output}`.
 * A script that is too slow is killed with all that it started, and answers 124. `GET /PID` answers whether that process is
 * there, which costs no new one. Reachable from the lab's machine only.
 * Plain JavaScript, because stripping types takes seconds in an emulated machine.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';

const maxOutputBytes = 4 * 1024 * 1024;

const server = createServer((request, response) => {
  answer(request)
    .catch((error) => ({ exitCode: 125, output: String(error) }))
    .then((body) => response.end(JSON.stringify(body)))
    .catch((error) => process.stderr.write(`${error}\n`));
});
server.listen(2222, '0.0.0.0');

async function answer(request) {
  if (request.method === 'GET') return { isAlive: existsSync(`/proc/${Number(request.url.slice(1))}`) };
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { script, timeoutMs } = JSON.parse(Buffer.concat(chunks).toString());
  return run(script, timeoutMs);
}

function run(script, timeoutMs) {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/bash', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const chunks = [];
    let size = 0;
    const take = (chunk) => {
      size += chunk.length;
      if (size <= maxOutputBytes) chunks.push(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    let isLate = false;
    const finish = (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, output: Buffer.concat(chunks).toString() });
    };
    const timer = setTimeout(() => {
      isLate = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      // What hangs in the kernel does not even hear that.
      finish(124);
    }, timeoutMs);
    child.once('error', reject);
    child.once('close', (code) => {
      if (!isLate) finish(code ?? 137);
    });
  });
}
