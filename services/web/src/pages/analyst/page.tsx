import type { VNode } from 'preact'
import type { Route } from '../../model/view'

export const Page = ({ route }: { readonly route: Route }): VNode => <p>{route.page}</p>
