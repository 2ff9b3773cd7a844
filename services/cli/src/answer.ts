import type { Look } from './render/look'

/** What a command says: the JSON document, or the same for people as text with its own line ends. */
export interface Answer {
  readonly json: unknown
  readonly text: (look: Look) => Iterable<string | Uint8Array>
  /** 1 where the answer is a refusal or a failed verification. */
  readonly exit?: 0 | 1
}

export const lines = function* (texts: Iterable<string>): Generator<string> {
  for (const text of texts) yield `${text}\n`
}
