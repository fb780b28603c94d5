// The real program on a data folder of its own, thrown away afterwards.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const BINARY = process.env.NICHOIR_BINARY
  ?? fileURLToPath(new URL('../../target/debug/nichoir', import.meta.url));

// Starts an unclaimed node; where it answers, with which code, and how to stop it. A box sees to its own
// certificate, as far as it comes without a network. `machine` has files that the machine's kernel would.
export async function startNode({ box = true, machine = {} } = {}) {
  assertAlone();
  const data = await mkdtemp(join(tmpdir(), 'nichoir-browser-'));
  for (const [path, text] of Object.entries(machine)) {
    await mkdir(dirname(join(data, path)), { recursive: true });
    await writeFile(join(data, path), text);
  }
  const args = ['serve', '--listen', '127.0.0.1:0', '--data', data, '--log', 'error', '--sys_root', data];
  if (box) args.push('--tls', '127.0.0.1:0');
  const child = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const said = await firstWords(child, ended);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  return { base: said.base, code: said.code, stop };
}

// A box looks for routers, names and authorities: here it must not find any.
function assertAlone() {
  const others = Object.keys(networkInterfaces()).filter((name) => name !== 'lo');
  assert.deepEqual(others, [], 'run this by `npm test`, in a network of its own');
}

// What it says on the console: where it listens, and the code.
async function firstWords(child, ended) {
  const read = async () => {
    let base;
    for await (const line of createInterface({ input: child.stdout })) {
      base ??= line.match(/listens on .*(http:\/\/[\d.:]+)/)?.[1];
      const code = line.match(/the code {2}([2-9A-Z]{4}-[2-9A-Z]{4})/)?.[1];
      if (code) return { base, code };
    }
    throw new Error('it said nothing of a code');
  };
  const early = ended.then((status) => { throw new Error(`it ended with ${status}`); });
  return Promise.race([read(), early]);
}
