/**
 * Bytes of a master list become rows; each row is accepted, held, rejected or a duplicate;
 * supplements are merged.
 *
 * <p>Takes: files and what is already known. Gives: dossiers and row outcomes. May touch: the file
 * it is given, read only.
 */
package org.aviso.intake;
