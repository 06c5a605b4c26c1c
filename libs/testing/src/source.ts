/** Where a server for tests came from. */
export type Source = 'environment' | 'testcontainers' | 'local';

export interface Unavailable {
  /** Why this machine can't have it, in a sentence. */
  unavailable: string;
}

export const nothingToStop = (): Promise<void> => Promise.resolve();

/** An engine that answers may still lack the image and a way to it: the local server serves too. */
export function noteContainerFailure(image: string, error: unknown): void {
  console.warn(`The container ${image} didn't start, so a local server is used: ${String(error)}`);
}
