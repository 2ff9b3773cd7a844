import { createHash } from 'node:crypto'

/** White space of every kind, zero-width characters and soft hyphens, and every dash (R23). */
const SEPARATORS = /[\s\u00AD\u180E\u200B-\u200F\u2060\uFEFF\p{Pd}\u2212\u2043\u02D7]/gu

/** The form in which two ways to type one code are equal: compatibility forms, separators and case aside. Look-alikes stay apart (R23). */
export const canonicalCode = (text: string): string => text.normalize('NFKC').replace(SEPARATORS, '').toUpperCase()

/** SHA-256 of the canonical form, in hexadecimal: names a code's stream without telling the code (R4). */
export const codeHash = (text: string): string => createHash('sha256').update(canonicalCode(text)).digest('hex')

const SHOWN = 4

/** The code as logs and attempts may show it: its last four characters, and of a short one less than half; only letters and digits (R4). */
export const maskedCode = (text: string): string => {
  const canonical = Array.from(canonicalCode(text))
  const shown = Math.min(SHOWN, Math.floor(canonical.length / 2))
  const end = shown === 0 ? [] : canonical.slice(-shown)
  return `••••${end.map((character) => (/[A-Z0-9]/.test(character) ? character : '•')).join('')}`
}
