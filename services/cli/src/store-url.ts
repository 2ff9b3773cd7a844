import * as E from 'fp-ts/Either'

/** Which store: a file, or a server; `text` is for people, and tells no password. */
export type StoreUrl =
  | { readonly kind: 'sqlite'; readonly text: string; readonly path: string }
  | { readonly kind: 'eventstoredb'; readonly text: string; readonly connection: string }

export interface StoreUrlFault {
  readonly code: 'STORE_URL_INVALID'
  readonly expected: string
}

const EXPECTED = 'sqlite:<path>, such as sqlite:./data/earnback.db, or esdb://<host>:<port>'

const PASSWORD = /(:\/\/[^:/@]*:)[^@/]*@/

/** `kurrentdb:` is what the server's newer versions call the same protocol; the client knows the older name. */
const SERVER = /^(?:esdb|kurrentdb)(\+discover)?:\/\/(?=[^/?])(.*)$/s

export const parseStoreUrl = (text: string): E.Either<StoreUrlFault, StoreUrl> => {
  if (SERVER.test(text))
    return E.right({
      kind: 'eventstoredb',
      text: text.replace(PASSWORD, '$1***@'),
      connection: text.replace(SERVER, 'esdb$1://$2'),
    })
  const rest = /^sqlite:(.*)$/s.exec(text)?.[1]
  const path = rest?.startsWith('//') === true ? rest.slice(2) : rest
  return path === undefined || path === '' || path.startsWith(':memory:') || path.includes('\0')
    ? E.left({ code: 'STORE_URL_INVALID', expected: EXPECTED })
    : E.right({ kind: 'sqlite', text, path })
}
