import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { command, type Control, takeCommands } from './control.js';

let dataDir: string;
let control: Control | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'control-'));
});

afterEach(() => {
  control?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function tell(...words: string[]): Promise<string[]> {
  const said: string[] = [];
  await command(dataDir, words, (line) => said.push(line));
  return said;
}

test('a command is obeyed, and what is said on the way is heard', async () => {
  control = await takeCommands(dataDir, async (words, say) => {
    for (const word of words) say(`heard ${word}`);
  });
  expect(await tell('restart', 'billing')).toEqual(['heard restart', 'heard billing']);
});

test('one that fails says why', async () => {
  control = await takeCommands(dataDir, async () => {
    throw new Error('there is no such service');
  });
  await expect(tell('restart', 'pigeons')).rejects.toThrow('there is no such service');
});

test('commands wait for each other', async () => {
  const log: string[] = [];
  control = await takeCommands(dataDir, async ([word]) => {
    log.push(`${word} begins`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    log.push(`${word} ends`);
  });
  await Promise.all([tell('one'), tell('two')]);
  const [first, , second] = log.map((line) => line.split(' ')[0]);
  expect(log).toEqual([first, second].flatMap((word) => [`${word} begins`, `${word} ends`]));
});

test('a second launcher on the directory is refused', async () => {
  control = await takeCommands(dataDir, async () => undefined);
  await expect(takeCommands(dataDir, async () => undefined)).rejects.toThrow(
    `The data directory ${dataDir} is in use`,
  );
  expect(await tell('status')).toEqual([]);
});

test('nobody there is said in a sentence, also where a killed one left its socket', async () => {
  await expect(tell('status')).rejects.toThrow(`Nothing runs on ${dataDir}.`);
  const killed = createServer();
  await new Promise<void>((resolve) => void killed.listen(join(dataDir, 'control.sock'), resolve));
  // Closing would remove it: the file is made anew, with nobody behind it.
  await new Promise((resolve) => killed.close(resolve));
  control = await takeCommands(dataDir, async () => undefined);
  expect(await tell('status')).toEqual([]);
});
