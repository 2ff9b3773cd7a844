import * as fc from 'fast-check'
import { jsonChunks } from './json-chunks'

test('the chunks together are what JSON.stringify says', () => {
  const member = fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()), fc.constant(undefined))
  fc.assert(
    fc.property(fc.dictionary(fc.string(), member), (value) => {
      expect([...jsonChunks(value)].join('')).toBe(JSON.stringify(value))
    }),
  )
  for (const value of [null, 1, 'x', [1, { a: [] }]]) expect([...jsonChunks(value)].join('')).toBe(JSON.stringify(value))
})

test('every member of a list is a chunk of its own', () => {
  expect([...jsonChunks({ verdicts: [1, 2] })]).toEqual(['{"verdicts":', '[1', ',2', ']', '}'])
})
