/**
 * Short messages through the Messages API: one request leaves for one message, whatever comes back.
 *
 * <p>Takes: a text and a number. Gives: the provider's answer, unjudged. May touch: the network.
 */
package org.aviso.delivery.sms;
