export * from './b.ts' // planted
export * as all from './b.ts' // planted
export { one } from './b.ts'
