import { distance as editDistance } from 'fastest-levenshtein'

const WORD_CHARS_MAX = 100

/** The name that was probably meant: one that contains the word before one that is only spelt alike. Undefined without names. */
export const closest = (word: string, names: ReadonlyArray<string>): string | undefined => {
  const wanted = word.toLowerCase().slice(0, WORD_CHARS_MAX)
  const distance = (name: string): number => {
    const given = name.toLowerCase().slice(0, WORD_CHARS_MAX)
    const holds = wanted !== '' && given !== '' && (given.includes(wanted) || wanted.includes(given))
    return editDistance(wanted, given) / Math.max(wanted.length, given.length, 1) - (holds ? 1 : 0)
  }
  return names.reduce<string | undefined>(
    (best, name) => (best === undefined || distance(name) < distance(best) ? name : best),
    undefined,
  )
}
