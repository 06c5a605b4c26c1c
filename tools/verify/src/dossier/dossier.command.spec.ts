import { expect, test } from '@jest/globals';
import { readDossierCommand } from './dossier.command.js';

test('names a dossier, seals and what was made later', () => {
  const args = ['d.json', '--seals', 'a', '--seals', 'b', '--later', 'l.json', '--json'];
  expect(readDossierCommand(args)).toEqual({
    file: 'd.json',
    sealFiles: ['a', 'b'],
    laterFile: 'l.json',
    json: true,
    help: false,
  });
  expect(readDossierCommand(['--help'])).toMatchObject({ file: undefined, help: true });
});

test.each([[[]], [['a.json', 'b.json']], [['a.json', '--seal', 'x']]])('%j is refused', (args) => {
  expect(() => readDossierCommand(args)).toThrow();
});
