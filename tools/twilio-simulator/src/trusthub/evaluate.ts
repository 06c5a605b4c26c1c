import type { Bundle } from './bundle.js';
import type { Contents } from './contents.js';
import type { Entity } from './entity.js';
import { fieldProblem, fieldsBeside } from './fields.js';
import { type Policy, PRIMARY, type Requirement } from './policy.js';

/** Twilio's codes of an evaluation. */
const CODES = {
  endUserMissing: 22214,
  endUserField: 22215,
  documentMissing: 22216,
  profileMissing: 22218,
  addressMissing: 22219,
} as const;

export interface Finding {
  friendly_name: string;
  object_type: string;
  passed: boolean;
  failure_reason: string | null;
  error_code: number | null;
  valid: FieldFinding[];
  invalid: FieldFinding[];
  requirement_friendly_name: string;
  requirement_name: string;
}

interface FieldFinding {
  friendly_name: string;
  object_field: string;
  failure_reason: string | null;
  error_code: number | null;
}

/** What a bundle holds against what its policy asks for. */
export function evaluate(policy: Policy, bundle: Bundle, contents: Contents): Finding[] {
  return [
    ...policy.endUsers.map((requirement) =>
      finding(requirement, contents.entityOf(bundle, requirement.type), {
        missing: CODES.endUserMissing,
        problemOf: (entity, field) => fieldProblem(entity, field),
        code: CODES.endUserField,
      }),
    ),
    ...policy.documents.map((requirement) =>
      finding(requirement, contents.entityOf(bundle, requirement.type), {
        missing: CODES.documentMissing,
        problemOf: ({ attributes }, field) =>
          contents.hasAddress(bundle, attributes[field] ?? '') ? null : 'The Address is missing.',
        code: CODES.addressMissing,
      }),
    ),
    ...policy.profiles.map((sid) => profileFinding(sid, contents.holdsProfile(bundle, sid))),
  ];
}

interface Check {
  missing: number;
  code: number;
  problemOf: (entity: Entity, field: string) => string | null;
}

function finding(requirement: Requirement, entity: Entity | undefined, check: Check): Finding {
  const fields = [...requirement.fields, ...(entity ? fieldsBeside(entity) : [])];
  const findings = fields.map((field) => {
    const reason = entity ? check.problemOf(entity, field) : `The ${field} is missing.`;
    const code = reason === null ? null : check.code;
    return { friendly_name: field, object_field: field, failure_reason: reason, error_code: code };
  });
  const invalid = findings.filter((item) => item.error_code !== null);
  const absent = entity === undefined;
  return {
    friendly_name: requirement.friendlyName,
    object_type: requirement.type,
    passed: invalid.length === 0,
    failure_reason: absent ? `${requirement.friendlyName} is missing.` : null,
    error_code: absent ? check.missing : null,
    valid: findings.filter((item) => item.error_code === null),
    invalid,
    requirement_friendly_name: requirement.friendlyName,
    requirement_name: requirement.type,
  };
}

function profileFinding(policySid: string, passed: boolean): Finding {
  const name = policySid === PRIMARY ? 'Primary Customer Profile' : 'Customer Profile';
  return {
    friendly_name: name,
    object_type: 'customer_profile',
    passed,
    failure_reason: passed ? null : `${name} is missing.`,
    error_code: passed ? null : CODES.profileMissing,
    valid: [],
    invalid: [],
    requirement_friendly_name: name,
    requirement_name: 'customer_profile',
  };
}
