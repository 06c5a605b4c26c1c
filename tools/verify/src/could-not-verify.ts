/** Nothing is known about the installation: what was given isn't enough to look at it. */
export class CouldNotVerify extends Error {
  override readonly name = 'CouldNotVerify';
}

/** One check can't be made here; the others can. Its message says why. */
export class NotChecked extends Error {
  override readonly name = 'NotChecked';
}

/** One check was begun and not finished in its time. The others can be made. */
export class Overran extends Error {
  override readonly name = 'Overran';
}
