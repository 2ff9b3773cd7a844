import { canonicalCode } from '../code/canonical'

/** A coupon that a typed code may mean; `isOwn` says that it was issued to whoever typed it. */
export interface Candidate {
  readonly couponId: string
  readonly code: string
  readonly isOwn: boolean
}

type Difference = 'spaces' | 'dashes' | 'case' | 'look-alike characters' | 'other characters'

export type CodeDiagnosis =
  | { readonly kind: 'exact'; readonly couponId: string; readonly isOwn: boolean }
  | { readonly kind: 'mismatch'; readonly couponId: string; readonly differences: ReadonlyArray<Difference> }
  | { readonly kind: 'unknown' }

/** Letters of other alphabets, in upper case, that look like a Latin letter. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map([
  ...Array.from('АВЕКМНОРСТУХЅІЈ', (letter, index) => [letter, 'ABEKMHOPCTYXSIJ'.charAt(index)] as const),
  ...Array.from('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', (letter, index) => [letter, 'ABEZHIKMNOPTYX'.charAt(index)] as const),
])
/** Latin characters that are taken for each other; L is what a small l becomes, B and 8 stay apart. */
const CONFUSED: ReadonlyMap<string, string> = new Map([
  ['O', '0'],
  ['I', '1'],
  ['L', '1'],
])

/** The form in which two codes are equal that a person may take for one another; never used to accept one (R23). */
const skeleton = (text: string): string =>
  Array.from(canonicalCode(text), (character) => {
    const latin = LOOK_ALIKES.get(character) ?? character
    return CONFUSED.get(latin) ?? latin
  }).join('')

const DASHES = /[\u00AD\p{Pd}\u2212\u2043\u02D7]/u
const SPACES = /[\s\u180E\u200B-\u200F\u2060\uFEFF]/u

/** What of the typed code is not as issued, in a fixed order. */
const differencesOf = (typed: string, code: string): ReadonlyArray<Difference> => {
  const found: Difference[] = []
  if (SPACES.test(typed)) found.push('spaces')
  if (DASHES.test(typed)) found.push('dashes')
  const isLookAlike = canonicalCode(typed) !== canonicalCode(code)
  if (isLookAlike) found.push('look-alike characters')
  const letters = typed.replace(new RegExp(`${SPACES.source}|${DASHES.source}`, 'gu'), '')
  const compatible = letters.normalize('NFKC')
  if (!isLookAlike && compatible !== code) found.push('case')
  if (compatible !== letters) found.push('other characters')
  return found
}

/**
 * Which coupon a typed code means: exactly as issued but for white space at its ends, else not at all. What is nearly right is
 * explained to the recipient and to nobody else, so that nobody learns of codes that are not theirs (R18, R23).
 */
export const diagnoseCode = (typedRaw: string, candidates: ReadonlyArray<Candidate>): CodeDiagnosis => {
  const typed = typedRaw.trim()
  const exact = candidates.filter(({ code }) => code === typed)
  const meant = exact.find(({ isOwn }) => isOwn) ?? exact[0]
  if (meant !== undefined) return { kind: 'exact', couponId: meant.couponId, isOwn: meant.isOwn }
  const own = candidates.filter(({ isOwn }) => isOwn)
  const near =
    own.find(({ code }) => canonicalCode(code) === canonicalCode(typed)) ??
    own.find(({ code }) => skeleton(code) === skeleton(typed))
  if (near === undefined) return { kind: 'unknown' }
  return { kind: 'mismatch', couponId: near.couponId, differences: differencesOf(typed, near.code) }
}
