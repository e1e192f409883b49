'use strict';
// CommonJS that Node 18 understands: this runs before Node 24 does.
const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');

const setpriv = '/usr/bin/setpriv';

/**
 * Runs a program in place of this process: same terminal, its signals passed on, its ending made ours.
 * The program gets SIGTERM when this process dies, however it dies.
 *
 * @param {string} program absolute path
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function passThrough(program, args, env) {
  // What a terminal sends reaches the whole foreground group: passing it on would make one Ctrl-C two.
  const terminalSends = process.stdin.isTTY || process.stdout.isTTY;
  let child = null;
  const handlers = ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGTERM'].map((signal) => {
    const handler = () => {
      if (signal === 'SIGTERM' || !terminalSends) child.kill(signal);
    };
    process.on(signal, handler);
    return { signal, handler };
  });

  // After the handlers: a signal that comes early is then passed on once the program is there.
  const command = [program, ...args];
  if (existsSync(setpriv)) command.unshift(setpriv, '--pdeathsig', 'TERM', '--');
  child = spawn(command[0], command.slice(1), { stdio: 'inherit', env });
  child.once('error', (error) => {
    console.error(`${program} could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => {
    for (const { signal: name, handler } of handlers) process.off(name, handler);
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}

module.exports = { passThrough };
