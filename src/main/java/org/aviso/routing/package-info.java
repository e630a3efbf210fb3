/**
 * Counsel's rules: who is told what, in which language, through whom. Data in, a decision with its
 * reasons out.
 *
 * <p>Takes: {@code routes/counsel/} and one case. Gives: {@link org.aviso.routing.Decision}. May
 * touch: counsel's folder, read only.
 */
package org.aviso.routing;
