import * as fc from 'fast-check'
import { canonicalJson } from './canonical-json'

describe('canonical JSON', () => {
  test('orders keys by code unit, at every depth, and writes no white space', () => {
    expect(canonicalJson({ b: 1, a: { d: [1, { z: null, y: 'é' }], c: true }, A: 2 })).toBe(
      '{"A":2,"a":{"c":true,"d":[1,{"y":"é","z":null}]},"b":1}',
    )
  })

  test('keeps the order of arrays and leaves absent fields out', () => {
    expect(canonicalJson({ list: [3, 1, undefined], absent: undefined })).toBe('{"list":[3,1,null]}')
  })

  test('reads back as the same value, and does not depend on the order in which keys came', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const shuffled = Object.fromEntries(Object.entries(value).reverse())
        expect(canonicalJson(shuffled)).toBe(canonicalJson(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
