/**
 * The two HTTP listeners, {@code webhook:} and {@code monitor:}, each on its own port.
 *
 * <p>Takes: requests from outside. Gives: exchanges that hold nothing a client could have smuggled
 * in. May touch: the network, Vert.x and Camel.
 */
package org.aviso.pipeline.http;
