/**
 * The values everything else speaks of: who a person is, how they can be reached. Personal values
 * mask themselves in {@code toString}.
 *
 * <p>Takes: nothing. Gives: values. May touch: nothing.
 */
package org.aviso.person;
