import { createCampaign, deleteCampaign, findCampaign } from '../../twilio/campaigns.js';
import { ensureMessagingService, ensureNumbers } from '../../twilio/services.js';
import { endOf, type StepRun } from './step.js';

export const makeService: StepRun = async (scope) => {
  const sid = await ensureMessagingService(scope.ask, scope.keyOf('messaging_service'));
  return { state: 'done', sid };
};

/**
 * Each submission is charged. One of an earlier form makes room for the next if it failed, be it since then;
 * which one that was is known by when it was made, so that after a crash the new one isn't taken for it.
 */
export const registerCampaign: StepRun = async (scope) => {
  const serviceSid = scope.sidOf('messaging_service');
  const brandSid = scope.sidOf('brand');
  const superseded = scope.step('campaign')?.superseded ?? null;
  let campaign = await findCampaign(scope.ask, serviceSid, brandSid);
  if (campaign?.review.kind === 'rejected' && campaign.createdAt === superseded) {
    await deleteCampaign(scope.ask, serviceSid, campaign.sid);
    campaign = undefined;
  }
  campaign ??= await createCampaign(scope.ask, serviceSid, brandSid, scope.campaign);
  return endOf(campaign.review, campaign.sid, campaign.createdAt);
};

export const reviewCampaign: StepRun = async (scope) => {
  const brandSid = scope.sidOf('brand');
  const campaign = await findCampaign(scope.ask, scope.sidOf('messaging_service'), brandSid);
  const superseded = scope.step('campaign')?.superseded;
  // Nobody here takes one away that was approved.
  if (!campaign) return endOf({ kind: 'suspended' }, scope.sidOf('campaign'), superseded);
  return endOf(campaign.review, campaign.sid, campaign.createdAt);
};

export const assignNumbers: StepRun = async (scope) => {
  await ensureNumbers(scope.ask, scope.sidOf('messaging_service'), scope.numberSids);
  return { state: 'done', sid: scope.numberSids[0] ?? null };
};

/** The first was assigned with the step; others may have been bought since. */
export const assignNewNumbers: StepRun = async (scope) => {
  const first = scope.sidOf('number_assignment');
  if (scope.numberSids.some((sid) => sid !== first))
    await ensureNumbers(scope.ask, scope.sidOf('messaging_service'), scope.numberSids);
  return { state: 'done', sid: first };
};
