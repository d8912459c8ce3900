/** The id under which a catalogue has a value that the program writes in English. */
export function valueId(english: string): string {
  return `value-${english
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}`;
}
