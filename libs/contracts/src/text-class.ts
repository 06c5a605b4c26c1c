/** Kinds of texts, by which consent each needs (CTIA Messaging Principles 5.1). */
export const TEXT_CLASSES = ['conversational', 'informational', 'promotional'] as const;
export type TextClass = (typeof TEXT_CLASSES)[number];
