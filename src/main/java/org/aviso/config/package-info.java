/**
 * How the house's own files are read: YAML with line numbers, findings that say what, where, the
 * rule and the mend.
 *
 * <p>Takes: files written by operators, counsel and translators. Gives: values and {@link
 * org.aviso.config.Finding}s. May touch: the file system, read only.
 */
package org.aviso.config;
