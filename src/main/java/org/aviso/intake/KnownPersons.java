package org.aviso.intake;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.aviso.person.Dossier;
import org.aviso.person.Lookup;

/** The persons stored so far. Asked at most twice a group. */
public interface KnownPersons {
  /**
   * @return the dossiers stored under each key (see {@link Lookups#of}); keys nobody has may be
   *     missing
   */
  Map<Lookup, List<Dossier>> find(Collection<Lookup> lookups);
}
