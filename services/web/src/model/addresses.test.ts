import * as fc from 'fast-check'
import { readEvents } from './event-stream'
import { accountLink, couponLink, disputeLink, routeOf, type View } from './view'
import { VERDICTS } from './words'

const route = (address: string) => {
  const url = new URL(address, 'http://localhost')
  return routeOf(url.pathname, url.searchParams)
}

describe('Addresses', () => {
  it('are the three of the contract', () => {
    expect(route('/')).toEqual({ page: 'home' })
    expect(route(accountLink('acct/1'))).toEqual({ page: 'account', adAccountId: 'acct/1', tab: undefined })
    expect(route(couponLink('c 1'))).toEqual({ page: 'coupon', couponId: 'c 1' })
    expect(route('/coupons/c1/more')).toEqual({ page: 'nowhere' })
    expect(route('/elsewhere/c1')).toEqual({ page: 'nowhere' })
  })

  it('carry the whole view of an analyst', () => {
    const instant = fc.option(
      fc.integer({ min: 0, max: 4e12 }).map((at) => new Date(at).toISOString()),
      { nil: undefined },
    )
    const view: fc.Arbitrary<View> = fc.record({
      asOf: instant,
      knownAt: instant,
      verdict: fc.option(fc.constantFrom(...VERDICTS), { nil: undefined }),
      compare: fc.option(fc.record({ asOf: instant, knownAt: instant }), { nil: undefined }),
      whatIf: instant,
    })
    fc.assert(
      fc.property(view, (shown) =>
        expect(route(disputeLink('c1', shown))).toEqual({ page: 'dispute', couponId: 'c1', view: shown }),
      ),
    )
  })

  it('leave out of a view what is no instant and no verdict', () => {
    expect(route('/coupons/c1?view=analyst&asOf=yesterday&verdict=MAYBE')).toMatchObject({
      view: { asOf: undefined, verdict: undefined },
    })
  })
})

describe('A stream of server-sent events', () => {
  it('gives whole events, and keeps the rest for the next time, wherever it is cut', () => {
    const text = ': heartbeat\n\nid: 7\nevent: progress\ndata: {"a":1}\n\nid: 8\r\ndata: one\r\ndata: two\r\n\r\n'
    const whole = [
      { id: '7', event: 'progress', data: '{"a":1}' },
      { id: '8', event: 'message', data: 'one\ntwo' },
    ]
    for (let cut = 0; cut <= text.length; cut++) {
      const first = readEvents(text.slice(0, cut))
      const second = readEvents(first.rest + text.slice(cut))
      expect([...first.events, ...second.events]).toEqual(whole)
      expect(second.rest).toBe('')
    }
  })
})
