import { type Answer, ask, type Ask, type Place } from '../business.js';

/** A client that keeps everything it was ever answered, headers too. */
export class Witness {
  readonly answers: string[] = [];

  constructor(private readonly place: Pick<Place, 'url'>) {}

  async ask(
    credential: string | null,
    method: string,
    path: string,
    options?: Ask,
  ): Promise<Answer> {
    const answer = await ask(this.place, credential, method, path, options);
    this.answers.push(JSON.stringify([answer.status, [...answer.headers], answer.body]));
    return answer;
  }
}
