/** Sign-in of the platform's operator, and whom businesses are told to ask. */
export const OPERATOR_EMAIL = 'operator@fieldline.test';
