/**
 * Email over SMTP connections that stay open, composed so that a bounce finds its attempt.
 *
 * <p>Takes: a text and an address. Gives: the mail server's answer, unjudged. May touch: the
 * network.
 */
package org.aviso.delivery.email;
