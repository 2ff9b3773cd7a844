import * as E from 'fp-ts/Either'

/** Which store, as it was written, and the file that it names. */
export interface StoreUrl {
  readonly text: string
  readonly path: string
}

export interface StoreUrlFault {
  readonly code: 'STORE_URL_INVALID' | 'STORE_NOT_IN_THIS_BUILD'
  readonly expected: string
}

const EXPECTED = 'sqlite:<path>, such as sqlite:./data/earnback.db'

export const parseStoreUrl = (text: string): E.Either<StoreUrlFault, StoreUrl> => {
  if (/^(esdb|kurrentdb)(\+discover)?:/.test(text)) {
    return E.left({ code: 'STORE_NOT_IN_THIS_BUILD', expected: `${EXPECTED} (EventStoreDB is not in this build yet)` })
  }
  const rest = /^sqlite:(.*)$/s.exec(text)?.[1]
  const path = rest?.startsWith('//') === true ? rest.slice(2) : rest
  return path === undefined || path === '' || path.startsWith(':memory:') || path.includes('\0')
    ? E.left({ code: 'STORE_URL_INVALID', expected: EXPECTED })
    : E.right({ text, path })
}
