// What a QR code of ours says: one of this verifier's own addresses, "/v#", and decimal digits.
// Characters are compared and no URL is parsed, as in attestation/formats/qr_text.py, so that nothing can
// mean one thing here and another to the browser.
"use strict";

const QR_PATH = "/v#";

// Gives the digits to check, or null for any other text: it may lead to an imitation.
function digitsOf(text, addresses, mostDigits) {
  const end = text.indexOf(QR_PATH);
  if (end < 0 || !addresses.includes(text.slice(0, end))) return null;
  const digits = text.slice(end + QR_PATH.length);
  return digits.length <= mostDigits && /^[1-9][0-9]*$/.test(digits) ? digits : null;
}
