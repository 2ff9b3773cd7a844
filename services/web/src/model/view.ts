import { VERDICTS, type Verdict } from './words'

/** Everything that an analyst's view shows, as its link carries it. */
export interface View {
  /** Spend up to (valid time); undefined for all. */
  readonly asOf: string | undefined
  /** Known by (transaction time); undefined for all. */
  readonly knownAt: string | undefined
  readonly verdict: Verdict | undefined
  /** The other point of a comparison: its two times, where one is made. */
  readonly compare: { readonly asOf: string | undefined; readonly knownAt: string | undefined } | undefined
  /** The hypothetical activation instant. */
  readonly whatIf: string | undefined
}

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'account'; readonly adAccountId: string; readonly tab: string | undefined }
  | { readonly page: 'coupon'; readonly couponId: string }
  | { readonly page: 'dispute'; readonly couponId: string; readonly view: View }
  | { readonly page: 'nowhere' }

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(\d{3})?Z$/
const instant = (text: string | null): string | undefined => (text !== null && INSTANT.test(text) ? text : undefined)

const viewOf = (query: URLSearchParams): View => {
  const compare = { asOf: instant(query.get('asOf2')), knownAt: instant(query.get('knownAt2')) }
  return {
    asOf: instant(query.get('asOf')),
    knownAt: instant(query.get('knownAt')),
    verdict: VERDICTS.find((verdict) => verdict === query.get('verdict')),
    compare: query.has('compare') ? compare : undefined,
    whatIf: instant(query.get('whatIf')),
  }
}

/** What an address of a page asks for. */
export const routeOf = (path: string, query: URLSearchParams): Route => {
  const [, first, id, ...rest] = path.replace(/\/$/, '').split('/')
  if (first === undefined || first === '') return { page: 'home' }
  if (id === undefined || id === '' || rest.length > 0) return { page: 'nowhere' }
  const named = decodeURIComponent(id)
  if (first === 'accounts') return { page: 'account', adAccountId: named, tab: query.get('tab') ?? undefined }
  if (first !== 'coupons') return { page: 'nowhere' }
  return query.get('view') === 'analyst'
    ? { page: 'dispute', couponId: named, view: viewOf(query) }
    : { page: 'coupon', couponId: named }
}

export const accountLink = (adAccountId: string): string => `/accounts/${encodeURIComponent(adAccountId)}`
export const couponLink = (couponId: string): string => `/coupons/${encodeURIComponent(couponId)}`

export const disputeLink = (couponId: string, { asOf, knownAt, verdict, compare, whatIf }: Partial<View> = {}): string => {
  const query = new URLSearchParams({ view: 'analyst' })
  const set = (name: string, value: string | undefined): void => (value === undefined ? undefined : query.set(name, value))
  set('asOf', asOf)
  set('knownAt', knownAt)
  set('verdict', verdict)
  if (compare !== undefined) {
    query.set('compare', '1')
    set('asOf2', compare.asOf)
    set('knownAt2', compare.knownAt)
  }
  set('whatIf', whatIf)
  return `${couponLink(couponId)}?${query.toString()}`
}
