/**
 * Letters on paper.
 *
 * <p>Takes: rendered letters. Gives: one PDF. May touch: nothing but the fonts beside it.
 */
package org.aviso.report.print;
