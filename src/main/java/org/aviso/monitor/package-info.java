/**
 * What people look at: health, pages, JSON.
 *
 * <p>Takes: the ledger, read only. Gives: HTTP answers on the monitor listener.
 */
package org.aviso.monitor;
