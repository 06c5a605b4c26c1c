import { Injectable } from '@nestjs/common';

/** Leaving: from `begin()` on readiness fails, so that no new request is sent here while open ones end. */
@Injectable()
export class Drain {
  private begun = false;

  begin(): void {
    this.begun = true;
  }

  get isDraining(): boolean {
    return this.begun;
  }
}
