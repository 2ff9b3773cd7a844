import { CATALOGUE } from './event'
import { currentVersion, upcast, UPCASTS, type Upcasts } from './upcast'

/** An event that never was: version 1 said `code`, version 2 says `codes`, version 3 counts them too. */
const MADE_UP: Upcasts = {
  CodesIssued: [
    ({ code, ...rest }) => ({ ...rest, codes: [code] }),
    ({ codes, ...rest }) => ({ ...rest, codes, count: (codes as unknown[]).length }),
  ],
}

describe('upcasting', () => {
  test.each([
    [1, { code: 'A', extra: true }, { codes: ['A'], count: 1, extra: true }],
    [2, { codes: ['A', 'B'] }, { codes: ['A', 'B'], count: 2 }],
    [3, { codes: ['A'], count: 7 }, { codes: ['A'], count: 7 }],
  ])('takes version %i to the current one, step by step in order', (version, data, expected) => {
    expect(upcast(MADE_UP, 'CodesIssued', version, data)).toEqual(expected)
  })

  test('the current version is one more than there are steps', () => {
    expect([currentVersion(MADE_UP, 'CodesIssued'), currentVersion(MADE_UP, 'CodeIssued')]).toEqual([3, 1])
  })

  test('leaves an event without steps as it is', () => {
    const data = { couponId: 'c-1' }
    expect(upcast(MADE_UP, 'CodeIssued', 1, data)).toBe(data)
  })

  test('steps exist only for events of the catalogue', () => {
    expect(Object.keys(UPCASTS).filter((name) => !Object.hasOwn(CATALOGUE, name))).toEqual([])
  })
})
