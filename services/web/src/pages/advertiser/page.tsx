import type { VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Route } from '../../model/view'
import { Empty } from '../parts/notice'
import { AccountPage } from './account'
import { CouponPage } from './coupon'
import { HomePage } from './home'

const titleOf = (route: Route): string => {
  if (route.page === 'coupon') return `Coupon ${route.couponId} · Earnback`
  return route.page === 'account' ? `Promotions of ${route.adAccountId} · Earnback` : 'Earnback'
}

export const Page = ({ route }: { readonly route: Route }): VNode => {
  const title = titleOf(route)
  useEffect(() => void (document.title = title), [title])
  switch (route.page) {
    case 'account':
      return <AccountPage key={route.adAccountId} adAccountId={route.adAccountId} tab={route.tab} />
    case 'coupon':
      return <CouponPage key={route.couponId} couponId={route.couponId} />
    case 'home':
      return <HomePage />
    default:
      return (
        <Empty isPage title="There is no such page">
          <p>
            <a href="/">Look up an ad account or a coupon</a>
          </p>
        </Empty>
      )
  }
}
