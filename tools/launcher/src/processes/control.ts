/** How a second command reaches the running launcher: a socket in the data directory, a line each way. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Answers a command, saying lines; what it throws is the answer of a command that failed. */
export type Obey = (command: readonly string[], say: (line: string) => void) => Promise<void>;

const DONE = 'done';
const FAILED = 'failed: ';

export interface Control {
  close(): void;
}

/**
 * Takes commands for this data directory, one after the other.
 * @throws Error when another launcher does, or the path is too long for a socket
 */
export async function takeCommands(dataDir: string, obey: Obey): Promise<Control> {
  const path = socketIn(dataDir);
  if (await connect(path).then(hangUp, () => false))
    throw new Error(`The data directory ${dataDir} is in use: stop that one first.`);
  // Left behind by one that was killed.
  rmSync(path, { force: true });
  let previous = Promise.resolve();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    createInterface(socket).once('line', (line) => {
      previous = previous.then(() => answer(socket, line.split(' '), obey));
    });
  });
  await listen(server, path);
  return { close: () => void server.close() };
}

/**
 * Sends a command to the launcher that runs on this data directory.
 * @throws Error when none does, or it couldn't do as it was told
 */
export async function command(
  dataDir: string,
  words: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  const socket = await connect(socketIn(dataDir)).catch((error: unknown) => {
    throw new Error(`Nothing runs on ${dataDir}. Start it by \`npm run start:kafka\`.`, {
      cause: error,
    });
  });
  socket.write(`${words.join(' ')}\n`);
  for await (const line of createInterface(socket)) {
    if (line === DONE) return;
    if (line.startsWith(FAILED)) throw new Error(line.slice(FAILED.length));
    say(line);
  }
  throw new Error('It ended before it answered.');
}

async function answer(socket: Socket, words: readonly string[], obey: Obey): Promise<void> {
  try {
    await obey(words, (line) => socket.write(`${line}\n`));
    socket.end(`${DONE}\n`);
  } catch (error) {
    socket.end(`${FAILED}${error instanceof Error ? error.message : String(error)}\n`);
  }
}

async function listen(server: Server, path: string): Promise<void> {
  try {
    server.listen(path);
    await once(server, 'listening');
  } catch (error) {
    throw new Error(`No socket can be made at ${path}: choose a shorter DATA_DIR.`, {
      cause: error,
    });
  }
}

async function connect(path: string): Promise<Socket> {
  const socket = createConnection(path);
  await once(socket, 'connect');
  return socket;
}

function hangUp(socket: Socket): true {
  socket.destroy();
  return true;
}

function socketIn(dataDir: string): string {
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\${dataDir.replaceAll('\\', '/')}`
    : join(dataDir, 'control.sock');
}
