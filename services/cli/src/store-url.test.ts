import * as E from 'fp-ts/Either'
import { parseStoreUrl } from './store-url'

const pathOf = (text: string): string | undefined => {
  const parsed = parseStoreUrl(text)
  return E.isRight(parsed) ? parsed.right.path : undefined
}

const codeOf = (text: string): string | undefined => {
  const parsed = parseStoreUrl(text)
  return E.isLeft(parsed) ? parsed.left.code : undefined
}

test.each([
  ['sqlite:./data/earnback.db', './data/earnback.db'],
  ['sqlite:/var/lib/earnback.db', '/var/lib/earnback.db'],
  ['sqlite:///var/lib/earnback.db', '/var/lib/earnback.db'],
  ['sqlite:a b?.db', 'a b?.db'],
])('%s names the file %s', (text, path) => {
  expect(pathOf(text)).toBe(path)
})

test.each(['', 'sqlite:', 'sqlite::memory:', 'data/earnback.db', 'SQLITE:x', 'postgres://x', 'sqlite:a\0b'])(
  '%j is no store',
  (text) => {
    expect(codeOf(text)).toBe('STORE_URL_INVALID')
  },
)

test.each(['esdb://localhost:2113', 'esdb+discover://a,b', 'kurrentdb://x'])('%s is a store of another build', (text) => {
  expect(codeOf(text)).toBe('STORE_NOT_IN_THIS_BUILD')
})
