/** From a disc in a drive to a published image: the one way through all rooms of the engine. */
export { rip } from './rip.ts';
export type { Rip, RipContext, RipEvent, RipRequest, RipResult } from './rip-contract.ts';
