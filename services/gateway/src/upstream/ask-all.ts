import { Problem } from '@fieldline/http';

/** What each of them answers; undefined from one that is away. @throws any other problem */
export function askAll<O, T>(
  offices: readonly O[],
  ask: (office: O) => Promise<T>,
): Promise<{ office: O; answer: T | undefined }[]> {
  return Promise.all(
    offices.map(async (office) => {
      try {
        return { office, answer: await ask(office) };
      } catch (error) {
        if (!isProblem(error, 'service_unavailable')) throw error;
        return { office, answer: undefined };
      }
    }),
  );
}

/** What one that has no such thing answers: null. */
export function orNull<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if (isProblem(error, 'not_found')) return null;
    throw error;
  });
}

function isProblem(error: unknown, code: string): boolean {
  return error instanceof Problem && error.code === code;
}
