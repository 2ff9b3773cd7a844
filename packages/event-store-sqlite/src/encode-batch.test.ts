import * as fc from 'fast-check'
import { KeyMarker, NO_HASH } from '@earnback/event-store'
import { sampleColumns, sampleEvent } from '@earnback/event-store/testing'
import { BatchEncoder, SegmentDraft } from './encode-batch'
import { StreamIndex } from './stream-index'

const spec = sampleColumns()

const encoded = (texts: ReadonlyArray<string>) => {
  const events = texts.map((text, index) => ({ ...sampleEvent(`${index}`), json: text }))
  const draft = new SegmentDraft(spec, new KeyMarker(spec, () => undefined), 1, events.length)
  const placement = { firstPosition: 1, recordedAt: 0, previousHash: NO_HASH }
  return new BatchEncoder().encode(events, new StreamIndex(), draft, placement)
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('é', '\u00ff', 'Ł', '€', '🎉', ''),
)

describe('The body of a batch', () => {
  it('is the texts in UTF-8, one after the other, with the place where each ends', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 12 }), (texts) => {
        const { body, ends } = encoded(texts)
        const bytes = texts.map((one) => Buffer.from(one))
        expect(Buffer.from(body)).toEqual(Buffer.concat(bytes))
        const lengths = bytes.map((_, index) => Buffer.concat(bytes.slice(0, index + 1)).byteLength)
        expect([...new Uint32Array(ends.buffer, ends.byteOffset, texts.length)]).toEqual(lengths)
      }),
    )
  })

  it.each([
    ['half a pair', ['a', '\ud83c']],
    ['two halves that would make one pair if they stood together', ['\ud83c', '\udf89']],
  ])('is refused with %s', (_, texts) => {
    expect(() => encoded(texts)).toThrow(TypeError)
  })
})
