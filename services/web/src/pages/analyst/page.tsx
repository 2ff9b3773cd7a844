import type { VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Route } from '../../model/view'
import { Dispute } from './dispute'

export const Page = ({ route }: { readonly route: Route }): VNode | null => {
  const couponId = route.page === 'dispute' ? route.couponId : ''
  useEffect(() => void (document.title = `Lines of ${couponId} · Earnback`), [couponId])
  return route.page === 'dispute' ? <Dispute key={couponId} couponId={couponId} view={route.view} /> : null
}
