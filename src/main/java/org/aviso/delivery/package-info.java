/**
 * One message on its way: SMS through the Messages API, email over SMTP. Knows nothing of where the
 * server is.
 *
 * <p>Takes: a rendered message and an address. Gives: the provider's answer, unjudged. May touch:
 * the network.
 */
package org.aviso.delivery;
