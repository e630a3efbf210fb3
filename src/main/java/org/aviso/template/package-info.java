/**
 * The translators' texts: loaded, checked, rendered, counted in segments.
 *
 * <p>Takes: {@code templates/}. Gives: rendered messages. May touch: the templates folder, read
 * only.
 */
package org.aviso.template;
