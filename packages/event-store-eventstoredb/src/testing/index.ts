export { ServerDouble } from './server-double'
