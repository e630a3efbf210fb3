/**
 * Counts that reconcile: reach, outcomes, the basis of a declaration.
 *
 * <p>Takes: the ledger, read only. Gives: figures.
 */
package org.aviso.report;
