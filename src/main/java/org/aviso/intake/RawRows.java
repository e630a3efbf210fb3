package org.aviso.intake;

import java.io.Closeable;
import java.util.Iterator;

/**
 * The rows of a file in order, header included, read as they are asked for. A broken file shows
 * itself as an {@link java.io.UncheckedIOException}.
 */
interface RawRows extends Iterator<RawRow>, Closeable {}
