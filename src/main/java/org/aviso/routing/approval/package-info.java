/**
 * Counsel's signatures: who may sign, what is signed, and whether it is in force.
 *
 * <p>Takes: {@code counsel.yaml}, {@code counsel.pending.yaml}, {@code approvals/} and the digests
 * of what was read. Gives: {@link org.aviso.routing.approval.InForce}. May touch: those files, and
 * a counsel's sealed key file.
 */
package org.aviso.routing.approval;
