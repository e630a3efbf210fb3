/**
 * What a list says about a language becomes a BCP 47 tag, or a reason why not.
 *
 * <p>Takes: cells and {@code config/languages.yaml}. Gives: {@link org.aviso.person.LanguageTag},
 * and to the stage before what its lists must know of a cell. May touch: nothing else.
 */
package org.aviso.language;
