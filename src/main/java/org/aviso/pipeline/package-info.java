/**
 * The only Camel: beans bound, endpoints, headers, the checks of route files.
 *
 * <p>Takes: settings and routes. Gives: a running pipeline. May touch: everything, through the
 * stages.
 */
package org.aviso.pipeline;
