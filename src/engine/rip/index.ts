/** From a disc in a drive to a published image: the one way through all rooms of the engine. */
export { proposeTags, type TagProposal } from './audio/propose-tags.ts';
export { requireSomethingMissing, type SeedContext, seedRescue } from './make/seed-rescue.ts';
export { rip } from './rip.ts';
export {
  type CompletedRip,
  type Rip,
  type RipContext,
  type RipEvent,
  type RipRequest,
  type RipResult,
  ripDefaults,
} from './rip-contract.ts';
