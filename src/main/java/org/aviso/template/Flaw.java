package org.aviso.template;

/** What a rule has against one file; becomes a finding where the file's name is known. */
record Flaw(int line, String what, String mend) {}
