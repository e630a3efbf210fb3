/**
 * What became of an attempt: states, the transition table, the meaning of providers' answers,
 * receipts and bounces, what comes next.
 *
 * <p>Takes: answers, receipts, bounces. Gives: verdicts and due attempts. May touch: nothing.
 */
package org.aviso.outcome;
