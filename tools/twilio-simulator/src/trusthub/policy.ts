/** What a bundle must hold before it is submitted. */
export interface Policy {
  sid: string;
  friendlyName: string;
  kind: 'profile' | 'trust_product';
  endUsers: readonly Requirement[];
  documents: readonly Requirement[];
  /** The policies of the profiles of which one must be assigned; `primary` is the platform's own. */
  profiles: readonly string[];
}

export interface Requirement {
  type: string;
  friendlyName: string;
  fields: readonly string[];
}

export const PRIMARY = 'primary';

export const POLICY_SIDS = {
  secondaryProfile: 'RNdfbf3fae0e1107f8aded0e7cead80bf5',
  a2pTrustProduct: 'RNb0d4771c2c98518d916a3d4cd70a8f8b',
  starterProfile: 'RN806dd6cd175f314e1f96a9727ee271f4',
  soleProprietorTrustProduct: 'RN670d5d2e282a6130ae063b234b6019c8',
} as const;

const ADDRESS: Requirement = {
  type: 'customer_profile_address',
  friendlyName: 'Physical Business Address',
  fields: ['address_sids'],
};

const POLICIES: readonly Policy[] = [
  {
    sid: POLICY_SIDS.secondaryProfile,
    friendlyName: 'Secondary Customer Profile of type Business',
    kind: 'profile',
    endUsers: [
      {
        type: 'customer_profile_business_information',
        friendlyName: 'Business Information',
        fields: [
          'business_name',
          'business_type',
          'business_industry',
          'business_registration_identifier',
          'business_registration_number',
          'business_identity',
          'business_regions_of_operation',
          'website_url',
        ],
      },
      {
        type: 'authorized_representative_1',
        friendlyName: 'Authorized Representative 1',
        fields: [
          'first_name',
          'last_name',
          'email',
          'phone_number',
          'business_title',
          'job_position',
        ],
      },
    ],
    documents: [ADDRESS],
    profiles: [PRIMARY],
  },
  {
    sid: POLICY_SIDS.a2pTrustProduct,
    friendlyName: 'A2P Messaging Profile',
    kind: 'trust_product',
    endUsers: [
      {
        type: 'us_a2p_messaging_profile_information',
        friendlyName: 'US A2P Messaging Profile Information',
        fields: ['company_type'],
      },
    ],
    documents: [],
    profiles: [POLICY_SIDS.secondaryProfile],
  },
  {
    sid: POLICY_SIDS.starterProfile,
    friendlyName: 'Starter Customer Profile of type Business',
    kind: 'profile',
    endUsers: [
      {
        type: 'starter_customer_profile_information',
        friendlyName: 'Information',
        fields: ['first_name', 'last_name', 'email', 'phone_number'],
      },
    ],
    documents: [ADDRESS],
    profiles: [PRIMARY],
  },
  {
    sid: POLICY_SIDS.soleProprietorTrustProduct,
    friendlyName: 'Sole Proprietor TrustProduct',
    kind: 'trust_product',
    endUsers: [
      {
        type: 'sole_proprietor_information',
        friendlyName: 'Sole Proprietor Information',
        fields: ['brand_name', 'mobile_phone_number', 'vertical'],
      },
    ],
    documents: [],
    profiles: [POLICY_SIDS.starterProfile],
  },
];

export function policies(): readonly Policy[] {
  return POLICIES;
}

export function policyOf(sid: string | undefined): Policy | undefined {
  return POLICIES.find((policy) => policy.sid === sid);
}

export const END_USER_TYPES: ReadonlySet<string> = new Set([
  ...POLICIES.flatMap(({ endUsers }) => endUsers.map(({ type }) => type)),
  'authorized_representative_2',
]);

export const DOCUMENT_TYPES: ReadonlySet<string> = new Set([ADDRESS.type]);

export function toPolicyView({ sid, friendlyName, endUsers, documents, profiles }: Policy) {
  const accepted = (what: string) => (item: Requirement) => ({
    url: `/${what}/${item.type}`,
    fields: item.fields,
    type: item.type,
    name: item.friendlyName,
    requirement_name: item.type,
  });
  return {
    sid,
    friendly_name: friendlyName,
    requirements: {
      end_user: endUsers.map(accepted('EndUserTypes')),
      supporting_document: [documents.map(accepted('SupportingDocumentTypes'))],
      supporting_customer_profiles: profiles.map((type) => ({ type, requirement_name: type })),
      supporting_trust_products: [],
    },
    url: `https://trusthub.twilio.com/v1/Policies/${sid}`,
  };
}
