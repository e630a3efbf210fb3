/**
 * A Twilio-compatible server, a mail server and a clock, all on loopback, for the demo and the
 * tests.
 *
 * <p>Takes: messages as a provider would. Gives: receipts and bounces as a provider would.
 */
package org.aviso.sandbox;
